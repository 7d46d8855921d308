//! What the program carries: `datasets/*.toml`, embedded data files, `configs/*.toml`.

use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use super::resolve::Catalog;
use crate::digest::hex;
use crate::error::{Error, Result};

#[derive(RustEmbed)]
#[folder = "../datasets"]
#[include = "*.toml"]
#[include = "embedded/*.parquet"]
#[include = "embedded/ATTRIBUTION.md"]
struct Datasets;

#[derive(RustEmbed)]
#[folder = "../configs"]
#[include = "*.toml"]
struct Configs;

impl Catalog {
    /// The catalogue that the program carries.
    ///
    /// # Errors
    /// A dataset file that does not parse, or an id declared twice.
    pub fn builtin() -> Result<Self> {
        let mut catalog = Self::default();
        let mut names: Vec<String> =
            Datasets::iter().filter(|n| n.ends_with(".toml")).map(|n| n.to_string()).collect();
        names.sort();
        for name in names {
            let path = PathBuf::from("datasets").join(&name);
            catalog.add(&text_of(Datasets::get(&name), &path)?, &path)?;
        }
        Ok(catalog)
    }
}

/// Bytes of an embedded data file and their SHA-256, in hexadecimal.
///
/// # Errors
/// The file is not in the program.
pub fn embedded(file: &str) -> Result<(bytes::Bytes, String)> {
    let found = Datasets::get(&format!("embedded/{file}"))
        .ok_or_else(|| Error::input(file, "is not among the embedded data files"))?;
    let sha256 = hex(&found.metadata.sha256_hash());
    let bytes = match found.data {
        std::borrow::Cow::Borrowed(b) => bytes::Bytes::from_static(b),
        std::borrow::Cow::Owned(v) => bytes::Bytes::from(v),
    };
    Ok((bytes, sha256))
}

/// Ids and texts of the methods that the program carries, sorted by id.
///
/// # Errors
/// A method file that is not UTF-8.
pub fn builtin_methods() -> Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    for name in Configs::iter() {
        let path = PathBuf::from("configs").join(name.as_ref());
        let id = name.trim_end_matches(".toml").to_string();
        out.push((id, text_of(Configs::get(&name), &path)?));
    }
    out.sort();
    Ok(out)
}

fn text_of(file: Option<rust_embed::EmbeddedFile>, path: &Path) -> Result<String> {
    let file = file.ok_or_else(|| Error::input(path, "is not in the program"))?;
    String::from_utf8(file.data.into_owned()).map_err(|_| Error::input(path, "is not UTF-8 text"))
}
