//! Workbooks (XLSX, XLSM, XLSB, XLS, ODS): one sheet, cells as text.
//!
//! In: the bytes of a workbook and how its table is laid out. Out: names of columns, and columns.
//! Numbers keep every digit, true dates and times are ISO, zeros that a format shows in front are kept.
//! What opens in a spreadsheet program is what is read; other sheets are named. A formula without its
//! result is an error: an empty cell would be a silent guess. Files are untrusted: what they unpack to,
//! how far their cells go, how often they repeat them, is bounded before room is made.

mod biff;
mod binary;
mod cell;
mod doubts;
mod ods;
mod parts;
mod sheet;
#[cfg(test)]
mod tests;
mod xls_cells;
mod xlsb;
mod xlsx;

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, BooleanBufferBuilder, StringBuilder};

use super::header_line::{LOOKED_AT, likelier};
use super::{Opened, Table, Whole, find, positions};
use crate::catalog::Dataset;
use crate::error::{Error, Result, nearest};
use doubts::{computed, in_percent, rows_from};
use parts::WorkbookParts;
use sheet::Sheet;

/// Endings of the files that are read here.
pub const ENDINGS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];
/// Sheets that are searched for a table that is not where it was expected.
const SHEETS: usize = 20;

/// What a workbook says of its sheets.
#[derive(Debug, Default)]
struct Book {
    sheets: Vec<Tab>,
    /// The sheet that is shown when the file is opened.
    active: Option<usize>,
    /// The file asks that formulas are computed when it is opened: a 0 may be a placeholder.
    to_compute: bool,
}

/// One sheet of it.
#[derive(Debug, Clone)]
struct Tab {
    name: String,
    hidden: bool,
    /// Cells, rather than a chart.
    table: bool,
    /// The member that holds it.
    part: String,
}

/// See [`super::unpacks_within`].
pub fn unpacks_within(opened: &Opened, most: u64) -> Result<()> {
    // The old kind is no zip.
    if opened.bytes.starts_with(b"PK") { WorkbookParts::open(opened)?.within(most) } else { Ok(()) }
}

/// See [`super::columns`].
pub fn columns(dataset: &Dataset, opened: &Opened) -> Result<Vec<String>> {
    let book = book(opened)?;
    let tab = chosen(dataset, opened, &book)?;
    header(dataset, &cells(opened, &book, tab, Some(top(dataset)))?, opened)
}

/// See [`super::sheets`].
pub fn sheets(opened: &Opened) -> Result<Vec<String>> {
    let book = book(opened)?;
    let shown = |tab: &&Tab| tab.table && !tab.hidden;
    let active = book.active.and_then(|place| book.sheets.get(place)).filter(shown);
    let opens = active.map(|tab| tab.name.clone());
    let others = book.sheets.iter().filter(shown).map(|tab| &tab.name);
    let others = others.filter(|name| Some(*name) != opens.as_ref()).cloned();
    Ok(opens.iter().cloned().chain(others.collect::<Vec<_>>()).collect())
}

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    let book = book(opened)?;
    let tab = chosen(dataset, opened, &book)?;
    let sheet = cells(opened, &book, tab, None)?;
    let header = header(dataset, &sheet, opened)
        .map_err(|e| elsewhere(dataset, opened, &book, tab, wanted, e))?;
    let first = top(dataset) as usize;
    let positions = positions(dataset, opened, &header, wanted, first).map_err(|e| {
        let below = below_a_title(dataset, opened, &sheet, &header, wanted);
        let e = with_merged(below.unwrap_or(e), dataset, &sheet);
        elsewhere(dataset, opened, &book, tab, wanted, e)
    })?;
    computed(dataset, opened, &sheet, &positions)?;
    let percents = in_percent(dataset, opened, &sheet, wanted, &positions)?;
    let rows = sheet.height().saturating_sub(first.saturating_add(dataset.layout.skip_bottom));
    let (mut columns, mut typed) = (HashMap::new(), HashMap::new());
    for (name, position) in wanted.iter().zip(&positions) {
        let (texts, numbers) = column(&sheet, *position, first as u32, rows);
        columns.insert(name.clone(), texts);
        typed.insert(name.clone(), numbers);
    }
    let table = Table::new(dataset, opened, rows, first + 1, columns).with_typed(typed);
    let doubted = sheet.perhaps_not_computed(&positions, &rows_from(dataset, &sheet, first as u32));
    for note in beside(dataset, &book, tab).into_iter().chain(doubted).chain(percents) {
        table.note(note);
    }
    Ok(table)
}

