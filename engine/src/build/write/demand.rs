//! `inputs/demand.parquet`: where people are and how many are at risk, so that gaps can be computed for
//! another service without the raw files.

use std::sync::Arc;

use arrow::array::{BooleanArray, Float64Array, StringArray};

use super::parquet::write_batch;
use crate::analysis::access::{Demand, Inventoried};
use crate::build::columns::{BuildTable, ColumnInfo};
use crate::build::inputs::{DEMAND, INVENTORIED, INVENTORIED_SERVICES};
use crate::build::provenance::FileProvenance;
use crate::build::staging::Staging;
use crate::error::Result;
use crate::territory::{PopulationPoint, Positions, Territory, UnitIndex};

/// Writes the points, in the order of their units.
///
/// # Errors
/// The system refuses to write.
pub fn write_demand(
    staging: &Staging,
    provenance: FileProvenance,
    territory: &Territory,
    demand: &Demand,
) -> Result<()> {
    let Positions { level, at, of } = &demand.positions;
    let units = &territory[*level];
    let text = |texts: Vec<&str>| Arc::new(StringArray::from(texts));
    let rows = rows(at, of.len());
    let number = |of: &dyn Fn(&PopulationPoint) -> f64| {
        let known = |(_, at): &(UnitIndex, Option<&PopulationPoint>)| {
            at.map(of).filter(|value| value.is_finite())
        };
        Arc::new(rows.iter().map(known).collect::<Float64Array>())
    };
    let mut table = BuildTable::default();
    let info = |name: &str, text: &str| ColumnInfo::new(name, text);
    table.push(&info("level", "Level of the unit"), text(vec![&units.id; rows.len()]));
    table.push(
        &info("code", "Code of the unit"),
        text(rows.iter().map(|(unit, _)| units.code(*unit)).collect()),
    );
    table.push(
        &info("lon", "Longitude, WGS 84; empty where it is not known where people are").unit("°"),
        number(&|at| at.point[0]),
    );
    table.push(&info("lat", "Latitude, WGS 84").unit("°"), number(&|at| at.point[1]));
    table.push(
        &info("share", "Share of the unit's persons who are there").unit("0–1"),
        number(&|at| at.share),
    );
    table.push(
        &info("place", "What the point is: grid, town_hall, centre or unknown"),
        text(rows.iter().map(|(unit, _)| of[unit.get()].name()).collect()),
    );
    let flag = |of: &[bool]| {
        Arc::new(rows.iter().map(|(unit, _)| Some(of[unit.get()])).collect::<BooleanArray>())
    };
    let Inventoried { help, services } = &demand.inventoried;
    let inventoried = "Whether an inventory covers the unit whose places can count as help";
    table.push(&info(INVENTORIED, inventoried), flag(help));
    let services_too = "Whether an inventory covers it that names services";
    table.push(&info(INVENTORIED_SERVICES, services_too), flag(services));
    let path = staging.file(DEMAND)?;
    write_batch(&table.batch(&path)?, &path, provenance.metadata())
}

/// The points in the order of their units, and each unit without any by itself: whether an inventory covers it is
/// known all the same.
fn rows(at: &[PopulationPoint], units: usize) -> Vec<(UnitIndex, Option<&PopulationPoint>)> {
    let mut out = Vec::with_capacity(at.len());
    let mut left = at.iter().peekable();
    for unit in UnitIndex::first(units) {
        let before = out.len();
        while let Some(point) = left.next_if(|point| point.unit <= unit) {
            out.push((point.unit, Some(point)));
        }
        if out.len() == before {
            out.push((unit, None));
        }
    }
    out
}
