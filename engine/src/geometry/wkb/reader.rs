//! Reads headers, counts and points, each at its byte.

use super::{
    AREAS, CIRCULAR, COMPOUND, COUNT, CURVE_POLYGON, FLAT_POLYGONS, HEADER, HEIGHT, KNOWN, LINE,
    MEASURE, MOST_ARC_POINTS, MULTI_CURVE, MULTI_LINE, MULTI_POINT, MULTI_POLYGON, MULTI_SURFACE,
    NUMBER, POINT, POLYGON, SRID, WkbError,
};
use crate::geometry::{Polygons, Shape};

/// A position in bytes, and what was read of the headers before it.
pub(super) struct WkbReader<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    little: bool,
    /// Numbers of a point.
    ordinates: usize,
    /// Rings that do not close are closed.
    lenient: bool,
    /// How many points arcs may still become.
    pub(super) room: usize,
}

impl<'a> WkbReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, little: true, ordinates: 2, lenient: false, room: MOST_ARC_POINTS }
    }

    /// The same, which closes rings.
    pub(super) fn lenient(bytes: &'a [u8]) -> Self {
        Self { lenient: true, ..Self::new(bytes) }
    }

    /// Adds the parts of a polygon or several, without heights.
    pub(super) fn polygons(mut self, out: &mut Polygons) -> Result<(), WkbError> {
        match self.header()? {
            POLYGON => self.polygon(out)?,
            MULTI_POLYGON => {
                for _ in 0..self.count(HEADER + COUNT)? {
                    let at = self.at;
                    match self.header()? {
                        POLYGON => self.polygon(out)?,
                        found => return Err(WkbError::Type { at, found, expected: FLAT_POLYGONS }),
                    }
                }
            }
            found => return Err(WkbError::Type { at: 0, found, expected: FLAT_POLYGONS }),
        }
        self.end()
    }

    /// Adds the parts of what has an area.
    pub(super) fn areas(mut self, out: &mut Polygons) -> Result<(), WkbError> {
        match self.flat_header()? {
            kind @ (POLYGON | CURVE_POLYGON) => self.surface(kind, 0, out)?,
            MULTI_POLYGON | MULTI_SURFACE => {
                for _ in 0..self.count(HEADER + COUNT)? {
                    let at = self.at;
                    let kind = self.flat_header()?;
                    self.surface(kind, at, out)?;
                }
            }
            found => return Err(WkbError::Type { at: 0, found, expected: AREAS }),
        }
        self.end()
    }

    /// The same as [`Self::shape`], of which arcs become no more than `room` points; what is left goes
    /// back there.
    pub(super) fn shape_within(mut self, room: &mut usize) -> Result<Option<Shape>, WkbError> {
        self.room = *room;
        let shape = self.shape();
        *room = self.room;
        shape
    }

    /// Points, lines or polygons; `None` of an empty one.
    pub(super) fn shape(&mut self) -> Result<Option<Shape>, WkbError> {
        let kind = self.flat_header()?;
        let (mut points, mut lines, mut polygons) = (Vec::new(), Vec::new(), Polygons::default());
        let single: &[u32] = match kind {
            POINT | LINE | CIRCULAR | COMPOUND | POLYGON | CURVE_POLYGON => &[],
            MULTI_POINT => &[POINT],
            MULTI_LINE | MULTI_CURVE => &[LINE, CIRCULAR, COMPOUND],
            MULTI_POLYGON | MULTI_SURFACE => &[POLYGON, CURVE_POLYGON],
            found => return Err(WkbError::Type { at: 0, found, expected: KNOWN }),
        };
        let mut one = |reader: &mut Self, kind, at| match kind {
            POINT => reader.point(&mut points),
            LINE => reader.line(&mut lines),
            CIRCULAR | COMPOUND => reader.curve(kind, &mut lines),
            _ => reader.surface(kind, at, &mut polygons),
        };
        if single.is_empty() {
            one(self, kind, 0)?;
        } else {
            for _ in 0..self.count(HEADER)? {
                let at = self.at;
                let found = self.flat_header()?;
                if !single.contains(&found) {
                    return Err(WkbError::Type { at, found, expected: KNOWN });
                }
                one(self, found, at)?;
            }
        }
        self.end()?;
        let empty = points.is_empty() && lines.is_empty() && polygons.part_ends.is_empty();
        Ok((!empty).then_some(match kind {
            POINT | MULTI_POINT => Shape::Points(points.into()),
            LINE | MULTI_LINE | CIRCULAR | COMPOUND | MULTI_CURVE => {
                Shape::Lines(lines.into_iter().collect())
            }
            _ => Shape::Polygons(polygons),
        }))
    }

    fn end(&self) -> Result<(), WkbError> {
        match self.bytes.len() - self.at {
            0 => Ok(()),
            extra => Err(WkbError::Trailing { extra }),
        }
    }

    fn take(&mut self, len: u64) -> Result<&'a [u8], WkbError> {
        let left = self.bytes.len() - self.at;
        if len > left as u64 {
            return Err(WkbError::Truncated { at: self.at, needed: len, left });
        }
        let start = self.at;
        self.at += len as usize;
        Ok(&self.bytes[start..self.at])
    }

    fn u32(&mut self) -> Result<u32, WkbError> {
        let mut four = [0; 4];
        four.copy_from_slice(self.take(4)?);
        Ok(if self.little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    /// A count of things of at least `least` bytes each, all of which are there.
    pub(super) fn count(&mut self, least: usize) -> Result<u32, WkbError> {
        let count = self.u32()?;
        let (needed, left) = (u64::from(count) * least as u64, self.bytes.len() - self.at);
        if needed > left as u64 {
            return Err(WkbError::Truncated { at: self.at, needed, left });
        }
        Ok(count)
    }

    /// Byte order and type, the SRID skipped. Z and M stay in the type, which is then unknown.
    fn header(&mut self) -> Result<u32, WkbError> {
        let at = self.at;
        self.little = match self.take(1)?[0] {
            0 => false,
            1 => true,
            found => return Err(WkbError::ByteOrder { at, found }),
        };
        let kind = self.u32()?;
        if kind & SRID != 0 {
            self.take(4)?;
        }
        Ok(kind & !SRID)
    }

    /// The type without height and measure, which the points' reading skips.
    pub(super) fn flat_header(&mut self) -> Result<u32, WkbError> {
        let kind = self.header()?;
        let (iso, flags) = (kind & !(HEIGHT | MEASURE), kind & (HEIGHT | MEASURE));
        let more = match iso / 1000 {
            0 => flags.count_ones(),
            1 | 2 => 1,
            3 => 2,
            _ => return Ok(kind),
        };
        self.ordinates = 2 + more as usize;
        Ok(iso % 1000)
    }

    /// Bytes of a point.
    pub(super) fn width(&self) -> usize {
        self.ordinates * NUMBER
    }

    /// Adds a point; one of NaN is empty.
    fn point(&mut self, out: &mut Vec<[f64; 2]>) -> Result<(), WkbError> {
        let at = self.at;
        let bytes = self.take(self.width() as u64)?;
        out.extend(self.points(bytes).filter(|p| !p[0].is_nan() || !p[1].is_nan()));
        finite(out.last().map_or(&[], std::slice::from_ref), at, self.width())
    }

    /// Adds a line; one of less than two points is empty.
    fn line(&mut self, out: &mut Vec<Vec<[f64; 2]>>) -> Result<(), WkbError> {
        let mut line = Vec::new();
        self.path(&mut line)?;
        if line.len() > 1 {
            out.push(line);
        }
        Ok(())
    }

    /// Adds a number of points.
    pub(super) fn path(&mut self, out: &mut Vec<[f64; 2]>) -> Result<u32, WkbError> {
        let width = self.width();
        let points = self.count(width)?;
        let start = out.len();
        if start as u64 + u64::from(points) > u64::from(u32::MAX) {
            return Err(WkbError::TooLarge);
        }
        let first = self.at;
        let bytes = self.take(u64::from(points) * width as u64)?;
        out.extend(self.points(bytes));
        finite(&out[start..], first, width)?;
        Ok(points)
    }

    fn points(&self, bytes: &'a [u8]) -> impl Iterator<Item = [f64; 2]> + use<'a> {
        let number = if self.little { f64::from_le_bytes } else { f64::from_be_bytes };
        bytes.chunks_exact(self.width()).map(move |point| {
            let (mut x, mut y) = ([0; NUMBER], [0; NUMBER]);
            x.copy_from_slice(&point[..NUMBER]);
            y.copy_from_slice(&point[NUMBER..2 * NUMBER]);
            [number(x), number(y)]
        })
    }

    /// Adds a polygon, of lines or of curves.
    fn surface(&mut self, kind: u32, at: usize, out: &mut Polygons) -> Result<(), WkbError> {
        match kind {
            POLYGON => self.polygon(out),
            CURVE_POLYGON => self.curve_polygon(out),
            found => Err(WkbError::Type { at, found, expected: AREAS }),
        }
    }

    fn polygon(&mut self, out: &mut Polygons) -> Result<(), WkbError> {
        let (before, start) = (out.ring_ends.len(), out.coords.len());
        let mut exterior = true;
        for ring in 0..self.count(COUNT)? {
            self.ring(out)?;
            exterior &= ring > 0 || out.ring_ends.len() > before;
        }
        if !exterior {
            out.ring_ends.truncate(before);
            out.coords.truncate(start);
        }
        out.end_part();
        Ok(())
    }

    fn ring(&mut self, out: &mut Polygons) -> Result<(), WkbError> {
        let (at, start) = (self.at, out.coords.len());
        self.path(&mut out.coords)?;
        self.end_of_ring(out, start, at)
    }

    /// Ends the ring whose points begin at `start`, and which stands at the byte `at`.
    pub(super) fn end_of_ring(
        &self,
        out: &mut Polygons,
        start: usize,
        at: usize,
    ) -> Result<(), WkbError> {
        if out.coords.len() > u32::MAX as usize {
            return Err(WkbError::TooLarge);
        }
        if self.lenient {
            close(out, start);
            return Ok(());
        }
        let ring = &out.coords[start..];
        if ring.len() < 4 || ring.first() != ring.last() {
            return Err(WkbError::Ring { at, points: ring.len() as u32 });
        }
        out.end_ring();
        Ok(())
    }
}

/// Ends a ring where it began; one of fewer than three points is taken back.
fn close(out: &mut Polygons, start: usize) {
    let ring = &out.coords[start..];
    if let (Some(first), true) = (ring.first().copied(), ring.first() != ring.last()) {
        out.coords.push(first);
    }
    if out.coords.len() - start < 4 {
        out.coords.truncate(start);
    } else {
        out.end_ring();
    }
}

/// Checks points, the first of which stands at the byte `at`, each `width` bytes after the one before.
pub(super) fn finite(points: &[[f64; 2]], at: usize, width: usize) -> Result<(), WkbError> {
    match points.iter().position(|p| !(p[0].is_finite() && p[1].is_finite())) {
        Some(bad) => Err(WkbError::NotFinite { at: at + bad * width }),
        None => Ok(()),
    }
}
