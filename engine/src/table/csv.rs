//! Delimited text: delimiter, encoding and lines above the header as declared.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::compute::concat;
use arrow::csv::ReaderBuilder;
use arrow::datatypes::{DataType, Field, Schema};

use super::{Opened, Table, positions};
use crate::catalog::{AUTO, Dataset};
use crate::error::{Error, Result};

const BATCH_ROWS: usize = 64 * 1024;

/// See [`super::columns`].
pub fn columns(dataset: &Dataset, opened: &Opened) -> Result<Vec<String>> {
    let text = decode(dataset, opened)?;
    header(dataset, dataset.layout.skip_lines, opened, &text).map(|(names, _)| names)
}

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    let layout = &dataset.layout;
    let text = decode(dataset, opened)?;
    let (header, body, first_line) = match &layout.header {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
            let names = Opened { path: path.clone(), bytes: bytes.into(), sha256: String::new() };
            let (names, _) = header(dataset, 0, &names, &decode(dataset, &names)?)?;
            (names, below(&text, layout.skip_lines), layout.skip_lines + 1)
        }
        None => {
            let (names, body) = header(dataset, layout.skip_lines, opened, &text)?;
            (names, body, layout.skip_lines + 2)
        }
    };
    if header.len() == 1 && !wanted.iter().all(|w| *w == header[0]) {
        return Err(wrong_delimiter(opened, layout.delimiter, &header[0], first_line - 1));
    }
    let positions = positions(dataset, opened, &header, wanted, first_line.saturating_sub(1))?;

    let fields: Vec<Field> =
        (0..header.len()).map(|i| Field::new(format!("c{i}"), DataType::Utf8, true)).collect();
    // Ascending projection, then back to the wanted order.
    let mut projection = positions.clone();
    projection.sort_unstable();
    projection.dedup();
    let reader = ReaderBuilder::new(Arc::new(Schema::new(fields)))
        .with_delimiter(layout.delimiter)
        .with_header(false)
        .with_batch_size(BATCH_ROWS)
        .with_projection(projection.clone())
        .build(Cursor::new(body.as_bytes()))
        .map_err(|e| Error::input(&opened.path, e.to_string()))?;
    let mut parts: Vec<Vec<ArrayRef>> = vec![Vec::new(); projection.len()];
    for batch in reader {
        let batch = batch.map_err(|e| row_error(opened, first_line, &e.to_string()))?;
        for (part, column) in parts.iter_mut().zip(batch.columns()) {
            part.push(column.clone());
        }
    }
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

/// Bytes → UTF-8, by the declared encoding; a byte-order mark is dropped.
fn decode<'a>(dataset: &Dataset, opened: &'a Opened) -> Result<Cow<'a, str>> {
    let bytes = opened.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&opened.bytes);
    let declared = dataset.layout.encoding.as_str();
    if declared == AUTO {
        // Bytes that are UTF-8 by chance are rare: an accent alone in windows-1252 never is.
        return Ok(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0,
        });
    }
    let encoding =
        encoding_rs::Encoding::for_label(declared.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    if encoding == encoding_rs::UTF_8 {
        return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|e| {
            let line = bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
            Error::input(&opened.path, "is not UTF-8 text").at_line(Some(line)).with_help(
                "older files are often in another encoding: set encoding = \"windows-1252\", or \"auto\"",
            )
        });
    }
    let (text, _, _) = encoding.decode(bytes);
    Ok(text)
}

/// Names of the columns, and the text below them.
fn header<'a>(
    dataset: &Dataset,
    skip: usize,
    opened: &Opened,
    text: &'a str,
) -> Result<(Vec<String>, &'a str)> {
    let rest = below(text, skip);
    if rest.trim().is_empty() {
        return Err(Error::input(&opened.path, "is empty: expected a header line"));
    }
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(dataset.layout.delimiter)
        .has_headers(false)
        .from_reader(rest.as_bytes());
    let mut record = ::csv::StringRecord::new();
    reader
        .read_record(&mut record)
        .map_err(|e| Error::input(&opened.path, format!("header: {e}")))?;
    let names = record.iter().map(|n| n.trim().to_string()).collect();
    let end = usize::try_from(reader.position().byte()).unwrap_or(rest.len()).min(rest.len());
    Ok((names, &rest[end..]))
}

/// The text below so many lines.
fn below(text: &str, lines: usize) -> &str {
    (0..lines).fold(text, |rest, _| rest.split_once('\n').map_or("", |(_, after)| after))
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
    Error::input(&opened.path, said)
        .at_line(line)
        .with_help("the file may be cut short, or a field holds an unquoted delimiter")
}
