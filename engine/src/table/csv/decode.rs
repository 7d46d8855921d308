//! Bytes of a delimited text → UTF-8, by the declared encoding.
//!
//! In: an opened file and `encoding` of its dataset. Out: its text without a byte-order mark, or
//! why it cannot be read as text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::memchr_iter;

use crate::catalog::{AUTO, Dataset};
use crate::error::{Error, Result};
use crate::table::Opened;

/// Why bytes are not read as UTF-8 text.
pub enum Unread {
    /// They are not UTF-8: to be decoded first.
    NotText,
    /// Any other failure.
    Failed(Error),
}

impl Unread {
    /// The error for a text that was decoded already.
    pub fn on(self, opened: &Opened) -> Error {
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

fn encoding(dataset: &Dataset) -> &'static Encoding {
    Encoding::for_label(dataset.layout.encoding.as_bytes()).unwrap_or(UTF_8)
}

/// Whether the text may be UTF-8, as nearly every file is.
pub fn may_be_utf8(dataset: &Dataset) -> bool {
    dataset.layout.encoding == AUTO || encoding(dataset) == UTF_8
}

/// Bytes without the byte-order mark of UTF-8.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Whether bytes begin with the byte-order mark of UTF-16.
pub fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// Bytes → UTF-8, by the declared encoding; a byte-order mark is dropped.
///
/// # Errors
/// Bytes that are not UTF-8 where that encoding is declared.
pub fn decode<'a>(dataset: &Dataset, opened: &'a Opened) -> Result<Cow<'a, str>> {
    let bytes = without_mark(&opened.bytes);
    if !may_be_utf8(dataset) || (is_utf16(bytes) && dataset.layout.encoding == AUTO) {
        // `Encoding::decode` follows the byte-order mark of UTF-16.
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
    let help = if is_utf16(&opened.bytes) {
        "it is UTF-16 (\"Unicode text\" of a spreadsheet): set encoding = \"utf-16\", or \"auto\""
    } else {
        "older files are often in another encoding: set encoding = \"windows-1252\", or \"auto\""
    };
    Error::input(&opened.path, "is not UTF-8 text").at_line(line).with_help(help)
}
