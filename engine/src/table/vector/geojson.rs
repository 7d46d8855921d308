//! GeoJSON: a FeatureCollection (RFC 7946), or one of the older kind that names its system.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use geojson::{Geometry, GeometryValue, Position};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::Value;

use super::cells::{VectorCell, column};
use super::declared::Declared;
use super::ring::push_ring;
use super::{Choice, RawLayer, Unusable, within_limits};
use crate::error::{Error, Result};
use crate::geometry::{Polygons, Shape};
use crate::table::json_text::{self, UniqueJson, UniqueObject};

/// A tree of values takes several times the bytes of its text.
const MAX_BYTES: u64 = 1 << 30;

#[derive(Deserialize)]
struct Collection {
    crs: Option<UniqueJson>,
    features: Features,
}

/// In the order of the file.
struct Features(Vec<LayerFeature>);

/// A feature, of which all members that are read occur once: the crate's own keeps the last of two.
#[derive(Deserialize)]
struct LayerFeature {
    #[serde(rename = "type")]
    _kind: FeatureKind,
    geometry: Option<Geometry>,
    properties: Option<UniqueObject>,
}

#[derive(Deserialize)]
enum FeatureKind {
    Feature,
}

impl<'de> Deserialize<'de> for Features {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_seq(FeaturesVisitor)
    }
}

struct FeaturesVisitor;

impl<'de> Visitor<'de> for FeaturesVisitor {
    type Value = Features;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Features, A::Error> {
        let mut all = Vec::new();
        loop {
            let number = all.len() + 1;
            let next = seq.next_element();
            match next.map_err(|e| A::Error::custom(format!("feature {number}: {e}")))? {
                Some(feature) => all.push(feature),
                None => return Ok(Features(all)),
            }
        }
    }
}

/// See [`super::read`].
pub fn read(path: &Path, choice: Choice) -> Result<RawLayer> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("is {} bytes; GeoJSON is read up to {MAX_BYTES}", bytes.len());
        return Err(Error::input(path, message).with_help("give it as GeoParquet or GeoPackage"));
    }
    // Esri and PowerShell begin files with a byte-order mark, PowerShell that of UTF-16.
    let text = json_text::utf8(&bytes)
        .ok_or_else(|| Error::input(path, "is damaged UTF-16").with_help(json_text::RESAVE))?;
    let found: Collection = serde_json::from_slice(&text).map_err(|e| {
        Error::input(path, format!("is not a GeoJSON FeatureCollection: {e}"))
            .at_line((e.line() > 0).then_some(e.line()))
    })?;
    let declared = match &found.crs {
        None | Some(UniqueJson(Value::Null)) => Declared::Default,
        Some(UniqueJson(named)) => named_crs(named),
    };
    let crs = declared.resolve(path, choice.crs)?;
    let mut names: Vec<String> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut columns: Vec<Vec<VectorCell>> = Vec::new();
    let Features(features) = found.features;
    let mut shapes = Vec::with_capacity(features.len());
    let mut unusable = Unusable::default();
    for (row, feature) in features.into_iter().enumerate() {
        shapes.push(feature.geometry.and_then(|g| {
            shape(g.value).unwrap_or_else(|why| {
                unusable.add(row, &why);
                None
            })
        }));
        for (name, value) in feature.properties.into_iter().flat_map(|UniqueObject(all)| all) {
            let place = *places.entry(name).or_insert_with_key(|name| {
                names.push(name.clone());
                columns.push(Vec::new());
                names.len() - 1
            });
            columns[place].resize(row, VectorCell::Null);
            columns[place].push(cell(value));
        }
        within_limits(path, shapes.len(), names.len())?;
    }
    let rows = shapes.len();
    let columns = names.into_iter().zip(columns).map(|(name, mut cells)| {
        cells.resize(rows, VectorCell::Null);
        (name, column(&cells))
    });
    let columns = columns.collect();
    Ok(RawLayer { columns, shapes, unusable, geometry: "geometry".into(), crs })
}

/// `{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}`, or `EPSG:2154`.
fn named_crs(named: &Value) -> Declared {
    match named["properties"]["name"].as_str() {
        Some(name) => Declared::text(name),
        None => Declared::Foreign(named.to_string().chars().take(120).collect(), None),
    }
}

fn cell(value: Value) -> VectorCell {
    match value {
        Value::Null => VectorCell::Null,
        Value::Bool(yes) => VectorCell::Flag(yes),
        Value::Number(n) => match n.as_i64() {
            Some(whole) => VectorCell::Whole(whole),
            None => n.as_f64().map_or(VectorCell::Null, VectorCell::Number),
        },
        Value::String(text) => VectorCell::Text(text),
        other => VectorCell::Text(other.to_string()),
    }
}

