//! Where things are: which unit contains a point, what is near it, what covers how much of a unit.
//!
//! In: contours as WKB, points as longitude and latitude, all WGS 84 degrees. Out: positions of units
//! and of points, metres (geodesic, on the WGS 84 ellipsoid), shares 0–1.

mod aggregate;
pub mod checks;
mod locate;
mod overlay;
mod points;
mod position;

pub use aggregate::aggregate;
pub use locate::Locator;
pub use overlay::{Cover, Covering};
pub use points::{Found, Points, geodesic};
pub use position::{is_pair, number, point_of_text, point_of_wkb, srid_of_text};

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
