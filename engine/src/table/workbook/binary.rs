//! XLS and XLSB: the formats that Excel alone writes.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xls, Xlsb};

use super::biff;
use super::parts::{WorkbookParts, broken, guarded};
use super::sheet::{Merged, Sheet};
use super::{Book, Opened, Tab, cell, xls_cells, xlsb};
use crate::error::Result;

/// What the file says of its sheets, and its cells when it is an XLS: that is read whole.
pub fn book(opened: &Opened, xlsb: bool) -> Result<Book> {
    let sheets = |all: &[calamine::Sheet]| {
        let tab = |sheet: &calamine::Sheet| Tab {
            name: sheet.name.clone(),
            hidden: sheet.visible != SheetVisible::Visible,
            table: sheet.typ == SheetType::WorkSheet,
            part: String::new(),
        };
        all.iter().map(tab).collect()
    };
    if xlsb {
        let mut parts = WorkbookParts::open(opened)?;
        parts.bounded(|name| [".bin", ".rels"].iter().any(|ending| name.ends_with(ending)))?;
        let said = xlsb::look(&mut parts, &opened.path)?;
        let book = guarded(opened, || {
            Xlsb::new(Cursor::new(opened.bytes.clone())).map_err(|e| broken(&opened.path, &e))
        })?;
        let mut sheets: Vec<Tab> = sheets(book.sheets_metadata());
        for tab in &mut sheets {
            tab.part = said.part(&tab.name).unwrap_or_default().into();
        }
        return Ok(Book { sheets, active: said.active, to_compute: said.to_compute });
    }
    let extent = biff::look(&opened.path, &opened.bytes)?;
    let book = xls(opened)?;
    Ok(Book { sheets: sheets(book.sheets_metadata()), active: extent.active, ..Book::default() })
}

/// Reads the cells of a sheet, or of its first `rows`.
pub fn read(
    opened: &Opened,
    book: &Book,
    tab: &Tab,
    xlsb: bool,
    rows: Option<u32>,
) -> Result<Sheet> {
    let mut sheet = if xlsb { of_xlsb(opened, tab, rows) } else { of_xls(opened, tab, rows) }?;
    if xlsb {
        sheet.to_compute = book.to_compute;
        xlsb::cells(opened, &tab.part, &mut sheet, rows)?;
    }
    sheet.whole(&opened.path)
}

fn of_xlsb(opened: &Opened, tab: &Tab, rows: Option<u32>) -> Result<Sheet> {
    guarded(opened, || {
        let wrong = |e: calamine::XlsbError| broken(&opened.path, &e);
        let mut book = Xlsb::new(Cursor::new(opened.bytes.clone())).map_err(wrong)?;
        let mut cells = book.worksheet_cells_reader(&tab.name).map_err(wrong)?;
        let mut sheet = Sheet::named(&tab.name);
        while let Some(found) = cells.next_cell().map_err(wrong)? {
            let (row, column) = found.get_position();
            if rows.is_some_and(|rows| row >= rows) {
                break;
            }
            if let Some(text) = cell::text(found.get_value()) {
                let number = cell::is_number(found.get_value());
                sheet.put(&opened.path, row, column, &text, number)?;
            }
        }
        Ok(sheet)
    })
}

fn xls(opened: &Opened) -> Result<Xls<Cursor<bytes::Bytes>>> {
    guarded(opened, || {
        Xls::new(Cursor::new(opened.bytes.clone())).map_err(|e| broken(&opened.path, &e))
    })
}

fn of_xls(opened: &Opened, tab: &Tab, rows: Option<u32>) -> Result<Sheet> {
    let mut book = xls(opened)?;
    guarded(opened, || {
        let wrong = |e: calamine::XlsError| broken(&opened.path, &e);
        let range = book.worksheet_range(&tab.name).map_err(wrong)?;
        let mut sheet = Sheet::named(&tab.name);
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let (row, column) = (top + row as u32, left + column as u32);
            if rows.is_some_and(|rows| row >= rows) {
                break;
            }
            let value = borrowed(value);
            if let Some(text) = cell::text(&value) {
                sheet.put(&opened.path, row, column, &text, cell::is_number(&value))?;
            }
        }
        let place = book.sheets_metadata().iter().position(|s| s.name == tab.name);
        let cells = xls_cells::look(&opened.bytes, place.unwrap_or(usize::MAX));
        let wanted = |row: u32| rows.is_none_or(|rows| row < rows);
        for (row, column, result) in cells.formulas.into_iter().filter(|f| wanted(f.0)) {
            sheet.formula(row, column, result);
        }
        for (row, column) in cells.percents.into_iter().filter(|p| wanted(p.0)) {
            sheet.percent(row, column);
        }
        let merged = book.merge_cells_by_sheet_name(&tab.name).unwrap_or_default();
        sheet.merged = merged.iter().map(|m| Merged { first: m.start, last: m.end }).collect();
        Ok(sheet)
    })
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Empty => DataRef::Empty,
        Data::String(text) => DataRef::SharedString(text),
        Data::Int(n) => DataRef::Int(*n),
        Data::Float(x) => DataRef::Float(*x),
        Data::Bool(yes) => DataRef::Bool(*yes),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(e) => DataRef::Error(e.clone()),
        // The reader may learn of kinds that are not known here.
        #[allow(unreachable_patterns)]
        other => DataRef::String(other.to_string()),
    }
}
