//! How much of each unit polygons cover.
//!
//! In: polygons and units as WKB in WGS 84 degrees. Out: square metres, on the ellipsoid. Edges are
//! straight in longitude and latitude, as everywhere in the engine: what is common is found there, and its
//! area taken below each edge on the authalic sphere (J. P. Snyder, *Map projections: a working
//! manual*, 1987, eq. 3-12). Both are cut in two again and again until little is left in each part: the
//! cost of a polygon of millions of points is that of its parts.
//!
//! Each part is laid on whole numbers, 2^29 across its unit. What is thinner than [`THIN`] of these steps
//! comes from the rounding of two borders that are one: it is neither a gap nor covered. A unit without
//! a gap is covered by its whole area, exactly; one without cover, by 0.

mod area;
#[cfg(test)]
mod oracle;
mod piece;
#[cfg(test)]
mod tests;

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;
use rayon::prelude::*;

use super::GeometryError;
use crate::geometry::{Polygons, read_areas};
use area::{PlanarPoint, PlanarRing, on_the_ground, twice_area};
use piece::{PolygonPiece, around, clip, meets, perimeter};

/// Points of a part that is not cut any more.
const FEW: usize = 768;
/// Cuts, at most: points that stand on one another cannot be parted.
const DEEPEST: u32 = 40;
/// Half the width of the whole numbers that a part is laid on.
const HALF: f64 = 268_435_456.0;
/// Steps of these whole numbers: each of two borders is rounded by up to 0.71, and their crossings by as
/// much. 0.06 mm for a unit of 10 km.
const THIN: f64 = 3.0;

/// A unit, and what of it is covered: square metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoveredArea {
    /// Area of the unit; NaN without a contour.
    pub area: f64,
    /// What of it is covered, by one polygon or several; NaN without a contour.
    pub covered: f64,
}

impl CoveredArea {
    /// Share covered, 0–1; NaN of a unit without area.
    pub fn share(&self) -> f64 {
        if self.area > 0.0 { (self.covered / self.area).clamp(0.0, 1.0) } else { f64::NAN }
    }
}

/// Polygons that cover. They may overlap one another: what they cover together counts once.
pub struct CoverageIndex {
    pieces: Vec<PolygonPiece>,
}

impl CoverageIndex {
    /// Reads polygons; `None` covers nothing.
    ///
    /// # Errors
    /// Bytes that are no polygons, with their position.
    pub fn new(polygons: &[Option<&[u8]>]) -> Result<Self, GeometryError> {
        Ok(Self { pieces: pieces(polygons)?.into_iter().flatten().collect() })
    }

    /// What of each unit is covered.
    ///
    /// # Errors
    /// Bytes that are no polygons, with the unit.
    pub fn of(&self, units: &[Option<&[u8]>]) -> Result<Vec<CoveredArea>, GeometryError> {
        let nothing = CoveredArea { area: f64::NAN, covered: f64::NAN };
        let mut out = vec![nothing; units.len()];
        let mut whole = Vec::new();
        for parts in pieces(units)? {
            for part in parts {
                let cover = &mut out[part.id as usize];
                if cover.area.is_nan() {
                    *cover = CoveredArea { area: 0.0, covered: 0.0 };
                }
                cover.area += part.area();
                whole.push(part);
            }
        }
        let units: Vec<&PolygonPiece> = whole.iter().collect();
        let covering: Vec<&PolygonPiece> = self.pieces.iter().collect();
        let mut gaps = vec![false; out.len()];
        for UnitCover { id, covered, gap } in cut(&units, &covering, 0) {
            out[id as usize].covered += covered;
            gaps[id as usize] |= gap;
        }
        for (cover, gap) in out.iter_mut().zip(gaps) {
            // Sums of parts are rounded: no more than all, and all where nothing is left out.
            cover.covered = if gap { cover.covered.min(cover.area) } else { cover.area };
        }
        Ok(out)
    }
}

/// What was found of a part of a unit.
struct UnitCover {
    id: u32,
    /// Square metres.
    covered: f64,
    /// Whether some of it is not covered.
    gap: bool,
}

/// The parts of each polygon.
fn pieces(polygons: &[Option<&[u8]>]) -> Result<Vec<Vec<PolygonPiece>>, GeometryError> {
    polygons
        .par_iter()
        .enumerate()
        .map(|(i, wkb)| {
            let Some(wkb) = wkb else { return Ok(Vec::new()) };
            let mut read = Polygons::default();
            read_areas(wkb, &mut read).map_err(|source| GeometryError { unit: i, source })?;
            let ring = |(number, ring): (usize, &[PlanarPoint])| {
                let mut ring: PlanarRing = ring.to_vec();
                ring.pop();
                if (twice_area(&ring) < 0.0) == (number == 0) {
                    ring.reverse();
                }
                ring
            };
            let part = |rings: Vec<&[PlanarPoint]>| {
                PolygonPiece::new(i as u32, rings.into_iter().enumerate().map(ring).collect())
            };
            Ok(read.parts().filter_map(part).collect())
        })
        .collect()
}

