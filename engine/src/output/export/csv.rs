//! Delimited text. Numbers have every digit that is needed to read them back; missing is empty.

use std::io::{Error, Result, Write};

use arrow::array::RecordBatch;

use crate::output::cells::{Cell, Cells};

/// Writes rows; `excel`: semicolons, decimal commas and a byte-order mark.
pub fn write(batch: &RecordBatch, out: &mut dyn Write, excel: bool) -> Result<()> {
    if excel {
        out.write_all(b"\xef\xbb\xbf")?;
    }
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(if excel { b';' } else { b',' })
        .terminator(if excel { ::csv::Terminator::CRLF } else { ::csv::Terminator::Any(b'\n') })
        .from_writer(out);
    writer.write_record(batch.schema().fields().iter().map(|f| f.name())).map_err(Error::other)?;
    let columns: Vec<_> = batch.columns().iter().map(|c| Cells::of(c.as_ref())).collect();
    let mut buffer = String::new();
    for row in 0..batch.num_rows() {
        for cell in &columns {
            match cell.at(row) {
                Cell::Missing => writer.write_field(""),
                Cell::Text(text) => writer.write_field(text),
                Cell::Whole(n) => writer.write_field(n.to_string()),
                Cell::Number(x) => {
                    use std::fmt::Write;
                    buffer.clear();
                    let _ = write!(buffer, "{x}");
                    if excel {
                        buffer = buffer.replace('.', ",");
                    }
                    writer.write_field(&buffer)
                }
            }
            .map_err(io)?;
        }
        writer.write_record(None::<&[u8]>).map_err(io)?;
    }
    writer.flush()
}

/// The writer's error is the system's when there is one beneath.
fn io(error: ::csv::Error) -> Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(e) => e,
        other => Error::other(format!("{other:?}")),
    }
}
