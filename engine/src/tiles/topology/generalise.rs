//! Arcs at one zoom: simplified, on the grid, and not crossing one another.
//!
//! In: arcs, the importance of their points, world coordinates. Out: [`Zoomed`]: the points of each
//! arc on the grid of the whole world at that zoom ([`EXTENT`](crate::tiles::EXTENT) steps a tile). Where simplified
//! borders would cross, points come back, the most important first; then all are rounded to the grid
//! so that none passes over another ([`super::rounding`]).

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::arcs::Arcs;
use super::crossings::{CrossingPair, crossings, edges_of};
use super::rounding::{self, Hot, hot_cells, rounded};
use super::segment_index::{Index, Paths, Stretch};
use crate::tiles::grid::{GridPoint, shift};

/// Triangles below this many square steps are drawn straight: half a square pixel on a screen where
/// a tile is 512 wide.
const LEAST_AREA: f64 = 32.0;
/// Rounds of putting points back; each at least halves what lies between two points.
const ROUNDS: usize = 24;
/// Arcs that a thread takes at once.
const CHUNK: usize = 1024;

/// The points of every arc at one zoom.
#[derive(Debug, Default)]
pub struct Zoomed {
    /// Points of all arcs, end to end; no point repeats the one before.
    points: Vec<GridPoint>,
    /// Where each arc ends in `points`.
    ends: Vec<u32>,
    /// Arcs that cross others or themselves, in order; `None` where that was not looked at.
    crossed: Option<Vec<u32>>,
    /// Pairs of edges that cross all the same, since the data does.
    pub crossing: usize,
}

impl Zoomed {
    /// Points of an arc.
    pub fn arc(&self, arc: usize) -> &[GridPoint] {
        let start = arc.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.points[start as usize..self.ends[arc] as usize]
    }

    /// Whether an arc is known to cross nothing: it meets others, and itself, at points of both.
    pub fn is_clear(&self, arc: usize) -> bool {
        self.crossed.as_ref().is_some_and(|m| m.binary_search(&(arc as u32)).is_err())
    }
}

/// Arcs at one zoom. `full` keeps every point: the last zoom has nothing finer below it.
/// `coverage`: arcs must not cross.
pub fn zoomed(
    arcs: &Arcs,
    importance: &[f64],
    world: &[GridPoint],
    zoom: u8,
    full: bool,
    coverage: bool,
) -> Zoomed {
    let shift = shift(zoom);
    let step = f64::from(1_u32 << shift);
    let least = if full { 1.0 } else { LEAST_AREA } * step * step;
    let mut kept = KeptPoints::new(arcs, world, |at| importance[at] >= least);
    if !coverage {
        return kept.zoomed(&[], shift, None, 0);
    }
    let index = Index::new(&kept, rounding::margin(shift));
    let (mut pairs, mut hot) = index.all(|a, b, (pairs, hot)| {
        crossings(a, b, &kept, pairs);
        hot_cells(a, b, &kept, shift, hot);
    });
    for _ in 0..ROUNDS {
        let mut grown = false;
        for (arc, edges) in edges_of(&pairs) {
            grown |= kept.put_back(arc, &edges, importance, arcs, world);
        }
        if !grown {
            break;
        }
        // The index knows arcs as they were at first.
        let stale = kept.changed();
        let is_stale = |arc: u32| stale.binary_search(&arc).is_ok();
        pairs.retain(|(a, b)| !is_stale(a.arc) && !is_stale(b.arc));
        let look = |a: &Stretch, b: &Stretch, found: &mut Vec<CrossingPair>| {
            crossings(a, b, &kept, found);
        };
        pairs.extend(index.of(&stale, &kept, look));
    }
    let stale = kept.changed();
    let is_stale = |arc: u32| stale.binary_search(&arc).is_ok();
    hot.retain(|h| !is_stale(h.edge.arc) && !is_stale(h.by));
    let look = |a: &Stretch, b: &Stretch, found: &mut Vec<Hot>| {
        hot_cells(a, b, &kept, shift, found);
    };
    hot.extend(index.of(&stale, &kept, look));
    hot.par_sort_unstable();
    hot.dedup_by_key(|h| (h.edge, h.cell));
    let mut crossed: Vec<u32> = pairs.iter().flat_map(|(a, b)| [a.arc, b.arc]).collect();
    crossed.sort_unstable();
    crossed.dedup();
    kept.zoomed(&hot, shift, Some(crossed), pairs.len())
}

