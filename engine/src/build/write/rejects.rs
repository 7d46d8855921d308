//! `places_rejects.csv`: everything that was wrong in the sources, row by row. People open it in a
//! spreadsheet: no cell of it is a formula.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::build::registers::REJECTS;
use crate::build::spreadsheet::{csv_io, inert};
use crate::build::staging::{synced, write_whole};
use crate::error::{Error, Result};
use crate::places::Register;

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
    writer.write_record(REJECTS).map_err(csv_io)?;
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
                inert(reject.correction.as_deref().unwrap_or_default()).as_ref(),
            ])
            .map_err(csv_io)?;
    }
    writer.flush()
}
