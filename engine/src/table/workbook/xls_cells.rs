//! What the reader of XLS leaves out of its cells: formulas without a result, formats in percent.
//!
//! In: the bytes of a workbook. Out: [`XlsCells`] of one sheet. Specification: MS-XLS.

use super::biff::{Compound, long, record, short};
use super::cell;
use super::sheet::FormulaResult;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const FORMULA: u16 = 0x0006;
/// The text that a formula gives, in a record after it.
const STRING: u16 = 0x0207;
/// What may stand between them: a formula of several cells, a table of data.
const SHARED: [u16; 4] = [0x04bc, 0x0221, 0x0236, 0x003c];
const NUMBER: u16 = 0x0203;
const SHORT_NUMBER: u16 = 0x027e;
/// Short numbers side by side.
const SHORT_NUMBERS: u16 = 0x00bd;
const FORMAT: u16 = 0x041e;
/// Of cells: it refers to the format of their numbers.
const CELL_FORMAT: u16 = 0x00e0;
/// `0%` and `0.00%`, which files need not hold.
const PERCENT: [u16; 2] = [9, 10];

/// What is known of the cells of a sheet.
#[derive(Default)]
pub struct XlsCells {
    /// Row and column of each formula, with its result.
    pub formulas: Vec<(u32, u32, FormulaResult)>,
    /// Row and column of each number in percent.
    pub percents: Vec<(u32, u32)>,
}

/// Looks at the sheet at a place among the sheets.
pub fn look(bytes: &[u8], place: usize) -> XlsCells {
    let mut out = XlsCells::default();
    let Some(file) = Compound::open(bytes) else { return out };
    let Some(stream) = file.workbook() else { return out };
    let saved = file.has(SUMMARY);
    let start = globals(&stream)
        .filter(|(kind, _)| *kind == BOUND_SHEET)
        .nth(place)
        .and_then(|(_, data)| long(data, 0));
    let Some(sheet) = start.and_then(|start| stream.get(start as usize..)) else { return out };
    let styles = in_percent(&stream);
    let percent = |style: Option<u16>| {
        style.is_some_and(|s| styles.get(usize::from(s)).copied().unwrap_or_default())
    };
    // Charts stand inside of a sheet, between a begin and an end of their own.
    let mut depth = 0_usize;
    let mut text_follows = false;
    for (kind, data) in records(sheet) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            _ if depth > 1 => continue,
            STRING if text_follows => {
                if let Some((.., result)) = out.formulas.last_mut() {
                    *result = FormulaResult::Known;
                }
            }
            _ => {}
        }
        text_follows &= SHARED.contains(&kind);
        let (Some(row), Some(column)) = (short(data, 0), short(data, 2)) else { continue };
        let at = (row.into(), column.into());
        match kind {
            FORMULA => {
                let Some(stored) = data.get(6..14) else { continue };
                text_follows = matches!(stored, [0, .., 0xff, 0xff]);
                out.formulas.push((at.0, at.1, result(stored, data, saved)));
                if !stored.ends_with(&[0xff, 0xff]) && percent(short(data, 4)) {
                    out.percents.push(at);
                }
            }
            NUMBER | SHORT_NUMBER if percent(short(data, 4)) => out.percents.push(at),
            // Six bytes each, and the last column at the end.
            SHORT_NUMBERS => {
                let styles = data[4..].as_chunks::<6>().0.iter().map(|one| short(one, 0));
                let there = (at.1..).zip(styles).filter(|(_, style)| percent(*style));
                out.percents.extend(there.map(|(column, _)| (at.0, column)));
            }
            _ => {}
        }
    }
    out
}

/// Records before the first sheet.
fn globals(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    records(stream).take_while(|(kind, _)| *kind != END)
}

/// Whether each format of cells is in percent.
fn in_percent(stream: &[u8]) -> Vec<bool> {
    let mut formats = PERCENT.to_vec();
    let mut out = Vec::new();
    // Before 1997, texts have a byte of length in front; since, two and a byte of flags.
    let mut text = 5;
    for (kind, data) in globals(stream) {
        match (kind, short(data, 0)) {
            (BEGIN, Some(version)) => text = if version < 0x0600 { 3 } else { 5 },
            (FORMAT, Some(number)) => {
                // Wide or not: a percent sign is ASCII.
                let letters = data.get(text..).unwrap_or_default().iter().filter(|b| **b != 0);
                let format: String = letters.map(|b| char::from(*b)).collect();
                if cell::is_percent(&format) {
                    formats.push(number);
                }
            }
            (CELL_FORMAT, _) => {
                out.push(short(data, 2).is_some_and(|format| formats.contains(&format)));
            }
            _ => {}
        }
    }
    out
}

/// A stream that every spreadsheet program writes when it saves.
const SUMMARY: &str = "\u{5}SummaryInformation";

fn result(stored: &[u8], formula: &[u8], saved: bool) -> FormulaResult {
    match stored {
        // Until its text is met.
        [0, .., 0xff, 0xff] => FormulaResult::Missing,
        // An empty text. xlwt, which does not compute, writes it of every formula: neither it asks to be
        // computed (bytes 14 and 15), nor does it keep a place in the order of computing (16 to 19).
        [3, .., 0xff, 0xff] if !saved && formula.get(14..20).is_some_and(zero) => {
            FormulaResult::Missing
        }
        number if zero(number) => FormulaResult::Zero,
        _ => FormulaResult::Known,
    }
}

