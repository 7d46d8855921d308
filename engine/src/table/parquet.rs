//! Parquet: the wanted columns only, row group by row group, within a bound of rows and bytes.
//!
//! A file of two kilobytes can say that it has billions of rows: neither what it says nor what it
//! unpacks to is believed without a limit.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, RecordBatchReader};
use arrow::compute::concat;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::vector::Geometries;
use super::{Opened, Table, positions};
use crate::catalog::{Dataset, Location};
use crate::error::{Error, Result};

/// Rows of a table. The largest official ones have a few millions.
const MAX_ROWS: u64 = 32 << 20;
/// Bytes of the wanted columns, unpacked.
const MAX_BYTES: usize = 1 << 30;
/// Rows unpacked at once: what exceeds the bound is noticed after so many.
const BATCH: usize = 8192;

/// See [`super::columns`].
pub fn columns(opened: &Opened) -> Result<Vec<String>> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(opened.bytes.clone())
        .map_err(|e| Error::input(&opened.path, e.to_string()))?;
    Ok(names(&builder))
}

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    within(dataset, opened, wanted, RowGroupBounds { rows: MAX_ROWS, bytes: MAX_BYTES })
}

/// What is read at most.
#[derive(Debug, Clone, Copy)]
struct RowGroupBounds {
    rows: u64,
    bytes: usize,
}

impl RowGroupBounds {
    fn hold(self, opened: &Opened, rows: u64, bytes: usize) -> Result<()> {
        let what = if rows > self.rows {
            format!("has {rows} rows; the limit is {}", self.rows)
        } else if bytes > self.bytes {
            format!("holds more than {} bytes in the wanted columns, unpacked", self.bytes)
        } else {
            return Ok(());
        };
        Err(Error::input(&opened.path, what).with_help(
            "keep the rows and columns that are needed, or sum them by unit, and write the file again",
        ))
    }
}

fn within(
    dataset: &Dataset,
    opened: &Opened,
    wanted: &[String],
    bounds: RowGroupBounds,
) -> Result<Table> {
    let wrong = |e: &dyn std::fmt::Display| Error::input(&opened.path, e.to_string());
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(opened.bytes.clone()).map_err(|e| wrong(&e))?;
    let header = names(&builder);
    let geometries = Geometries::of(&opened.path, builder.metadata())?;
    let positions = positions(dataset, opened, &header, wanted, 0)?;
    let about = builder.metadata();
    let groups = about.row_groups().iter().map(|g| g.num_rows().max(0) as u64);
    let said = about.file_metadata().num_rows().max(0) as u64;
    bounds.hold(opened, groups.fold(0, u64::saturating_add).max(said), 0)?;
    // The projection keeps the file's order.
    let mut projection = positions.clone();
    projection.sort_unstable();
    projection.dedup();
    let mask = ProjectionMask::roots(builder.parquet_schema(), projection.iter().copied());
    let reader =
        builder.with_projection(mask).with_batch_size(BATCH).build().map_err(|e| wrong(&e))?;
    let schema = reader.schema();
    let mut parts: Vec<Vec<ArrayRef>> = vec![Vec::new(); projection.len()];
    let (mut rows, mut bytes) = (0, 0);
    for batch in reader {
        let batch = batch.map_err(|e| wrong(&e))?;
        rows += batch.num_rows() as u64;
        bytes += batch.columns().iter().map(Array::get_array_memory_size).sum::<usize>();
        bounds.hold(opened, rows, bytes)?;
        for (part, column) in parts.iter_mut().zip(batch.columns()) {
            part.push(column.clone());
        }
    }
    let mut whole = Vec::with_capacity(parts.len());
    for (part, field) in parts.into_iter().zip(schema.fields()) {
        let refs: Vec<&dyn Array> = part.iter().map(AsRef::as_ref).collect();
        whole.push(if refs.is_empty() {
            arrow::array::new_empty_array(field.data_type())
        } else {
            concat(&refs).map_err(|e| wrong(&e))?
        });
    }
    let mut columns = HashMap::new();
    for (name, position) in wanted.iter().zip(positions) {
        let column = projection.binary_search(&position).ok().and_then(|at| whole.get(at));
        columns.extend(column.map(|column| (name.clone(), column.clone())));
    }
    let rows = whole.first().map_or(0, Array::len);
    // The program's own contours are in WGS 84, as its tests show.
    let degrees = match dataset.location {
        Location::Embedded(_) => columns.keys().cloned().collect(),
        _ => geometries.moved(&opened.path, dataset.layout.crs, &mut columns)?,
    };
    Ok(Table::new(dataset, opened, rows, 0, columns).with_degrees(degrees))
}

