//! Where the people of a unit are taken to be, when nothing finer is known: at the town hall, else
//! at the centre of the contour.
//!
//! A town hall stands where the village is; the centre of a contour often stands in its fields.

use std::path::Path;

use arrow::array::Array;
use geo_types::Point;

use super::cells::value;
use super::france::COMMUNES;
use super::level_index::COMMUNE_LEVEL;
use super::{LevelIndex, Territory, UnitIndex};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::geometry::{point_on_surface, read_wkb};
use crate::table;

/// Dataset of town halls.
pub const TOWN_HALLS: &str = "mairies";

/// What a position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum PositionKind {
    /// None is known.
    Unknown,
    /// Squares of a population grid, each with its persons.
    Grid,
    /// The town hall.
    TownHall,
    /// A point inside the contour.
    Centre,
}

impl PositionKind {
    /// As written in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Grid => "grid",
            Self::TownHall => "town_hall",
            Self::Centre => "centre",
        }
    }

    /// That of this name.
    pub fn from_name(name: &str) -> Self {
        [Self::Grid, Self::TownHall, Self::Centre]
            .into_iter()
            .find(|p| p.name() == name)
            .unwrap_or(Self::Unknown)
    }
}

/// Some of a unit's people at one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PopulationPoint {
    /// The unit.
    pub unit: UnitIndex,
    /// Longitude and latitude.
    pub point: [f64; 2],
    /// Share of the unit's persons who are there, 0–1.
    pub share: f64,
}

/// Where the people of the units of one level are.
#[derive(Debug, Clone)]
pub struct Positions {
    /// The level.
    pub level: LevelIndex,
    /// In the order of units; none for a unit without a position.
    pub at: Vec<PopulationPoint>,
    /// What the points of each unit are.
    pub of: Vec<PositionKind>,
}

/// Positions of the communes of France, at their town halls or at the centres of their contours, or of
/// the finest units of the user's own territory.
///
/// # Errors
/// An embedded file that cannot be read.
pub fn positions(
    territory: &Territory,
    halls: bool,
    catalog: &Catalog,
    data: &Path,
) -> Result<Positions> {
    if territory.own {
        return Ok(own(territory));
    }
    let level = territory.level("commune").unwrap_or(COMMUNE_LEVEL);
    let mut found = vec![None; territory[level].len()];
    for (id, [lon, lat], of) in [
        (COMMUNES, ["centre_lon", "centre_lat"], PositionKind::Centre),
        (TOWN_HALLS, ["lon", "lat"], PositionKind::TownHall),
    ] {
        if of == PositionKind::TownHall && !halls {
            continue;
        }
        let dataset = catalog.dataset(id)?;
        let opened = table::open(dataset, data)?;
        let table = table::read(dataset, &opened, &[lon.to_string(), lat.to_string()])?;
        let codes = table.keys()?;
        let (lon, lat) = (table.numbers(lon)?.values, table.numbers(lat)?.values);
        for row in 0..table.rows {
            let Some(unit) = territory[level].find(value(&codes, row)) else { continue };
            if !lon.is_null(row) && !lat.is_null(row) {
                found[unit.get()] = Some(([lon.value(row), lat.value(row)], of));
            }
        }
    }
    Ok(Positions::new(level, &found))
}

fn own(territory: &Territory) -> Positions {
    let mut found = vec![None; territory[LevelIndex::FINEST].len()];
    for (unit, wkb) in territory.geometry.iter().flatten().enumerate() {
        if let Some(wkb) = wkb
            && let Ok(polygons) = read_wkb(wkb)
            && let Some(point) = point_on_surface(&polygons)
        {
            found[unit] = Some((point.0.into(), PositionKind::Centre));
        }
    }
    Positions::new(LevelIndex::FINEST, &found)
}

impl Positions {
    /// One point a unit, and what it is.
    pub fn new(level: LevelIndex, of_unit: &[Option<([f64; 2], PositionKind)>]) -> Self {
        let at = of_unit.iter().enumerate().filter_map(|(unit, found)| {
            let (point, _) = (*found)?;
            Some(PopulationPoint { unit: UnitIndex::new(unit), point, share: 1.0 })
        });
        let of = of_unit.iter().map(|found| found.map_or(PositionKind::Unknown, |(_, of)| of));
        Self { level, at: at.collect(), of: of.collect() }
    }

    /// With the squares of a grid, each with its persons, for the units that have some.
    #[must_use]
    pub fn with_grid(self, squares: &[(UnitIndex, [f64; 2], f64)]) -> Self {
        let mut persons = vec![0.0; self.of.len()];
        for (unit, _, in_square) in squares {
            persons[unit.get()] += in_square;
        }
        let mut at: Vec<PopulationPoint> =
            self.at.into_iter().filter(|at| persons[at.unit.get()] <= 0.0).collect();
        let known = squares.iter().filter(|(unit, _, p)| *p > 0.0 && persons[unit.get()] > 0.0);
        at.extend(known.map(|(unit, point, in_square)| PopulationPoint {
            unit: *unit,
            point: *point,
            share: in_square / persons[unit.get()],
        }));
        at.sort_by_key(|at| at.unit);
        let grid = |(of, persons): (PositionKind, &f64)| {
            if *persons > 0.0 { PositionKind::Grid } else { of }
        };
        Self { level: self.level, at, of: self.of.into_iter().zip(&persons).map(grid).collect() }
    }

    /// Mean over the points of each unit, by the persons at each; NaN where one has no value.
    pub fn mean(&self, of_point: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut out = vec![f64::NAN; self.of.len()];
        for (at, value) in self.at.iter().zip(of_point) {
            let sum = &mut out[at.unit.get()];
            *sum = if sum.is_nan() { at.share * value } else { *sum + at.share * value };
        }
        out
    }

    /// Where most people of a unit live; `None` for a unit without a position.
    pub fn main(&self, unit: UnitIndex) -> Option<PopulationPoint> {
        // Points are in the order of their units.
        let from = self.at.partition_point(|at| at.unit < unit);
        let here = self.at[from..].iter().take_while(|at| at.unit == unit);
        here.max_by(|a, b| a.share.total_cmp(&b.share)).copied()
    }

    /// The points alone.
    pub fn points(&self) -> Vec<Point> {
        self.at.iter().map(|at| at.point.into()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_take_the_place_of_the_town_hall() {
        let hall = |lon: f64| Some(([lon, 45.0], PositionKind::TownHall));
        let [a, b] = [0, 1].map(UnitIndex::new);
        let p = Positions::new(COMMUNE_LEVEL, &[hall(1.0), hall(2.0), None]);
        let p =
            p.with_grid(&[(b, [2.1, 45.0], 30.0), (b, [2.3, 45.0], 10.0), (a, [9.0, 9.0], 0.0)]);
        assert_eq!(p.of, [PositionKind::TownHall, PositionKind::Grid, PositionKind::Unknown]);
        assert_eq!(p.at.iter().map(|a| a.share).collect::<Vec<_>>(), [1.0, 0.75, 0.25]);
        let km = p.mean([5.0, 4.0, 8.0].into_iter());
        assert_eq!((km[0], km[1]), (5.0, 5.0));
        assert!(km[2].is_nan());
        assert_eq!(p.main(b).map(|at| at.point), Some([2.1, 45.0]));
        assert_eq!(p.main(UnitIndex::new(2)), None);
    }
}
