//! How much of each unit polygons cover.
//!
//! In: polygons and units as WKB in WGS 84 degrees. Out: square metres, on the ellipsoid: areas are
//! taken where they are true, in the cylindrical equal-area projection of the authalic sphere (J. P.
//! Snyder, *Map projections: a working manual*, 1987, eq. 3-12). Edges are straight there.
//! Both are cut in two again and again until little is left in each part: the cost of a polygon of
//! millions of points is that of its parts.

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

/// Eccentricity of WGS 84.
const E: f64 = 0.081_819_190_842_621_49;
/// Radius of the sphere of the same area, metres.
const RADIUS: f64 = 6_371_007.180_918_475;
/// Points of a part that is not cut any more.
const FEW: usize = 768;
/// Cuts, at most: points that stand on one another cannot be parted.
const DEEPEST: u32 = 40;
/// Half the width of the whole numbers that a part is laid on.
const HALF: f64 = 268_435_456.0;

type Point = [f64; 2];
type Ring = Vec<Point>;
type Bounds = [f64; 4];

/// A unit, and what of it is covered: square metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cover {
    /// Area of the unit; NaN without a contour.
    pub area: f64,
    /// What of it is covered, by one polygon or several; NaN without a contour.
    pub covered: f64,
}

impl Cover {
    /// Share covered, 0–1; NaN of a unit without area.
    pub fn share(&self) -> f64 {
        if self.area > 0.0 { (self.covered / self.area).clamp(0.0, 1.0) } else { f64::NAN }
    }
}

/// Polygons that cover. They may overlap one another: what they cover together counts once.
pub struct Covering {
    pieces: Vec<Piece>,
}

/// Rings of a polygon, exteriors anticlockwise and holes clockwise.
struct Piece {
    id: u32,
    rings: Vec<Ring>,
    bounds: Bounds,
}

impl Covering {
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
    pub fn of(&self, units: &[Option<&[u8]>]) -> Result<Vec<Cover>, GeometryError> {
        let scale = RADIUS * RADIUS;
        let nothing = Cover { area: f64::NAN, covered: f64::NAN };
        let mut out = vec![nothing; units.len()];
        let mut whole = Vec::new();
        for parts in pieces(units)? {
            for part in parts {
                let cover = &mut out[part.id as usize];
                if cover.area.is_nan() {
                    *cover = Cover { area: 0.0, covered: 0.0 };
                }
                cover.area +=
                    part.rings.iter().map(|ring| twice_area(ring)).sum::<f64>() / 2.0 * scale;
                whole.push(part);
            }
        }
        let units: Vec<&Piece> = whole.iter().collect();
        let covering: Vec<&Piece> = self.pieces.iter().collect();
        for (unit, area) in cut(&units, &covering, 0) {
            out[unit as usize].covered += area * scale;
        }
        Ok(out)
    }
}

/// The parts of each polygon, projected.
fn pieces(polygons: &[Option<&[u8]>]) -> Result<Vec<Vec<Piece>>, GeometryError> {
    polygons
        .par_iter()
        .enumerate()
        .map(|(i, wkb)| {
            let Some(wkb) = wkb else { return Ok(Vec::new()) };
            let mut read = Polygons::default();
            read_areas(wkb, &mut read).map_err(|source| GeometryError { unit: i, source })?;
            let ring = |(number, ring): (usize, &[Point])| {
                let mut ring: Ring = ring.iter().map(|p| project(*p)).collect();
                ring.pop();
                if (twice_area(&ring) < 0.0) == (number == 0) {
                    ring.reverse();
                }
                ring
            };
            let part = |rings: Vec<&[Point]>| {
                Piece::new(i as u32, rings.into_iter().enumerate().map(ring).collect())
            };
            Ok(read.parts().filter_map(part).collect())
        })
        .collect()
}

/// Longitude in radians, sine of the authalic latitude.
fn project([lon, lat]: Point) -> Point {
    let q = |sin: f64| {
        let e = E * sin;
        (1.0 - E * E) * (sin / (1.0 - e * e) + e.atanh() / E)
    };
    [lon.to_radians(), q(lat.to_radians().sin()) / q(1.0)]
}

impl Piece {
    /// `None` of nothing.
    fn new(id: u32, mut rings: Vec<Ring>) -> Option<Self> {
        rings.retain(|ring| ring.len() > 2);
        let first = rings.first()?.first()?;
        let bounds = [first[0], first[1], first[0], first[1]];
        let bounds = rings
            .iter()
            .flatten()
            .fold(bounds, |[w, s, e, n], [x, y]| [w.min(*x), s.min(*y), e.max(*x), n.max(*y)]);
        Some(Self { id, rings, bounds })
    }

    fn points(&self) -> usize {
        self.rings.iter().map(Vec::len).sum()
    }

