//! Edges onto a grid without any of them passing over a point: snap rounding.
//!
//! A cell of the grid is what is nearer to one of its points than to any other: places are rounded, not
//! cut down. It is hot when a point lies in it. An edge that passes through a hot cell is led
//! through its middle. Then no two edges cross that did not, and no unit is turned inside out: at
//! worst they come to lie upon one another. Source: L. J. Guibas and D. H. Marimont, "Rounding
//! arrangements dynamically", International Journal of Computational Geometry & Applications 8
//! (1998).

use super::crossings::ArcEdge;
use super::segment_index::{Paths, Stretch};
use crate::tiles::grid::{GridPoint, Rect, cell};

/// A hot cell that an edge passes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hot {
    /// The edge.
    pub edge: ArcEdge,
    /// The cell.
    pub cell: GridPoint,
    /// The arc of the point that lies in it.
    pub by: u32,
}

/// Room around stretches for [`hot_cells`] to find all, for cells of side 2^`shift`: a point and an
/// edge in one cell are less than that apart.
pub fn margin(shift: u32) -> i32 {
    (1 << shift) / 2
}

/// Adds the hot cells of each stretch's points that the other's edges pass through.
pub fn hot_cells(a: &Stretch, b: &Stretch, paths: &impl Paths, shift: u32, found: &mut Vec<Hot>) {
    along(a, b, paths, shift, found);
    if !a.is(b) {
        along(b, a, paths, shift, found);
    }
}

/// Edges of `a` and points of `b`.
fn along(a: &Stretch, b: &Stretch, paths: &impl Paths, shift: u32, found: &mut Vec<Hot>) {
    let (path_a, path_b) = (paths.path(a.arc as usize), paths.path(b.arc as usize));
    let points = &path_b[b.from as usize..=b.to as usize];
    for i in a.edges() {
        let (p, q) = (path_a[i], path_a[i + 1]);
        let ends = [cell(p, shift), cell(q, shift)];
        // The cells that the edge may meet.
        let span = |k: usize| {
            (first(ends[0][k].min(ends[1][k]), shift), first(ends[0][k].max(ends[1][k]) + 1, shift))
        };
        let ((west, east), (north, south)) = (span(0), span(1));
        let Rect { min, max } = b.bounds;
        if east < min[0] || west > max[0] || south < min[1] || north > max[1] {
            continue;
        }
        for point in points {
            let [x, y] = *point;
            if x < west || x >= east || y < north || y >= south {
                continue;
            }
            let hot = cell(*point, shift);
            if hot != ends[0] && hot != ends[1] && meets(p, q, hot, shift) {
                let edge = ArcEdge { arc: a.arc, at: i as u32 };
                found.push(Hot { edge, cell: hot, by: b.arc });
            }
        }
    }
}

/// The least number that belongs to a cell, along one axis.
fn first(cell: i32, shift: u32) -> i32 {
    (cell << shift) - (1 << shift) / 2
}

/// Whether an edge meets a cell. Points are whole numbers; a cell's borders lie half-way between
/// them, so that none is on a border.
fn meets(p: GridPoint, q: GridPoint, cell: GridPoint, shift: u32) -> bool {
    let low = cell.map(|c| 2 * i64::from(first(c, shift)) - 1);
    let high = low.map(|c| c + (2 << shift));
    let [p, q] = [p, q].map(|point| point.map(|c| 2 * i64::from(c)));
    if (0..2).any(|k| p[k].max(q[k]) < low[k] || p[k].min(q[k]) > high[k]) {
        return false;
    }
    let turn = |corner: [i64; 2]| {
        let [dx, dy] = [0, 1].map(|k| i128::from(q[k] - p[k]));
        let [cx, cy] = [0, 1].map(|k| i128::from(corner[k] - p[k]));
        (dx * cy - dy * cx).signum()
    };
    let corners = [low, [low[0], high[1]], high, [high[0], low[1]]].map(turn);
    corners.iter().any(|t| *t >= 0) && corners.iter().any(|t| *t <= 0)
}

/// Cells of an arc: its points', and the hot ones (in order of their edges) that its edges pass
/// through; none repeats the one before.
pub fn rounded(path: &[GridPoint], hot: &[Hot], shift: u32, out: &mut Vec<GridPoint>) {
    let start = out.len();
    let push = |c: GridPoint, out: &mut Vec<GridPoint>| {
        if out[start..].last() != Some(&c) {
            out.push(c);
        }
    };
    let mut hot = hot.iter().peekable();
    let mut passed: Vec<(i128, GridPoint)> = Vec::new();
    for (at, point) in path.iter().enumerate() {
        push(cell(*point, shift), out);
        while let Some(found) = hot.next_if(|h| h.edge.at as usize == at) {
            let [dx, dy] = [0, 1].map(|k| i128::from(path[at + 1][k]) - i128::from(point[k]));
            let [cx, cy] = found.cell.map(i128::from);
            passed.push((dx * cx + dy * cy, found.cell));
        }
        passed.sort_unstable();
        passed.drain(..).for_each(|(_, c)| push(c, out));
    }
}

