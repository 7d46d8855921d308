//! Rows of a delimited text → columns of text, in parts.
//!
//! In: the text below a header, positions of columns. Out: Arrow columns, and notes on what was left
//! out; or the first row that is not as wide as the header.

use super::decode::Unread;
use super::quotes::{QuoteScan, lines_of_rows};
use super::unquoted::{self, Odd};
use super::widths::{Ragged, Widths};
use super::{CsvParts, lines, quoted};
use crate::error::Error;
use crate::table::Opened;
use crate::table::number_text::shown;

/// Text below a header.
pub struct CsvRows<'a> {
    pub opened: &'a Opened,
    pub text: &'a [u8],
    pub delimiter: u8,
    /// Line of the first row in the file, from 1.
    pub first_line: usize,
}

impl CsvRows<'_> {
    /// The columns at `projection`; what was passed over goes to the notes.
    ///
    /// # Errors
    /// Bytes that are not UTF-8; a stray quote; a row that is not as wide as the header.
    pub fn read(
        &self,
        header: &[String],
        projection: &[usize],
        notes: &mut Vec<String>,
    ) -> std::result::Result<CsvParts, Unread> {
        let width = header.len();
        let footer = || lines::footer(self.text, self.delimiter, width);
        match self.of_width(width, projection, notes)? {
            Ok(parts) => {
                notes.extend(footer().map(|footer| {
                    format!(
                        "line {} looks like no row: {}: skip_bottom = {} would leave it out",
                        self.first_line + footer.line,
                        shown(&footer.text),
                        footer.lines
                    )
                }));
                Ok(parts)
            }
            Err(odd) => {
                let widths = Widths::of(self.text, self.delimiter, width);
                let last = projection.last().is_some_and(|last| *last + 1 == width);
                let other = if widths.rows > 0 && widths.trailing == widths.rows {
                    Some((width + 1, "every row ends with one separator more than the header"))
                } else if widths.rows > 0
                    && widths.narrow == widths.rows
                    && header.last().is_some_and(String::is_empty)
                    && !last
                {
                    Some((width - 1, "the header ends with one separator more than the rows"))
                } else {
                    None
                };
                if let Some((other, note)) = other
                    && let Ok(parts) = self.of_width(other, projection, notes)?
                {
                    notes.push(format!("{note}: it is passed over"));
                    return Ok(parts);
                }
                if let Some(footer) = footer().filter(|footer| !footer.fits) {
                    return Err(self.has_footer(&footer, width).into());
                }
                Err(self.not_as_wide(width, odd, &widths).into())
            }
        }
    }

    /// The columns of a text of so many fields a row, or the first row that is not so wide: its number
    /// and line from 0, its fields.
    fn of_width(
        &self,
        width: usize,
        projection: &[usize],
        notes: &mut Vec<String>,
    ) -> std::result::Result<std::result::Result<CsvParts, Ragged>, Unread> {
        match unquoted::read(self.text, self.delimiter, width, projection) {
            Ok(parts) => Ok(Ok(parts)),
            Err(Odd::NotText) => Err(Unread::NotText),
            Err(Odd::Ragged { line, fields }) => {
                // Blank lines are no rows.
                let before = lines_of_rows(self.text, self.delimiter, 0);
                let row = before.partition_point(|l| (*l as usize) < line);
                Ok(Err(Ragged { row, line, fields }))
            }
            Err(Odd::Quoted) => {
                let text = std::str::from_utf8(self.text).map_err(|_| Unread::NotText)?;
                let above = self.first_line.saturating_sub(1);
                let quotes = QuoteScan::of(self.text, self.delimiter, Some(width), above);
                if let Some(stray) = quotes.stray() {
                    return Err(stray.error(&self.opened.path).into());
                }
                match quoted::read(text, self.delimiter, width, projection) {
                    Ok(parts) => {
                        notes.extend(quotes.notes());
                        Ok(Ok(parts))
                    }
                    Err(message) => match Widths::of(self.text, self.delimiter, width).first {
                        Some(ragged) => Ok(Err(ragged)),
                        None => Err(Error::input(&self.opened.path, message).into()),
                    },
                }
            }
        }
    }
}
