//! Shapes to ISO WKB, little endian, by the crate `wkb`.

use geo_types::{Geometry, MultiLineString, MultiPoint, MultiPolygon};
use wkb::Endianness::LittleEndian;
use wkb::writer::{WriteOptions, geometry_wkb_size, write_geometry};

use crate::geometry::{Polygons, Shape};

/// Writes a Polygon where there is one part, else a MultiPolygon.
pub fn write_wkb(polygons: &Polygons) -> Vec<u8> {
    write(&single(MultiPolygon::from(polygons).0, MultiPolygon))
}

/// Writes any shape: a single one where there is one.
pub fn write_shape(shape: &Shape) -> Vec<u8> {
    match shape {
        Shape::Points(points) => write(&single(points.0.clone(), MultiPoint)),
        Shape::Lines(lines) => write(&single(lines.0.clone(), MultiLineString)),
        Shape::Polygons(polygons) => write_wkb(polygons),
    }
}

/// The only part, or all of them as one geometry.
fn single<P: Into<Geometry>, M: Into<Geometry>>(
    mut parts: Vec<P>,
    several: impl FnOnce(Vec<P>) -> M,
) -> Geometry {
    match parts.pop() {
        Some(only) if parts.is_empty() => only.into(),
        last => {
            parts.extend(last);
            several(parts).into()
        }
    }
}

fn write(geometry: &Geometry) -> Vec<u8> {
    let mut out = Vec::with_capacity(geometry_wkb_size(geometry));
    write_geometry(&mut out, geometry, &WriteOptions { endianness: LittleEndian })
        .expect("memory takes all bytes, and no list has 2³² parts or points");
    out
}