/// Parts of units and what is covered of each, in an order that is always the same.
fn cut(units: &[&PolygonPiece], covering: &[&PolygonPiece], depth: u32) -> Vec<UnitCover> {
    // Only what meets something counts.
    let of_units = around(units);
    let covering: Vec<&PolygonPiece> =
        covering.iter().copied().filter(|p| meets(p.bounds, of_units)).collect();
    let covered = around(&covering);
    let (units, alone): (Vec<&PolygonPiece>, Vec<&PolygonPiece>) =
        units.iter().copied().partition(|p| meets(p.bounds, covered));
    let mut out: Vec<UnitCover> = alone.into_iter().map(uncovered).collect();
    if units.is_empty() {
        return out;
    }
    let points: usize = units.iter().chain(&covering).map(|p| p.points()).sum();
    if points <= FEW || depth == DEEPEST {
        out.extend(units.iter().map(|unit| common(unit, &covering)));
        return out;
    }
    let [w, s, e, n] = around(&units);
    let axis = usize::from(e - w < n - s);
    let line = if axis == 0 { f64::midpoint(w, e) } else { f64::midpoint(s, n) };
    let half = |beyond: bool| {
        let side = |pieces: &[&PolygonPiece]| -> Vec<PolygonPiece> {
            pieces.iter().filter_map(|p| p.side(axis, line, beyond)).collect()
        };
        let (units, covering) = (side(&units), side(&covering));
        let (units, covering): (Vec<&PolygonPiece>, Vec<&PolygonPiece>) =
            (units.iter().collect(), covering.iter().collect());
        cut(&units, &covering, depth + 1)
    };
    let (first, second) = rayon::join(|| half(false), || half(true));
    out.extend(first);
    out.extend(second);
    out
}

fn uncovered(unit: &PolygonPiece) -> UnitCover {
    UnitCover { id: unit.id, covered: 0.0, gap: !unit.is_thin() }
}

/// What a unit and polygons have in common.
fn common(unit: &PolygonPiece, covering: &[&PolygonPiece]) -> UnitCover {
    let [w, s, e, n] = unit.bounds;
    let middle = [f64::midpoint(w, e), f64::midpoint(s, n)];
    let scale = HALF / (e - w).max(n - s).max(1e-13);
    let whole = |ring: &PlanarRing| -> Vec<IntPoint> {
        let number = |at: f64, axis: usize| ((at - middle[axis]) * scale).round() as i32;
        ring.iter().map(|p| IntPoint::new(number(p[0], 0), number(p[1], 1))).collect()
    };
    let mut over: Vec<Vec<IntPoint>> = Vec::new();
    for piece in covering.iter().filter(|p| meets(p.bounds, unit.bounds)) {
        // Within the unit's bounds: numbers stay in their range.
        let sides = [(0, w, true), (0, e, false), (1, s, true), (1, n, false)];
        for ring in &piece.rings {
            let ring = sides.iter().fold(ring.clone(), |r, (axis, line, beyond)| {
                if r.is_empty() { r } else { clip(&r, *axis, *line, *beyond) }
            });
            if ring.len() > 2 {
                over.push(whole(&ring));
            }
        }
    }
    if over.is_empty() {
        return uncovered(unit);
    }
    let of_unit: Vec<Vec<IntPoint>> = unit.rings.iter().map(whole).collect();
    let points = of_unit.iter().chain(&over).map(Vec::len).sum();
    let shapes = |rule: OverlayRule| {
        let mut overlay =
            Overlay::new_custom(points, IntOverlayOptions::default(), Solver::default());
        overlay.add_contours(&of_unit, ShapeType::Subject);
        overlay.add_contours(&over, ShapeType::Clip);
        overlay.overlay(rule, FillRule::NonZero)
    };
    let twice = |rings: &[Vec<IntPoint>]| -> f64 {
        rings.iter().map(|r| twice_area(&steps(r))).sum::<f64>().abs()
    };
    let around =
        |rings: &[Vec<IntPoint>]| -> f64 { rings.iter().map(|r| perimeter(&steps(r))).sum() };
    let is_thin = |shape: &Vec<Vec<IntPoint>>| twice(shape) <= THIN * around(shape);
    let mut found = shapes(OverlayRule::Intersect);
    let left = twice(&of_unit) - found.iter().map(|shape| twice(shape)).sum::<f64>();
    let borders = around(&of_unit) + found.iter().map(|shape| around(shape)).sum::<f64>();
    // So little may be nothing but the rounding of borders.
    if left <= THIN * borders && shapes(OverlayRule::Difference).iter().all(is_thin) {
        return UnitCover { id: unit.id, covered: unit.area(), gap: false };
    }
    found.retain(|shape| !is_thin(shape));
    let degrees = |ring: &Vec<IntPoint>| -> PlanarRing {
        let degree = |at: i32, axis: usize| f64::from(at) / scale + middle[axis];
        ring.iter().map(|p| [degree(p.x, 0), degree(p.y, 1)]).collect()
    };
    // Exteriors turn one way and holes the other.
    let area = |shape: &Vec<Vec<IntPoint>>| {
        shape.iter().map(|ring| on_the_ground(&degrees(ring))).sum::<f64>().abs()
    };
    UnitCover { id: unit.id, covered: found.iter().map(area).sum(), gap: true }
}

fn steps(ring: &[IntPoint]) -> PlanarRing {
    ring.iter().map(|p| [f64::from(p.x), f64::from(p.y)]).collect()
}