#[cfg(test)]
mod tests {
    use super::super::crossings::{CrossingPair, cross, crossings, side};
    use super::super::segment_index::Index;
    use super::*;
    use proptest::prelude::*;

    fn round_all(paths: &Vec<Vec<GridPoint>>, shift: u32) -> Vec<Vec<GridPoint>> {
        let index = Index::new(paths, margin(shift));
        let mut hot = index.all(|a, b, found| hot_cells(a, b, paths, shift, found));
        hot.sort_unstable();
        hot.dedup();
        let of_arc = |arc: usize| {
            let hot: Vec<Hot> =
                hot.iter().filter(|h| h.edge.arc as usize == arc).copied().collect();
            let mut out = Vec::new();
            rounded(&paths[arc], &hot, shift, &mut out);
            out
        };
        (0..paths.len()).map(of_arc).collect()
    }

    #[test]
    fn an_edge_is_led_through_the_point_that_it_passes() {
        let paths = vec![vec![[0, 0], [64, 8]], vec![[33, 3], [40, 60]]];
        // The point is above the edge, and so is its cell's middle: yet the edge passes the cell.
        // 60 lies between 56 and 64: it goes to the greater.
        assert_eq!(round_all(&paths, 3), [vec![[0, 0], [4, 0], [8, 1]], vec![[4, 0], [5, 8]]]);
    }

    #[test]
    fn a_cell_beside_an_edge_does_not_draw_it() {
        let paths = vec![vec![[0, 0], [64, 0]], vec![[32, 4], [40, 60]]];
        assert_eq!(round_all(&paths, 3), [vec![[0, 0], [8, 0]], vec![[4, 1], [5, 8]]]);
    }

    /// A star-shaped ring cut in two paths by an edge from end to end: nothing crosses.
    fn star() -> impl Strategy<Value = Vec<Vec<GridPoint>>> {
        prop::collection::vec(20..1000_i32, 6..60).prop_map(|radii| {
            let n = radii.len();
            let point = |i: usize| {
                let angle = i as f64 / n as f64 * std::f64::consts::TAU;
                let r = f64::from(radii[i % n]);
                [(r * angle.cos()).round() as i32 + 2000, (r * angle.sin()).round() as i32 + 2000]
            };
            // Spokes and rim: many edges that end in one place, many thin triangles.
            let mut paths: Vec<Vec<GridPoint>> =
                (0..n).map(|i| vec![[2000, 2000], point(i)]).collect();
            paths.extend((0..n).map(|i| vec![point(i), point(i + 1)]));
            paths
        })
    }

    proptest! {
        /// What did not cross does not, and triangles are not turned inside out.
        #[test]
        fn nothing_crosses_or_turns(paths in star(), shift in 1..8_u32) {
            let crossing = |paths: &Vec<Vec<GridPoint>>| -> Vec<CrossingPair> {
                Index::new(paths, 0).all(|a, b, found| crossings(a, b, paths, found))
            };
            prop_assume!(crossing(&paths).is_empty());
            let n = paths.len() / 2;
            let triangle = |p: &[Vec<GridPoint>], i: usize| {
                let ring = [p[i].clone(), p[n + i].clone(), {
                    let mut back = p[(i + 1) % n].clone();
                    back.reverse();
                    back
                }]
                .concat();
                (0..ring.len())
                    .map(|k| {
                        let (a, b) = (ring[k], ring[(k + 1) % ring.len()]);
                        i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1])
                    })
                    .sum::<i64>()
            };
            let rounded = round_all(&paths, shift);
            for (a, b) in crossing(&rounded) {
                // Touching is allowed, passing through is not.
                let of = |e: ArcEdge| {
                    let path = &rounded[e.arc as usize];
                    (path[e.at as usize], path[e.at as usize + 1])
                };
                let ((p, q), (r, s)) = (of(a), of(b));
                let proper = side(p, q, r) * side(p, q, s) < 0 && side(r, s, p) * side(r, s, q) < 0;
                prop_assert!(!proper, "{p:?}–{q:?} and {r:?}–{s:?}");
                prop_assert!(cross(p, q, r, s));
            }
            for i in 0..n {
                let (before, after) = (triangle(&paths, i), triangle(&rounded, i));
                prop_assert!(before.signum() * after.signum() >= 0, "{i}: {before} {after}");
            }
        }
    }
}
