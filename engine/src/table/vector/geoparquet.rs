//! GeoParquet 1.0 and 1.1, geometries as WKB. Specification: <https://geoparquet.org/releases/v1.1.0/>.

use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef, BinaryArray};
use arrow::compute::{cast, concat};
use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use super::{Choice, Raw, Unusable, crs, no_crs, within_limits};
use crate::error::{Error, Result};
use crate::geometry::{Crs, read_shape};

/// See [`super::read`].
pub fn read(path: &Path, choice: Choice) -> Result<Raw> {
    let wrong = |e: &dyn std::fmt::Display| Error::input(path, e.to_string());
    let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| wrong(&e))?;
    let metadata = builder.metadata().file_metadata();
    let geo = metadata
        .key_value_metadata()
        .and_then(|pairs| pairs.iter().find(|p| p.key == "geo")?.value.as_deref())
        .ok_or_else(|| {
            Error::input(path, "is Parquet without the key `geo`: no GeoParquet")
                .with_help("write it with geopandas or GDAL")
        })?;
    let geo: Value = serde_json::from_str(geo).map_err(|e| wrong(&e))?;
    let primary = geo["primary_column"].as_str().unwrap_or("geometry").to_string();
    let about = &geo["columns"][&primary];
    if !about["encoding"].as_str().is_some_and(|e| e.eq_ignore_ascii_case("WKB")) {
        let message = format!("column `{primary}`: encoding {}, WKB expected", about["encoding"]);
        return Err(Error::input(path, message));
    }
    let crs = choice.crs_or(path, || crs_of(path, about))?;
    let rows = metadata.num_rows().max(0) as usize;
    let fields = builder.schema().fields().clone();
    within_limits(path, rows, fields.len())?;
    let mut parts: Vec<Vec<ArrayRef>> = vec![Vec::new(); fields.len()];
    for batch in builder.build().map_err(|e| wrong(&e))? {
        let batch = batch.map_err(|e| wrong(&e))?;
        for (parts, column) in parts.iter_mut().zip(batch.columns()) {
            parts.push(column.clone());
        }
    }
    let mut columns = Vec::new();
    let mut wkb = None;
    for (field, parts) in fields.iter().zip(parts) {
        let refs: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
        let whole = match refs.as_slice() {
            [] => arrow::array::new_empty_array(field.data_type()),
            refs => concat(refs).map_err(|e| wrong(&e))?,
        };
        if *field.name() == primary {
            let binary = cast(&whole, &DataType::Binary).map_err(|e| wrong(&e))?;
            wkb = binary.as_any().downcast_ref::<BinaryArray>().cloned();
        } else {
            columns.push((field.name().clone(), whole));
        }
    }
    let wkb = wkb.ok_or_else(|| Error::input(path, format!("has no column `{primary}`")))?;
    let mut unusable = Unusable::default();
    let shape = |row: usize| {
        if wkb.is_null(row) {
            return None;
        }
        read_shape(wkb.value(row)).unwrap_or_else(|e| {
            unusable.add(row, &e);
            None
        })
    };
    let shapes = (0..wkb.len()).map(shape).collect();
    Ok(Raw { shapes, columns, unusable, geometry: primary, crs })
}

/// The reference system of a column, by what the file says of it; WGS 84 when it says nothing.
fn crs_of(path: &Path, column: &Value) -> Result<Crs> {
    match column.get("crs") {
        None => Ok(Crs::wgs84()),
        Some(Value::Null) => Err(no_crs(path)),
        Some(named) => {
            let id = &named["id"];
            let code = id["code"].as_str().map_or_else(|| id["code"].to_string(), str::to_string);
            crs(path, id["authority"].as_str().unwrap_or("?"), &code)
        }
    }
}
