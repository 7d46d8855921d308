//! Geometries: what they are in memory, in WKB, and in which reference system.
//!
//! In: WKB, EPSG codes. Out: [`Polygons`] and [`Shape`]s; longitudes and latitudes in WGS 84 degrees once
//! a [`Crs`] has moved them. What goes in and comes out one by one has the types of [`geo_types`];
//! polygons are flat in memory, and become a [`geo_types::MultiPolygon`] and back.

mod antimeridian;
mod convert;
mod crs;
mod polygons;
#[cfg(test)]
pub(crate) mod random;
mod shape;
mod straight;
mod wkb;

pub use antimeridian::unwrap_antimeridian;
pub use convert::PolygonError;
pub use crs::{Crs, CrsError};
pub use polygons::{Polygons, bounds, point_on_surface};
pub use shape::Shape;
pub use straight::{OFF, OFF_DRAWN};
pub use wkb::{WkbError, read_areas, read_shape, read_wkb, write_shape, write_wkb};
pub(crate) use wkb::{read_drawn, read_into, read_within, srid};
