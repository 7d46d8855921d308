//! ODS: sheets of an OpenDocument spreadsheet, read as they come. What is repeated is counted before it
//! is written out: a few bytes may repeat a cell a milliard times.

use std::io::{BufReader, Read};
use std::path::Path;

use quick_xml::events::{BytesStart, Event};

use super::parts::{MAX_PART, WorkbookParts, attribute, broken, xml};
use super::sheet::{self, MAX_AREA, Merged, Sheet};
use super::{Book, Opened, Tab, cell};
use crate::error::{Error, Result};

const CONTENT: &str = "content.xml";

/// What the file says of its sheets.
pub fn book(opened: &Opened) -> Result<Book> {
    let mut parts = WorkbookParts::open(opened)?;
    if encrypted(&mut parts, &opened.path)? {
        return Err(Error::input(&opened.path, "is protected by a password")
            .with_help("save it without a password"));
    }
    parts.bounded(|name| name == CONTENT)?;
    let mut book = Book::default();
    let mut hidden: Vec<String> = Vec::new();
    let mut style = String::new();
    each(&mut parts, &opened.path, |event| {
        if let Event::Start(element) = event {
            match element.name().as_ref() {
                "style:style" => style = attribute(element, "style:name").unwrap_or_default(),
                "style:table-properties"
                    if attribute(element, "table:display").as_deref() == Some("false") =>
                {
                    hidden.push(style.clone());
                }
                "table:table" => {
                    let styled = attribute(element, "table:style-name");
                    book.sheets.push(Tab {
                        name: attribute(element, "table:name").unwrap_or_default(),
                        hidden: styled.is_some_and(|s| hidden.contains(&s)),
                        table: true,
                        part: CONTENT.into(),
                    });
                }
                _ => {}
            }
        }
        Ok(true)
    })?;
    let active = active(&mut parts, &opened.path)?;
    book.active = active.and_then(|name| book.sheets.iter().position(|tab| tab.name == name));
    Ok(book)
}

fn encrypted(parts: &mut WorkbookParts, path: &Path) -> Result<bool> {
    let Some(text) = parts.small("META-INF/manifest.xml")? else {
        return Err(broken(path, &"it has no `META-INF/manifest.xml`"));
    };
    Ok(memchr::memmem::find(&text, b"encryption-data").is_some())
}

/// The sheet that is shown when the file is opened.
fn active(parts: &mut WorkbookParts, path: &Path) -> Result<Option<String>> {
    let Some(text) = parts.small("settings.xml")? else { return Ok(None) };
    let mut reader = xml(text.as_slice());
    let (mut buffer, mut here, mut name) = (Vec::new(), false, String::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|e| broken(path, &e))? {
            Event::Start(element) => {
                here = attribute(&element, "config:name").as_deref() == Some("ActiveTable");
            }
            Event::Text(text) if here => name.push_str(&text.xml10_content()),
            Event::GeneralRef(entity) if here => name.push_str(&entity_of(&entity)),
            Event::End(_) if here => return Ok(Some(name)),
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// Gives every event of the content until `on` says that it is enough.
fn each(
    parts: &mut WorkbookParts,
    path: &Path,
    mut on: impl FnMut(&Event) -> Result<bool>,
) -> Result<()> {
    let stream = parts.stream(CONTENT)?;
    let stream = stream.ok_or_else(|| broken(path, &format!("it has no `{CONTENT}`")))?;
    let mut reader = xml(BufReader::new(stream.take(MAX_PART + 1)));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|e| broken(path, &e))?;
        if matches!(event, Event::Eof) || !on(&event)? {
            return Ok(());
        }
    }
}

