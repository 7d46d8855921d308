//! ODS: sheets of an OpenDocument spreadsheet, read as they come.
//!
//! In: the bytes of a workbook. Out: its sheets, and the cells of one. What is repeated is counted before
//! it is written out: a few bytes may repeat a cell a billion times. [`rows`] makes rows of XML events,
//! [`cell`] makes the text of a cell.

mod cell;
mod rows;

use std::io::{BufReader, Read};
use std::path::Path;

use quick_xml::events::{BytesRef, BytesStart, Event};

use super::parts::{MAX_PART, WorkbookParts, attribute, broken, xml};
use super::sheet::Sheet;
use super::{Book, Opened, Tab};
use crate::error::{Error, Result};
use rows::OdsRowReader;

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
    let mut reader = OdsRowReader::new(&opened.path, &tab.name, rows);
    let (mut here, mut note) = (false, 0_usize);
    each(&mut parts, &opened.path, |event| {
        match event {
            Event::Start(element) if element.name().as_ref() == "table:table" => {
                here = attribute(element, "table:name").as_deref() == Some(&tab.name);
            }
            Event::End(element) if here && element.name().as_ref() == "table:table" => {
                return Ok(false);
            }
            // The text of a comment is not text of its cell.
            Event::Start(e) if here && e.name().as_ref() == "office:annotation" => note += 1,
            Event::End(e) if here && e.name().as_ref() == "office:annotation" => {
                note = note.saturating_sub(1);
            }
            event if here && note == 0 => return reader.on(event),
            _ => {}
        }
        Ok(true)
    })?;
    reader.sheet.whole(&opened.path)
}

/// A count that an attribute gives, at least 1: 1 where it gives none.
fn count(element: &BytesStart, name: &str) -> u64 {
    let count = attribute(element, name).filter(|n| n.bytes().all(|b| b.is_ascii_digit()));
    count.map_or(1, |n| n.parse().unwrap_or(u64::from(u32::MAX))).max(1)
}

/// The character of `&amp;`, `&#233;`…
fn entity_of(entity: &BytesRef) -> String {
    let name = entity.xml10_content();
    quick_xml::escape::unescape(&format!("&{name};"))
        .map_or_else(|_| format!("&{name};"), std::borrow::Cow::into_owned)
}
