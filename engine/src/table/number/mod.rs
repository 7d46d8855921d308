//! Numbers in text, as people write them: the one reader of tables, places and `ifn locate`.
//!
//! In: what is declared (decimal mark, mark between thousands) and the texts of a column. Out: a number,
//! or why there is none, with the key that would read it. Blanks and apostrophes between groups of
//! exactly three digits leave no doubt. A point or a comma before exactly three digits does (`1.234`):
//! other cells of the column decide, and where none does the cell is refused. A percent sign and a
//! currency sign are left out; the number stays what it was.
//! Texts that a plain parser reads are not brought here: this is for the others.

mod cell;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

pub use cell::{Mark, NumberCell, NumberUnit};

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

/// What the cells of a column say together of its marks.
#[derive(Debug, Clone)]
pub struct ColumnMarks {
    marks: Marks,
    /// Cells that are numbers only where a point is the decimal mark, or only where a comma is.
    only: [Count; 2],
    /// The same, of those that hold the mark which was not declared.
    proof: [Count; 2],
    /// Cells that are one number or another, by the mark that they hold.
    either: Count,
    /// Cells with a percent sign.
    pub percent: Count,
    /// Cells with a currency sign: the first one, and the first cell with another.
    pub currency: Count,
    unit: Option<NumberUnit>,
    /// A row whose unit is another than that of rows before.
    other_unit: Option<usize>,
    /// The declared decimal mark stands in a cell.
    own: bool,
    /// It stands between thousands in one: `1,234.5` under a decimal comma.
    contradicted: bool,
}

impl ColumnMarks {
    /// Nothing is seen yet.
    pub fn new(marks: Marks) -> Self {
        Self {
            marks,
            only: [Count::default(); 2],
            proof: [Count::default(); 2],
            either: Count::default(),
            percent: Count::default(),
            currency: Count::default(),
            unit: None,
            other_unit: None,
            own: false,
            contradicted: false,
        }
    }

    /// Looks at one cell. Every cell that a plain parser does not read is to be seen before any is
    /// read.
    pub fn see(&mut self, row: usize, text: &str) {
        let cell = NumberCell::of(text, self.marks.thousands, self.marks.most);
        if !cell.is_number() {
            return;
        }
        if let Some(unit) = cell.unit {
            match unit {
                NumberUnit::Percent => self.percent.add(row),
                NumberUnit::Currency(_) => self.currency.add(row),
            }
            if *self.unit.get_or_insert(unit) != unit {
                self.other_unit.get_or_insert(row);
            }
        }
        let undeclared = self.marks.decimal.map(Mark::other);
        let odd = undeclared.is_none_or(|mark| cell.has(mark));
        match (cell.point, cell.comma) {
            (Some(_), Some(_)) if cell.is_either() && odd => self.either.add(row),
            (Some(_), None) => {
                self.only[0].add(row);
                if odd {
                    self.proof[0].add(row);
                }
            }
            (None, Some(_)) => {
                self.only[1].add(row);
                if odd {
                    self.proof[1].add(row);
                }
            }
            _ => {}
        }
        self.contradicted |= self.marks.decimal.is_some_and(|decimal| {
            cell.has(decimal) && cell.by(decimal).is_none() && cell.by(decimal.other()).is_some()
        });
        self.own |= !odd && self.marks.decimal.is_some_and(|mark| cell.has(mark));
    }

    /// Cells that are read elsewhere have the declared decimal mark.
    pub fn see_declared(&mut self) {
        self.own = true;
    }

    /// Whether a cell was seen that is one number or another.
    pub const fn in_doubt(&self) -> bool {
        self.either.cells > 0
    }

