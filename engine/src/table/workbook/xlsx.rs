//! XLSX and XLSM: what the file says of its sheets, and the cells of one.

use std::collections::HashMap;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use bytes::Bytes;
use calamine::{Reader, Xlsx};
use quick_xml::events::{BytesStart, Event};

use super::parts::{WorkbookParts, attribute, broken, guarded, xml};
use super::sheet::{self, FormulaResult, Merged, Sheet};
use super::{Book, Opened, Tab, cell};
use crate::error::{Error, Result};

/// Formats of cells that Excel itself allows.
const MAX_FORMATS: usize = 65_536;
/// Merged cells below are no part of a header.
const HEADER_ROWS: u32 = 100;

/// What the workbook says of its sheets.
pub fn book(opened: &Opened) -> Result<Book> {
    let mut parts = WorkbookParts::open(opened)?;
    let (folder, name) = workbook(&mut parts)?;
    let whole = format!("{folder}{name}");
    let text = parts.small(&whole)?;
    let text = text.ok_or_else(|| broken(&opened.path, &format!("it has no `{whole}`")))?;
    let targets = relations(&mut parts, &folder, &name, &opened.path)?;
    let mut book = Book::default();
    elements(&opened.path, text.as_slice(), |element| match element.local_name().as_ref() {
        "workbookView" => {
            book.active = attribute(element, "activeTab").and_then(|n| n.parse().ok());
        }
        "calcPr" => {
            let completed = attribute(element, "calcCompleted");
            book.to_compute =
                on_load(element) || matches!(completed.as_deref(), Some("0" | "false"));
        }
        "sheet" => {
            let target = attribute(element, "id").and_then(|id| targets.get(&id));
            let (kind, part) = target.cloned().unwrap_or_default();
            book.sheets.push(Tab {
                name: attribute(element, "name").unwrap_or_default(),
                hidden: attribute(element, "state").is_some_and(|s| s != "visible"),
                table: kind.ends_with("/worksheet"),
                part,
            });
        }
        _ => {}
    })?;
    Ok(book)
}

/// Whether it asks to compute all formulas when the file is opened.
fn on_load(element: &BytesStart) -> bool {
    matches!(attribute(element, "fullCalcOnLoad").as_deref(), Some("1" | "true"))
}

/// Folder and name of the part that lists the sheets.
fn workbook(parts: &mut WorkbookParts) -> Result<(String, String)> {
    let mut found = None;
    if let Some(text) = parts.small("_rels/.rels")? {
        elements(Path::new(""), text.as_slice(), |element| {
            if attribute(element, "Type").is_some_and(|t| t.ends_with("/officeDocument")) {
                found = found.take().or_else(|| attribute(element, "Target"));
            }
        })
        .ok();
    }
    let whole = found.unwrap_or_else(|| "xl/workbook.xml".into());
    let whole = whole.trim_start_matches('/');
    let (folder, name) = whole.rfind('/').map_or(("", whole), |at| whole.split_at(at + 1));
    Ok((folder.into(), name.into()))
}

/// Kind and name of the parts that the workbook refers to, by their ids.
pub fn relations(
    parts: &mut WorkbookParts,
    folder: &str,
    name: &str,
    path: &Path,
) -> Result<HashMap<String, (String, String)>> {
    let mut out = HashMap::new();
    let Some(text) = parts.small(&format!("{folder}_rels/{name}.rels"))? else { return Ok(out) };
    elements(path, text.as_slice(), |element| {
        let (id, kind) = (attribute(element, "Id"), attribute(element, "Type"));
        let (Some(id), Some(kind), Some(target)) = (id, kind, attribute(element, "Target")) else {
            return;
        };
        let part = match target.strip_prefix('/') {
            Some(whole) => whole.to_string(),
            None => format!("{folder}{}", target.trim_start_matches("./")),
        };
        out.insert(id, (kind, part));
    })?;
    Ok(out)
}

