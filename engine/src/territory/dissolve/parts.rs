//! Rings to polygons: which are exteriors, which hole belongs to which.

use std::cmp::Ordering;

use super::Vertex;
use crate::geometry::Polygons;

/// A simple closed ring with what is asked of it again and again.
struct OutlineRing {
    points: Vec<Vertex>,
    /// Square degrees; negative for a hole.
    area: f64,
    /// West, south, east, north.
    bounds: [f64; 4],
}

/// An exterior ring and its holes.
struct OutlinePart {
    exterior: OutlineRing,
    holes: Vec<OutlineRing>,
}

impl OutlinePart {
    fn area(&self) -> f64 {
        self.exterior.area + self.holes.iter().map(|hole| hole.area).sum::<f64>()
    }
}

/// Makes polygons of simple rings, those counter-clockwise being exteriors. Parts, and the holes
/// of each, go by decreasing area, then by first point. Also says how many rings were left out:
/// without area, or holes outside every exterior.
pub(super) fn assemble(rings: Vec<Vec<Vertex>>) -> (Polygons, usize) {
    let total = rings.len();
    let (mut exteriors, holes): (Vec<_>, Vec<_>) = rings
        .into_iter()
        .map(OutlineRing::new)
        .filter(|r| r.area != 0.0)
        .partition(|r| r.area > 0.0);
    exteriors.sort_unstable_by(|a, b| by_area((a.area, &a.points), (b.area, &b.points)));
    let mut parts: Vec<OutlinePart> =
        exteriors.into_iter().map(|exterior| OutlinePart { exterior, holes: Vec::new() }).collect();
    for hole in holes {
        // The last that contains it is the smallest: exteriors nest around parts within holes.
        if let Some(part) = parts.iter_mut().rev().find(|p| p.exterior.contains(&hole)) {
            part.holes.push(hole);
        }
    }
    for part in &mut parts {
        part.holes.sort_unstable_by(|a, b| by_area((-a.area, &a.points), (-b.area, &b.points)));
    }
    let mut keyed: Vec<(f64, OutlinePart)> = parts.into_iter().map(|p| (p.area(), p)).collect();
    keyed.sort_unstable_by(|(a, p), (b, q)| {
        by_area((*a, &p.exterior.points), (*b, &q.exterior.points))
    });

    let mut out = Polygons::default();
    for (_, part) in keyed {
        for ring in std::iter::once(part.exterior).chain(part.holes) {
            out.coords.extend(ring.points);
            out.end_ring();
        }
        out.end_part();
    }
    let kept = out.ring_ends.len();
    (out, total - kept)
}

/// Larger first, then by the points in order: simple rings that are the same in all are one.
fn by_area(a: (f64, &[Vertex]), b: (f64, &[Vertex])) -> Ordering {
    b.0.total_cmp(&a.0).then_with(|| {
        let points = a.1.as_flattened().iter().zip(b.1.as_flattened());
        points.map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
    })
}

impl OutlineRing {
    /// Of closed points, turned so that the smallest is the first. The area is summed from there:
    /// it does not depend on where the chaining began.
    fn new(mut points: Vec<Vertex>) -> Self {
        points.pop();
        let first = (0..points.len())
            .min_by(|a, b| {
                let ([ax, ay], [bx, by]) = (points[*a], points[*b]);
                ax.total_cmp(&bx).then(ay.total_cmp(&by))
            })
            .unwrap_or(0);
        points.rotate_left(first);
        points.extend_from_within(..1);
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for [x, y] in &points {
            let [west, south, east, north] = bounds;
            bounds = [west.min(*x), south.min(*y), east.max(*x), north.max(*y)];
        }
        Self { area: signed_area(&points), points, bounds }
    }

    /// Whether a hole lies within. Rings of one group meet at vertices only, so that the middle
    /// of one of the hole's edges, the longest for precision, is never on this ring.
    fn contains(&self, hole: &Self) -> bool {
        let (outer, inner) = (&self.bounds, &hole.bounds);
        outer[0] <= inner[0]
            && outer[1] <= inner[1]
            && outer[2] >= inner[2]
            && outer[3] >= inner[3]
            && self.surrounds(hole.middle_of_longest())
    }

    fn middle_of_longest(&self) -> Vertex {
        let square = |e: &[Vertex]| (e[1][0] - e[0][0]).powi(2) + (e[1][1] - e[0][1]).powi(2);
        let longest = self.points.windows(2).max_by(|a, b| square(a).total_cmp(&square(b)));
        longest.map_or(self.points[0], |e| {
            [f64::midpoint(e[0][0], e[1][0]), f64::midpoint(e[0][1], e[1][1])]
        })
    }

    /// Even-odd rule: edges crossed by the half-line to the east.
    fn surrounds(&self, [x, y]: Vertex) -> bool {
        let crossed = |e: &&[Vertex]| {
            let ([ax, ay], [bx, by]) = (e[0], e[1]);
            (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
        };
        self.points.windows(2).filter(crossed).count() % 2 == 1
    }
}

/// Turns the first ring of each part counter-clockwise, the others clockwise.
pub(super) fn orient(polygons: &mut Polygons) {
    let parts: Vec<_> = polygons.part_rings().collect();
    for rings in parts {
        let exterior = rings.start;
        for ring in rings {
            let points = polygons.ring_mut(ring);
            let area = signed_area(points);
            if if ring == exterior { area < 0.0 } else { area > 0.0 } {
                points.reverse();
            }
        }
    }
}

/// Area of a closed ring in the square of its unit, positive when counter-clockwise: half the sum
/// of `x₁y₂ - x₂y₁`, from the first point, so that small rings far from 0 keep their digits.
fn signed_area(points: &[Vertex]) -> f64 {
    let Some([ox, oy]) = points.first() else { return 0.0 };
    let twice: f64 = points
        .windows(2)
        .map(|e| (e[0][0] - ox) * (e[1][1] - oy) - (e[1][0] - ox) * (e[0][1] - oy))
        .sum();
    twice / 2.0
}
