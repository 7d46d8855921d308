//! Features on the grid of one zoom.
//!
//! In: layers. Out: what each feature looks like at a zoom ([`TileFeature`]). Points of all layers are
//! numbered and projected once; layers that share their borders are simplified together, each other
//! layer alone.

use std::collections::HashMap;

use geo_types::{Coord, coord};
use rayon::prelude::*;

use super::layer::Layer;
use super::lines;
use crate::geometry::Shape;
use crate::territory::dissolve::number;
use crate::tiles::grid::{EXTENT, GridPoint, Rect, WORLD_BITS, on_grid};
use crate::tiles::topology::arcs::{Arcs, Rings, arcs};
use crate::tiles::topology::generalise::{Zoomed, zoomed};
use crate::tiles::topology::shapes::unit;
use crate::tiles::topology::simplify::importance;

/// Polygons of all layers with numbered points.
pub struct PreparedLayers<'a> {
    layers: &'a [Layer],
    world: Vec<GridPoint>,
    /// By layer.
    rings: Vec<LayerRings>,
    /// Of the layers that are simplified together.
    borders: HashMap<Vec<usize>, Borders>,
}

#[derive(Default)]
struct LayerRings {
    rings: Rings,
    /// End of each feature in the rings.
    feature_ends: Vec<u32>,
}

/// Borders of some layers.
struct Borders {
    arcs: Arcs,
    importance: Vec<f64>,
    /// Where the rings of each of them begin.
    first_ring: Vec<usize>,
}

/// A feature at one zoom.
#[derive(Clone)]
pub struct TileFeature {
    /// Its layer.
    pub layer: u32,
    /// Its position there.
    pub feature: u32,
    /// The least rectangle around it.
    pub bounds: Rect,
    /// What it looks like.
    pub shape: Drawing,
}

/// A shape on the grid of a zoom.
#[derive(Clone)]
pub enum Drawing {
    /// Rings, simple and turned as tiles want them.
    Rings(Vec<Vec<GridPoint>>),
    /// Lines.
    Lines(Vec<Vec<GridPoint>>),
    /// Points.
    Points(Vec<GridPoint>),
}

impl<'a> PreparedLayers<'a> {
    /// Numbers and projects the points of polygons.
    pub fn new(layers: &'a [Layer]) -> Self {
        let mut coords = Vec::new();
        let mut rings: Vec<LayerRings> = Vec::new();
        for layer in layers {
            let mut made = LayerRings::default();
            let start = coords.len();
            for shape in &layer.shapes {
                if let Some(Shape::Polygons(p)) = shape {
                    for ring in (0..p.ring_ends.len()).map(|r| p.ring(r)) {
                        coords.extend_from_slice(&ring[..ring.len() - 1]);
                        made.rings.ends.push((coords.len() - start) as u32);
                    }
                }
                made.feature_ends.push(made.rings.ends.len() as u32);
            }
            rings.push(made);
        }
        let numbered = number(&coords);
        let mut start = 0;
        for of in &mut rings {
            let end = start + of.rings.ends.last().map_or(0, |e| *e as usize);
            of.rings.points = numbered.of[start..end].to_vec();
            start = end;
        }
        let world = numbered
            .points
            .par_iter()
            .with_min_len(4096)
            .map(|[lon, lat]| project(coord! { x: *lon, y: *lat }))
            .collect();
        Self { layers, world, rings, borders: HashMap::new() }
    }

    /// Every feature of a zoom, on its grid, and how many pairs of borders cross that should not.
    pub fn at(&mut self, zoom: u8, last: bool) -> (Vec<TileFeature>, usize) {
        let layers = self.layers;
        let shown: Vec<usize> = (0..layers.len()).filter(|l| layers[*l].at(zoom)).collect();
        let (together, alone): (Vec<usize>, Vec<usize>) =
            shown.iter().partition(|l| layers[**l].coverage);
        let mut groups: Vec<Vec<usize>> = alone.into_iter().map(|l| vec![l]).collect();
        groups.extend((!together.is_empty()).then_some(together));
        let mut out = Vec::new();
        let mut crossing = 0;
        for group in groups {
            if !self.borders.contains_key(&group) {
                let borders = self.borders(&group);
                self.borders.insert(group.clone(), borders);
            }
            let borders = &self.borders[&group];
            let coverage = layers[group[0]].coverage;
            let zoomed =
                zoomed(&borders.arcs, &borders.importance, &self.world, zoom, last, coverage);
            crossing += zoomed.crossing;
            for (layer, first_ring) in group.iter().zip(&borders.first_ring) {
                out.push((*layer, self.features(*layer, *first_ring, borders, &zoomed, zoom)));
            }
        }
        // In the order of the layers, whatever was simplified with what.
        out.sort_by_key(|(layer, _)| *layer);
        (out.into_iter().flat_map(|(_, drawn)| drawn).collect(), crossing)
    }

