//! Rows of a table of any length → the same rows with the unit that each lies in, and its scores.
//!
//! In: a file with coordinates (any that a table is read from), the folder of a build. Out: a CSV or
//! Parquet file with all columns as they were and some more (`ifn_…`), whole or not at all. Rows of CSV
//! and Parquet come and go some thousand at a time: memory does not depend on how many there are.
//! Nothing leaves the machine.

mod columns;
mod keys;
mod read;
mod text;
mod units;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{Field, Schema};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::geometry::Crs;
use crate::output;
use crate::progress::{Progress, check};
use crate::spatial::checks::suspect;
use crate::territory::NONE;
use columns::{Columns, Points};
pub use keys::TableKeys;
use read::{Input, Rows};
use units::Units;
use write::Output;

/// How many rows are shown as examples.
const EXAMPLES: usize = 5;
/// Batches that wait to be written.
const WAITING: usize = 2;

/// What to locate, and where to write it.
#[derive(Debug, Default)]
pub struct LocateRequest {
    /// A file of any kind that a table is read from; `-` is standard input, as CSV.
    pub file: PathBuf,
    /// Columns of the coordinates: east or longitude, north or latitude.
    pub columns: Option<(String, String)>,
    /// A column of geometries instead: WKB, or text.
    pub geometry: Option<String>,
    /// EPSG code of the coordinates; WGS 84 degrees when absent.
    pub crs: Option<u32>,
    /// Level of the units; the finest that has contours when absent.
    pub level: Option<String>,
    /// Folder of the build.
    pub out: PathBuf,
    /// File to write, CSV or Parquet by its ending; standard output, as CSV, when absent.
    pub output: Option<PathBuf>,
    /// How the file is written.
    pub table: TableKeys,
    /// Folder where map layers of an archive are unpacked.
    pub data: PathBuf,
}

/// A row that could not be located.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocateExample {
    /// Line of a CSV, row of a Parquet file, from 1.
    pub line: u64,
    /// Why.
    pub reason: &'static str,
    /// What stands there.
    pub value: String,
    /// What would read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LocateReport {
    /// Level of the units.
    pub level: String,
    /// Level whose contours were used.
    pub contours: String,
    /// Columns that the coordinates were read from.
    pub columns: Vec<String>,
    /// Encoding of a CSV.
    pub encoding: Option<String>,
    /// All rows.
    pub rows: u64,
    /// Rows located, by how: `contour`, or the level of the larger unit that alone is known.
    pub located: BTreeMap<String, u64>,
    /// Rows without unit, by reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// The first of them.
    pub examples: Vec<LocateExample>,
    /// What was passed over, or chosen among several, while the file was read.
    pub notes: Vec<String>,
}

/// Why a row has no unit, as written; the first is that it has one. A row that is `swapped` has one: that
/// of its coordinates the other way round.
const REASONS: [&str; 6] =
    ["", "outside", "no_coordinates", "not_a_number", "no_contour", "swapped"];
const FOUND: u8 = 0;
const OUTSIDE: u8 = 1;
const NO_COORDINATES: u8 = 2;
const NOT_A_NUMBER: u8 = 3;
const NO_CONTOUR: u8 = 4;
const SWAPPED: u8 = 5;

/// Locates every row of a file.
///
/// # Errors
/// A file that cannot be read or written, a column that is not there or would be written over, a level
/// that was not built, coordinates in another reference system than the one declared. Nothing is
/// written then.
pub fn locate(request: &LocateRequest, progress: &dyn Progress) -> Result<LocateReport> {
    let built = output::open(&request.out)?;
    let units = Units::read(&built, request.level.as_deref())?;
    check(progress)?;
    let input = Input::open(request)?;
    let Some(path) = &request.output else {
        return run(request, &units, input, Output::standard, progress);
    };
    Output::known(path)?;
    let mut report = None;
    output::write_whole(path, |part| {
        let open = |input: &Input, schema: &Schema| Output::file(path, part, input, schema);
        report = Some(run(request, &units, input, open, progress)?);
        Ok(())
    })?;
    report.ok_or_else(|| Error::request("nothing was located"))
}

