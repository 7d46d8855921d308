//! Distances on the WGS 84 ellipsoid, in metres.
//!
//! [`geodesic`] is Karney's (C. F. F. Karney, *Algorithms for geodesics*, J. Geodesy 87, 2013). Points
//! are also held as numbers of a space whose origin is the Earth's centre: there the straight line
//! between two of them, the chord, costs little and bounds the geodesic from both sides.

use std::sync::LazyLock;

use geo_types::Point;
use geographiclib_rs::{Geodesic, InverseGeodesic};

/// Semi-axes of WGS 84, metres.
const A: f64 = 6_378_137.0;
const F: f64 = 1.0 / 298.257_223_563;
const B: f64 = A * (1.0 - F);
const E2: f64 = F * (2.0 - F);
/// The smallest radius of curvature: along the meridian at the equator.
const LEAST_RADIUS: f64 = B * B / A;
/// No geodesic is longer.
const FARTHEST: f64 = 20_004_000.0;
/// Chord up to which the series stands for Karney's algorithm: they differ by less than 0.01 mm.
const SHORT: f64 = 50_000.0;

/// Geodesic distance in metres between two points (longitude, latitude); NaN when one is no place. To the
/// last bit what `geo::Geodesic.distance` gives: both ask GeographicLib.
///
/// ```
/// use geo_types::Point;
/// use ifn_engine::spatial::geodesic;
/// let quarter = geodesic(Point::new(0.0, 0.0), Point::new(0.0, 90.0));
/// assert!((quarter - 10_001_965.729).abs() < 1e-3);
/// ```
pub fn geodesic(a: Point, b: Point) -> f64 {
    static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);
    if !(is_place(a) && is_place(b)) {
        return f64::NAN;
    }
    WGS84.inverse(a.y(), a.x(), b.y(), b.x())
}

/// Finite, and a latitude that is one.
pub fn is_place(point: Point) -> bool {
    point.x().is_finite() && point.y().abs() <= 90.0
}

/// A point in space, metres from the Earth's centre.
pub type Space = [f64; 3];

/// Where a point of the ellipsoid is in space.
pub fn in_space(point: Point) -> Space {
    QueryPoint::new(point).space
}

/// Square of the chord.
#[inline]
pub fn chord2(a: Space, b: Space) -> f64 {
    let d = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    d[0] * d[0] + d[1] * d[1] + d[2] * d[2]
}

/// No geodesic over this chord is longer. (It is bent less than a circle of the smallest radius: by
/// Schur's comparison its ends are farther apart than those of the circle's arc of its length.)
#[inline]
pub fn longest(chord: f64) -> f64 {
    let half = chord / (2.0 * LEAST_RADIUS);
    if half < 0.95 { 2.0 * LEAST_RADIUS * half.asin() * (1.0 + 1e-12) + 1e-6 } else { FARTHEST }
}

/// A point from which several distances are asked for.
pub struct QueryPoint {
    at: Point,
    /// In space.
    pub space: Space,
    east: Space,
    north: Space,
    /// 1 / radius of curvature along the meridian and across it.
    along: f64,
    across: f64,
    geodesic: Option<Geodesic>,
}

impl QueryPoint {
    /// Of a point that is a place.
    pub fn new(at: Point) -> Self {
        let (sin_lon, cos_lon) = at.x().to_radians().sin_cos();
        let (sin, cos) = at.y().to_radians().sin_cos();
        let w2 = 1.0 - E2 * sin * sin;
        let normal = A / w2.sqrt();
        Self {
            at,
            space: [normal * cos * cos_lon, normal * cos * sin_lon, normal * (1.0 - E2) * sin],
            east: [-sin_lon, cos_lon, 0.0],
            north: [-sin * cos_lon, -sin * sin_lon, cos],
            along: w2 / (normal * (1.0 - E2)),
            across: 1.0 / normal,
            geodesic: None,
        }
    }

