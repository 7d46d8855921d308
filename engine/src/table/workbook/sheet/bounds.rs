//! Refusals of cells beyond any sheet, and of sheets too large to be tables.

use std::path::Path;

use super::cell_name::cell;
use super::{MAX_AREA, MAX_COLUMNS, MAX_ROWS};
use crate::error::{Error, Result};

/// Refuses a sheet that is so wide and long that it is no table.
///
/// # Errors
/// More than [`MAX_AREA`] cells between the first and the last.
pub fn bounded(path: &Path, sheet: &str, rows: u32, columns: u32, filled: u64) -> Result<()> {
    let area = u64::from(rows) * u64::from(columns);
    if area <= MAX_AREA {
        return Ok(());
    }
    let last = cell(rows - 1, columns as usize - 1);
    Err(Error::input(
        path,
        format!(
            "sheet `{sheet}` goes as far as cell {last}: {rows} rows by {columns} columns, of which \
             {filled} cells are filled; at most {MAX_AREA} cells are read"
        ),
    )
    .with_help(
        "delete what stands far from the table (Ctrl+End goes to the last cell), or export the \
         sheet as CSV",
    ))
}

/// The error of a cell beyond the last one of any sheet.
pub fn outside(path: &Path, sheet: &str, what: &str) -> Error {
    let shown: String = what.chars().take(40).collect();
    let last = cell(MAX_ROWS - 1, MAX_COLUMNS as usize - 1);
    Error::input(path, format!("sheet `{sheet}`: {shown} is outside of any sheet"))
        .with_help(format!("the last cell is {last}: open the file and save it again"))
}
