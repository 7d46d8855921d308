//! Delimited text with quotes, read by Arrow: fields may hold delimiters and line ends.

use std::io::Cursor;
use std::sync::Arc;

use arrow::csv::ReaderBuilder;
use arrow::datatypes::{DataType, Field, Schema};

use super::CsvParts;

/// Rows that are read at once.
const BATCH_ROWS: usize = 64 * 1024;

/// The columns at `projection` (ascending, each once) of a text of `width` fields a row, in parts.
///
/// # Errors
/// What Arrow says of a row that it cannot read.
pub fn read(
    body: &str,
    delimiter: u8,
    width: usize,
    projection: &[usize],
) -> std::result::Result<CsvParts, String> {
    let fields: Vec<Field> =
        (0..width).map(|i| Field::new(format!("c{i}"), DataType::Utf8, true)).collect();
    let reader = ReaderBuilder::new(Arc::new(Schema::new(fields)))
        .with_delimiter(delimiter)
        .with_header(false)
        .with_batch_size(BATCH_ROWS)
        .with_projection(projection.to_vec())
        .build(Cursor::new(body.as_bytes()))
        .map_err(|e| e.to_string())?;
    let mut parts: CsvParts = vec![Vec::new(); projection.len()];
    for batch in reader {
        let batch =
            batch.map_err(|e| e.to_string().trim_start_matches("Csv error: ").to_string())?;
        for (part, column) in parts.iter_mut().zip(batch.columns()) {
            part.push(column.clone());
        }
    }
    Ok(parts)
}
