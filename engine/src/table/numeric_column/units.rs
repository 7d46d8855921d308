//! The unit of a column: a percent or currency sign in its cells.
//!
//! In: the cells that a plain parser does not read, and the numbers of the column. Out: a note, or why
//! the numbers are not in one unit. No number is changed.

use super::reader::{NumberReader, cells};
use crate::error::{Error, Result};
use crate::table::missing_reason::MissingReason;
use crate::table::number_text::{ColumnMarks, NumberCell, NumberUnit, Settled, shown};

impl NumberReader<'_> {
    /// One unit in a column; a number without one is taken to be in it, unless it may be a share of 1.
    pub(super) fn units(
        &self,
        column: &ColumnMarks,
        settled: &Settled,
        others: &[usize],
        values: &[f64],
        reasons: &[Option<MissingReason>],
    ) -> Result<()> {
        let (count, first) = match (column.percent, column.currency) {
            (percent, _) if percent.cells > 0 => (percent.cells, percent.first),
            (_, currency) if currency.cells > 0 => (currency.cells, currency.first),
            _ => return Ok(()),
        };
        let cell =
            |row: usize| NumberCell::of(self.raw(row), self.table.marks.thousands, self.most);
        let unit = cell(first).unit.map_or("", NumberUnit::name);
        if let Some((row, first)) = settled.unlike {
            return Err(self.two_units(row, first));
        }
        let with: Vec<usize> = others.iter().copied().filter(|r| cell(*r).unit.is_some()).collect();
        let bare = |row: &usize| reasons[*row].is_none() && with.binary_search(row).is_err();
        let bare: Vec<usize> = (0..self.table.rows).filter(bare).collect();
        let share = |row: &&usize| values[**row] != 0.0 && values[**row].abs() <= 1.0;
        if let Some(row) = bare.iter().find(share).filter(|_| unit == "%") {
            return Err(self.share_of_1_or_100(*row, first));
        }
        let without = match bare.first() {
            Some(row) => format!(
                "; {} without it are taken to be in the same unit ({}: {})",
                cells(bare.len()),
                self.table.place(*row),
                shown(self.raw(*row))
            ),
            None => String::new(),
        };
        self.table.note(format!(
            "column `{}`: the sign {unit} is left out of {}: {} is {}{without}",
            self.name,
            cells(count),
            shown(self.raw(first)),
            values[first]
        ));
        Ok(())
    }

    fn two_units(&self, row: usize, first: usize) -> Error {
        let message = format!(
            "column `{}`: {} has another unit than {} ({})",
            self.name,
            shown(self.raw(row)),
            shown(self.raw(first)),
            self.table.place(first)
        );
        Error::input(&self.table.path, message)
            .at_line(self.table.line(row))
            .with_help("write the numbers of a column in one unit")
    }

    fn share_of_1_or_100(&self, row: usize, first: usize) -> Error {
        let message = format!(
            "column `{}`: {} has no percent sign and {} ({}) has one: is it a share of 1 or of \
             100?",
            self.name,
            shown(self.raw(row)),
            shown(self.raw(first)),
            self.table.place(first)
        );
        Error::input(&self.table.path, message)
            .at_line(self.table.line(row))
            .with_help("write the sign in every cell, or in none")
    }
}
