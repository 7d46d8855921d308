//! Shapes that cross the antimeridian.

use super::{Polygons, Shape};

/// Makes rings and lines that jump from one edge of the map to the other go on beyond it: 179°,
/// 181° instead of 179°, −179°. Holes follow their exterior. Shapes without a jump stay as they are.
pub fn unwrap_antimeridian(shape: &mut Shape) {
    match shape {
        Shape::Points(_) => {}
        Shape::Lines(lines) => lines.iter_mut().for_each(|line| {
            go_on(line.coords_mut().map(|c| &mut c.x));
        }),
        Shape::Polygons(polygons) => unwrap_polygons(polygons),
    }
}

fn unwrap_polygons(polygons: &mut Polygons) {
    let parts: Vec<_> = polygons.part_rings().collect();
    for mut rings in parts {
        let Some(exterior) = rings.next() else { continue };
        if !go_on(polygons.ring_mut(exterior).iter_mut().map(|p| &mut p[0])) {
            continue;
        }
        let of = |ring: &[[f64; 2]]| {
            ring.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(west, east), p| {
                (west.min(p[0]), east.max(p[0]))
            })
        };
        let (west, east) = of(polygons.ring(exterior));
        for hole in rings {
            let ring = polygons.ring_mut(hole);
            go_on(ring.iter_mut().map(|p| &mut p[0]));
            let (from, to) = of(ring);
            let inside = |by: f64| from + by >= west && to + by <= east;
            if let Some(by) = [0.0, 360.0, -360.0].into_iter().find(|by| inside(*by)) {
                for p in ring {
                    p[0] += by;
                }
            }
        }
    }
}

/// Moves the longitudes of a path, one after the other. Whether there was a jump.
fn go_on<'a>(longitudes: impl Iterator<Item = &'a mut f64>) -> bool {
    let mut by = 0.0;
    let mut jumped = false;
    let mut before: Option<f64> = None;
    for x in longitudes {
        if let Some(before) = before {
            let step = *x + by - before;
            if step.abs() > 180.0 {
                by -= 360.0_f64.copysign(step);
                jumped = true;
            }
            *x += by;
        }
        before = Some(*x);
    }
    jumped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_goes_on_beyond_the_edge_and_its_hole_with_it() {
        let ring = [[178.0, 0.0], [-178.0, 0.0], [-178.0, 4.0], [178.0, 4.0], [178.0, 0.0]];
        let hole = [[-179.5, 1.0], [-179.0, 1.0], [-179.0, 2.0], [-179.5, 1.0]];
        let mut shape = Shape::Polygons(Polygons {
            coords: ring.iter().chain(&hole).copied().collect(),
            ring_ends: vec![5, 9],
            part_ends: vec![2],
        });
        unwrap_antimeridian(&mut shape);
        let longitudes: Vec<f64> = shape.coords().map(|p| p.x).collect();
        assert_eq!(longitudes, [178.0, 182.0, 182.0, 178.0, 178.0, 180.5, 181.0, 181.0, 180.5]);
    }

    #[test]
    fn what_does_not_jump_stays() {
        let mut line = Shape::Lines(vec![[166.0, -22.0], [168.0, -20.0]].into());
        let before = line.clone();
        unwrap_antimeridian(&mut line);
        assert_eq!(line, before);
    }
}
