//! Borders that neighbours share, simplified and rounded once a zoom so that none gaps or crosses.
//!
//! In: rings on the world's grid ([`grid`](super::grid)). Out: arcs and units on the grid of a zoom.

pub mod arcs;
pub mod clip;
pub mod crossings;
pub mod generalise;
pub mod rounding;
pub mod segment_index;
pub mod shapes;
pub mod simplify;