fn run(
    request: &LocateRequest,
    units: &Units,
    mut input: Input,
    open: impl FnOnce(&Input, &Schema) -> Result<Output>,
    progress: &dyn Progress,
) -> Result<LocateReport> {
    let mut at = Columns::of(request, &input).map_err(|e| with_notes(e, &input))?;
    let schema = extended(&input, units, &request.file)?;
    let mut report = LocateReport {
        level: units.level.clone(),
        contours: units.contours.clone(),
        columns: at.names(),
        encoding: input.encoding().map(String::from),
        ..LocateReport::default()
    };
    let crs = match at.crs {
        Some(code) => Crs::epsg(code).map_err(|e| Error::request(e.to_string()))?,
        None => Crs::wgs84(),
    };
    let mut first = input.next()?;
    if let Some(rows) = &first {
        at.settle(&rows.batch);
    }
    // A comma is read back as a decimal mark where it separates nothing, and where the file has them.
    let comma = input.separator() == Some(b';')
        && match request.table.decimal {
            Some(sign) => sign == ',',
            None => first.as_ref().is_some_and(|rows| at.decimal_comma(&rows.batch)),
        };
    report.notes.clone_from(&at.notes);
    let mut output = open(&input, &schema)?;
    output.decimal_comma(comma);
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<RecordBatch>(WAITING);
        let writer = scope.spawn(move || {
            for batch in receive {
                output.write(&batch)?;
            }
            output.finish()
        });
        let mut read_all = || -> Result<()> {
            let mut begun = false;
            while let Some(rows) = if begun { input.next()? } else { first.take() } {
                check(progress)?;
                let points = at.points(&rows.batch, &crs, &request.file)?;
                if !begun {
                    begun = true;
                    refuse(units, &points, &at, &request.file)?;
                }
                let place = Placed { units, at: &at, crs: &crs, path: &request.file };
                let batch = place.answered(&points, &rows, &schema, &mut report)?;
                let (done, total) = input.progress();
                progress.advance(done, total);
                // The writer has stopped: it says why below.
                if send.send(batch).is_err() {
                    break;
                }
            }
            Ok(())
        };
        let read = read_all();
        drop(send);
        let written = writer.join().map_err(|_| Error::request("the writer stopped"))?;
        read.and(written)
    })?;
    report.notes.extend(input.notes());
    Ok(report)
}

/// A column that is not found may stand in what was not read, such as another sheet.
fn with_notes(error: Error, input: &Input) -> Error {
    let notes = input.notes();
    if notes.is_empty() {
        return error;
    }
    let all: Vec<String> = error.help().into_iter().chain(notes).collect();
    error.with_help(all.join("; "))
}

/// Refuses coordinates that betray another reference system.
fn refuse(units: &Units, points: &Points, at: &Columns, path: &Path) -> Result<()> {
    if !at.in_degrees() {
        return Ok(());
    }
    let Some(seen) = suspect(&units.locator, &points.lon, &points.lat) else { return Ok(()) };
    let row = (0..points.lon.len()).find(|r| points.why[*r] == FOUND).unwrap_or_default();
    let (x, y) = (points.lon[row], points.lat[row]);
    let names = at.names().join(", ");
    Err(Error::input(path, format!("{names}: {} (for instance {x} {y})", seen.what()))
        .with_help(seen.advice()))
}

/// The input's columns, then ours; none is written over.
fn extended(input: &Input, units: &Units, path: &Path) -> Result<Arc<Schema>> {
    let schema = input.schema();
    let mut fields: Vec<Arc<Field>> = schema.fields().iter().cloned().collect();
    for field in units.fields() {
        if fields.iter().any(|f| f.name() == field.name()) {
            let message =
                format!("has a column `{}` already: it is not written over", field.name());
            return Err(Error::input(path, message).with_help("rename it, or take it out"));
        }
        fields.push(Arc::new(field));
    }
    Ok(Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone())))
}

