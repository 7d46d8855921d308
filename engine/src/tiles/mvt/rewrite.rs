//! A tile with other attributes: the same shapes, other scores.
//!
//! In: one Mapbox Vector Tile, decompressed, and for each layer what becomes of it. Out: a tile
//! whose geometries are the same bytes. Tiles are untrusted: a damaged one is refused.

use super::encode::{LayerWriter, Value};

/// What becomes of a layer that is kept.
pub struct Rewrite<'a> {
    /// Its new name; the same when absent.
    pub name: Option<&'a str>,
    /// Whether an attribute stays as it is.
    pub keep: &'a dyn Fn(&str) -> bool,
    /// Attributes to add, from a feature's id.
    pub add: &'a dyn Fn(u64) -> Vec<(&'static str, Value<'static>)>,
}

/// A tile that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tile is damaged, or not a vector tile")]
pub struct DamagedTile;

/// Rewrites every layer for which `of` has an answer; the others are left out.
///
/// # Errors
/// A tile that is not one.
pub fn rewrite<'a>(
    tile: &[u8],
    of: &dyn Fn(&str) -> Option<Rewrite<'a>>,
) -> Result<Vec<u8>, DamagedTile> {
    let mut out = Vec::with_capacity(tile.len());
    for field in Fields(tile) {
        let (3, Content::Bytes(layer)) = field? else { continue };
        let layer = DecodedLayer::read(layer)?;
        let Some(rule) = of(layer.name) else { continue };
        let mut writer = LayerWriter::default();
        for feature in &layer.features {
            let tags = feature.tags.chunks_exact(2).map(|tag| {
                let key = layer.keys.get(tag[0] as usize).ok_or(DamagedTile)?;
                let value = layer.values.get(tag[1] as usize).ok_or(DamagedTile)?;
                Ok((*key, *value))
            });
            let tags = tags.collect::<Result<Vec<_>, _>>()?;
            let kept = tags.into_iter().filter(|(key, _)| (rule.keep)(key));
            let added = (rule.add)(feature.id);
            writer.drawn(feature.id, feature.kind, feature.geometry, kept.chain(added));
        }
        if !writer.is_empty() {
            writer.finish(rule.name.unwrap_or(layer.name), layer.extent, &mut out);
        }
    }
    Ok(out)
}

struct DecodedLayer<'a> {
    name: &'a str,
    extent: u64,
    keys: Vec<&'a str>,
    values: Vec<Value<'a>>,
    features: Vec<Feature<'a>>,
}

#[derive(Default)]
struct Feature<'a> {
    id: u64,
    kind: u64,
    tags: Vec<u32>,
    geometry: &'a [u8],
}

impl<'a> DecodedLayer<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, DamagedTile> {
        let mut out =
            Self { name: "", extent: 4096, keys: vec![], values: vec![], features: vec![] };
        for field in Fields(bytes) {
            match field? {
                (1, Content::Bytes(name)) => out.name = text(name)?,
                (2, Content::Bytes(feature)) => out.features.push(Feature::read(feature)?),
                (3, Content::Bytes(key)) => out.keys.push(text(key)?),
                (4, Content::Bytes(value)) => out.values.push(self::value(value)?),
                (5, Content::Number(extent)) => out.extent = extent,
                _ => {}
            }
        }
        Ok(out)
    }
}

impl<'a> Feature<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, DamagedTile> {
        let mut out = Self::default();
        for field in Fields(bytes) {
            match field? {
                (1, Content::Number(id)) => out.id = id,
                (2, Content::Bytes(mut tags)) => {
                    while !tags.is_empty() {
                        let tag = varint(&mut tags)?;
                        out.tags.push(u32::try_from(tag).map_err(|_| DamagedTile)?);
                    }
                }
                (3, Content::Number(kind)) => out.kind = kind,
                (4, Content::Bytes(geometry)) => out.geometry = geometry,
                _ => {}
            }
        }
        if out.tags.len() % 2 == 1 || out.geometry.is_empty() {
            return Err(DamagedTile);
        }
        Ok(out)
    }
}