    fn borders(&self, layers: &[usize]) -> Borders {
        let mut rings = Rings::default();
        let mut first_ring = Vec::with_capacity(layers.len());
        for layer in layers {
            let of = &self.rings[*layer].rings;
            let before = rings.points.len() as u32;
            first_ring.push(rings.ends.len());
            rings.points.extend_from_slice(&of.points);
            rings.ends.extend(of.ends.iter().map(|end| before + end));
        }
        let arcs = arcs(&rings, self.world.len());
        let importance = importance(&arcs, &self.world);
        Borders { arcs, importance, first_ring }
    }

    fn features(
        &self,
        l: usize,
        first_ring: usize,
        borders: &Borders,
        zoomed: &Zoomed,
        zoom: u8,
    ) -> Vec<TileFeature> {
        let layer = &self.layers[l];
        let ends = &self.rings[l].feature_ends;
        let drawn = (0..layer.len()).into_par_iter().with_min_len(64).filter_map(|f| {
            let shape = match layer.shapes[f].as_ref()? {
                Shape::Polygons(_) => {
                    let start = f.checked_sub(1).map_or(0, |before| ends[before]) as usize;
                    let rings = first_ring + start..first_ring + ends[f] as usize;
                    Drawing::Rings(unit(&borders.arcs, zoomed, rings))
                }
                Shape::Lines(lines) => Drawing::Lines(lines::lines_on_grid(lines, zoom, project)),
                Shape::Points(points) => {
                    Drawing::Points(points.iter().map(|p| on_grid(project(p.0), zoom)).collect())
                }
            };
            let bounds = match &shape {
                Drawing::Rings(paths) | Drawing::Lines(paths) => Rect::of(paths.iter().flatten())?,
                Drawing::Points(points) => Rect::of(points)?,
            };
            Some(TileFeature { layer: l as u32, feature: f as u32, bounds, shape })
        });
        let mut drawn: Vec<TileFeature> = drawn.collect();
        beyond(&mut drawn, EXTENT << zoom);
        drawn
    }
}

/// Draws what goes on beyond an edge of the world, `width` steps wide, at the other edge too.
fn beyond(drawn: &mut Vec<TileFeature>, width: i32) {
    for i in 0..drawn.len() {
        let (west, east) = (drawn[i].bounds.min[0], drawn[i].bounds.max[0]);
        let by = match (west < 0, east >= width) {
            (false, false) => continue,
            (true, _) => width,
            (false, true) => -width,
        };
        let mut copy = drawn[i].clone();
        let moved = |p: &mut GridPoint| p[0] += by;
        match &mut copy.shape {
            Drawing::Rings(paths) | Drawing::Lines(paths) => {
                paths.iter_mut().flatten().for_each(moved);
            }
            Drawing::Points(points) => points.iter_mut().for_each(moved),
        }
        copy.bounds.min[0] += by;
        copy.bounds.max[0] += by;
        drawn.push(copy);
    }
}

/// Longitude and latitude to the world's coordinates: web Mercator (EPSG:3857), beyond its northern
/// and southern limits at its edge. Longitudes go on beyond 180°, not further than half a world.
fn project(point: Coord<f64>) -> GridPoint {
    let (lon, lat) = point.x_y();
    let lat = lat.clamp(-85.051_128_78, 85.051_128_78).to_radians();
    let x = (lon / 360.0 + 0.5).clamp(-0.5, 1.5);
    let y = (0.5 - lat.tan().asinh() / std::f64::consts::TAU).clamp(0.0, 1.0 - f64::EPSILON);
    [x, y].map(|c| (c * f64::from(1_u32 << WORLD_BITS)).round() as i32)
}