/// What rows are placed by.
struct Placed<'a> {
    units: &'a Units,
    at: &'a Columns,
    crs: &'a Crs,
    path: &'a Path,
}

impl Placed<'_> {
    /// Units of rows, and which of them were found by coordinates the other way round: registers put
    /// together from two sources have some rows of either kind.
    fn found(&self, points: &Points) -> (Vec<u32>, Vec<bool>) {
        let locator = &self.units.locator;
        let mut found = locator.locate_all(&points.lon, &points.lat);
        let mut swapped = vec![false; found.len()];
        let outside = (0..found.len()).filter(|r| found[*r] == NONE && points.why[*r] == FOUND);
        let (rows, others): (Vec<usize>, Vec<[f64; 2]>) =
            outside.filter_map(|r| Some((r, points.exchanged(r, self.crs)?))).unzip();
        if !rows.is_empty() {
            let (lon, lat): (Vec<f64>, Vec<f64>) = others.iter().map(|p| (p[0], p[1])).unzip();
            for (row, unit) in rows.into_iter().zip(locator.locate_all(&lon, &lat)) {
                found[row] = unit;
                swapped[row] = unit != NONE;
            }
        }
        (found, swapped)
    }

    /// Rows with the answers beside them.
    fn answered(
        &self,
        points: &Points,
        rows: &Rows,
        schema: &Arc<Schema>,
        report: &mut LocateReport,
    ) -> Result<RecordBatch> {
        let wrong = |e: arrow::error::ArrowError| Error::input(self.path, e.to_string());
        let units = self.units;
        let (found, swapped) = self.found(points);
        report.rows += found.len() as u64;
        let mut how: Vec<Option<&str>> = Vec::with_capacity(found.len());
        let mut why: Vec<Option<&str>> = Vec::with_capacity(found.len());
        for (row, unit) in found.iter().enumerate() {
            let (located, reason) = match (*unit, points.why[row]) {
                (NONE, FOUND) => (None, OUTSIDE),
                (NONE, why) => (None, why),
                (unit, _) if !units.known[unit as usize] => {
                    (Some(units.contours.as_str()), if swapped[row] { SWAPPED } else { NO_CONTOUR })
                }
                _ if swapped[row] => (Some("contour"), SWAPPED),
                _ => (Some("contour"), FOUND),
            };
            if let Some(located) = located {
                *report.located.entry(located.into()).or_default() += 1;
            }
            if reason != FOUND {
                *report.reasons.entry(REASONS[reason as usize]).or_default() += 1;
                if report.examples.len() < EXAMPLES {
                    report.examples.push(self.example(points, rows, row, reason));
                }
            }
            how.push(located);
            why.push((reason != FOUND).then_some(REASONS[reason as usize]));
        }
        let taken: UInt32Array = found.iter().map(|u| (*u != NONE).then_some(*u)).collect();
        let mut columns: Vec<ArrayRef> = rows.batch.columns().to_vec();
        for column in &units.columns {
            columns.push(take(column, &taken, None).map_err(wrong)?);
        }
        columns.push(Arc::new(StringArray::from(how)));
        columns.push(Arc::new(StringArray::from(why)));
        RecordBatch::try_new(Arc::clone(schema), columns).map_err(wrong)
    }

    fn example(&self, points: &Points, rows: &Rows, row: usize, reason: u8) -> LocateExample {
        let (value, help) = match (points.lon[row], points.lat[row]) {
            (x, y) if x.is_finite() && y.is_finite() => (format!("{x} {y}"), None),
            _ if reason == NOT_A_NUMBER => self.at.not_read(&rows.batch, row),
            _ => (String::new(), None),
        };
        LocateExample { line: rows.line(row), reason: REASONS[reason as usize], value, help }
    }
}
