//! Polygons to and from WKB, flat in memory.
//!
//! Read: ISO WKB Polygon and MultiPolygon of either byte order, and PostGIS's EWKB, whose SRID is
//! skipped. Written: ISO WKB, little endian. Reference: OGC 06-103r4, section 8.

use std::ops::Range;

const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;
/// EWKB's flag: an SRID follows the type.
const SRID: u32 = 0x2000_0000;
/// Byte order and type.
const HEADER: usize = 5;
/// Two f64.
const POINT: usize = 16;

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

/// Why bytes are not polygons.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WkbError {
    /// The bytes end before the geometry does.
    #[error("truncated WKB: {needed} bytes needed at byte {at}, {left} left")]
    Truncated {
        /// Position of the missing bytes.
        at: usize,
        /// The least that a sound geometry would still have.
        needed: u64,
        /// What there is.
        left: usize,
    },
    /// The byte order is neither 0 nor 1.
    #[error("byte order {found} at byte {at}: 0 or 1 expected")]
    ByteOrder {
        /// Its position.
        at: usize,
        /// Its value.
        found: u8,
    },
    /// Not a Polygon or MultiPolygon in two dimensions.
    #[error("geometry type {found:#x} at byte {at}: a 2D Polygon (3) or MultiPolygon (6) expected")]
    Type {
        /// Position of the geometry.
        at: usize,
        /// Its type, with EWKB's flags.
        found: u32,
    },
    /// NaN or infinite.
    #[error("coordinate at byte {at} is not a finite number")]
    NotFinite {
        /// Position of the point.
        at: usize,
    },
    /// Fewer than four points, or the last is not the first.
    #[error("ring at byte {at} has {points} points: four or more expected, the last as the first")]
    Ring {
        /// Position of the ring.
        at: usize,
        /// How many points it has.
        points: u32,
    },
    /// Bytes follow the geometry.
    #[error("{extra} bytes after the end of the geometry")]
    Trailing {
        /// How many.
        extra: usize,
    },
    /// More points than positions of 32 bits.
    #[error("more than {} points", u32::MAX)]
    TooLarge,
}

impl Polygons {
    /// Points of ring `ring`, the first repeated at the end.
    pub fn ring(&self, ring: usize) -> &[[f64; 2]] {
        &self.coords[self.span(ring)]
    }

    /// The same, to turn it.
    pub(super) fn ring_mut(&mut self, ring: usize) -> &mut [[f64; 2]] {
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
    pub(super) fn part_rings(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.part_ends.iter().copied());
        starts.zip(&self.part_ends).map(|(start, end)| start as usize..*end as usize)
    }

    /// Ends the ring whose points were pushed.
    pub(super) fn end_ring(&mut self) {
        self.ring_ends.push(self.coords.len() as u32);
    }

