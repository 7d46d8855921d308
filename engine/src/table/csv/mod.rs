//! Delimited text: delimiter, encoding and lines above the header as declared.
//!
//! In: an opened file and its declared layout. Out: names of its columns, or a [`Table`] of the wanted
//! ones as text. [`decode`] makes UTF-8 of bytes, [`header`] finds the names, [`rows`] reads what is
//! below them: without quotes by [`unquoted`], which is fast, else by [`quoted`], after [`quotes`] has seen
//! that none is stray.

mod decode;
mod delimited_text;
mod header;
mod lines;
mod quoted;
mod quotes;
mod row_errors;
mod rows;
mod unquoted;
mod widths;
mod wrong_header;

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::compute::concat;

use super::number_text::shown;
use super::{Opened, Table, positions};
use crate::catalog::{Dataset, Layout};
use crate::error::{Error, Result};
use decode::{Unread, decode, is_utf16, may_be_utf8, without_mark};
use delimited_text::DelimitedText;
use header::{header, header_apart};
use lines::Bottom;
pub use quotes::QuoteScan;
use rows::CsvRows;
use wrong_header::wrong_header;

/// Columns, in parts: one Arrow array a part.
type CsvParts = Vec<Vec<ArrayRef>>;

/// See [`super::columns`].
pub fn columns(dataset: &Dataset, opened: &Opened) -> Result<Vec<String>> {
    let text = decode(dataset, opened)?;
    names(dataset, opened, text.as_bytes()).map_err(|unread| unread.on(opened))
}

fn names(
    dataset: &Dataset,
    opened: &Opened,
    text: &[u8],
) -> std::result::Result<Vec<String>, Unread> {
    match &dataset.layout.header {
        Some(path) => header_apart(dataset, path),
        None => {
            let ready = DelimitedText::of(&dataset.layout, dataset.layout.skip_lines, text);
            header(&ready, opened).map(|(names, _)| names)
        }
    }
}

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    // Nearly every file is UTF-8: each part is checked as it is read.
    if may_be_utf8(dataset) && !is_utf16(&opened.bytes) {
        match read_text(dataset, opened, wanted, without_mark(&opened.bytes)) {
            Err(Unread::NotText) => {}
            Err(Unread::Failed(e)) => return Err(e),
            Ok(table) => return Ok(table),
        }
    }
    let text = decode(dataset, opened)?;
    read_text(dataset, opened, wanted, text.as_bytes()).map_err(|unread| unread.on(opened))
}

fn read_text(
    dataset: &Dataset,
    opened: &Opened,
    wanted: &[String],
    text: &[u8],
) -> std::result::Result<Table, Unread> {
    let layout = &dataset.layout;
    let ready = DelimitedText::of(layout, layout.skip_lines, text);
    let (header, body) = match &layout.header {
        Some(path) => (header_apart(dataset, path)?, lines::below(&ready.text, ready.skip)),
        None => header(&ready, opened)?,
    };
    let first_line = lines::ends(&ready.text[..ready.text.len() - body.len()]) + 1;
    let found = positions(dataset, opened, &header, wanted, first_line.saturating_sub(1));
    let positions = match found {
        Ok(positions) => positions,
        Err(e) => return Err(wrong_header(dataset, opened, &ready, &header, wanted, e).into()),
    };
    let bottom = lines::bottom(body, layout.skip_bottom, ready.delimiter);
    let mut notes = ready.notes.clone();
    notes.extend(left_out(&bottom, layout.skip_bottom));

    // Ascending projection, then back to the wanted order.
    let mut projection = positions.clone();
    projection.sort_unstable();
    projection.dedup();
    let rows = CsvRows { opened, text: bottom.rows, delimiter: ready.delimiter, first_line };
    let parts = rows.read(&header, &projection, &mut notes)?;
    let mut columns = HashMap::new();
    for (name, position) in wanted.iter().zip(&positions) {
        let at = projection.iter().position(|p| p == position).unwrap_or_default();
        let arrays: Vec<&dyn arrow::array::Array> = parts[at].iter().map(AsRef::as_ref).collect();
        let column = if arrays.is_empty() {
            Arc::new(StringArray::from(Vec::<&str>::new())) as ArrayRef
        } else {
            concat(&arrays).map_err(|e| Error::input(&opened.path, e.to_string()))?
        };
        columns.insert(name.clone(), column);
    }
    let count = columns.values().next().map_or(0, |c| c.len());
    let mut table = Table::new(dataset, opened, count, first_line, columns);
    let text = bottom.rows;
    let lines = lines::ends(text) + usize::from(!text.is_empty() && !text.ends_with(b"\n"));
    table.shown.first = shown_above(layout, &ready, body) + 1;
    if lines != count {
        let shown = quotes::shown_rows(text, rows.delimiter, table.shown.first);
        table.shown.each = Some(Arc::new(shown));
        table.lines = Some(Arc::new(quotes::lines_of_rows(text, rows.delimiter, first_line)));
    }
    // Where commas separate, points between thousands are not written: a point is the decimal mark.
    table.english = rows.delimiter == b',';
    for note in notes {
        table.note(note);
    }
    Ok(table)
}

/// Rows that a spreadsheet program shows above those of a table; it takes the line `sep=;` itself.
fn shown_above(layout: &Layout, ready: &DelimitedText, body: &[u8]) -> usize {
    let above = &ready.text[..ready.text.len() - body.len()];
    let header = lines::below(above, ready.skip);
    layout.skip_lines.saturating_add(quotes::shown_height(header, ready.delimiter))
}

/// What was left out below the rows.
fn left_out(bottom: &Bottom, declared: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(line) = bottom.declared.split(|b| *b == b'\n').find(|l| !l.trim_ascii().is_empty())
    {
        let line = shown(String::from_utf8_lossy(line).trim());
        notes.push(match declared {
            1 => format!("the last line is left out (skip_bottom): {line}"),
            _ => format!("the last {declared} lines are left out (skip_bottom), from {line}"),
        });
    }
    match bottom.empty {
        0 => {}
        1 => notes.push("a row of separators alone at the end is left out".into()),
        rows => notes.push(format!("{rows} rows of separators alone at the end are left out")),
    }
    notes
}