/// `None` of an empty geometry.
fn shape(value: GeometryValue) -> std::result::Result<Option<Shape>, String> {
    let shape = match value {
        GeometryValue::Point { coordinates } if coordinates.is_empty() => return Ok(None),
        GeometryValue::Point { coordinates } => Shape::Points(point(&coordinates)?.into()),
        GeometryValue::MultiPoint { coordinates } => Shape::Points(path(&coordinates)?.into()),
        GeometryValue::LineString { coordinates } => Shape::Lines(path(&coordinates)?.into()),
        GeometryValue::MultiLineString { coordinates } => Shape::Lines(
            coordinates.iter().map(|l| path(l)).collect::<std::result::Result<_, _>>()?,
        ),
        GeometryValue::Polygon { coordinates } => Shape::Polygons(polygons(&[coordinates])?),
        GeometryValue::MultiPolygon { coordinates } => Shape::Polygons(polygons(&coordinates)?),
        GeometryValue::GeometryCollection { .. } => {
            return Err("is a GeometryCollection: points, lines or polygons expected".into());
        }
    };
    let empty = match &shape {
        Shape::Lines(lines) => lines.iter().all(|l| l.0.len() < 2),
        other => other.coords().next().is_none(),
    };
    Ok((!empty).then_some(shape))
}

fn point(position: &Position) -> std::result::Result<[f64; 2], String> {
    match position.as_slice() {
        [x, y, ..] if x.is_finite() && y.is_finite() => Ok([*x, *y]),
        other => Err(format!("a position of {} numbers: two or three expected", other.len())),
    }
}

fn path(positions: &[Position]) -> std::result::Result<Vec<[f64; 2]>, String> {
    positions.iter().map(point).collect()
}

fn polygons(parts: &[Vec<Vec<Position>>]) -> std::result::Result<Polygons, String> {
    let mut out = Polygons::default();
    for part in parts {
        for ring in part {
            push_ring(&mut out, path(ring)?)?;
        }
        out.end_part();
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::OFF;

    fn layer(bytes: &[u8]) -> Result<RawLayer> {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("t.geojson");
        std::fs::write(&path, bytes).expect("written");
        read(&path, Choice { layer: None, crs: None, off: OFF, or_first: true })
    }

    fn collection(members: &str) -> String {
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[\n{{\"type\":\"Feature\",\"geometry\":\
             {{\"type\":\"Point\",\"coordinates\":[2.5,46.1]}},\"properties\":{{\"é\":1}}}},\n\
             {{\"type\":\"Feature\",{members}}}]}}"
        )
    }

    #[test]
    fn a_key_twice_is_refused_with_its_feature() {
        let good = layer(collection("\"id\":7,\"geometry\":null,\"properties\":null").as_bytes());
        let good = good.expect("read");
        assert_eq!(good.shapes, [Some(Shape::Points(vec![[2.5, 46.1]].into())), None]);
        for (members, said) in [
            ("\"geometry\":null,\"properties\":{\"a\":1,\"a\":2}", "the key `a` is there twice"),
            ("\"geometry\":null,\"properties\":{\"a\":{\"b\":1,\"b\":1}}", "the key `b` is there"),
            ("\"properties\":{},\"properties\":{}", "duplicate field `properties`"),
            ("\"geometry\":null,\"geometry\":null", "duplicate field `geometry`"),
            (
                "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2],\"coordinates\":[3,4]}",
                "duplicate field `coordinates`",
            ),
        ] {
            let e = layer(collection(members).as_bytes()).err().expect(members).to_string();
            assert!(e.contains("t.geojson:3: "), "{e}");
            assert!(e.contains("feature 2: ") && e.contains(said), "{e}");
        }
    }

    #[test]
    fn utf16_is_read() {
        let text = collection("\"geometry\":null,\"properties\":{\"é\":3}");
        let bytes: Vec<u8> = ['\u{feff}']
            .into_iter()
            .chain(text.chars())
            .collect::<String>()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let read = layer(&bytes).expect("read");
        assert_eq!((read.shapes.len(), read.columns[0].0.as_str()), (2, "é"));
        let e = layer(&bytes[..bytes.len() - 1]).err().expect("cut");
        assert!(e.to_string().contains("is damaged UTF-16"), "{e}");
    }
}
