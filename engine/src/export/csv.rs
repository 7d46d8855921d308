//! Delimited text. Numbers have every digit that is needed to read them back; missing is empty.

use std::borrow::Cow;
use std::io::{Result, Write};

use arrow::array::RecordBatch;

use crate::build::cells::{ArrowCell, ArrowColumn};
use crate::build::spreadsheet::{csv_io, inert};

/// Writes rows; `excel`: semicolons, decimal commas, a byte-order mark, and no text that a spreadsheet
/// would take for a formula ([`inert`]).
pub fn write(batch: &RecordBatch, out: &mut dyn Write, excel: bool) -> Result<()> {
    if excel {
        out.write_all(b"\xef\xbb\xbf")?;
    }
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(if excel { b';' } else { b',' })
        .terminator(if excel { ::csv::Terminator::CRLF } else { ::csv::Terminator::Any(b'\n') })
        .from_writer(out);
    let text = |text| if excel { inert(text) } else { Cow::Borrowed(text) };
    let schema = batch.schema();
    for field in schema.fields() {
        writer.write_field(text(field.name()).as_bytes()).map_err(csv_io)?;
    }
    writer.write_record(None::<&[u8]>).map_err(csv_io)?;
    let columns: Vec<_> = batch.columns().iter().map(|c| ArrowColumn::of(c.as_ref())).collect();
    let mut buffer = String::new();
    for row in 0..batch.num_rows() {
        for cell in &columns {
            match cell.at(row) {
                ArrowCell::Missing => writer.write_field(""),
                ArrowCell::Text(cell) => writer.write_field(text(cell).as_bytes()),
                ArrowCell::Whole(n) => writer.write_field(n.to_string()),
                ArrowCell::Number(x) => {
                    use std::fmt::Write;
                    buffer.clear();
                    let _ = write!(buffer, "{x}");
                    if excel {
                        buffer = buffer.replace('.', ",");
                    }
                    writer.write_field(&buffer)
                }
            }
            .map_err(csv_io)?;
        }
        writer.write_record(None::<&[u8]>).map_err(csv_io)?;
    }
    writer.flush()
}
