//! `inputs/demand.parquet`: where people are and how many are at risk, so that gaps can be computed for
//! another service without the raw files.

use super::parquet::write_batch;
use crate::analysis::access::Demand;
use crate::build::columns::{BuildTable, ColumnInfo, floats, texts};
use crate::build::inputs::DEMAND;
use crate::build::provenance::FileProvenance;
use crate::build::staging::Staging;
use crate::error::Result;
use crate::territory::{PopulationPoint, Positions, Territory};

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
    let all: Vec<u32> = (0..at.len() as u32).collect();
    let unit = |i: usize| at[i].unit as usize;
    let column =
        |of: &dyn Fn(&PopulationPoint) -> f64| floats(&at.iter().map(of).collect::<Vec<_>>(), &all);
    let mut table = BuildTable::default();
    let info = |name: &str, text: &str| ColumnInfo::new(name, text);
    table.push(&info("level", "Level of the unit"), texts(&all, |_| Some(&units.id)));
    table.push(
        &info("code", "Code of the unit"),
        texts(&all, |i| Some(units.codes[unit(i)].as_str())),
    );
    table.push(&info("lon", "Longitude, WGS 84").unit("°"), column(&|at| at.point[0]));
    table.push(&info("lat", "Latitude, WGS 84").unit("°"), column(&|at| at.point[1]));
    table.push(
        &info("share", "Share of the unit's persons who are there").unit("0–1"),
        column(&|at| at.share),
    );
    table.push(
        &info("place", "What the point is: grid, town_hall or centre"),
        texts(&all, |i| Some(of[unit(i)].name())),
    );
    let path = staging.file(DEMAND)?;
    write_batch(&table.batch(&path)?, &path, provenance.metadata())
}
