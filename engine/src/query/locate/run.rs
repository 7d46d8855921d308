//! Locates every row of a file: reads, joins and writes it batch by batch.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{Field, Schema};

use super::columns::{CoordinateColumns, RowPoints};
use super::read::{InputRows, RowInput};
use super::request::{
    FOUND, LocateExample, LocateReport, LocateRequest, NO_CONTOUR, NOT_A_NUMBER, OUTSIDE, REASONS,
    SWAPPED, ZoneRows,
};
use super::units::ContourUnits;
use super::write::RowOutput;
use crate::build::{Build, write_whole};
use crate::error::{Error, Result};
use crate::geometry::Crs;
use crate::progress::{Progress, check};
use crate::spatial::crs_check::suspect;
use crate::territory::UnitIndex;

/// How many rows are shown as examples.
const EXAMPLES: usize = 5;
/// Batches that wait to be written.
const WAITING: usize = 2;

/// Locates every row of a file.
///
/// # Errors
/// A file that cannot be read or written, a column that is not there or would be written over, a level
/// that was not built, coordinates in another reference system than the one declared. Nothing is
/// written then.
pub fn locate(request: &LocateRequest, progress: &dyn Progress) -> Result<LocateReport> {
    let build = Build::read(&request.out)?;
    let zone = request.zone.as_ref().map(|zone| build.zone(zone)).transpose()?;
    let units = ContourUnits::read(&build, request.level.as_deref(), zone.as_ref())?;
    check(progress)?;
    let input = RowInput::open(request)?;
    let Some(path) = &request.output else {
        return run(request, &units, input, RowOutput::standard, progress);
    };
    RowOutput::known(path)?;
    let mut report = None;
    write_whole(path, |part| {
        let open = |input: &RowInput, schema: &Schema| RowOutput::file(path, part, input, schema);
        report = Some(run(request, &units, input, open, progress)?);
        Ok(())
    })?;
    report.ok_or_else(|| Error::internal("nothing was located"))
}

fn run(
    request: &LocateRequest,
    units: &ContourUnits,
    mut input: RowInput,
    open: impl FnOnce(&RowInput, &Schema) -> Result<RowOutput>,
    progress: &dyn Progress,
) -> Result<LocateReport> {
    let mut at = CoordinateColumns::of(request, &input)
        .map_err(|e| CoordinateColumns::below_a_title(e, request, &input))
        .map_err(|e| with_notes(e, &input))?;
    let schema = extended(&input, units, &request.file)?;
    let mut report = LocateReport {
        level: units.level.clone(),
        contours: units.contours.clone(),
        columns: at.names(),
        encoding: input.encoding().map(String::from),
        in_zone: units.zone.as_ref().map(|zone| ZoneRows::of(&zone.label)),
        ..LocateReport::default()
    };
    let crs = match at.crs {
        Some(code) => Crs::epsg(code).map_err(|e| Error::request(e.to_string()))?,
        None => Crs::wgs84(),
    };
    let mut first = input.next()?;
    // A comma is read back as a decimal mark where it separates nothing, and where the file has them.
    let comma = input.separator() == Some(b';')
        && match request.table.decimal {
            Some(sign) => sign == ',',
            None => first.as_ref().is_some_and(|rows| at.decimal_comma(&rows.batch)),
        };
    report.notes.clone_from(&at.notes);
    report.notes.extend(units.zone.iter().flat_map(|zone| zone.notes.iter().cloned()));
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
                let points = at.points(&rows, &crs, &request.file)?;
                if !begun {
                    begun = true;
                    refuse(units, &points, &at, &request.file)?;
                }
                let place = LocatedRows { units, at: &at, crs: &crs, path: &request.file };
                let batch = place.answered(&points, &rows, &schema, &mut report)?;
                let (done, total) = input.progress();
                progress.advance(done, total);
                // The writer has stopped: its error is returned below.
                if send.send(batch).is_err() {
                    break;
                }
            }
            Ok(())
        };
        let read = read_all();
        drop(send);
        let written = writer.join().map_err(|_| Error::internal("the writer stopped"))?;
        read.and(written)
    })?;
    report.notes.extend(input.notes());
    Ok(report)
}

