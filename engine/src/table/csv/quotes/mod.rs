//! Where quoted cells of a delimited text begin and end: a quote that is never closed, or closed far below,
//! makes one cell of many rows.
//!
//! In: bytes, as they come. Out: [`StrayQuote`]s. A quote opens a cell only where the cell begins; within
//! it two quotes stand for one; what follows the quote that closes it belongs to the cell.

mod row_starts;
#[cfg(test)]
mod tests;

use std::path::Path;

use memchr::{memchr, memchr_iter, memrchr};

use crate::error::Error;
pub use row_starts::{lines_of_rows, shown_height, shown_rows};

/// Lines of a quoted cell up to which text may have as many delimiters as rows have, by chance.
const FEW: usize = 10;
/// Line ends in a quoted cell above which a note says so: descriptions have some dozens.
const MANY: usize = 100;
/// Doubts that have a note each.
const TOLD: usize = 3;

/// What a line is to its cells.
#[derive(Debug, Default, PartialEq, Eq)]
struct QuotedLine {
    /// Delimiters outside of quotes.
    delimiters: usize,
    /// Of a cell that was open before: whether a delimiter or the end of the line follows its quote.
    closed: Option<bool>,
    /// A cell is open at the end.
    open: bool,
}

/// Walks the cells of a line. `open`: its beginning lies within a quoted cell.
fn walk(line: &[u8], delimiter: u8, open: bool) -> QuotedLine {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let mut out = QuotedLine::default();
    let (mut at, mut quoted) = (0, open);
    loop {
        if !quoted && line.get(at) == Some(&b'"') {
            (quoted, at) = (true, at + 1);
        }
        if quoted {
            loop {
                let Some(next) = memchr(b'"', &line[at..]) else {
                    return QuotedLine { open: true, ..out };
                };
                at += next + 1;
                if line.get(at) != Some(&b'"') {
                    break;
                }
                at += 1;
            }
            quoted = false;
            if open && out.closed.is_none() {
                out.closed = Some(line.get(at).is_none_or(|b| *b == delimiter));
            }
        }
        let Some(next) = memchr(delimiter, &line[at..]) else { return out };
        out.delimiters += 1;
        at += next + 1;
    }
}

/// Cells of a line that holds whole ones.
pub fn fields(line: &[u8], delimiter: u8) -> usize {
    walk(line, delimiter, false).delimiters + 1
}

/// A quoted cell that is more than one line, or never ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrayQuote {
    /// Line of the quote that opens it, from 1.
    line: usize,
    /// Line of the quote that closes it.
    closes: Option<usize>,
    /// Lines below the first one that it takes in.
    below: usize,
    /// They look like rows.
    rows: bool,
    /// A delimiter or a line end follows the quote that closes it.
    clean: bool,
}

impl StrayQuote {
    /// The error, which names the line.
    pub fn error(&self, path: &Path) -> Error {
        Error::input(path, self.message()).at_line(Some(self.line)).with_help(
            "take the quote out, or close it in its cell; within a quoted cell a quote is written \
             twice (\"\")",
        )
    }

    fn message(&self) -> String {
        let Self { below, closes, .. } = self;
        let lines = match below {
            1 => "the line below it is".to_string(),
            _ => format!("the {below} lines below it are"),
        };
        match closes {
            None if *below == 0 => "a quote opens a cell here and is never closed".into(),
            None => format!(
                "a quote opens a cell here and is never closed: {lines} read as part of that cell"
            ),
            Some(closes) => format!(
                "a quote opens a cell here and the next one that can close it is on line {closes}: {lines} \
                 read as part of that cell, and look{} like rows",
                if *below == 1 { "s" } else { "" }
            ),
        }
    }

    /// What may be wrong.
    fn note(&self) -> String {
        let Self { line, below, closes, .. } = self;
        let closes = closes.unwrap_or(line + below);
        let why = if self.rows {
            "these lines look like rows"
        } else if self.clean {
            "that is long for a cell"
        } else {
            "text follows the quote that closes it"
        };
        format!(
            "the cell that a quote opens on line {line} ends on line {closes}, and {why}: if the quote is \
             stray, take it out"
        )
    }
}

/// A cell that goes on below its line.
struct OpenCell {
    line: usize,
    lines: usize,
    /// Lines with as many delimiters as rows have, quotes or not.
    wide: usize,
    /// Lines that begin with a code.
    coded: usize,
}

impl OpenCell {
    fn add(&mut self, line: &[u8], delimiter: u8, width: usize) {
        self.lines += 1;
        self.wide += usize::from(memchr_iter(delimiter, line).count() + 1 == width);
        let first = &line[..memchr(delimiter, line).unwrap_or(line.len())];
        let code = first.len() <= 40
            && first.iter().any(u8::is_ascii_digit)
            && first.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        self.coded += usize::from(code);
    }
}

