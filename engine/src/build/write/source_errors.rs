//! What is wrong in one source, in French, as a table that is sent to its owner: one line a mistake.
//!
//! It is opened in a spreadsheet program set to French: a mark for UTF-8 before it, semicolons between its
//! columns, no cell that is a formula.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::build::spreadsheet::{csv_io, inert};
use crate::build::staging::{synced, write_whole};
use crate::error::{Error, Result};
use crate::places::{OwnerLine, Register};

/// Headings of the table.
const HEADINGS: [&str; 9] = [
    "source",
    "ligne",
    "champ",
    "nom technique",
    "valeur",
    "problème",
    "attendu",
    "correction proposée",
    "conséquence",
];
/// The mark by which spreadsheet programs know UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes what is wrong in the sources of a register; lines are those that a spreadsheet program shows.
///
/// # Errors
/// The system refuses to write.
pub fn write_source_errors(path: &Path, register: &Register) -> Result<()> {
    let wrong = |e: std::io::Error| Error::io("write", path, e);
    write_whole(path, |part| {
        let file = File::create(part).map_err(|e| Error::io("create", path, e))?;
        let mut out = BufWriter::new(file);
        table(register, &mut out).map_err(wrong)?;
        let file = out.into_inner().map_err(|e| wrong(e.into_error()))?;
        synced(&file).map_err(wrong)
    })
}

/// The same as bytes.
///
/// # Errors
/// None in memory.
pub fn source_errors_csv(register: &Register) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    table(register, &mut out).map_err(|e| Error::internal(e.to_string()))?;
    Ok(out)
}

fn table(register: &Register, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(MARK)?;
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    writer.write_record(HEADINGS).map_err(csv_io)?;
    let fates = register.fates();
    for reject in &register.rejects {
        let source = register.sources.get(reject.source as usize);
        let line = OwnerLine::of(reject, fates.of(reject));
        let number = register.shown_row(reject.source, reject.row).to_string();
        let cells: [&str; 9] = [
            source.map_or("", |source| source.title.as_str()),
            &number,
            &line.title,
            reject.field,
            &reject.value,
            &line.problem,
            &line.expected,
            &line.correction,
            &line.effect,
        ];
        writer.write_record(cells.map(|cell| inert(cell).into_owned())).map_err(csv_io)?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::{Kept, PlaceSource, Reject};

    #[test]
    fn a_line_an_error() {
        let reject = |row, value: &str| Reject {
            source: 0,
            row,
            field: "telephone",
            value: value.into(),
            problem: "is no telephone number".into(),
            kept: Kept::WithoutField,
            correction: None,
        };
        let title = "Inventaire du Hub".to_string();
        let register = Register {
            sources: vec![PlaceSource { title, ..PlaceSource::default() }],
            rejects: vec![reject(1, "=1+1"), reject(7, "a;b\nc")],
            ..Register::default()
        };
        let mut bytes = Vec::new();
        table(&register, &mut bytes).expect("written");
        let text = String::from_utf8(bytes).expect("text");
        let text = text.strip_prefix('\u{feff}').expect("a mark");
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
        assert_eq!(reader.headers().expect("headings"), &HEADINGS[..]);
        let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
        let cells = |row: usize, columns: &[usize]| -> Vec<String> {
            columns.iter().map(|column| rows[row][*column].to_string()).collect()
        };
        assert_eq!(cells(0, &[0, 1, 2, 4]), ["Inventaire du Hub", "1", "Téléphone", "'=1+1"]);
        assert_eq!(cells(1, &[1, 4]), ["7", "a;b\nc"]);
    }
}
