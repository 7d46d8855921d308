//! Distances between positions, in metres, and from positions to contours. Positions are longitude and
//! latitude in WGS 84 degrees.

use crate::geometry::Polygons;
use crate::spatial::geodesic;

/// The point of a contour that is nearest to another point, on a plane that touches the earth there.
pub fn nearest(polygons: &Polygons, at: [f64; 2]) -> Option<[f64; 2]> {
    let east = at[1].to_radians().cos();
    let mut best: Option<(f64, [f64; 2])> = None;
    for edge in polygons.parts().flatten().flat_map(|ring| ring.windows(2)) {
        let [a, b] = [edge[0], edge[1]].map(|p| [(p[0] - at[0]) * east, p[1] - at[1]]);
        let along = [b[0] - a[0], b[1] - a[1]];
        let long = along[0].mul_add(along[0], along[1] * along[1]);
        let share = -(a[0] * along[0] + a[1] * along[1]) / long;
        let share = if long > 0.0 { share.clamp(0.0, 1.0) } else { 0.0 };
        let near = [a[0] + share * along[0], a[1] + share * along[1]];
        let square = near[0].mul_add(near[0], near[1] * near[1]);
        if best.is_none_or(|(least, _)| square < least) {
            best = Some((square, [at[0] + near[0] / east, at[1] + near[1]]));
        }
    }
    best.map(|(_, point)| point)
}

/// Geodesic distance on WGS 84, in metres (Karney 2013).
pub fn metres(a: [f64; 2], b: [f64; 2]) -> f64 {
    geodesic(a.into(), b.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_points_of_a_contour() {
        let square = [[2.0, 0.0], [3.0, 0.0], [3.0, 1.0], [2.0, 1.0], [2.0, 0.0]];
        let square = Polygons { coords: square.into(), ring_ends: vec![5], part_ends: vec![1] };
        assert_eq!(nearest(&square, [1.5, 0.5]), Some([2.0, 0.5]));
        assert_eq!(nearest(&square, [3.25, 2.0]), Some([3.0, 1.0]));
        assert_eq!(nearest(&Polygons::default(), [0.0, 0.0]), None);
    }

    #[test]
    fn distances() {
        // One degree of longitude on the equator: a·π/180.
        let d = metres([2.0, 0.0], [3.0, 0.0]);
        assert!((d - 111_319.490_793).abs() < 1e-5, "{d}");
        assert_eq!(metres([2.0, 48.0], [2.0, 48.0]), 0.0);
    }
}
