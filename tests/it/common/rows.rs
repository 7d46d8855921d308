//! Tables as clients read them.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Float64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

/// All rows of a Parquet file.
pub fn parquet(bytes: Vec<u8>) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap();
    let schema = reader.schema().clone();
    let all: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    concat_batches(&schema, &all).unwrap()
}

/// A number of a row as JSON holds it.
pub fn number(batch: &RecordBatch, name: &str, row: usize) -> Value {
    let column = batch.column_by_name(name).unwrap();
    if column.is_null(row) {
        return Value::Null;
    }
    let numbers = cast(column, &DataType::Float64).unwrap();
    numbers.as_primitive::<Float64Type>().value(row).into()
}

/// The same number, but for the last bits, which this reader of JSON may miss.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-12 * b.abs().max(1.0),
        (a, b) => a == b && a.is_none(),
    }
}
