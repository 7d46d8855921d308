//! Edges that are straight in their own reference system, carried to WGS 84.
//!
//! An edge is straight in the system that a layer is given in. In degrees it is a curve, kilometres away
//! from the chord when it is hundreds of kilometres long: points are put on it until the chords are
//! near enough to it. Afterwards edges are straight in longitude and latitude, as RFC 7946
//! has it for GeoJSON.

use geo_types::{Coord, LineString, coord};

use super::{Crs, CrsError, Polygons, Shape};

/// How far the chords may lie from an edge to compute with, metres.
pub const OFF: f64 = 0.1;
/// To be drawn: half a pixel at zoom 12.
pub const OFF_DRAWN: f64 = 10.0;
/// An edge becomes at most 2^`DEEPEST` chords.
const DEEPEST: u32 = 12;
/// Edges shorter than this, in degrees, are straight enough: less than a centimetre off at the latitudes
/// of France, less than `OFF` up to 84°.
const SHORT: f64 = 0.005;
/// Metres of a degree of latitude, about.
const DEGREE: f64 = 111_195.0;

impl Crs {
    /// Moves a shape to longitude and latitude, WGS 84 degrees, with points between the ends of long edges.
    /// The chords lie within `off` metres of the edges. `room` is how many such points may still be made; it goes down with each. Neighbours that
    /// share an edge get the same points.
    ///
    /// # Errors
    /// A point without a place there, no more room.
    pub fn carry(&self, shape: &mut Shape, off: f64, room: &mut usize) -> Result<(), CrsError> {
        if self.is_wgs84() {
            return shape.try_map_coords_in_place(|point| self.to_wgs84(point));
        }
        match shape {
            Shape::Points(_) => shape.try_map_coords_in_place(|point| self.to_wgs84(point)),
            Shape::Lines(lines) => {
                for line in lines {
                    let mut out = Vec::with_capacity(line.0.len());
                    self.path(line.coords().copied(), &mut out, off, room)?;
                    *line = LineString::new(out);
                }
                Ok(())
            }
            Shape::Polygons(polygons) => {
                let mut out = Polygons {
                    coords: Vec::with_capacity(polygons.coords.len()),
                    ring_ends: Vec::with_capacity(polygons.ring_ends.len()),
                    part_ends: std::mem::take(&mut polygons.part_ends),
                };
                let mut moved = Vec::new();
                for ring in 0..polygons.ring_ends.len() {
                    let ring = polygons.ring(ring).iter().map(|point| Coord::from(*point));
                    self.path(ring, &mut moved, off, room)?;
                    out.coords.extend(moved.drain(..).map(<[f64; 2]>::from));
                    if out.coords.len() > u32::MAX as usize {
                        return Err(CrsError::TooLong);
                    }
                    out.end_ring();
                }
                *polygons = out;
                Ok(())
            }
        }
    }

    /// Adds the points of a path to `out`, moved, with others between them.
    fn path(
        &self,
        path: impl Iterator<Item = Coord<f64>>,
        out: &mut Vec<Coord<f64>>,
        off: f64,
        room: &mut usize,
    ) -> Result<(), CrsError> {
        let mut before: Option<EdgePlace> = None;
        for here in path {
            let moved = self.to_wgs84(here)?;
            if let Some((from, from_moved)) = before
                && is_long(from_moved, moved)
            {
                // The same points in whichever direction the edge runs.
                let start = out.len();
                let backwards = here.x_y() < from.x_y();
                let (a, b) = ((from, from_moved), (here, moved));
                let (a, b) = if backwards { (b, a) } else { (a, b) };
                self.between([a, b], (off, DEEPEST), out, room)?;
                if backwards {
                    out[start..].reverse();
                }
            }
            out.push(moved);
            before = Some((here, moved));
        }
        Ok(())
    }

