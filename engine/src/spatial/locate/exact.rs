//! Edges, and on which side of one a point lies: exactly.
//!
//! Every point that is asked for is taken as if it stood a little to the right, and a much smaller
//! little higher: no point is then on an edge or at the height of a vertex, and all questions about
//! it agree. Whether it really touches an edge is asked apart.

use robust::Coord;

/// Longitude, latitude.
pub type LonLat = [f64; 2];

/// An edge that goes up, or to the right when it is level. Its ends differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridEdge {
    /// The lower end.
    pub a: LonLat,
    /// The upper end.
    pub b: LonLat,
}

impl GridEdge {
    /// Between two points; `None` when they are one.
    #[inline]
    pub fn new(p: LonLat, q: LonLat) -> Option<Self> {
        let up = p[1] < q[1] || (p[1] == q[1] && p[0] < q[0]);
        let [a, b] = if up { [p, q] } else { [q, p] };
        (p != q).then_some(Self { a, b })
    }

    /// Twice the area of the edge's triangle with a point: above 0 when the point lies to the left.
    /// The sign is exact (Shewchuk 1997).
    #[inline]
    pub fn turn(&self, p: LonLat) -> f64 {
        let left = (self.a[0] - p[0]) * (self.b[1] - p[1]);
        let right = (self.a[1] - p[1]) * (self.b[0] - p[0]);
        let turn = left - right;
        if turn.abs() > IN_DOUBT * (left.abs() + right.abs()) { turn } else { self.exact_turn(p) }
    }

    #[cold]
    fn exact_turn(&self, p: LonLat) -> f64 {
        let coord = |[x, y]: LonLat| Coord { x, y };
        robust::orient2d(coord(self.a), coord(self.b), coord(p))
    }

    /// Whether a point, moved a little as said above, lies to the left.
    #[inline]
    pub fn left(&self, p: LonLat) -> bool {
        let turn = self.turn(p);
        if turn == 0.0 { self.a[1] == self.b[1] } else { turn > 0.0 }
    }

    /// Whether the moved height `y` is between the ends.
    #[inline]
    pub fn spans_y(&self, y: f64) -> bool {
        self.a[1] <= y && self.b[1] > y
    }

    /// Whether the moved `x` is between the ends.
    #[inline]
    pub fn spans_x(&self, x: f64) -> bool {
        (self.a[0] > x) != (self.b[0] > x)
    }

    /// Smallest and largest x.
    #[inline]
    pub fn x_range(&self) -> (f64, f64) {
        (self.a[0].min(self.b[0]), self.a[0].max(self.b[0]))
    }

    /// Where the edge is at heights, as near as [`GridEdge::doubt`]: one division for all of them.
    #[inline]
    pub fn x_at(&self) -> impl Fn(f64) -> f64 + use<> {
        let ([x, y], (west, east)) = (self.a, self.x_range());
        let slope = (self.b[0] - x) / (self.b[1] - y);
        move |height| (x + (height - y) * slope).clamp(west, east)
    }

    /// How high the edge is at an x between its ends.
    #[inline]
    pub fn y_at(&self, x: f64) -> f64 {
        let share = (x - self.a[0]) / (self.b[0] - self.a[0]);
        (self.a[1] + share * (self.b[1] - self.a[1])).clamp(self.a[1], self.b[1])
    }

    /// More than what rounding may add to [`GridEdge::x_at`] and [`GridEdge::y_at`].
    #[inline]
    pub fn doubt(&self) -> f64 {
        let [a, b] = [self.a, self.b];
        let largest = a[0].abs().max(a[1].abs()).max(b[0].abs()).max(b[1].abs());
        16.0 * f64::EPSILON * largest
    }
}

/// Relative error of the quick determinant: (3 + 16 u) u with u = 2⁻⁵³.
const IN_DOUBT: f64 = 3.330_669_073_875_471_6e-16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_of_edges() {
        let edge = GridEdge::new([2.0, 2.0], [0.0, 0.0]).expect("two points");
        assert_eq!(edge.a, [0.0, 0.0], "it goes up");
        assert!(edge.left([0.0, 1.0]) && !edge.left([1.0, 0.0]));
        assert!(!edge.left([1.0, 1.0]), "on it: a little to the right");
        let level = GridEdge::new([2.0, 1.0], [0.0, 1.0]).expect("two points");
        assert!(level.left([1.0, 1.0]), "on it: a little higher");
        assert_eq!(GridEdge::new([1.0, 1.0], [1.0, 1.0]), None);
        // One unit in the last place beside a line of which the quick determinant sees nothing.
        let line = GridEdge::new([0.5, 0.5], [24.0, 24.0]).expect("two points");
        let beside = 12.0_f64.next_up();
        assert!(line.turn([12.0, beside]) > 0.0 && line.turn([beside, 12.0]) < 0.0);
        assert_eq!(line.turn([12.0, 12.0]), 0.0);
    }
}
