//! The grids that tiles are drawn on: that of the world, and those of the zooms.

use pmtiles::TileCoord;

use crate::error::{Error, Result};

/// The world, web Mercator, is 2^`WORLD_BITS` wide: whole numbers 4 cm apart at the equator, which
/// leave room in 32 bits for what goes on beyond the antimeridian.
pub const WORLD_BITS: u32 = 30;
/// Steps of the grid across one tile.
pub const EXTENT: i32 = 1 << EXTENT_BITS;
const EXTENT_BITS: u32 = 12;

/// A point of a zoom's grid.
pub type GridPoint = [i32; 2];

/// A rectangle of a zoom's grid, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    /// West and north.
    pub min: GridPoint,
    /// East and south.
    pub max: GridPoint,
}

impl Rect {
    /// The least that holds the points; `None` of none.
    pub fn of<'a>(points: impl IntoIterator<Item = &'a GridPoint>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = *points.next()?;
        Some(points.fold(Self { min: first, max: first }, |r, p| Self {
            min: [r.min[0].min(p[0]), r.min[1].min(p[1])],
            max: [r.max[0].max(p[0]), r.max[1].max(p[1])],
        }))
    }

    /// Whether all of `other` lies within.
    pub fn holds(&self, other: &Self) -> bool {
        (0..2).all(|a| self.min[a] <= other.min[a] && other.max[a] <= self.max[a])
    }
}

/// The tile of a zoom in column `x`, from the west, and row `y`, from the north.
///
/// # Errors
/// It lies beyond the world.
pub fn tile_coord(zoom: u8, x: i32, y: i32) -> Result<TileCoord> {
    let coord = u32::try_from(x).ok().zip(u32::try_from(y).ok());
    coord
        .and_then(|(x, y)| TileCoord::new(zoom, x, y).ok())
        .ok_or_else(|| Error::internal(format!("tile {zoom}/{x}/{y} lies beyond the world")))
}

/// How much finer the world's coordinates are than the grid of a zoom, in bits.
pub fn shift(zoom: u8) -> u32 {
    WORLD_BITS - EXTENT_BITS - u32::from(zoom)
}

/// The cell, of side 2^`shift`, of a point: that whose middle is the nearest.
pub fn cell(point: GridPoint, shift: u32) -> GridPoint {
    point.map(|c| (c + (1 << shift) / 2) >> shift)
}

/// Where a point of the world lies on the grid of a zoom.
pub fn on_grid(point: GridPoint, zoom: u8) -> GridPoint {
    cell(point, shift(zoom))
}

#[cfg(test)]
mod tests {
    use pmtiles::TileId;

    use super::*;

    #[test]
    fn ids_follow_the_hilbert_curve_and_stop_at_the_edge_of_the_world() {
        // Examples of the specification of PMTiles 3.
        let examples = [
            (0, 0, 0, 0),
            (1, 0, 0, 1),
            (1, 0, 1, 2),
            (1, 1, 1, 3),
            (1, 1, 0, 4),
            (2, 0, 0, 5),
            (12, 3423, 1763, 19_078_479),
        ];
        for (zoom, x, y, id) in examples {
            let coord = tile_coord(zoom, x, y).expect("in the world");
            assert_eq!(TileId::from(coord).value(), id, "{zoom}/{x}/{y}");
        }
        for (zoom, x, y) in [(0, 1, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0), (3, 0, -1), (200, 0, 0)] {
            assert!(tile_coord(zoom, x, y).is_err(), "{zoom}/{x}/{y}");
        }
    }
}
