//! Names of the columns: the header line of a text, or that of a file of its own.

use std::path::Path;

use memchr::memchr;

use super::decode::{Unread, decode};
use super::delimited_text::DelimitedText;
use super::lines;
use super::quotes::QuoteScan;
use crate::catalog::Dataset;
use crate::error::Error;
use crate::table::Opened;

/// Bytes of a file of column names.
const MAX_HEADER: u64 = 16 << 20;

/// Names of the columns, from a file of their own.
///
/// # Errors
/// A file that cannot be read, is too large or empty.
pub fn header_apart(dataset: &Dataset, path: &Path) -> std::result::Result<Vec<String>, Unread> {
    let size = std::fs::metadata(path).map_err(|e| Error::io("read", path, e))?.len();
    if size > MAX_HEADER {
        let message = format!("is {size} bytes; the limit for column names is {MAX_HEADER}");
        return Err(Error::input(path, message).into());
    }
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    let apart = Opened { path: path.into(), bytes: bytes.into(), sha256: String::new() };
    let text = decode(dataset, &apart)?;
    let (names, _) = header(&DelimitedText::of(&dataset.layout, 0, text.as_bytes()), &apart)?;
    Ok(names)
}

/// Names of the columns, and what is below them.
///
/// # Errors
/// No header line; a quote in it that is never closed; bytes that are not UTF-8.
pub fn header<'a>(
    ready: &'a DelimitedText,
    opened: &Opened,
) -> std::result::Result<(Vec<String>, &'a [u8]), Unread> {
    let rest = lines::below(&ready.text, ready.skip);
    if rest.trim_ascii_start().is_empty() {
        let error = Error::input(&opened.path, "is empty: expected a header line");
        return Err(match ready.skip {
            0 => error,
            skip => error.with_help(format!("{skip} lines are left out above it (skip_lines)")),
        }
        .into());
    }
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(ready.delimiter).has_headers(false).from_reader(rest);
    let mut record = ::csv::StringRecord::new();
    reader.read_record(&mut record).map_err(|e| match e.kind() {
        ::csv::ErrorKind::Utf8 { .. } => Unread::NotText,
        _ => Error::input(&opened.path, format!("header: {e}")).into(),
    })?;
    // Without its second quote the header is the whole file.
    let end = usize::try_from(reader.position().byte()).unwrap_or(rest.len()).min(rest.len());
    if memchr(b'"', &rest[..end]).is_some()
        && let Some(stray) = QuoteScan::of(&rest[..end], ready.delimiter, None, ready.skip).stray()
    {
        return Err(stray.error(&opened.path).into());
    }
    let names = record.iter().map(|n| n.trim().to_string()).collect();
    let mut end = end;
    // The reader stops between the two characters of a line end.
    if rest[..end].ends_with(b"\r") && rest[end..].starts_with(b"\n") {
        end += 1;
    }
    Ok((names, &rest[end..]))
}
