//! Datasets and methods: parsed, validated, hashed.
//!
//! In: TOML texts — `datasets/*.toml` (one a source) and `configs/*.toml` (one a method), both
//! carried inside the program, or files of the user's own. Out: [`Catalog`] (every dataset and
//! indicator that is declared) and [`Method`] (levels, scale, reference, axes and indicators with
//! their tables resolved). No table is opened here. Imports nothing from its right.

mod access;
mod at;
mod dataset;
mod file;
pub mod mapping;
mod method;
mod place;
mod preset;
mod resolve;
mod select;
mod summary;
mod table_file;
mod toml_error;
mod tree;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use crate::error::{Error, Result, nearest};
pub use access::{Access, AccessRule, Capacity, Remedy, Supply};
pub use at::At;
pub use dataset::{
    AUTO, Check, Confidence, Dataset, Layout, Location, MARKERS, Moved, OnDuplicate, Pivot,
    Provenance, last_segment,
};
pub use file::{ImputeWithin, IndicatorFile, Measure, Over};
pub use method::{
    Axis, Grid, IndexRule, Indicator, Method, MissingRule, Node, OwnTerritory, Scored, Selection,
    ZoneName,
};
pub use preset::Preset;
pub use resolve::{LEVELS, REFERENCE_YEAR};
pub use summary::{AxisSummary, IndicatorSummary, MethodSummary};
pub(crate) use toml_error::line_of as toml_line;

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

/// The id of the method that runs without a network and without a file.
pub const DEFAULT_METHOD: &str = "embarque";

/// Every dataset and every indicator declared in `datasets/`.
#[derive(Debug, Default)]
pub struct Catalog {
    /// By id.
    pub datasets: BTreeMap<String, Dataset>,
    /// By id; `table` names a dataset.
    pub indicators: BTreeMap<String, IndicatorFile>,
}

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

    /// Adds one dataset file: its source and the indicators it declares.
    ///
    /// # Errors
    /// See [`Catalog::builtin`].
    pub fn add(&mut self, text: &str, path: &Path) -> Result<()> {
        let (dataset, indicators) = table_file::parse(text, path)?;
        for (id, indicator) in indicators {
            if self.indicators.insert(id.clone(), indicator).is_some() {
                return Err(Error::input(path, format!("indicator `{id}` is declared twice")));
            }
        }
        let id = dataset.id.clone();
        if self.datasets.insert(id.clone(), dataset).is_some() {
            return Err(Error::input(path, format!("dataset `{id}` is declared twice")));
        }
        Ok(())
    }

    /// Ids of the datasets of places.
    pub fn with_places(&self) -> impl Iterator<Item = &str> {
        self.datasets.values().filter(|d| d.places.is_some()).map(|d| d.id.as_str())
    }

    /// A dataset that has a mapping of places, over a file of the user's own.
    ///
    /// # Errors
    /// Unknown id, or a dataset without a mapping: those that have one are proposed.
    pub fn places_over(&self, id: &str, file: &Path) -> Result<Dataset> {
        match self.datasets.get(id).filter(|d| d.places.is_some()) {
            Some(dataset) => Ok(dataset.over(file)),
            None => Err(Error::request(format!("no mapping of places `{id}`"))
                .with_help(nearest(id, self.with_places()))),
        }
    }

    /// A dataset by id.
    ///
    /// # Errors
    /// Unknown id: the nearest are proposed.
    pub fn dataset(&self, id: &str) -> Result<&Dataset> {
        self.datasets.get(id).ok_or_else(|| {
            Error::request(format!("unknown dataset `{id}`"))
                .with_help(nearest(id, self.datasets.keys().map(String::as_str)))
        })
    }
}

/// A file of the user's own that is written as the keys of a table say, given as TOML.
///
/// # Errors
/// A key that is not known, or has not the value it should.
pub fn table_over(keys: &str, file: &Path) -> Result<Dataset> {
    let keys = format!("path = \"file\"\n{keys}");
    let table: table_file::TableFile =
        toml::from_str(&keys).map_err(|e| toml_error::explain(&keys, file, &e))?;
    Ok(table.into_dataset("file".into(), file)?.over(file))
}

/// An inventory as a command names it: `ID=FILE`, in the columns of that dataset, or a mapping of
/// the user's own.
///
/// # Errors
/// No such dataset of places, or mapping; a mistake in it.
pub fn places_named(text: &str, catalog: &Catalog) -> Result<Dataset> {
    match text.split_once('=') {
        Some((id, file)) => catalog.places_over(id, Path::new(file)),
        None if Path::new(text).extension().is_some_and(|e| e == "toml") => {
            open_places(Path::new(text))
        }
        None => Err(Error::request(format!("--places {text:?}: whose columns has the file?"))
            .with_help("write ID=FILE (france-services=liste.csv), or name a mapping.toml")),
    }
}

/// Opens a mapping of places of the user's own: a dataset file with a `[places]` section.
///
/// # Errors
/// No such file; a mistake in it, with its line; no `[places]`.
pub fn open_places(path: &Path) -> Result<Dataset> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
    let (dataset, _) = table_file::parse(&text, path)?;
    if dataset.places.is_none() {
        return Err(Error::input(path, "has no [places] section: it maps no inventory")
            .with_help("docs/places.md shows one"));
    }
    Ok(dataset)
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

/// Opens a method: a path to a TOML file, or the id of a method that the program carries.
///
/// # Errors
/// No such file or id; a mistake in the file, with its line and the nearest valid name.
pub fn open_method(name: &str, catalog: &Catalog) -> Result<Method> {
    let path = Path::new(name);
    if path.extension().is_none_or(|e| e != "toml") && !path.exists() {
        let all = builtin_methods()?;
        return match all.iter().find(|(id, _)| id == name) {
            Some((id, text)) => {
                Method::parse(text, &PathBuf::from("configs").join(format!("{id}.toml")), catalog)
            }
            None => Err(Error::request(format!("no method `{name}`, and no such file"))
                .with_help(nearest(name, all.iter().map(|(id, _)| id.as_str())))),
        };
    }
    match std::fs::read_to_string(path) {
        Ok(text) => Method::parse(&text, path, catalog),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            // `configs/x.toml` also names the built-in method when one is away from the sources.
            let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
            match builtin_methods()?.into_iter().find(|(id, _)| id == stem) {
                Some((_, text)) if path.parent() == Some(Path::new("configs")) => {
                    Method::parse(&text, path, catalog)
                }
                _ => Err(Error::io("read", path, e)),
            }
        }
        Err(e) => Err(Error::io("read", path, e)),
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// SHA-256 of `bytes`, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(bytes))
}

fn text_of(file: Option<rust_embed::EmbeddedFile>, path: &Path) -> Result<String> {
    let file = file.ok_or_else(|| Error::input(path, "is not in the program"))?;
    String::from_utf8(file.data.into_owned()).map_err(|_| Error::input(path, "is not UTF-8 text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_carried_is_valid() {
        let catalog = Catalog::builtin().expect("datasets");
        assert!(catalog.datasets.len() >= 8);
        for (id, text) in builtin_methods().expect("methods") {
            let path = PathBuf::from(format!("configs/{id}.toml"));
            let method = Method::parse(&text, &path, &catalog).expect("method");
            assert_eq!(method.id, id, "a method's id is its file's name");
        }
    }

    #[test]
    fn unknown_method_proposes() {
        let catalog = Catalog::builtin().expect("datasets");
        let e = open_method("embarqe", &catalog).expect_err("unknown");
        assert_eq!(e.help().as_deref(), Some("did you mean embarque?"));
    }
}
