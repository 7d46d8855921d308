//! A table as JSON: an object a row, or an array a column.

use std::io::Write;

use arrow::array::RecordBatch;
use rayon::prelude::*;

use crate::build::cells::{ArrowCell, ArrowColumn};

/// Rows written together by one thread.
const CHUNK: usize = 4096;

/// One JSON object a row, separated by commas; missing is null. The text comes in parts, for those
/// who send it.
pub fn write_json(batch: &RecordBatch) -> Vec<Vec<u8>> {
    let schema = batch.schema();
    let names: Vec<Vec<u8>> = schema
        .fields()
        .iter()
        .enumerate()
        .map(|(i, field)| {
            let name = serde_json::Value::from(field.name().as_str());
            format!("{}{name}:", if i == 0 { "{" } else { "," }).into_bytes()
        })
        .collect();
    let columns: Vec<ArrowColumn> =
        batch.columns().iter().map(|c| ArrowColumn::of(c.as_ref())).collect();
    let starts: Vec<usize> = (0..batch.num_rows()).step_by(CHUNK).collect();
    let part = |start: usize| {
        let end = (start + CHUNK).min(batch.num_rows());
        let width: usize = names.iter().map(|name| name.len() + 12).sum();
        let mut out = Vec::with_capacity((end - start) * (width + 2));
        for row in start..end {
            if row > 0 {
                out.push(b',');
            }
            for (name, column) in names.iter().zip(&columns) {
                out.extend_from_slice(name);
                write(column.at(row), &mut out);
            }
            out.extend_from_slice(if names.is_empty() { b"{}" } else { b"}" });
        }
        out
    };
    starts.into_par_iter().map(part).collect()
}

/// One JSON object, an array a column; missing is null. The text comes in parts.
pub fn write_json_columns(batch: &RecordBatch) -> Vec<Vec<u8>> {
    let schema = batch.schema();
    let chunks = batch.num_rows().div_ceil(CHUNK).max(1);
    let last = (batch.num_columns(), chunks - 1);
    let jobs: Vec<(usize, usize)> =
        (0..batch.num_columns()).flat_map(|c| (0..chunks).map(move |part| (c, part))).collect();
    let part = |(column, part): (usize, usize)| {
        let cells = ArrowColumn::of(batch.column(column).as_ref());
        let end = ((part + 1) * CHUNK).min(batch.num_rows());
        let mut out = Vec::with_capacity(CHUNK * 20);
        if part == 0 {
            let name = serde_json::Value::from(schema.field(column).name().as_str());
            let before = if column == 0 { "{" } else { "," };
            out.extend_from_slice(format!("{before}{name}:[").as_bytes());
        }
        for row in part * CHUNK..end {
            if row > 0 {
                out.push(b',');
            }
            write(cells.at(row), &mut out);
        }
        if part == last.1 {
            out.extend_from_slice(if column + 1 == last.0 { b"]}" } else { b"]" });
        }
        out
    };
    jobs.into_par_iter().map(part).collect()
}

fn write(cell: ArrowCell, out: &mut Vec<u8>) {
    match cell {
        ArrowCell::Text(value) => text(value, out),
        ArrowCell::Whole(n) => out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes()),
        ArrowCell::Number(x) if x.is_finite() => {
            out.extend_from_slice(zmij::Buffer::new().format_finite(x).as_bytes());
        }
        ArrowCell::Number(_) | ArrowCell::Missing => out.extend_from_slice(b"null"),
    }
}

fn text(value: &str, out: &mut Vec<u8>) {
    let plain = |b: u8| b >= 0x20 && b != b'"' && b != b'\\';
    if value.bytes().all(plain) {
        out.push(b'"');
        out.extend_from_slice(value.as_bytes());
        out.push(b'"');
    } else {
        // Writing text to memory cannot fail.
        let _ = serde_json::to_writer(out, value);
    }
}

