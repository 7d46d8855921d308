//! Contours as read: closed rings in runs of some edges, each with its bounds.
//!
//! In: WKB. Out: [`LocatorContours`] of a range of units. Runs are what is handed out to the grid's blocks:
//! small enough that a block looks at few edges that are not its own, whatever the length of a ring.

use std::ops::Range;

use super::exact::{GridEdge, LonLat};
use crate::geometry::{Polygons, Shape, read_areas, unwrap_antimeridian};
use crate::spatial::GeometryError;

/// Edges of a run, at most.
const RUN: usize = 64;

/// Some consecutive edges of a ring.
pub struct CellRun {
    /// First point; each point but the last begins an edge.
    start: u32,
    /// Last point.
    end: u32,
    /// West, south, east, north.
    pub bounds: [f64; 4],
}

/// One unit that has a contour.
pub struct LocatorUnit {
    /// Its position.
    pub position: u32,
    /// Its runs.
    pub runs: Range<u32>,
    /// West, south, east, north.
    pub bounds: [f64; 4],
}

/// The contours of some units.
#[derive(Default)]
pub struct LocatorContours {
    coords: Vec<LonLat>,
    /// All runs.
    pub runs: Vec<CellRun>,
    /// Units, by position.
    pub units: Vec<LocatorUnit>,
}

impl LocatorContours {
    /// Reads the contours of units, the first of which has the position `first`.
    pub fn read(units: &[Option<&[u8]>], first: usize) -> Result<Self, GeometryError> {
        let mut out = Self::default();
        let mut polygons = Polygons::default();
        for (i, wkb) in units.iter().enumerate() {
            let Some(wkb) = wkb else { continue };
            polygons.coords.clear();
            polygons.ring_ends.clear();
            polygons.part_ends.clear();
            read_areas(wkb, &mut polygons)
                .map_err(|source| GeometryError { unit: first + i, source })?;
            if polygons.coords.windows(2).any(|e| (e[1][0] - e[0][0]).abs() > 180.0) {
                // Beyond the edge of the map, a ring goes on.
                let mut shape = Shape::Polygons(std::mem::take(&mut polygons));
                unwrap_antimeridian(&mut shape);
                if let Shape::Polygons(moved) = shape {
                    polygons = moved;
                }
            }
            out.add((first + i) as u32, &polygons);
        }
        Ok(out)
    }

    fn add(&mut self, position: u32, polygons: &Polygons) {
        let runs = self.runs.len() as u32;
        let mut bounds = NOWHERE;
        for ring in 0..polygons.ring_ends.len() {
            let ring = polygons.ring(ring);
            let first = self.coords.len();
            self.coords.extend_from_slice(ring);
            let mut start = 0;
            while start + 1 < ring.len() {
                let end = (start + RUN).min(ring.len() - 1);
                let of_run = ring[start..=end].iter().fold(NOWHERE, around);
                bounds = joined(bounds, of_run);
                let (start_at, end_at) = ((first + start) as u32, (first + end) as u32);
                self.runs.push(CellRun { start: start_at, end: end_at, bounds: of_run });
                start = end;
            }
        }
        if (self.runs.len() as u32) > runs {
            self.units.push(LocatorUnit { position, runs: runs..self.runs.len() as u32, bounds });
        }
    }

    /// Number of edges.
    pub fn edges_len(&self) -> usize {
        self.runs.iter().map(|run| (run.end - run.start) as usize).sum()
    }

    /// Edges of a run.
    pub fn edges(&self, run: u32) -> impl Iterator<Item = GridEdge> + '_ {
        let run = &self.runs[run as usize];
        let points = &self.coords[run.start as usize..=run.end as usize];
        points.windows(2).filter_map(|p| GridEdge::new(p[0], p[1]))
    }
}

/// Bounds of nothing.
pub const NOWHERE: [f64; 4] = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

fn around([w, s, e, n]: [f64; 4], [x, y]: &LonLat) -> [f64; 4] {
    [w.min(*x), s.min(*y), e.max(*x), n.max(*y)]
}

/// Bounds of both.
pub fn joined(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
