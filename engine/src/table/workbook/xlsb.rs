//! What the reader of XLSB leaves out: which sheet opens, formulas and their results, formats in percent.
//!
//! In: records of the parts `workbook.bin`, `styles.bin` and `sheetN.bin`. Specification: MS-XLSB.

use std::io::{BufReader, Read};
use std::path::Path;

use super::biff::{long, short};
use super::parts::{WorkbookParts, broken};
use super::sheet::{FormulaResult, Sheet};
use super::{Opened, cell, xlsx};
use crate::error::Result;

/// Folder of the part that lists the sheets.
const FOLDER: &str = "xl/";
/// Its name.
const WORKBOOK: &str = "workbook.bin";
const STYLES: &str = "xl/styles.bin";
const ROW: u32 = 0x00;
const SHORT_NUMBER: u32 = 0x02;
const NUMBER: u32 = 0x05;
const FORMULA_TEXT: u32 = 0x08;
const FORMULA_NUMBER: u32 = 0x09;
const FORMULA_FLAG: u32 = 0x0a;
const FORMULA_ERROR: u32 = 0x0b;
const FORMAT: u32 = 0x2c;
const CELL_FORMAT: u32 = 0x2f;
const CELL_FORMATS: u32 = 0x269;
const END_OF_CELL_FORMATS: u32 = 0x26a;
/// `0%` and `0.00%`, which files need not hold.
const PERCENT: [u16; 2] = [9, 10];
const END_OF_CELLS: u32 = 0x92;
const SHEET: u32 = 0x9c;
const CALCULATION: u32 = 0x9d;
const BOOK_VIEW: u32 = 0x9e;
/// Bytes of a record that are kept: what follows is the formula itself.
const KEPT: u64 = 1 << 16;

/// What the workbook says.
#[derive(Default)]
pub struct XlsbBook {
    /// The sheet that is shown when the file is opened.
    pub active: Option<usize>,
    /// It asks that formulas are computed when it is opened.
    pub to_compute: bool,
    /// Name and part of each sheet.
    parts: Vec<(String, String)>,
}

/// Reads what the workbook says of its sheets.
pub fn look(parts: &mut WorkbookParts, path: &Path) -> Result<XlsbBook> {
    let mut out = XlsbBook::default();
    let Some(text) = parts.small(&format!("{FOLDER}{WORKBOOK}"))? else { return Ok(out) };
    let targets = xlsx::relations(parts, FOLDER, WORKBOOK, path)?;
    let mut records = Records { from: text.as_slice(), data: Vec::new() };
    while let Ok(Some(kind)) = records.advance() {
        let data = records.data.as_slice();
        match kind {
            // Place, width and tabs of the window come first.
            BOOK_VIEW => out.active = long(data, 24).map(|place| place as usize),
            CALCULATION => out.to_compute = data.get(24).is_some_and(|flags| flags & 1 == 1),
            SHEET => {
                let id = wide(data, 8).and_then(|(id, next)| Some((id, wide(data, next)?.0)));
                let part = id.and_then(|(id, name)| Some((name, targets.get(&id)?.1.clone())));
                out.parts.extend(part);
            }
            _ => {}
        }
    }
    Ok(out)
}

impl XlsbBook {
    /// The part that holds the cells of a sheet.
    pub fn part(&self, sheet: &str) -> Option<&str> {
        self.parts.iter().find(|(name, _)| name == sheet).map(|(_, part)| part.as_str())
    }
}

