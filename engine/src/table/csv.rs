//! Delimited text: delimiter, encoding and lines above the header as declared.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::compute::concat;
use arrow::csv::ReaderBuilder;
use arrow::datatypes::{DataType, Field, Schema};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::{memchr, memchr_iter};

use super::plain::{self, Odd};
use super::{Opened, Table, positions};
use crate::catalog::{AUTO, Dataset};
use crate::error::{Error, Result};

const BATCH_ROWS: usize = 64 * 1024;
const CUT_SHORT: &str = "the file may be cut short, or a field holds an unquoted delimiter";

/// Why a text is not read as it stands.
enum Unread {
    /// It is not in UTF-8: to be decoded first.
    NotText,
    Failed(Error),
}

impl Unread {
    /// What to say of a text that was decoded already.
    fn on(self, opened: &Opened) -> Error {
        match self {
            Self::NotText => not_text(opened, None),
            Self::Failed(e) => e,
        }
    }
}

impl From<Error> for Unread {
    fn from(e: Error) -> Self {
        Self::Failed(e)
    }
}

/// See [`super::columns`].
pub fn columns(dataset: &Dataset, opened: &Opened) -> Result<Vec<String>> {
    let text = decode(dataset, opened)?;
    let read = header(dataset, dataset.layout.skip_lines, opened, text.as_bytes());
    read.map(|(names, _)| names).map_err(|unread| unread.on(opened))
}

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    // Nearly every file is UTF-8: that is seen where it is read, part by part.
    if may_be_utf8(dataset) {
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
    let (header, body, first_line) = match &layout.header {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
            let apart = Opened { path: path.clone(), bytes: bytes.into(), sha256: String::new() };
            let (names, _) = header(dataset, 0, &apart, decode(dataset, &apart)?.as_bytes())?;
            (names, below(text, layout.skip_lines), layout.skip_lines + 1)
        }
        None => {
            let (names, body) = header(dataset, layout.skip_lines, opened, text)?;
            (names, body, layout.skip_lines + 2)
        }
    };
    if header.len() == 1 && !wanted.iter().all(|w| *w == header[0]) {
        return Err(wrong_delimiter(opened, layout.delimiter, &header[0], first_line - 1).into());
    }
    let positions = positions(dataset, opened, &header, wanted, first_line.saturating_sub(1))?;

    // Ascending projection, then back to the wanted order.
    let mut projection = positions.clone();
    projection.sort_unstable();
    projection.dedup();
    let parts = match plain::read(body, layout.delimiter, header.len(), &projection) {
        Ok(parts) => parts,
        Err(Odd::NotText) => return Err(Unread::NotText),
        Err(Odd::Quoted) => {
            let body = std::str::from_utf8(body).map_err(|_| Unread::NotText)?;
            quoted(opened, body, layout.delimiter, header.len(), first_line, &projection)?
        }
        Err(Odd::Ragged { line, fields }) => {
            return Err(not_as_wide(opened, first_line, header.len(), line, fields).into());
        }
    };
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
    let rows = columns.values().next().map_or(0, |c| c.len());
    Ok(Table::new(dataset, opened, rows, first_line, columns))
}

/// The columns at `projection` of a text with quotes, in parts.
fn quoted(
    opened: &Opened,
    body: &str,
    delimiter: u8,
    width: usize,
    first_line: usize,
    projection: &[usize],
) -> Result<Vec<Vec<ArrayRef>>> {
    let fields: Vec<Field> =
        (0..width).map(|i| Field::new(format!("c{i}"), DataType::Utf8, true)).collect();
    let reader = ReaderBuilder::new(Arc::new(Schema::new(fields)))
        .with_delimiter(delimiter)
        .with_header(false)
        .with_batch_size(BATCH_ROWS)
        .with_projection(projection.to_vec())
        .build(Cursor::new(body.as_bytes()))
        .map_err(|e| Error::input(&opened.path, e.to_string()))?;
    let mut parts: Vec<Vec<ArrayRef>> = vec![Vec::new(); projection.len()];
    for batch in reader {
        let batch = batch.map_err(|e| row_error(opened, first_line, &e.to_string()))?;
        for (part, column) in parts.iter_mut().zip(batch.columns()) {
            part.push(column.clone());
        }
    }
    Ok(parts)
}

