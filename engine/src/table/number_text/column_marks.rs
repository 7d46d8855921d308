//! What the cells of a column say together of its decimal mark and of the mark between thousands.
//!
//! In: the declared marks, and every cell that a plain parser does not read. Out: [`Settled`], the rule
//! by which each of them is read.

use super::cell::{Mark, NumberCell, NumberUnit};
use super::settled::Settled;
use super::{Count, Marks};

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
    /// The first unit, and its row.
    unit: Option<(NumberUnit, usize)>,
    /// The first row whose unit is another.
    other_unit: Option<usize>,
    /// A cell holds the declared decimal mark.
    own: bool,
    /// A cell has the declared decimal mark between thousands: `1,234.5` under a decimal comma.
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

    /// Takes one cell into account. Every cell that a plain parser does not read must be seen before any
    /// is read.
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
            if self.unit.get_or_insert((unit, row)).0 != unit {
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
            unlike: self.other_unit.zip(self.unit.map(|(_, row)| row)),
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
            out.contrary = Count { cells: contrary.cells + self.either.cells, ..contrary };
        }
        out
    }
}
