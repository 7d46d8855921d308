//! Contours of the units, in WGS 84 degrees, as WKB.
//!
//! Communes have theirs; an IRIS has that of the official file, when the method names one and it is
//! there, else that of the commune that it is the whole of, else none; outlines of EPCI, départements
//! and régions come from cancelling the edges that their communes share ([`super::dissolve`]).

use std::path::Path;

use arrow::array::{Array, BinaryArray};

use super::dissolve::Coverage;
use super::france::COMMUNES;
use super::level_index::COMMUNE_LEVEL;
use super::{LevelIndex, SourceUse, Territory, UnitIndex};
use crate::catalog::{Catalog, Dataset, REFERENCE_YEAR, RowPosition};
use crate::error::{Error, Result};
use crate::table;

/// Where a unit's geometry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContourKind {
    /// The unit's own contour, as published (generalised).
    Contour,
    /// The contour of the commune that the IRIS is the whole of.
    WholeCommune,
    /// Edges that the communes of the unit do not share.
    Outline,
    /// None is known.
    None,
}

impl ContourKind {
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
    /// The units' own where they are known; else those of units of the next coarser level that they are
    /// the whole of.
    Whole { own: Option<BinaryArray>, of_unit: Vec<Option<UnitIndex>> },
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
pub fn load(
    catalog: &Catalog,
    data: &Path,
    territory: &Territory,
    iris: Option<BinaryArray>,
) -> Result<Option<Contours>> {
    if territory.own {
        return territory
            .geometry
            .clone()
            .map(|g| outlined(g, territory, LevelIndex::FINEST))
            .transpose();
    }
    let communes = commune_shapes(catalog, data)?;
    let iris_level = &territory[LevelIndex::FINEST];
    let commune_of_iris =
        iris_level.parents_in(COMMUNE_LEVEL).map(|p| p.of_unit.clone()).unwrap_or_default();
    let whole = whole_communes(commune_of_iris, communes.len());
    let mut contours = outlined(communes, territory, COMMUNE_LEVEL)?;
    contours.levels.insert(0, LevelShapes::Whole { own: iris, of_unit: whole });
    Ok(Some(contours))
}

/// Contours of IRIS from the official file, by position: its codes are carried to the reference year.
/// Units whose contours come from several features, where IRIS were put together, have none.
///
/// # Errors
/// A file that cannot be read, or that joins no IRIS.
pub fn iris_shapes(
    dataset: &Dataset,
    data: &Path,
    territory: &Territory,
) -> Result<(SourceUse, BinaryArray)> {
    let Some(RowPosition::Geometry(column)) = &dataset.layout.locate else {
        return Err(Error::request(format!("dataset `{}` has no geometry", dataset.id)));
    };
    let opened = table::open(dataset, data)?;
    let table = table::read(dataset, &opened, std::slice::from_ref(column))?;
    let joined = territory.join(dataset, &table, REFERENCE_YEAR)?;
    let shapes = table.contours(column)?;
    let units = territory[LevelIndex::FINEST].len();
    let mut rows: Vec<Option<usize>> = vec![None; units];
    let mut several = vec![false; units];
    let located = joined.unit_of_row.iter().enumerate();
    for (row, unit) in located.filter_map(|(row, unit)| Some((row, unit.as_ref()?.get()))) {
        several[unit] |= rows[unit].replace(row).is_some();
    }
    if rows.iter().all(Option::is_none) {
        return Err(Error::input(
            &table.path,
            "joins no IRIS: are its codes in the column named by `key`?",
        ));
    }
    let of = |(row, several): (&Option<usize>, &bool)| match row {
        Some(row) if !several && !shapes.is_null(*row) => Some(shapes.value(*row).to_vec()),
        _ => None,
    };
    let own: Vec<Option<Vec<u8>>> = rows.iter().zip(&several).map(of).collect();
    let own = own.iter().map(Option::as_deref).collect();
    Ok((SourceUse::new(&dataset.id, &opened, table.rows).noting(&table), own))
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
fn outlined(shapes: BinaryArray, territory: &Territory, level: LevelIndex) -> Result<Contours> {
    let units: Vec<Option<&[u8]>> = shapes.iter().collect();
    let coverage = Coverage::new(&units).map_err(|e| {
        Error::input(format!("contours of level {}", territory[level].id), e.to_string())
    })?;
    let mut unclosed = 0;
    let mut levels = Vec::new();
    for above in territory.level_indices().filter(|above| *above > level) {
        let groups = territory[level]
            .parents_in(above)
            .map_or_else(|| vec![None; shapes.len()], |p| p.of_unit.clone());
        let made = coverage.outlines(&groups, territory[above].len());
        unclosed += made.open_chains + made.stray_rings;
        levels.push(LevelShapes::Outlines(made.wkb));
    }
    levels.insert(0, LevelShapes::Own(shapes));
    Ok(Contours { levels, unclosed })
}

/// Keeps the commune of an IRIS only where the commune has no other IRIS.
fn whole_communes(
    commune_of_iris: Vec<Option<UnitIndex>>,
    communes: usize,
) -> Vec<Option<UnitIndex>> {
    let mut count = vec![0_u32; communes];
    for commune in commune_of_iris.iter().flatten() {
        count[commune.get()] += 1;
    }
    let whole = |commune: &UnitIndex| count[commune.get()] == 1;
    commune_of_iris.into_iter().map(|commune| commune.filter(whole)).collect()
}

impl Contours {
    /// Geometry of a unit (WKB) and where it comes from.
    pub fn of(&self, level: LevelIndex, unit: UnitIndex) -> (Option<&[u8]>, ContourKind) {
        let position = unit.get();
        let (wkb, shape) = match &self.levels[level.get()] {
            LevelShapes::Own(shapes) => {
                ((!shapes.is_null(position)).then(|| shapes.value(position)), ContourKind::Contour)
            }
            LevelShapes::Outlines(shapes) => (shapes[position].as_deref(), ContourKind::Outline),
            LevelShapes::Whole { own: Some(own), .. } if !own.is_null(position) => {
                (Some(own.value(position)), ContourKind::Contour)
            }
            LevelShapes::Whole { of_unit, .. } => {
                let whole = of_unit.get(position).copied().flatten();
                let wkb = whole.and_then(|commune| self.of(level.above(), commune).0);
                (wkb, ContourKind::WholeCommune)
            }
        };
        (wkb, if wkb.is_some() { shape } else { ContourKind::None })
    }
}