/// Reads the cells of a sheet, or of its first `rows`.
pub fn read(opened: &Opened, tab: &Tab, rows: Option<u32>) -> Result<Sheet> {
    let mut parts = WorkbookParts::open(opened)?;
    let mut reading = Reading {
        path: &opened.path,
        sheet: Sheet::named(&tab.name),
        rows,
        row: OdsRow::default(),
        next: 0,
        filled: 0,
    };
    let (mut here, mut note) = (false, 0_usize);
    each(&mut parts, &opened.path, |event| {
        match event {
            Event::Start(element) if element.name().as_ref() == "table:table" => {
                here = attribute(element, "table:name").as_deref() == Some(&tab.name);
            }
            Event::End(element) if here && element.name().as_ref() == "table:table" => {
                return Ok(false);
            }
            // What a comment says is no part of its cell.
            Event::Start(e) if here && e.name().as_ref() == "office:annotation" => note += 1,
            Event::End(e) if here && e.name().as_ref() == "office:annotation" => {
                note = note.saturating_sub(1);
            }
            event if here && note == 0 => return reading.on(event),
            _ => {}
        }
        Ok(true)
    })?;
    reading.sheet.whole(&opened.path)
}

struct Reading<'a> {
    path: &'a Path,
    sheet: Sheet,
    rows: Option<u32>,
    row: OdsRow,
    /// Number of the row that comes next.
    next: u64,
    filled: u64,
}

/// The row that is being read.
#[derive(Default)]
struct OdsRow {
    repeated: u64,
    /// Column that comes next.
    next: u64,
    cells: Vec<OdsCell>,
    /// The cell that is being read.
    open: Option<OdsCell>,
}

#[derive(Default, Clone)]
struct OdsCell {
    column: u64,
    repeated: u64,
    formula: bool,
    /// Rows and columns that it covers.
    spans: (u64, u64),
    kind: String,
    value: Option<String>,
    /// As it is shown.
    shown: String,
    paragraphs: usize,
}

impl Reading<'_> {
    /// Returns false when no more rows are wanted.
    fn on(&mut self, event: &Event) -> Result<bool> {
        match event {
            Event::Start(element) => match element.name().as_ref() {
                "table:table-row" => {
                    let repeated = count(element, "table:number-rows-repeated");
                    self.row = OdsRow { repeated, ..OdsRow::default() };
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    self.row.open = Some(OdsCell::begun(element, self.row.next));
                }
                "text:p" => self.shown(|cell| {
                    if cell.paragraphs > 0 {
                        cell.shown.push('\n');
                    }
                    cell.paragraphs += 1;
                }),
                "text:s" => {
                    let spaces = count(element, "text:c").min(1000) as usize;
                    self.shown(|cell| cell.shown.extend(std::iter::repeat_n(' ', spaces)));
                }
                "text:tab" => self.shown(|cell| cell.shown.push('\t')),
                "text:line-break" => self.shown(|cell| cell.shown.push('\n')),
                _ => {}
            },
            Event::Text(text) => self.shown(|cell| {
                if cell.paragraphs > 0 {
                    cell.shown.push_str(&text.xml10_content());
                }
            }),
            Event::GeneralRef(entity) => {
                self.shown(|cell| cell.shown.push_str(&entity_of(entity)));
            }
            Event::End(element) => match element.name().as_ref() {
                "table:table-cell" | "table:covered-table-cell" => {
                    if let Some(cell) = self.row.open.take() {
                        self.row.next = cell.column.saturating_add(cell.repeated);
                        self.row.cells.push(cell);
                    }
                }
                "table:table-row" => return self.end_of_row(),
                _ => {}
            },
            _ => {}
        }
        Ok(true)
    }

    fn shown(&mut self, change: impl FnOnce(&mut OdsCell)) {
        if let Some(cell) = &mut self.row.open {
            change(cell);
        }
    }

    fn end_of_row(&mut self) -> Result<bool> {
        let row = std::mem::take(&mut self.row);
        let first = self.next;
        self.next = self.next.saturating_add(row.repeated);
        for cell in &row.cells {
            let text = cell.text();
            if text.is_none() && !cell.formula {
                continue;
            }
            // Rows that are filled end a sheet; millions of empty ones follow in most files.
            let last_row = self.next - 1;
            let last_column = cell.column.saturating_add(cell.repeated) - 1;
            if last_row >= u64::from(sheet::MAX_ROWS)
                || last_column >= u64::from(sheet::MAX_COLUMNS)
            {
                let what = format!("row {}, column {}", last_row + 1, last_column + 1);
                return Err(sheet::outside(self.path, &self.sheet.name, &what));
            }
            self.filled = self.filled.saturating_add(row.repeated.saturating_mul(cell.repeated));
            if self.filled > MAX_AREA / 2 {
                return Err(Error::input(
                    self.path,
                    format!(
                        "sheet `{}` repeats cells: {} are filled up to row {}; at most {} are read",
                        self.sheet.name,
                        self.filled,
                        last_row + 1,
                        MAX_AREA / 2
                    ),
                )
                .with_help("delete what stands below and beside the table, or export it as CSV"));
            }
            self.write(cell, text.as_deref(), first as u32, last_row as u32, last_column as u32)?;
        }
        Ok(self.rows.is_none_or(|rows| self.next < u64::from(rows)))
    }

    fn write(
        &mut self,
        cell: &OdsCell,
        text: Option<&str>,
        first: u32,
        last: u32,
        last_column: u32,
    ) -> Result<()> {
        let column = cell.column as u32;
        let number = matches!(cell.kind.as_str(), "float" | "percentage" | "currency");
        if cell.spans != (1, 1) {
            let end = |from: u32, many: u64, most: u32| {
                from.saturating_add(many.clamp(1, u64::from(most)) as u32 - 1).min(most - 1)
            };
            self.sheet.merged.push(Merged {
                first: (first, column),
                last: (
                    end(first, cell.spans.0, sheet::MAX_ROWS),
                    end(column, cell.spans.1, sheet::MAX_COLUMNS),
                ),
            });
        }
        for row in first..=last.min(self.rows.map_or(last, |rows| rows.max(1) - 1)) {
            for column in column..=last_column {
                if cell.formula {
                    // A formula may give an empty text: its kind is known then.
                    let empty = (!cell.kind.is_empty()).then_some("\"\"");
                    self.sheet.formula(row, column, text.or(empty));
                }
                if let Some(text) = text {
                    self.sheet.put(self.path, row, column, text, number)?;
                }
            }
        }
        Ok(())
    }
}