    /// Geodesic distance to another point, given both ways. Over short chords from the radius of
    /// curvature in its direction (Euler), s = c (1 + (c/R)²/24 + 3 (c/R)⁴/640).
    #[inline]
    pub fn metres(&mut self, to: Point, space: Space) -> f64 {
        let d = [space[0] - self.space[0], space[1] - self.space[1], space[2] - self.space[2]];
        let dot = |v: Space| d[0] * v[0] + d[1] * v[1] + d[2] * v[2];
        let chord2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
        if chord2 > SHORT * SHORT {
            let geodesic = self.geodesic.get_or_insert_with(Geodesic::wgs84);
            return geodesic.inverse(self.at.y(), self.at.x(), to.y(), to.x());
        }
        let (east, north) = (dot(self.east), dot(self.north));
        let (east2, north2) = (east * east, north * north);
        let level2 = (east2 + north2).max(f64::MIN_POSITIVE);
        let bent = (north2 * self.along + east2 * self.across) / level2;
        let x = chord2 * bent * bent;
        chord2.sqrt() * (1.0 + x * (1.0 / 24.0 + x * (3.0 / 640.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance as _, Geodesic as GeoGeodesic};
    use proptest::prelude::*;

    fn between(a: [f64; 2], b: [f64; 2]) -> f64 {
        geodesic(a.into(), b.into())
    }

    #[test]
    fn as_published() {
        // From Los Angeles to Tallinn, as GeographicLib gives it.
        let found = between([-118.288_423_7, 34.095_925], [24.734_164_9, 59.432_343_9]);
        assert!((found - 9_094_718.727_511_38).abs() < 1e-6, "{found}");
        // The meridian's quarter, and half the way around the equator's antipodes.
        assert!((between([0.0, 0.0], [0.0, 90.0]) - 10_001_965.729).abs() < 1e-3);
        assert!((between([0.0, -90.0], [77.0, 90.0]) - 20_003_931.459).abs() < 1e-3);
        let across = between([179.9, 0.0], [-179.9, 0.0]) - between([0.1, 0.0], [-0.1, 0.0]);
        assert!(across.abs() < 1e-6, "{across}");
        assert!(
            between([f64::NAN, 0.0], [0.0, 0.0]).is_nan()
                && between([0.0, 91.0], [0.0, 0.0]).is_nan()
        );
    }

    /// By pyproj's Geod, to the tenth of a millimetre.
    #[test]
    fn distances_agree_with_proj() {
        let table = [
            ([2.3522, 48.8566], [2.2945, 48.8584], 4_238.772_9),
            ([2.3522, 48.8566], [4.8357, 45.764], 391_712.704_7),
            ([2.3522, 48.8566], [55.4504, -20.8789], 9_343_791.593_2),
            ([-61.5333, 16.25], [-61.0588, 14.6161], 187_831.525_1),
            ([179.9, -17.0], [-179.9, -16.5], 59_300.360_6),
            ([0.0, 89.999], [180.0, 89.999], 223.388),
            ([10.0, 0.0], [10.0, 0.3], 33_172.285_8),
            ([10.0, 0.0], [10.4, 0.0], 44_527.796_3),
            ([166.4572, -22.2711], [-149.5585, -17.5516], 4_619_374.264_8),
            ([-52.3, 4.9], [-52.3, 4.9], 0.0),
            ([0.0, 0.0], [179.7, 0.0], 19_995_624.89),
            ([7.0, 44.0], [7.5, 44.2], 45_789.725_6),
        ];
        for (a, b, expected) in table {
            let (a, b) = (Point::from(a), Point::from(b));
            let both = [geodesic(a, b), QueryPoint::new(a).metres(b, in_space(b))];
            assert!(both.iter().all(|d| (d - expected).abs() < 1e-4), "{a:?} {b:?}: {both:?}");
        }
    }

    proptest! {
        #[test]
        fn to_the_last_bit_as_geo(
            a in [-360.0..=360.0_f64, -90.0..=90.0_f64],
            b in [-360.0..=360.0_f64, -90.0..=90.0_f64],
            near in [-0.01..=0.01_f64, -0.01..=0.01_f64],
        ) {
            let a = Point::from(a);
            let beside = Point::new(a.x() + near[0], (a.y() + near[1]).clamp(-90.0, 90.0));
            for b in [b.into(), beside] {
                prop_assert_eq!(geodesic(a, b).to_bits(), GeoGeodesic.distance(a, b).to_bits());
            }
        }

        #[test]
        fn short_ones_and_bounds_agree_with_karney(
            lon in -180.0..180.0_f64, lat in -90.0..90.0_f64,
            azimuth in 0.0..360.0_f64, metres in 0.0..60_000.0_f64, far in -180.0..180.0_f64, far_lat in -90.0..90.0_f64,
        ) {
            use geographiclib_rs::DirectGeodesic;
            let (to_lat, to_lon): (f64, f64) = Geodesic::wgs84().direct(lat, lon, azimuth, metres);
            let from = Point::new(lon, lat);
            let mut place = QueryPoint::new(from);
            for to in [Point::new(to_lon, to_lat), Point::new(far, far_lat)] {
                let space = in_space(to);
                let exact = geodesic(from, to);
                prop_assert!((place.metres(to, space) - exact).abs() < 1e-5);
                let chord = chord2(place.space, space).sqrt();
                prop_assert!(chord <= exact + 1e-6 && exact <= longest(chord), "{chord} {exact}");
            }
        }
    }
}
