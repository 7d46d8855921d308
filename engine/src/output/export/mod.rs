//! A level of a build as a table or a map layer: csv, xlsx, parquet, geojson, geoparquet.
//!
//! In: a build's folder, a level, a zone. Out: one file of exactly these units, sorted by code,
//! with the columns of `scores/{level}.parquet`; codes stay text and missing stays empty. A file is
//! written beside its place, then renamed.

mod csv;
mod geo;
mod rows;
mod xlsx;

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;

use super::Manifest;
use super::open::{Built, read_parquet};
use super::staging::write_whole;
use crate::catalog::{MethodSummary, ZoneName};
use crate::error::{Error, Result, nearest};

pub use csv::write as write_csv;
pub use geo::geojson as write_geojson;
pub use rows::{
    write_arrow, write_arrow_to, write_json, write_json_columns, write_json_columns_to,
    write_parquet,
};
pub use xlsx::bytes as xlsx_bytes;

/// Formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, decimal point, UTF-8.
    Csv,
    /// As French Excel reads it: semicolons, decimal comma, byte-order mark.
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

/// What a file says of the method, which may be the build's with other choices.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The method's name.
    pub title: &'a str,
    /// What it is and is not.
    pub notice: &'a str,
    /// SHA-256 of the method and of the choices made since.
    pub sha256: &'a str,
    /// Whom to name.
    pub attribution: &'a str,
}

impl<'a> About<'a> {
    /// Of a build.
    pub fn of(m: &'a Manifest) -> Self {
        Self {
            title: &m.method.title,
            notice: &m.notice,
            sha256: &m.method.sha256,
            attribution: &m.attribution,
        }
    }
}

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

/// Writes `level` to `file`, or to standard output when there is none. Returns how many units.
///
/// # Errors
/// A level or zone that the build does not have; a format that needs a file; a system that refuses
/// to write.
pub fn export(
    built: &Built,
    level: &str,
    zone: Option<&ZoneName>,
    format: Format,
    file: Option<&Path>,
) -> Result<usize> {
    let mut scores = built.scores(level)?;
    let mut shapes = match format {
        Format::Geojson | Format::Geoparquet => {
            Some(read_parquet(&built.territories_path(level)?)?)
        }
        _ => None,
    };
    if let Some(zone) = zone {
        let mask = in_zone(built, level, zone, &scores)?;
        scores = keep(&scores, &mask)?;
        shapes = shapes.map(|s| keep(&s, &mask)).transpose()?;
    }
    write_table(built, level, &scores, shapes.as_ref(), format, file)
}

/// Writes a table of units of `level` to `file`, or to standard output when there is none; `shapes`
/// are their contours, row by row, for the formats that draw them. Returns how many units.
///
/// # Errors
/// A format that needs a file or contours; a system that refuses to write.
pub fn write_table(
    built: &Built,
    level: &str,
    scores: &RecordBatch,
    shapes: Option<&RecordBatch>,
    format: Format,
    file: Option<&Path>,
) -> Result<usize> {
    let units = scores.num_rows();
    let about = About::of(&built.manifest);
    let Some(path) = file else {
        let mut out = std::io::stdout().lock();
        let written = match (format, shapes) {
            (Format::Csv, _) => csv::write(scores, &mut out, false),
            (Format::CsvExcel, _) => csv::write(scores, &mut out, true),
            (Format::Geojson, Some(shapes)) => geo::geojson(scores, shapes, &about, &mut out),
            _ => {
                return Err(Error::request("this format is not written to standard output")
                    .with_help("name a file with -o"));
            }
        };
        written.map_err(|e| Error::io("write", "standard output", e))?;
        return Ok(units);
    };
    write_whole(path, |part| match (format, shapes) {
        (Format::Parquet, _) => super::table::write_batch(scores, part, built.file_metadata()),
        (Format::Geoparquet, Some(shapes)) => geo::geoparquet(scores, shapes, built, part),
        (Format::Xlsx, _) => xlsx::write(scores, &built.manifest, &about, level, part),
        _ => File::create(part).map_err(|e| Error::io("create", path, e)).and_then(|file| {
            let mut out = BufWriter::new(file);
            match (format, shapes) {
                (Format::Geojson, Some(shapes)) => geo::geojson(scores, shapes, &about, &mut out),
                _ => csv::write(scores, &mut out, format == Format::CsvExcel),
            }
            .and_then(|()| out.flush())
            .map_err(|e| Error::io("write", path, e))
        }),
    })?;
    Ok(units)
}

fn keep(batch: &RecordBatch, mask: &BooleanArray) -> Result<RecordBatch> {
    filter_record_batch(batch, mask).map_err(|e| Error::request(e.to_string()))
}

fn in_zone(
    built: &Built,
    level: &str,
    zone: &ZoneName,
    scores: &RecordBatch,
) -> Result<BooleanArray> {
    // The finest level that was built tells what lies in what; it holds a column for each level
    // above it.
    let finest = built.manifest.method.levels.first().map_or(level, String::as_str);
    let finer = if finest == level { scores.clone() } else { built.scores(finest)? };
    members(&built.manifest.method, (finest, &finer), (level, scores), zone)
}

/// Units of a level that have at least one unit of the finest level in the zone. Both levels are
/// given by name, with their scores.
///
/// # Errors
/// A level or zone that the build does not have: the nearest are proposed.
pub fn members(
    method: &MethodSummary,
    (finest, finer): (&str, &RecordBatch),
    (level, scores): (&str, &RecordBatch),
    zone: &ZoneName,
) -> Result<BooleanArray> {
    let column = |name: &str| {
        let column = if name == finest { "code" } else { name };
        finer.column_by_name(column).and_then(|c| c.as_string_opt::<i32>()).ok_or_else(|| {
            let all = method.territory_levels.iter().map(String::as_str);
            Error::request(format!("unknown level `{name}` in the zone `{zone}`"))
                .with_help(nearest(name, all))
        })
    };
    let zones = column(&zone.level)?;
    let here = |row: &usize| zones.is_valid(*row) && zones.value(*row) == zone.code;
    let units = column(level)?;
    let rows = || (0..zones.len()).filter(here);
    if rows().next().is_none() {
        let mut known: Vec<&str> = zones.iter().flatten().collect();
        known.sort_unstable();
        known.dedup();
        return Err(Error::request(format!("the build has no {} `{}`", zone.level, zone.code))
            .with_help(nearest(&zone.code, known)));
    }
    let inside: HashSet<&str> =
        rows().filter(|row| units.is_valid(*row)).map(|row| units.value(row)).collect();
    let codes = scores.column_by_name("code").and_then(|c| c.as_string_opt::<i32>());
    let codes = codes.ok_or_else(|| Error::request("the scores hold no codes"))?;
    Ok(codes.iter().map(|code| code.map(|c| inside.contains(c))).collect())
}
