//! Places that help, ready to be found: by id, around a point, in a frame, in a tile.

use std::sync::Arc;

use ifn_engine::places::{Place, Register};
use ifn_engine::spatial::{Neighbour, PointIndex};
use rustc_hash::FxHashMap;

/// Side of a cell, in degrees.
const CELL: f64 = 0.25;

/// Places of a build.
pub struct Places {
    /// The register.
    pub register: Arc<Register>,
    points: PointIndex,
    by_id: FxHashMap<Box<str>, u32>,
    cells: FxHashMap<(i32, i32), Vec<u32>>,
}

impl Places {
    /// Of a register.
    pub fn new(register: &Arc<Register>) -> Self {
        let points = PointIndex::new(register.places.iter().map(|p| p.point.into()));
        let mut by_id = FxHashMap::default();
        let mut cells: FxHashMap<(i32, i32), Vec<u32>> = FxHashMap::default();
        for (position, place) in register.places.iter().enumerate() {
            by_id.insert(place.id().into(), position as u32);
            if place.point[0].is_finite() && place.point[1].is_finite() {
                cells.entry(cell(place.point)).or_default().push(position as u32);
            }
        }
        Self { points, register: Arc::clone(register), by_id, cells }
    }

    /// A place by its position.
    pub fn at(&self, position: u32) -> &Place {
        &self.register.places[position as usize]
    }

    /// Position of an id.
    pub fn find(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// Places within some metres of a point, nearest first.
    pub fn around(&self, at: [f64; 2], metres: f64) -> Vec<Neighbour> {
        self.points.within(at.into(), metres)
    }

    /// Positions of the places within west, south, east, north, borders included; ascending.
    pub fn within(&self, [west, south, east, north]: [f64; 4]) -> Vec<u32> {
        let inside = |position: &u32| {
            let [lon, lat] = self.at(*position).point;
            (west..=east).contains(&lon) && (south..=north).contains(&lat)
        };
        let ((x0, y0), (x1, y1)) = (cell([west, south]), cell([east, north]));
        let wide = (i64::from(x1 - x0) + 1) * (i64::from(y1 - y0) + 1);
        let mut out: Vec<u32> = if wide as usize > self.cells.len() {
            let of = |((x, y), all): (&(i32, i32), &Vec<u32>)| {
                let near = (x0..=x1).contains(x) && (y0..=y1).contains(y);
                if near { all.clone() } else { Vec::new() }
            };
            self.cells.iter().flat_map(of).filter(inside).collect()
        } else {
            let all = (x0..=x1).flat_map(|x| (y0..=y1).map(move |y| (x, y)));
            all.filter_map(|at| self.cells.get(&at)).flatten().copied().filter(inside).collect()
        };
        out.sort_unstable();
        out
    }

    /// All positions.
    pub fn all(&self) -> Vec<u32> {
        (0..self.register.places.len() as u32).collect()
    }
}

fn cell([lon, lat]: [f64; 2]) -> (i32, i32) {
    ((lon / CELL).floor() as i32, (lat / CELL).floor() as i32)
}