fn encoding(dataset: &Dataset) -> &'static Encoding {
    Encoding::for_label(dataset.layout.encoding.as_bytes()).unwrap_or(UTF_8)
}

fn may_be_utf8(dataset: &Dataset) -> bool {
    dataset.layout.encoding == AUTO || encoding(dataset) == UTF_8
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Bytes → UTF-8, by the declared encoding; a byte-order mark is dropped.
fn decode<'a>(dataset: &Dataset, opened: &'a Opened) -> Result<Cow<'a, str>> {
    let bytes = without_mark(&opened.bytes);
    if !may_be_utf8(dataset) {
        return Ok(encoding(dataset).decode(bytes).0);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        // Bytes that are UTF-8 by chance are rare: an accent alone in windows-1252 never is.
        Err(_) if dataset.layout.encoding == AUTO => Ok(WINDOWS_1252.decode(bytes).0),
        Err(e) => Err(not_text(opened, Some(&bytes[..e.valid_up_to()]))),
    }
}

fn not_text(opened: &Opened, before: Option<&[u8]>) -> Error {
    let line = before.map(|before| memchr_iter(b'\n', before).count() + 1);
    Error::input(&opened.path, "is not UTF-8 text").at_line(line).with_help(
        "older files are often in another encoding: set encoding = \"windows-1252\", or \"auto\"",
    )
}

/// Names of the columns, and what is below them.
fn header<'a>(
    dataset: &Dataset,
    skip: usize,
    opened: &Opened,
    text: &'a [u8],
) -> std::result::Result<(Vec<String>, &'a [u8]), Unread> {
    let rest = below(text, skip);
    if rest.trim_ascii_start().is_empty() {
        return Err(Error::input(&opened.path, "is empty: expected a header line").into());
    }
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(dataset.layout.delimiter)
        .has_headers(false)
        .from_reader(rest);
    let mut record = ::csv::StringRecord::new();
    reader.read_record(&mut record).map_err(|e| match e.kind() {
        ::csv::ErrorKind::Utf8 { .. } => Unread::NotText,
        _ => Error::input(&opened.path, format!("header: {e}")).into(),
    })?;
    let names = record.iter().map(|n| n.trim().to_string()).collect();
    let end = usize::try_from(reader.position().byte()).unwrap_or(rest.len()).min(rest.len());
    Ok((names, &rest[end..]))
}

/// What is below so many lines.
fn below(text: &[u8], lines: usize) -> &[u8] {
    (0..lines).fold(text, |rest, _| memchr(b'\n', rest).map_or(&[], |at| &rest[at + 1..]))
}

fn wrong_delimiter(opened: &Opened, delimiter: u8, header: &str, line: usize) -> Error {
    let found = [';', ',', '\t', '|']
        .into_iter()
        .filter(|c| *c != char::from(delimiter))
        .max_by_key(|c| header.matches(*c).count())
        .filter(|c| header.contains(*c));
    let error = Error::input(
        &opened.path,
        format!("the header is one column when split at {:?}", char::from(delimiter)),
    )
    .at_line(Some(line));
    match found {
        Some(c) => error.with_help(format!("set delimiter = {:?} for this table", c.to_string())),
        None => error.with_help("set `delimiter` for this table"),
    }
}

fn not_as_wide(
    opened: &Opened,
    first_line: usize,
    width: usize,
    line: usize,
    fields: usize,
) -> Error {
    let got = if fields > width { format!("more than {width}") } else { fields.to_string() };
    let row = line + 1;
    let message = format!("incorrect number of fields in row {row}, expected {width} got {got}");
    Error::input(&opened.path, message).at_line(Some(first_line + line)).with_help(CUT_SHORT)
}

/// arrow says "incorrect number of fields for line 3, expected 14 got 12": lines from the body.
fn row_error(opened: &Opened, first_line: usize, message: &str) -> Error {
    let line = message
        .split("line ")
        .nth(1)
        .and_then(|t| t.split(|c: char| !c.is_ascii_digit()).next())
        .and_then(|n| n.parse::<usize>().ok())
        .map(|n| n + first_line - 1);
    let said = message.trim_start_matches("Csv error: ");
    let said = said.replace(" for line ", " in row ");
    Error::input(&opened.path, said).at_line(line).with_help(CUT_SHORT)
}