fn value(bytes: &[u8]) -> Result<Value<'_>, DamagedTile> {
    let mut out = None;
    for field in Fields(bytes) {
        out = Some(match field? {
            (1, Content::Bytes(bytes)) => Value::Text(text(bytes)?),
            (2, Content::Four(bits)) => Value::Number(f32::from_bits(bits).into()),
            (3, Content::Eight(bits)) => Value::Number(f64::from_bits(bits)),
            (4, Content::Number(n)) => whole(n as i64),
            (5, Content::Number(n)) => Value::Whole(n),
            (6, Content::Number(n)) => whole((n >> 1) as i64 ^ -((n & 1) as i64)),
            (7, Content::Number(n)) => Value::Flag(n != 0),
            _ => continue,
        });
    }
    out.ok_or(DamagedTile)
}

fn whole<'a>(n: i64) -> Value<'a> {
    u64::try_from(n).map_or(Value::Number(n as f64), Value::Whole)
}

fn text(bytes: &[u8]) -> Result<&str, DamagedTile> {
    std::str::from_utf8(bytes).map_err(|_| DamagedTile)
}

enum Content<'a> {
    Number(u64),
    Eight(u64),
    Bytes(&'a [u8]),
    Four(u32),
}

/// Fields of a protocol buffer message, with their numbers.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Content<'a>), DamagedTile>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = field(&mut self.0);
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

fn field<'a>(rest: &mut &'a [u8]) -> Result<(u64, Content<'a>), DamagedTile> {
    let tag = varint(rest)?;
    let content = match tag & 7 {
        0 => Content::Number(varint(rest)?),
        1 => Content::Eight(u64::from_le_bytes(*take(rest, 8)?.first_chunk().ok_or(DamagedTile)?)),
        2 => {
            let length = usize::try_from(varint(rest)?).map_err(|_| DamagedTile)?;
            Content::Bytes(take(rest, length)?)
        }
        5 => Content::Four(u32::from_le_bytes(*take(rest, 4)?.first_chunk().ok_or(DamagedTile)?)),
        _ => return Err(DamagedTile),
    };
    Ok((tag >> 3, content))
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], DamagedTile> {
    let (taken, left) = rest.split_at_checked(length).ok_or(DamagedTile)?;
    *rest = left;
    Ok(taken)
}

fn varint(rest: &mut &[u8]) -> Result<u64, DamagedTile> {
    crate::tiles::varint::read_varint(rest).ok_or(DamagedTile)
}

#[cfg(test)]
mod tests {
    use super::super::encode::FeatureGeometry;
    use super::*;

    fn tile() -> Vec<u8> {
        let mut layer = LayerWriter::default();
        let shape = FeatureGeometry::Polygons(vec![vec![vec![[0, 0], [9, 0], [9, 9]]]]);
        let tags = [
            ("code", Value::Text("93066")),
            ("score", Value::Number(1.5)),
            ("n_x", Value::Whole(7)),
        ];
        layer.feature(42, &shape, tags);
        let mut other = LayerWriter::default();
        other.feature(1, &FeatureGeometry::Points(vec![[5, 5]]), [("a", Value::Flag(true))]);
        let mut out = Vec::new();
        layer.finish("commune", 4096, &mut out);
        other.finish("places", 4096, &mut out);
        out
    }

    fn rewritten(tile: &[u8]) -> Result<Vec<u8>, DamagedTile> {
        let keep = |key: &str| key != "score";
        let add = |id: u64| vec![("score", Value::Number(id as f64)), ("decile", Value::Whole(3))];
        rewrite(tile, &|name| {
            (name == "commune").then_some(Rewrite { name: Some("city"), keep: &keep, add: &add })
        })
    }

    #[test]
    fn same_shapes_other_scores() {
        let new = rewritten(&tile()).expect("valid");
        let mut expected = LayerWriter::default();
        let shape = FeatureGeometry::Polygons(vec![vec![vec![[0, 0], [9, 0], [9, 9]]]]);
        let tags = [
            ("code", Value::Text("93066")),
            ("n_x", Value::Whole(7)),
            ("score", Value::Number(42.0)),
            ("decile", Value::Whole(3)),
        ];
        expected.feature(42, &shape, tags);
        let mut bytes = Vec::new();
        expected.finish("city", 4096, &mut bytes);
        assert_eq!(new, bytes);
    }

    #[test]
    fn damaged_tiles_are_refused_without_a_panic() {
        let whole = tile();
        for at in 0..whole.len() {
            let _ = rewritten(&whole[..at]);
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                let _ = rewritten(&bytes);
            }
        }
        assert_eq!(rewritten(&[0x1a, 0xff, 0x01]), Err(DamagedTile));
    }
}
