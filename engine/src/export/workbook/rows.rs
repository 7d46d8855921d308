//! Heights of rows whose cells go on over several lines: not every spreadsheet program finds them by itself, and a row
//! of one line hides the others.

use rust_xlsxwriter::{Worksheet, XlsxError};

/// Points of a line, as spreadsheets give them to a row without a height.
const LINE: f64 = 15.0;
/// Lines of the highest row that a spreadsheet knows: 409 points.
const MOST: usize = 27;

/// Makes a row high enough for its cells: texts, each with the width of its column.
pub fn fit<'a>(
    sheet: &mut Worksheet,
    row: u32,
    cells: impl IntoIterator<Item = (&'a str, f64)>,
) -> Result<(), XlsxError> {
    let most = cells.into_iter().map(|(text, width)| lines(text, width)).max().unwrap_or(1);
    if most > 1 {
        sheet.set_row_height(row, LINE * most.min(MOST) as f64)?;
    }
    Ok(())
}

/// Lines that a text takes in a column as wide as so many figures: words stay whole where they can. Most letters are
/// narrower; a line too many hides nothing.
fn lines(text: &str, width: f64) -> usize {
    let room = (width as usize).max(1);
    let (mut lines, mut used) = (1, 0);
    // Not at the spaces of « 5 000 % ».
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        let after = if used == 0 { length } else { used + 1 + length };
        if after <= room {
            used = after;
            continue;
        }
        lines += usize::from(used > 0) + (length - 1) / room;
        used = (length - 1) % room + 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_long_ones_are_cut() {
        let of = |text: &str| lines(text, 10.0);
        assert_eq!(["", "dix lettre", "dix lettres", "un deux trois"].map(of), [1, 1, 2, 2]);
        assert_eq!(["abcdefghijk", "a abcdefghijklmnopqrstu"].map(of), [2, 4]);
        assert_eq!(lines("abc", 0.0), 3);
    }
}
