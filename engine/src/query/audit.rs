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

/// Audits one level.
pub fn audit_level(method: &MethodSummary, territory: &Territory, result: &LevelResult) -> Audit {
    let units = &territory[result.level];
    let group = group_level(territory, result.level);
    let group_of = |unit: UnitIndex| {
        let parents = &units.parents[group?];
        let (above, parent) = (&territory[parents.level], parents.get(unit)?);
        Some((above.code(parent), above.name(parent)))
    };
    let columns = &result.complete.columns;
    audit(&Audited {
        method,
        level: &units.id,
        codes: &units.codes,
        names: &units.names,
        group_level: group.map(|g| territory[units.parents[g].level].id.clone()),
        groups: units.units().map(group_of).collect(),
        values: columns.iter().map(|c| c.values.as_slice()).collect(),
        normalised: result.normalised.values.iter().map(Vec::as_slice).collect(),
        axes: result.scores.axes.iter().map(Vec::as_slice).collect(),
        index: &result.scores.index,
        completeness: &result.scores.completeness,
    })
}

/// Position among the parents of the level that missing values are counted by: the département,
/// or the coarsest level above.
fn group_level(territory: &Territory, level: LevelIndex) -> Option<usize> {
    let parents = &territory[level].parents;
    let named = parents.iter().position(|p| territory[p.level].id == GROUPS);
    named.or(parents.len().checked_sub(1))
}
