//! Units at one zoom: rings put together from arcs, valid and never gone.
//!
//! In: the arcs of a zoom and which of them make each ring of a unit. Out: simple rings, clockwise
//! on a screen for exteriors and the other way for holes. Rings that touch themselves on the grid
//! are cut in two; a unit too small for the grid is kept as one square step.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;

use super::arcs::Arcs;
use super::clip::{tidy, twice_area};
use super::crossings::{cross, side};
use super::generalise::Zoomed;
use crate::tiles::grid::{GridPoint, Rect};

/// Edges up to which every pair is looked at.
const FEW: usize = 24;
/// Rings of a unit up to which each is held against every other.
const FEW_RINGS: usize = 64;

/// Rings of a unit, `rings` being its positions in `arcs`. Empty of none.
pub fn unit(arcs: &Arcs, zoomed: &Zoomed, rings: std::ops::Range<usize>) -> Vec<Vec<GridPoint>> {
    let mut anchor = None;
    let mut clear = true;
    let mut out: Vec<Vec<GridPoint>> = Vec::with_capacity(rings.len());
    for ring in rings {
        let length = arcs.ring(ring).map(|(arc, _)| zoomed.arc(arc).len()).sum();
        let mut points: Vec<GridPoint> = Vec::with_capacity(length);
        for (arc, backwards) in arcs.ring(ring) {
            clear &= zoomed.is_clear(arc);
            let path = zoomed.arc(arc);
            // Each arc begins where the one before ends.
            points.pop();
            if backwards {
                points.extend(path.iter().rev());
            } else {
                points.extend(path);
            }
        }
        anchor = anchor.or(points.first().copied());
        if tidy(&mut points) {
            out.push(points);
        }
    }
    let few = out.len() <= FEW_RINGS;
    out = if few && clear && !touches(&out) { oriented(out) } else { valid(out) };
    if out.is_empty() {
        // Too small for this grid: its place is still marked.
        let square = |[x, y]: GridPoint| vec![[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]];
        out.extend(anchor.map(square));
    }
    out
}

/// Whether rings whose edges do not cross touch one another or themselves, or run back over an edge.
fn touches(rings: &[Vec<GridPoint>]) -> bool {
    let mut places: Vec<GridPoint> = rings.iter().flatten().copied().collect();
    places.sort_unstable();
    places.windows(2).any(|p| p[0] == p[1])
        || rings.iter().any(|ring| {
            let n = ring.len();
            (0..n).any(|i| folds(ring[i], ring[(i + 1) % n], ring[(i + 1) % n], ring[(i + 2) % n]))
        })
}

/// Rings that neither cross nor touch one another or themselves but at single points that OGC
/// allows; exteriors clockwise on a screen.
pub fn valid(rings: Vec<Vec<GridPoint>>) -> Vec<Vec<GridPoint>> {
    if rings.len() <= FEW_RINGS && is_simple(&rings) {
        return oriented(rings);
    }
    let paths: Vec<Vec<IntPoint>> =
        rings.iter().map(|r| r.iter().map(|p| IntPoint::new(p[0], p[1])).collect()).collect();
    let options = IntOverlayOptions { ogc: true, ..IntOverlayOptions::default() };
    let mut overlay =
        Overlay::new_custom(paths.iter().map(Vec::len).sum(), options, Solver::default());
    overlay.add_contours(&paths, ShapeType::Subject);
    let shapes = overlay.overlay(OverlayRule::Subject, FillRule::EvenOdd);
    let mut out = Vec::new();
    for shape in shapes {
        for (i, ring) in shape.into_iter().enumerate() {
            let mut ring: Vec<GridPoint> = ring.into_iter().map(|p| [p.x, p.y]).collect();
            if tidy(&mut ring) {
                turn(&mut ring, i == 0);
                out.push(ring);
            }
        }
    }
    out
}

/// Exteriors are the rings that an even number of others surround.
fn oriented(mut rings: Vec<Vec<GridPoint>>) -> Vec<Vec<GridPoint>> {
    if let [only] = rings.as_mut_slice() {
        turn(only, true);
        return rings;
    }
    let depth: Vec<usize> = (0..rings.len())
        .map(|i| (0..rings.len()).filter(|j| *j != i && surrounds(&rings[*j], &rings[i])).count())
        .collect();
    for (ring, depth) in rings.iter_mut().zip(depth) {
        turn(ring, depth % 2 == 0);
    }
    rings
}

/// Turns a ring clockwise on a screen, or the other way.
fn turn(ring: &mut [GridPoint], clockwise: bool) {
    if (twice_area(ring) > 0) != clockwise {
        ring.reverse();
    }
}

/// Parts, each an exterior and the holes in it, as tiles want them.
pub fn parts(rings: Vec<Vec<GridPoint>>) -> Vec<Vec<Vec<GridPoint>>> {
    let (exteriors, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|r| twice_area(r) > 0);
    if holes.is_empty() {
        return exteriors.into_iter().map(|r| vec![r]).collect();
    }
    let bounds: Vec<Option<Rect>> = exteriors.iter().map(Rect::of).collect();
    let mut parts: Vec<Vec<Vec<GridPoint>>> = exteriors.into_iter().map(|r| vec![r]).collect();
    for hole in holes {
        let Some(of_hole) = Rect::of(&hole) else { continue };
        // The smallest that surrounds it: exteriors nest around parts within holes.
        let around = (0..parts.len())
            .filter(|p| bounds[*p].is_some_and(|b| b.holds(&of_hole)))
            .filter(|p| surrounds(&parts[*p][0], &hole))
            .min_by_key(|p| twice_area(&parts[*p][0]));
        if let Some(part) = around {
            parts[part].push(hole);
        }
    }
    parts
}

