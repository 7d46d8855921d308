//! A workbook in French: the scores, what each column is, where everything comes from.

use std::path::Path;

use arrow::array::RecordBatch;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::super::open::Built;
use crate::error::{Error, Result};
use crate::output::cells::{Cell, Cells};

/// Writes the workbook.
pub fn write(batch: &RecordBatch, built: &Built, level: &str, path: &Path) -> Result<()> {
    fill(batch, built, level, path).map_err(|e| match e {
        XlsxError::IoError(io) => Error::io("write", path, io),
        other => Error::io("write", path, std::io::Error::other(other.to_string())),
    })
}

fn fill(
    batch: &RecordBatch,
    built: &Built,
    level: &str,
    path: &Path,
) -> std::result::Result<(), XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    // Shown short, kept whole.
    let figures = Format::new().set_num_format("0.00");
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(level)?;
    sheet.set_freeze_panes(1, 2)?;
    let schema = batch.schema();
    for (column, field) in schema.fields().iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, field.name(), &bold)?;
    }
    let columns: Vec<_> = batch.columns().iter().map(|c| Cells::of(c.as_ref())).collect();
    for row in 0..batch.num_rows() {
        for (column, cell) in columns.iter().enumerate() {
            let (r, c) = (row as u32 + 1, column as u16);
            match cell.at(row) {
                Cell::Missing => continue,
                Cell::Text(text) => sheet.write_string(r, c, text)?,
                Cell::Whole(n) => sheet.write_number(r, c, n as f64)?,
                Cell::Number(x) => sheet.write_number_with_format(r, c, x, &figures)?,
            };
        }
    }
    let sheet = book.add_worksheet_with_constant_memory()?;
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
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("Sources")?;
    let m = &built.manifest;
    let mut lines = vec![
        ("Méthode", m.method.title.clone()),
        ("Avertissement", m.notice.clone()),
        ("Licence", m.licence.clone()),
        ("Attribution", m.attribution.clone()),
        ("Moteur", format!("{} {}", m.engine.name, m.engine.version)),
        ("Empreinte de la méthode", m.method.sha256.clone()),
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
    book.save(path)
}
