//! A k-d tree that is made once: points in the order of the tree, cut in halves down to a few.

use super::geodesic::{Space, chord2};

/// Points of a leaf, at most.
const LEAF: usize = 8;

/// Points in space, and the position each was given at.
pub struct PointTree {
    at: Vec<Space>,
    position: Vec<u32>,
    /// Where each half is cut: axis and value, the halves of node n being 2 n + 1 and 2 n + 2.
    cuts: Vec<(u8, f64)>,
}

/// A part of the tree: its node, and its points.
type TreePart = (usize, usize, usize);

impl PointTree {
    /// Of points and their positions.
    pub fn new(mut points: Vec<(Space, u32)>) -> Self {
        let mut nodes = 1;
        let mut largest = points.len();
        while largest > LEAF {
            largest = largest.div_ceil(2);
            nodes = nodes * 2 + 1;
        }
        let mut cuts = vec![(0, 0.0); nodes / 2];
        let mut parts: Vec<TreePart> = vec![(0, 0, points.len())];
        while let Some((node, from, to)) = parts.pop() {
            if node >= cuts.len() {
                continue;
            }
            let part = &mut points[from..to];
            let axis = widest(part);
            let middle = part.len() / 2;
            if !part.is_empty() {
                // Ties by position: the tree is the same whatever the machine.
                let order = |a: &(Space, u32), b: &(Space, u32)| {
                    a.0[axis].total_cmp(&b.0[axis]).then(a.1.cmp(&b.1))
                };
                let (_, cut, _) = part.select_nth_unstable_by(middle, order);
                cuts[node] = (axis as u8, cut.0[axis]);
            }
            parts.push((2 * node + 1, from, from + middle));
            parts.push((2 * node + 2, from + middle, to));
        }
        let (at, position) = points.into_iter().unzip();
        Self { at, position, cuts }
    }

    /// Gives every point whose chord to `from` may be at most as long as a limit (both squared): its
    /// position, its place in space and the square of its chord. The one that is given may lower the
    /// limit: what it returns is the limit from then on. Near ones come early.
    #[inline]
    pub fn search(&self, from: Space, limit2: f64, mut given: impl FnMut(u32, Space, f64) -> f64) {
        let mut limit2 = limit2;
        // Parts to look at, with the square of what parts them from the point at least.
        let mut left: [(TreePart, f64); 64] = [((0, 0, 0), 0.0); 64];
        left[0] = ((0, 0, self.at.len()), 0.0);
        let mut open = 1;
        while open > 0 {
            open -= 1;
            let ((mut node, mut start, mut end), apart2) = left[open];
            if apart2 > limit2 {
                continue;
            }
            while node < self.cuts.len() {
                let (axis, cut) = self.cuts[node];
                let middle = start + (end - start) / 2;
                let beyond = from[axis as usize] - cut;
                let (low, high) = ((2 * node + 1, start, middle), (2 * node + 2, middle, end));
                let (near, far) = if beyond < 0.0 { (low, high) } else { (high, low) };
                left[open] = (far, beyond * beyond);
                open += 1;
                (node, start, end) = near;
            }
            for i in start..end {
                let chord2 = chord2(from, self.at[i]);
                if chord2 <= limit2 {
                    limit2 = given(self.position[i], self.at[i], chord2);
                }
            }
        }
    }
}

/// The axis along which points are farthest apart.
fn widest(points: &[(Space, u32)]) -> usize {
    let (mut least, mut most) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    for (at, _) in points {
        for axis in 0..3 {
            least[axis] = least[axis].min(at[axis]);
            most[axis] = most[axis].max(at[axis]);
        }
    }
    let width = |axis: usize| most[axis] - least[axis];
    (1..3).fold(0, |best, axis| if width(axis) > width(best) { axis } else { best })
}
