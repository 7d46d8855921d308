//! Polygons cut at the edges of a tile.
//!
//! In: rings of one unit on the grid of a zoom, interior on one side, none crossing another. Out:
//! the rings of what lies within a rectangle. Each side of the rectangle is a line half a step off
//! the grid, so that no point ever lies on it: what crosses it does so in pairs, and the interior
//! between the two of a pair becomes an edge. A point where an edge crosses depends on the edge
//! alone, not on the unit that runs along it: neighbours are cut at the same place.

use crate::tiles::grid::{GridPoint, Rect};

/// Rings within a rectangle.
pub fn clip(rings: &[Vec<GridPoint>], rect: &Rect) -> Vec<Vec<GridPoint>> {
    let mut out: Option<Vec<Vec<GridPoint>>> = None;
    for axis in 0..2 {
        for (limit, up) in [(rect.min[axis], true), (rect.max[axis], false)] {
            let current: &[Vec<GridPoint>] = out.as_deref().unwrap_or(rings);
            let outside = |p: &GridPoint| if up { p[axis] < limit } else { p[axis] > limit };
            if current.iter().flatten().any(outside) {
                out = Some(half(current, axis, limit, up));
            }
        }
    }
    out.unwrap_or_else(|| rings.to_vec())
}

/// One stretch of a ring on the side that is kept, from a crossing to the next.
struct Path {
    points: Vec<GridPoint>,
    /// Where it comes in and goes out, along the line.
    enters: f64,
    leaves: f64,
}

/// What lies on one side: `p[axis] ≥ limit` when `up`, `≤ limit` otherwise.
fn half(rings: &[Vec<GridPoint>], axis: usize, limit: i32, up: bool) -> Vec<Vec<GridPoint>> {
    let inside = |p: &GridPoint| if up { p[axis] >= limit } else { p[axis] <= limit };
    let line = f64::from(limit) + if up { -0.5 } else { 0.5 };
    let mut out = Vec::new();
    let mut paths: Vec<Path> = Vec::new();
    for ring in rings {
        let n = ring.len();
        // Start where the ring comes in, so that every path is found whole.
        let Some(first) = (0..n).find(|i| !inside(&ring[*i]) && inside(&ring[(i + 1) % n])) else {
            if ring.first().is_some_and(inside) {
                out.push(ring.clone());
            }
            continue;
        };
        for step in 0..n {
            let (a, b) = (ring[(first + step) % n], ring[(first + step + 1) % n]);
            match (inside(&a), inside(&b)) {
                (false, true) => {
                    let at = crossing(a, b, axis, line);
                    paths.push(Path {
                        points: vec![on(at, axis, limit), b],
                        enters: at,
                        leaves: at,
                    });
                }
                (true, true) => {
                    if let Some(path) = paths.last_mut() {
                        path.points.push(b);
                    }
                }
                (true, false) => {
                    let at = crossing(a, b, axis, line);
                    if let Some(path) = paths.last_mut() {
                        path.points.push(on(at, axis, limit));
                        path.leaves = at;
                    }
                }
                (false, false) => {}
            }
        }
    }
    join(&paths, &mut out);
    out.retain_mut(tidy);
    out
}

/// Links each path's end with the beginning that faces it along the line.
fn join(paths: &[Path], out: &mut Vec<Vec<GridPoint>>) {
    let mut crossings: Vec<(f64, bool, usize)> = Vec::with_capacity(paths.len() * 2);
    for (i, path) in paths.iter().enumerate() {
        crossings.extend([(path.enters, true, i), (path.leaves, false, i)]);
    }
    crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Of a pair, one enters and the other leaves; anything else is a ring that crosses itself, and
    // its path then closes on itself.
    let mut next: Vec<usize> = (0..paths.len()).collect();
    for pair in crossings.chunks_exact(2) {
        match (pair[0], pair[1]) {
            ((_, true, enters), (_, false, leaves)) | ((_, false, leaves), (_, true, enters)) => {
                next[leaves] = enters;
            }
            _ => {}
        }
    }
    let mut used = vec![false; paths.len()];
    for start in 0..paths.len() {
        let mut ring = Vec::new();
        let mut at = start;
        while !used[at] {
            used[at] = true;
            ring.extend_from_slice(&paths[at].points);
            at = next[at];
        }
        if !ring.is_empty() {
            out.push(ring);
        }
    }
}

/// Where an edge crosses the line, along the other axis; the same from both of its ends.
fn crossing(a: GridPoint, b: GridPoint, axis: usize, line: f64) -> f64 {
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    let other = 1 - axis;
    let [along, across] = [b[axis] - a[axis], b[other] - a[other]].map(f64::from);
    f64::from(a[other]) + (line - f64::from(a[axis])) * across / along
}

fn on(at: f64, axis: usize, limit: i32) -> GridPoint {
    let at = at.round() as i32;
    if axis == 0 { [limit, at] } else { [at, limit] }
}

