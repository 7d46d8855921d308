//! One tile of points, drawn when it is asked for.

use crate::tiles::grid::{EXTENT, GridPoint};
use crate::tiles::mvt::encode::{FeatureGeometry, LayerWriter, Value};

/// A point on a tile's grid, with its id and attributes.
pub struct Dot<'a> {
    /// Id of the feature.
    pub id: u64,
    /// Steps to the east and to the south, 0–4095 inside.
    pub at: GridPoint,
    /// Attributes.
    pub attributes: Vec<(&'a str, Value<'a>)>,
}

/// A tile of one layer of points, plain; empty when there is none.
pub fn dots<'a>(layer: &str, all: impl IntoIterator<Item = Dot<'a>>) -> Vec<u8> {
    let mut writer = LayerWriter::default();
    for dot in all {
        writer.feature(dot.id, &FeatureGeometry::Points(vec![dot.at]), dot.attributes);
    }
    let mut tile = Vec::new();
    if !writer.is_empty() {
        writer.finish(layer, EXTENT as u64, &mut tile);
    }
    tile
}
