//! Edges to rings that do not touch themselves.

use super::{NONE, Vertex};

/// What the edges of one group make.
#[derive(Default)]
pub(super) struct Chained {
    /// Simple rings, interior on the left, the first point repeated at the end.
    pub rings: Vec<Vec<Vertex>>,
    /// Chains that did not close.
    pub open: usize,
}

/// Chains directed edges, with the group on their left, into simple rings.
///
/// Where several edges leave a vertex, the walk takes the first one clockwise from where it came:
/// it stays along the same wedge of the group. So two parts that touch at a point are two rings,
/// never one that crosses itself, and the boundary of a part that touches itself comes back to
/// the vertex, where it is cut in two: an exterior ring and a hole, or two holes, that touch.
/// Both are what OGC 06-103r4 (6.1.11) asks for.
pub(super) fn chain(points: &[Vertex], edges: &mut [(u32, u32)]) -> Chained {
    edges.sort_unstable();
    let mut walk = Walk::new(points, edges);
    let mut out = Chained::default();
    for first in 0..edges.len() {
        if !walk.used[first] {
            walk.follow(first, &mut out);
        }
    }
    out
}

struct Walk<'a> {
    points: &'a [Vertex],
    /// By origin.
    edges: &'a [(u32, u32)],
    /// First edge of each origin, then the number of edges.
    starts: Vec<u32>,
    /// Origin slot that each edge leads to; [`NONE`] where no edge leaves.
    to: Vec<u32>,
    used: Vec<bool>,
    /// Edges of the walk that are in no ring yet, each from where the one before ends, with the
    /// slot of their origin.
    path: Vec<(u32, u32)>,
    /// For each slot, the place in `path` of the edge that leaves it; [`NONE`] elsewhere.
    place: Vec<u32>,
}

impl<'a> Walk<'a> {
    fn new(points: &'a [Vertex], edges: &'a [(u32, u32)]) -> Self {
        let mut origins = Vec::with_capacity(edges.len());
        let mut starts = Vec::with_capacity(edges.len() + 1);
        for (at, (from, _)) in edges.iter().enumerate() {
            if origins.last() != Some(from) {
                origins.push(*from);
                starts.push(at as u32);
            }
        }
        starts.push(edges.len() as u32);
        let slot = |(_, to): &(u32, u32)| origins.binary_search(to).map_or(NONE, |s| s as u32);
        Self {
            points,
            edges,
            to: edges.iter().map(slot).collect(),
            used: vec![false; edges.len()],
            path: Vec::new(),
            place: vec![NONE; origins.len()],
            starts,
        }
    }

    /// Walks from an edge until it is reached again or no edge is left to take.
    fn follow(&mut self, first: usize, out: &mut Chained) {
        let mut edge = first;
        let mut slot = self.starts.partition_point(|s| *s as usize <= first) - 1;
        loop {
            self.used[edge] = true;
            self.place[slot] = self.path.len() as u32;
            self.path.push((edge as u32, slot as u32));
            let to = self.to[edge];
            if to == NONE {
                break;
            }
            slot = to as usize;
            self.cut(slot, out);
            match self.next(edge, slot, first) {
                Some(next) if next != first => edge = next,
                _ => break,
            }
        }
        if !self.path.is_empty() {
            out.open += 1;
            for (_, slot) in self.path.drain(..) {
                self.place[slot as usize] = NONE;
            }
        }
    }

    /// Where the path is back at a vertex, what it went through since is a ring.
    fn cut(&mut self, slot: usize, out: &mut Chained) {
        if self.place[slot] == NONE {
            return;
        }
        let start = self.place[slot] as usize;
        let mut ring = Vec::with_capacity(self.path.len() - start + 1);
        for (edge, slot) in self.path.drain(start..) {
            ring.push(self.points[self.edges[edge as usize].0 as usize]);
            self.place[slot as usize] = NONE;
        }
        ring.push(ring[0]);
        out.rings.push(ring);
    }

    /// The edge to take after `edge`, which leads to `slot`.
    fn next(&self, edge: usize, slot: usize, first: usize) -> Option<usize> {
        let leaving = self.starts[slot] as usize..self.starts[slot + 1] as usize;
        let mut free = leaving.filter(|e| *e == first || !self.used[*e]);
        let mut best = free.next()?;
        let (from, at) = self.edges[edge];
        let at = self.points[at as usize];
        let toward = |vertex: u32| {
            let [x, y] = self.points[vertex as usize];
            [x - at[0], y - at[1]]
        };
        let back = toward(from);
        for other in free {
            if clockwise_first(back, toward(self.edges[other].1), toward(self.edges[best].1)) {
                best = other;
            }
        }
        Some(best)
    }
}

/// Whether, turning clockwise from `back`, `a` comes before `b`. `back` itself comes last.
fn clockwise_first(back: Vertex, a: Vertex, b: Vertex) -> bool {
    // On the right of `back` is the first half turn, straight on the second's beginning.
    let half = |v: Vertex| {
        let side = cross(back, v);
        let ahead = back[0] * v[0] + back[1] * v[1] < 0.0;
        if side < 0.0 {
            0
        } else if side == 0.0 && ahead {
            1
        } else if side > 0.0 {
            2
        } else {
            3
        }
    };
    match half(a).cmp(&half(b)) {
        std::cmp::Ordering::Equal => cross(a, b) < 0.0,
        order => order.is_lt(),
    }
}

fn cross(a: Vertex, b: Vertex) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_turn_clockwise() {
        // From the west: north-west, north, east, south, and west itself last.
        let turn = [[-1.0, 1.0], [0.0, 1.0], [1.0, 0.0], [0.0, -1.0], [-1.0, -1.0], [-2.0, 0.0]];
        for (i, a) in turn.iter().enumerate() {
            for (j, b) in turn.iter().enumerate() {
                assert_eq!(clockwise_first([-1.0, 0.0], *a, *b), i < j, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn chains_that_do_not_close_are_counted() {
        let points = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [3.0, 0.0]];
        // A triangle with a tail that leaves it, and one edge elsewhere.
        let made = chain(&points, &mut [(0, 1), (1, 2), (2, 0), (0, 3)]);
        assert_eq!((made.rings.len(), made.open), (1, 1));
        let made = chain(&points, &mut [(2, 3)]);
        assert_eq!((made.rings.len(), made.open), (0, 1));
    }
}
