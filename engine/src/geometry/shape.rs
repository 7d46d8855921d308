//! What a feature looks like.

use geo_types::{Coord, LineString, MultiLineString, MultiPoint};

use super::polygons::Polygons;

/// Points, lines or polygons: one or several of a kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Points.
    Points(MultiPoint<f64>),
    /// Lines of two points or more.
    Lines(MultiLineString<f64>),
    /// Polygons.
    Polygons(Polygons),
}

impl Shape {
    /// Every point.
    pub fn coords(&self) -> Box<dyn Iterator<Item = Coord<f64>> + '_> {
        match self {
            Self::Points(points) => Box::new(points.iter().map(|point| point.0)),
            Self::Lines(lines) => Box::new(lines.iter().flat_map(LineString::coords).copied()),
            Self::Polygons(polygons) => Box::new(polygons.coords.iter().map(|c| Coord::from(*c))),
        }
    }

    /// Moves every point, as `MapCoordsInPlace` of the crate geo does.
    ///
    /// # Errors
    /// The first error of `moved`; the points before it are moved.
    pub fn try_map_coords_in_place<E>(
        &mut self,
        moved: impl Fn(Coord<f64>) -> Result<Coord<f64>, E>,
    ) -> Result<(), E> {
        let move_to = |coord: &mut Coord<f64>| moved(*coord).map(|there| *coord = there);
        match self {
            Self::Points(points) => points.iter_mut().try_for_each(|point| move_to(&mut point.0)),
            Self::Lines(lines) => {
                lines.iter_mut().flat_map(LineString::coords_mut).try_for_each(move_to)
            }
            Self::Polygons(polygons) => polygons.coords.iter_mut().try_for_each(|coord| {
                *coord = moved(Coord::from(*coord))?.into();
                Ok(())
            }),
        }
    }
}