    /// Adds the points between two, which halve the edge `deeper` times at most.
    fn between(
        &self,
        [a, b]: [EdgePlace; 2],
        (off, deeper): (f64, u32),
        out: &mut Vec<Coord<f64>>,
        room: &mut usize,
    ) -> Result<(), CrsError> {
        let moved = |p: Coord<f64>| Ok((p, self.to_wgs84(p)?));
        let middle = moved(half(a.0, b.0))?;
        // A curve that turns twice passes through the middle of its chord.
        let quarters = [moved(half(a.0, middle.0))?, moved(half(middle.0, b.0))?];
        let is_off = |p: &EdgePlace| distance(p.1, a.1, b.1) > off;
        if deeper == 0 || !(is_off(&middle) || quarters.iter().any(is_off)) {
            return Ok(());
        }
        *room = room.checked_sub(1).ok_or(CrsError::TooLong)?;
        self.between([a, middle], (off, deeper - 1), out, room)?;
        out.push(middle.1);
        self.between([middle, b], (off, deeper - 1), out, room)
    }
}

/// A point as the file has it, and as moved.
type EdgePlace = (Coord<f64>, Coord<f64>);

fn half(a: Coord<f64>, b: Coord<f64>) -> Coord<f64> {
    coord! { x: f64::midpoint(a.x, b.x), y: f64::midpoint(a.y, b.y) }
}

/// Degrees of longitude from one to the other, the short way.
fn across(from: f64, to: f64) -> f64 {
    let by = to - from;
    if by.abs() > 180.0 { by - 360.0_f64.copysign(by) } else { by }
}

fn is_long(a: Coord<f64>, b: Coord<f64>) -> bool {
    across(a.x, b.x).abs() + (b.y - a.y).abs() > SHORT
}

/// Metres from a point to the chord between two others, about.
fn distance(p: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> f64 {
    let narrow = p.y.to_radians().cos();
    let from_a = |q: Coord<f64>| [across(a.x, q.x) * narrow * DEGREE, (q.y - a.y) * DEGREE];
    let ([px, py], [bx, by]) = (from_a(p), from_a(b));
    let square = bx * bx + by * by;
    let share = if square > 0.0 { ((px * bx + py * by) / square).clamp(0.0, 1.0) } else { 0.0 };
    (px - share * bx).hypot(py - share * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(code: u32, line: Vec<[f64; 2]>) -> Vec<Coord<f64>> {
        let mut shape = Shape::Lines(line.into());
        Crs::epsg(code).expect("known").carry(&mut shape, OFF, &mut 100_000).expect("inside");
        shape.coords().collect()
    }

    #[test]
    fn a_long_edge_follows_its_own_system() {
        let (a, b) = ([300_000.0, 6_700_000.0], [900_000.0, 6_700_000.0]);
        let line = carried(2154, vec![a, b]);
        assert!((100..3000).contains(&line.len()), "{}", line.len());
        // Every point of the straight line lies next to the chords.
        let crs = Crs::epsg(2154).expect("known");
        for i in 0..=1000 {
            let t = f64::from(i) / 1000.0;
            let p = coord! { x: a[0] + t * (b[0] - a[0]), y: a[1] };
            let p = crs.to_wgs84(p).expect("inside");
            let off = line.windows(2).map(|e| distance(p, e[0], e[1])).fold(f64::MAX, f64::min);
            assert!(off <= OFF, "{off} m at {t}");
        }
        let mut back = carried(2154, vec![b, a]);
        back.reverse();
        assert_eq!(line, back, "the same points from both ends");
    }

    #[test]
    fn short_edges_and_degrees_stay() {
        let short = vec![[652_000.0, 6_861_000.0], [652_300.0, 6_861_200.0]];
        assert_eq!(carried(2154, short).len(), 2);
        let degrees = vec![[-5.0, 41.0], [9.0, 51.0]];
        assert_eq!(LineString::new(carried(4326, degrees.clone())), degrees.into());
    }

    #[test]
    fn around_the_world_is_bounded() {
        let world = 20_037_508.0;
        let line = carried(3857, vec![[-world, -world], [world, world]]);
        assert!(line.len() <= (1 << DEEPEST) + 1, "{}", line.len());
        let mut shape = Shape::Lines(vec![[-world, -world], [world, world]].into());
        let crs = Crs::epsg(3857).expect("known");
        assert_eq!(crs.carry(&mut shape, OFF, &mut 10), Err(CrsError::TooLong));
    }
}
