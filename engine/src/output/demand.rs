//! `inputs/demand.parquet`: where people are and how many are at risk, so that gaps can be computed
//! anew for a service without the raw files.

use std::path::Path;

use super::Written;
use super::describe::Description;
use super::open::{numbers, read_parquet, strings};
use super::staging::Staging;
use super::table::{Columns, floats, texts};
use crate::analysis::access::Demand;
use crate::catalog::Method;
use crate::error::{Error, Result};
use crate::indicator::Measured;
use crate::territory::{At, Place, Positions, Territory};

const FILE: &str = "inputs/demand.parquet";

/// Writes the points, in the order of their units.
///
/// # Errors
/// The system refuses to write.
pub fn write_demand(
    staging: &Staging,
    written: Written,
    territory: &Territory,
    demand: &Demand,
) -> Result<()> {
    let Positions { level, at, of } = &demand.positions;
    let units = &territory.levels[*level];
    let all: Vec<u32> = (0..at.len() as u32).collect();
    let unit = |i: usize| at[i].unit as usize;
    let column = |of: &dyn Fn(&At) -> f64| floats(&at.iter().map(of).collect::<Vec<_>>(), &all);
    let mut columns = Columns::default();
    let described = Description::new;
    columns.push(described("level", "Level of the unit"), texts(&all, |_| Some(&units.id)));
    columns.push(
        described("code", "Code of the unit"),
        texts(&all, |i| Some(units.codes[unit(i)].as_str())),
    );
    columns.push(described("lon", "Longitude, WGS 84").unit("°"), column(&|at| at.point[0]));
    columns.push(described("lat", "Latitude, WGS 84").unit("°"), column(&|at| at.point[1]));
    columns.push(
        described("share", "Share of the unit's persons who are there").unit("0–1"),
        column(&|at| at.share),
    );
    columns.push(
        described("place", "What the point is: grid, town_hall or centre"),
        texts(&all, |i| Some(of[unit(i)].name())),
    );
    columns.write(&staging.file(FILE)?, written.metadata())
}

/// Reads them back.
///
/// # Errors
/// A missing or damaged file.
pub fn read_demand(
    folder: &Path,
    method: &Method,
    territory: &Territory,
    measured: &[Measured],
) -> Result<Demand> {
    let path = folder.join(FILE);
    let batch = read_parquet(&path)?;
    let wrong = |what: String| Error::input(&path, what).with_help("build again with `ifn build`");
    let [levels, codes, places] = ["level", "code", "place"].map(|name| strings(&batch, name));
    let [lon, lat, share] = ["lon", "lat", "share"].map(|name| numbers(&batch, name));
    let id = levels.first().map_or("", String::as_str);
    let level = territory.level(id).ok_or_else(|| wrong(format!("no level `{id}`")))?;
    let mut of = vec![Place::Unknown; territory.levels[level].len()];
    let mut at = Vec::with_capacity(codes.len());
    for (row, code) in codes.iter().enumerate() {
        let unit = territory.levels[level].find(code);
        let unit = unit.ok_or_else(|| wrong(format!("{code} is no {id}")))?;
        of[unit as usize] = Place::from_name(&places[row]);
        at.push(At { unit, point: [lon[row], lat[row]], share: share[row] });
    }
    Ok(Demand::new(method, territory, measured, Positions { level, at, of }))
}