fn names(builder: &ParquetRecordBatchReaderBuilder<bytes::Bytes>) -> Vec<String> {
    builder.schema().fields().iter().map(|f| f.name().trim().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int64Array, RecordBatch, StringArray};
    use arrow::datatypes::{DataType, Field, Schema};
    use parquet::arrow::ArrowWriter;
    use parquet::file::properties::WriterProperties;

    use super::*;

    fn file(fields: &[(&str, ArrayRef)], rows: usize) -> Opened {
        let schema: Vec<Field> =
            fields.iter().map(|(n, a)| Field::new(*n, a.data_type().clone(), true)).collect();
        let schema = Arc::new(Schema::new(schema));
        let batch = RecordBatch::try_new(
            Arc::clone(&schema),
            fields.iter().map(|(_, a)| a.clone()).collect(),
        )
        .expect("a batch");
        let groups = WriterProperties::builder().set_max_row_group_row_count(Some(rows)).build();
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, schema, Some(groups)).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        Opened { path: "t.parquet".into(), bytes: bytes.into(), sha256: String::new() }
    }

    fn dataset(extra: &str) -> Dataset {
        let head = "id='a'\ntitle='t'\npublisher='p'\nlicence='l'\nvintage='v'\npath='t.parquet'\n";
        let mut catalog = crate::catalog::Catalog::default();
        catalog.add(&format!("{head}{extra}"), std::path::Path::new("a.toml")).expect("valid");
        catalog.datasets.remove("a").expect("there")
    }

    fn wanted(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn rows_and_bytes_are_bounded() {
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![7; 30_000]));
        // One value, repeated: a few bytes in the file, 60 MB unpacked.
        let long: ArrayRef = Arc::new(StringArray::from(vec!["x".repeat(2000); 30_000]));
        let opened = file(&[("n", numbers), ("t", long)], 10_000);
        assert!(opened.bytes.len() < 100_000, "{}", opened.bytes.len());
        let of = |rows, bytes, columns: &[&str]| {
            within(&dataset(""), &opened, &wanted(columns), RowGroupBounds { rows, bytes })
        };
        assert_eq!(of(30_000, 70 << 20, &["n", "t"]).expect("within").rows, 30_000);
        let e = of(29_999, 70 << 20, &["n"]).expect_err("rows");
        assert_eq!(e.to_string(), "t.parquet: has 30000 rows; the limit is 29999");
        assert!(e.help().expect("help").contains("sum them by unit"));
        let e = of(30_000, 1 << 20, &["n", "t"]).expect_err("bytes");
        assert!(e.to_string().contains("more than 1048576 bytes"), "{e}");
        // Columns that are not wanted cost nothing.
        assert!(of(30_000, 1 << 20, &["n"]).is_ok());
    }

    #[test]
    fn names_of_other_editions_and_two_of_one_name() {
        let column = |x: i64| Arc::new(Int64Array::from(vec![x, x + 1])) as ArrayRef;
        let opened = file(&[("b", column(1)), ("P21_A", column(5)), (" b ", column(9))], 10);
        let renamed = dataset("renamed = { a = ['P22_A', 'P21_A'] }");
        let table = read(&renamed, &opened, &wanted(&["a"])).expect("read");
        assert_eq!(table.numbers("a").expect("numbers").values.values().to_vec(), [5.0, 6.0]);
        let e = read(&renamed, &opened, &wanted(&["a", "b"])).expect_err("twice");
        assert_eq!(e.to_string(), "t.parquet: has two columns `b`: the 1st and the 3rd");
        assert_eq!(columns(&opened).expect("columns"), ["b", "P21_A", "b"]);
        let e = read(&renamed, &opened, &wanted(&["c"])).expect_err("none");
        assert_eq!(e.to_string(), "t.parquet: has no column `c`");
        assert_eq!(DataType::Int64, *table.column("a").expect("column").data_type());
    }
}
