//! Borders, each once: rings of every layer cut where borders meet.
//!
//! In: rings as numbers of points ([`Rings`]), neighbours sharing the numbers of their common
//! points. Out: [`Arcs`]: every stretch of border between two places where more than two edges
//! meet, once, and for each ring the arcs that it runs along. What is simplified once is the same
//! on both sides, and the same for a commune as for its département.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Rings of one or several layers: numbers of points, the first not repeated.
#[derive(Debug, Default)]
pub struct Rings {
    /// Points of all rings, end to end.
    pub points: Vec<u32>,
    /// Where each ring ends in `points`.
    pub ends: Vec<u32>,
}

impl Rings {
    /// Points of ring `ring`.
    pub fn ring(&self, ring: usize) -> &[u32] {
        span(&self.points, &self.ends, ring)
    }
}

/// Arcs, and the rings made of them.
#[derive(Debug, Default)]
pub struct Arcs {
    /// Points of all arcs, both ends included, end to end.
    pub points: Vec<u32>,
    /// Where each arc ends in `points`.
    pub ends: Vec<u32>,
    /// Arcs of all rings, end to end: twice the position, plus 1 when run backwards.
    pub steps: Vec<u32>,
    /// Where each ring ends in `steps`.
    pub ring_ends: Vec<u32>,
}

impl Arcs {
    /// Number of arcs.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where an arc stands in [`Arcs::points`].
    pub fn range(&self, arc: usize) -> std::ops::Range<usize> {
        let start = arc.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[arc] as usize
    }

    /// Arcs of a ring, with whether they are run backwards.
    pub fn ring(&self, ring: usize) -> impl Iterator<Item = (usize, bool)> + '_ {
        span(&self.steps, &self.ring_ends, ring).iter().map(|s| ((s >> 1) as usize, s & 1 == 1))
    }
}

fn span<'a>(all: &'a [u32], ends: &[u32], at: usize) -> &'a [u32] {
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    &all[start as usize..ends[at] as usize]
}

/// Cuts rings into arcs. `points` is how many points there are.
pub fn arcs(rings: &Rings, points: usize) -> Arcs {
    let degree = degrees(rings, points);
    let mut out = Arcs::default();
    // By the directed edge that an arc starts with, in the direction it is kept in.
    let mut known: FxHashMap<u64, u32> = FxHashMap::default();
    let mut path = Vec::new();
    for ring in 0..rings.ends.len() {
        let ids = rings.ring(ring);
        let first = ids.iter().position(|id| degree[*id as usize] != 2);
        // A border that meets no other: from its smallest point back to it.
        let first =
            first.unwrap_or_else(|| (0..ids.len()).min_by_key(|at| ids[*at]).unwrap_or_default());
        path.clear();
        for step in 0..=ids.len() {
            let id = ids[(first + step) % ids.len().max(1)];
            path.push(id);
            let ends = step == ids.len() || degree[id as usize] != 2;
            if step > 0 && ends {
                out.add(&mut path, &mut known);
                path.clear();
                path.push(id);
            }
        }
        out.ring_ends.push(out.steps.len() as u32);
    }
    out
}

impl Arcs {
    /// Adds a path from node to node, in the direction that does not depend on who runs it.
    fn add(&mut self, path: &mut [u32], known: &mut FxHashMap<u64, u32>) {
        let n = path.len();
        let (from, to) = ((path[0], path[1]), (path[n - 1], path[n - 2]));
        let backwards = to < from;
        let (node, next) = if backwards { to } else { from };
        let key = u64::from(node) << 32 | u64::from(next);
        let arc = *known.entry(key).or_insert_with(|| {
            if backwards {
                path.reverse();
            }
            self.points.extend_from_slice(path);
            self.ends.push(self.points.len() as u32);
            self.ends.len() as u32 - 1
        });
        self.steps.push(arc << 1 | u32::from(backwards));
    }
}

/// With how many others each point shares an edge.
fn degrees(rings: &Rings, points: usize) -> Vec<u8> {
    let mut edges: Vec<u64> = Vec::with_capacity(rings.points.len());
    for ring in 0..rings.ends.len() {
        let ids = rings.ring(ring);
        let next = ids.iter().skip(1).chain(ids.first());
        let edge = |(a, b): (&u32, &u32)| u64::from(*a.min(b)) << 32 | u64::from(*a.max(b));
        edges.extend(ids.iter().zip(next).filter(|(a, b)| a != b).map(edge));
    }
    edges.par_sort_unstable();
    edges.dedup();
    let mut degree = vec![0_u8; points];
    for edge in edges {
        for id in [edge >> 32, edge & 0xffff_ffff] {
            let count = &mut degree[id as usize];
            *count = count.saturating_add(1);
        }
    }
    degree
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rings(all: &[&[u32]]) -> Rings {
        let mut out = Rings::default();
        for ring in all {
            out.points.extend_from_slice(ring);
            out.ends.push(out.points.len() as u32);
        }
        out
    }

    fn points_of(arcs: &Arcs, ring: usize) -> Vec<u32> {
        let mut out: Vec<u32> = Vec::new();
        for (arc, backwards) in arcs.ring(ring) {
            let mut points = arcs.points[arcs.range(arc)].to_vec();
            if backwards {
                points.reverse();
            }
            assert!(out.last().is_none_or(|last| *last == points[0]), "arcs follow one another");
            out.pop();
            out.extend(points);
        }
        assert_eq!(out.pop(), out.first().copied(), "a ring closes");
        out
    }

    #[test]
    fn neighbours_share_one_arc() {
        // Two squares side by side: 0 1 2 3 and 1 4 5 2, their border 1–2.
        let arcs = arcs(&rings(&[&[0, 1, 2, 3], &[1, 4, 5, 2]]), 6);
        assert_eq!(arcs.len(), 3);
        assert_eq!(points_of(&arcs, 0), [1, 2, 3, 0]);
        assert_eq!(points_of(&arcs, 1), [1, 4, 5, 2]);
        let shared: Vec<(usize, bool)> =
            arcs.ring(0).filter(|(a, _)| arcs.ring(1).any(|(b, _)| a == &b)).collect();
        assert_eq!(shared.len(), 1);
    }

    #[test]
    fn an_island_and_its_hole_are_one_arc() {
        let arcs = arcs(&rings(&[&[5, 3, 9, 4], &[4, 9, 3, 5], &[9, 4, 5, 3]]), 10);
        assert_eq!(arcs.len(), 1);
        assert_eq!(points_of(&arcs, 0), [3, 9, 4, 5]);
        assert_eq!(points_of(&arcs, 1), [3, 5, 4, 9]);
        assert_eq!(points_of(&arcs, 0), points_of(&arcs, 2));
    }

    #[test]
    fn a_ring_that_touches_another_at_a_point_is_cut_there() {
        let arcs = arcs(&rings(&[&[0, 1, 2], &[2, 3, 4]]), 5);
        assert_eq!(arcs.len(), 2);
        assert_eq!(points_of(&arcs, 0), [2, 0, 1]);
    }
}
