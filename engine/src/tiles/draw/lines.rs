//! Lines on the grid of a zoom, simplified and cut. Lines share no borders: each goes alone.

use geo_types::{Coord, LineString, MultiLineString};

use crate::tiles::grid::{GridPoint, Rect, on_grid, shift};
use crate::tiles::topology::simplify::effective_areas;

/// Triangles below this many square steps are drawn straight.
const LEAST_AREA: f64 = 4.0;

/// Lines of one feature on the grid; those that become a point are left out.
pub fn lines_on_grid(
    lines: &MultiLineString<f64>,
    zoom: u8,
    project: impl Fn(Coord<f64>) -> GridPoint,
) -> Vec<Vec<GridPoint>> {
    let step = f64::from(1_u32 << shift(zoom));
    let simplified = |line: &LineString<f64>| {
        let world: Vec<GridPoint> = line.coords().map(|p| project(*p)).collect();
        let path: Vec<[f64; 2]> = world.iter().map(|p| p.map(f64::from)).collect();
        let areas = effective_areas(&path);
        let kept = world.iter().zip(areas).filter(|(_, area)| *area >= LEAST_AREA * step * step);
        let mut out: Vec<GridPoint> = kept.map(|(p, _)| on_grid(*p, zoom)).collect();
        out.dedup();
        out
    };
    lines.iter().map(simplified).filter(|line| line.len() > 1).collect()
}

/// Stretches of a line within a rectangle (Liang and Barsky 1984, edge by edge).
pub fn clip(line: &[GridPoint], rect: &Rect) -> Vec<Vec<GridPoint>> {
    let mut out: Vec<Vec<GridPoint>> = Vec::new();
    let mut open = false;
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let Some((from, to)) = within(a, b, rect) else {
            open = false;
            continue;
        };
        let at =
            |t: f64| [0, 1].map(|k| (f64::from(a[k]) + t * f64::from(b[k] - a[k])).round() as i32);
        if !open {
            out.push(vec![at(from)]);
        }
        if let Some(stretch) = out.last_mut() {
            stretch.push(at(to));
        }
        open = to >= 1.0;
    }
    for stretch in &mut out {
        stretch.dedup();
    }
    out.retain(|stretch| stretch.len() > 1);
    out
}

/// Which share of an edge, from 0 to 1, lies within.
fn within(a: GridPoint, b: GridPoint, rect: &Rect) -> Option<(f64, f64)> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for k in 0..2 {
        let along = f64::from(b[k] - a[k]);
        let (low, high) = (f64::from(rect.min[k] - a[k]), f64::from(rect.max[k] - a[k]));
        if along == 0.0 {
            if low > 0.0 || high < 0.0 {
                return None;
            }
            continue;
        }
        let (enter, leave) = (low / along, high / along);
        from = from.max(enter.min(leave));
        to = to.min(enter.max(leave));
    }
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_and_out_is_several() {
        let rect = Rect { min: [0, 0], max: [10, 10] };
        let line = [[-5, 5], [5, 5], [15, 5], [15, 8], [5, 8], [5, 9]];
        assert_eq!(
            clip(&line, &rect),
            [vec![[0, 5], [5, 5], [10, 5]], vec![[10, 8], [5, 8], [5, 9]]]
        );
        assert!(clip(&[[20, 20], [30, 30]], &rect).is_empty());
        assert!(clip(&[[-1, 11], [11, 23]], &rect).is_empty());
    }
}
