//! Formulas without a stored result, or whose result may never have been computed.

use super::Sheet;
use super::cell_name::cell;

/// Cells that are shown of those that cannot be used.
const SHOWN: usize = 3;

/// The formulas of a column, by their results.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formulas {
    /// Rows of formulas without a result.
    pub without: Vec<u32>,
    /// Rows of formulas whose result is 0.
    pub zero: Vec<u32>,
    /// How many have another result.
    pub others: usize,
}

impl Sheet {
    /// Names the cells of these columns, from a row on, whose formula has no stored result.
    pub fn not_computed(&self, columns: &[usize], row: u32) -> Option<String> {
        let mut cells: Vec<(u32, usize)> = Vec::new();
        for column in columns {
            let known = self.formulas.get(*column);
            let rows = known.into_iter().flat_map(|f| f.without.iter());
            cells.extend(rows.filter(|r| **r >= row).map(|r| (*r, *column)));
        }
        cells.sort_unstable();
        cells.dedup();
        let names = some_cells(&self.name, &cells)?;
        Some(match cells.len() {
            1 => format!("{names} holds a formula without a stored result"),
            n => format!("{n} cells hold formulas without a stored result: {names}"),
        })
    }

    /// Names the cells of these columns, from a row on, whose formulas all give 0 in a file that asks to be
    /// computed: their results may be placeholders.
    pub fn perhaps_not_computed(&self, columns: &[usize], row: u32) -> Option<String> {
        if !self.to_compute {
            return None;
        }
        let mut cells: Vec<(u32, usize)> = Vec::new();
        for column in columns {
            let Some(known) = self.formulas.get(*column).filter(|f| f.others == 0) else {
                continue;
            };
            cells.extend(known.zero.iter().filter(|r| **r >= row).map(|r| (*r, *column)));
        }
        cells.sort_unstable();
        cells.dedup();
        // One formula that gives 0 may well be right.
        if cells.len() < 2 {
            return None;
        }
        let names = some_cells(&self.name, &cells)?;
        Some(format!(
            "all {} formulas of a column give 0 ({names}) and the file asks to be computed: they \
             may never have been; open it in a spreadsheet program and save it",
            cells.len()
        ))
    }
}

fn some_cells(sheet: &str, cells: &[(u32, usize)]) -> Option<String> {
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
