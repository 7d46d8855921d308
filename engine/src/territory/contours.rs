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

/// Geometries of every level, by position.
pub struct Contours {
    communes: BinaryArray,
    commune_of_iris: Vec<u32>,
    outlines: Vec<Vec<Option<Vec<u8>>>>,
    /// Chains of edges that did not close, and rings that belong to no polygon: 0 for a clean
    /// coverage.
    pub unclosed: usize,
}

/// Reads the contours of communes and makes the outlines above them.
///
/// # Errors
/// A damaged geometry, with the code of its unit.
pub fn load(catalog: &Catalog, data: &Path, territory: &Territory) -> Result<Contours> {
    let dataset = catalog.dataset(COMMUNES)?;
    let opened = table::open(dataset, data)?;
    let table = table::read(dataset, &opened, &["geometry".to_string()])?;
    let communes = table.binary("geometry")?;
    let units: Vec<Option<&[u8]>> = communes.iter().collect();
    let coverage = Coverage::new(&units).map_err(|e| Error::input(&opened.path, e.to_string()))?;

    let finest = &territory.levels[0];
    let commune_of_iris = finest.parents_in(1).map(|p| p.of_unit.clone()).unwrap_or_default();
    let mut outlines = Vec::new();
    let mut unclosed = 0;
    for (level, units) in territory.levels.iter().enumerate().skip(2) {
        // Parents of communes come from their IRIS: a commune lies whole in each coarser unit.
        let groups = territory.levels[1]
            .parents_in(level)
            .map_or_else(|| vec![NONE; communes.len()], |p| p.of_unit.clone());
        let made = coverage.outlines(&groups, units.len());
        unclosed += made.open_chains + made.stray_rings;
        outlines.push(made.wkb);
    }
    Ok(Contours {
        commune_of_iris: whole_communes(commune_of_iris, communes.len()),
        communes,
        outlines,
        unclosed,
    })
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
        let (wkb, shape) = match level {
            0 => {
                let commune = self.commune_of_iris.get(unit).copied().unwrap_or(NONE);
                let whole = (commune != NONE).then(|| self.commune(commune as usize)).flatten();
                (whole, Shape::WholeCommune)
            }
            1 => (self.commune(unit), Shape::Contour),
            level => (self.outlines[level - 2][unit].as_deref(), Shape::Outline),
        };
        (wkb, if wkb.is_some() { shape } else { Shape::None })
    }

    fn commune(&self, unit: usize) -> Option<&[u8]> {
        (!self.communes.is_null(unit)).then(|| self.communes.value(unit))
    }
}
