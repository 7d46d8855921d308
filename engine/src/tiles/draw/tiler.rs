//! Features cut into the tiles of a block, and encoded.
//!
//! In: what features look like at a zoom. Out: the bytes of each tile that has something to show,
//! compressed; what would be too large goes down in detail.

use pmtiles::{TileCoord, TileId};
use rustc_hash::FxHashSet;

use super::layer::{AttributePriority, Layer};
use super::lines;
use super::tile_geometry::{Drawing, TileFeature};
use crate::error::Result;
use crate::tiles::grid::{EXTENT, GridPoint, Rect, tile_coord};
use crate::tiles::mvt::encode::{FeatureGeometry, LayerWriter};
use crate::tiles::pmtiles::gzip::Gzip;
use crate::tiles::topology::clip::{clip, tidy};
use crate::tiles::topology::shapes::{parts, valid};

/// Steps of the grid around a tile that it also holds: strokes at its edge are not cut.
pub const BUFFER: i32 = 64;
/// A tile is at most so large, compressed.
pub const MOST_BYTES: usize = 500_000;
/// Ways down for a layer of a tile that would be larger: the attributes for reading alone; those
/// for drawing alone, with the id, which is the code; then also a grid 4, 16, 64 times coarser, on
/// which points that fall together are one; then also one feature in 4, 16 and so on.
const PRIORITIES: [AttributePriority; 3] =
    [AttributePriority::Detail, AttributePriority::Reading, AttributePriority::Drawing];
const FINE: usize = PRIORITIES.len() - 1;
const COARSEST: usize = FINE + 3;

/// A feature's part of one tile.
struct TilePiece {
    feature: u32,
    layer: u32,
    geometry: FeatureGeometry,
}

/// A tile, ready to be written.
pub struct Tile {
    /// Which one.
    pub coord: TileCoord,
    /// Compressed.
    pub bytes: Vec<u8>,
    /// How far down it went to be small enough.
    pub way_down: usize,
}

/// Tiles of a zoom within one block (a tile of a coarser zoom), in the order of their ids.
///
/// # Errors
/// A tile lies beyond the world: none does where the block is a coarser tile.
pub fn block_tiles(
    layers: &[Layer],
    features: &[TileFeature],
    members: &[u32],
    block: TileCoord,
    zoom: u8,
    gzip: &mut Gzip,
) -> Result<Vec<Tile>> {
    let count = 1_i32 << (zoom - block.z());
    let origin = [block.x() as i32 * count, block.y() as i32 * count];
    let mut pieces: Vec<Vec<TilePiece>> = (0..count * count).map(|_| Vec::new()).collect();
    let tile_rect = |x: i32, y: i32| Rect {
        min: [x * EXTENT - BUFFER, y * EXTENT - BUFFER],
        max: [(x + 1) * EXTENT + BUFFER, (y + 1) * EXTENT + BUFFER],
    };
    let block_rect = Rect {
        min: tile_rect(origin[0], origin[1]).min,
        max: tile_rect(origin[0] + count - 1, origin[1] + count - 1).max,
    };
    for member in members {
        let drawn = &features[*member as usize];
        let whole = Cow::of(&drawn.shape, &block_rect, &drawn.bounds);
        let [xs, ys] = [0, 1].map(|axis| {
            let from = (drawn.bounds.min[axis] - BUFFER).div_euclid(EXTENT).max(origin[axis]);
            let to = (drawn.bounds.max[axis] + BUFFER).div_euclid(EXTENT);
            from..=to.min(origin[axis] + count - 1)
        });
        for x in xs {
            let column = Rect {
                min: [tile_rect(x, 0).min[0], block_rect.min[1]],
                max: [tile_rect(x, 0).max[0], block_rect.max[1]],
            };
            let strip = Cow::of(whole.get(), &column, &drawn.bounds);
            for y in ys.clone() {
                let rect = tile_rect(x, y);
                let geometry =
                    geometry(strip.get(), &rect, &drawn.bounds, [x * EXTENT, y * EXTENT]);
                if let Some(geometry) = geometry {
                    let at = (y - origin[1]) * count + x - origin[0];
                    let (feature, layer) = (drawn.feature, drawn.layer);
                    pieces[at as usize].push(TilePiece { feature, layer, geometry });
                }
            }
        }
    }
    let mut tiles: Vec<Tile> = pieces
        .into_iter()
        .enumerate()
        .filter(|(_, pieces)| !pieces.is_empty())
        .map(|(at, pieces)| {
            let (x, y) = (origin[0] + at as i32 % count, origin[1] + at as i32 / count);
            let coord = tile_coord(zoom, x, y)?;
            let (bytes, way_down) = encoded(layers, &pieces, gzip);
            Ok(Tile { coord, bytes, way_down })
        })
        .collect::<Result<_>>()?;
    tiles.sort_unstable_by_key(|t| TileId::from(t.coord));
    Ok(tiles)
}

/// A drawing, cut only when it has to be.
enum Cow<'a> {
    Whole(&'a Drawing),
    Cut(Drawing),
}

