//! Random valid polygons, on which the engine and the crate geo are held against one another.

use std::f64::consts::TAU;

use geo::Validation;
use geo::orient::{Direction, Orient};
use geo_types::{Coord, LineString, MultiPolygon, Polygon, coord};
use proptest::prelude::*;

/// A corner: its distance from the middle, and the share of it at which the hole has its own.
type Corner = (f64, f64);

/// Valid polygons of one to three parts, in a square of three units from 0, some with holes. Corners of
/// every other lie on a grid of eighths: borders, corners and heights are then shared. Exteriors turn
/// anticlockwise, holes clockwise.
pub fn multi_polygon() -> impl Strategy<Value = MultiPolygon<f64>> {
    let cells = prop::sample::subsequence((0..9).collect::<Vec<i32>>(), 1..4);
    let corners = prop::collection::vec((0.1..0.49_f64, 0.2..0.9_f64), 3..12);
    let stars = prop::collection::vec((corners, any::<bool>()), 3);
    (cells, stars, any::<bool>()).prop_filter_map(
        "rounding made it invalid",
        |(cells, stars, snap)| {
            let star = |(cell, (corners, hole)): (&i32, &(Vec<Corner>, bool))| {
                let middle = coord! { x: f64::from(cell % 3) + 0.5, y: f64::from(cell / 3) + 0.5 };
                let ring = |hole| ring(middle, corners, hole, snap);
                Polygon::new(ring(false), hole.then(|| ring(true)).into_iter().collect())
            };
            let found: MultiPolygon<f64> = cells.iter().zip(&stars).map(star).collect();
            found.is_valid().then(|| found.orient(Direction::Default))
        },
    )
}

/// A ring that is seen whole from its middle; a hole is as well, and lies within.
fn ring(middle: Coord<f64>, corners: &[Corner], hole: bool, snap: bool) -> LineString<f64> {
    let step = TAU / corners.len() as f64;
    let corner = |(i, (radius, share)): (usize, &Corner)| {
        let radius = if hole { radius * share } else { *radius };
        let (sin, cos) = (i as f64 * step).sin_cos();
        let at = middle + coord! { x: radius * cos, y: radius * sin };
        if snap {
            coord! { x: (at.x * 8.0).round() / 8.0, y: (at.y * 8.0).round() / 8.0 }
        } else {
            at
        }
    };
    let mut ring: LineString<f64> = corners.iter().enumerate().map(corner).collect();
    ring.close();
    ring
}
