//! How much each point of an arc matters: Visvalingam and Whyatt's effective area.
//!
//! Computed once; every zoom then keeps the points above its own threshold, so that a coarser zoom
//! never has a point that a finer one has not. Ends of arcs are always kept: they are where borders
//! meet. Source: M. Visvalingam and J. D. Whyatt, "Line generalisation by repeated elimination of
//! points", The Cartographic Journal 30 (1993).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::arcs::Arcs;
use crate::tiles::grid::GridPoint;

/// Effective area of every point of [`Arcs::points`], in squares of the world's unit; infinite at
/// the ends of arcs. `world` has the coordinates of each number.
pub fn importance(arcs: &Arcs, world: &[GridPoint]) -> Vec<f64> {
    let of_arc = |arc: usize| {
        let path: Vec<[f64; 2]> = arcs.points[arcs.range(arc)]
            .iter()
            .map(|p| world[*p as usize].map(f64::from))
            .collect();
        effective_areas(&path)
    };
    (0..arcs.len()).into_par_iter().with_min_len(256).flat_map_iter(of_arc).collect()
}

/// Effective area of each point of one path.
///
/// ```
/// use ifn_engine::tiles::effective_areas;
/// let path = [[0.0, 0.0], [1.0, 0.1], [2.0, 0.0], [3.0, 2.0], [4.0, 0.0]];
/// let areas = effective_areas(&path);
/// assert_eq!((areas[0], areas[4]), (f64::INFINITY, f64::INFINITY));
/// assert!(areas[1] < areas[2] && areas[2] < areas[3]);
/// assert!((areas[1] - 0.1).abs() < 1e-12);
/// ```
pub fn effective_areas(path: &[[f64; 2]]) -> Vec<f64> {
    let n = path.len();
    let mut areas = vec![f64::INFINITY; n];
    if n < 3 {
        return areas;
    }
    let mut before: Vec<u32> = (0..n as u32).map(|i| i.saturating_sub(1)).collect();
    let mut after: Vec<u32> = (1..=n as u32).collect();
    let area =
        |a: u32, b: u32, c: u32| triangle(path[a as usize], path[b as usize], path[c as usize]);
    let mut current = vec![0.0; n];
    let mut heap = BinaryHeap::with_capacity(n);
    for i in 1..n as u32 - 1 {
        current[i as usize] = area(i - 1, i, i + 1);
        heap.push(Reverse((Ordered(current[i as usize]), i)));
    }
    let mut least = 0.0_f64;
    while let Some(Reverse((Ordered(found), i))) = heap.pop() {
        let at = i as usize;
        if areas[at].is_finite() || found != current[at] {
            continue; // gone already, or its neighbours changed since
        }
        // Never less than what went before: what is kept at one zoom is kept at all finer ones.
        least = least.max(found);
        areas[at] = least;
        let (left, right) = (before[at], after[at]);
        after[left as usize] = right;
        before[right as usize] = left;
        for neighbour in [left, right] {
            if neighbour != 0 && neighbour != n as u32 - 1 {
                let k = neighbour as usize;
                current[k] = area(before[k], neighbour, after[k]);
                heap.push(Reverse((Ordered(current[k]), neighbour)));
            }
        }
    }
    areas
}

fn triangle(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs() / 2.0
}

/// A finite area, ordered.
#[derive(PartialEq)]
struct Ordered(f64);

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_paths_keep_everything() {
        assert!(effective_areas(&[]).is_empty());
        assert_eq!(effective_areas(&[[0.0, 0.0], [1.0, 1.0]]), [f64::INFINITY; 2]);
    }

    proptest! {
        #[test]
        fn straight_points_go_first_and_ends_never(
            path in prop::collection::vec((0.0..1.0_f64, 0.0..1.0_f64), 3..60),
        ) {
            let mut path: Vec<[f64; 2]> = path.into_iter().map(|(x, y)| [x, y]).collect();
            // A point in the middle of an edge says nothing.
            let middle = [f64::midpoint(path[0][0], path[1][0]), f64::midpoint(path[0][1], path[1][1])];
            path.insert(1, middle);
            let areas = effective_areas(&path);
            prop_assert_eq!((areas[0], areas[path.len() - 1]), (f64::INFINITY, f64::INFINITY));
            prop_assert!(areas[1] < 1e-12);
            prop_assert!(areas[1..path.len() - 1].iter().all(|a| a.is_finite()));
        }
    }
}