impl OdsCell {
    fn begun(element: &BytesStart, column: u64) -> Self {
        let mut cell = Self {
            column,
            repeated: count(element, "table:number-columns-repeated"),
            formula: attribute(element, "table:formula").is_some(),
            spans: (
                count(element, "table:number-rows-spanned"),
                count(element, "table:number-columns-spanned"),
            ),
            kind: attribute(element, "office:value-type").unwrap_or_default(),
            ..Self::default()
        };
        let value = match cell.kind.as_str() {
            "float" | "percentage" | "currency" => "office:value",
            "date" => "office:date-value",
            "time" => "office:time-value",
            "boolean" => "office:boolean-value",
            "string" => "office:string-value",
            _ => return cell,
        };
        cell.value = attribute(element, value);
        cell
    }

    /// As a table holds it; `None` of an empty cell.
    fn text(&self) -> Option<String> {
        let value = self.value.as_deref().filter(|v| !v.is_empty());
        let text = match (self.kind.as_str(), value) {
            ("float" | "percentage" | "currency", Some(value)) => {
                let shown = self.shown.trim();
                // A code whose format shows zeros in front.
                let padded = shown.starts_with('0')
                    && shown.len() > value.len()
                    && shown.bytes().all(|b| b.is_ascii_digit())
                    && shown.trim_start_matches('0') == value;
                let number = || value.parse::<f64>().map(|n| n.to_string());
                if padded { shown.into() } else { number().unwrap_or_else(|_| value.into()) }
            }
            ("date", Some(value)) => cell::date(value),
            ("time", Some(value)) => cell::duration(value),
            (_, Some(value)) => value.into(),
            // A formula that gave an error has no value, or an empty one, and shows what it is.
            ("", None) => return None,
            _ => self.shown.clone(),
        };
        (!text.is_empty()).then_some(text)
    }
}

/// How many times, at least once.
fn count(element: &BytesStart, name: &str) -> u64 {
    let said = attribute(element, name).filter(|n| n.bytes().all(|b| b.is_ascii_digit()));
    said.map_or(1, |n| n.parse().unwrap_or(u64::from(u32::MAX))).max(1)
}

/// The letter of `&amp;`, `&#233;`…
fn entity_of(entity: &quick_xml::events::BytesRef) -> String {
    let name = entity.xml10_content();
    quick_xml::escape::unescape(&format!("&{name};"))
        .map_or_else(|_| format!("&{name};"), std::borrow::Cow::into_owned)
}
