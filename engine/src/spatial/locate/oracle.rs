//! Against the crate geo.

use geo::coordinate_position::CoordPos;
use geo::{Contains, CoordinatePosition};
use geo_types::{Coord, MultiPolygon};
use proptest::prelude::*;

use super::*;
use crate::geometry::random::multi_polygon;
use crate::geometry::{Polygons, write_wkb};

/// Inside, on the border, or outside of a unit. Each part is asked alone: by the rule of OGC a point
/// where two of them touch is on no border of both together.
fn position(unit: &MultiPolygon<f64>, point: Point) -> CoordPos {
    let of_parts: Vec<CoordPos> =
        unit.iter().map(|part| part.coordinate_position(&point.0)).collect();
    if of_parts.contains(&CoordPos::OnBoundary) {
        CoordPos::OnBoundary
    } else if of_parts.contains(&CoordPos::Inside) {
        CoordPos::Inside
    } else {
        CoordPos::Outside
    }
}

proptest! {
    /// Units are closed: a point on a border belongs to the first that it touches, where `Contains` says
    /// of none that it holds it. Elsewhere both say the same.
    #[test]
    fn as_geo_says(
        units in prop::collection::vec(multi_polygon(), 1..5),
        points in prop::collection::vec([-0.1..3.1_f64, -0.1..3.1_f64], 40),
        on_grid in prop::collection::vec([0..25_i32, 0..25_i32], 40),
    ) {
        let wkb: Vec<Vec<u8>> = units
            .iter()
            .map(|unit| write_wkb(&Polygons::try_from(unit).expect("valid polygons")))
            .collect();
        let contours: Vec<Option<&[u8]>> = wkb.iter().map(|unit| Some(unit.as_slice())).collect();
        let locator = Locator::new(&contours).expect("valid polygons");
        let rings = units.iter().flatten().flat_map(|part| {
            std::iter::once(part.exterior()).chain(part.interiors())
        });
        let corners = rings.flat_map(|ring| ring.coords().copied()).map(Point);
        let on_grid = on_grid.iter().map(|p| Point(Coord::from(p.map(|n| f64::from(n) / 8.0))));
        for point in points.iter().map(|p| Point::from(*p)).chain(on_grid).chain(corners) {
            let first = units.iter().position(|unit| position(unit, point) != CoordPos::Outside);
            let found = locator.locate(point);
            prop_assert_eq!(found, first.map(UnitIndex::new), "{:?}", point);
            for (number, unit) in units.iter().enumerate() {
                let inside = position(unit, point) == CoordPos::Inside;
                prop_assert_eq!(unit.contains(&point), inside, "{:?}", point);
                prop_assert!(!inside || found.is_some_and(|unit| unit.get() <= number), "{:?}", point);
            }
        }
    }
}
