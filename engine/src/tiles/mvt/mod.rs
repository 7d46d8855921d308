//! Mapbox Vector Tile 2.1: encoded, and rewritten with other attributes.

pub mod encode;
pub mod rewrite;
