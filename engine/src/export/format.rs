//! Names of the formats, and the endings of files that stand for them.

use std::path::Path;

use crate::error::{Error, Result};

/// Formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, decimal point, UTF-8.
    Csv,
    /// As French Excel reads it: semicolons, decimal comma, byte-order mark; no text is a formula.
    CsvExcel,
    /// Workbook with a dictionary and the sources.
    Xlsx,
    /// Columns as in the build.
    Parquet,
    /// RFC 7946.
    Geojson,
    /// GeoParquet 1.1.
    Geoparquet,
}

/// Names and what file endings stand for them.
pub const FORMATS: [(&str, Format); 6] = [
    ("csv", Format::Csv),
    ("xlsx", Format::Xlsx),
    ("parquet", Format::Parquet),
    ("geojson", Format::Geojson),
    ("json", Format::Geojson),
    ("geoparquet", Format::Geoparquet),
];

/// The format that a file's ending stands for.
///
/// # Errors
/// An ending that stands for none.
pub fn format_of(path: &Path) -> Result<Format> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    FORMATS.iter().find(|(name, _)| *name == ending).map(|(_, f)| *f).ok_or_else(|| {
        Error::request(format!("no format is known for {}", path.display()))
            .with_help("name it with --format: csv, xlsx, parquet, geojson or geoparquet")
    })
}