/// Whether a ring lies within another that it does not cross: by a point of it that is not on the
/// other's border.
fn surrounds(outer: &[GridPoint], inner: &[GridPoint]) -> bool {
    let place = |p: &GridPoint| {
        let mut inside = false;
        let next = outer.iter().skip(1).chain(outer.first());
        for (a, b) in outer.iter().zip(next) {
            let turn = side(*a, *b, *p);
            let within = (0..2).all(|k| a[k].min(b[k]) <= p[k] && p[k] <= a[k].max(b[k]));
            if turn == 0 && within {
                return None;
            }
            if (a[1] > p[1]) != (b[1] > p[1]) && (turn > 0) == (b[1] > a[1]) {
                inside = !inside;
            }
        }
        Some(inside)
    };
    inner.iter().find_map(place).unwrap_or(false)
}

/// Whether no two edges cross or touch but where one follows the other.
fn is_simple(rings: &[Vec<GridPoint>]) -> bool {
    let mut edges: Vec<(GridPoint, GridPoint, usize, usize)> = Vec::new();
    for (r, ring) in rings.iter().enumerate() {
        let next = ring.iter().skip(1).chain(ring.first());
        edges.extend(ring.iter().zip(next).enumerate().map(|(i, (a, b))| (*a, *b, r, i)));
    }
    if edges.len() > FEW {
        edges.sort_unstable_by_key(|(a, b, ..)| a[0].min(b[0]));
    }
    for (k, (a, b, r, i)) in edges.iter().enumerate() {
        let end = a[0].max(b[0]);
        for (c, d, s, j) in &edges[k + 1..] {
            if edges.len() > FEW && c[0].min(d[0]) > end {
                break;
            }
            let n = rings[*r].len();
            let follows = r == s && ((i + 1) % n == *j || (j + 1) % n == *i);
            let wrong = if follows {
                folds(*a, *b, *c, *d)
            } else {
                a == c || a == d || b == c || b == d || cross(*a, *b, *c, *d)
            };
            if wrong {
                return false;
            }
        }
    }
    true
}

/// Whether two edges that follow one another run back over each other.
fn folds(a: GridPoint, b: GridPoint, c: GridPoint, d: GridPoint) -> bool {
    let (joint, p, q) = if b == c { (b, a, d) } else { (a, b, c) };
    let [px, py] = [p[0] - joint[0], p[1] - joint[1]].map(i64::from);
    let [qx, qy] = [q[0] - joint[0], q[1] - joint[1]].map(i64::from);
    px * qy == py * qx && px * qx + py * qy > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(rings: &[Vec<GridPoint>]) -> i64 {
        rings.iter().map(|r| twice_area(r)).sum::<i64>() / 2
    }

    #[test]
    fn a_simple_ring_is_only_turned() {
        let ring = vec![[0, 0], [0, 4], [4, 4], [4, 0]];
        let found = valid(vec![ring.clone()]);
        assert_eq!((found.len(), area(&found)), (1, 16));
        assert!(is_simple(&[ring]));
    }

    #[test]
    fn a_ring_that_touches_itself_is_cut() {
        // Two squares that meet at 4,4.
        let eight = vec![[0, 0], [4, 0], [4, 4], [8, 4], [8, 8], [4, 8], [4, 4], [0, 4]];
        assert!(!is_simple(std::slice::from_ref(&eight)));
        let found = valid(vec![eight]);
        assert_eq!((found.len(), area(&found)), (2, 32));
        assert!(found.iter().all(|r| is_simple(std::slice::from_ref(r))));
    }

    #[test]
    fn an_edge_run_back_over_goes() {
        let flag = vec![[0, 0], [8, 0], [4, 0], [4, 4], [0, 4]];
        assert!(!is_simple(std::slice::from_ref(&flag)));
        let found = valid(vec![flag]);
        assert_eq!((found.len(), area(&found)), (1, 16));
    }

    #[test]
    fn holes_follow_the_exterior_that_surrounds_them() {
        let rings = valid(vec![
            vec![[0, 0], [20, 0], [20, 20], [0, 20]],
            vec![[30, 0], [40, 0], [40, 10], [30, 10]],
            vec![[2, 2], [18, 2], [18, 18], [2, 18]],
            vec![[5, 5], [9, 5], [9, 9], [5, 9]],
        ]);
        let found = parts(rings);
        assert_eq!(found.iter().map(Vec::len).sum::<usize>(), 4);
        let of = |x: i32| found.iter().find(|p| p[0].iter().any(|c| c[0] == x)).map_or(0, Vec::len);
        assert_eq!((of(20), of(40), of(9)), (2, 1, 1));
    }
}
