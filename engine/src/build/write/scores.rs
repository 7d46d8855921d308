//! `scores/{level}.parquet`, and the same columns in memory.

use std::path::Path;

use arrow::array::{Float64Array, RecordBatch};

use super::parquet::write_batch;
use crate::build::columns::{
    BuildTable, LevelRows, ScoreRows, UnitRows, identity_columns, level_columns, parent_ids,
    score_columns,
};
use crate::build::level_result::LevelResult;
use crate::build::provenance::FileProvenance;
use crate::build::zone_ranks::{RankedZone, with_zone_ranks};
use crate::catalog::MethodSummary;
use crate::error::Result;
use crate::index::Scores;
use crate::territory::{LevelIndex, Territory, UnitIndex, ZoneUnits};

/// Codes, names, parents and populations of all units of a level.
///
/// # Errors
/// None for a territory's own columns.
pub fn identity_table(
    method: &MethodSummary,
    territory: &Territory,
    level: LevelIndex,
) -> Result<RecordBatch> {
    let id = &territory[level].id;
    let all: Vec<UnitIndex> = territory[level].units().collect();
    let mut table = BuildTable::default();
    table.extend(
        identity_columns(method, id, &parent_ids(territory, level)),
        &UnitRows { territory, level, kept: &all },
    );
    table.batch(id.as_ref())
}

/// `identity`, the rows of which are the units of `kept`, with the scores of a level beside; `level`
/// is its id.
///
/// # Errors
/// Another number of rows than units.
pub fn with_scores(
    identity: &RecordBatch,
    method: &MethodSummary,
    level: &str,
    scores: &Scores,
    kept: &[UnitIndex],
) -> Result<RecordBatch> {
    let mut table = BuildTable::beside(identity);
    table.extend(score_columns(method, level), &ScoreRows { scores, kept });
    table.batch(level.as_ref())
}

/// Writes one level's scores, with ranks inside the zone where a zone alone is written.
///
/// # Errors
/// The system refuses to write.
pub fn write_scores(
    path: &Path,
    provenance: FileProvenance,
    territory: &Territory,
    result: &LevelResult,
    zone: Option<&ZoneUnits>,
) -> Result<()> {
    let LevelResult { level, complete, treated, normalised, scores, kept, access, .. } = result;
    let level = *level;
    let rows = LevelRows { territory, level, kept, complete, treated, normalised, scores, access };
    let mut table = scores_table(provenance.method, &rows)?;
    if let Some(zone) = zone {
        let shares = territory.shares_in_zone(level, zone);
        let shares: Float64Array = kept.iter().map(|unit| Some(shares[unit.get()])).collect();
        let label = zone.found.zone.label();
        let ranked = RankedZone { label: &label, inside: None, shares: &shares };
        table = with_zone_ranks(&table, ranked, &provenance.method.reference)?;
    }
    write_batch(&table, path, provenance.metadata())
}

/// All columns of `scores/{level}.parquet`.
///
/// # Errors
/// None for figures of this territory.
pub fn scores_table(method: &MethodSummary, rows: &LevelRows) -> Result<RecordBatch> {
    let id = &rows.territory[rows.level].id;
    let mut table = BuildTable::default();
    table.extend(level_columns(method, id, &parent_ids(rows.territory, rows.level)), rows);
    table.batch(id.as_ref())
}