impl<'a> Cow<'a> {
    fn of(drawing: &'a Drawing, rect: &Rect, bounds: &Rect) -> Self {
        match drawing {
            Drawing::Rings(rings) if !rect.holds(bounds) => {
                Self::Cut(Drawing::Rings(clip(rings, rect)))
            }
            _ => Self::Whole(drawing),
        }
    }

    fn get(&self) -> &Drawing {
        match self {
            Self::Whole(drawing) => drawing,
            Self::Cut(drawing) => drawing,
        }
    }
}

/// What a tile shows of a drawing, from its own corner; `None` when that is nothing.
fn geometry(
    drawing: &Drawing,
    rect: &Rect,
    bounds: &Rect,
    corner: GridPoint,
) -> Option<FeatureGeometry> {
    let own = |p: &GridPoint| [p[0] - corner[0], p[1] - corner[1]];
    match drawing {
        Drawing::Rings(rings) => {
            let rings = if rect.holds(bounds) { rings.clone() } else { valid(clip(rings, rect)) };
            let moved = rings.iter().map(|r| r.iter().map(own).collect()).collect();
            let parts = parts(moved);
            (!parts.is_empty()).then_some(FeatureGeometry::Polygons(parts))
        }
        Drawing::Lines(paths) => {
            let cut: Vec<Vec<GridPoint>> =
                paths.iter().flat_map(|p| lines::clip(p, rect)).collect();
            let moved: Vec<Vec<GridPoint>> =
                cut.iter().map(|l| l.iter().map(own).collect()).collect();
            (!moved.is_empty()).then_some(FeatureGeometry::Lines(moved))
        }
        Drawing::Points(points) => {
            let inside = points.iter().filter(|p| rect.holds(&Rect { min: **p, max: **p }));
            let moved: Vec<GridPoint> = inside.map(own).collect();
            (!moved.is_empty()).then_some(FeatureGeometry::Points(moved))
        }
    }
}

/// A tile's bytes, compressed, and how far down it had to go to be small enough: each time, the
/// layer that takes most room goes one way down.
fn encoded(layers: &[Layer], pieces: &[TilePiece], gzip: &mut Gzip) -> (Vec<u8>, usize) {
    let of_layers: Vec<&[TilePiece]> = pieces.chunk_by(|a, b| a.layer == b.layer).collect();
    let encode = |of: &[TilePiece], way_down| encode(&layers[of[0].layer as usize], of, way_down);
    let mut ways_down = vec![0; of_layers.len()];
    let mut parts: Vec<Vec<u8>> = of_layers.iter().map(|of| encode(of, 0)).collect();
    loop {
        let bytes = gzip.compress(&parts.concat());
        let largest = (0..parts.len()).rev().max_by_key(|l| parts[*l].len());
        match largest.filter(|_| bytes.len() > MOST_BYTES) {
            None => return (bytes, ways_down.into_iter().max().unwrap_or_default()),
            Some(largest) => {
                ways_down[largest] += 1;
                parts[largest] = encode(of_layers[largest], ways_down[largest]);
            }
        }
    }
}

/// One layer of a tile.
fn encode<'a>(layer: &'a Layer, pieces: &[TilePiece], way_down: usize) -> Vec<u8> {
    let mut writer = LayerWriter::default();
    let one_in = 1_usize << (2 * way_down.saturating_sub(COARSEST)).min(62);
    let mut taken = FxHashSet::default();
    for piece in pieces.iter().step_by(one_in) {
        let feature = piece.feature as usize;
        let kept = layer.attributes.iter().filter(|a| a.priority >= PRIORITIES[way_down.min(FINE)]);
        let attributes = kept.filter_map(|a: &'a _| Some((a.name.as_str(), a.values.of(feature)?)));
        let id = layer.ids[feature];
        if way_down <= FINE {
            writer.feature(id, &piece.geometry, attributes);
        } else {
            let step = 1 << (2 * (way_down.min(COARSEST) - FINE));
            writer.feature(id, &coarser(&piece.geometry, step, &mut taken), attributes);
        }
    }
    let mut out = Vec::new();
    if !writer.is_empty() {
        writer.finish(&layer.id, EXTENT as u64, &mut out);
    }
    out
}

/// A geometry on a grid `step` times coarser: each place moves the same in all features. Points
/// where one was `taken` already are left out.
fn coarser(
    geometry: &FeatureGeometry,
    step: i32,
    taken: &mut FxHashSet<GridPoint>,
) -> FeatureGeometry {
    let snap = |p: &GridPoint| p.map(|c| (c + step / 2).div_euclid(step) * step);
    match geometry {
        FeatureGeometry::Points(points) => {
            FeatureGeometry::Points(points.iter().map(snap).filter(|p| taken.insert(*p)).collect())
        }
        FeatureGeometry::Lines(lines) => {
            let snapped = lines.iter().map(|line| {
                let mut line: Vec<GridPoint> = line.iter().map(snap).collect();
                line.dedup();
                line
            });
            FeatureGeometry::Lines(snapped.filter(|l| l.len() > 1).collect())
        }
        FeatureGeometry::Polygons(of) => {
            let rings = of.iter().flatten().map(|r| r.iter().map(snap).collect());
            let mut rings: Vec<Vec<GridPoint>> = rings.collect();
            rings.retain_mut(tidy);
            FeatureGeometry::Polygons(parts(valid(rings)))
        }
    }
}
