//! An audit of one level of a method's results.

use crate::analysis::audit::{Audit, Audited, audit};
use crate::build::LevelResult;
use crate::catalog::{Method, MethodSummary};
use crate::error::{Error, Result, nearest};
use crate::territory::{LevelIndex, Territory, UnitIndex};

/// Level that missing values are counted by, where it lies above the level that is audited.
const GROUPS: &str = "departement";

/// Position of the level to audit among those that a method computes: the finest when `level` is
/// absent.
///
/// # Errors
/// A level that the method does not compute.
pub fn audited_level(method: &Method, level: Option<&str>) -> Result<usize> {
    let Some(id) = level else { return Ok(0) };
    method.levels.iter().position(|l| l == id).ok_or_else(|| {
        Error::request(format!("the method does not compute level `{id}`"))
            .with_help(nearest(id, method.levels.iter().map(String::as_str)))
    })
}

/// Audits the units of one level that are kept: all of them, or those of the zone called `zone`. Their values and
/// scores are those that they have among all units.
pub fn audit_level(
    method: &MethodSummary,
    territory: &Territory,
    result: &LevelResult,
    zone: Option<String>,
) -> Audit {
    let units = &territory[result.level];
    let group = group_level(territory, result.level);
    let group_of = |unit: UnitIndex| {
        let parents = &units.parents[group?];
        let (above, parent) = (&territory[parents.level], parents.get(unit)?);
        Some((above.code(parent), above.name(parent)))
    };
    let kept = result.kept.as_slice();
    // Context has no place on the scale.
    let of_kept = |column: &[f64]| -> Vec<f64> {
        if column.is_empty() { Vec::new() } else { kept.iter().map(|u| column[u.get()]).collect() }
    };
    let scores = &result.scores;
    let values: Vec<Vec<f64>> =
        result.complete.columns.iter().map(|c| of_kept(&c.values)).collect();
    let normalised: Vec<Vec<f64>> = result.normalised.values.iter().map(|c| of_kept(c)).collect();
    let axes: Vec<Vec<f64>> = scores.axes.iter().map(|c| of_kept(c)).collect();
    let codes: Vec<String> = kept.iter().map(|unit| units.code(*unit).into()).collect();
    let names: Vec<String> = kept.iter().map(|unit| units.name(*unit).into()).collect();
    let (index, completeness) = (of_kept(&scores.index), of_kept(&scores.completeness));
    audit(&Audited {
        method,
        level: &units.id,
        zone,
        codes: &codes,
        names: &names,
        group_level: group.map(|g| territory[units.parents[g].level].id.clone()),
        groups: kept.iter().copied().map(group_of).collect(),
        values: values.iter().map(Vec::as_slice).collect(),
        normalised: normalised.iter().map(Vec::as_slice).collect(),
        axes: axes.iter().map(Vec::as_slice).collect(),
        index: &index,
        completeness: &completeness,
    })
}

/// Position among the parents of the level that missing values are counted by: the département,
/// or the coarsest level above.
fn group_level(territory: &Territory, level: LevelIndex) -> Option<usize> {
    let parents = &territory[level].parents;
    let named = parents.iter().position(|p| territory[p.level].id == GROUPS);
    named.or(parents.len().checked_sub(1))
}