/// Every element of a small part.
fn elements(path: &Path, text: &[u8], mut each: impl FnMut(&BytesStart)) -> Result<()> {
    let mut reader = xml(text);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|e| broken(path, &e))? {
            Event::Start(element) => each(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Reads the cells of a sheet, or of its first `rows`.
pub fn read(opened: &Opened, book: &Book, tab: &Tab, rows: Option<u32>) -> Result<Sheet> {
    let path = &opened.path;
    let mut parts = WorkbookParts::open(opened)?;
    let part = tab.part.to_ascii_lowercase();
    // Other sheets are not unpacked; pictures and the like neither.
    parts.bounded(|name| {
        let read = [".xml", ".rels"].iter().any(|ending| name.ends_with(ending));
        read && (name == part || !name.contains("worksheets/"))
    })?;
    formats_bounded(&mut parts, path)?;
    let mut sheet = Sheet::named(&tab.name);
    sheet.to_compute = book.to_compute;
    let stream = parts.stream(&tab.part)?;
    let stream = stream.ok_or_else(|| broken(path, &format!("it has no `{}`", tab.part)))?;
    look(path, stream, &mut sheet)?;
    guarded(opened, || values(path, opened.bytes.clone(), &mut sheet, rows))?;
    sheet.whole(path)
}

/// The reader makes a large thing of each format of cells.
fn formats_bounded(parts: &mut WorkbookParts, path: &Path) -> Result<()> {
    let styles = parts.names().into_iter().find(|n| n.to_ascii_lowercase().ends_with("styles.xml"));
    let Some(text) = styles.map(|name| parts.small(&name)).transpose()?.flatten() else {
        return Ok(());
    };
    let count = memchr::memmem::find_iter(&text, b"<xf").count();
    if count > 2 * MAX_FORMATS {
        return Err(Error::input(path, format!("has {count} formats of cells"))
            .with_help("copy the sheet into a new workbook, or export it as CSV"));
    }
    Ok(())
}

/// Places of cells, formulas and merged cells: what must be known before values are read.
fn look(path: &Path, part: impl Read, sheet: &mut Sheet) -> Result<()> {
    let mut reader = xml(BufReader::new(part));
    let mut buffer = Vec::new();
    let (mut next, mut at): (u32, (u32, u32)) = (0, (0, 0));
    let (mut last, mut filled) = ((0_u32, 0_u32), 0_u64);
    // Of the cell that is being read: whether it has a formula, its type and its value.
    let (mut formula, mut kind, mut inside, mut value) = (false, None, false, String::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|e| broken(path, &e))? {
            Event::Start(element) => match element.local_name().as_ref() {
                "row" => {
                    let row = match attribute(&element, "r") {
                        None => next,
                        Some(r) => sheet::row_number(&r).ok_or_else(|| {
                            sheet::outside(path, &sheet.name, &format!("row {r}"))
                        })?,
                    };
                    (next, at) = (row + 1, (row, 0));
                }
                "c" => {
                    if let Some(r) = attribute(&element, "r") {
                        at = sheet::place(&r).ok_or_else(|| {
                            sheet::outside(path, &sheet.name, &format!("cell {r}"))
                        })?;
                    }
                    (formula, inside) = (false, false);
                    kind = attribute(&element, "t");
                    value.clear();
                }
                "f" => formula = true,
                "v" | "is" => inside = true,
                "mergeCell" => merged(&element, sheet),
                "sheetCalcPr" => sheet.to_compute |= on_load(&element),
                _ => {}
            },
            // A first letter is enough to know that there is a value, and one digit whether it is 0.
            Event::Text(part) if inside && value.len() < 2 => {
                value.extend(part.as_ref().chars().take(2));
            }
            Event::GeneralRef(_) if inside => value.push('&'),
            Event::End(element) => match element.local_name().as_ref() {
                "v" | "is" => inside = false,
                "c" => {
                    if !value.is_empty() {
                        last = (last.0.max(at.0), last.1.max(at.1));
                        filled += 1;
                    }
                    if formula {
                        let result = result(kind.as_deref(), value.trim());
                        sheet.formula(at.0, at.1, result);
                    }
                    at.1 += 1;
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    sheet::bounded(path, &sheet.name, last.0 + 1, last.1 + 1, filled)
}

/// What is stored as the result of a formula, in a cell of the type `t` and with the value `v`.
fn result(kind: Option<&str>, value: &str) -> FormulaResult {
    match (kind, value) {
        // A formula may give an empty text.
        (Some("str"), _) => FormulaResult::Known,
        (_, "") => FormulaResult::Missing,
        // A 0 that is false, or an error, was computed.
        (None | Some("n"), "0") => FormulaResult::Zero,
        _ => FormulaResult::Known,
    }
}

fn merged(element: &BytesStart, sheet: &mut Sheet) {
    let Some(of) = attribute(element, "ref") else { return };
    let (first, last) = of.split_once(':').unwrap_or((&of, &of));
    if let (Some(first), Some(last)) = (sheet::place(first), sheet::place(last))
        && first.0 < HEADER_ROWS
        && first.0 <= last.0
        && first.1 <= last.1
    {
        sheet.merged.push(Merged { first, last });
    }
}

fn values(path: &Path, bytes: Bytes, sheet: &mut Sheet, rows: Option<u32>) -> Result<()> {
    let wrong = |e: calamine::XlsxError| broken(path, &e);
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(wrong)?;
    let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(wrong)?;
    // Of each style: digits that it shows at least, and whether it shows percentages.
    let styles: Vec<(Option<usize>, bool)> = cells
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().map_or("", |f| &f.format_code))
        .map(|format| (cell::digits(format), cell::is_percent(format)))
        .collect();
    while let Some((found, style)) = cells.next_cell_with_style_id().map_err(wrong)? {
        let (row, column) = found.get_position();
        if rows.is_some_and(|rows| row >= rows) {
            break;
        }
        if let Some(text) = cell::text(found.get_value()) {
            let number = cell::is_number(found.get_value());
            let shown = styles.get(style).copied().filter(|_| number);
            let (width, percent) = shown.unwrap_or_default();
            sheet.put(path, row, column, &cell::padded(text, width), number)?;
            if percent {
                sheet.percent(row, column);
            }
        }
    }
    Ok(())
}
