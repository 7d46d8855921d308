//! How every cell of a column is read, once the column's marks are settled.

use super::cell::{Mark, NumberCell};
use super::wrong::Wrong;
use super::{Count, Marks};

/// How every cell of a column is read.
#[derive(Debug, Clone)]
pub struct Settled {
    pub(super) marks: Marks,
    /// Whether a point, and a comma, may be the decimal mark of a cell.
    pub(super) accepts: [bool; 2],
    /// The decimal mark of cells that are one number or another.
    pub(super) either: Option<Mark>,
    /// Cells whose decimal mark is not the declared one; the first leaves no doubt.
    pub contrary: Count,
    /// The first row whose unit is another than that of rows before, and the first of those.
    pub unlike: Option<(usize, usize)>,
}

impl Settled {
    /// The number that a text stands for.
    ///
    /// # Errors
    /// It is not a number, or may be one of two.
    pub fn read(&self, text: &str) -> Result<f64, Wrong> {
        let cell = NumberCell::of(text, self.marks.thousands, self.marks.most);
        let decimal = self.marks.decimal;
        match (cell.point, cell.comma) {
            (None, None) => Err(self.not_a_number(text)),
            (Some(point), Some(comma)) => {
                // A mark that was declared is what it was declared to be.
                let known = decimal.filter(|d| !cell.has(d.other()));
                match known.or(self.either) {
                    Some(mark) => Ok(cell.by(mark).unwrap_or(point)),
                    None if !cell.is_either() => Ok(point),
                    None => Err(Wrong::Either {
                        mark: if cell.has(Mark::Point) { Mark::Point } else { Mark::Comma },
                        thousands: if cell.has(Mark::Point) { comma } else { point },
                        decimals: if cell.has(Mark::Point) { point } else { comma },
                    }),
                }
            }
            (Some(x), None) if self.accepts[0] => Ok(x),
            (None, Some(x)) if self.accepts[1] => Ok(x),
            (Some(_), None) => Err(self.not_declared(text, Mark::Point)),
            (None, Some(_)) => Err(self.not_declared(text, Mark::Comma)),
        }
    }

    /// Whether other cells decided how a text is read.
    pub fn relies(&self, text: &str) -> bool {
        let cell = NumberCell::of(text, self.marks.thousands, self.marks.most);
        match self.marks.decimal {
            None => cell.is_either(),
            Some(decimal) => {
                cell.has(decimal.other())
                    && (cell.is_either() || (cell.is_number() && cell.by(decimal).is_none()))
            }
        }
    }

    /// A number by a decimal mark that is not the declared one.
    fn not_declared(&self, text: &str, mark: Mark) -> Wrong {
        let cell = NumberCell::of(text, None, self.marks.most);
        match (cell.by(mark), cell.by(mark.other())) {
            // The declared mark between thousands hid that it can be read in two ways.
            (Some(decimals), Some(thousands)) if cell.is_either() => {
                Wrong::Either { mark, thousands, decimals }
            }
            _ => Wrong::Decimal(mark),
        }
    }

    fn not_a_number(&self, text: &str) -> Wrong {
        // Read by another mark between thousands than the declared one, or beyond the bound?
        if self.marks.thousands.is_some() {
            let cell = NumberCell::of(text, None, self.marks.most);
            if cell.is_number() {
                return Wrong::Thousands;
            }
        }
        if self.marks.most.is_finite()
            && NumberCell::of(text, self.marks.thousands, f64::MAX).is_number()
        {
            return Wrong::TooLarge(self.marks.most);
        }
        let text = text.trim();
        let begins = text.trim_start_matches(['-', '+', '\u{2212}']);
        let figures = |c: char| c.is_ascii_digit() || Mark::of(c).is_some();
        let unit = begins.trim_start_matches(figures).trim();
        if !begins.starts_with(|c: char| c.is_ascii_digit()) {
            Wrong::Other
        } else if unit.is_empty() {
            Wrong::Groups
        } else if unit.chars().any(|c| c.is_ascii_digit()) || unit.chars().count() > 10 {
            Wrong::Other
        } else {
            Wrong::Unit(unit.to_string())
        }
    }
}
