//! Geometries to and from WKB, flat in memory.
//!
//! Read: ISO WKB of either byte order, and PostGIS's EWKB, whose SRID [`srid`] gives; what is known to
//! be polygons by [`read_wkb`], anything by [`read_shape`], heights and measures left out; polygons
//! that others drew by [`read_areas`] and [`read_drawn`], which close rings. Curves become lines of many
//! points ([`curves`]). Written: ISO WKB, little endian. Reference: OGC 06-103r4, section 8.
//!
//! Bytes may be anything. A count is believed only once as many bytes are there, so that no memory is
//! reserved for what a file only claims; nothing nests deeper than a curve polygon of compound curves in
//! a multi-surface, so that no input reaches the end of the stack; coordinates are finite; rings are
//! closed; nothing follows the geometry.

mod curves;
mod error;
#[cfg(test)]
mod oracle;
mod reader;
#[cfg(test)]
mod tests;
mod write;

use super::polygons::Polygons;
use super::shape::Shape;
pub use error::WkbError;
use reader::WkbReader;
pub use write::{write_shape, write_wkb};

const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_POINT: u32 = 4;
const MULTI_LINE: u32 = 5;
const MULTI_POLYGON: u32 = 6;
const CIRCULAR: u32 = 8;
const COMPOUND: u32 = 9;
const CURVE_POLYGON: u32 = 10;
const MULTI_CURVE: u32 = 11;
const MULTI_SURFACE: u32 = 12;
/// Points that the arcs of one geometry become, at most.
const MOST_ARC_POINTS: usize = 2_000_000;
/// EWKB's flags: an SRID follows the type; points have a height, a measure.
const SRID: u32 = 0x2000_0000;
const HEIGHT: u32 = 0x8000_0000;
const MEASURE: u32 = 0x4000_0000;
/// Bytes of byte order and type.
const HEADER: usize = 5;
/// Bytes of a count.
const COUNT: usize = 4;
/// Bytes of one f64.
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
    WkbReader::new(bytes).polygons(out)
}

/// Adds the parts of polygons as people draw them: a ring that does not end where it begins is
/// closed, one of fewer than three points has no area and is left out (with its holes when it is an
/// exterior), heights and measures are skipped. The bytes are trusted no more than elsewhere.
///
/// # Errors
/// What is wrong, and at which byte; points and lines are no areas.
pub fn read_areas(bytes: &[u8], out: &mut Polygons) -> Result<(), WkbError> {
    WkbReader::lenient(bytes).areas(out)
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
    WkbReader::new(bytes).shape_within(room)
}

/// The same, of shapes as people draw them: a ring that does not end where it begins is closed, one of
/// fewer than three points is left out.
pub(crate) fn read_drawn(bytes: &[u8], room: &mut usize) -> Result<Option<Shape>, WkbError> {
    WkbReader::lenient(bytes).shape_within(room)
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
