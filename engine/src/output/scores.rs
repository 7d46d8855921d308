//! `scores/{level}.parquet`.

use std::path::Path;

use arrow::array::RecordBatch;

use super::LevelResult;
use super::Written;
use super::describe::{Description, describe, identity};
use super::help;
use super::table::{Columns, floats, persons, ranks, texts};
use crate::analysis::access::Help;
use crate::catalog::MethodSummary;
use crate::error::Result;
use crate::index::{Complete, Normalised, Scores, Treated};
use crate::table::REASONS;
use crate::territory::{NONE, Territory};

/// Ids of the levels that contain a level's units.
pub fn parent_ids(territory: &Territory, level: usize) -> Vec<&str> {
    territory.levels[level].parents.iter().map(|p| territory.levels[p.level].id.as_str()).collect()
}

/// Adds code, name, parents and population.
pub fn push_identity(
    columns: &mut Columns,
    descriptions: &mut impl Iterator<Item = Description>,
    territory: &Territory,
    level: usize,
    kept: &[u32],
) {
    let units = &territory.levels[level];
    let mut next = || descriptions.next().unwrap_or_default();
    columns.push(next(), texts(kept, |u| Some(units.codes[u].as_str())));
    columns.push(next(), texts(kept, |u| Some(units.names[u].as_str())));
    for parents in &units.parents {
        let above = &territory.levels[parents.level];
        let code = |u: usize| match parents.of_unit[u] {
            NONE => None,
            p => Some(above.codes[p as usize].as_str()),
        };
        columns.push(next(), texts(kept, code));
    }
    columns.push(next(), persons(&units.population, kept));
}

/// Codes, names, parents and populations of all units of a level.
///
/// # Errors
/// None for a territory's own columns.
pub fn identity_table(
    method: &MethodSummary,
    territory: &Territory,
    level: usize,
) -> Result<RecordBatch> {
    let id = &territory.levels[level].id;
    let all: Vec<u32> = (0..territory.levels[level].len() as u32).collect();
    let mut described = identity(method, id, &parent_ids(territory, level)).into_iter();
    let mut columns = Columns::default();
    push_identity(&mut columns, &mut described, territory, level, &all);
    columns.batch(id.as_ref())
}

/// `identity`, the rows of which are the units of `kept`, with the scores of a level beside.
///
/// # Errors
/// Another number of rows than units.
pub fn with_scores(
    identity: &RecordBatch,
    method: &MethodSummary,
    territory: &Territory,
    level: usize,
    scores: &Scores,
    kept: &[u32],
) -> Result<RecordBatch> {
    let id = &territory.levels[level].id;
    let described = describe(method, id, &parent_ids(territory, level));
    let mut columns = Columns::default();
    let mut described = described.into_iter();
    for array in identity.columns() {
        columns.push(described.next().unwrap_or_default(), array.clone());
    }
    push_scores(&mut columns, &mut described, scores, kept);
    columns.batch(id.as_ref())
}

/// Adds score, ranks, decile, completeness and axes.
fn push_scores(
    columns: &mut Columns,
    descriptions: &mut impl Iterator<Item = Description>,
    scores: &Scores,
    kept: &[u32],
) {
    let mut push = |array| columns.push(descriptions.next().unwrap_or_default(), array);
    push(floats(&scores.index, kept));
    push(ranks(&scores.rank, kept));
    push(ranks(&scores.rank_in_zone, kept));
    push(ranks(&scores.decile, kept));
    push(floats(&scores.completeness, kept));
    for axis in &scores.axes {
        push(floats(axis, kept));
    }
}

/// What the table of a level is made of.
#[derive(Clone, Copy)]
pub struct Computed<'a> {
    /// Position of the level.
    pub level: usize,
    /// Values, origins, reasons.
    pub complete: &'a Complete,
    /// What was done about outliers.
    pub treated: &'a Treated,
    /// Indicators on the method's scale.
    pub normalised: &'a Normalised,
    /// Scores.
    pub scores: &'a Scores,
    /// Help around its units.
    pub help: Option<&'a Help>,
}

/// Writes one level's scores.
///
/// # Errors
/// The system refuses to write.
pub fn write_scores(
    path: &Path,
    written: Written,
    territory: &Territory,
    result: &LevelResult,
) -> Result<()> {
    let LevelResult { level, complete, treated, normalised, scores, kept, help, .. } = result;
    let help = help.as_ref();
    let computed = Computed { level: *level, complete, treated, normalised, scores, help };
    all_columns(written.method, territory, computed, kept).write(path, written.metadata())
}

/// All columns of `scores/{level}.parquet`, of the units of `kept`.
///
/// # Errors
/// None for figures of this territory.
pub fn scores_table(
    method: &MethodSummary,
    territory: &Territory,
    computed: Computed,
    kept: &[u32],
) -> Result<RecordBatch> {
    let id = &territory.levels[computed.level].id;
    all_columns(method, territory, computed, kept).batch(id.as_ref())
}

fn all_columns(
    method: &MethodSummary,
    territory: &Territory,
    computed: Computed,
    kept: &[u32],
) -> Columns {
    let Computed { level, complete, treated, normalised, scores, help } = computed;
    let id = &territory.levels[level].id;
    let mut descriptions = describe(method, id, &parent_ids(territory, level)).into_iter();
    let mut columns = Columns::default();
    push_identity(&mut columns, &mut descriptions, territory, level, kept);
    push_scores(&mut columns, &mut descriptions, scores, kept);
    let mut push = |array| columns.push(descriptions.next().unwrap_or_default(), array);
    for column in &complete.columns {
        push(floats(&column.values, kept));
    }
    for (i, _) in method.treated() {
        push(floats(treated.values(complete, i), kept));
    }
    for values in normalised.values.iter().filter(|v| !v.is_empty()) {
        push(floats(values, kept));
    }
    for column in &complete.columns {
        push(texts(kept, |u| Some(column.origin[u].name())));
    }
    for column in &complete.columns {
        let reason = |u: usize| match column.reason[u] {
            0 => None,
            r => Some(REASONS[r as usize]),
        };
        push(texts(kept, reason));
    }
    if method.may_lose_scores() {
        let lost = |u: usize| scores.lost.get(u).copied().unwrap_or_default().name();
        push(texts(kept, lost));
    }
    if method.access.is_some() {
        for array in help::help_columns_or_null(help, kept) {
            push(array);
        }
    }
    columns
}