/// Which points of the arcs are kept, and where they lie in the world.
#[derive(Default)]
struct KeptPoints {
    /// Positions in [`Arcs::points`], arc by arc.
    positions: Vec<u32>,
    /// Their places.
    places: Vec<GridPoint>,
    /// Where each arc ends in both.
    ends: Vec<u32>,
    /// Arcs to which points came back.
    grown: FxHashMap<u32, (Vec<u32>, Vec<GridPoint>)>,
}

impl Paths for KeptPoints {
    fn count(&self) -> usize {
        self.ends.len()
    }

    fn path(&self, arc: usize) -> &[GridPoint] {
        match self.grown.get(&(arc as u32)) {
            Some((_, places)) => places,
            None => &self.places[self.range(arc)],
        }
    }
}

impl KeptPoints {
    fn new(arcs: &Arcs, world: &[GridPoint], stays: impl Fn(usize) -> bool + Sync) -> Self {
        let starts: Vec<usize> = (0..arcs.len()).step_by(CHUNK).collect();
        let chunk = |start: &usize| {
            let mut made = Self::default();
            for arc in *start..(start + CHUNK).min(arcs.len()) {
                for at in arcs.range(arc).filter(|at| stays(*at)) {
                    made.positions.push(at as u32);
                    made.places.push(world[arcs.points[at] as usize]);
                }
                made.ends.push(made.places.len() as u32);
            }
            made
        };
        let mut out = Self::default();
        for made in starts.par_iter().map(chunk).collect::<Vec<_>>() {
            let before = out.places.len() as u32;
            out.positions.extend(made.positions);
            out.places.extend(made.places);
            out.ends.extend(made.ends.iter().map(|end| before + end));
        }
        out
    }

    fn range(&self, arc: usize) -> std::ops::Range<usize> {
        let start = arc.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[arc] as usize
    }

    /// Arcs to which points came back, in order.
    fn changed(&self) -> Vec<u32> {
        let mut arcs: Vec<u32> = self.grown.keys().copied().collect();
        arcs.sort_unstable();
        arcs
    }

    /// Puts the most important of the points that each edge (the last first) leaves out back into
    /// its arc. Whether there were any.
    fn put_back(
        &mut self,
        arc: u32,
        edges: &[u32],
        importance: &[f64],
        arcs: &Arcs,
        world: &[GridPoint],
    ) -> bool {
        let range = self.range(arc as usize);
        let (mut positions, mut places) = self.grown.remove(&arc).unwrap_or_else(|| {
            (self.positions[range.clone()].to_vec(), self.places[range.clone()].to_vec())
        });
        let mut grown = false;
        for edge in edges {
            let at = *edge as usize;
            let importance = |at: &u32| importance[*at as usize];
            let between = positions[at] + 1..positions[at + 1];
            if let Some(best) = between.max_by(|a, b| importance(a).total_cmp(&importance(b))) {
                positions.insert(at + 1, best);
                places.insert(at + 1, world[arcs.points[best as usize] as usize]);
                grown = true;
            }
        }
        if positions.len() > range.len() {
            self.grown.insert(arc, (positions, places));
        }
        grown
    }

    /// On the grid. `hot`: the hot cells of all edges, in order.
    fn zoomed(self, hot: &[Hot], shift: u32, crossed: Option<Vec<u32>>, crossing: usize) -> Zoomed {
        let starts: Vec<usize> = (0..self.count()).step_by(CHUNK).collect();
        let chunk = |start: &usize| {
            let (mut points, mut ends) = (Vec::new(), Vec::new());
            let mut rest = &hot[hot.partition_point(|h| (h.edge.arc as usize) < *start)..];
            for arc in *start..(start + CHUNK).min(self.count()) {
                let of_arc = rest.partition_point(|h| h.edge.arc as usize <= arc);
                rounded(self.path(arc), &rest[..of_arc], shift, &mut points);
                rest = &rest[of_arc..];
                ends.push(points.len() as u32);
            }
            (points, ends)
        };
        let mut out = Zoomed { crossed, crossing, ..Zoomed::default() };
        for (points, ends) in starts.par_iter().map(chunk).collect::<Vec<_>>() {
            let before = out.points.len() as u32;
            out.points.extend(points);
            out.ends.extend(ends.iter().map(|end| before + end));
        }
        out
    }
}
