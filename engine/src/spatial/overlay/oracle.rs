//! Against the crate geo: what units and overlapping polygons have in common.

use geo::{Area, BooleanOps, GeodesicArea, MapCoords, unary_union};
use geo_types::{Coord, MultiPolygon, coord};
use proptest::prelude::*;

use super::*;
use crate::geometry::random::multi_polygon;
use crate::geometry::write_wkb;

/// A unit of the random polygons in degrees: 330 m.
const DEGREES: f64 = 0.003;

/// Random polygons brought to a place.
fn at(middle: Coord<f64>, polygons: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let there = |p: Coord<f64>| middle + (p - coord! { x: 1.5, y: 1.5 }) * DEGREES;
    polygons.map_coords(there)
}

fn wkb(polygons: &MultiPolygon<f64>) -> Vec<u8> {
    write_wkb(&Polygons::try_from(polygons).expect("valid polygons"))
}

fn covered_area(unit: &MultiPolygon<f64>, covering: &[MultiPolygon<f64>]) -> CoveredArea {
    let covering: Vec<Vec<u8>> = covering.iter().map(wkb).collect();
    let covering: Vec<Option<&[u8]>> = covering.iter().map(|c| Some(c.as_slice())).collect();
    let index = CoverageIndex::new(&covering).expect("valid polygons");
    index.of(&[Some(&wkb(unit))]).expect("valid polygons")[0]
}

proptest! {
    /// Beside the equator a square degree is as large everywhere (to 1e-8 over these heights), so that
    /// shares are those of the plane.
    #[test]
    fn shares_as_geo_has_them(
        unit in multi_polygon(),
        covering in prop::collection::vec(multi_polygon(), 1..4),
    ) {
        let here = coord! { x: 10.0, y: 0.0 };
        let unit = at(here, &unit);
        let covering: Vec<_> = covering.iter().map(|polygons| at(here, polygons)).collect();
        let common = unit.intersection(&unary_union(&covering));
        let expected = common.unsigned_area() / unit.unsigned_area();
        let share = covered_area(&unit, &covering).share();
        prop_assert!((share - expected).abs() < 1e-6, "{share}, not {expected}");
    }

    /// Edges are straight in degrees here and geodesics there: of these lengths both are alike.
    #[test]
    fn square_metres_as_geographiclib_has_them(
        unit in multi_polygon(),
        covering in multi_polygon(),
        lon in -180.0..180.0_f64,
        lat in -60.0..60.0_f64,
    ) {
        let here = coord! { x: lon, y: lat };
        let (unit, covering) = (at(here, &unit), at(here, &covering));
        let common = unit.intersection(&covering);
        let found = covered_area(&unit, &[covering]);
        let whole = unit.geodesic_area_signed();
        prop_assert!((found.area / whole - 1.0).abs() < 1e-4, "{} {whole}", found.area);
        let expected = common.geodesic_area_signed();
        let off = (found.covered - expected).abs() / whole;
        prop_assert!(off < 1e-4, "{} {expected}", found.covered);
    }
}