    /// What was seen, made into a rule for every cell.
    pub fn settle(&self) -> Settled {
        let at = |mark: Mark| usize::from(mark == Mark::Comma);
        let mut out = Settled {
            marks: self.marks,
            accepts: [true; 2],
            either: None,
            contrary: Count::default(),
            unlike: self.other_unit,
        };
        let Some(decimal) = self.marks.decimal else {
            // Either mark, cell by cell: what is in doubt follows the others when they agree.
            out.either = match self.only.map(|count| count.cells > 0) {
                [true, false] => Some(Mark::Point),
                [false, true] => Some(Mark::Comma),
                _ => None,
            };
            return out;
        };
        let other = decimal.other();
        out.accepts[at(other)] = false;
        let (grouped, contrary) = (self.proof[at(decimal)], self.proof[at(other)]);
        if grouped.cells > 0 && contrary.cells == 0 {
            out.either = Some(decimal);
        }
        // Files come with a point under the layout of other years, which has a comma: cells such as
        // 12.5 and 0.123 show it. A few of them among many such as 1.234 show nothing.
        let shown = contrary.cells > 0 && grouped.cells == 0 && self.marks.thousands.is_none();
        let doubt = self.contradicted
            || self.either.cells > contrary.cells
            || (self.either.cells > 0 && self.own);
        if decimal == Mark::Comma && shown && !doubt {
            out.accepts = [true; 2];
            out.either = Some(other);
            out.contrary = contrary;
        }
        out
    }
}

/// How every cell of a column is read.
#[derive(Debug, Clone)]
pub struct Settled {
    marks: Marks,
    accepts: [bool; 2],
    either: Option<Mark>,
    /// Cells whose decimal mark is not the declared one, and leave no doubt.
    pub contrary: Count,
    /// A row whose unit is another than that of rows before.
    pub unlike: Option<usize>,
}

impl Settled {
    /// The number that a text is.
    ///
    /// # Errors
    /// It is none, or one of two.
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

/// Why a text is not read as a number.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrong {
    /// It is one of two numbers.
    Either {
        /// The mark in doubt.
        mark: Mark,
        /// The number when that mark stands between thousands.
        thousands: f64,
        /// The number when it is the decimal mark.
        decimals: f64,
    },
    /// It is one only where this is the decimal mark.
    Decimal(Mark),
    /// Its mark between thousands is not the declared one.
    Thousands,
    /// Marks stand between groups that are not of three digits.
    Groups,
    /// More than any number of this column, in size.
    TooLarge(f64),
    /// A unit that is not known follows it.
    Unit(String),
    /// Something else.
    Other,
}

/// How a user declares the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKeys {
    /// Keys of a table: `decimal = ","`.
    Table,
    /// Options of a command: `--decimal ,`.
    Options,
}

impl NumberKeys {
    fn set(self, name: &str, mark: Mark) -> String {
        match (self, mark) {
            (Self::Table, mark) => format!("{name} = \"{}\"", mark.text()),
            (Self::Options, Mark::Blank | Mark::Apostrophe) => {
                format!("--{name} \"{}\"", mark.text())
            }
            (Self::Options, mark) => format!("--{name} {}", mark.text()),
        }
    }
}

impl Wrong {
    /// What is wrong with a text, which is shown as typed.
    pub fn message(&self, text: &str) -> String {
        let text = shown(text);
        match self {
            Self::Either { thousands, decimals, .. } => {
                format!("{text} may be {thousands} or {decimals}, and no other cell tells which")
            }
            Self::TooLarge(most) => format!("{text} is beyond {most}"),
            _ => format!("{text} is not a number"),
        }
    }

    /// What to do about it; `None` where it depends on the markers of missing values.
    pub fn help(&self, keys: NumberKeys) -> Option<String> {
        let text = match self {
            Self::Either { mark, thousands, decimals } => format!(
                "{} reads {thousands}, {} reads {decimals}",
                keys.set("thousands", *mark),
                keys.set("decimal", *mark)
            ),
            Self::Decimal(mark) => {
                let sign = mark.text();
                let set = keys.set("decimal", *mark);
                format!("is the decimal mark '{sign}'? set {set}, or write all cells alike")
            }
            Self::Thousands => "another mark is declared between thousands: mend `thousands`, or \
                                the file"
                .into(),
            Self::Groups => "thousands are read in groups of exactly three digits, decimals after \
                             one mark: mend the file"
                .into(),
            Self::TooLarge(_) => "check the column, and its decimal mark".into(),
            Self::Unit(unit) => {
                let unit = shown(unit);
                format!("a unit is no part of a number: take {unit} out of the cells")
            }
            Self::Other => return None,
        };
        Some(text)
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
