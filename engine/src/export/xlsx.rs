//! A workbook in French: the scores, what each column is, where everything comes from.

use std::path::Path;

use arrow::array::RecordBatch;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::about::About;
use crate::build::Manifest;
use crate::build::cells::{ArrowCell, ArrowColumn};
use crate::error::{Error, Result};
use crate::progress::go_on;

/// Writes the workbook.
pub fn write(
    batch: &RecordBatch,
    manifest: &Manifest,
    about: &About,
    level: &str,
    path: &Path,
) -> Result<()> {
    let made = workbook(batch, manifest, about, level, RowStorage::Spooled);
    let written = made.and_then(|mut book| book.save(path));
    written.map_err(|e| wrong(path, e))
}

/// Where rows wait until the workbook is packed.
#[derive(Clone, Copy)]
enum RowStorage {
    /// In a temporary file: a level of France would take some hundred megabytes.
    Spooled,
    /// In memory.
    Held,
}

impl RowStorage {
    fn sheet(self, book: &mut Workbook) -> std::result::Result<&mut Worksheet, XlsxError> {
        match self {
            Self::Spooled => book.add_worksheet_with_constant_memory(),
            Self::Held => Ok(book.add_worksheet()),
        }
    }
}

/// The workbook as bytes. Where no temporary file can be written, as in a container that is only
/// read, its rows are held in memory.
///
/// # Errors
/// More rows or columns than a sheet holds.
pub fn bytes(
    batch: &RecordBatch,
    manifest: &Manifest,
    about: &About,
    level: &str,
) -> Result<Vec<u8>> {
    let made = workbook(batch, manifest, about, level, RowStorage::Spooled).or_else(|e| match e {
        XlsxError::IoError(_) | XlsxError::TempFileError(..) => {
            workbook(batch, manifest, about, level, RowStorage::Held)
        }
        other => Err(other),
    });
    go_on()?;
    let written = made.and_then(|mut book| book.save_to_buffer());
    go_on()?;
    written.map_err(|e| wrong("the workbook".as_ref(), e))
}

fn wrong(path: &Path, error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(io) => Error::io("write", path, io),
        other => Error::io("write", path, std::io::Error::other(other.to_string())),
    }
}

fn workbook(
    batch: &RecordBatch,
    m: &Manifest,
    about: &About,
    level: &str,
    rows: RowStorage,
) -> std::result::Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    // Shown short, kept whole.
    let figures = Format::new().set_num_format("0.00");
    let sheet = rows.sheet(&mut book)?;
    sheet.set_name(level)?;
    sheet.set_freeze_panes(1, 2)?;
    let schema = batch.schema();
    for (column, field) in schema.fields().iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, field.name(), &bold)?;
    }
    let columns: Vec<_> = batch.columns().iter().map(|c| ArrowColumn::of(c.as_ref())).collect();
    for row in 0..batch.num_rows() {
        if row % 1024 == 0 && go_on().is_err() {
            return Err(XlsxError::ParameterError("nobody waits for it any more".into()));
        }
        for (column, cell) in columns.iter().enumerate() {
            let (r, c) = (row as u32 + 1, column as u16);
            match cell.at(row) {
                ArrowCell::Missing => continue,
                ArrowCell::Text(text) => sheet.write_string(r, c, text)?,
                ArrowCell::Whole(n) => sheet.write_number(r, c, n as f64)?,
                ArrowCell::Number(x) => sheet.write_number_with_format(r, c, x, &figures)?,
            };
        }
    }
    let sheet = rows.sheet(&mut book)?;
    sheet.set_name("Dictionnaire")?;
    for (column, head) in
        ["colonne", "description", "unité", "source", "millésime"].iter().enumerate()
    {
        sheet.write_string_with_format(0, column as u16, *head, &bold)?;
    }
    for (row, field) in schema.fields().iter().enumerate() {
        let of = |key: &str| field.metadata().get(key).map_or("", String::as_str);
        let row = row as u32 + 1;
        sheet.write_string(row, 0, field.name())?;
        for (column, key) in ["description", "unit", "source", "vintage"].iter().enumerate() {
            sheet.write_string(row, column as u16 + 1, of(key))?;
        }
    }
    let sheet = rows.sheet(&mut book)?;
    sheet.set_name("Sources")?;
    let mut lines = vec![
        ("Méthode", about.title.to_string()),
        ("Avertissement", about.notice.to_string()),
        ("Licence", m.licence.clone()),
        ("Attribution", m.attribution.clone()),
        ("Moteur", format!("{} {}", m.engine.name, m.engine.version)),
        ("Empreinte de la méthode", about.sha256.to_string()),
    ];
    for s in &m.sources {
        lines.push((
            "Source",
            format!("{} — {} — {} — {}", s.title, s.publisher, s.vintage, s.licence),
        ));
    }
    for (row, (head, text)) in lines.iter().enumerate() {
        sheet.write_string_with_format(row as u32, 0, *head, &bold)?;
        sheet.write_string(row as u32, 1, text)?;
    }
    Ok(book)
}