/// See [`super::whole`]. Columns without name and without cells are left out.
pub fn whole(dataset: &Dataset, opened: &Opened) -> Result<Whole> {
    let book = book(opened)?;
    let tab = chosen(dataset, opened, &book)?;
    let sheet = cells(opened, &book, tab, None)?;
    let header = header(dataset, &sheet, opened)
        .map_err(|e| elsewhere(dataset, opened, &book, tab, &[], e))?;
    let first = top(dataset);
    let kept = |i: &usize| !header[*i].is_empty() || sheet.below(*i, first).next().is_some();
    let positions: Vec<usize> = (0..header.len()).filter(kept).collect();
    computed(dataset, opened, &sheet, &positions)?;
    let rows = sheet.height().saturating_sub(first as usize + dataset.layout.skip_bottom);
    let doubted = sheet.perhaps_not_computed(&positions, &rows_from(dataset, &sheet, first));
    let notes = beside(dataset, &book, tab).into_iter().chain(doubted);
    Ok(Whole {
        names: positions.iter().map(|i| header[*i].clone()).collect(),
        columns: positions.iter().map(|i| column(&sheet, *i, first, rows).0).collect(),
        rows,
        first_line: first as usize + 1,
        geometry: None,
        notes: notes.collect(),
    })
}

/// Rows of the header, and of what is above it.
fn top(dataset: &Dataset) -> u32 {
    let lines = dataset.layout.skip_lines.saturating_add(dataset.layout.header_lines);
    lines.min(sheet::MAX_ROWS as usize) as u32
}

/// A column, and which of its cells are numbers.
fn column(sheet: &Sheet, position: usize, first: u32, rows: usize) -> (ArrayRef, BooleanArray) {
    let mut column = StringBuilder::with_capacity(rows, rows * 8);
    let mut numbers = BooleanBufferBuilder::new(rows);
    let mut next = first;
    let end = first.saturating_add(rows as u32);
    for (row, text, number) in sheet.below(position, first).take_while(|(row, ..)| *row < end) {
        column.append_nulls((row - next) as usize);
        column.append_value(text);
        numbers.append_n((row - next) as usize, false);
        numbers.append(number);
        next = row + 1;
    }
    let left = end.saturating_sub(next) as usize;
    column.append_nulls(left);
    numbers.append_n(left, false);
    (Arc::new(column.finish()), BooleanArray::new(numbers.finish(), None))
}

fn book(opened: &Opened) -> Result<Book> {
    let book = match super::kind(opened).as_str() {
        "ods" => ods::book(opened)?,
        "xls" | "xlsb" => binary::book(opened, is_xlsb(opened))?,
        _ => xlsx::book(opened)?,
    };
    if book.sheets.iter().any(|tab| tab.table) {
        return Ok(book);
    }
    Err(Error::input(&opened.path, "has no sheet"))
}

/// An XLSB that is called .xls is one all the same, and the other way round.
fn is_xlsb(opened: &Opened) -> bool {
    opened.bytes.starts_with(b"PK")
}

fn cells(opened: &Opened, book: &Book, tab: &Tab, rows: Option<u32>) -> Result<Sheet> {
    match super::kind(opened).as_str() {
        "ods" => ods::read(opened, tab, rows),
        "xls" | "xlsb" => binary::read(opened, book, tab, is_xlsb(opened), rows),
        _ => xlsx::read(opened, book, tab, rows),
    }
}

/// The sheet that is named, or the one that opens: the active one, or else the first that is shown.
fn chosen<'a>(dataset: &Dataset, opened: &Opened, book: &'a Book) -> Result<&'a Tab> {
    if let Some(name) = &dataset.layout.sheet {
        let names = || book.sheets.iter().map(|tab| tab.name.as_str());
        return book.sheets.iter().find(|tab| tab.name == *name).ok_or_else(|| {
            Error::input(&opened.path, format!("has no sheet `{name}`"))
                .with_help(nearest(name, names()))
        });
    }
    let shown = |tab: &&Tab| tab.table && !tab.hidden;
    let active = book.active.and_then(|place| book.sheets.get(place)).filter(shown);
    active
        .or_else(|| book.sheets.iter().find(shown))
        .or_else(|| book.sheets.iter().find(|tab| tab.table))
        .ok_or_else(|| Error::input(&opened.path, "has no sheet"))
}

/// A note on the other sheets, when the dataset does not name the one that was read.
fn beside(dataset: &Dataset, book: &Book, tab: &Tab) -> Option<String> {
    if dataset.layout.sheet.is_some() {
        return None;
    }
    let others = others(book, tab)?;
    Some(format!(
        "sheet `{}` is read, the one that opens; beside it: {others} (`sheet` names another)",
        tab.name
    ))
}

fn others(book: &Book, tab: &Tab) -> Option<String> {
    let names: Vec<String> = book
        .sheets
        .iter()
        .filter(|other| other.table && other.name != tab.name)
        .map(|t| if t.hidden { format!("`{}` (hidden)", t.name) } else { format!("`{}`", t.name) })
        .collect();
    (!names.is_empty()).then(|| match names.len() {
        n if n > SHEETS => format!("{} and {} more", names[..5].join(", "), n - 5),
        _ => names.join(", "),
    })
}

