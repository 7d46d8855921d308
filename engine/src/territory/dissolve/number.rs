//! One number for each distinct point.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Vertex;

/// A fixed number: the numbering must not depend on the machine.
const SHARDS: usize = 64;

/// Points numbered in the order of their first appearance.
pub struct Numbered {
    /// Coordinates of each number, degrees.
    pub points: Vec<Vertex>,
    /// Number of each point given.
    pub of: Vec<u32>,
}

/// Numbers points by their exact coordinates; -0.0 counts as 0.0.
///
/// Points are shared out by where they lie; each shard finds alone where each of its points was
/// first seen, so that threads do not wait for one another.
pub fn number(coords: &[Vertex]) -> Numbered {
    let shards = shards(coords);
    let firsts: Vec<Vec<(u32, u32)>> = shards.par_iter().map(|s| first_seen(coords, s)).collect();
    let mut of = vec![0; coords.len()];
    for (at, first) in firsts.into_iter().flatten() {
        of[at as usize] = first;
    }
    let mut points = Vec::with_capacity(coords.len() / 2);
    for at in 0..coords.len() {
        let first = of[at] as usize;
        of[at] = if first == at {
            points.push(clean(coords[at]));
            points.len() as u32 - 1
        } else {
            // Earlier, hence numbered already.
            of[first]
        };
    }
    Numbered { points, of }
}

/// Adding 0.0 turns -0.0 into 0.0 and changes nothing else.
fn clean(point: Vertex) -> Vertex {
    point.map(|c| c + 0.0)
}

fn bits(point: Vertex) -> (u64, u64) {
    let [x, y] = clean(point).map(f64::to_bits);
    (x, y)
}

/// Positions of the points of each shard, ascending.
fn shards(coords: &[Vertex]) -> Vec<Vec<u32>> {
    let room = coords.len() / SHARDS * 5 / 4;
    let mut shards: Vec<_> = (0..SHARDS).map(|_| Vec::with_capacity(room)).collect();
    for (at, point) in coords.iter().enumerate() {
        let (x, y) = bits(*point);
        // The sign, the exponent and six bits more: points of a unit mostly go together, and so
        // are met together. Fibonacci hashing: the product's top bits depend on all below.
        let cell = (x >> 46) ^ (y >> 46).rotate_left(32);
        let hash = cell.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        shards[(hash >> 58) as usize].push(at as u32);
    }
    shards
}

/// Each position with that of the first point equal to it.
fn first_seen(coords: &[Vertex], shard: &[u32]) -> Vec<(u32, u32)> {
    let mut seen = FxHashMap::default();
    seen.reserve(shard.len() / 2);
    shard.iter().map(|at| (*at, *seen.entry(bits(coords[*at as usize])).or_insert(*at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_first_appearance() {
        let n = number(&[[1.0, 2.0], [0.0, 0.0], [1.0, 2.0], [-0.0, 0.0], [2.0, 1.0]]);
        assert_eq!(n.of, [0, 1, 0, 1, 2]);
        assert_eq!(n.points, [[1.0, 2.0], [0.0, 0.0], [2.0, 1.0]]);
    }
}
