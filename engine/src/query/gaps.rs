//! The largest gaps of a build, with the contours to draw them.

use arrow::array::{Array, RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::error::ArrowError;

use super::rescore::Rescorer;
use crate::build::{
    Build, BuiltZone, ListOrder, Listing, codes, numbers, read_parquet, text_of, with_zone_ranks,
};
use crate::catalog::{MethodSummary, Scenario};
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
    /// Their order, the largest gap first without one; how small the smallest may be.
    pub listing: Listing,
    /// How many.
    pub top: usize,
    /// Whether contours are wanted.
    pub shapes: bool,
    /// Whether every column of the level is wanted beside.
    pub whole: bool,
}

/// Gaps, in the order that was asked for.
pub struct LargestGaps {
    /// As [`Rescorer::gaps`], with ranks inside the zone that is asked for, or else that was built.
    pub table: RecordBatch,
    /// Contours of the same rows, when they are wanted and the build has some.
    pub shapes: Option<RecordBatch>,
    /// Every column of the level of the same rows, when they are wanted.
    pub whole: Option<RecordBatch>,
    /// Units of the zone.
    pub among: usize,
    /// Those of them that no inventory of places covers: they have no gap.
    pub not_inventoried: usize,
    /// Units of the zone that are left out for their population.
    pub left_out: usize,
    /// Scores of all units of the zone; NaN where there is none.
    pub zone_scores: Vec<f64>,
    /// Units of the level with a score.
    pub ranked: usize,
    /// The method, with the choices. Ranks and deciles are among all units, whatever its reference.
    pub method: MethodSummary,
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
    let scores = numbers(&table, "score");
    let listing = Listing { order: query.listing.order.or(Some(ListOrder::Gap)), ..query.listing };
    let listed = listing.rows(&table, Some(&rows))?;
    let gaps = numbers(&table, "gap");
    let known = listed.rows.values().iter().filter(|row| gaps[**row as usize].is_finite());
    let top = UInt32Array::from_iter_values(known.take(query.top).copied());
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
    let whole = if query.whole {
        let listed: Vec<UnitIndex> = top.values().iter().map(|row| kept[*row as usize]).collect();
        Some(rescorer.whole_table_of(&scored, query.service, Some(&listed))?)
    } else {
        None
    };
    let outside =
        |row: &u32| text_of(&table, "access_reason", *row as usize) == Some(NOT_INVENTORIED);
    Ok(LargestGaps {
        shapes,
        whole,
        among: rows.len(),
        not_inventoried: rows.values().iter().filter(|row| outside(row)).count(),
        left_out: listed.left_out(),
        zone_scores: rows.values().iter().map(|row| scores[*row as usize]).collect(),
        ranked: scored.scores.index.iter().filter(|score| score.is_finite()).count(),
        table: take_record_batch(&table, &top).map_err(arrow_failed)?,
        method: scored.method,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` calls it")]
fn arrow_failed(error: ArrowError) -> Error {
    Error::internal(error.to_string())
}
