//! The largest gaps of a build, with the contours to draw them.

use arrow::array::{Array, AsArray, RecordBatch, UInt32Array};
use arrow::compute::{take, take_record_batch};
use arrow::datatypes::{Float64Type, UInt32Type};
use arrow::error::ArrowError;

use super::rescore::Rescorer;
use crate::build::{Build, codes, read_parquet, text_of};
use crate::catalog::{Scenario, ZoneName};
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
    pub zone: Option<&'a ZoneName>,
    /// Position of a service in the schema's list; places of any service without one.
    pub service: Option<usize>,
    /// How many.
    pub top: usize,
    /// Whether contours are wanted.
    pub shapes: bool,
}

/// Gaps, the largest first.
pub struct LargestGaps {
    /// As [`Rescorer::gaps`].
    pub table: RecordBatch,
    /// Contours of the same rows, when they are wanted and the build has some.
    pub shapes: Option<RecordBatch>,
    /// Units of the zone.
    pub among: usize,
    /// Those of them that no inventory of places covers: they have no gap.
    pub not_inventoried: usize,
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
    let table = rescorer.gaps(&scored, query.service, Some(&kept))?;
    let rows = match query.zone {
        None => UInt32Array::from_iter_values(0..table.num_rows() as u32),
        Some(zone) => {
            let mask = build.members(query.level, &table, zone)?;
            (0..table.num_rows() as u32).filter(|r| mask.value(*r as usize)).collect()
        }
    };
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
