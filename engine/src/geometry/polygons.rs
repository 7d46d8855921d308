//! Polygons, flat in memory.

use std::ops::Range;

use geo_types::{Point, Rect};

/// Polygons as flat coordinates: one allocation for all points of a unit. A ring holds its first point
/// again at its end; the first ring of a part is its exterior. Coordinates are finite.
///
/// Made from a [`geo_types::MultiPolygon`], which is checked, or read from WKB
/// ([`read_wkb`](super::read_wkb)).
///
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// use ifn_engine::geometry::Polygons;
/// let square = polygon![(x: 2.0, y: 48.0), (x: 3.0, y: 48.0), (x: 3.0, y: 49.0), (x: 2.0, y: 49.0)];
/// let square = MultiPolygon::from(square);
/// let flat = Polygons::try_from(&square)?;
/// assert_eq!(MultiPolygon::from(&flat), square);
/// # Ok::<(), ifn_engine::geometry::PolygonError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Polygons {
    /// Longitude, latitude, degrees; all finite.
    pub(crate) coords: Vec<[f64; 2]>,
    /// End of each ring in `coords`.
    pub(crate) ring_ends: Vec<u32>,
    /// End of each part in `ring_ends`.
    pub(crate) part_ends: Vec<u32>,
}

impl Polygons {
    /// Points of ring `ring`, the first repeated at the end.
    pub(crate) fn ring(&self, ring: usize) -> &[[f64; 2]] {
        &self.coords[self.span(ring)]
    }

    /// The same, to turn it.
    pub(crate) fn ring_mut(&mut self, ring: usize) -> &mut [[f64; 2]] {
        let span = self.span(ring);
        &mut self.coords[span]
    }

    fn span(&self, ring: usize) -> Range<usize> {
        let start = ring.checked_sub(1).map_or(0, |before| self.ring_ends[before]);
        start as usize..self.ring_ends[ring] as usize
    }

    /// Rings of each part, the exterior first.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Vec<&[[f64; 2]]>> {
        self.part_rings().map(|rings| rings.map(|ring| self.ring(ring)).collect())
    }

    /// Positions of the rings of each part.
    pub(crate) fn part_rings(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.part_ends.iter().copied());
        starts.zip(&self.part_ends).map(|(start, end)| start as usize..*end as usize)
    }

    /// Ends the ring whose points were pushed.
    pub(crate) fn end_ring(&mut self) {
        self.ring_ends.push(self.coords.len() as u32);
    }

    /// Ends the part whose rings were pushed; a part without rings is none.
    pub(crate) fn end_part(&mut self) {
        let end = self.ring_ends.len() as u32;
        if self.part_ends.last().copied().unwrap_or(0) < end {
            self.part_ends.push(end);
        }
    }
}

/// The least rectangle around all points, in their unit; `None` where there is no point.
pub fn bounds(p: &Polygons) -> Option<Rect<f64>> {
    let (first, rest) = p.coords.split_first()?;
    let around = |[min, max]: [[f64; 2]; 2], [x, y]: &[f64; 2]| {
        [[min[0].min(*x), min[1].min(*y)], [max[0].max(*x), max[1].max(*y)]]
    };
    let [min, max] = rest.iter().fold([*first; 2], around);
    Some(Rect::new(min, max))
}

/// Lines on which [`point_on_surface`] looks, as shares of a part's height.
const LINES: [f64; 7] = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];

/// A point well inside, for a name or a symbol: on one of a few lines across the largest part, the
/// middle of the widest stretch inside. `None` when nothing has an area.
pub fn point_on_surface(p: &Polygons) -> Option<Point<f64>> {
    let area = |ring: &[[f64; 2]]| -> f64 {
        let edges = ring.windows(2).map(|e| e[0][0] * e[1][1] - e[1][0] * e[0][1]);
        edges.sum::<f64>().abs()
    };
    let size = |part: &Vec<&[[f64; 2]]>| part.first().map_or(0.0, |ring| area(ring));
    let part = p.parts().max_by(|a, b| size(a).total_cmp(&size(b)))?;
    let ys = || part.iter().flat_map(|ring| ring.iter().map(|c| c[1]));
    let (south, north) =
        (ys().fold(f64::INFINITY, f64::min), ys().fold(f64::NEG_INFINITY, f64::max));
    let mut best: Option<([f64; 2], f64)> = None;
    let mut crossings = Vec::new();
    for share in LINES {
        let y = south + share * (north - south);
        crossings.clear();
        for ring in &part {
            for edge in ring.windows(2) {
                let ([x0, y0], [x1, y1]) = (edge[0], edge[1]);
                if (y0 > y) != (y1 > y) {
                    crossings.push(x0 + (y - y0) / (y1 - y0) * (x1 - x0));
                }
            }
        }
        crossings.sort_unstable_by(f64::total_cmp);
        for inside in crossings.chunks_exact(2) {
            let width = inside[1] - inside[0];
            if width > best.map_or(0.0, |(_, w)| w) {
                best = Some(([f64::midpoint(inside[0], inside[1]), y], width));
            }
        }
    }
    best.map(|(point, _)| point.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn even_odd(p: &Polygons, point: Point<f64>) -> bool {
        let (x, y) = point.x_y();
        let mut inside = false;
        for ring in 0..p.ring_ends.len() {
            for e in p.ring(ring).windows(2) {
                let ([x0, y0], [x1, y1]) = (e[0], e[1]);
                inside ^= (y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0);
            }
        }
        inside
    }

    #[test]
    fn the_middle_of_a_horseshoe_is_not_inside_it() {
        let coords = [
            [0.0, 0.0],
            [10.0, 0.0],
            [10.0, 10.0],
            [8.0, 10.0],
            [8.0, 2.0],
            [2.0, 2.0],
            [2.0, 10.0],
            [0.0, 10.0],
            [0.0, 0.0],
        ];
        let p = Polygons { coords: coords.into(), ring_ends: vec![9], part_ends: vec![1] };
        let point = point_on_surface(&p).expect("it has an area");
        assert!(even_odd(&p, point), "{point:?}");
        let flat = Polygons {
            coords: vec![[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]],
            ring_ends: vec![3],
            part_ends: vec![1],
        };
        assert_eq!(point_on_surface(&flat), None);
    }

    proptest! {
        #[test]
        fn it_lies_inside(radii in prop::collection::vec(0.1..5.0_f64, 3..40)) {
            let n = radii.len() as f64;
            let corner = |(i, r): (usize, &f64)| {
                let angle = i as f64 / n * std::f64::consts::TAU;
                [r * angle.cos() + 3.0, r * angle.sin() + 45.0]
            };
            let mut coords: Vec<[f64; 2]> = radii.iter().enumerate().map(corner).collect();
            coords.push(coords[0]);
            let p = Polygons { ring_ends: vec![coords.len() as u32], coords, part_ends: vec![1] };
            if let Some(point) = point_on_surface(&p) {
                prop_assert!(even_odd(&p, point));
            }
        }
    }
}
