//! A column of text → numbers.
//!
//! Nearly every cell is read by a plain parser, which refuses whatever may mean something else. The cells
//! that it refuses are read together, since one of them may settle what another leaves in doubt.

use arrow::array::{Array, BooleanArray, StringArray};

use super::markers::{Markers, finite};
use super::{Numbers, numbers};
use crate::error::{Error, Result};
use crate::table::column::Table;
use crate::table::missing_reason::MissingReason;
use crate::table::number_text::{ColumnMarks, Mark, Marks, NumberKeys, Settled, Wrong, shown};

/// A column of text being read.
pub struct NumberReader<'a> {
    pub table: &'a Table,
    pub name: &'a str,
    pub text: &'a StringArray,
    /// Which cells are numbers in the file itself.
    pub typed: Option<&'a BooleanArray>,
    /// What no number exceeds in size.
    pub most: f64,
}

impl NumberReader<'_> {
    /// The text of a cell, without blanks around it; empty of a null.
    pub fn raw(&self, row: usize) -> &str {
        if self.text.is_null(row) { "" } else { self.text.value(row).trim() }
    }

    /// Whether a cell is a number in the file itself.
    pub fn is_typed(&self, row: usize) -> bool {
        self.typed.is_some_and(|typed| typed.is_valid(row) && typed.value(row))
    }

    /// The numbers of the column.
    ///
    /// # Errors
    /// See [`Table::numbers`].
    pub fn all(&self) -> Result<Numbers> {
        let table = self.table;
        let marks = Marks { most: self.most, ..table.marks };
        let mut buffer = String::new();
        let markers = Markers::of(&table.missing);
        let (mut values, mut reasons) = (vec![0.0; table.rows], vec![None; table.rows]);
        let mut others = Vec::new();
        let mut column = ColumnMarks::new(marks);
        let mut grouped = false;
        for row in 0..table.rows {
            let raw = self.raw(row);
            let number = if self.is_typed(row) {
                finite(raw)
            } else {
                grouped |= ends_like_a_group(raw);
                self.plain(raw, &mut buffer)
            };
            match number {
                Some(number) => match markers.number(number) {
                    Some(why) => reasons[row] = Some(why),
                    None => values[row] = number,
                },
                None => match markers.other(raw) {
                    Some(why) => reasons[row] = Some(why),
                    None => {
                        column.see(row, raw);
                        others.push(row);
                    }
                },
            }
        }
        if table.supposed && grouped {
            self.suppose(&reasons)?;
        }
        if !others.is_empty() {
            self.others(&mut column, &others, &mut values, &mut reasons, &markers)?;
        }
        Ok(numbers(values, reasons))
    }

    /// Digits with the declared decimal mark and no other.
    fn plain(&self, raw: &str, buffer: &mut String) -> Option<f64> {
        if !raw.bytes().next_back()?.is_ascii_digit() && !raw.ends_with('.') {
            return None; // also keeps "inf" and "nan" out
        }
        if self.table.marks.decimal != Some(Mark::Comma) {
            return finite(raw);
        }
        if raw.contains('.') {
            return None;
        }
        if !raw.contains(',') {
            return finite(raw);
        }
        buffer.clear();
        buffer.extend(raw.chars().map(|c| if c == ',' { '.' } else { c }));
        finite(buffer)
    }

    /// Reads the cells that a plain parser does not.
    fn others(
        &self,
        column: &mut ColumnMarks,
        others: &[usize],
        values: &mut [f64],
        reasons: &mut [Option<MissingReason>],
        markers: &Markers,
    ) -> Result<()> {
        let sign = self.table.marks.decimal.map_or(".", Mark::text);
        if column.in_doubt() && self.text.iter().flatten().any(|t| t.contains(sign)) {
            column.see_declared();
        }
        let settled = column.settle();
        for &row in others {
            let number = settled.read(self.raw(row)).map_err(|wrong| self.wrong(row, &wrong))?;
            match markers.number(number) {
                Some(why) => reasons[row] = Some(why),
                None => values[row] = number,
            }
        }
        self.note_contrary(&settled);
        self.units(column, &settled, others, values, reasons)
    }

    /// Notes cells that were read by another decimal mark than the declared one.
    fn note_contrary(&self, settled: &Settled) {
        if settled.contrary.cells > 0 {
            let row = settled.contrary.first;
            self.table.note(format!(
                "column `{}`: the decimal mark is a point in {} ({}: {}), although decimal = \
                 \",\" is declared: read as decimals",
                self.name,
                cells(settled.contrary.cells),
                self.table.place(row),
                shown(self.raw(row))
            ));
        }
    }

    /// The error of a cell, with its line.
    pub fn wrong(&self, row: usize, wrong: &Wrong) -> Error {
        let raw = self.raw(row);
        let help = wrong.help(NumberKeys::Table).unwrap_or_else(|| {
            format!(
                "mend the file, or add {} to `missing` of the table if it means \"no value\" (now: \
                 {:?})",
                shown(raw),
                self.table.missing
            )
        });
        let message = format!("column `{}`: {}", self.name, wrong.message(raw));
        Error::input(&self.table.path, message).at_line(self.table.line(row)).with_help(help)
    }
}

/// A number of cells, in words.
pub fn cells(count: usize) -> String {
    format!("{count} cell{}", if count == 1 { "" } else { "s" })
}

/// `1.234`: the point may stand between thousands.
fn ends_like_a_group(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    bytes.len() > 4 && bytes[bytes.len() - 4] == b'.'
}
