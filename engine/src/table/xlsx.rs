//! Workbooks (XLSX, XLS, ODS): one sheet, cells as text; numbers keep every digit.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanBuilder, StringBuilder};
use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};

use super::{Opened, Table, positions};
use crate::catalog::Dataset;
use crate::error::{Error, Result, nearest};

/// See [`super::columns`].
pub fn columns(dataset: &Dataset, opened: &Opened) -> Result<Vec<String>> {
    header(&sheet(dataset, opened)?, dataset.layout.skip_lines, opened)
}

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    let layout = &dataset.layout;
    let range = sheet(dataset, opened)?;
    let header = header(&range, layout.skip_lines, opened)?;
    let positions = positions(dataset, opened, &header, wanted, layout.skip_lines + 1)?;
    let mut columns = HashMap::new();
    let rows = range.height().saturating_sub(layout.skip_lines + 1 + layout.skip_bottom);
    let mut typed = HashMap::new();
    for (name, position) in wanted.iter().zip(positions) {
        let mut column = StringBuilder::with_capacity(rows, rows * 8);
        let mut numbers = BooleanBuilder::with_capacity(rows);
        for row in range.rows().skip(layout.skip_lines + 1).take(rows) {
            numbers.append_value(matches!(row.get(position), Some(Data::Float(_) | Data::Int(_))));
            match row.get(position) {
                None | Some(Data::Empty) => column.append_null(),
                Some(cell) => column.append_value(text(cell)),
            }
        }
        columns.insert(name.clone(), Arc::new(column.finish()) as ArrayRef);
        typed.insert(name.clone(), numbers.finish());
    }
    Ok(Table::new(dataset, opened, rows, layout.skip_lines + 2, columns).with_typed(typed))
}

fn sheet(dataset: &Dataset, opened: &Opened) -> Result<Range<Data>> {
    let wrong = |e: &dyn std::fmt::Display| Error::input(&opened.path, e.to_string());
    let mut book =
        open_workbook_auto_from_rs(Cursor::new(opened.bytes.clone())).map_err(|e| wrong(&e))?;
    let names = book.sheet_names();
    let name = match &dataset.layout.sheet {
        Some(name) if names.contains(name) => name.clone(),
        Some(name) => {
            return Err(Error::input(&opened.path, format!("has no sheet `{name}`"))
                .with_help(nearest(name, names.iter().map(String::as_str))));
        }
        None => names.first().cloned().ok_or_else(|| Error::input(&opened.path, "has no sheet"))?,
    };
    let range = book.worksheet_range(&name).map_err(|e| wrong(&e))?;
    // Ranges start at the first used cell: lines above the header are counted from the first row.
    let end = range.end().unwrap_or((0, 0));
    Ok(range.range((0, 0), end))
}

fn header(range: &Range<Data>, skip: usize, opened: &Opened) -> Result<Vec<String>> {
    let row = range.rows().nth(skip).ok_or_else(|| {
        Error::input(&opened.path, format!("has no header at row {}", skip + 1))
            .with_help("check `skip_lines` of the table")
    })?;
    Ok(row.iter().map(|c| text(c).trim().to_string()).collect())
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Float(f) => format!("{f}"),
        other => other.to_string(),
    }
}