/// Notes formulas and numbers in percent; puts the errors that formulas give, which the reader takes for empty
/// cells.
pub fn cells(opened: &Opened, part: &str, sheet: &mut Sheet, rows: Option<u32>) -> Result<()> {
    let mut parts = WorkbookParts::open(opened)?;
    let styles = in_percent(&parts.small(STYLES)?.unwrap_or_default());
    let Some(stream) = parts.stream(part)? else { return Ok(()) };
    let mut records = Records { from: BufReader::new(stream), data: Vec::new() };
    let mut row = 0;
    while let Some(kind) = records.advance().map_err(|e| broken(&opened.path, &e))? {
        let data = records.data.as_slice();
        match kind {
            END_OF_CELLS => break,
            ROW => {
                row = long(data, 0).unwrap_or(u32::MAX);
                if rows.is_some_and(|rows| row >= rows) {
                    break;
                }
            }
            FORMULA_TEXT | FORMULA_NUMBER | FORMULA_FLAG | FORMULA_ERROR => {
                let Some(column) = long(data, 0) else { continue };
                let number = data.get(8..16).filter(|_| kind == FORMULA_NUMBER);
                let result = match number {
                    Some([0, 0, 0, 0, 0, 0, 0, 0]) => FormulaResult::Zero,
                    _ => FormulaResult::Known,
                };
                sheet.formula(row, column, result);
                if let (FORMULA_ERROR, Some(code)) = (kind, data.get(8)) {
                    sheet.put(&opened.path, row, column, error(*code), false)?;
                }
            }
            _ => {}
        }
        if let (SHORT_NUMBER | NUMBER | FORMULA_NUMBER, Some(column)) = (kind, long(data, 0)) {
            // Three bytes, and one of flags.
            let style = long(data, 4).unwrap_or_default() & 0x00ff_ffff;
            if styles.get(style as usize).copied().unwrap_or_default() {
                sheet.percent(row, column);
            }
        }
    }
    Ok(())
}

/// Whether each format of cells is in percent.
fn in_percent(styles: &[u8]) -> Vec<bool> {
    let mut records = Records { from: styles, data: Vec::new() };
    let (mut formats, mut out) = (PERCENT.to_vec(), Vec::new());
    let mut inside = false;
    while let Ok(Some(kind)) = records.advance() {
        let data = records.data.as_slice();
        match kind {
            FORMAT => {
                let text = wide(data, 2).filter(|(text, _)| cell::is_percent(text));
                formats.extend(text.and_then(|_| short(data, 0)));
            }
            CELL_FORMATS => inside = true,
            END_OF_CELL_FORMATS => break,
            CELL_FORMAT if inside => {
                out.push(short(data, 2).is_some_and(|format| formats.contains(&format)));
            }
            _ => {}
        }
    }
    out
}

/// As spreadsheet programs show it.
const fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR",
    }
}

/// Records one after the other.
struct Records<R> {
    from: R,
    /// Of the last one.
    data: Vec<u8>,
}

impl<R: Read> Records<R> {
    /// The kind of the next record; `None` at the end.
    fn advance(&mut self) -> std::io::Result<Option<u32>> {
        let Some(kind) = self.number(2)? else { return Ok(None) };
        let Some(length) = self.number(4)? else { return Ok(None) };
        self.data.clear();
        let length = u64::from(length);
        let kept = length.min(KEPT);
        let read = self.from.by_ref().take(kept).read_to_end(&mut self.data)? as u64;
        std::io::copy(&mut self.from.by_ref().take(length - kept), &mut std::io::sink())?;
        Ok((read == kept).then_some(kind))
    }

    /// A number of at most so many bytes, seven bits each.
    fn number(&mut self, most: usize) -> std::io::Result<Option<u32>> {
        let mut out = 0;
        for i in 0..most {
            let mut byte = [0];
            if self.from.read(&mut byte)? == 0 {
                return Ok(None);
            }
            out |= u32::from(byte[0] & 0x7f) << (7 * i);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        Ok(Some(out))
    }
}

/// A text with its length in front, and where the next one begins.
fn wide(data: &[u8], at: usize) -> Option<(String, usize)> {
    let start = at.checked_add(4)?;
    let end = start.checked_add((long(data, at)? as usize).checked_mul(2)?)?;
    let units = data.get(start..end)?.as_chunks::<2>().0;
    let units: Vec<u16> = units.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    Some((String::from_utf16_lossy(&units), end))
}