    /// What lies on one side of a line across `axis`.
    fn side(&self, axis: usize, line: f64, beyond: bool) -> Option<Self> {
        Self::new(self.id, self.rings.iter().map(|r| clip(r, axis, line, beyond)).collect())
    }
}

/// A ring's part on one side of a line (Sutherland and Hodgman 1974); along the line it may run to and
/// fro, which encloses nothing.
fn clip(ring: &[Point], axis: usize, line: f64, beyond: bool) -> Ring {
    let inside = |p: &Point| if beyond { p[axis] >= line } else { p[axis] <= line };
    let mut out = Ring::new();
    for (i, b) in ring.iter().enumerate() {
        let a = &ring[if i == 0 { ring.len() - 1 } else { i - 1 }];
        if inside(a) != inside(b) {
            let share = (line - a[axis]) / (b[axis] - a[axis]);
            let other = 1 - axis;
            let mut p = [line; 2];
            p[other] = a[other] + share * (b[other] - a[other]);
            out.push(p);
        }
        if inside(b) {
            out.push(*b);
        }
    }
    out
}

fn twice_area(ring: &[Point]) -> f64 {
    let Some(from) = ring.first() else { return 0.0 };
    let at = |p: &Point| [p[0] - from[0], p[1] - from[1]];
    ring.windows(2)
        .map(|e| {
            let (a, b) = (at(&e[0]), at(&e[1]));
            a[0] * b[1] - a[1] * b[0]
        })
        .sum()
}

fn meets(a: Bounds, b: Bounds) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn around(pieces: &[&Piece]) -> Bounds {
    let nowhere = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    pieces.iter().fold(nowhere, |[w, s, e, n], p| {
        let b = p.bounds;
        [w.min(b[0]), s.min(b[1]), e.max(b[2]), n.max(b[3])]
    })
}

/// Units and the area covered of each, in an order that is always the same.
fn cut(units: &[&Piece], covering: &[&Piece], depth: u32) -> Vec<(u32, f64)> {
    // Only what meets something counts.
    let of_units = around(units);
    let covering: Vec<&Piece> =
        covering.iter().copied().filter(|p| meets(p.bounds, of_units)).collect();
    let covered = around(&covering);
    let units: Vec<&Piece> = units.iter().copied().filter(|p| meets(p.bounds, covered)).collect();
    if units.is_empty() || covering.is_empty() {
        return Vec::new();
    }
    let points: usize = units.iter().chain(&covering).map(|p| p.points()).sum();
    if points <= FEW || depth == DEEPEST {
        return units.iter().map(|unit| (unit.id, common(unit, &covering))).collect();
    }
    let [w, s, e, n] = around(&units);
    let axis = usize::from(e - w < n - s);
    let line = if axis == 0 { f64::midpoint(w, e) } else { f64::midpoint(s, n) };
    let half = |beyond: bool| {
        let side = |pieces: &[&Piece]| -> Vec<Piece> {
            pieces.iter().filter_map(|p| p.side(axis, line, beyond)).collect()
        };
        let (units, covering) = (side(&units), side(&covering));
        let (units, covering): (Vec<&Piece>, Vec<&Piece>) =
            (units.iter().collect(), covering.iter().collect());
        cut(&units, &covering, depth + 1)
    };
    let (mut first, second) = rayon::join(|| half(false), || half(true));
    first.extend(second);
    first
}

/// Area that a unit and polygons have in common.
fn common(unit: &Piece, covering: &[&Piece]) -> f64 {
    let [w, s, e, n] = unit.bounds;
    let middle = [f64::midpoint(w, e), f64::midpoint(s, n)];
    let scale = HALF / (e - w).max(n - s).max(1e-15);
    let whole = |ring: &Ring| -> Vec<IntPoint> {
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
        return 0.0;
    }
    let unit: Vec<Vec<IntPoint>> = unit.rings.iter().map(whole).collect();
    let points = unit.iter().chain(&over).map(Vec::len).sum();
    let mut overlay = Overlay::new_custom(points, IntOverlayOptions::default(), Solver::default());
    overlay.add_contours(&unit, ShapeType::Subject);
    overlay.add_contours(&over, ShapeType::Clip);
    let shapes = overlay.overlay(OverlayRule::Intersect, FillRule::NonZero);
    let area = |ring: &Vec<IntPoint>| -> f64 {
        let ring: Ring = ring.iter().map(|p| [f64::from(p.x), f64::from(p.y)]).collect();
        twice_area(&ring)
    };
    // Exteriors turn one way and holes the other.
    let twice: f64 = shapes.iter().map(|shape| shape.iter().map(area).sum::<f64>().abs()).sum();
    twice / 2.0 / (scale * scale)
}
