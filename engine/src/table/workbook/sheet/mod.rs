//! The filled cells of one sheet, column by column: what is empty costs nothing.
//!
//! In: cells in any order, from the reader of a format. Out: [`Sheet`], whose cells are texts by row and
//! column from 0. [`cell_name`] writes and reads `B4`, [`bounds`] refuses what is too large, [`formulas`]
//! finds results that are missing, [`percents`] columns that are in percent in part.

mod bounds;
mod cell_name;
mod column;
mod formulas;
mod percents;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::error::Result;
pub use bounds::{bounded, outside};
pub use cell_name::{cell, place, row_number};
use column::SheetColumn;
pub use formulas::FormulaResult;
use formulas::Formulas;
pub use percents::Percents;

/// Rows and columns of a sheet of any spreadsheet program.
pub const MAX_ROWS: u32 = 1 << 20;
/// See [`MAX_ROWS`].
pub const MAX_COLUMNS: u32 = 1 << 14;
/// Cells between the first and the last of a sheet: one filled cell far away makes them too many.
pub const MAX_AREA: u64 = 100_000_000;

/// A rectangle of merged cells: rows and columns of its corners, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// Row and column of the first cell.
    pub first: (u32, u32),
    /// Row and column of the last one.
    pub last: (u32, u32),
}

impl Merged {
    fn holds(&self, row: u32, column: u32) -> bool {
        (self.first.0..=self.last.0).contains(&row)
            && (self.first.1..=self.last.1).contains(&column)
    }
}

/// The cells of a sheet.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Merged cells that begin in the first rows.
    pub merged: Vec<Merged>,
    /// The file asks that formulas are computed when it is opened: a result of 0 may be a placeholder.
    pub to_compute: bool,
    /// Formulas by column.
    formulas: Vec<Formulas>,
    /// Rows of the numbers in percent, by column.
    percents: Vec<Vec<u32>>,
    columns: Vec<SheetColumn>,
    height: u32,
    cells: u64,
}

impl Sheet {
    /// An empty one.
    pub fn named(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Puts a text in a cell, that of a number perhaps.
    ///
    /// # Errors
    /// A place outside of any sheet.
    pub fn put(
        &mut self,
        path: &Path,
        row: u32,
        column: u32,
        text: &str,
        number: bool,
    ) -> Result<()> {
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(outside(path, &self.name, &format!("row {}", u64::from(row) + 1)));
        }
        let place = column as usize;
        if self.columns.len() <= place {
            self.columns.resize_with(place + 1, SheetColumn::default);
        }
        self.columns[place].push(row, text, number);
        self.height = self.height.max(row + 1);
        self.cells += 1;
        Ok(())
    }

    /// Notes a formula and what is stored as its result.
    pub fn formula(&mut self, row: u32, column: u32, result: FormulaResult) {
        let place = column as usize;
        if column >= MAX_COLUMNS {
            return;
        }
        if self.formulas.len() <= place {
            self.formulas.resize_with(place + 1, Formulas::default);
        }
        self.formulas[place].push(row, result);
    }

    /// The sheet once all its cells are in.
    ///
    /// # Errors
    /// So wide and long that it is no table.
    pub fn whole(mut self, path: &Path) -> Result<Self> {
        bounded(path, &self.name, self.height, self.columns.len() as u32, self.cells)?;
        self.columns = self.columns.into_iter().map(SheetColumn::sorted).collect();
        Ok(self)
    }

    /// Number of rows, from the first one to the last that is filled.
    pub fn height(&self) -> usize {
        self.height as usize
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// The text of a cell.
    pub fn text(&self, row: u32, column: usize) -> Option<&str> {
        let cells = self.columns.get(column)?;
        cells.rows.binary_search(&row).ok().map(|place| cells.at(place))
    }

    /// The filled cells of a column from a row on: row, text, whether it is a number.
    pub fn below(&self, column: usize, row: u32) -> impl Iterator<Item = (u32, &str, bool)> {
        let cells = self.columns.get(column);
        let first = cells.map_or(0, |c| c.rows.partition_point(|r| *r < row));
        cells.into_iter().flat_map(move |c| {
            (first..c.rows.len()).map(move |i| (c.rows[i], c.at(i), c.numbers[i]))
        })
    }

    /// The rectangle of merged cells that covers a cell.
    pub fn merged_at(&self, row: u32, column: u32) -> Option<&Merged> {
        self.merged.iter().find(|m| m.holds(row, column))
    }
}
