//! Files → tables: columns of text or numbers, with the reason of every missing value.
//!
//! In: a [`Dataset`] (where, how it is written) and the names of the columns that are wanted.
//! Out: a [`Table`] of Arrow columns, as published; markers such as `s` or `nd` become null with
//! their reason when a column is asked for as numbers. CSV, Parquet, XLSX and JSON, plain or in a zip;
//! GeoPackage and GeoJSON with their geometries.
//! Files are untrusted: sizes are bounded, and every complaint names the file and the row.

mod archive;
mod column;
mod csv;
pub mod expr;
mod json;
mod layer;
mod parquet;
pub mod vector;
mod xlsx;

use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::catalog::{self, Dataset, Location};
use crate::error::{Error, Result, nearest};
pub use column::{Numbers, REASONS, Reason, Table, reason};

/// No file of statistics is larger than this, in bytes; an archive's member neither.
pub const MAX_BYTES: u64 = 4 << 30;

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
                let what = match dataset.provenance.address.as_str() {
                    "" => "make it".to_string(),
                    address => format!("download {address}"),
                };
                return Err(Error::input(
                    path,
                    format!("dataset `{}` is not on this machine", dataset.id),
                )
                .with_help(format!("{what} and put it there")));
            }
            read_file(path)?
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
    let (path, bytes) = archive::member(path, bytes, dataset.layout.member.as_deref())?;
    Ok(Opened { path, bytes, sha256 })
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
        "csv, parquet, xlsx and json can be read, alone or in a zip; gpkg and geojson too",
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

/// The position of each wanted name among the columns of a file.
fn positions(path: &Path, header: &[String], wanted: &[String], line: usize) -> Result<Vec<usize>> {
    wanted
        .iter()
        .map(|name| {
            header.iter().position(|h| h == name).ok_or_else(|| {
                Error::input(path, format!("has no column `{name}`"))
                    .at_line((line > 0).then_some(line))
                    .with_help(nearest(name, header.iter().map(String::as_str)))
            })
        })
        .collect()
}
