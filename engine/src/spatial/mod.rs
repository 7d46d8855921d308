//! Where things are: which unit contains a point, what is near it, what covers how much of a unit.
//!
//! In: contours as WKB, points as longitude and latitude, all WGS 84 degrees. Out: positions of units
//! and of points, metres (geodesic, on the WGS 84 ellipsoid), shares 0–1.

pub mod crs_check;
mod locate;
mod overlay;
mod points;
mod position;
mod sum_by_unit;

pub use locate::Locator;
pub use overlay::{CoverageIndex, CoveredArea};
pub use points::{Neighbour, PointIndex, geodesic};
pub use position::{is_pair, number, point_of_text, point_of_wkb, srid_of_text};
pub use sum_by_unit::sum_by_unit;

use crate::geometry::WkbError;

/// A contour that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unit {unit}: {source}")]
pub struct GeometryError {
    /// Position of the unit.
    pub unit: usize,
    /// What is wrong with its bytes.
    pub source: WkbError,
}
