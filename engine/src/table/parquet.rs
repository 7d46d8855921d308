//! Parquet: the wanted columns only.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, RecordBatchReader};
use arrow::compute::concat;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::vector::Geometries;
use super::{Opened, Table, positions};
use crate::catalog::{Dataset, Location};
use crate::error::{Error, Result};

/// See [`super::columns`].
pub fn columns(opened: &Opened) -> Result<Vec<String>> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(opened.bytes.clone())
        .map_err(|e| Error::input(&opened.path, e.to_string()))?;
    Ok(names(&builder))
}

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    let wrong = |e: &dyn std::fmt::Display| Error::input(&opened.path, e.to_string());
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(opened.bytes.clone()).map_err(|e| wrong(&e))?;
    let header = names(&builder);
    let geometries = Geometries::of(&opened.path, builder.metadata())?;
    let positions = positions(dataset, opened, &header, wanted, 0)?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), positions);
    let reader =
        builder.with_projection(mask).with_batch_size(1 << 20).build().map_err(|e| wrong(&e))?;
    let mut parts: HashMap<String, Vec<ArrayRef>> = HashMap::new();
    let schema = reader.schema();
    for batch in reader {
        let batch = batch.map_err(|e| wrong(&e))?;
        for (field, column) in schema.fields().iter().zip(batch.columns()) {
            parts.entry(field.name().clone()).or_default().push(column.clone());
        }
    }
    let mut columns = HashMap::new();
    for field in schema.fields() {
        let arrays = parts.remove(field.name()).unwrap_or_default();
        let refs: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        let column = if refs.is_empty() {
            arrow::array::new_empty_array(field.data_type())
        } else {
            concat(&refs).map_err(|e| wrong(&e))?
        };
        columns.insert(field.name().clone(), column);
    }
    let rows = columns.values().next().map_or(0, Array::len);
    // The program's own contours are in WGS 84, as its tests show.
    let degrees = match dataset.location {
        Location::Embedded(_) => columns.keys().cloned().collect(),
        _ => geometries.moved(&opened.path, dataset.layout.crs, &mut columns)?,
    };
    Ok(Table::new(dataset, opened, rows, 0, columns).with_degrees(degrees))
}

fn names(builder: &ParquetRecordBatchReaderBuilder<bytes::Bytes>) -> Vec<String> {
    builder.schema().fields().iter().map(|f| f.name().clone()).collect()
}
