//! Files → tables: columns of text or numbers, with the reason of every missing value.
//!
//! In: a [`Dataset`] (where, how it is written) and the names of the columns that are wanted.
//! Out: a [`Table`] of Arrow columns, as published; markers such as `s` or `nd` become null with
//! their reason when a column is asked for as numbers. CSV, Parquet, workbooks and JSON, plain or in a zip,
//! 7z or gz; GeoPackage and GeoJSON with their geometries. A table of observations becomes one of
//! units. A file that `datasets.lock` knows must be the one that was fetched.
//! Files are untrusted: sizes are bounded, and every complaint names the file and the row.

mod column;
mod csv;
pub mod expr;
mod geometry;
pub mod header_line;
mod json;
mod json_text;
mod layer;
mod missing_reason;
pub mod number_text;
mod numeric_column;
mod open;
mod parquet;
mod pivot;
mod row_numbers;
pub mod vector;
mod workbook;

use std::path::Path;

use arrow::array::ArrayRef;

use crate::catalog::Dataset;
use crate::error::{Error, Result, nearest};
pub use column::Table;
pub use csv::QuoteScan;
pub use missing_reason::MissingReason;
pub use numeric_column::Numbers;
pub use open::{Opened, open};
pub use row_numbers::RowNumbers;
pub use vector::one_system;

/// Names of the columns of an opened dataset.
///
/// # Errors
/// A file that is not of the kind its name says.
pub fn columns(dataset: &Dataset, opened: &Opened) -> Result<Vec<String>> {
    one_header_line(dataset, opened)?;
    match kind(opened).as_str() {
        "parquet" => parquet::columns(opened),
        ending if workbook::ENDINGS.contains(&ending) => workbook::columns(dataset, opened),
        "csv" | "txt" | "tsv" => csv::columns(dataset, opened),
        "json" if is_list(&opened.bytes) => json::keys(opened),
        "gpkg" | "geojson" | "json" => layer::columns(dataset, opened),
        other => Err(unknown_kind(opened, other)),
    }
}

/// Names of the sheets of a workbook that are shown, the one that opens first; none of another file.
///
/// # Errors
/// A workbook that cannot be read.
pub fn sheets(opened: &Opened) -> Result<Vec<String>> {
    if workbook::ENDINGS.contains(&kind(opened).as_str()) {
        workbook::sheets(opened)
    } else {
        Ok(Vec::new())
    }
}

/// Refuses a workbook that unpacks to more than some bytes; other files are what they are.
///
/// # Errors
/// It does, or is damaged.
pub fn unpacks_within(opened: &Opened, most: u64) -> Result<()> {
    if workbook::ENDINGS.contains(&kind(opened).as_str()) {
        workbook::unpacks_within(opened, most)
    } else {
        Ok(())
    }
}

/// Whether a file is text whose columns a mark separates.
pub fn is_delimited(path: &Path) -> bool {
    ["csv", "txt", "tsv"].contains(&ending(path).as_str())
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
    one_header_line(dataset, opened)?;
    if let Some(pivot) = &dataset.layout.pivot {
        return pivot::read(dataset, pivot, opened, wanted);
    }
    match kind(opened).as_str() {
        "parquet" => parquet::read(dataset, opened, &names),
        ending if workbook::ENDINGS.contains(&ending) => workbook::read(dataset, opened, &names),
        "csv" | "txt" | "tsv" => csv::read(dataset, opened, &names),
        "json" if is_list(&opened.bytes) => json::read(dataset, opened, &names),
        "gpkg" | "geojson" | "json" => layer::read(dataset, opened, &names),
        other => Err(unknown_kind(opened, other)),
    }
}

/// Everything that a file holds.
pub struct Whole {
    /// Names of the columns.
    pub names: Vec<String>,
    /// The columns, as published.
    pub columns: Vec<ArrayRef>,
    /// How many rows.
    pub rows: usize,
    /// Line of the first row, from 1 (0: the format has no lines).
    pub first_line: usize,
    /// The column of geometries, as WKB in WGS 84 degrees.
    pub geometry: Option<String>,
    /// What a person should know of how the file was read.
    pub notes: Vec<String>,
}

/// Reads all columns of a workbook, a list of objects or a map layer. CSV and Parquet are read as they
/// come elsewhere.
///
/// # Errors
/// As [`read`].
pub fn whole(dataset: &Dataset, opened: &Opened) -> Result<Whole> {
    match kind(opened).as_str() {
        ending if workbook::ENDINGS.contains(&ending) => workbook::whole(dataset, opened),
        "json" if is_list(&opened.bytes) => {
            let names = json::keys(opened)?;
            let table = json::read(dataset, opened, &names)?;
            let columns = names.iter().map(|name| table.column(name).cloned());
            Ok(Whole {
                columns: columns.collect::<Result<_>>()?,
                names,
                rows: table.rows,
                first_line: 0,
                geometry: None,
                notes: table.notes(),
            })
        }
        "gpkg" | "geojson" | "json" => layer::whole(dataset, opened),
        other => Err(unknown_kind(opened, other)),
    }
}

