//! Files → tables: columns of text or numbers, with the reason of every missing value.
//!
//! In: a [`Dataset`] (where, how it is written) and the names of the columns that are wanted.
//! Out: a [`Table`] of Arrow columns, as published; markers such as `s` or `nd` become null with
//! their reason when a column is asked for as numbers. CSV, Parquet, XLSX and JSON, plain or in a zip,
//! 7z or gz; GeoPackage and GeoJSON with their geometries. A table of observations becomes one of
//! units. A file that `datasets.lock` knows must be the one that was fetched.
//! Files are untrusted: sizes are bounded, and every complaint names the file and the row.

mod column;
mod csv;
pub mod expr;
mod json;
mod layer;
mod parquet;
mod pivot;
pub mod vector;
mod xlsx;

use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::archive::{self, MAX_BYTES};
use crate::catalog::{self, Dataset, Location};
use crate::error::{Error, Result, nearest};
use crate::fetch::Lock;
pub use column::{Numbers, REASONS, Reason, Table, reason};

/// The bytes of a dataset, and what is known of them.
pub struct Opened {
    /// The file's name, for messages.
    pub path: PathBuf,
    /// Its content; for an archive, the member's.
    pub bytes: Bytes,
    /// SHA-256 of the file as published.
    pub sha256: String,
}

/// Finds and opens a dataset. `data` is the folder of downloaded files.
///
/// # Errors
/// A file that is not there, too large, not the one whose checksum is declared; a broken archive.
pub fn open(dataset: &Dataset, data: &Path) -> Result<Opened> {
    let (path, bytes, sha256) = match &dataset.location {
        Location::Embedded(file) => {
            let (bytes, sha256) = catalog::embedded(file)?;
            (PathBuf::from("datasets/embedded").join(file), bytes, sha256)
        }
        Location::Local(path) => read_file(path.clone())?,
        Location::Published { file } => {
            let path = data.join(&dataset.id).join(file);
            if !path.exists() {
                return Err(absent(dataset, &path));
            }
            let (path, bytes, sha256) = read_file(path)?;
            Lock::open(data)?.verify(&dataset.id, file, &path, &sha256)?;
            (path, bytes, sha256)
        }
    };
    if let Some(expected) = &dataset.sha256
        && *expected != sha256
    {
        return Err(Error::input(
            &path,
            format!("is not the declared file: its SHA-256 is {sha256}, expected {expected}"),
        ));
    }
    unpacked(dataset, data, Opened { path, bytes, sha256 })
}

fn absent(dataset: &Dataset, path: &Path) -> Error {
    let Dataset { id, provenance, .. } = dataset;
    let what = match provenance.address.as_str() {
        "" => "nobody publishes it: make it and put it there".to_string(),
        address => format!(
            "`ifn fetch {id}` downloads it from {address}; without a network, `ifn build` computes \
             the partial index of the data in the program"
        ),
    };
    Error::input(path, format!("dataset `{id}` is not on this machine")).with_help(what)
}

/// The member of an archive that is wanted. Map layers are read from files: one that comes in an
/// archive is kept in `<data>/unpacked/`, under the archive's hash.
fn unpacked(dataset: &Dataset, data: &Path, opened: Opened) -> Result<Opened> {
    let Opened { path, bytes, sha256 } = opened;
    if archive::Kind::of(&path).is_none() {
        return Ok(Opened { path, bytes, sha256 });
    }
    let pattern = dataset.layout.member.as_deref();
    let folder = data.join("unpacked").join(sha256.get(..16).unwrap_or(&sha256));
    if let Some(kept) = kept_layer(&folder, pattern) {
        return Ok(Opened { path: kept, bytes: Bytes::new(), sha256 });
    }
    let (path, bytes) = archive::member(path, bytes, pattern)?;
    if !is_layer(&path) || bytes.is_empty() {
        return Ok(Opened { path, bytes, sha256 });
    }
    let name = path.file_name().ok_or_else(|| Error::input(&path, "has no name"))?;
    let kept = folder.join(name);
    std::fs::create_dir_all(&folder).map_err(|e| Error::io("create", &folder, e))?;
    // Another process may do the same: each writes its own, the last name wins over equal bytes.
    let beside = folder.join(format!(".{}.part", std::process::id()));
    std::fs::write(&beside, &bytes)
        .and_then(|()| std::fs::rename(&beside, &kept))
        .map_err(|e| Error::io("write", &kept, e))?;
    Ok(Opened { path: kept, bytes: Bytes::new(), sha256 })
}

