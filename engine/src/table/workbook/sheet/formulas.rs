//! Formulas whose result is not stored, or may stand for any.

use std::ops::Range;

use super::Sheet;
use super::cell_name::cell;

/// Cells that are shown of those that cannot be used.
const SHOWN: usize = 3;

/// What a file stores as the result of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormulaResult {
    /// Nothing.
    Missing,
    /// 0, which programs that do not compute write of every formula.
    Zero,
    /// Anything else.
    Known,
}

/// The formulas of a column, by their results.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formulas {
    missing: Vec<u32>,
    zeros: Vec<u32>,
    known: usize,
}

impl Formulas {
    /// Notes the result of the formula in a row.
    pub fn push(&mut self, row: u32, result: FormulaResult) {
        match result {
            FormulaResult::Missing => self.missing.push(row),
            FormulaResult::Zero => self.zeros.push(row),
            FormulaResult::Known => self.known += 1,
        }
    }
}

impl Sheet {
    /// Names the cells of these columns and rows whose formula has no stored result, or 0 where the file
    /// asks to be computed.
    pub fn not_computed(&self, columns: &[usize], rows: &Range<u32>) -> Option<String> {
        let missing = self.cells_of(columns, rows, |f| &f.missing);
        if let Some(names) = some_cells(&self.name, &missing) {
            return Some(match missing.len() {
                1 => format!("{names} holds a formula without a stored result"),
                n => format!("{n} cells hold formulas without a stored result: {names}"),
            });
        }
        if !self.to_compute {
            return None;
        }
        let zeros = self.cells_of(columns, rows, |f| &f.zeros);
        let names = some_cells(&self.name, &zeros)?;
        let asked =
            "in a file that asks to be computed when it is opened: it may stand for any result";
        Some(match zeros.len() {
            1 => format!("{names} holds a formula whose stored result is 0, {asked}"),
            n => format!("{n} cells hold formulas whose stored result is 0, {asked} ({names})"),
        })
    }

    /// Names the cells of these columns and rows whose formulas give 0, in a sheet where no formula gives
    /// anything else: nothing may have been computed.
    pub fn perhaps_not_computed(&self, columns: &[usize], rows: &Range<u32>) -> Option<String> {
        if self.formulas.iter().any(|f| f.known > 0) {
            return None;
        }
        let cells = self.cells_of(columns, rows, |f| &f.zeros);
        let names = some_cells(&self.name, &cells)?;
        Some(format!(
            "every formula of the sheet gives 0 ({names}): they may never have been computed; if 0 is \
             wrong, open the file in a spreadsheet program and save it"
        ))
    }

    fn cells_of(
        &self,
        columns: &[usize],
        rows: &Range<u32>,
        of: impl Fn(&Formulas) -> &Vec<u32>,
    ) -> Vec<(u32, usize)> {
        let mut cells: Vec<(u32, usize)> = Vec::new();
        for column in columns {
            let known = self.formulas.get(*column).into_iter().flat_map(&of);
            cells.extend(known.filter(|r| rows.contains(r)).map(|r| (*r, *column)));
        }
        cells.sort_unstable();
        cells.dedup();
        cells
    }
}

/// The first of some cells, by their names.
pub fn some_cells(sheet: &str, cells: &[(u32, usize)]) -> Option<String> {
    let first = cells.first()?;
    let mut names = format!("{sheet}!{}", cell(first.0, first.1));
    for (row, column) in cells.iter().skip(1).take(SHOWN - 1) {
        names.push_str(", ");
        names.push_str(&cell(*row, *column));
    }
    if cells.len() > SHOWN {
        names.push_str(", …");
    }
    Some(names)
}