/// Fails where a header of several lines is declared of what has none.
fn one_header_line(dataset: &Dataset, opened: &Opened) -> Result<()> {
    let book = workbook::ENDINGS.contains(&kind(opened).as_str());
    if book || dataset.layout.header_lines == 1 {
        return Ok(());
    }
    Err(Error::input(&opened.path, "`header_lines` is a key of workbooks: this is none").with_help(
        "of a text, name the columns in a file of their own (`header`) and leave its lines out with \
         `skip_lines`",
    ))
}

fn kind(opened: &Opened) -> String {
    ending(&opened.path)
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase()
}

/// A list of objects, rather than a map layer. Byte-order marks and the zeros of UTF-16 are passed over.
fn is_list(json: &[u8]) -> bool {
    json.iter()
        .find(|b| !b.is_ascii_whitespace() && !matches!(b, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff))
        == Some(&b'[')
}

/// How a map layer of a kind that is not read becomes one that is.
pub fn converted(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let name = path.file_name()?.to_str()?;
    // These files are parts of a Shapefile.
    let from = match ending.as_str() {
        "shp" | "fgb" | "gdb" | "gml" | "gpx" | "kml" | "kmz" | "mif" | "tab" | "topojson" => {
            name.to_string()
        }
        "dbf" | "shx" | "prj" | "cpg" => {
            format!("{}.shp", path.file_stem()?.to_str()?)
        }
        _ => return None,
    };
    let to = Path::new(&from).with_extension("gpkg");
    Some(format!(
        "convert it first: ogr2ogr -f GPKG {} {from} (or, in QGIS, Export > Save Features As > \
         GeoPackage)",
        to.display()
    ))
}

fn unknown_kind(opened: &Opened, kind: &str) -> Error {
    Error::input(&opened.path, format!("unknown kind of file `{kind}`"))
        .with_help(converted(&opened.path).unwrap_or_else(|| READ.into()))
}

/// What can be read as a table.
const READ: &str = "csv, parquet, xlsx (xlsm, xlsb, xls), ods, json, gpkg and geojson can be read, alone or in a zip, 7z or gz";

/// The position of each wanted name among the columns of a file, under its own name or one that it
/// had in another edition. Every format asks here.
///
/// # Errors
/// No such column; two of one name.
fn positions(
    dataset: &Dataset,
    opened: &Opened,
    header: &[String],
    wanted: &[String],
    line: usize,
) -> Result<Vec<usize>> {
    let wrong =
        |message: String| Error::input(&opened.path, message).at_line((line > 0).then_some(line));
    wanted
        .iter()
        .map(|name| match find(dataset, header, name) {
            Ok(Some(position)) => Ok(position),
            Ok(None) => Err(wrong(format!("has no column `{name}`"))
                .with_help(nearest(name, header.iter().map(String::as_str)))),
            Err(Twice { name, first, second }) => Err(wrong(format!(
                "has two columns `{name}`: the {} and the {}",
                ordinal(first),
                ordinal(second)
            ))
            .with_help("give one of them another name in the file: which is meant is not known")),
        })
        .collect()
}

/// Two columns of one name, by their positions from 0.
#[derive(Debug, PartialEq, Eq)]
struct Twice {
    name: String,
    first: usize,
    second: usize,
}

/// Where a column is, under its own name or another edition's; blanks around names do not count.
fn find(
    dataset: &Dataset,
    header: &[String],
    name: &str,
) -> std::result::Result<Option<usize>, Twice> {
    let others = dataset.layout.renamed.get(name).into_iter().flatten();
    for name in std::iter::once(name).chain(others.map(String::as_str)) {
        let mut at = header.iter().enumerate().filter(|(_, h)| h.trim() == name.trim());
        if let Some((first, _)) = at.next() {
            return match at.next() {
                None => Ok(Some(first)),
                Some((second, _)) => Err(Twice { name: name.trim().into(), first, second }),
            };
        }
    }
    Ok(None)
}

/// Whether a column is among those of a file, under its own name or another edition's.
pub fn has(dataset: &Dataset, header: &[String], name: &str) -> bool {
    !matches!(find(dataset, header, name), Ok(None))
}

/// "2nd" of position 1.
fn ordinal(position: usize) -> String {
    let number = position + 1;
    let end = match (number % 10, number % 100) {
        (1, n) if n != 11 => "st",
        (2, n) if n != 12 => "nd",
        (3, n) if n != 13 => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}
