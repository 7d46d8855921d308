//! Territories and scores as vector tiles: one PMTiles archive that every map client opens.
//!
//! In: [`Layer`]s of features in WGS 84 degrees, with attributes. Out: Mapbox Vector Tiles 2.1 in a
//! PMTiles 3 archive. Borders are arcs that neighbours and levels share ([`arcs`]); each is
//! simplified once a zoom, so that nothing gaps or overlaps; units never vanish. The same layers
//! give the same bytes. An archive is read back by [`ArchiveReader`], and a tile's attributes are
//! replaced by [`rewrite`].

mod arcs;
mod clip;
mod crossings;
mod cut;
mod directory;
mod dots;
mod drawn;
mod layer;
mod lines;
mod mvt;
mod near;
mod pmtiles;
mod pyramid;
mod reader;
mod rewrite;
mod rounding;
mod shapes;
mod simplify;
mod source;
mod zoom;

pub use cut::MOST_BYTES;
pub use directory::{Place, gunzip};
pub use dots::{Dot, dots};
pub use layer::{Attribute, Layer, Need, Values, feature_id};
pub use mvt::Value;
pub use pmtiles::{Gzip, tile_id};
pub use pyramid::{Report, ZoomReport, pyramid};
pub use reader::ArchiveReader;
pub use rewrite::{DamagedTile, Rewrite, rewrite};
pub use simplify::effective_areas;
pub use source::Source;
pub use zoom::EXTENT;
