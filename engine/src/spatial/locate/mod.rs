//! Which unit contains a point.
//!
//! In: contours as WKB in WGS 84 degrees. Out: positions of units. The contours are laid on a grid
//! once; where no edge crosses a cell, all its points have one answer, and elsewhere the few edges
//! of the cell decide, exactly. The cost of a point depends neither on the number of units nor on
//! how many points they have.

mod block;
mod build;
mod exact;
mod fill;
mod grid;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
mod units;

use geo_types::Point;
use rayon::prelude::*;

use super::GeometryError;
use crate::territory::{NONE, UnitIndex};
use block::Block;
use exact::LonLat;
use grid::{LocatorGrid, SIDE};

/// Points that one task locates.
const TASK: usize = 4096;
/// Points whose cells are looked up before any edge is.
const TOGETHER: usize = 128;

/// Which unit contains a point. Units are closed: a point on a border belongs to the first, by
/// position, of those that touch it, and so does a point where units overlap. Holes are outside. A
/// contour that crosses itself is inside where a line from far away crosses it an odd number of times
/// (even–odd), parts of one unit that overlap likewise. Rings are closed; empty contours contain
/// nothing. Contours that cross the antimeridian go on beyond it.
///
/// ```
/// use geo_types::{Point, Rect};
/// use ifn_engine::geometry::{Polygons, write_wkb};
/// use ifn_engine::spatial::Locator;
/// use ifn_engine::territory::UnitIndex;
/// let square = Rect::new((2.0, 48.0), (3.0, 49.0)).to_polygon();
/// let contour = write_wkb(&Polygons::try_from(&square.into())?);
/// let locator = Locator::new(&[None, Some(&contour)])?;
/// assert_eq!(locator.locate(Point::new(2.35, 48.85)), Some(UnitIndex::new(1)));
/// assert_eq!(locator.locate(Point::new(4.83, 45.76)), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Locator {
    grid: LocatorGrid,
    /// Position of each block of the grid in `blocks`.
    place: Vec<u32>,
    blocks: Vec<Block>,
    /// Some contour goes on beyond the antimeridian.
    beyond: bool,
}

impl Locator {
    /// Reads contours: WKB polygons, longitude and latitude in WGS 84 degrees; `None` has none. Fewer
    /// than 2³¹ units.
    ///
    /// # Errors
    /// Bytes that are no polygons, or a coordinate that is not a finite number, with the unit.
    pub fn new(units: &[Option<&[u8]>]) -> Result<Self, GeometryError> {
        build::locator(units)
    }

    fn empty() -> Self {
        let grid = LocatorGrid::new([0.0; 4], [1.0; 2]);
        let place = vec![NONE; grid.x.blocks() * grid.y.blocks()];
        Self { grid, place, blocks: Vec::new(), beyond: false }
    }

    /// The unit of a point (longitude, latitude); none outside or when a coordinate is not a number.
    pub fn locate(&self, point: Point) -> Option<UnitIndex> {
        UnitIndex::from_column(self.number_of(point.x_y().into()))
    }

    /// The position of the unit of a point, as a column of numbers holds it.
    fn number_of(&self, [lon, lat]: LonLat) -> u32 {
        let found = self.at([lon, lat]);
        if !self.beyond {
            return found;
        }
        // NONE is the largest.
        let around = [-360.0, 360.0].map(|by| self.at([lon + by, lat]));
        found.min(around[0]).min(around[1])
    }

    /// Positions of the units of many points, on all cores; [`NONE`] where there is none. The two are of one
    /// length.
    pub fn locate_all(&self, lon: &[f64], lat: &[f64]) -> Vec<u32> {
        let count = lon.len().min(lat.len());
        let (lon, lat) = (&lon[..count], &lat[..count]);
        let mut out = vec![NONE; count];
        out.par_chunks_mut(TASK).zip(lon.par_chunks(TASK).zip(lat.par_chunks(TASK))).for_each(
            |(out, (lon, lat))| {
                if self.beyond {
                    for (i, found) in out.iter_mut().enumerate() {
                        *found = self.number_of([lon[i], lat[i]]);
                    }
                    return;
                }
                let together = lon.chunks(TOGETHER).zip(lat.chunks(TOGETHER));
                for (out, (lon, lat)) in out.chunks_mut(TOGETHER).zip(together) {
                    self.some(lon, lat, out);
                }
            },
        );
        out
    }

    /// Looks up all cells first, then where their edges lie: memory answers several such questions
    /// at once.
    fn some(&self, lon: &[f64], lat: &[f64], out: &mut [u32]) {
        let mut crossed = [(0_u32, 0_u32); TOGETHER];
        let mut count = 0;
        for (i, found) in out.iter_mut().enumerate() {
            let Some((block, column, row)) = self.place_of([lon[i], lat[i]]) else { continue };
            *found = self.blocks[block].cell(column % SIDE, row % SIDE);
            crossed[count] = (block as u32, i as u32);
            count += usize::from(Block::is_crossed(*found));
        }
        let crossed = &crossed[..count];
        let touched = crossed
            .iter()
            .fold(0, |sum, (block, i)| sum ^ self.blocks[*block as usize].touch(out[*i as usize]));
        std::hint::black_box(touched);
        for (block, i) in crossed {
            let i = *i as usize;
            out[i] = self.blocks[*block as usize].resolve(out[i], [lon[i], lat[i]]);
        }
    }

    /// Block, column and row of a point.
    #[inline]
    fn place_of(&self, [x, y]: LonLat) -> Option<(usize, usize, usize)> {
        let (column, row) = (self.grid.x.cell(x)?, self.grid.y.cell(y)?);
        let block = self.place[row / SIDE * self.grid.x.blocks() + column / SIDE];
        (block != NONE).then_some((block as usize, column, row))
    }

    fn at(&self, p: LonLat) -> u32 {
        let Some((block, column, row)) = self.place_of(p) else { return NONE };
        let block = &self.blocks[block];
        let cell = block.cell(column % SIDE, row % SIDE);
        if !Block::is_crossed(cell) {
            return cell;
        }
        block.resolve(cell, p)
    }

    /// Bytes that the index holds.
    pub fn bytes(&self) -> usize {
        self.blocks.iter().map(Block::bytes).sum::<usize>()
            + self.place.capacity() * size_of::<u32>()
            + (self.grid.x.lines.capacity() + self.grid.y.lines.capacity()) * size_of::<f64>()
    }
}
