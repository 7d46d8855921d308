//! A coverage of units prepared once: numbered vertices, and edges with the unit on either side.

use rayon::prelude::*;

use super::super::UnitIndex;
use super::number::{Numbered, number};
use super::{NONE, Vertex, chain, parts};
use crate::geometry::{Polygons, WkbError, read_into, write_wkb};

/// Units read together by one thread.
const CHUNK: usize = 256;

/// A unit whose geometry cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CoverageError {
    /// Its bytes are not polygons.
    #[error("unit {unit}: {source}")]
    Unit {
        /// Its position in what was given.
        unit: usize,
        /// What is wrong.
        source: WkbError,
    },
    /// More points than positions of 32 bits.
    #[error("the units have {points} points together: fewer than {} are handled", u32::MAX)]
    TooLarge {
        /// How many there are.
        points: usize,
    },
}

/// How many edges are used how, whatever their direction. `once` and `twice` are what a clean
/// coverage has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EdgeCensus {
    /// By one unit: coasts, borders.
    pub once: usize,
    /// Twice, in opposite directions: a unit on either side.
    pub twice: usize,
    /// Twice in the same direction: units that overlap.
    pub same_direction: usize,
    /// More than twice.
    pub more: usize,
    /// From a point to itself: left out.
    pub empty: usize,
}

/// An edge that one unit has on its left, and at most one on its right.
#[derive(Debug, Clone, Copy)]
struct SharedEdge {
    from: u32,
    to: u32,
    left: u32,
    right: u32,
}

/// One use of an edge by a unit, which lies on its left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    high: u32,
    /// From the higher vertex to the lower.
    down: bool,
    unit: u32,
}

/// Uses of one edge that are not those of a clean coverage.
#[derive(Debug)]
struct Tangle {
    low: u32,
    high: u32,
    uses: Vec<Use>,
}

/// Units that share their edges, ready for any grouping.
#[derive(Debug)]
pub struct Coverage {
    units: usize,
    points: Vec<Vertex>,
    edges: Vec<SharedEdge>,
    tangles: Vec<Tangle>,
    census: EdgeCensus,
}

/// Outlines of groups, and what did not become one: zero for a clean coverage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlines {
    /// A Polygon or MultiPolygon for each group; none where its units have no geometry.
    pub wkb: Vec<Option<Vec<u8>>>,
    /// Chains of edges that did not close.
    pub open_chains: usize,
    /// Rings left out: without area, or holes outside every exterior ring.
    pub stray_rings: usize,
}

impl Coverage {
    /// Reads the units' polygons, WGS 84 degrees, and finds the edges that they share. The first
    /// ring of a part is its exterior, whatever its direction.
    ///
    /// # Errors
    /// A geometry that is not one, with the position of its unit.
    pub fn new(units: &[Option<&[u8]>]) -> Result<Self, CoverageError> {
        let read: Vec<_> = units
            .par_chunks(CHUNK)
            .enumerate()
            .map(|(chunk, units)| UnitRings::read(chunk * CHUNK, units))
            .collect();
        let read = read.into_iter().collect::<Result<Vec<_>, _>>()?;
        let rings = UnitRings::concat(&read);
        if rings.coords.len() >= NONE as usize {
            return Err(CoverageError::TooLarge { points: rings.coords.len() });
        }
        let Numbered { points, of } = number(&rings.coords);
        let mut out = Self {
            units: units.len(),
            points,
            edges: Vec::with_capacity(of.len() / 2),
            tangles: Vec::new(),
            census: EdgeCensus::default(),
        };
        let (ends, mut uses) = rings.uses(&of, out.points.len(), &mut out.census);
        let mut start = 0;
        for (low, end) in ends.into_iter().enumerate() {
            let uses = &mut uses[start..end as usize];
            start = end as usize;
            uses.sort_unstable();
            for same in uses.chunk_by(|a, b| a.high == b.high) {
                out.add(low as u32, same);
            }
        }
        Ok(out)
    }

    /// Adds an edge from all its uses, those that go up first.
    fn add(&mut self, low: u32, uses: &[Use]) {
        let high = uses[0].high;
        let edge = match uses {
            [one] if one.down => SharedEdge { from: high, to: low, left: one.unit, right: NONE },
            [one] => SharedEdge { from: low, to: high, left: one.unit, right: NONE },
            [up, down] if !up.down && down.down => {
                SharedEdge { from: low, to: high, left: up.unit, right: down.unit }
            }
            _ => {
                let count = if uses.len() == 2 {
                    &mut self.census.same_direction
                } else {
                    &mut self.census.more
                };
                *count += 1;
                self.tangles.push(Tangle { low, high, uses: uses.to_vec() });
                return;
            }
        };
        if edge.right == NONE {
            self.census.once += 1;
        } else {
            self.census.twice += 1;
        }
        self.edges.push(edge);
    }

    /// How many edges are used how.
    pub fn census(&self) -> EdgeCensus {
        self.census
    }

    /// Pairs of units that share an edge; a pair once for every edge.
    pub fn borders(&self) -> impl Iterator<Item = (u32, u32)> {
        let clean = self.edges.iter().filter(|e| e.right != NONE).map(|e| (e.left, e.right));
        let tangled = self.tangles.iter().flat_map(|t| {
            t.uses.iter().enumerate().flat_map(|(i, a)| {
                t.uses[i + 1..].iter().map(|b| (a.unit, b.unit)).filter(|(a, b)| a != b)
            })
        });
        clean.chain(tangled)
    }

