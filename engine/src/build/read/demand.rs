//! `inputs/demand.parquet` and `places.parquet` → access to places, ready for other scores.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray};

use super::parquet::{damaged, numbers, read_parquet, strings};
use super::places::read_places;
use crate::analysis::access::{Accessibility, Demand, Inventoried};
use crate::build::inputs::{DEMAND, INVENTORIED, INVENTORIED_SERVICES};
use crate::catalog::Method;
use crate::error::Result;
use crate::indicator::Measured;
use crate::territory::{PopulationPoint, PositionKind, Positions, Territory};

/// Where people are as a build left it, and what inventories cover; none where its method counts no help.
///
/// # Errors
/// A damaged file, or one of other units.
pub fn read_positions(
    folder: &Path,
    territory: &Territory,
) -> Result<Option<(Positions, Inventoried)>> {
    folder.join(DEMAND).is_file().then(|| read_demand(folder, territory)).transpose()
}

/// Reads where people are.
///
/// # Errors
/// A missing or damaged file.
fn read_demand(folder: &Path, territory: &Territory) -> Result<(Positions, Inventoried)> {
    let path = folder.join(DEMAND);
    let batch = read_parquet(&path)?;
    let wrong = |what: String| damaged(&path, &what);
    let [levels, codes, places] = ["level", "code", "place"].map(|name| strings(&batch, name));
    let [lon, lat, share] = ["lon", "lat", "share"].map(|name| numbers(&batch, name));
    let id = levels.first().map_or("", String::as_str);
    let level = territory.level(id).ok_or_else(|| wrong(format!("no level `{id}`")))?;
    let mut of = vec![PositionKind::Unknown; territory[level].len()];
    let mut at = Vec::with_capacity(codes.len());
    let mut inventoried = Inventoried::everywhere(of.len());
    // Builds of earlier versions took every inventory as one of all of France.
    let flags = |name: &str| {
        let column = batch.column_by_name(name)?;
        column.as_boolean_opt().cloned()
    };
    let (help, services) = (flags(INVENTORIED), flags(INVENTORIED_SERVICES));
    for (row, code) in codes.iter().enumerate() {
        let unit = territory[level].find(code);
        let unit = unit.ok_or_else(|| wrong(format!("{code} is no {id}")))?;
        of[unit.get()] = PositionKind::from_name(&places[row]);
        let known = |flags: &Option<BooleanArray>| flags.as_ref().is_none_or(|f| f.value(row));
        inventoried.help[unit.get()] = known(&help);
        inventoried.services[unit.get()] = known(&services);
        if lon[row].is_finite() && lat[row].is_finite() {
            at.push(PopulationPoint { unit, point: [lon[row], lat[row]], share: share[row] });
        }
    }
    Ok((Positions { level, at, of }, inventoried))
}

/// Access to places as a build left it; none where its method counts none.
///
/// # Errors
/// A missing or damaged file.
pub fn read_access(
    folder: &Path,
    method: &Method,
    territory: &Territory,
    measured: &[Measured],
) -> Result<Option<Accessibility>> {
    let Some(access) = &method.access else { return Ok(None) };
    let register = read_places(&folder.join("places.parquet"))?;
    let (positions, inventoried) = read_demand(folder, territory)?;
    let demand = Demand::new(method, territory, measured, positions, inventoried);
    Ok(Some(Accessibility::new(access.rule.clone(), Arc::new(register), demand)))
}
