//! A delimited text before its header is read: one kind of line end, its delimiter, the lines to skip.
//!
//! In: a text and its declared layout. Out: [`DelimitedText`].

use std::borrow::Cow;

use super::lines;
use crate::catalog::Layout;

/// A text whose lines end with line feeds, and what is known before its header is read.
pub struct DelimitedText<'a> {
    pub text: Cow<'a, [u8]>,
    pub delimiter: u8,
    /// Lines above the header.
    pub skip: usize,
    /// What a person should know of how it is read.
    pub notes: Vec<String>,
}

impl<'a> DelimitedText<'a> {
    /// Of a text with so many lines above its header.
    pub fn of(layout: &Layout, skip: usize, text: &'a [u8]) -> Self {
        let mut notes = Vec::new();
        let text = match lines::of_macintosh(text) {
            Some(text) => {
                notes.push("lines end with carriage returns alone, as \"CSV (Macintosh)\" has them: read as lines".into());
                Cow::Owned(text)
            }
            None => Cow::Borrowed(text),
        };
        let (mut delimiter, mut skip) = (layout.delimiter, skip);
        if let Some((declared, _)) = lines::sep_line(&text) {
            let sign = char::from(declared);
            notes.push(format!(
                "line 1, `sep={}`, declares the delimiter and is passed over",
                sign.escape_default()
            ));
            delimiter = declared;
            skip = skip.max(1);
        }
        Self { text, delimiter, skip, notes }
    }
}