fn zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|b| *b == 0)
}

fn records(mut rest: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, data, after) = record(rest)?;
        rest = after;
        Some((kind, data))
    })
}

#[cfg(test)]
mod tests {
    use super::super::biff::tests::{compound, record_of};
    use super::*;

    /// A formula in column B.
    fn formula(row: u8, stored: [u8; 8], asks: u8) -> Vec<u8> {
        let mut data = vec![row, 0, 1, 0, 0, 0];
        data.extend(stored);
        data.extend([asks, 0, 0, 0, 0, 0, 3, 0, 0x1e, 1, 0]);
        record_of(FORMULA, &data)
    }

    const EMPTY: [u8; 8] = [3, 0, 0, 0, 0, 0, 0xff, 0xff];
    const TEXT: [u8; 8] = [0, 0, 0, 0, 0, 0, 0xff, 0xff];

    fn of(cells: &[Vec<u8>], before: &[Vec<u8>]) -> Vec<FormulaResult> {
        let sheet = |cells: &[Vec<u8>]| {
            [record_of(BEGIN, &[0; 16]), cells.concat(), record_of(END, &[])].concat()
        };
        let globals = |starts: [u32; 2]| {
            let bound = |start: u32| record_of(BOUND_SHEET, &start.to_le_bytes());
            let all = [record_of(BEGIN, &[0; 16]), bound(starts[0]), bound(starts[1])];
            [all.concat(), record_of(END, &[])].concat()
        };
        let first = globals([0; 2]).len() as u32;
        let one = sheet(before);
        let starts = [first, first + one.len() as u32];
        let bytes = compound(&[globals(starts), one, sheet(cells)].concat());
        look(&bytes, 1).formulas.into_iter().map(|(.., result)| result).collect()
    }

    #[test]
    fn results_of_formulas() {
        use FormulaResult::{Known, Missing, Zero};
        let other = formula(9, TEXT, 0);
        let one = |cells: &[Vec<u8>]| of(cells, std::slice::from_ref(&other));
        assert_eq!(one(&[formula(1, EMPTY, 0)]), [Missing]);
        // As LibreOffice writes an empty text.
        assert_eq!(one(&[formula(1, EMPTY, 2)]), [Known]);
        assert_eq!(one(&[formula(1, 0_f64.to_le_bytes(), 2)]), [Zero]);
        assert_eq!(one(&[formula(1, 10_f64.to_le_bytes(), 0)]), [Known]);
        assert_eq!(one(&[formula(1, [1, 0, 0, 0, 0, 0, 0xff, 0xff], 0)]), [Known]);
        // A text, one with a formula of several cells between, and one that is not there.
        let text = record_of(STRING, &[1, 0, 0, b'x']);
        let shared = record_of(SHARED[0], &[0; 10]);
        let number = record_of(0x0203, &[0; 14]);
        let cells = [
            formula(1, TEXT, 0),
            text.clone(),
            formula(2, TEXT, 0),
            shared,
            text.clone(),
            formula(3, TEXT, 0),
            number,
            text,
        ];
        assert_eq!(one(&cells), [Known, Known, Missing]);
        // A chart in the sheet.
        let chart = [record_of(BEGIN, &[0; 16]), formula(2, EMPTY, 0), record_of(END, &[])];
        let cells = [chart.concat(), formula(4, EMPTY, 0)];
        assert_eq!(one(&cells), [Missing]);
        assert_eq!(look(b"PK", 0).formulas, []);
    }

    #[test]
    fn numbers_in_percent() {
        let style = |format: u8| record_of(CELL_FORMAT, &[0, 0, format, 0]);
        // `0 %`, wide, with the number 164.
        let format = [164, 0, 3, 0, 1, b'0', 0, b' ', 0, b'%', 0];
        let cell = |kind: u16, column: u8, style: u8| {
            record_of(kind, &[2, 0, column, 0, style, 0, 0, 0, 0, 0, 0, 0, 0, 1])
        };
        let globals = |start: u32| {
            let all = [
                record_of(BEGIN, &[0, 6, 5, 0]),
                record_of(FORMAT, &format),
                style(0),
                style(9),
                style(164),
                record_of(BOUND_SHEET, &start.to_le_bytes()),
                record_of(END, &[]),
            ];
            all.concat()
        };
        let several = [2, 0, 5, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 7, 0];
        let sheet = [
            record_of(BEGIN, &[0, 6, 16, 0]),
            cell(NUMBER, 0, 0),
            cell(NUMBER, 1, 1),
            cell(SHORT_NUMBER, 2, 2),
            record_of(SHORT_NUMBERS, &several),
            record_of(END, &[]),
        ];
        let start = globals(0).len() as u32;
        let bytes = compound(&[globals(start), sheet.concat()].concat());
        assert_eq!(look(&bytes, 0).percents, [(2, 1), (2, 2), (2, 5), (2, 7)]);
    }
}
