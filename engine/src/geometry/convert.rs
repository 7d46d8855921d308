//! Between flat polygons and those of [`geo_types`] and [`geo_traits`].
//!
//! [`Polygons`] are made of whatever implements [`MultiPolygonTrait`], and become a [`MultiPolygon`]. They
//! do not implement the traits themselves: geo-traits 0.3 has it done by `unsafe` functions, which this
//! crate forbids.

use geo_traits::{CoordTrait, LineStringTrait, MultiPolygonTrait, PolygonTrait};
use geo_types::{LineString, MultiPolygon, Polygon};

use super::Polygons;

/// Polygons that cannot be held.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolygonError {
    /// A coordinate is NaN or infinite.
    #[error("polygon {polygon}, ring {ring}: a coordinate is not a finite number")]
    NotFinite {
        /// Position of the polygon.
        polygon: usize,
        /// Position of the ring in it, the exterior being 0.
        ring: usize,
    },
    /// A ring that does not close, or of fewer points than a triangle's.
    #[error(
        "polygon {polygon}, ring {ring} of {points} points: four or more expected, the last as the first"
    )]
    Ring {
        /// Position of the polygon.
        polygon: usize,
        /// Position of the ring in it, the exterior being 0.
        ring: usize,
        /// How many points it has.
        points: usize,
    },
    /// More points than positions of 32 bits.
    #[error("more than {} points", u32::MAX)]
    TooLarge,
}

impl Polygons {
    /// Copies polygons of any implementation of geo-traits; those without an exterior are left out.
    /// Heights and measures are lost.
    ///
    /// # Errors
    /// A ring that does not close, has fewer than four points, or a coordinate that is not finite; more
    /// than 2³² points.
    pub fn from_multi_polygon(
        polygons: &impl MultiPolygonTrait<T = f64>,
    ) -> Result<Self, PolygonError> {
        let mut out = Self::default();
        for (position, polygon) in polygons.polygons().enumerate() {
            let Some(exterior) = polygon.exterior() else { continue };
            out.push_ring(&exterior, (position, 0))?;
            for (hole, ring) in polygon.interiors().enumerate() {
                out.push_ring(&ring, (position, hole + 1))?;
            }
            out.end_part();
        }
        Ok(out)
    }

    fn push_ring(
        &mut self,
        ring: &impl LineStringTrait<T = f64>,
        (polygon, position): (usize, usize),
    ) -> Result<(), PolygonError> {
        let start = self.coords.len();
        self.coords.extend(ring.coords().map(|c| [c.x(), c.y()]));
        if self.coords.len() > u32::MAX as usize {
            return Err(PolygonError::TooLarge);
        }
        let points = &self.coords[start..];
        if points.as_flattened().iter().any(|number| !number.is_finite()) {
            return Err(PolygonError::NotFinite { polygon, ring: position });
        }
        if points.len() < 4 || points.first() != points.last() {
            return Err(PolygonError::Ring { polygon, ring: position, points: points.len() });
        }
        self.end_ring();
        Ok(())
    }
}

impl TryFrom<&MultiPolygon<f64>> for Polygons {
    type Error = PolygonError;

    /// See [`Polygons::from_multi_polygon`].
    fn try_from(polygons: &MultiPolygon<f64>) -> Result<Self, PolygonError> {
        Self::from_multi_polygon(polygons)
    }
}

impl From<&Polygons> for MultiPolygon<f64> {
    fn from(polygons: &Polygons) -> Self {
        let polygon = |rings: Vec<&[[f64; 2]]>| {
            let mut rings = rings.into_iter().map(|ring| ring.iter().copied().collect());
            let exterior = rings.next().unwrap_or_else(LineString::empty);
            Polygon::new(exterior, rings.collect())
        };
        polygons.parts().map(polygon).collect()
    }
}

#[cfg(test)]
mod tests {
    use geo::BoundingRect;
    use geo_types::polygon;
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::random::multi_polygon;
    use crate::geometry::{bounds, read_wkb, write_wkb};

    proptest! {
        #[test]
        fn there_and_back_with_the_same_bounds(polygons in multi_polygon()) {
            let flat = Polygons::try_from(&polygons).expect("valid polygons");
            prop_assert_eq!(&MultiPolygon::from(&flat), &polygons);
            prop_assert_eq!(bounds(&flat), polygons.bounding_rect());
            prop_assert_eq!(read_wkb(&write_wkb(&flat)), Ok(flat));
        }
    }

    #[test]
    fn what_cannot_be_held_says_where() {
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        let with_hole = |hole: Vec<[f64; 2]>| {
            let holed = Polygon::new(square.exterior().clone(), vec![hole.into()]);
            Polygons::try_from(&MultiPolygon(vec![square.clone(), holed]))
        };
        let flat = with_hole(vec![[0.5, 0.2], [0.6, 0.2], [0.5, 0.2]]);
        assert_eq!(flat, Err(PolygonError::Ring { polygon: 1, ring: 1, points: 3 }));
        let far = with_hole(vec![[0.5, 0.2], [f64::INFINITY, 0.2], [0.6, 0.4]]);
        assert_eq!(far, Err(PolygonError::NotFinite { polygon: 1, ring: 1 }));
        let empty = MultiPolygon(vec![Polygon::empty(), square]);
        let kept = Polygons::try_from(&empty).expect("one part");
        assert_eq!((kept.part_ends.as_slice(), kept.coords.len()), (&[1][..], 4));
        assert_eq!(bounds(&Polygons::default()), MultiPolygon::<f64>::empty().bounding_rect());
    }
}