/// Takes repeated points and needles out; whether a ring with an area is left.
pub fn tidy(ring: &mut Vec<GridPoint>) -> bool {
    loop {
        let before = ring.len();
        ring.dedup();
        while ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        // a, b, a: b is the point of a needle.
        let n = ring.len();
        if n > 2 {
            let needle = |i: usize| ring[(i + n - 1) % n] == ring[(i + 1) % n];
            let keep: Vec<bool> = {
                let mut keep = vec![true; n];
                let mut i = 0;
                while i < n {
                    if needle(i) {
                        keep[i] = false;
                        i += 1; // its neighbour is looked at in the next round
                    }
                    i += 1;
                }
                keep
            };
            if keep.contains(&false) {
                let mut keep = keep.into_iter();
                ring.retain(|_| keep.next().unwrap_or(true));
            }
        }
        if ring.len() == before {
            break;
        }
    }
    ring.len() > 2 && twice_area(ring) != 0
}

/// Twice the signed area: positive when clockwise on a screen, y going down (MVT's exteriors).
pub fn twice_area(ring: &[GridPoint]) -> i64 {
    let Some([ox, oy]) = ring.first().copied() else { return 0 };
    let at = |p: &GridPoint| [i64::from(p[0]) - i64::from(ox), i64::from(p[1]) - i64::from(oy)];
    let next = ring.iter().skip(1).chain(ring.first());
    ring.iter().zip(next).map(|(a, b)| (at(a), at(b))).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn area(rings: &[Vec<GridPoint>]) -> i64 {
        rings.iter().map(|r| twice_area(r)).sum::<i64>() / 2
    }

    const SQUARE: Rect = Rect { min: [0, 0], max: [10, 10] };

    #[test]
    fn inside_outside_and_across() {
        let inside = vec![vec![[1, 1], [3, 1], [3, 3], [1, 3]]];
        assert_eq!(clip(&inside, &SQUARE), inside);
        assert!(clip(&[vec![[11, 1], [13, 1], [13, 3]]], &SQUARE).is_empty());
        let across = clip(&[vec![[-5, 2], [15, 2], [15, 8], [-5, 8]]], &SQUARE);
        assert_eq!((across.len(), area(&across)), (1, 60));
        let around = clip(&[vec![[-5, -5], [15, -5], [15, 15], [-5, 15]]], &SQUARE);
        assert_eq!((around.len(), area(&around)), (1, 100));
    }

    #[test]
    fn a_horseshoe_becomes_two() {
        // Legs inside, the bend outside on the right.
        let horseshoe =
            vec![vec![[0, 0], [20, 0], [20, 9], [0, 9], [0, 6], [15, 6], [15, 3], [0, 3]]];
        let cut = clip(&horseshoe, &SQUARE);
        assert_eq!((cut.len(), area(&cut)), (2, 60));
    }

    #[test]
    fn a_hole_across_the_edge_opens() {
        let with_hole = vec![
            vec![[-5, -5], [15, -5], [15, 15], [-5, 15]],
            vec![[8, 2], [8, 6], [12, 6], [12, 2]],
        ];
        let cut = clip(&with_hole, &SQUARE);
        assert_eq!((cut.len(), area(&cut)), (1, 100 - 8));
    }

    #[test]
    fn needles_and_repeats_go() {
        let mut ring = vec![[0, 0], [0, 0], [4, 0], [9, 0], [4, 0], [4, 4], [0, 4], [0, 0]];
        assert!(tidy(&mut ring));
        assert_eq!(twice_area(&ring), 32);
        assert!(!tidy(&mut vec![[0, 0], [5, 5], [0, 0], [5, 5]]));
        assert!(!tidy(&mut vec![[0, 0], [1, 1], [2, 2]]));
    }

    proptest! {
        /// Four tiles hold all of a star-shaped polygon, and nothing twice.
        #[test]
        fn quarters_add_up(radii in prop::collection::vec(50..1000_i32, 5..40)) {
            let n = radii.len() as f64;
            let ring: Vec<GridPoint> = radii
                .iter()
                .enumerate()
                .map(|(i, r)| {
                    let angle = i as f64 / n * std::f64::consts::TAU;
                    [(f64::from(*r) * angle.cos()) as i32, (f64::from(*r) * angle.sin()) as i32]
                })
                .collect();
            let whole = area(std::slice::from_ref(&ring)).abs();
            let far = 2000;
            let mut sum = 0;
            for (x, y) in [(-far, -far), (0, -far), (-far, 0), (0, 0)] {
                // Closed rectangles meet along their border lines.
                let quarter = Rect { min: [x, y], max: [x + far, y + far] };
                sum += area(&clip(std::slice::from_ref(&ring), &quarter)).abs();
            }
            // A cut is half a step wide, along what it cuts.
            prop_assert!((whole - sum).abs() <= i64::from(2 * far) + 4 * n as i64, "{whole} {sum}");
        }
    }
}
