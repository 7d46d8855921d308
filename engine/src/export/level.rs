//! A level of a build, or a table of its units, in any of the formats.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;

use super::about::About;
use super::format::Format;
use super::{csv, geojson, geoparquet, xlsx};
use crate::build::{Build, BuiltZone, read_parquet, with_zone_ranks, write_batch, write_whole};
use crate::error::{Error, Result};

/// Writes `level` to `file`, or to standard output when there is none: of a zone, its units with their
/// ranks inside it. Returns how many units.
///
/// # Errors
/// A level or zone that the build does not have; a format that needs a file; a system that refuses
/// to write.
pub fn export(
    build: &Build,
    level: &str,
    zone: Option<&BuiltZone>,
    format: Format,
    file: Option<&Path>,
) -> Result<usize> {
    let mut scores = build.scores(level)?;
    let mut shapes = match format {
        Format::Geojson | Format::Geoparquet => {
            Some(read_parquet(&build.territories_path(level)?)?)
        }
        _ => None,
    };
    if let Some(zone) = zone {
        let mask = zone.mask(level, &scores)?;
        let label = build.manifest.zone_label(&zone.found.zone);
        let reference = &build.manifest.method.reference;
        scores = with_zone_ranks(&keep(&scores, &mask)?, None, &label, reference)?;
        shapes = shapes.map(|s| keep(&s, &mask)).transpose()?;
    }
    write_table(build, level, &scores, shapes.as_ref(), format, file)
}

/// Writes a table of units of `level` to `file`, or to standard output when there is none; `shapes`
/// are their contours, row by row, for the formats that draw them. Returns how many units.
///
/// # Errors
/// A format that needs a file or contours; a system that refuses to write.
pub fn write_table(
    build: &Build,
    level: &str,
    scores: &RecordBatch,
    shapes: Option<&RecordBatch>,
    format: Format,
    file: Option<&Path>,
) -> Result<usize> {
    let units = scores.num_rows();
    let about = About::of(&build.manifest);
    let Some(path) = file else {
        let mut out = std::io::stdout().lock();
        let written = match (format, shapes) {
            (Format::Csv, _) => csv::write(scores, &mut out, false),
            (Format::CsvExcel, _) => csv::write(scores, &mut out, true),
            (Format::Geojson, Some(shapes)) => geojson::write(scores, shapes, &about, &mut out),
            _ => {
                return Err(Error::request("this format is not written to standard output")
                    .with_help("name a file with -o"));
            }
        };
        let written = written.and_then(|()| out.flush());
        written.map_err(|e| Error::io("write", "standard output", e))?;
        return Ok(units);
    };
    write_whole(path, |part| match (format, shapes) {
        (Format::Parquet, _) => write_batch(scores, part, build.file_metadata()),
        (Format::Geoparquet, Some(shapes)) => geoparquet::write(scores, shapes, build, part),
        (Format::Xlsx, _) => xlsx::write(scores, &build.manifest, &about, level, part),
        _ => File::create(part).map_err(|e| Error::io("create", path, e)).and_then(|file| {
            let mut out = BufWriter::new(file);
            match (format, shapes) {
                (Format::Geojson, Some(shapes)) => geojson::write(scores, shapes, &about, &mut out),
                _ => csv::write(scores, &mut out, format == Format::CsvExcel),
            }
            .and_then(|()| out.flush())
            .map_err(|e| Error::io("write", path, e))
        }),
    })?;
    Ok(units)
}

fn keep(batch: &RecordBatch, mask: &BooleanArray) -> Result<RecordBatch> {
    filter_record_batch(batch, mask).map_err(|e| Error::internal(e.to_string()))
}
