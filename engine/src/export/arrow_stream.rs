//! A table as an Arrow IPC stream, or as a Parquet file in memory.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;

use crate::build::encode_batch;
use crate::error::{Error, Result};

/// An Arrow IPC stream of one batch after the other; `metadata` is the schema's.
///
/// # Errors
/// Those of `out`; the columns cannot be written.
pub fn write_arrow_to(
    out: &mut dyn Write,
    schema: &SchemaRef,
    batches: impl Iterator<Item = RecordBatch>,
    metadata: Vec<(String, String)>,
) -> std::io::Result<()> {
    let io = |e: ArrowError| match e {
        ArrowError::IoError(_, e) => e,
        other => std::io::Error::other(other),
    };
    let metadata: HashMap<String, String> = metadata.into_iter().collect();
    let schema = Arc::new(schema.as_ref().clone().with_metadata(metadata));
    let mut writer = StreamWriter::try_new(out, &schema).map_err(io)?;
    for batch in batches {
        writer.write(&batch.with_schema(Arc::clone(&schema)).map_err(io)?).map_err(io)?;
    }
    writer.finish().map_err(io)
}

/// An Arrow IPC stream; `metadata` is the schema's.
///
/// # Errors
/// The columns cannot be written.
pub fn write_arrow(batch: &RecordBatch, metadata: Vec<(String, String)>) -> Result<Vec<u8>> {
    let wrong = |e: arrow::error::ArrowError| Error::internal(e.to_string());
    let metadata: HashMap<String, String> = metadata.into_iter().collect();
    let schema = Arc::new(batch.schema().as_ref().clone().with_metadata(metadata));
    let batch = batch.clone().with_schema(Arc::clone(&schema)).map_err(wrong)?;
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).map_err(wrong)?;
    writer.write(&batch).map_err(wrong)?;
    writer.into_inner().map_err(wrong)
}

/// A Parquet file; `metadata` is the file's.
///
/// # Errors
/// The columns cannot be written.
pub fn write_parquet(batch: &RecordBatch, metadata: Vec<(String, String)>) -> Result<Vec<u8>> {
    encode_batch(batch, Vec::new(), "a Parquet file".as_ref(), metadata)
}