    /// Ends the part whose rings were pushed; a part without rings is none.
    pub(super) fn end_part(&mut self) {
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
pub(super) fn read_into(bytes: &[u8], out: &mut Polygons) -> Result<(), WkbError> {
    let mut reader = Reader { bytes, at: 0, little: true };
    match reader.header()? {
        POLYGON => reader.polygon(out)?,
        MULTI_POLYGON => {
            for _ in 0..reader.count(HEADER + 4)? {
                let at = reader.at;
                match reader.header()? {
                    POLYGON => reader.polygon(out)?,
                    found => return Err(WkbError::Type { at, found }),
                }
            }
        }
        found => return Err(WkbError::Type { at: 0, found }),
    }
    match bytes.len() - reader.at {
        0 => Ok(()),
        extra => Err(WkbError::Trailing { extra }),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    little: bool,
}

impl<'a> Reader<'a> {
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

    fn polygon(&mut self, out: &mut Polygons) -> Result<(), WkbError> {
        for _ in 0..self.count(4)? {
            self.ring(out)?;
        }
        out.end_part();
        Ok(())
    }

    fn ring(&mut self, out: &mut Polygons) -> Result<(), WkbError> {
        let at = self.at;
        let points = self.count(POINT)?;
        let start = out.coords.len();
        if start as u64 + u64::from(points) > u64::from(u32::MAX) {
            return Err(WkbError::TooLarge);
        }
        let first = self.at;
        let bytes = self.take(u64::from(points) * POINT as u64)?;
        let number = if self.little { f64::from_le_bytes } else { f64::from_be_bytes };
        out.coords.extend(bytes.chunks_exact(POINT).map(|point| {
            let (mut x, mut y) = ([0; 8], [0; 8]);
            x.copy_from_slice(&point[..8]);
            y.copy_from_slice(&point[8..]);
            [number(x), number(y)]
        }));
        let ring = &out.coords[start..];
        if let Some(bad) = ring.iter().position(|p| !(p[0].is_finite() && p[1].is_finite())) {
            return Err(WkbError::NotFinite { at: first + bad * POINT });
        }
        if ring.len() < 4 || ring.first() != ring.last() {
            return Err(WkbError::Ring { at, points });
        }
        out.end_ring();
        Ok(())
    }
}

/// Writes a Polygon where there is one part, else a MultiPolygon.
pub fn write_wkb(p: &Polygons) -> Vec<u8> {
    let parts = p.part_ends.len();
    let heads = HEADER + 4 + parts * (HEADER + 4) + p.ring_ends.len() * 4;
    let mut out = Vec::with_capacity(heads + p.coords.len() * POINT);
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

fn head(out: &mut Vec<u8>, kind: u32, count: usize) {
    out.push(1);
    out.extend(kind.to_le_bytes());
    out.extend((count as u32).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::super::Point;
    use super::*;

    const SQUARE: [Point; 5] = [[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0], [0.0, 0.0]];

    fn one(ring: &[Point]) -> Polygons {
        let len = ring.len() as u32;
        Polygons { coords: ring.to_vec(), ring_ends: vec![len], part_ends: vec![1] }
    }

    fn put(mut bytes: Vec<u8>, at: usize, with: &[u8]) -> Vec<u8> {
        bytes[at..at + with.len()].copy_from_slice(with);
        bytes
    }

    #[test]
    fn what_is_written_is_read() {
        let mut two = one(&SQUARE);
        assert_eq!(read_wkb(&write_wkb(&two)), Ok(two.clone()));
        assert_eq!(bounds(&two), [0.0, 0.0, 2.0, 1.0]);
        two.coords.extend(SQUARE.map(|[x, y]| [x + 5.0, y]));
        two.ring_ends.push(10);
        two.part_ends.push(2);
        let bytes = write_wkb(&two);
        assert_eq!((bytes[1], read_wkb(&bytes)), (6, Ok(two)));
        let none = Polygons::default();
        assert_eq!(read_wkb(&write_wkb(&none)), Ok(none.clone()));
        assert!(bounds(&none)[0].is_nan());
    }

    #[test]
    fn big_endian_and_srid_are_read() {
        let mut big = vec![0, 0x20, 0, 0, 3, 0, 0, 0x10, 0xe6, 0, 0, 0, 1, 0, 0, 0, 5];
        for number in SQUARE.as_flattened() {
            big.extend(number.to_be_bytes());
        }
        assert_eq!(read_wkb(&big), Ok(one(&SQUARE)));
    }

    #[test]
    fn every_truncation_is_refused() {
        let mut two = one(&SQUARE);
        two.coords.extend(SQUARE);
        two.ring_ends.push(10);
        two.part_ends.push(2);
        let bytes = write_wkb(&two);
        for len in 0..bytes.len() {
            let got = read_wkb(&bytes[..len]);
            assert!(matches!(got, Err(WkbError::Truncated { .. })), "{len}: {got:?}");
        }
    }

    #[test]
    fn malformed_bytes_are_named() {
        let good = write_wkb(&one(&SQUARE));
        let huge = u32::MAX.to_le_bytes();
        let needed = |least: u64| u64::from(u32::MAX) * least;
        let longer = [good.as_slice(), &[0]].concat();
        let short = write_wkb(&one(&[[0.0; 2], [1.0, 0.0], [0.0; 2]]));
        let table = [
            (put(good.clone(), 0, &[7]), WkbError::ByteOrder { at: 0, found: 7 }),
            (put(good.clone(), 1, &[1]), WkbError::Type { at: 0, found: 1 }),
            (put(good.clone(), 1, &1003_u32.to_le_bytes()), WkbError::Type { at: 0, found: 1003 }),
            (put(good.clone(), 4, &[0x80]), WkbError::Type { at: 0, found: 0x8000_0003 }),
            (
                put(good.clone(), 5, &huge),
                WkbError::Truncated { at: 9, needed: needed(4), left: 84 },
            ),
            (
                put(good.clone(), 9, &huge),
                WkbError::Truncated { at: 13, needed: needed(16), left: 80 },
            ),
            (put(good.clone(), 29, &f64::NAN.to_le_bytes()), WkbError::NotFinite { at: 29 }),
            (put(good.clone(), 37, &f64::INFINITY.to_le_bytes()), WkbError::NotFinite { at: 29 }),
            (put(good, 77, &1.0_f64.to_le_bytes()), WkbError::Ring { at: 9, points: 5 }),
            (short, WkbError::Ring { at: 9, points: 3 }),
            (longer, WkbError::Trailing { extra: 1 }),
        ];
        for (bytes, error) in table {
            assert_eq!(read_wkb(&bytes), Err(error));
        }
    }
}
