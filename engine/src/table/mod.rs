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
mod geometry;
mod json;
mod layer;
mod open;
mod parquet;
mod pivot;
mod plain;
pub mod vector;
mod xlsx;

use crate::catalog::Dataset;
use crate::error::{Error, Result, nearest};
pub use column::{Numbers, REASONS, Reason, Table, reason};
pub use geometry::one_system;
pub use open::{Opened, open};

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
