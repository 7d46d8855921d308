//! A map layer as GeoParquet: scores and contours in one file.

use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{FieldRef, Schema};

use crate::build::{Build, geo_metadata, geometry, write_batch};
use crate::error::{Error, Result};

/// Writes scores and contours in one GeoParquet file.
pub fn write(scores: &RecordBatch, shapes: &RecordBatch, build: &Build, path: &Path) -> Result<()> {
    let wkb = geometry(shapes, &build.folder.join("territories"))?;
    let listed: Vec<Option<&[u8]>> = wkb.iter().collect();
    let mut fields: Vec<FieldRef> = scores.schema().fields().iter().cloned().collect();
    if let Some((_, field)) = shapes.schema().column_with_name("geometry") {
        fields.push(Arc::new(field.clone()));
    }
    let mut arrays = scores.columns().to_vec();
    arrays.push(Arc::new(wkb.clone()));
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(schema, arrays)
        .map_err(|e| Error::damaged(&build.folder, format!("scores and contours: {e}")))?;
    let mut metadata = build.file_metadata();
    metadata.push(("geo".into(), geo_metadata(&listed, path)?));
    write_batch(&batch, path, metadata)
}
