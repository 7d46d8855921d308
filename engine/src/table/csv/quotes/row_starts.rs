//! Where the rows of a delimited text begin: their lines, and the rows of a spreadsheet program.

use super::QuoteScan;

/// The line of each row, from `first_line`: blank lines are no rows, and a quoted cell may have line ends.
pub fn lines_of_rows(text: &[u8], delimiter: u8, first_line: usize) -> Vec<u32> {
    rows(text, delimiter).map(|row| (first_line + row.line) as u32).collect()
}

/// The number that a spreadsheet program shows beside each row, from `first`: blank lines have one too, and a
/// quoted cell with line ends has one.
pub fn shown_rows(text: &[u8], delimiter: u8, first: usize) -> Vec<u32> {
    rows(text, delimiter).map(|row| (first + row.shown) as u32).collect()
}

/// How many rows of a spreadsheet a text is, blank ones too.
pub fn shown_height(text: &[u8], delimiter: u8) -> usize {
    begins(text, delimiter).filter(|(_, line)| line.is_some()).count()
}

/// Where a row begins.
struct RowStart {
    /// Its line, from 0.
    line: usize,
    /// The row of a spreadsheet, from 0.
    shown: usize,
}

fn rows(text: &[u8], delimiter: u8) -> impl Iterator<Item = RowStart> {
    let begins = begins(text, delimiter).filter_map(|(line, text)| Some((line, text?)));
    let filled = begins.enumerate().filter(|(_, (_, line))| !matches!(*line, b"" | b"\r"));
    filled.map(|(shown, (line, _))| RowStart { line, shown })
}

/// The lines of a text, with their bytes where they are not within a cell that began above.
fn begins(text: &[u8], delimiter: u8) -> impl Iterator<Item = (usize, Option<&[u8]>)> {
    let mut scan = QuoteScan::new(delimiter, Some(0), 0);
    // What follows the last line end is no line.
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let lines = text.split(|b| *b == b'\n').enumerate().filter(move |_| !text.is_empty());
    lines.map(move |(number, line)| (number, scan.ended(line).then_some(line)))
}
