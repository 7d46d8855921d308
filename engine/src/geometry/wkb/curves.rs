//! Curves as lines of many points: arcs through three points (SQL/MM, ISO 19125-1 and OGC 06-103r4, types
//! 8 to 12).
//!
//! An arc becomes chords of no more than [`STEP`] degrees of its circle: they lie no further from it
//! than 4 hundred-thousandths of its radius (11 cm for a radius of 3 km).

use super::reader::{WkbReader, finite};
use super::{CIRCULAR, COMPOUND, COUNT, HEADER, LINE, WkbError};
use crate::geometry::Polygons;

/// Degrees of a circle between two points, at most.
const STEP: f64 = 1.0;
const CURVES: &str = "a LineString (2), CircularString (8) or CompoundCurve (9)";

impl WkbReader<'_> {
    /// Adds a curve of any kind as a line; one of less than two points is empty.
    pub(super) fn curve(
        &mut self,
        kind: u32,
        out: &mut Vec<Vec<[f64; 2]>>,
    ) -> Result<(), WkbError> {
        let mut line = Vec::new();
        self.curve_path(kind, &mut line)?;
        if line.len() > 1 {
            out.push(line);
        }
        Ok(())
    }

    /// Adds a polygon whose rings are curves.
    pub(super) fn curve_polygon(&mut self, out: &mut Polygons) -> Result<(), WkbError> {
        let (before, start) = (out.ring_ends.len(), out.coords.len());
        let mut exterior = true;
        for ring in 0..self.count(HEADER + COUNT)? {
            let at = self.at;
            let kind = self.flat_header()?;
            let from = out.coords.len();
            self.curve_path(kind, &mut out.coords)?;
            self.end_of_ring(out, from, at)?;
            exterior &= ring > 0 || out.ring_ends.len() > before;
        }
        if !exterior {
            out.ring_ends.truncate(before);
            out.coords.truncate(start);
        }
        out.end_part();
        Ok(())
    }

    /// Adds the points of a curve.
    fn curve_path(&mut self, kind: u32, out: &mut Vec<[f64; 2]>) -> Result<(), WkbError> {
        match kind {
            LINE => self.path(out).map(|_| ()),
            CIRCULAR => self.arcs(out),
            COMPOUND => {
                let start = out.len();
                for _ in 0..self.count(HEADER + COUNT)? {
                    let at = self.at;
                    let kind = self.flat_header()?;
                    let from = out.len();
                    match kind {
                        LINE => self.path(out).map(|_| ())?,
                        CIRCULAR => self.arcs(out)?,
                        found => return Err(WkbError::Type { at, found, expected: CURVES }),
                    }
                    // Each begins where the one before ended.
                    if from > start && out.get(from - 1) == out.get(from) {
                        out.remove(from);
                    }
                }
                Ok(())
            }
            found => Err(WkbError::Type { at: self.at, found, expected: CURVES }),
        }
    }

    /// Adds arcs: each from a point, by the next, to the one after, where the next begins.
    fn arcs(&mut self, out: &mut Vec<[f64; 2]>) -> Result<(), WkbError> {
        let at = self.at;
        let mut through = Vec::new();
        let points = self.path(&mut through)?;
        if points > 0 && (points < 3 || points.is_multiple_of(2)) {
            return Err(WkbError::ArcPoints { at, points });
        }
        out.extend(through.first());
        for (number, arc) in through.windows(3).step_by(2).enumerate() {
            let before = out.len();
            draw(arc[0], arc[1], arc[2], out);
            let made = out.len() - before;
            self.room = self.room.checked_sub(made).ok_or(WkbError::Arcs)?;
            // Finite points may lie on a circle that is beyond all numbers.
            let first = at + COUNT + number * 2 * self.width();
            finite(&out[before..], first, 0)?;
        }
        Ok(())
    }
}

/// Adds an arc without its first point. Neighbours that share one get the same points.
fn draw(a: [f64; 2], by: [f64; 2], b: [f64; 2], out: &mut Vec<[f64; 2]>) {
    let start = out.len();
    if b < a {
        between(b, by, a, out);
        out[start..].reverse();
    } else {
        between(a, by, b, out);
    }
    out.push(b);
}

/// Adds the points between the ends of an arc; the one that it passes by where it is straight.
fn between(a: [f64; 2], by: [f64; 2], b: [f64; 2], out: &mut Vec<[f64; 2]>) {
    let (centre, sweep) = if a == b {
        // A whole circle: the point that it passes by is opposite.
        ([0, 1].map(|k| f64::midpoint(a[k], by[k])), std::f64::consts::TAU)
    } else {
        let from_a = |p: [f64; 2]| [p[0] - a[0], p[1] - a[1]];
        let ([x, y], [u, v]) = (from_a(by), from_a(b));
        let twice = 2.0 * (x * v - y * u);
        let (by_square, b_square) = (x * x + y * y, u * u + v * v);
        // Three points in a line, or as good as: no circle.
        if twice.abs() <= 1e-12 * (by_square + b_square) {
            out.push(by);
            return;
        }
        let to = [(v * by_square - y * b_square) / twice, (x * b_square - u * by_square) / twice];
        let centre = [a[0] + to[0], a[1] + to[1]];
        let angle = |p: [f64; 2]| (p[1] - centre[1]).atan2(p[0] - centre[0]);
        let turn = (angle(b) - angle(a)).rem_euclid(std::f64::consts::TAU);
        // The side of the chord that the point lies on says which way round.
        (centre, if twice < 0.0 { turn - std::f64::consts::TAU } else { turn })
    };
    let [x, y] = [a[0] - centre[0], a[1] - centre[1]];
    let chords = (sweep.abs().to_degrees() / STEP).ceil().max(2.0) as u32;
    for i in 1..chords {
        let (sin, cos) = (sweep * f64::from(i) / f64::from(chords)).sin_cos();
        out.push([centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos]);
    }
}
