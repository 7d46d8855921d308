//! Polygons, flat in memory.

use std::ops::Range;

/// Polygons as flat coordinates. A ring holds its first point again at its end; the first ring of
/// a part is its exterior.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Polygons {
    /// Longitude, latitude, degrees; all finite.
    pub coords: Vec<[f64; 2]>,
    /// End of each ring in `coords`.
    pub ring_ends: Vec<u32>,
    /// End of each part in `ring_ends`.
    pub part_ends: Vec<u32>,
}

impl Polygons {
    /// Points of ring `ring`, the first repeated at the end.
    pub fn ring(&self, ring: usize) -> &[[f64; 2]] {
        &self.coords[self.span(ring)]
    }

    /// The same, to turn it.
    pub(crate) fn ring_mut(&mut self, ring: usize) -> &mut [[f64; 2]] {
        let span = self.span(ring);
        &mut self.coords[span]
    }

    fn span(&self, ring: usize) -> Range<usize> {
        let start = ring.checked_sub(1).map_or(0, |before| self.ring_ends[before]);
        start as usize..self.ring_ends[ring] as usize
    }

    /// Rings of each part, the exterior first.
    pub fn parts(&self) -> impl Iterator<Item = Vec<&[[f64; 2]]>> {
        self.part_rings().map(|rings| rings.map(|ring| self.ring(ring)).collect())
    }

    /// Positions of the rings of each part.
    pub(crate) fn part_rings(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.part_ends.iter().copied());
        starts.zip(&self.part_ends).map(|(start, end)| start as usize..*end as usize)
    }

    /// Ends the ring whose points were pushed.
    pub(crate) fn end_ring(&mut self) {
        self.ring_ends.push(self.coords.len() as u32);
    }

    /// Ends the part whose rings were pushed; a part without rings is none.
    pub(crate) fn end_part(&mut self) {
        let end = self.ring_ends.len() as u32;
        if self.part_ends.last().copied().unwrap_or(0) < end {
            self.part_ends.push(end);
        }
    }
}

/// Smallest longitude and latitude, then largest, in degrees; NaN where there is no point.
pub fn bounds(p: &Polygons) -> [f64; 4] {
    p.coords.iter().fold([f64::NAN; 4], |[west, south, east, north], [x, y]| {
        [west.min(*x), south.min(*y), east.max(*x), north.max(*y)]
    })
}
