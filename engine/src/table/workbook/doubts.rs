//! What cells store that cannot be taken as it is: formulas that were not computed, percentages beside other
//! numbers.

use std::ops::Range;

use super::sheet::{self, Percents, Sheet};
use super::{Opened, top};
use crate::catalog::Dataset;
use crate::error::{Error, Result};

/// Refuses formulas of these columns that have no result, or one that may stand for any.
///
/// # Errors
/// There are some, by their cells.
pub fn computed(
    dataset: &Dataset,
    opened: &Opened,
    sheet: &Sheet,
    positions: &[usize],
) -> Result<()> {
    let header = top(dataset).saturating_sub(dataset.layout.header_lines as u32);
    let Some(cells) = sheet.not_computed(positions, &rows_from(dataset, sheet, header)) else {
        return Ok(());
    };
    Err(Error::input(&opened.path, cells).with_help(
        "open the file in a spreadsheet program (Excel, LibreOffice) and save it: the results are \
         stored then",
    ))
}

/// Notes of the columns whose numbers are in percent.
///
/// # Errors
/// A column where some are and others are not, by its cells.
pub fn in_percent(
    dataset: &Dataset,
    opened: &Opened,
    sheet: &Sheet,
    names: &[String],
    positions: &[usize],
) -> Result<Vec<String>> {
    let rows = rows_from(dataset, sheet, top(dataset));
    let markers = &dataset.layout.missing;
    let missing = |text: &str| markers.iter().any(|marker| marker.trim() == text.trim());
    let mut notes = Vec::new();
    for (name, position) in names.iter().zip(positions) {
        match sheet.percents(*position, &rows, missing) {
            None => {}
            Some(Percents::All(note)) => notes.push(format!("column `{name}`: {note}")),
            Some(Percents::Mixed(cells)) => {
                return Err(Error::input(&opened.path, format!("column `{name}`: {cells}"))
                    .with_help(
                        "give all numbers of the column the same format in the spreadsheet: in \
                         percent, 12 % is stored as 0.12",
                    ));
            }
        }
    }
    Ok(notes)
}

/// Rows from `first` on, without those that are left out at the end. A formula without a result may be
/// below the last filled row.
pub fn rows_from(dataset: &Dataset, sheet: &Sheet, first: u32) -> Range<u32> {
    match dataset.layout.skip_bottom {
        0 => first..sheet::MAX_ROWS,
        left_out => first..sheet.height().saturating_sub(left_out) as u32,
    }
}
