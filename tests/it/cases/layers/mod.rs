//! Layers: reference systems, geometries, GeoJSON.

mod cover;
mod geojson;
mod shapes;
mod systems;

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Float64Type};
use parquet::file::metadata::KeyValue;
use serde_json::{Value, json};

use crate::common::{ifn, rows};

type Ring = Vec<[f64; 2]>;

fn wkb(kind: u32, points: &[[f64; 2]]) -> Vec<u8> {
    let mut out = vec![1];
    out.extend(kind.to_le_bytes());
    if kind == 3 {
        out.extend(1_u32.to_le_bytes());
    }
    if kind != 1 {
        out.extend((points.len() as u32).to_le_bytes());
    }
    points.iter().flatten().for_each(|x| out.extend(x.to_le_bytes()));
    out
}

/// A file of Parquet with a column `code` and one of geometries; `geo` is what it says of that.
fn write(path: &Path, codes: &[&str], geometry: ArrayRef, geo: Option<&Value>) {
    let codes: ArrayRef = Arc::new(StringArray::from(codes.to_vec()));
    let batch = RecordBatch::try_from_iter([("code", codes), ("geometry", geometry)]).unwrap();
    let file = std::fs::File::create(path).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    if let Some(about) = geo {
        let geo = json!({"version": "1.1.0", "primary_column": "geometry",
            "columns": {"geometry": about}});
        writer.append_key_value_metadata(KeyValue::new("geo".to_string(), geo.to_string()));
    }
    writer.close().unwrap();
}

fn epsg(code: u32) -> Value {
    json!({"type": "ProjectedCRS", "name": "x", "id": {"authority": "EPSG", "code": code}})
}

fn own(zones: &str, points: &str) -> String {
    format!(
        "id = 'own'\ntitle = 'Own'\nlevels = ['zone']\n[normalise]\nmethod = 'percentile_rank'\n\
         [[axis]]\nid = 'un'\n[[axis.indicator]]\nid = 'n'\n[indicator.n]\ntable = 'pts'\n\
         numerator = '1'\ndenominator = '1'\n[territory]\ntable = 'zones'\nlevel = 'zone'\n\
         code = 'code'\ngeometry = 'geometry'\n[table.zones]\nkey = 'code'\nlevel = 'zone'\n\
         {zones}\n[table.pts]\nlevel = 'zone'\n{points}\n"
    )
}

const POINTS: &str = "path = 'p.csv'\nlocate = { lon = 'lon', lat = 'lat' }";

const LON_LAT: &str = "lon,lat\n1.1,46.1\n1.9,46.9\n2.5,46.5\n";

/// Bounds of the contours that a build wrote.
fn bounds(dir: &Path) -> [f64; 4] {
    let bytes = std::fs::read(dir.join("out/territories/zone.parquet")).unwrap();
    let batch = rows::parquet(bytes);
    let mut out = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for wkb in batch["geometry"].as_binary::<i32>().iter().flatten() {
        assert_eq!(wkb[..13], [1, 3, 0, 0, 0, 1, 0, 0, 0, wkb[9], 0, 0, 0], "one ring");
        for point in wkb[13..].chunks_exact(16) {
            let number = |at: usize| f64::from_le_bytes(point[at..at + 8].try_into().unwrap());
            let [w, s, e, n] = out;
            out = [w.min(number(0)), s.min(number(8)), e.max(number(0)), n.max(number(8))];
        }
    }
    out
}

fn build(dir: &Path, method: &str) -> crate::common::Run {
    std::fs::write(dir.join("m.toml"), method).unwrap();
    ifn(dir, &["build", "m.toml", "--no-tiles"])
}

/// Rows that were located, of three.
fn all_located(dir: &Path, method: &str) {
    let run = build(dir, method).ok();
    assert!(!run.err.contains("join no zone"), "{}", run.err);
    let found = bounds(dir);
    for (found, expected) in found.iter().zip([1.0, 46.0, 3.0, 47.0]) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }
}

/// Values of a column of scores, by code.
fn scores(dir: &Path, level: &str, column: &str) -> Vec<(String, f64)> {
    let batch =
        rows::parquet(std::fs::read(dir.join(format!("out/scores/{level}.parquet"))).unwrap());
    let codes = arrow::compute::cast(&batch["code"], &DataType::Utf8).unwrap();
    let values = arrow::compute::cast(&batch[column], &DataType::Float64).unwrap();
    let codes = codes.as_string::<i32>().iter().map(|c| c.unwrap().to_string());
    codes.zip(values.as_primitive::<Float64Type>().iter().map(|v| v.unwrap_or(f64::NAN))).collect()
}

fn polygon(code: &str, ring: &[[f64; 2]]) -> Value {
    json!({"type": "Feature", "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn collection(features: &[Value]) -> String {
    json!({"type": "FeatureCollection", "features": features}).to_string()
}