/// An error of a sheet that is not the table, such as a cover: with the sheet that is.
fn elsewhere(
    dataset: &Dataset,
    opened: &Opened,
    book: &Book,
    tab: &Tab,
    wanted: &[String],
    error: Error,
) -> Error {
    let Some(others) = others(book, tab) else { return error };
    let lines = top(dataset) as usize;
    let holds = |tab: &&Tab| {
        let sheet = cells(opened, book, tab, Some(top(dataset)));
        let names = sheet.and_then(|sheet| header(dataset, &sheet, opened));
        names.is_ok_and(|names| positions(dataset, opened, &names, wanted, lines).is_ok())
    };
    let candidates = book.sheets.iter().filter(|t| t.table && t.name != tab.name);
    let known = error.help().map(|help| format!("{help}; ")).unwrap_or_default();
    let read = format!("sheet `{}` was read", tab.name);
    let help = match candidates.take(SHEETS).find(holds) {
        Some(right) => {
            format!("{read}; sheet `{0}` has these columns: set sheet = \"{0}\"", right.name)
        }
        None => format!("{known}{read}; there are also {others}: `sheet` names one"),
    };
    error.with_help(help)
}

/// Names of the columns. A header of several lines gives names such as `Allocataires / 2024`: what a
/// merged cell says counts for all that it covers.
fn header(dataset: &Dataset, sheet: &Sheet, opened: &Opened) -> Result<Vec<String>> {
    let rows = top(dataset).saturating_sub(dataset.layout.header_lines as u32)..top(dataset);
    if sheet.height() < rows.end as usize {
        return Err(Error::input(&opened.path, format!("has no header at row {}", rows.end))
            .with_help("check `skip_lines` of the table"));
    }
    let parts: Vec<Vec<String>> = rows.clone().map(|row| line(sheet, row, &rows)).collect();
    Ok((0..sheet.width()).map(|i| joined(parts.iter().map(|line| line[i].as_str()))).collect())
}

/// The texts of a line of the header.
fn line(sheet: &Sheet, row: u32, rows: &std::ops::Range<u32>) -> Vec<String> {
    let merged =
        rows.end - rows.start > 1 && sheet.merged.iter().any(|m| rows.contains(&m.first.0));
    let upper = row + 1 < rows.end;
    let mut before = String::new();
    let mut out = Vec::with_capacity(sheet.width());
    for column in 0..sheet.width() {
        let mut text = sheet.text(row, column).unwrap_or_default().trim().to_string();
        if text.is_empty() && merged {
            let over = sheet.merged_at(row, column as u32);
            let over = over.and_then(|m| sheet.text(m.first.0, m.first.1 as usize));
            text = over.unwrap_or_default().trim().to_string();
        } else if text.is_empty() && upper && sheet.text(row + 1, column).is_some() {
            // Without merged cells, a title is above the first of its columns alone.
            text.clone_from(&before);
        }
        before.clone_from(&text);
        out.push(text);
    }
    out
}

/// What the lines of a header say of a column, each once.
fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut out: Vec<&str> = Vec::new();
    for part in parts.filter(|p| !p.is_empty()) {
        if out.last() != Some(&part) {
            out.push(part);
        }
    }
    out.join(" / ")
}

/// The error where another row of the sheet has more of the wanted columns than the one that was taken for
/// the header, such as a title above it.
fn below_a_title(
    dataset: &Dataset,
    opened: &Opened,
    sheet: &Sheet,
    names: &[String],
    wanted: &[String],
) -> Option<Error> {
    let has = |names: &[String], name: &String| matches!(find(dataset, names, name), Ok(Some(_)));
    let found = |names: &[String]| wanted.iter().filter(|name| has(names, name)).count();
    let lines = dataset.layout.header_lines;
    let mut other = dataset.clone();
    let rows = (0..LOOKED_AT.min(sheet.height())).filter_map(|skip| {
        other.layout.skip_lines = skip;
        Some((skip, found(&header(&other, sheet, opened).ok()?)))
    });
    let skip = likelier(rows, found(names))?;
    let missing = wanted.iter().find(|name| !has(names, name))?;
    let row = top(dataset) as usize;
    let message = format!("has no column `{missing}` in its header, row {row}");
    let right = skip + lines;
    Some(Error::input(&opened.path, message).at_line(Some(row)).with_help(format!(
        "row {right} is likelier the header: set skip_lines = {skip} for this table"
    )))
}

/// A column that is not found below merged cells.
fn with_merged(error: Error, dataset: &Dataset, sheet: &Sheet) -> Error {
    let (skip, lines) = (dataset.layout.skip_lines as u32, dataset.layout.header_lines);
    let line = skip.saturating_sub(1)..skip + lines as u32;
    let mut found = sheet
        .merged
        .iter()
        .filter(|m| lines == 1 && (line.contains(&m.first.0) || line.contains(&m.last.0)));
    let Some(first) = found.next() else { return error };
    let name = |at: (u32, u32)| sheet::cell(at.0, at.1 as usize);
    let known = error.help().map(|help| format!("{help}; ")).unwrap_or_default();
    error.with_help(format!(
        "{known}the header has merged cells ({}:{}): where it takes two lines, set header_lines = 2, \
         and the columns are called `upper / lower`",
        name(first.first),
        name(first.last)
    ))
}