fn is_layer(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| ["gpkg", "geojson"].iter().any(|layer| e.eq_ignore_ascii_case(layer)))
}

/// The layer that was unpacked before, if one is what is wanted.
fn kept_layer(folder: &Path, pattern: Option<&str>) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).ok()?;
    let names = files.filter_map(|e| e.ok()?.file_name().into_string().ok());
    let layers: Vec<String> =
        names.filter(|n| is_layer(Path::new(n)) && !n.starts_with('.')).collect();
    // Folders of the archive are not kept: the end of the pattern is the file's name.
    let pattern = pattern.map(|p| p.rsplit('/').next().unwrap_or(p));
    archive::choose(&layers, pattern).map(|name| folder.join(name))
}

/// Names of the columns of an opened dataset.
///
/// # Errors
/// A file that is not of the kind its name says.
pub fn columns(dataset: &Dataset, opened: &Opened) -> Result<Vec<String>> {
    match kind(opened).as_str() {
        "parquet" => parquet::columns(opened),
        "xlsx" | "xlsm" | "xls" | "ods" => xlsx::columns(dataset, opened),
        "csv" | "txt" | "tsv" => csv::columns(dataset, opened),
        "json" => json::keys(opened),
        other => Err(unknown_kind(opened, other)),
    }
}

/// Reads the columns `wanted` (the key, when there is one, is always read) of an opened dataset.
///
/// # Errors
/// A missing column (the nearest names are proposed), a wrong delimiter, a row of another width,
/// bytes that are not in the declared encoding.
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    let mut names: Vec<String> = Vec::with_capacity(wanted.len() + 1);
    // Rows that are located, or are places, need no code.
    for name in std::iter::once(&dataset.layout.key).filter(|k| !k.is_empty()).chain(wanted) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    if let Some(pivot) = &dataset.layout.pivot {
        return pivot::read(dataset, pivot, opened, wanted);
    }
    match kind(opened).as_str() {
        "parquet" => parquet::read(dataset, opened, &names),
        "xlsx" | "xlsm" | "xls" | "ods" => xlsx::read(dataset, opened, &names),
        "csv" | "txt" | "tsv" => csv::read(dataset, opened, &names),
        "json" if is_list(&opened.bytes) => json::read(dataset, opened, &names),
        "gpkg" | "geojson" | "json" => layer::read(dataset, opened, &names),
        other => Err(unknown_kind(opened, other)),
    }
}

fn kind(opened: &Opened) -> String {
    opened.path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase()
}

/// A list of objects, rather than a map layer.
fn is_list(json: &[u8]) -> bool {
    json.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf))
        == Some(&b'[')
}

fn unknown_kind(opened: &Opened, kind: &str) -> Error {
    Error::input(&opened.path, format!("unknown kind of file `{kind}`")).with_help(
        "csv, parquet, xlsx, json, gpkg and geojson can be read, alone or in a zip, 7z or gz",
    )
}

fn read_file(path: PathBuf) -> Result<(PathBuf, Bytes, String)> {
    let size = std::fs::metadata(&path).map_err(|e| Error::io("read", &path, e))?.len();
    if size > MAX_BYTES {
        return Err(Error::input(&path, format!("is {size} bytes; the limit is {MAX_BYTES}")));
    }
    let bytes = std::fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
    let sha256 = catalog::sha256(&bytes);
    Ok((path, Bytes::from(bytes), sha256))
}

/// The position of each wanted name among the columns of a file, under its own name or one that it
/// had in another edition.
fn positions(
    dataset: &Dataset,
    opened: &Opened,
    header: &[String],
    wanted: &[String],
    line: usize,
) -> Result<Vec<usize>> {
    let find = |name: &String| header.iter().position(|h| h == name);
    wanted
        .iter()
        .map(|name| {
            let others = dataset.layout.renamed.get(name).into_iter().flatten();
            find(name).or_else(|| others.into_iter().find_map(find)).ok_or_else(|| {
                Error::input(&opened.path, format!("has no column `{name}`"))
                    .at_line((line > 0).then_some(line))
                    .with_help(nearest(name, header.iter().map(String::as_str)))
            })
        })
        .collect()
}
