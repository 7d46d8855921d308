//! Contours of the units, in WGS 84 degrees, as WKB.
//!
//! Communes have theirs; an IRIS that is a whole commune has the commune's, the others none until
//! official contours are there; outlines of EPCI, départements and régions come from cancelling
//! the edges that their communes share ([`super::outline`]).

use std::path::Path;

use arrow::array::{Array, BinaryArray};

use super::france::COMMUNES;
use super::outline::Coverage;
use super::{NONE, Territory};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::table;

/// Where a unit's geometry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The unit's own contour, as published (generalised).
    Contour,
    /// The contour of the commune that the IRIS is the whole of.
    WholeCommune,
    /// Edges that the communes of the unit do not share.
    Outline,
    /// None is known.
    None,
}

impl Shape {
    /// As written in outputs.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Contour => Some("contour"),
            Self::WholeCommune => Some("whole_commune"),
            Self::Outline => Some("outline"),
            Self::None => None,
        }
    }
}

/// Geometries of one level.
enum LevelShapes {
    /// The units' own.
    Own(BinaryArray),
    /// Those of units of the next level that they are the whole of.
    Whole(Vec<u32>),
    /// Outlines of what lies in them.
    Outlines(Vec<Option<Vec<u8>>>),
}

/// Geometries of every level, by position.
pub struct Contours {
    levels: Vec<LevelShapes>,
    /// Chains of edges that did not close, and rings that belong to no polygon: 0 for a clean
    /// coverage.
    pub unclosed: usize,
}

/// Reads the contours of communes and makes the outlines above them; the same from the finest
/// units of the user's own territory. `None` where no contour is known at all.
///
/// # Errors
/// A damaged geometry.
pub fn load(catalog: &Catalog, data: &Path, territory: &Territory) -> Result<Option<Contours>> {
    if territory.own {
        return territory.geometry.clone().map(|g| outlined(g, territory, 0)).transpose();
    }
    let communes = commune_shapes(catalog, data)?;
    let commune_of_iris =
        territory.levels[0].parents_in(1).map(|p| p.of_unit.clone()).unwrap_or_default();
    let whole = whole_communes(commune_of_iris, communes.len());
    let mut contours = outlined(communes, territory, 1)?;
    contours.levels.insert(0, LevelShapes::Whole(whole));
    Ok(Some(contours))
}

/// Contours of France's communes, by position.
///
/// # Errors
/// An embedded file that cannot be read: the program is damaged.
pub fn commune_shapes(catalog: &Catalog, data: &Path) -> Result<BinaryArray> {
    let dataset = catalog.dataset(COMMUNES)?;
    let opened = table::open(dataset, data)?;
    table::read(dataset, &opened, &["geometry".to_string()])?.binary("geometry")
}

/// Geometries of `level`, and outlines of every level above it.
fn outlined(shapes: BinaryArray, territory: &Territory, level: usize) -> Result<Contours> {
    let units: Vec<Option<&[u8]>> = shapes.iter().collect();
    let coverage = Coverage::new(&units).map_err(|e| {
        Error::input(format!("contours of level {}", territory.levels[level].id), e.to_string())
    })?;
    let mut unclosed = 0;
    let mut levels = Vec::new();
    for (above, units) in territory.levels.iter().enumerate().skip(level + 1) {
        let groups = territory.levels[level]
            .parents_in(above)
            .map_or_else(|| vec![NONE; shapes.len()], |p| p.of_unit.clone());
        let made = coverage.outlines(&groups, units.len());
        unclosed += made.open_chains + made.stray_rings;
        levels.push(LevelShapes::Outlines(made.wkb));
    }
    levels.insert(0, LevelShapes::Own(shapes));
    Ok(Contours { levels, unclosed })
}

/// Keeps the commune of an IRIS only where the commune has no other IRIS.
fn whole_communes(mut commune_of_iris: Vec<u32>, communes: usize) -> Vec<u32> {
    let mut count = vec![0_u32; communes];
    for commune in commune_of_iris.iter().filter(|c| **c != NONE) {
        count[*commune as usize] += 1;
    }
    for commune in &mut commune_of_iris {
        if *commune != NONE && count[*commune as usize] != 1 {
            *commune = NONE;
        }
    }
    commune_of_iris
}

impl Contours {
    /// Geometry of a unit (WKB) and where it comes from. `level` is a position in
    /// [`Territory::levels`].
    pub fn of(&self, level: usize, unit: usize) -> (Option<&[u8]>, Shape) {
        let (wkb, shape) = match &self.levels[level] {
            LevelShapes::Own(shapes) => {
                ((!shapes.is_null(unit)).then(|| shapes.value(unit)), Shape::Contour)
            }
            LevelShapes::Outlines(shapes) => (shapes[unit].as_deref(), Shape::Outline),
            LevelShapes::Whole(of_unit) => {
                let whole = of_unit.get(unit).copied().filter(|u| *u != NONE);
                let wkb = whole.and_then(|u| self.of(level + 1, u as usize).0);
                (wkb, Shape::WholeCommune)
            }
        };
        (wkb, if wkb.is_some() { shape } else { Shape::None })
    }
}
