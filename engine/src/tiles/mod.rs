//! Territories and scores as vector tiles: one PMTiles archive that every map client opens.
//!
//! In: [`Layer`]s of features in WGS 84 degrees, with attributes. Out: Mapbox Vector Tiles 2.1 in a
//! PMTiles 3 archive. Borders are arcs that neighbours and levels share (`topology`); each is
//! simplified once a zoom, so that nothing gaps or overlaps; units never vanish. The same layers
//! give the same bytes. An archive is read back by [`ArchiveReader`], and a tile's attributes are
//! replaced by [`rewrite`].

mod draw;
mod grid;
mod mvt;
mod pmtiles;
mod topology;
mod varint;

pub use ::pmtiles::{TileCoord, TileId};
pub use draw::layer::{Attribute, AttributePriority, Layer, Values, feature_id};
pub use draw::point_tile::{Dot, dots};
pub use draw::pyramid::{TilesReport, ZoomReport, pyramid};
pub use draw::tiler::MOST_BYTES;
pub use grid::EXTENT;
pub use mvt::encode::Value;
pub use mvt::rewrite::{DamagedTile, Rewrite, rewrite};
pub use pmtiles::directory::TileLocation;
pub use pmtiles::gzip::{Gzip, gunzip};
pub use pmtiles::reader::ArchiveReader;
pub use pmtiles::source::ArchiveSource;
pub use topology::simplify::effective_areas;