/// The same as [`write_json_columns`], put into `out` a part at a time.
///
/// # Errors
/// Those of `out`.
pub fn write_json_columns_to(batch: &RecordBatch, out: &mut dyn Write) -> std::io::Result<()> {
    for column in 0..batch.num_columns() {
        let one = batch.project(&[column]).map_err(std::io::Error::other)?;
        let parts = write_json_columns(&one);
        // An object each: their braces are left out between them.
        let first = usize::from(column > 0);
        for (i, part) in parts.iter().enumerate() {
            let from = if i == 0 { first } else { 0 };
            let last = i + 1 == parts.len() && column + 1 < batch.num_columns();
            if from == 1 {
                out.write_all(b",")?;
            }
            out.write_all(&part[from..part.len() - usize::from(last)])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::arrow_stream::write_arrow_to;
    use super::*;
    use arrow::array::{Float64Array, Int32Array, Int64Array, StringArray};
    use arrow::datatypes::{DataType, Field, Schema};

    #[test]
    fn json_reads_back() {
        let fields = [
            ("code", DataType::Utf8),
            ("score", DataType::Float64),
            ("rank", DataType::Int32),
            ("population", DataType::Int64),
        ];
        let fields = fields.map(|(name, kind)| Field::new(name, kind, true));
        let rows = CHUNK + 3;
        let names = (0..rows).map(|i| (i != 1).then(|| format!("{i}\t\"é\\")));
        let batch = RecordBatch::try_new(
            Arc::new(Schema::new(fields.to_vec())),
            vec![
                Arc::new(names.collect::<StringArray>()),
                Arc::new(
                    (0..rows)
                        .map(|i| [Some(i as f64 / 7.0), None, Some(f64::NAN)][i % 3])
                        .collect::<Float64Array>(),
                ),
                Arc::new(
                    (0..rows).map(|i| (i % 2 == 0).then_some(-(i as i32))).collect::<Int32Array>(),
                ),
                Arc::new((0..rows).map(|i| Some(i64::MAX - i as i64)).collect::<Int64Array>()),
            ],
        )
        .expect("columns");
        let text = [b"[".to_vec(), write_json(&batch).concat(), b"]".to_vec()].concat();
        let read: Vec<serde_json::Value> = serde_json::from_slice(&text).expect("JSON");
        assert_eq!(read.len(), rows);
        assert_eq!(read[0]["code"], "0\t\"é\\");
        assert_eq!(read[1]["code"], serde_json::Value::Null);
        assert_eq!(read[2]["score"], serde_json::Value::Null);
        assert_eq!(read[CHUNK + 2]["score"].as_f64(), Some((CHUNK + 2) as f64 / 7.0));
        let columns: serde_json::Value =
            serde_json::from_slice(&write_json_columns(&batch).concat()).expect("JSON");
        for (row, unit) in read.iter().enumerate() {
            for (name, value) in unit.as_object().expect("an object") {
                assert_eq!(*value, columns[name][row]);
            }
        }
        let none = write_json_columns(&batch.slice(0, 0)).concat();
        for rows in [batch.clone(), batch.slice(0, 5), batch.slice(0, 0)] {
            let mut bits = Vec::new();
            write_json_columns_to(&rows, &mut bits).expect("memory");
            assert_eq!(bits, write_json_columns(&rows).concat());
        }
        let mut stream = Vec::new();
        let slices = [batch.slice(0, CHUNK), batch.slice(CHUNK, 3)].into_iter();
        let about = vec![("a".to_string(), "b".to_string())];
        write_arrow_to(&mut stream, &batch.schema(), slices, about).expect("memory");
        let stream = arrow::ipc::reader::StreamReader::try_new(&stream[..], None).expect("stream");
        assert_eq!(stream.schema().metadata()["a"], "b");
        let slices: Vec<_> = stream.collect::<std::result::Result<_, _>>().expect("batches");
        let whole = arrow::compute::concat_batches(slices[0].schema_ref(), &slices).expect("rows");
        assert_eq!(whole.columns(), batch.columns());
        assert_eq!(none, br#"{"code":[],"score":[],"rank":[],"population":[]}"#);
        assert_eq!(read[4]["rank"], -4);
        assert_eq!(read[3]["population"].as_i64(), Some(i64::MAX - 3));
    }
}
