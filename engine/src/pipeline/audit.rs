//! A method computed and audited, without a folder of outputs.

use super::{Request, compute};
use crate::analysis::audit::{Audit, Audited, audit};
use crate::catalog::{Catalog, MethodSummary};
use crate::error::{Error, Result, nearest};
use crate::progress::Progress;
use crate::territory::{NONE, Territory};

/// Level that missing values are counted by, where it lies above the level that is audited.
const GROUPS: &str = "departement";

/// Computes a method and audits one of its levels: the finest when `level` is absent.
///
/// # Errors
/// As [`compute`]; a level that the method does not compute.
pub fn audited(
    request: &Request,
    level: Option<&str>,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> Result<Audit> {
    let levels = &request.method.levels;
    let position = match level {
        None => 0,
        Some(id) => levels.iter().position(|l| l == id).ok_or_else(|| {
            Error::request(format!("the method does not compute level `{id}`"))
                .with_help(nearest(id, levels.iter().map(String::as_str)))
        })?,
    };
    let computed = compute(request, catalog, progress)?;
    let (territory, result) = (&computed.territory, &computed.results[position]);
    let units = &territory.levels[result.level];
    let group = group_level(territory, result.level);
    let group_of = |unit: usize| {
        let parents = &units.parents[group?];
        let (above, parent) = (&territory.levels[parents.level], parents.of_unit[unit]);
        let parent = (parent != NONE).then_some(parent as usize)?;
        Some((above.codes[parent].as_str(), above.names[parent].as_str()))
    };
    let summary = MethodSummary::from(&request.method);
    let columns = &result.complete.columns;
    Ok(audit(&Audited {
        method: &summary,
        level: &units.id,
        codes: &units.codes,
        names: &units.names,
        group_level: group.map(|g| territory.levels[units.parents[g].level].id.clone()),
        groups: (0..units.len()).map(group_of).collect(),
        values: columns.iter().map(|c| c.values.as_slice()).collect(),
        normalised: result.normalised.values.iter().map(Vec::as_slice).collect(),
        axes: result.scores.axes.iter().map(Vec::as_slice).collect(),
        index: &result.scores.index,
        completeness: &result.scores.completeness,
    }))
}

/// Position among the parents of the level that missing values are counted by: the département,
/// or the coarsest level above.
fn group_level(territory: &Territory, level: usize) -> Option<usize> {
    let parents = &territory.levels[level].parents;
    let named = parents.iter().position(|p| territory.levels[p.level].id == GROUPS);
    named.or(parents.len().checked_sub(1))
}
