//! `scores/{level}.parquet`.

use std::path::Path;

use super::LevelResult;
use super::Written;
use super::describe::{Description, describe};
use super::table::{Columns, floats, persons, ranks, texts};
use crate::error::Result;
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
    let level = &territory.levels[result.level];
    let kept = &result.kept;
    let described = describe(written.method, &level.id, &parent_ids(territory, result.level));
    let mut descriptions = described.into_iter();
    let mut columns = Columns::default();
    push_identity(&mut columns, &mut descriptions, territory, result.level, kept);
    let mut push = |array| columns.push(descriptions.next().unwrap_or_default(), array);
    let scores = &result.scores;
    push(floats(&scores.index, kept));
    push(ranks(&scores.rank, kept));
    push(ranks(&scores.rank_in_zone, kept));
    push(ranks(&scores.decile, kept));
    push(floats(&scores.completeness, kept));
    for axis in &scores.axes {
        push(floats(axis, kept));
    }
    for column in &result.complete.columns {
        push(floats(&column.values, kept));
    }
    for (i, _) in written.method.treated() {
        push(floats(result.treated.values(&result.complete, i), kept));
    }
    for values in result.normalised.values.iter().filter(|v| !v.is_empty()) {
        push(floats(values, kept));
    }
    for column in &result.complete.columns {
        push(texts(kept, |u| Some(column.origin[u].name())));
    }
    for column in &result.complete.columns {
        let reason = |u: usize| match column.reason[u] {
            0 => None,
            r => Some(REASONS[r as usize]),
        };
        push(texts(kept, reason));
    }
    columns.write(path, written.metadata())
}
