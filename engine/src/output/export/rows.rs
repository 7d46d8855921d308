//! A table for those who ask over a wire: JSON rows, an Arrow stream, a Parquet file in memory.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::ipc::writer::StreamWriter;
use rayon::prelude::*;
use serde_json::Value;

use super::{Cell, cells};
use crate::error::{Error, Result};

/// Rows written together by one thread.
const CHUNK: usize = 4096;

/// One JSON object a row, separated by commas; missing is null.
pub fn write_json(batch: &RecordBatch) -> Vec<u8> {
    let schema = batch.schema();
    let names: Vec<String> = schema
        .fields()
        .iter()
        .enumerate()
        .map(|(i, field)| {
            let name = Value::from(field.name().as_str());
            format!("{}{name}:", if i == 0 { "{" } else { "," })
        })
        .collect();
    let starts: Vec<usize> = (0..batch.num_rows()).step_by(CHUNK).collect();
    let parts: Vec<Vec<u8>> = starts
        .into_par_iter()
        .map(|start| {
            let end = (start + CHUNK).min(batch.num_rows());
            let columns: Vec<_> = batch.columns().iter().map(|c| cells(c.as_ref())).collect();
            let mut out = Vec::with_capacity((end - start) * columns.len() * 24);
            for row in start..end {
                if row > 0 {
                    out.push(b',');
                }
                for (name, cell) in names.iter().zip(&columns) {
                    out.extend_from_slice(name.as_bytes());
                    // Writing to memory cannot fail, nor can text, whole and finite numbers.
                    let _ = match cell(row) {
                        Cell::Missing => out.write_all(b"null"),
                        Cell::Text(text) => {
                            serde_json::to_writer(&mut out, text).map_err(Into::into)
                        }
                        Cell::Whole(n) => serde_json::to_writer(&mut out, &n).map_err(Into::into),
                        Cell::Number(x) => serde_json::to_writer(&mut out, &x).map_err(Into::into),
                    };
                }
                out.extend_from_slice(if names.is_empty() { b"{}" } else { b"}" });
            }
            out
        })
        .collect();
    parts.concat()
}

/// An Arrow IPC stream; `metadata` is the schema's.
///
/// # Errors
/// The columns cannot be written.
pub fn write_arrow(batch: &RecordBatch, metadata: Vec<(String, String)>) -> Result<Vec<u8>> {
    let wrong = |e: arrow::error::ArrowError| Error::request(e.to_string());
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
    super::super::table::encode_batch(batch, Vec::new(), "a Parquet file".as_ref(), metadata)
}
