//! Outlines of EPCI, départements and régions: the edges that their communes do not share.
//!
//! In: a coverage of units as WKB polygons in WGS 84 degrees, neighbours sharing identical
//! vertices, and the group of each unit. Out: for each group a Polygon or MultiPolygon as
//! little-endian WKB, exterior rings counter-clockwise and holes clockwise. No coordinate is
//! computed: every vertex of an outline is a vertex of a unit, to the last bit. So the areas of a
//! group's units sum up to that of its outline, and where units overlap at the border of a group,
//! crossing edges stay crossing: what is wrong with a coverage is not repaired here.
//!
//! [`Coverage::new`] finds once, for every edge, the unit on either side; [`Coverage::outlines`]
//! keeps, for a grouping, the edges whose two sides differ, and chains them into rings. The same
//! input gives the same bytes, whatever the number of threads.

mod chain;
mod coverage;
mod number;
mod parts;
#[cfg(test)]
mod tests;

pub use coverage::{Coverage, CoverageError, EdgeCensus, Outlines};
pub use number::{Numbered, number};

/// Longitude and latitude, degrees.
type Vertex = [f64; 2];

// No unit on that side, no vertex.
use super::NONE;
