//! A Parquet file of a build → a batch, its columns and its cells.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, AsArray, BinaryArray, RecordBatch, StringArray};
use arrow::compute::concat_batches;
use arrow::datatypes::Field;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::build::cells::{ArrowCell, ArrowColumn};
use crate::error::{Error, Result};

/// What is wrong with a file of a build: the build is damaged. Of a file that lies in no build, the file
/// itself is named.
pub fn damaged(path: &Path, why: &dyn std::fmt::Display) -> Error {
    let holds_build =
        |folder: &&Path| !folder.as_os_str().is_empty() && folder.join("manifest.json").is_file();
    match path.ancestors().skip(1).find(holds_build) {
        Some(folder) => {
            let name = path.strip_prefix(folder).unwrap_or(path).display();
            Error::damaged(folder, format!("{name}: {why}"))
        }
        None => Error::input(path, why.to_string()).with_help("build again with `ifn build`"),
    }
}

/// A whole Parquet file as one batch.
///
/// # Errors
/// No such file, or a damaged one.
pub fn read_parquet(path: &Path) -> Result<RecordBatch> {
    read_columns(path, |_| true)
}

/// The columns of a file whose name is wanted.
///
/// # Errors
/// No such file, or a damaged one.
pub fn read_columns(path: &Path, wanted: impl Fn(&str) -> bool) -> Result<RecordBatch> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    columns_of(bytes::Bytes::from(bytes), path, wanted)
}

/// The same of bytes that were read; `path` names them in errors.
///
/// # Errors
/// They are damaged.
pub fn columns_of(
    bytes: bytes::Bytes,
    path: &Path,
    wanted: impl Fn(&str) -> bool,
) -> Result<RecordBatch> {
    let wrong = |e: &dyn std::fmt::Display| damaged(path, &format!("cannot be read: {e}"));
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(|e| wrong(&e))?;
    let positions = |(i, field): (usize, &Arc<Field>)| wanted(field.name()).then_some(i);
    let kept: Vec<usize> =
        builder.schema().fields().iter().enumerate().filter_map(positions).collect();
    let schema = Arc::new(builder.schema().project(&kept).map_err(|e| wrong(&e))?);
    let mask = ProjectionMask::roots(builder.parquet_schema(), kept);
    let reader =
        builder.with_projection(mask).with_batch_size(1 << 20).build().map_err(|e| wrong(&e))?;
    let batches = reader.collect::<std::result::Result<Vec<_>, _>>().map_err(|e| wrong(&e))?;
    concat_batches(&schema, &batches).map_err(|e| wrong(&e))
}

/// A column of text; "" where null or absent.
pub fn strings(batch: &RecordBatch, name: &str) -> Vec<String> {
    column(batch, name, |cell| cell.text().unwrap_or_default().to_string())
}

/// A column of numbers, whatever their type; NaN where null or absent.
pub fn numbers(batch: &RecordBatch, name: &str) -> Vec<f64> {
    column(batch, name, |cell| cell.number().unwrap_or(f64::NAN))
}

fn column<T>(batch: &RecordBatch, name: &str, of: impl Fn(ArrowCell) -> T) -> Vec<T> {
    let cells = cells(batch, name);
    (0..batch.num_rows()).map(|row| of(cells.at(row))).collect()
}

/// Text; `None` where null or absent.
pub fn text_of<'a>(batch: &'a RecordBatch, name: &str, row: usize) -> Option<&'a str> {
    cells(batch, name).at(row).text()
}

/// A number, whatever its type; `None` where null or absent.
pub fn number(batch: &RecordBatch, name: &str, row: usize) -> Option<f64> {
    cells(batch, name).at(row).number()
}

/// The cells of a column; none where it is absent.
pub fn cells<'a>(batch: &'a RecordBatch, name: &str) -> ArrowColumn<'a> {
    batch
        .column_by_name(name)
        .map_or(ArrowColumn::Nothing, |column| ArrowColumn::of(column.as_ref()))
}

/// Codes of the rows of a table.
///
/// # Errors
/// It has none: the build is damaged.
pub fn codes<'a>(batch: &'a RecordBatch, path: &Path) -> Result<&'a StringArray> {
    let codes = batch.column_by_name("code").and_then(|c| c.as_string_opt::<i32>());
    codes.ok_or_else(|| damaged(path, &"has no column `code`"))
}

/// Contours of the rows of a table, as WKB.
///
/// # Errors
/// It has none: the build is damaged.
pub fn geometry<'a>(batch: &'a RecordBatch, path: &Path) -> Result<&'a BinaryArray> {
    let shapes = batch.column_by_name("geometry").and_then(|c| c.as_binary_opt::<i32>());
    shapes.ok_or_else(|| damaged(path, &"has no column `geometry`"))
}

/// Row of a code in a level's scores, which are sorted by it.
pub fn row_of_code(batch: &RecordBatch, code: &str) -> Option<usize> {
    let codes = batch.column_by_name("code")?.as_string_opt::<i32>()?;
    let (mut from, mut to) = (0, codes.len());
    while from < to {
        let middle = usize::midpoint(from, to);
        match codes.value(middle).cmp(code) {
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Less => from = middle + 1,
            std::cmp::Ordering::Greater => to = middle,
        }
    }
    None
}
