//! A batch → a Parquet file with its metadata: the same bytes for the same columns.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::DataType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowWriterOptions, compute_leaves};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;

use crate::build::staging::synced;
use crate::error::{Error, Result};

/// Writes one batch as Parquet, Zstandard-compressed.
///
/// # Errors
/// The system refuses to write.
pub fn write_batch(
    batch: &RecordBatch,
    path: &Path,
    metadata: Vec<(String, String)>,
) -> Result<()> {
    let file = File::create(path).map_err(|e| Error::io("create", path, e))?;
    let file = encode_batch(batch, file, path, metadata)?;
    // A full disk may only show when the data leaves the cache.
    synced(&file).map_err(|e| Error::io("write", path, e))
}

/// The same, to anything that takes bytes; `path` is its name in messages.
///
/// # Errors
/// What takes the bytes refuses.
pub fn encode_batch<W: std::io::Write + Send>(
    batch: &RecordBatch,
    to: W,
    path: &Path,
    metadata: Vec<(String, String)>,
) -> Result<W> {
    let level = ZstdLevel::try_new(1).map_err(|e| Error::internal(e.to_string()))?;
    // Twice: pyarrow looks into the Arrow schema, DuckDB and GDAL at the file's own pairs.
    let schema = batch.schema().as_ref().clone().with_metadata(metadata.iter().cloned().collect());
    let batch =
        batch.clone().with_schema(Arc::new(schema)).map_err(|e| Error::internal(e.to_string()))?;
    let metadata: Vec<KeyValue> = metadata.into_iter().map(|(k, v)| KeyValue::new(k, v)).collect();
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_created_by(format!("ifn {}", env!("CARGO_PKG_VERSION")))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_key_value_metadata((!metadata.is_empty()).then_some(metadata));
    for field in batch.schema().fields() {
        // Measures hardly repeat: a dictionary of them costs time and room.
        let column = ColumnPath::from(field.name().as_str());
        if field.data_type() == &DataType::Float64 {
            properties = properties
                .set_column_encoding(column.clone(), Encoding::BYTE_STREAM_SPLIT)
                .set_column_dictionary_enabled(column, false);
        } else if field.data_type() == &DataType::Binary || field.name() == "code" {
            properties = properties.set_column_dictionary_enabled(column, false);
        }
    }
    let options = ArrowWriterOptions::new().with_properties(properties.build());
    let wrong = |e: parquet::errors::ParquetError| write_error(path, e);
    let writer = ArrowWriter::try_new_with_options(to, batch.schema(), options).map_err(wrong)?;
    let (mut writer, factory) = writer.into_serialized_writer().map_err(wrong)?;
    // Columns are encoded side by side and appended in order: the bytes do not depend on threads.
    let chunks: Vec<ArrowColumnChunk> = factory
        .create_column_writers(0)
        .map_err(wrong)?
        .into_par_iter()
        .zip(batch.columns().par_iter().zip(batch.schema().fields().par_iter()))
        .map(|(mut column, (array, field))| {
            for leaf in compute_leaves(field, array)? {
                column.write(&leaf)?;
            }
            column.close()
        })
        .collect::<std::result::Result<_, _>>()
        .map_err(wrong)?;
    let mut rows = writer.next_row_group().map_err(wrong)?;
    for chunk in chunks {
        chunk.append_to_row_group(&mut rows).map_err(wrong)?;
    }
    rows.close().map_err(wrong)?;
    writer.into_inner().map_err(wrong)
}

/// A system error inside a Parquet error keeps its kind.
pub fn write_error(path: &Path, error: parquet::errors::ParquetError) -> Error {
    match error {
        parquet::errors::ParquetError::External(inner) => {
            match inner.downcast::<std::io::Error>() {
                Ok(io) => Error::io("write", path, *io),
                Err(other) => Error::io("write", path, std::io::Error::other(other.to_string())),
            }
        }
        other => Error::io("write", path, std::io::Error::other(other.to_string())),
    }
}
