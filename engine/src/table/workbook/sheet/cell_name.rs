//! Names of cells, as spreadsheet programs show them: `B4` is row 3 and column 1 from 0.

use std::borrow::Cow;

use super::{MAX_COLUMNS, MAX_ROWS};

/// `B4` of a row and a column from 0.
pub fn cell(row: u32, column: usize) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

/// `AB` of a column from 0.
fn letters(column: usize) -> Cow<'static, str> {
    let mut rest = column + 1;
    let mut out = Vec::new();
    while rest > 0 {
        rest -= 1;
        out.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    out.iter().rev().collect::<String>().into()
}

/// Row and column from 0 of `B4`; `None` of what names no cell of any sheet.
pub fn place(name: &str) -> Option<(u32, u32)> {
    let end = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(end);
    let row = row_number(digits)?;
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    (column <= MAX_COLUMNS).then_some((row, column - 1))
}

/// Row from 0 of `4`.
pub fn row_number(digits: &str) -> Option<u32> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    (row < MAX_ROWS).then_some(row)
}