    /// Outline of each of `groups` groups. `group_of_unit` has the group of each unit, if it is in
    /// one. Parts go by decreasing area, then by first point; every ring starts at its
    /// smallest point (longitude, then latitude).
    ///
    /// # Panics
    /// Where `group_of_unit` is not one entry per unit, each below `groups`.
    pub fn outlines(&self, group_of_unit: &[Option<UnitIndex>], groups: usize) -> Outlines {
        assert_eq!(group_of_unit.len(), self.units, "one group per unit");
        let beyond = group_of_unit.iter().flatten().find(|group| group.get() >= groups);
        assert_eq!(beyond, None, "a group beyond the {groups} given");

        let mut kept = self.kept(group_of_unit, groups);
        let made: Vec<_> = kept
            .par_iter_mut()
            .map(|edges| {
                let chained = chain::chain(&self.points, edges);
                let (polygons, stray) = parts::assemble(chained.rings);
                let wkb = (!polygons.part_ends.is_empty()).then(|| write_wkb(&polygons));
                (wkb, chained.open, stray)
            })
            .collect();
        let mut out = Outlines { wkb: Vec::with_capacity(groups), ..Outlines::default() };
        for (wkb, open, stray) in made {
            out.wkb.push(wkb);
            out.open_chains += open;
            out.stray_rings += stray;
        }
        out
    }

    /// Edges of each group's outline, the group on their left.
    fn kept(&self, group_of_unit: &[Option<UnitIndex>], groups: usize) -> Vec<Vec<(u32, u32)>> {
        let group = |unit: u32| group_of_unit[UnitIndex::from_column(unit)?.get()];
        let mut kept = vec![Vec::new(); groups];
        for edge in &self.edges {
            let (left, right) = (group(edge.left), group(edge.right));
            if left != right {
                if let Some(left) = left {
                    kept[left.get()].push((edge.from, edge.to));
                }
                if let Some(right) = right {
                    kept[right.get()].push((edge.to, edge.from));
                }
            }
        }
        for Tangle { low, high, uses } in &self.tangles {
            let mut net: Vec<(Option<UnitIndex>, i64)> =
                uses.iter().map(|u| (group(u.unit), if u.down { -1 } else { 1 })).collect();
            net.sort_unstable();
            for same in net.chunk_by(|a, b| a.0 == b.0) {
                let Some(group) = same[0].0 else { continue };
                let edges = &mut kept[group.get()];
                // However many times over: an outline passes once.
                match same.iter().map(|(_, sign)| sign).sum::<i64>().signum() {
                    1 => edges.push((*low, *high)),
                    -1 => edges.push((*high, *low)),
                    _ => {}
                }
            }
        }
        kept
    }
}

/// Rings of units, end to end.
struct UnitRings {
    coords: Vec<Vertex>,
    /// End in `coords`, unit.
    ends: Vec<(usize, u32)>,
}

impl UnitRings {
    /// Reads the units of a chunk, exteriors turned counter-clockwise and holes clockwise.
    fn read(first: usize, units: &[Option<&[u8]>]) -> Result<Self, CoverageError> {
        let mut polygons = Polygons::default();
        let mut unit_of_ring = Vec::new();
        for (unit, wkb) in units.iter().enumerate() {
            let unit = first + unit;
            if let Some(wkb) = wkb {
                read_into(wkb, &mut polygons)
                    .map_err(|source| CoverageError::Unit { unit, source })?;
            }
            unit_of_ring.resize(polygons.ring_ends.len(), unit as u32);
        }
        parts::orient(&mut polygons);
        let ends = polygons.ring_ends.iter().map(|end| *end as usize).zip(unit_of_ring).collect();
        Ok(Self { coords: polygons.coords, ends })
    }

    fn concat(chunks: &[Self]) -> Self {
        let mut all = Self {
            coords: Vec::with_capacity(chunks.iter().map(|c| c.coords.len()).sum()),
            ends: Vec::with_capacity(chunks.iter().map(|c| c.ends.len()).sum()),
        };
        for chunk in chunks {
            let before = all.coords.len();
            all.coords.extend_from_slice(&chunk.coords);
            all.ends.extend(chunk.ends.iter().map(|(end, unit)| (before + end, *unit)));
        }
        all
    }

    /// Uses of edges by their lower vertex: where each vertex's uses end, and the uses.
    fn uses(&self, of: &[u32], points: usize, census: &mut EdgeCensus) -> (Vec<u32>, Vec<Use>) {
        let edges = || {
            let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| *end));
            starts.zip(&self.ends).flat_map(|(start, (end, unit))| {
                of[start..*end].windows(2).map(move |pair| (pair[0], pair[1], *unit))
            })
        };
        // Counting sort: first how many, then where the first goes, then one after the other.
        let mut next = vec![0; points];
        for (from, to, _) in edges() {
            if from == to {
                census.empty += 1;
            } else {
                next[from.min(to) as usize] += 1;
            }
        }
        let mut total = 0;
        for count in &mut next {
            total += std::mem::replace(count, total);
        }
        let mut uses = vec![Use { high: NONE, down: false, unit: NONE }; total as usize];
        for (from, to, unit) in edges().filter(|(from, to, _)| from != to) {
            let at = &mut next[from.min(to) as usize];
            uses[*at as usize] = Use { high: from.max(to), down: from > to, unit };
            *at += 1;
        }
        (next, uses)
    }
}
