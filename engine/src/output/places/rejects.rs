//! `places_rejects.csv`: everything that was wrong in the sources, row by row. People open it in a
//! spreadsheet: no cell of it is a formula.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::error::{Error, Result};
use crate::output::export::{bare, csv_io, inert};
use crate::output::staging::{synced, write_whole};
use crate::places::schema::Field;
use crate::places::{Kept, Register, Reject};

const HEADER: [&str; 6] = ["source", "row", "field", "value", "problem", "kept"];

/// Writes the rejects of a register.
///
/// # Errors
/// The system refuses to write.
pub fn write_rejects(path: &Path, register: &Register) -> Result<()> {
    let wrong = |e: std::io::Error| Error::io("write", path, e);
    write_whole(path, |part| {
        let file = File::create(part).map_err(|e| Error::io("create", path, e))?;
        let mut out = BufWriter::new(file);
        rejects_table(register, &mut out).map_err(wrong)?;
        let file = out.into_inner().map_err(|e| wrong(e.into_error()))?;
        synced(&file).map_err(wrong)
    })
}

/// The same, to anything that takes bytes.
///
/// # Errors
/// What takes the bytes refuses.
pub fn rejects_table(register: &Register, out: &mut dyn Write) -> std::io::Result<()> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    writer.write_record(HEADER).map_err(csv_io)?;
    for reject in &register.rejects {
        let source = register.sources.get(reject.source as usize).map_or("", |s| s.id.as_str());
        let row = reject.row.to_string();
        writer
            .write_record([
                inert(source).as_ref(),
                &row,
                reject.field,
                inert(&reject.value).as_ref(),
                inert(&reject.problem).as_ref(),
                reject.kept.name(),
            ])
            .map_err(csv_io)?;
    }
    writer.flush()
}

/// Reads the rejects that were written beside a register.
///
/// # Errors
/// No such file, or one that this program did not write.
pub fn read_rejects(path: &Path, register: &Register) -> Result<Vec<Reject>> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| Error::input(path, e.to_string()))?;
        let cell = |i: usize| record.get(i).unwrap_or_default();
        let row = cell(1).parse().ok();
        let source = register.sources.iter().position(|s| s.id == bare(cell(0)));
        let kept = Kept::ALL.into_iter().find(|k| k.name() == cell(5));
        let (Some(row), Some(source), Some(kept)) = (row, source, kept) else {
            return Err(Error::input(path, format!("holds no rejects of places: {record:?}")));
        };
        out.push(Reject {
            source: source as u16,
            row,
            field: Field::of(cell(2)).map_or("", Field::name),
            value: bare(cell(3)).into(),
            problem: bare(cell(4)).into(),
            kept,
        });
    }
    Ok(out)
}