/// A column that is not found may be in what was not read, such as another sheet.
fn with_notes(error: Error, input: &RowInput) -> Error {
    let notes = input.notes();
    if notes.is_empty() {
        return error;
    }
    let all: Vec<String> = error.help().into_iter().chain(notes).collect();
    error.with_help(all.join("; "))
}

/// Refuses coordinates that betray another reference system.
fn refuse(
    units: &ContourUnits,
    points: &RowPoints,
    at: &CoordinateColumns,
    path: &Path,
) -> Result<()> {
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
fn extended(input: &RowInput, units: &ContourUnits, path: &Path) -> Result<Arc<Schema>> {
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
struct LocatedRows<'a> {
    units: &'a ContourUnits,
    at: &'a CoordinateColumns,
    crs: &'a Crs,
    path: &'a Path,
}

impl LocatedRows<'_> {
    /// ContourUnits of rows, and which of them were found by coordinates the other way round: registers put
    /// together from two sources have some rows of either kind.
    fn found(&self, points: &RowPoints) -> (Vec<Option<UnitIndex>>, Vec<bool>) {
        let locator = &self.units.locator;
        let all = |lon: &[f64], lat: &[f64]| {
            locator.locate_all(lon, lat).into_iter().map(UnitIndex::from_column)
        };
        let mut found: Vec<Option<UnitIndex>> = all(&points.lon, &points.lat).collect();
        let mut swapped = vec![false; found.len()];
        let outside = (0..found.len()).filter(|r| found[*r].is_none() && points.why[*r] == FOUND);
        let (rows, others): (Vec<usize>, Vec<[f64; 2]>) =
            outside.filter_map(|r| Some((r, points.exchanged(r, self.crs)?))).unzip();
        if !rows.is_empty() {
            let (lon, lat): (Vec<f64>, Vec<f64>) = others.iter().map(|p| (p[0], p[1])).unzip();
            for (row, unit) in rows.into_iter().zip(all(&lon, &lat)) {
                found[row] = unit;
                swapped[row] = unit.is_some();
            }
        }
        (found, swapped)
    }

    /// InputRows with the answers beside them.
    fn answered(
        &self,
        points: &RowPoints,
        rows: &InputRows,
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
                (None, FOUND) => (None, OUTSIDE),
                (None, why) => (None, why),
                (Some(unit), _) if !units.known[unit.get()] => {
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
        let taken: UInt32Array = found.iter().map(|unit| unit.map(UnitIndex::number)).collect();
        let mut columns: Vec<ArrayRef> = rows.batch.columns().to_vec();
        for column in &units.columns {
            columns.push(take(column, &taken, None).map_err(wrong)?);
        }
        columns.push(Arc::new(StringArray::from(how)));
        columns.push(Arc::new(StringArray::from(why)));
        if let (Some(zone), Some(rows)) = (&units.zone, &mut report.in_zone) {
            let column = take(&zone.inside, &taken, None).map_err(wrong)?;
            rows.add(column.as_boolean());
            columns.push(column);
        }
        RecordBatch::try_new(Arc::clone(schema), columns).map_err(wrong)
    }

    fn example(
        &self,
        points: &RowPoints,
        rows: &InputRows,
        row: usize,
        reason: u8,
    ) -> LocateExample {
        let (value, help) = match (points.lon[row], points.lat[row]) {
            (x, y) if x.is_finite() && y.is_finite() => (format!("{x} {y}"), None),
            _ if reason == NOT_A_NUMBER => self.at.not_read(&rows.batch, row),
            _ => (String::new(), None),
        };
        LocateExample { line: rows.line(row), reason: REASONS[reason as usize], value, help }
    }
}
