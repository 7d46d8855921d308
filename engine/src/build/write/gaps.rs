//! Gaps of a level as a table: codes, score and ranks, need and lack, the nearest place.

use arrow::array::RecordBatch;

use crate::analysis::access::{Accessibility, Gaps};
use crate::build::columns::{
    BuildTable, GapRows, NearestRows, ScoreRows, gap_columns, nearest_columns, rank_columns,
};
use crate::catalog::MethodSummary;
use crate::error::Result;
use crate::index::Scores;
use crate::territory::UnitIndex;

/// Gaps of the units of `kept`, whose identity columns are those of `identity`; `level` is its id.
///
/// # Errors
/// Another number of rows than units.
pub fn gaps_table(
    identity: &RecordBatch,
    (method, scores): (&MethodSummary, &Scores),
    access: &Accessibility,
    gaps: &Gaps,
    level: &str,
    kept: &[UnitIndex],
) -> Result<RecordBatch> {
    let mut table = BuildTable::beside(identity);
    table.extend(rank_columns(method, level), &ScoreRows { scores, kept });
    table.extend(gap_columns(&access.rule), &GapRows { gaps, kept });
    let register = &access.register;
    table.extend(nearest_columns(), &NearestRows { register, gaps, kept });
    table.batch(level.as_ref())
}
