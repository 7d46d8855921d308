//! Areas of rings of degrees.

/// Longitude, latitude, degrees.
pub type PlanarPoint = [f64; 2];
/// Points of a ring; the first is not repeated at the end.
pub type PlanarRing = Vec<PlanarPoint>;

/// Eccentricity of WGS 84.
pub const E: f64 = 0.081_819_190_842_621_49;
/// Radius of the sphere of the same area, metres.
const RADIUS: f64 = 6_371_007.180_918_475;
/// Radians of latitude over which Gauss and Legendre's two points are exact to 12 digits.
const SHORT: f64 = 0.01;

/// Twice the area of a ring in the square of its unit, positive when anticlockwise. The last point is not
/// the first again.
pub fn twice_area(ring: &[PlanarPoint]) -> f64 {
    let Some(from) = ring.first() else { return 0.0 };
    let at = |p: &PlanarPoint| [p[0] - from[0], p[1] - from[1]];
    ring.windows(2)
        .map(|e| {
            let (a, b) = (at(&e[0]), at(&e[1]));
            a[0] * b[1] - a[1] * b[0]
        })
        .sum()
}

/// Square metres in a ring of degrees whose edges are straight in longitude and latitude, on the
/// ellipsoid; positive when anticlockwise. The last point is not the first again.
pub fn on_the_ground(ring: &[PlanarPoint]) -> f64 {
    let Some(first) = ring.first() else { return 0.0 };
    // Heights above the first point, so that small rings keep their digits.
    let base = height(first[1].to_radians());
    let next = ring.iter().skip(1).chain(ring.first());
    let below = |(a, b): (&PlanarPoint, &PlanarPoint)| {
        if a[0] == b[0] {
            return 0.0;
        }
        (a[0] - b[0]).to_radians() * (mean_height(a[1].to_radians(), b[1].to_radians()) - base)
    };
    ring.iter().zip(next).map(below).sum::<f64>() * RADIUS * RADIUS
}

/// Sine of the authalic latitude: the height of a point in the cylindrical equal-area projection.
fn height(latitude: f64) -> f64 {
    let q = |sin: f64| {
        let e = E * sin;
        (1.0 - E * E) * (sin / (1.0 - e * e) + e.atanh() / E)
    };
    q(latitude.sin()) / q(1.0)
}

/// Mean height along a straight edge from one latitude to another.
fn mean_height(from: f64, to: f64) -> f64 {
    let by = to - from;
    if by == 0.0 {
        return height(from);
    }
    let parts = (by.abs() / SHORT).ceil().max(1.0);
    // Both ways give the same sum of the same terms.
    let (low, by) = if by < 0.0 { (to, -by / parts) } else { (from, by / parts) };
    let node = by * (0.5 / 3.0_f64.sqrt());
    let part = |i: u32| {
        let middle = low + (f64::from(i) + 0.5) * by;
        f64::midpoint(height(middle - node), height(middle + node))
    };
    (0..parts as u32).map(part).sum::<f64>() / parts
}
