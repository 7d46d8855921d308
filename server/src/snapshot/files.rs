//! Files to download: exactly those that the build's folder held when it was loaded. A name that is
//! asked for is looked up among these; no path is ever put together from it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use axum::http::HeaderValue;
use ifn_engine::{Error, Result};

use crate::http::Validators;

/// More files than a build has.
const MOST: usize = 1000;
/// Folders below the build's own.
const DEEPEST: usize = 2;

/// A file that stays open.
#[derive(Clone)]
pub struct Served {
    /// The file.
    pub file: Arc<File>,
    /// Bytes.
    pub size: u64,
    /// What tells it from the next one.
    pub validators: Validators,
    /// Media type.
    pub media: &'static str,
}

/// Files by their name in the folder, with `/` between its parts.
pub struct Files(BTreeMap<String, Served>);

impl Files {
    /// Opens every file of a folder. Links are left out: they could lead out of it.
    pub fn open(folder: &Path) -> Result<Self> {
        let mut found = BTreeMap::new();
        walk(folder, "", DEEPEST, &mut found)?;
        Ok(Self(found))
    }

    /// A file by name.
    pub fn get(&self, name: &str) -> Option<&Served> {
        self.0.get(name)
    }

    /// Names and files, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Served)> {
        self.0.iter().map(|(name, file)| (name.as_str(), file))
    }

    /// The first file that was changed in its place.
    pub fn trouble(&self) -> Option<String> {
        let changed = self.iter().find(|(_, served)| !served.intact());
        changed.map(|(name, _)| format!("{name} was changed in its place after it was loaded"))
    }
}

impl Served {
    /// Whether the file is as it was when it was opened.
    pub fn intact(&self) -> bool {
        self.file.metadata().is_ok_and(|now| {
            now.len() == self.size && now.modified().ok() == Some(self.validators.modified)
        })
    }
}

fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    found: &mut BTreeMap<String, Served>,
) -> Result<()> {
    let wrong = |e| Error::io("read", folder, e);
    for entry in std::fs::read_dir(folder).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let kind = entry.file_type().map_err(wrong)?;
        let path = entry.path();
        if kind.is_dir() && depth > 0 {
            walk(&path, &format!("{prefix}{name}/"), depth - 1, found)?;
        } else if kind.is_file() {
            if found.len() == MOST {
                return Err(Error::input(folder, format!("holds more than {MOST} files")));
            }
            found.insert(format!("{prefix}{name}"), open(&path)?);
        }
    }
    Ok(())
}

fn open(path: &Path) -> Result<Served> {
    let wrong = |e| Error::io("read", path, e);
    let file = File::open(path).map_err(wrong)?;
    let about = file.metadata().map_err(wrong)?;
    let modified = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    let nanos = modified.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    let etag = HeaderValue::from_str(&format!("\"{:x}-{nanos:x}\"", about.len()))
        .unwrap_or(HeaderValue::from_static("\"\""));
    Ok(Served {
        file: Arc::new(file),
        size: about.len(),
        validators: Validators { etag, modified },
        media: media(path),
    })
}

fn media(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()) {
        Some("parquet") => "application/vnd.apache.parquet",
        Some("pmtiles") => "application/vnd.pmtiles",
        Some("json") => "application/json",
        Some("toml") => "application/toml",
        Some("csv") => "text/csv; charset=utf-8",
        None => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
