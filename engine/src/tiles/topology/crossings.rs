//! Which edges cross: an exact test on integers.

use rustc_hash::FxHashMap;

use super::segment_index::{Paths, Stretch};
use crate::tiles::grid::{GridPoint, Rect};

/// An edge: its arc, and its first point's place in the arc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArcEdge {
    /// Position of the arc.
    pub arc: u32,
    /// Position of its first point in the arc.
    pub at: u32,
}

/// Edges that cross, the lesser first.
pub type CrossingPair = (ArcEdge, ArcEdge);

/// Adds the pairs of edges of two stretches, or of one, that cross.
pub fn crossings(a: &Stretch, b: &Stretch, paths: &impl Paths, found: &mut Vec<CrossingPair>) {
    let same = a.is(b);
    let (path_a, path_b) = (paths.path(a.arc as usize), paths.path(b.arc as usize));
    for i in a.edges() {
        let (p, q) = (path_a[i], path_a[i + 1]);
        let (min, max) = ([p[0].min(q[0]), p[1].min(q[1])], [p[0].max(q[0]), p[1].max(q[1])]);
        let Rect { min: low, max: high } = b.bounds;
        if max[0] < low[0] || min[0] > high[0] || max[1] < low[1] || min[1] > high[1] {
            continue;
        }
        let from = if same { i + 1 } else { b.from as usize };
        for j in from..b.to as usize {
            let (r, s) = (path_b[j], path_b[j + 1]);
            let apart = r[0].min(s[0]) > max[0]
                || r[0].max(s[0]) < min[0]
                || r[1].min(s[1]) > max[1]
                || r[1].max(s[1]) < min[1];
            if !apart && cross(p, q, r, s) {
                let one = ArcEdge { arc: a.arc, at: i as u32 };
                let other = ArcEdge { arc: b.arc, at: j as u32 };
                found.push((one.min(other), one.max(other)));
            }
        }
    }
}

/// Edges that some pair names, by arc, from the last to the first.
pub fn edges_of(pairs: &[CrossingPair]) -> FxHashMap<u32, Vec<u32>> {
    let mut edges: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for edge in pairs.iter().flat_map(|(a, b)| [a, b]) {
        edges.entry(edge.arc).or_default().push(edge.at);
    }
    for at in edges.values_mut() {
        at.sort_unstable_by(|a, b| b.cmp(a));
        at.dedup();
    }
    edges
}

/// Whether two edges cross at a point inside both, or one ends inside the other. Edges that share
/// an end meet there and do not cross.
pub fn cross(a: GridPoint, b: GridPoint, c: GridPoint, d: GridPoint) -> bool {
    if a == c || a == d || b == c || b == d {
        return false;
    }
    let (ac, ad) = (side(a, b, c), side(a, b, d));
    let (ca, cb) = (side(c, d, a), side(c, d, b));
    if ac * ad < 0 && ca * cb < 0 {
        return true;
    }
    (ac == 0 && between(a, b, c))
        || (ad == 0 && between(a, b, d))
        || (ca == 0 && between(c, d, a))
        || (cb == 0 && between(c, d, b))
}

/// Sign of the turn a → b → c.
pub fn side(a: GridPoint, b: GridPoint, c: GridPoint) -> i64 {
    let [abx, aby] = [0, 1].map(|k| i64::from(b[k]) - i64::from(a[k]));
    let [acx, acy] = [0, 1].map(|k| i64::from(c[k]) - i64::from(a[k]));
    // Points are less than 2³² apart, edges that matter less than 2³¹.
    abx.wrapping_mul(acy).wrapping_sub(aby.wrapping_mul(acx)).signum()
}

/// Whether `p`, on the line of a and b, lies between them.
fn between(a: GridPoint, b: GridPoint, p: GridPoint) -> bool {
    (0..2).all(|k| a[k].min(b[k]) <= p[k] && p[k] <= a[k].max(b[k]))
}

