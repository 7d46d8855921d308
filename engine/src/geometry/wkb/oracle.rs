//! The crate `wkb` as an oracle of our reader: in either byte order, both read the same.

use geo_traits::to_geo::ToGeoGeometry;
use geo_types::{Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Polygon};
use proptest::collection::vec;
use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL};
use proptest::prelude::*;
use wkb::Endianness;
use wkb::writer::{WriteOptions, write_geometry};

use super::{read_areas, read_shape, read_wkb, write_shape};
use crate::geometry::{Polygons, Shape};

type Ring = Vec<[f64; 2]>;

/// Every finite number but 0: three random points are then no closed ring.
fn point() -> impl Strategy<Value = [f64; 2]> {
    let number = NORMAL | SUBNORMAL | POSITIVE | NEGATIVE;
    [number, number]
}

fn points() -> impl Strategy<Value = (Shape, Geometry)> {
    vec(point(), 1..6).prop_map(|points| {
        let several = MultiPoint::from(points.clone());
        let geometry = match several.0[..] {
            [point] => point.into(),
            _ => several.into(),
        };
        (Shape::Points(points.into()), geometry)
    })
}

fn lines() -> impl Strategy<Value = (Shape, Geometry)> {
    vec(vec(point(), 2..9), 1..4).prop_map(|lines| {
        let mut several: Vec<LineString> = lines.iter().cloned().map(LineString::from).collect();
        let geometry = match several.len() {
            1 => several.remove(0).into(),
            _ => MultiLineString(several).into(),
        };
        (Shape::Lines(lines.into_iter().map(LineString::from).collect()), geometry)
    })
}

fn polygons() -> impl Strategy<Value = (Shape, Geometry)> {
    let ring = vec(point(), 3..9).prop_map(|mut ring: Ring| {
        ring.push(ring[0]);
        ring
    });
    vec(vec(ring, 1..4), 1..4).prop_map(|parts: Vec<Vec<Ring>>| {
        let (mut flat, mut several) = (Polygons::default(), Vec::new());
        for rings in parts {
            for ring in &rings {
                flat.coords.extend(ring);
                flat.end_ring();
            }
            flat.end_part();
            let mut rings = rings.into_iter().map(LineString::from);
            several.extend(rings.next().map(|exterior| Polygon::new(exterior, rings.collect())));
        }
        let geometry = match several.len() {
            1 => several.remove(0).into(),
            _ => MultiPolygon(several).into(),
        };
        (Shape::Polygons(flat), geometry)
    })
}

proptest! {
    #[test]
    fn both_read_the_same(
        (shape, geometry) in prop_oneof![points(), lines(), polygons()],
    ) {
        let ours = write_shape(&shape);
        let read = wkb::reader::read_wkb(&ours).expect("sound bytes");
        prop_assert_eq!(read.to_geometry(), geometry.clone());
        for endianness in [Endianness::LittleEndian, Endianness::BigEndian] {
            let mut theirs = Vec::new();
            write_geometry(&mut theirs, &geometry, &WriteOptions { endianness }).expect("memory");
            prop_assert_eq!(read_shape(&theirs), Ok(Some(shape.clone())));
            if let Shape::Polygons(polygons) = &shape {
                prop_assert_eq!(&read_wkb(&theirs), &Ok(polygons.clone()));
                let mut areas = Polygons::default();
                prop_assert_eq!(read_areas(&theirs, &mut areas), Ok(()));
                prop_assert_eq!(&areas, polygons);
            }
        }
    }
}
