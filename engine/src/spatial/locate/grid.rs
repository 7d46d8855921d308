//! Cells of one size over what the units cover, in blocks of [`SIDE`] × [`SIDE`].

use super::exact::LonLat;

/// Cells along a block's side: as many as bits of a row's word.
pub const SIDE: usize = 64;
/// More blocks than a list of their places should hold.
const MAX_BLOCKS: f64 = 4e6;
/// More cells along an axis than a list of their lines should hold.
const MAX_CELLS: f64 = 500_000.0;

/// The grid's lines along one axis.
#[derive(Debug, Clone)]
pub struct GridAxis {
    origin: f64,
    inverse: f64,
    /// Number of cells; a multiple of [`SIDE`].
    pub cells: usize,
    /// The first number of each cell, and of the one after the last.
    pub lines: Vec<f64>,
}

impl GridAxis {
    fn new(from: f64, to: f64, size: f64) -> Self {
        let origin = from - size * 0.5;
        let cells = (((to - origin) / size).floor() as usize + 1).next_multiple_of(SIDE);
        let mut axis = Self { origin, inverse: size.recip(), cells, lines: Vec::new() };
        // What rounding makes of a line is what counts: the first number that falls into its cell.
        let line = |i: usize| {
            let mut at = origin + i as f64 * size;
            while axis.place(at) < i as f64 {
                at = at.next_up();
            }
            while axis.place(at.next_down()) >= i as f64 {
                at = at.next_down();
            }
            at
        };
        axis.lines = (0..=cells).map(line).collect();
        axis
    }

    /// Cell of a number, as a number that may be outside; grows with it. NaN stays.
    #[inline]
    fn place(&self, at: f64) -> f64 {
        ((at - self.origin) * self.inverse).floor()
    }

    /// Cell of a number; `None` outside, or of NaN.
    #[inline]
    pub fn cell(&self, at: f64) -> Option<usize> {
        let place = (at - self.origin) * self.inverse;
        (place >= 0.0 && place < self.cells as f64).then_some(place as usize)
    }

    /// Cell of a number, the first or the last when it is outside.
    #[inline]
    pub fn nearest_cell(&self, at: f64) -> usize {
        // What is below 0 becomes 0.
        (((at - self.origin) * self.inverse) as usize).min(self.cells - 1)
    }

    /// Number of blocks.
    pub fn blocks(&self) -> usize {
        self.cells / SIDE
    }
}

/// Lines along both axes.
#[derive(Debug, Clone)]
pub struct LocatorGrid {
    /// East.
    pub x: GridAxis,
    /// North.
    pub y: GridAxis,
}

impl LocatorGrid {
    /// Over `bounds` (west, south, east, north), with cells of about `size`; larger where they would
    /// be too many.
    pub fn new(bounds: [f64; 4], size: LonLat) -> Self {
        let [west, south, east, north] = bounds;
        // Cells that rounding cannot tell apart are none.
        let least =
            bounds.iter().fold(f64::MIN_POSITIVE.sqrt(), |most, b| most.max(b.abs())) * 1e-12;
        let fewest = |from: f64, to: f64| ((to - from) / MAX_CELLS).max(least);
        let mut size = [size[0].max(fewest(west, east)), size[1].max(fewest(south, north))];
        let blocks = |length: f64, size: f64| (length / size / SIDE as f64).ceil().max(1.0);
        while blocks(east - west, size[0]) * blocks(north - south, size[1]) > MAX_BLOCKS {
            size = size.map(|s| s * 2.0);
        }
        Self { x: GridAxis::new(west, east, size[0]), y: GridAxis::new(south, north, size[1]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_where_cells_begin() {
        let axis = GridAxis::new(-61.8, 55.8, 0.007);
        for i in 0..=axis.cells {
            assert_eq!(axis.place(axis.lines[i]), i as f64);
            assert_eq!(axis.place(axis.lines[i].next_down()), i as f64 - 1.0);
        }
        assert_eq!(
            (axis.cell(f64::NAN), axis.cell(-62.0), axis.cell(f64::INFINITY)),
            (None, None, None)
        );
        assert_eq!(axis.nearest_cell(-100.0), 0);
        assert_eq!(axis.nearest_cell(100.0), axis.cells - 1);
        assert!(axis.cell(-61.8).is_some() && axis.cell(55.8).is_some());
    }

    #[test]
    fn small_units_far_apart_do_not_ask_for_endless_blocks() {
        let grid = LocatorGrid::new([-180.0, -90.0, 180.0, 90.0], [1e-6, 1e-6]);
        assert!(grid.x.blocks() * grid.y.blocks() < 5_000_000);
        let one = LocatorGrid::new([2.0, 48.0, 2.0, 48.0], [0.0, 0.0]);
        assert!(one.x.cell(2.0).is_some() && one.y.cell(48.0).is_some());
    }
}
