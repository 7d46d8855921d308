//! All tiles of all zooms, written as a stream.
//!
//! In: layers. Out: an archive, and a [`TilesReport`] of it. Zoom by zoom: borders are simplified once
//! ([`generalise`](crate::tiles::topology::generalise)), units put together ([`shapes`](crate::tiles::topology::shapes)), then blocks of 64 tiles are cut and
//! encoded side by side and written in the order of the Hilbert curve. What is in memory at once is
//! one zoom's units and a few blocks.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use geo_types::Coord;
use pmtiles::{TileCoord, TileId};
use rayon::prelude::*;

use super::layer::Layer;
use super::tile_geometry::{PreparedLayers, TileFeature};
use super::tiler::{BUFFER, Tile, block_tiles};
use crate::error::{Error, Result};
use crate::progress::{Progress, check};
use crate::tiles::grid::{EXTENT, Rect, tile_coord};
use crate::tiles::pmtiles::gzip::Gzip;
use crate::tiles::pmtiles::writer::{ArchiveInfo, ArchiveWriter};

/// Blocks are 8 × 8 tiles.
const BLOCK: u8 = 3;
/// Blocks made before they are written.
const AT_ONCE: usize = 16;

/// What was written.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct TilesReport {
    /// Bytes of the archive.
    pub bytes: u64,
    /// Tiles.
    pub tiles: usize,
    /// By zoom.
    pub zooms: BTreeMap<u8, ZoomReport>,
}

/// One zoom.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct ZoomReport {
    /// Tiles.
    pub tiles: usize,
    /// Bytes of the largest tile, compressed.
    pub largest: usize,
    /// Tiles that would have been too large, by how far down they went.
    pub reduced: usize,
    /// Pairs of simplified borders that cross.
    pub crossing: usize,
}

/// Writes the pyramid of `layers`. `metadata` has what the archive says beside its layers.
///
/// # Errors
/// No feature with a place; the system refuses to write; an interrupt.
pub fn pyramid(
    layers: &[Layer],
    metadata: &serde_json::Value,
    path: &Path,
    progress: &dyn Progress,
) -> Result<TilesReport> {
    let bounds = bounds(layers).ok_or_else(|| Error::request("no feature has a geometry"))?;
    let least = layers.iter().map(|l| l.zooms.0).min().unwrap_or(0);
    let most = layers.iter().map(|l| l.zooms.1).max().unwrap_or(0);
    let mut prepared = PreparedLayers::new(layers);
    let about = ArchiveInfo { zooms: (least, most), bounds, metadata: described(layers, metadata) };
    let mut archive = ArchiveWriter::create(path, about)?;
    let mut report = TilesReport::default();
    let mut drawn = prepared.at(least, least == most);
    for zoom in least..=most {
        let (features, crossing) = drawn;
        let mut entry = ZoomReport { crossing, ..ZoomReport::default() };
        // While a zoom is cut into tiles, the next is simplified: each leaves a core idle at times.
        let (next, done) = rayon::join(
            || (zoom < most).then(|| prepared.at(zoom + 1, zoom + 1 == most)),
            || tiles(layers, &features, zoom, &mut archive, &mut entry, progress),
        );
        done?;
        report.tiles += entry.tiles;
        report.zooms.insert(zoom, entry);
        drawn = next.unwrap_or_default();
    }
    report.bytes = archive.finish()?;
    Ok(report)
}

/// Cuts, encodes and writes every tile of a zoom.
fn tiles(
    layers: &[Layer],
    features: &[TileFeature],
    zoom: u8,
    archive: &mut ArchiveWriter,
    report: &mut ZoomReport,
    progress: &dyn Progress,
) -> Result<()> {
    let block_zoom = zoom.saturating_sub(BLOCK);
    let side = EXTENT << (zoom - block_zoom);
    let mut members: HashMap<TileCoord, Vec<u32>> = HashMap::new();
    for (i, drawn) in features.iter().enumerate() {
        for block in blocks_of(&drawn.bounds, side, block_zoom) {
            members.entry(block?).or_default().push(i as u32);
        }
    }
    let mut blocks: Vec<(TileCoord, Vec<u32>)> = members.into_iter().collect();
    blocks.sort_unstable_by_key(|(block, _)| TileId::from(*block));
    for some in blocks.chunks(AT_ONCE) {
        check(progress)?;
        let made: Vec<Vec<Tile>> = some
            .par_iter()
            .with_max_len(1)
            .map_init(Gzip::default, |gzip, (block, members)| {
                block_tiles(layers, features, members, *block, zoom, gzip)
            })
            .collect::<Result<_>>()?;
        for tile in made.into_iter().flatten() {
            archive.add(tile.coord, &tile.bytes)?;
            report.tiles += 1;
            report.largest = report.largest.max(tile.bytes.len());
            report.reduced += usize::from(tile.way_down > 0);
        }
    }
    Ok(())
}

/// Blocks that bounds and their buffer meet: tiles of `zoom`, each `side` steps wide.
fn blocks_of(
    bounds: &Rect,
    side: i32,
    zoom: u8,
) -> impl Iterator<Item = Result<TileCoord>> + use<> {
    let [x, y] = [0, 1].map(|axis| {
        let from = (bounds.min[axis] - BUFFER).div_euclid(side).max(0);
        let to = (bounds.max[axis] + BUFFER).div_euclid(side).min((1 << zoom) - 1);
        from..=to
    });
    x.flat_map(move |x| y.clone().map(move |y| tile_coord(zoom, x, y)))
}

/// West, south, east, north of all features, degrees.
fn bounds(layers: &[Layer]) -> Option<[f64; 4]> {
    let mut out = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let mut add = |p: Coord<f64>| {
        out = [out[0].min(p.x), out[1].min(p.y), out[2].max(p.x), out[3].max(p.y)];
    };
    layers.iter().flat_map(|l| &l.shapes).flatten().for_each(|s| s.coords().for_each(&mut add));
    out[0].is_finite().then_some(out)
}

/// The archive's metadata: what was given, and the layers.
fn described(layers: &[Layer], metadata: &serde_json::Value) -> String {
    let of_layer = |layer: &Layer| {
        let fields: serde_json::Map<String, serde_json::Value> =
            layer.attributes.iter().map(|a| (a.name.clone(), a.values.kind().into())).collect();
        serde_json::json!({
            "id": layer.id,
            "description": layer.description,
            "minzoom": layer.zooms.0,
            "maxzoom": layer.zooms.1,
            "fields": fields,
        })
    };
    let mut out = metadata.clone();
    out["vector_layers"] = layers.iter().map(of_layer).collect();
    out.to_string()
}
