//! Numbers in the format of percentages: a cell that shows `12 %` stores 0.12.

use std::ops::Range;

use super::formulas::some_cells;
use super::{MAX_COLUMNS, Sheet};

/// What a column with cells in percent is.
#[derive(Debug, PartialEq, Eq)]
pub enum Percents {
    /// All its numbers are.
    All(String),
    /// Some are not: what 12 means beside 0.12 is not known.
    Mixed(String),
}

impl Sheet {
    /// Notes a number in percent.
    pub fn percent(&mut self, row: u32, column: u32) {
        let place = column as usize;
        if column >= MAX_COLUMNS {
            return;
        }
        if self.percents.len() <= place {
            self.percents.resize_with(place + 1, Vec::new);
        }
        self.percents[place].push(row);
    }

    /// Whether these rows of a column are in percent; `None` where no cell is. `missing`: texts that are no
    /// numbers. A 0 is the same in percent.
    pub fn percents(
        &self,
        column: usize,
        rows: &Range<u32>,
        missing: impl Fn(&str) -> bool,
    ) -> Option<Percents> {
        let noted = self.percents.get(column)?;
        let mut there: Vec<u32> = noted.iter().copied().filter(|r| rows.contains(r)).collect();
        there.sort_unstable();
        let first = *there.first()?;
        let stored = self.text(first, column).unwrap_or_default();
        let other = self.below(column, rows.start).find(|(row, text, number)| {
            let counts = if *number { text.parse() != Ok(0.0) } else { begins_as_number(text) };
            rows.contains(row) && counts && there.binary_search(row).is_err() && !missing(text)
        });
        let name = |row: u32| some_cells(&self.name, &[(row, column)]).unwrap_or_default();
        let cells: Vec<(u32, usize)> = there.iter().map(|row| (*row, column)).collect();
        Some(match other {
            Some((row, text, _)) => Percents::Mixed(format!(
                "{} is in percent ({stored} is stored) and {} is not ({})",
                name(first),
                name(row),
                text.trim().chars().take(40).collect::<String>()
            )),
            None => Percents::All(format!(
                "numbers in percent ({}) are read as they are stored, as shares of 1: {} is {stored}",
                some_cells(&self.name, &cells).unwrap_or_default(),
                name(first)
            )),
        })
    }
}

fn begins_as_number(text: &str) -> bool {
    let text = text.trim_start();
    let text = text.strip_prefix(['-', '+', '\u{2212}']).unwrap_or(text);
    text.trim_start().starts_with(|c: char| c.is_ascii_digit())
}
