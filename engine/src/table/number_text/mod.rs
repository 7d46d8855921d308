//! Numbers in text, as people write them: the one reader of tables, places and `ifn locate`.
//!
//! In: what is declared (decimal mark, mark between thousands) and the texts of a column. Out: a number,
//! or why there is none, with the key that would read it. Blanks and apostrophes between groups of
//! exactly three digits leave no doubt. A point or a comma before exactly three digits does (`1.234`):
//! other cells of the column decide, and where none does the cell is refused. A percent sign and a
//! currency sign are left out; the number stays what it was.
//! Cells that a plain parser reads are not brought here: `numeric_column` reads a column, and asks here
//! for the others.

mod cell;
mod column_marks;
mod settled;
#[cfg(test)]
mod tests;
mod wrong;

use std::fmt::Write as _;

pub use cell::{Mark, NumberCell, NumberUnit};
pub use column_marks::ColumnMarks;
pub use settled::Settled;
pub use wrong::{NumberKeys, Wrong};

/// Characters of a value that a message shows.
const SHOWN: usize = 40;

/// What is declared of a column's numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marks {
    /// Decimal mark, [`Mark::Point`] or [`Mark::Comma`]; `None`: either, each cell by itself.
    pub decimal: Option<Mark>,
    /// Mark between thousands; `None`: what leaves no doubt.
    pub thousands: Option<Mark>,
    /// What no number exceeds in size: 180 for degrees, else infinity.
    pub most: f64,
}

/// How often something was seen, and first in which row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// How often.
    pub cells: usize,
    /// The first row.
    pub first: usize,
}

impl Count {
    fn add(&mut self, row: usize) {
        if self.cells == 0 {
            self.first = row;
        }
        self.cells += 1;
    }
}

/// A value for a message, as typed: its beginning in quotes, with only control characters escaped.
pub fn shown(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars().take(SHOWN) {
        if c.is_control() {
            let _ = write!(out, "{}", c.escape_default());
        } else {
            out.push(c);
        }
    }
    if text.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out.push('"');
    out
}
