//! Geometries to and from WKB, flat in memory.
//!
//! Read: ISO WKB of either byte order, and PostGIS's EWKB, whose SRID [`srid`] gives; what is known to
//! be polygons by [`read_wkb`], anything by [`read_shape`], heights and measures left out; polygons
//! that others drew by [`read_areas`] and [`read_drawn`], which close rings. Curves become lines of many
//! points ([`curves`]). Written: ISO WKB, little endian. Reference: OGC 06-103r4, section 8.

mod curves;
mod error;
#[cfg(test)]
mod tests;

use geo_types::Coord;

use super::polygons::Polygons;
use super::shape::Shape;
use curves::{CIRCULAR, COMPOUND, CURVE_POLYGON, MULTI_CURVE, MULTI_SURFACE};
pub use error::WkbError;

const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_POINT: u32 = 4;
const MULTI_LINE: u32 = 5;
const MULTI_POLYGON: u32 = 6;
/// EWKB's flags: an SRID follows the type; points have a height, a measure.
const SRID: u32 = 0x2000_0000;
const HEIGHT: u32 = 0x8000_0000;
const MEASURE: u32 = 0x4000_0000;
/// Byte order and type.
const HEADER: usize = 5;
/// Of one f64.
const NUMBER: usize = 8;
const FLAT_POLYGONS: &str = "a 2D Polygon (3) or MultiPolygon (6)";
const AREAS: &str = "a polygon or several (3, 6, 10 or 12)";
const KNOWN: &str = "points, lines, polygons or curves (1 to 6, 8 to 12)";

/// Reads a Polygon or MultiPolygon. The bytes may be anything: a length is believed only once as
/// many bytes are there.
///
/// # Errors
/// What is wrong, and at which byte.
pub fn read_wkb(bytes: &[u8]) -> Result<Polygons, WkbError> {
    let mut out = Polygons::default();
    read_into(bytes, &mut out)?;
    Ok(out)
}

/// Adds the geometry's parts to those of `out`.
pub(crate) fn read_into(bytes: &[u8], out: &mut Polygons) -> Result<(), WkbError> {
    let mut reader = WkbReader::new(bytes);
    match reader.header()? {
        POLYGON => reader.polygon(out)?,
        MULTI_POLYGON => {
            for _ in 0..reader.count(HEADER + 4)? {
                let at = reader.at;
                match reader.header()? {
                    POLYGON => reader.polygon(out)?,
                    found => return Err(WkbError::Type { at, found, expected: FLAT_POLYGONS }),
                }
            }
        }
        found => return Err(WkbError::Type { at: 0, found, expected: FLAT_POLYGONS }),
    }
    reader.end()
}

/// Adds the parts of polygons as people draw them: a ring that does not end where it begins is
/// closed, one of fewer than three points has no area and is left out (with its holes when it is an
/// exterior), heights and measures are skipped. The bytes are trusted no more than elsewhere.
///
/// # Errors
/// What is wrong, and at which byte; points and lines are no areas.
pub(crate) fn read_areas(bytes: &[u8], out: &mut Polygons) -> Result<(), WkbError> {
    let mut reader = WkbReader { lenient: true, ..WkbReader::new(bytes) };
    let at = reader.at;
    match reader.flat_header()? {
        kind @ (POLYGON | CURVE_POLYGON) => reader.surface(kind, at, out)?,
        MULTI_POLYGON | MULTI_SURFACE => {
            for _ in 0..reader.count(HEADER + 4)? {
                let at = reader.at;
                let kind = reader.flat_header()?;
                reader.surface(kind, at, out)?;
            }
        }
        found => return Err(WkbError::Type { at: 0, found, expected: AREAS }),
    }
    reader.end()
}

/// Reads points, lines or polygons, single or multiple; `None` of an empty one.
///
/// # Errors
/// What is wrong, and at which byte.
pub fn read_shape(bytes: &[u8]) -> Result<Option<Shape>, WkbError> {
    WkbReader::new(bytes).shape()
}

/// The same. `room` is how many points curves may still become; it goes down with each.
pub(crate) fn read_within(bytes: &[u8], room: &mut usize) -> Result<Option<Shape>, WkbError> {
    let mut reader = WkbReader { room: *room, ..WkbReader::new(bytes) };
    let shape = reader.shape();
    *room = reader.room;
    shape
}

