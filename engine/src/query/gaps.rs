//! The largest gaps of a build, with the contours to draw them.

use arrow::array::{Array, AsArray, RecordBatch, UInt32Array};
use arrow::compute::{take, take_record_batch};
use arrow::datatypes::{Float64Type, UInt32Type};
use arrow::error::ArrowError;

use super::rescore::Rescorer;
use crate::build::{Build, BuiltZone, codes, read_parquet, text_of, with_zone_ranks};
use crate::catalog::Scenario;
use crate::composite::rank::comparable;
use crate::error::{Error, Result};
use crate::table::MissingReason;
use crate::territory::UnitIndex;

const NOT_INVENTORIED: &str = MissingReason::NotInventoried.name();

/// Which gaps.
#[derive(Debug, Clone, Copy)]
pub struct GapQuery<'a> {
    /// Level of the units.
    pub level: &'a str,
    /// Units of this zone alone.
    pub zone: Option<&'a BuiltZone>,
    /// Position of a service in the schema's list; places of any service without one.
    pub service: Option<usize>,
    /// How many.
    pub top: usize,
    /// Whether contours are wanted.
    pub shapes: bool,
}

/// Gaps, the largest first.
pub struct LargestGaps {
    /// As [`Rescorer::gaps`], with ranks inside the zone that is asked for, or else that was built.
    pub table: RecordBatch,
    /// Contours of the same rows, when they are wanted and the build has some.
    pub shapes: Option<RecordBatch>,
    /// Units of the zone.
    pub among: usize,
    /// Those of them that no inventory of places covers: they have no gap.
    pub not_inventoried: usize,
    /// Zones that scores compare units within: `france`, or a level. Ranks and deciles are among all.
    pub reference: String,
}

/// The largest gaps of a level; units without one are left out.
///
/// # Errors
/// A level or zone that the build does not have; a method that counts no places; a choice that it does
/// not allow; a damaged build.
pub fn largest_gaps(
    build: &Build,
    rescorer: &Rescorer,
    choice: &Scenario,
    query: &GapQuery,
) -> Result<LargestGaps> {
    let scored = rescorer.score(query.level, choice)?;
    let written = build.scores(query.level)?;
    let units = &rescorer.territory()[scored.level];
    let codes = codes(&written, &build.scores_path(query.level)?)?;
    let kept: Vec<UnitIndex> = codes.iter().flatten().filter_map(|code| units.find(code)).collect();
    if kept.len() != codes.len() {
        return Err(Error::damaged(&build.folder, "its scores and its inputs do not agree"));
    }
    let mut table = rescorer.gaps(&scored, query.service, Some(&kept))?;
    let mask = query.zone.map(|zone| zone.mask(query.level, &table)).transpose()?;
    let asked = query.zone.map(|zone| zone.found.zone.clone());
    if let Some(zone) = asked.or_else(|| build.manifest.written_zone()) {
        let label = build.manifest.zone_label(&zone);
        table = with_zone_ranks(&table, mask.as_ref(), &label, &scored.method.reference)?;
    }
    let here = |row: &u32| mask.as_ref().is_none_or(|mask| mask.value(*row as usize));
    let rows: UInt32Array = (0..table.num_rows() as u32).filter(here).collect();
    let top = largest(&table, &rows, query.top)?;
    let shapes = match build.territories_path(query.level) {
        Ok(path) if query.shapes => {
            let contours = read_parquet(&path)?;
            if contours.num_rows() != table.num_rows() {
                let why = "its scores and its territories do not agree";
                return Err(Error::damaged(&build.folder, why));
            }
            Some(take_record_batch(&contours, &top).map_err(arrow_failed)?)
        }
        _ => None,
    };
    let outside =
        |row: &u32| text_of(&table, "access_reason", *row as usize) == Some(NOT_INVENTORIED);
    Ok(LargestGaps {
        among: rows.len(),
        not_inventoried: rows.values().iter().filter(|row| outside(row)).count(),
        table: take_record_batch(&table, &top).map_err(arrow_failed)?,
        shapes,
        reference: scored.method.reference,
    })
}

/// Those of `rows` with the largest gaps, the largest first.
fn largest(table: &RecordBatch, rows: &UInt32Array, most: usize) -> Result<UInt32Array> {
    let gaps = table.column_by_name("gap").ok_or_else(|| Error::internal("no column `gap`"))?;
    let here = take(gaps, rows, None).map_err(arrow_failed)?;
    let values = here.as_primitive::<Float64Type>();
    let mut sorted: Vec<u32> =
        (0..here.len() as u32).filter(|row| values.is_valid(*row as usize)).collect();
    sorted.sort_by(|a, b| {
        let gap = |row: u32| comparable(values.value(row as usize));
        gap(*b).total_cmp(&gap(*a)).then(a.cmp(b))
    });
    sorted.truncate(most);
    let top = take(rows, &UInt32Array::from(sorted), None).map_err(arrow_failed)?;
    Ok(top.as_primitive::<UInt32Type>().clone())
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` calls it")]
fn arrow_failed(error: ArrowError) -> Error {
    Error::internal(error.to_string())
}
