//! The largest gaps of a build, with the contours to draw them.

use arrow::array::{Array, RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::error::ArrowError;

use super::rescore::Rescorer;
use crate::build::{
    Build, BuiltZone, ListOrder, Listing, RankedZone, codes, numbers, read_parquet, text_of,
    with_ranks_of, with_zone_ranks,
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
    /// How many; all without a number.
    pub top: Option<usize>,
    /// Whether units without a gap are listed too, behind those that have one.
    pub without_gap: bool,
    /// Whether contours are wanted.
    pub shapes: bool,
    /// Whether every column of the level is wanted beside.
    pub whole: bool,
}

/// Units that no inventory of places covers.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct NotInventoried {
    /// How many they are.
    pub units: usize,
    /// Persons who live there, as far as they are known.
    pub persons: f64,
}

impl NotInventoried {
    /// Counts them among the rows of a table of gaps; nothing of a table without `access_reason`.
    pub fn among(table: &RecordBatch, rows: impl IntoIterator<Item = usize>) -> Self {
        let population = numbers(table, "population");
        let mut out = Self::default();
        for row in rows {
            if text_of(table, "access_reason", row) == Some(NOT_INVENTORIED) {
                out.units += 1;
                let persons = population.get(row).copied().filter(|persons| persons.is_finite());
                out.persons += persons.unwrap_or(0.0);
            }
        }
        out
    }
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
    pub not_inventoried: NotInventoried,
    /// Units that would be listed, were there no number of them.
    pub listed: usize,
    /// Units of the zone that are left out for their population.
    pub left_out: usize,
    /// Scores of all units of the zone; NaN where there is none.
    pub zone_scores: Vec<f64>,
    /// Units of the level with a score.
    pub ranked: usize,
    /// The method, with the choices. Ranks and deciles are among all units, whatever its reference.
    pub method: MethodSummary,
}

/// The largest gaps of a level.
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
    let written = match query.zone {
        Some(_) => None,
        None => build.manifest.written_zone().map(|zone| build.zone(&zone)).transpose()?,
    };
    if let Some(zone) = query.zone.or(written.as_ref()) {
        let (label, shares) = (zone.label(&build.manifest), zone.shares(query.level, &table)?);
        let ranked = RankedZone { label: &label, inside: mask.as_ref(), shares: &shares };
        table = with_zone_ranks(&table, ranked, &scored.method.reference)?;
    }
    let here = |row: &u32| mask.as_ref().is_none_or(|mask| mask.value(*row as usize));
    let rows: UInt32Array = (0..table.num_rows() as u32).filter(here).collect();
    let scores = numbers(&table, "score");
    let listing = Listing { order: query.listing.order.or(Some(ListOrder::Gap)), ..query.listing };
    let listed = listing.rows(&table, Some(&rows))?;
    let gaps = numbers(&table, "gap");
    let known = |row: &u32| query.without_gap || gaps[*row as usize].is_finite();
    let all: Vec<u32> = listed.rows.values().iter().copied().filter(known).collect();
    let top = UInt32Array::from(all[..query.top.unwrap_or(all.len()).min(all.len())].to_vec());
    let first = take_record_batch(&table, &top).map_err(arrow_failed)?;
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
        let whole = rescorer.whole_table_of(&scored, query.service, Some(&listed))?;
        Some(with_ranks_of(&whole, &first)?)
    } else {
        None
    };
    let inside = rows.values().iter().map(|row| *row as usize);
    Ok(LargestGaps {
        shapes,
        whole,
        among: rows.len(),
        not_inventoried: NotInventoried::among(&table, inside),
        listed: all.len(),
        left_out: listed.left_out(),
        zone_scores: rows.values().iter().map(|row| scores[*row as usize]).collect(),
        ranked: scored.scores.index.iter().filter(|score| score.is_finite()).count(),
        table: first,
        method: scored.method,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` calls it")]
fn arrow_failed(error: ArrowError) -> Error {
    Error::internal(error.to_string())
}
