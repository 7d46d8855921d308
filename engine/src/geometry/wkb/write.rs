//! Shapes to ISO WKB, little endian.

use super::{COUNT, HEADER, LINE, MULTI_LINE, MULTI_POINT, MULTI_POLYGON, NUMBER, POINT, POLYGON};
use crate::geometry::{Polygons, Shape};

/// Writes a Polygon where there is one part, else a MultiPolygon.
pub fn write_wkb(p: &Polygons) -> Vec<u8> {
    let parts = p.part_ends.len();
    let heads = HEADER + COUNT + parts * (HEADER + COUNT) + p.ring_ends.len() * COUNT;
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
    let numbers = |out: &mut Vec<u8>, points: &[[f64; 2]]| {
        points.iter().flatten().for_each(|x| out.extend(x.to_le_bytes()));
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
                numbers(&mut out, std::slice::from_ref(point));
            }
        }
        Shape::Lines(lines) => {
            if lines.len() != 1 {
                head(&mut out, MULTI_LINE, lines.len());
            }
            for line in lines {
                head(&mut out, LINE, line.len());
                numbers(&mut out, line);
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
