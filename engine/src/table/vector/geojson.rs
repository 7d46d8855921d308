//! GeoJSON: a FeatureCollection (RFC 7946), or one of the older kind that names its system.

use std::collections::HashMap;
use std::path::Path;

use geojson::{Feature, GeometryValue, Position};
use serde_json::Value;

use super::cells::{VectorCell, column};
use super::declared::Declared;
use super::ring::push_ring;
use super::{Choice, RawLayer, Unusable, within_limits};
use crate::error::{Error, Result};
use crate::geometry::{Polygons, Shape};

/// A tree of values takes several times the bytes of its text.
const MAX_BYTES: u64 = 1 << 30;

#[derive(serde::Deserialize)]
struct Collection {
    crs: Option<Value>,
    features: Vec<Feature>,
}

/// See [`super::read`].
pub fn read(path: &Path, choice: Choice) -> Result<RawLayer> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("is {} bytes; GeoJSON is read up to {MAX_BYTES}", bytes.len());
        return Err(Error::input(path, message).with_help("give it as GeoParquet or GeoPackage"));
    }
    // Esri and PowerShell begin files with a byte order mark.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let found: Collection = serde_json::from_slice(text).map_err(|e| {
        Error::input(path, format!("is not a GeoJSON FeatureCollection: {e}"))
            .at_line((e.line() > 0).then_some(e.line()))
    })?;
    let declared = match &found.crs {
        None | Some(Value::Null) => Declared::Default,
        Some(named) => named_crs(named),
    };
    let crs = declared.resolve(path, choice.crs)?;
    let mut names: Vec<String> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut columns: Vec<Vec<VectorCell>> = Vec::new();
    let mut shapes = Vec::with_capacity(found.features.len());
    let mut unusable = Unusable::default();
    for (row, feature) in found.features.into_iter().enumerate() {
        shapes.push(feature.geometry.and_then(|g| {
            shape(g.value).unwrap_or_else(|why| {
                unusable.add(row, &why);
                None
            })
        }));
        for (name, value) in feature.properties.into_iter().flatten() {
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