/// Looks for stray quotes in a text that comes in parts.
pub struct QuoteScan {
    delimiter: u8,
    /// Fields of a row; not known above the end of the header.
    width: Option<usize>,
    /// Fields of the header until now.
    header: usize,
    /// Lines that have ended.
    line: usize,
    open: Option<OpenCell>,
    /// A line that has not ended.
    rest: Vec<u8>,
    stray: Option<StrayQuote>,
    doubts: Vec<StrayQuote>,
    doubtful: usize,
}

impl QuoteScan {
    /// Of a text below so many lines. `width`: fields of its rows; absent, those of its first row.
    pub const fn new(delimiter: u8, width: Option<usize>, above: usize) -> Self {
        Self {
            delimiter,
            width,
            header: 1,
            line: above,
            open: None,
            rest: Vec::new(),
            stray: None,
            doubts: Vec::new(),
            doubtful: 0,
        }
    }

    /// Of a whole text.
    pub fn of(text: &[u8], delimiter: u8, width: Option<usize>, above: usize) -> Self {
        let mut scan = Self::new(delimiter, width, above);
        scan.feed(text);
        scan.finish();
        scan
    }

    /// The next bytes.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.rest.is_empty() && self.open.is_none() && self.width.is_some() {
                // Lines without a quote say nothing.
                let quote = memchr(b'"', bytes).unwrap_or(bytes.len());
                if let Some(end) = memrchr(b'\n', &bytes[..quote]) {
                    self.line += memchr_iter(b'\n', &bytes[..=end]).count();
                    bytes = &bytes[end + 1..];
                }
            }
            let Some(end) = memchr(b'\n', bytes) else {
                self.rest.extend_from_slice(bytes);
                return;
            };
            if self.rest.is_empty() {
                self.ended(&bytes[..end]);
            } else {
                let mut line = std::mem::take(&mut self.rest);
                line.extend_from_slice(&bytes[..end]);
                self.ended(&line);
            }
            bytes = &bytes[end + 1..];
        }
    }

    /// No byte follows.
    pub fn finish(&mut self) {
        let line = std::mem::take(&mut self.rest);
        if !line.is_empty() {
            self.ended(&line);
        }
        if let Some(cell) = self.open.take() {
            let below = cell.lines - 1;
            let stray =
                StrayQuote { line: cell.line, closes: None, below, rows: false, clean: false };
            self.stray.get_or_insert(stray);
        }
    }

    /// Takes a line into account; says whether a row begins with it.
    fn ended(&mut self, line: &[u8]) -> bool {
        self.line += 1;
        let begins = self.open.is_none();
        let QuotedLine { delimiters, closed, open } = walk(line, self.delimiter, !begins);
        let width = self.width.unwrap_or(0);
        if let Some(cell) = &mut self.open {
            cell.add(line, self.delimiter, width);
        }
        if let Some(clean) = closed
            && let Some(cell) = self.open.take()
        {
            self.judge(&cell, clean);
        }
        if open && self.open.is_none() {
            let mut cell = OpenCell { line: self.line, lines: 0, wide: 0, coded: 0 };
            cell.add(line, self.delimiter, width);
            self.open = Some(cell);
        }
        if self.width.is_none() {
            self.header += delimiters;
            self.width = (!open && !line.trim_ascii().is_empty()).then_some(self.header);
        }
        begins
    }

    /// Text has as many delimiters as rows in a few lines by chance, not in many; a file that is right has
    /// nothing behind the quote that closes a cell.
    fn judge(&mut self, cell: &OpenCell, clean: bool) {
        let Some(width) = self.width.filter(|width| *width > 1) else { return };
        let below = cell.lines - 1;
        let rows = cell.wide * 10 >= cell.lines * 9;
        let seen = StrayQuote { line: cell.line, closes: Some(self.line), below, rows, clean };
        if rows && (cell.lines > FEW || !clean) {
            self.stray.get_or_insert(seen);
            return;
        }
        let rows = rows && cell.coded == cell.lines && (width - 1) * below >= 3;
        if rows || !clean || below > MANY {
            self.doubtful += 1;
            if self.doubts.len() < TOLD {
                self.doubts.push(StrayQuote { rows, ..seen });
            }
        }
    }

    /// The first quote that is stray without doubt.
    pub const fn stray(&self) -> Option<&StrayQuote> {
        self.stray.as_ref()
    }

    /// Quotes that may be stray, for a person.
    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.doubts.iter().map(StrayQuote::note).collect();
        let more = self.doubtful - self.doubts.len();
        if more > 0 {
            notes.push(format!("{more} more quoted cells go on over lines in the same way"));
        }
        notes
    }
}