/// The same, of shapes as people draw them: a ring that does not end where it begins is closed, one of
/// fewer than three points is left out.
pub(crate) fn read_drawn(bytes: &[u8], room: &mut usize) -> Result<Option<Shape>, WkbError> {
    let mut reader = WkbReader { room: *room, lenient: true, ..WkbReader::new(bytes) };
    let shape = reader.shape();
    *room = reader.room;
    shape
}

/// The EPSG code that EWKB gives with the geometry; `None` where there is none, or 0.
pub(crate) fn srid(bytes: &[u8]) -> Option<u32> {
    let (order, rest) = bytes.split_first()?;
    let number = |at: usize| {
        let four: [u8; 4] = rest.get(at..at + 4)?.try_into().ok()?;
        Some(if *order == 1 { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    };
    number(0).filter(|kind| kind & SRID != 0)?;
    number(4).filter(|code| *code != 0)
}

struct WkbReader<'a> {
    bytes: &'a [u8],
    at: usize,
    little: bool,
    /// Numbers of a point.
    ordinates: usize,
    /// Rings that do not close are closed.
    lenient: bool,
    /// How many points arcs may still become.
    room: usize,
}

impl<'a> WkbReader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, little: true, ordinates: 2, lenient: false, room: curves::MOST }
    }

    fn shape(&mut self) -> Result<Option<Shape>, WkbError> {
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
    fn count(&mut self, least: usize) -> Result<u32, WkbError> {
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
    fn flat_header(&mut self) -> Result<u32, WkbError> {
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

    /// Adds a point; one of NaN is empty.
    fn point(&mut self, out: &mut Vec<[f64; 2]>) -> Result<(), WkbError> {
        let at = self.at;
        let bytes = self.take((self.ordinates * NUMBER) as u64)?;
        out.extend(self.points(bytes).filter(|p| !p[0].is_nan() || !p[1].is_nan()));
        finite(out.last().map_or(&[], std::slice::from_ref), at, NUMBER * self.ordinates)
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
    fn path(&mut self, out: &mut Vec<[f64; 2]>) -> Result<u32, WkbError> {
        let width = self.ordinates * NUMBER;
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
        bytes.chunks_exact(self.ordinates * NUMBER).map(move |point| {
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
        for ring in 0..self.count(4)? {
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
    fn end_of_ring(&self, out: &mut Polygons, start: usize, at: usize) -> Result<(), WkbError> {
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

/// Checks points that begin at a byte.
fn finite(points: &[[f64; 2]], at: usize, width: usize) -> Result<(), WkbError> {
    match points.iter().position(|p| !(p[0].is_finite() && p[1].is_finite())) {
        Some(bad) => Err(WkbError::NotFinite { at: at + bad * width }),
        None => Ok(()),
    }
}

/// Writes a Polygon where there is one part, else a MultiPolygon.
pub fn write_wkb(p: &Polygons) -> Vec<u8> {
    let parts = p.part_ends.len();
    let heads = HEADER + 4 + parts * (HEADER + 4) + p.ring_ends.len() * 4;
    let mut out = Vec::with_capacity(heads + p.coords.len() * 2 * NUMBER);
    if parts != 1 {
        head(&mut out, MULTI_POLYGON, parts);
    }
    for rings in p.parts() {
        head(&mut out, POLYGON, rings.len());
        for ring in rings {
            out.extend((ring.len() as u32).to_le_bytes());
            for [x, y] in ring {
                out.extend(x.to_le_bytes());
                out.extend(y.to_le_bytes());
            }
        }
    }
    out
}

/// Writes any shape: a single one where there is one.
pub fn write_shape(shape: &Shape) -> Vec<u8> {
    let mut out = Vec::new();
    let number = |out: &mut Vec<u8>, Coord { x, y }: &Coord<f64>| {
        out.extend(x.to_le_bytes());
        out.extend(y.to_le_bytes());
    };
    match shape {
        Shape::Polygons(polygons) => return write_wkb(polygons),
        Shape::Points(points) => {
            if points.len() != 1 {
                head(&mut out, MULTI_POINT, points.len());
            }
            for point in points {
                out.push(1);
                out.extend(POINT.to_le_bytes());
                number(&mut out, &point.0);
            }
        }
        Shape::Lines(lines) => {
            if lines.0.len() != 1 {
                head(&mut out, MULTI_LINE, lines.0.len());
            }
            for line in lines {
                head(&mut out, LINE, line.0.len());
                line.coords().for_each(|point| number(&mut out, point));
            }
        }
    }
    out
}

fn head(out: &mut Vec<u8>, kind: u32, count: usize) {
    out.push(1);
    out.extend(kind.to_le_bytes());
    out.extend((count as u32).to_le_bytes());
}
