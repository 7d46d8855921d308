//! Parts of polygons as they are cut: rings of degrees, and what lies on one side of a line.

use super::area::{PlanarPoint, PlanarRing, on_the_ground, twice_area};
use super::{HALF, THIN};

/// West, south, east, north.
pub type Box2d = [f64; 4];

/// Rings of a polygon, exteriors anticlockwise and holes clockwise.
pub struct PolygonPiece {
    /// Position of the polygon that it is a piece of.
    pub id: u32,
    /// The exterior first.
    pub rings: Vec<PlanarRing>,
    /// The least rectangle around its points.
    pub bounds: Box2d,
}

impl PolygonPiece {
    /// Of rings of one polygon, those of fewer than three points left out; `None` where none is left.
    pub fn new(id: u32, mut rings: Vec<PlanarRing>) -> Option<Self> {
        rings.retain(|ring| ring.len() > 2);
        let first = rings.first()?.first()?;
        let bounds = [first[0], first[1], first[0], first[1]];
        let bounds = rings
            .iter()
            .flatten()
            .fold(bounds, |[w, s, e, n], [x, y]| [w.min(*x), s.min(*y), e.max(*x), n.max(*y)]);
        Some(Self { id, rings, bounds })
    }

    /// Square metres.
    pub fn area(&self) -> f64 {
        self.rings.iter().map(|ring| on_the_ground(ring)).sum()
    }

    /// Whether no more of it is left than a cut leaves along its line.
    pub fn is_thin(&self) -> bool {
        let [w, s, e, n] = self.bounds;
        let step = (e - w).max(n - s) / (2.0 * HALF);
        let twice: f64 = self.rings.iter().map(|ring| twice_area(ring)).sum();
        let around: f64 = self.rings.iter().map(|ring| perimeter(ring)).sum();
        twice.abs() <= THIN * step * around
    }

    /// Number of points.
    pub fn points(&self) -> usize {
        self.rings.iter().map(Vec::len).sum()
    }

    /// What lies on one side of a line across `axis`.
    pub fn side(&self, axis: usize, line: f64, beyond: bool) -> Option<Self> {
        Self::new(self.id, self.rings.iter().map(|r| clip(r, axis, line, beyond)).collect())
    }
}

/// A ring's part on one side of a line (Sutherland and Hodgman 1974); along the line it may run to and
/// fro, which encloses nothing.
pub fn clip(ring: &[PlanarPoint], axis: usize, line: f64, beyond: bool) -> PlanarRing {
    let inside = |p: &PlanarPoint| if beyond { p[axis] >= line } else { p[axis] <= line };
    let mut out = PlanarRing::new();
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

/// Length of a ring, in its unit.
pub fn perimeter(ring: &[PlanarPoint]) -> f64 {
    let next = ring.iter().skip(1).chain(ring.first());
    ring.iter().zip(next).map(|(a, b)| (b[0] - a[0]).hypot(b[1] - a[1])).sum()
}

/// Whether two rectangles have more than a border in common.
pub fn meets(a: Box2d, b: Box2d) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// The least rectangle around pieces.
pub fn around(pieces: &[&PolygonPiece]) -> Box2d {
    let empty = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    pieces.iter().fold(empty, |[w, s, e, n], p| {
        let b = p.bounds;
        [w.min(b[0]), s.min(b[1]), e.max(b[2]), n.max(b[3])]
    })
}
