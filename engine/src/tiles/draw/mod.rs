//! Layers of features, drawn into the tiles of every zoom.
//!
//! In: [`layer::Layer`]s in WGS 84 degrees. Out: encoded tiles, in an archive.

pub mod layer;
pub mod lines;
pub mod point_tile;
pub mod pyramid;
pub mod tile_geometry;
pub mod tiler;
