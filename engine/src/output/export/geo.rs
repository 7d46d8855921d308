//! Map layers: GeoJSON (RFC 7946) and GeoParquet.

use std::io::{Result as IoResult, Write};
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch};
use serde_json::Value;

use super::super::open::Built;
use super::super::{geo, table};
use super::About;
use crate::error::{Error, Result};
use crate::geometry::{Polygons, read_wkb};
use crate::output::cells::{Cell, Cells};

/// Writes a FeatureCollection, one feature a unit, named by its first column; a unit without contour
/// has a null geometry. `shapes` holds the column `geometry`, row by row beside the scores.
pub fn geojson(
    scores: &RecordBatch,
    shapes: &RecordBatch,
    about: &About,
    out: &mut dyn Write,
) -> IoResult<()> {
    writeln!(
        out,
        "{{\"type\":\"FeatureCollection\",\"method\":{},\"notice\":{},\"attribution\":{},\"features\":[",
        Value::from(about.title),
        Value::from(about.notice),
        Value::from(about.attribution)
    )?;
    let geometry = shapes.column_by_name("geometry").and_then(|c| c.as_binary_opt::<i32>());
    let names: Vec<String> = scores
        .schema()
        .fields()
        .iter()
        .map(|f| Value::from(f.name().as_str()).to_string())
        .collect();
    let columns: Vec<_> = scores.columns().iter().map(|c| Cells::of(c.as_ref())).collect();
    for row in 0..scores.num_rows() {
        let id = match columns[0].at(row) {
            Cell::Text(code) => Value::from(code),
            _ => Value::Null,
        };
        write!(out, "{{\"type\":\"Feature\",\"id\":{id},\"geometry\":")?;
        match geometry.filter(|g| !g.is_null(row)).map(|g| read_wkb(g.value(row))) {
            Some(Ok(polygons)) => write_geometry(&polygons, out)?,
            Some(Err(e)) => return Err(std::io::Error::other(e.to_string())),
            None => out.write_all(b"null")?,
        }
        out.write_all(b",\"properties\":{")?;
        for (i, (name, cell)) in names.iter().zip(&columns).enumerate() {
            let comma = if i > 0 { "," } else { "" };
            match cell.at(row) {
                Cell::Missing => write!(out, "{comma}{name}:null")?,
                Cell::Text(text) => write!(out, "{comma}{name}:{}", Value::from(text))?,
                Cell::Whole(n) => write!(out, "{comma}{name}:{n}")?,
                Cell::Number(x) => write!(out, "{comma}{name}:{}", Value::from(x))?,
            }
        }
        out.write_all(if row + 1 < scores.num_rows() { b"}},\n" } else { b"}}\n" })?;
    }
    out.write_all(b"]}\n")
}

fn write_geometry(polygons: &Polygons, out: &mut dyn Write) -> IoResult<()> {
    let parts: Vec<_> = polygons.parts().collect();
    let single = parts.len() == 1;
    out.write_all(if single {
        b"{\"type\":\"Polygon\",\"coordinates\":"
    } else {
        b"{\"type\":\"MultiPolygon\",\"coordinates\":["
    })?;
    for (i, part) in parts.iter().enumerate() {
        out.write_all(if i > 0 { b",[" } else { b"[" })?;
        for (j, ring) in part.iter().enumerate() {
            out.write_all(if j > 0 { b",[" } else { b"[" })?;
            for (k, [lon, lat]) in ring.iter().enumerate() {
                let comma = if k > 0 { "," } else { "" };
                write!(out, "{comma}[{lon},{lat}]")?;
            }
            out.write_all(b"]")?;
        }
        out.write_all(b"]")?;
    }
    out.write_all(if single { b"}" } else { b"]}" })
}

/// Writes scores and contours in one GeoParquet file.
pub fn geoparquet(
    scores_batch: &RecordBatch,
    shapes: &RecordBatch,
    built: &Built,
    path: &Path,
) -> Result<()> {
    let wrong = |e: &dyn std::fmt::Display| Error::input(path, e.to_string());
    let geometry = shapes
        .column_by_name("geometry")
        .ok_or_else(|| wrong(&"the build's territories hold no geometry"))?;
    let wkb = geometry.as_binary_opt::<i32>().ok_or_else(|| wrong(&"geometry is not WKB"))?;
    let listed: Vec<Option<&[u8]>> = wkb.iter().collect();
    let mut fields: Vec<arrow::datatypes::FieldRef> =
        scores_batch.schema().fields().iter().cloned().collect();
    if let Some((_, field)) = shapes.schema().column_with_name("geometry") {
        fields.push(std::sync::Arc::new(field.clone()));
    }
    let mut arrays = scores_batch.columns().to_vec();
    arrays.push(geometry.clone());
    let schema = std::sync::Arc::new(arrow::datatypes::Schema::new(fields));
    let batch = RecordBatch::try_new(schema, arrays).map_err(|e| wrong(&e))?;
    let mut metadata = built.file_metadata();
    metadata.push(("geo".into(), geo::geo_metadata(&listed, path)?));
    table::write_batch(&batch, path, metadata)
}
