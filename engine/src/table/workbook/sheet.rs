//! The filled cells of one sheet, column by column: what is empty costs nothing.

use std::borrow::Cow;
use std::path::Path;

use crate::error::{Error, Result};

/// Rows and columns of a sheet of any spreadsheet program.
pub const MAX_ROWS: u32 = 1 << 20;
/// See [`MAX_ROWS`].
pub const MAX_COLUMNS: u32 = 1 << 14;
/// A table larger than this is no workbook any more; one far cell makes a sheet of it.
pub const MAX_AREA: u64 = 100_000_000;
/// Cells that are shown of those that cannot be used.
const SHOWN: usize = 3;

/// Cells of one column, in ascending rows.
#[derive(Debug, Default)]
struct SheetColumn {
    rows: Vec<u32>,
    ends: Vec<usize>,
    text: String,
    /// Whether each is a number.
    numbers: Vec<bool>,
}

impl SheetColumn {
    fn push(&mut self, row: u32, text: &str, number: bool) {
        self.rows.push(row);
        self.numbers.push(number);
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn at(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[place]]
    }

    /// Files may hold their cells in any order; of a cell that stands twice, the last counts.
    fn sorted(self) -> Self {
        if self.rows.is_sorted_by(|a, b| a < b) {
            return self;
        }
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|i| self.rows[*i]);
        let mut out = Self::default();
        for (i, place) in order.iter().enumerate() {
            let next = order.get(i + 1).map(|next| self.rows[*next]);
            if next != Some(self.rows[*place]) {
                out.push(self.rows[*place], self.at(*place), self.numbers[*place]);
            }
        }
        out
    }
}

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

/// What is known of a column's formulas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formulas {
    /// Rows of formulas without a result.
    pub without: Vec<u32>,
    /// Rows of formulas whose result is 0.
    pub zero: Vec<u32>,
    /// How many have another result.
    pub others: usize,
}

/// The cells of a sheet.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Merged cells that begin in the first rows.
    pub merged: Vec<Merged>,
    /// Formulas by column, where the file says which cells hold some.
    pub formulas: Vec<Formulas>,
    /// The file asks that formulas are computed when it is opened: results may be placeholders.
    pub to_compute: bool,
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

    /// Notes a formula and its result.
    pub fn formula(&mut self, row: u32, column: u32, result: Option<&str>) {
        let place = column as usize;
        if column >= MAX_COLUMNS {
            return;
        }
        if self.formulas.len() <= place {
            self.formulas.resize_with(place + 1, Formulas::default);
        }
        let known = &mut self.formulas[place];
        match result.map(str::trim) {
            None | Some("") => known.without.push(row),
            Some("0") => known.zero.push(row),
            Some(_) => known.others += 1,
        }
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

    /// The rectangle of merged cells that a cell lies in.
    pub fn merged_at(&self, row: u32, column: u32) -> Option<&Merged> {
        self.merged.iter().find(|m| m.holds(row, column))
    }

    /// What formulas of these columns have no result from a row on.
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

    /// Columns whose formulas all give 0 in a file that asks to be computed.
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

/// A cell that no sheet has.
pub fn outside(path: &Path, sheet: &str, what: &str) -> Error {
    let shown: String = what.chars().take(40).collect();
    let last = cell(MAX_ROWS - 1, MAX_COLUMNS as usize - 1);
    Error::input(path, format!("sheet `{sheet}`: {shown} is outside of any sheet"))
        .with_help(format!("the last cell is {last}: open the file and save it again"))
}

/// `B4` of a row and a column from 0.
pub fn cell(row: u32, column: usize) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

/// `AB` of a column from 0.
fn letters(column: usize) -> Cow<'static, str> {
    let mut rest = column + 1;
    let mut out = Vec::new();
    while rest > 0 {
        rest -= 1;
        out.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    out.iter().rev().collect::<String>().into()
}

/// Row and column from 0 of `B4`; `None` of what names no cell of any sheet.
pub fn place(name: &str) -> Option<(u32, u32)> {
    let end = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(end);
    let row = row_number(digits)?;
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    (column <= MAX_COLUMNS).then_some((row, column - 1))
}

/// Row from 0 of `4`.
pub fn row_number(digits: &str) -> Option<u32> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    (row < MAX_ROWS).then_some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        for (row, column, name) in
            [(0, 0, "A1"), (3, 1, "B4"), (0, 26, "AA1"), (MAX_ROWS - 1, 16_383, "XFD1048576")]
        {
            assert_eq!(cell(row, column), name);
            assert_eq!(place(name), Some((row, column as u32)));
        }
        for none in ["", "A", "1", "A0", "A-1", "A1048577", "XFE1", "ZZZZZZZ99999999999", "É1"] {
            assert_eq!(place(none), None, "{none}");
        }
        // Numbers that would come back to a small one where they overflow.
        assert_eq!(place("A4294967298"), None);
    }

    #[test]
    fn cells_come_in_any_order() {
        let path = Path::new("t.xlsx");
        let mut sheet = Sheet::named("S");
        for (row, text) in [(5, "f"), (1, "b"), (3, "x"), (3, "d")] {
            sheet.put(path, row, 2, text, text == "d").expect("inside");
        }
        let sheet = sheet.whole(path).expect("small");
        assert_eq!((sheet.height(), sheet.width()), (6, 3));
        assert_eq!(sheet.below(2, 2).collect::<Vec<_>>(), [(3, "d", true), (5, "f", false)]);
        assert_eq!((sheet.text(1, 2), sheet.text(2, 2), sheet.text(1, 9)), (Some("b"), None, None));
    }

    #[test]
    fn far_cells_are_refused_by_their_name() {
        let path = Path::new("t.xlsx");
        let mut sheet = Sheet::named("S");
        sheet.put(path, 0, 0, "1", true).expect("inside");
        sheet.put(path, MAX_ROWS - 1, MAX_COLUMNS - 1, "1", true).expect("inside");
        let e = sheet.whole(path).expect_err("far").to_string();
        assert!(e.contains("t.xlsx: sheet `S` goes as far as cell XFD1048576"), "{e}");
        assert!(e.contains("2 cells are filled"), "{e}");
        let e =
            Sheet::named("S").put(path, MAX_ROWS, 0, "1", true).expect_err("outside").to_string();
        assert!(e.contains("row 1048577 is outside of any sheet"), "{e}");
    }
}
