//! What a feature looks like.

use super::polygons::Polygons;

/// Points, lines or polygons: one or several of a kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Points.
    Points(Vec<[f64; 2]>),
    /// Lines of two points or more.
    Lines(Vec<Vec<[f64; 2]>>),
    /// Polygons.
    Polygons(Polygons),
}

impl Shape {
    /// Every point, to look at.
    pub fn coords(&self) -> Box<dyn Iterator<Item = &[f64; 2]> + '_> {
        match self {
            Self::Points(points) => Box::new(points.iter()),
            Self::Lines(lines) => Box::new(lines.iter().flatten()),
            Self::Polygons(polygons) => Box::new(polygons.coords.iter()),
        }
    }

    /// Every point, to move.
    pub fn coords_mut(&mut self) -> Box<dyn Iterator<Item = &mut [f64; 2]> + '_> {
        match self {
            Self::Points(points) => Box::new(points.iter_mut()),
            Self::Lines(lines) => Box::new(lines.iter_mut().flatten()),
            Self::Polygons(polygons) => Box::new(polygons.coords.iter_mut()),
        }
    }
}
