//! A map layer as GeoJSON (RFC 7946).

use std::io::{Result, Write};

use arrow::array::{Array, AsArray, RecordBatch};
use serde_json::Value;

use super::about::About;
use crate::build::cells::{ArrowCell, ArrowColumn};
use crate::geometry::{Polygons, read_wkb};

/// Writes a FeatureCollection, one feature a unit, named by its first column; a unit without contour
/// has a null geometry. `shapes` holds the column `geometry`, row by row beside the scores.
pub fn write(
    scores: &RecordBatch,
    shapes: &RecordBatch,
    about: &About,
    out: &mut dyn Write,
) -> Result<()> {
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
    let columns: Vec<_> = scores.columns().iter().map(|c| ArrowColumn::of(c.as_ref())).collect();
    for row in 0..scores.num_rows() {
        let id = match columns[0].at(row) {
            ArrowCell::Text(code) => Value::from(code),
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
                ArrowCell::Missing => write!(out, "{comma}{name}:null")?,
                ArrowCell::Text(text) => write!(out, "{comma}{name}:{}", Value::from(text))?,
                ArrowCell::Whole(n) => write!(out, "{comma}{name}:{n}")?,
                ArrowCell::Number(x) => write!(out, "{comma}{name}:{}", Value::from(x))?,
            }
        }
        out.write_all(if row + 1 < scores.num_rows() { b"}},\n" } else { b"}}\n" })?;
    }
    out.write_all(b"]}\n")
}

fn write_geometry(polygons: &Polygons, out: &mut dyn Write) -> Result<()> {
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