#[cfg(test)]
mod tests {
    use super::super::segment_index::Index;
    use super::*;
    use proptest::prelude::*;

    impl Paths for Vec<Vec<GridPoint>> {
        fn count(&self) -> usize {
            self.len()
        }

        fn path(&self, arc: usize) -> &[GridPoint] {
            &self[arc]
        }
    }

    #[test]
    fn what_crosses_and_what_meets() {
        assert!(cross([0, 0], [4, 4], [0, 4], [4, 0]));
        assert!(cross([0, 0], [4, 4], [2, 2], [9, 2]), "ends inside");
        assert!(cross([0, 0], [9, 0], [3, 0], [5, 0]), "lies upon");
        assert!(!cross([0, 0], [4, 4], [4, 4], [9, 2]), "shares an end");
        assert!(!cross([0, 0], [4, 4], [5, 5], [9, 9]), "on one line, apart");
        assert!(!cross([0, 0], [4, 4], [0, 1], [3, 4]), "side by side");
    }

    /// By looking at every pair.
    fn every_pair(paths: &[Vec<GridPoint>]) -> Vec<CrossingPair> {
        let of_arc = |(arc, path): (usize, &Vec<GridPoint>)| {
            let edge = |at| ArcEdge { arc: arc as u32, at: at as u32 };
            let edges = path.windows(2).enumerate().map(|(at, p)| (edge(at), p[0], p[1]));
            edges.collect::<Vec<_>>()
        };
        let edges: Vec<(ArcEdge, GridPoint, GridPoint)> =
            paths.iter().enumerate().flat_map(of_arc).collect();
        let mut out = Vec::new();
        for (i, (e, a, b)) in edges.iter().enumerate() {
            let crossed = edges[i + 1..].iter().filter(|(_, c, d)| cross(*a, *b, *c, *d));
            out.extend(crossed.map(|(f, ..)| (*e, *f)));
        }
        out.sort_unstable();
        out
    }

    /// Paths of short edges and, now and then, one right across: it lies in many squares.
    fn paths() -> impl Strategy<Value = Vec<Vec<GridPoint>>> {
        let point = || (0..300_i32, 0..300_i32).prop_map(|(x, y)| [x, y]);
        let near = (point(), prop::collection::vec((-9..9_i32, -9..9_i32), 1..40)).prop_map(
            |(start, steps)| {
                let walk = steps.into_iter().scan(start, |at, (x, y)| {
                    *at = [at[0] + x, at[1] + y];
                    Some(*at)
                });
                std::iter::once(start).chain(walk).collect()
            },
        );
        let far = prop::collection::vec(point(), 2..20);
        prop::collection::vec(prop_oneof![4 => near, 1 => far], 1..9)
    }

    proptest! {
        #[test]
        fn none_is_missed_or_found_twice(paths in paths(), margin in 0..20_i32) {
            let mut found =
                Index::new(&paths, margin).all(|a, b, found| crossings(a, b, &paths, found));
            found.sort_unstable();
            prop_assert_eq!(found, every_pair(&paths));
        }

        #[test]
        fn what_changed_is_found_again(before in paths(), after in paths()) {
            let index = Index::new(&before, 0);
            let mut paths = before.clone();
            let changed: Vec<u32> = (0..before.len().min(after.len()) as u32).step_by(2).collect();
            for arc in &changed {
                paths[*arc as usize].clone_from(&after[*arc as usize]);
            }
            let names = |p: &CrossingPair| changed.contains(&p.0.arc) || changed.contains(&p.1.arc);
            let expected: Vec<CrossingPair> = every_pair(&paths).into_iter().filter(names).collect();
            let look = |a: &Stretch, b: &Stretch, found: &mut Vec<CrossingPair>| {
                crossings(a, b, &paths, found);
            };
            let mut found = index.of(&changed, &paths, look);
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
