//! A column as numbers: markers of missing values and their reasons, and every other cell as the one
//! reader of numbers in text reads it.
//!
//! Nearly every cell is read by a plain parser, which refuses whatever may mean something else; the cells
//! that it refuses are looked at together, since what leaves one of them in doubt may be settled by another.

use std::str::FromStr;

use arrow::array::{Array, AsArray, BooleanArray, Float64Array, StringArray};
use arrow::buffer::NullBuffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use super::column::Table;
use super::missing_reason::MissingReason;
use super::number::{ColumnMarks, Mark, Marks, NumberCell, NumberKeys, Settled, Wrong, shown};
use crate::error::{Error, Result};

/// A column as numbers.
#[derive(Debug, Clone)]
pub struct Numbers {
    /// Values; null where missing.
    pub values: Float64Array,
    /// Why, row by row; none where a value is there.
    pub reasons: Vec<Option<MissingReason>>,
}

impl Table {
    /// A column as numbers, with the reason of every missing value.
    ///
    /// # Errors
    /// Text that is neither a number nor a declared marker, or that may be one of two numbers, with its
    /// line.
    pub fn numbers(&self, name: &str) -> Result<Numbers> {
        self.numbers_within(name, f64::INFINITY)
    }

    /// The same of numbers that never exceed `most` in size, such as degrees: this settles what would
    /// be in doubt.
    ///
    /// # Errors
    /// See [`Self::numbers`].
    pub fn numbers_within(&self, name: &str, most: f64) -> Result<Numbers> {
        let column = self.column(name)?;
        if column.data_type().is_numeric() {
            let cast = cast(column, &DataType::Float64)
                .map_err(|e| Error::input(&self.path, format!("column `{name}`: {e}")))?;
            return Ok(self.of_numbers(cast.as_primitive::<Float64Type>()));
        }
        let text = self.text(name)?;
        NumberReader { table: self, name, text: &text, typed: self.typed.get(name), most }.all()
    }

    fn of_numbers(&self, column: &Float64Array) -> Numbers {
        let markers: Vec<(f64, &str)> = self
            .missing
            .iter()
            .filter_map(|m| Some((m.trim().parse().ok()?, m.as_str())))
            .collect();
        let (mut values, mut reasons) = (vec![0.0; column.len()], vec![None; column.len()]);
        for (row, value) in column.iter().enumerate() {
            let marker = value.and_then(|v| markers.iter().find(|(m, _)| *m == v));
            match (value, marker) {
                (_, Some((_, marker))) => reasons[row] = Some(MissingReason::of_marker(marker)),
                (Some(v), None) if v.is_finite() => values[row] = v,
                (Some(_), None) => reasons[row] = Some(MissingReason::NotFinite),
                (None, None) => reasons[row] = Some(MissingReason::Empty),
            }
        }
        numbers(values, reasons)
    }
}

/// Null where there is a reason.
fn numbers(values: Vec<f64>, reasons: Vec<Option<MissingReason>>) -> Numbers {
    let there: NullBuffer = reasons.iter().map(Option::is_none).collect();
    let nulls = (there.null_count() > 0).then_some(there);
    Numbers { values: Float64Array::new(values.into(), nulls), reasons }
}

/// A column of text being read.
struct NumberReader<'a> {
    table: &'a Table,
    name: &'a str,
    text: &'a StringArray,
    typed: Option<&'a BooleanArray>,
    most: f64,
}

impl NumberReader<'_> {
    fn raw(&self, row: usize) -> &str {
        if self.text.is_null(row) { "" } else { self.text.value(row).trim() }
    }

    fn is_typed(&self, row: usize) -> bool {
        self.typed.is_some_and(|typed| typed.is_valid(row) && typed.value(row))
    }

    fn all(&self) -> Result<Numbers> {
        let table = self.table;
        let marks = Marks { most: self.most, ..table.marks };
        let mut buffer = String::new();
        // A marker such as -999 is a number as well.
        let numeric = table.missing.iter().any(|m| self.plain(m, &mut buffer).is_some());
        let (mut values, mut reasons) = (vec![0.0; table.rows], vec![None; table.rows]);
        let mut others = Vec::new();
        let mut column = ColumnMarks::new(marks);
        let mut grouped = false;
        for row in 0..table.rows {
            let raw = self.raw(row);
            if numeric && let Some(why) = self.marker(raw) {
                reasons[row] = Some(why);
                continue;
            }
            let number = if self.is_typed(row) {
                finite(raw)
            } else {
                grouped |= ends_like_a_group(raw);
                self.plain(raw, &mut buffer)
            };
            match number {
                Some(number) => values[row] = number,
                None => match self.marker(raw) {
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
            self.others(&mut column, &others, &mut values, &reasons)?;
        }
        Ok(numbers(values, reasons))
    }

    fn marker(&self, raw: &str) -> Option<MissingReason> {
        match self.table.missing.iter().find(|m| m.as_str() == raw) {
            Some(marker) => Some(MissingReason::of_marker(marker)),
            None => raw.is_empty().then_some(MissingReason::Empty),
        }
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

    /// Where no decimal mark is declared: fails when every point of a column may stand between
    /// thousands, beside numbers below 1,000 that have none and none above. Where commas separate
    /// columns, that is noted and no more.
    fn suppose(&self, reasons: &[Option<MissingReason>]) -> Result<()> {
        let (mut doubt, mut below, mut above) = (None, false, false);
        for row in
            (0..self.table.rows).filter(|row| reasons[*row].is_none() && !self.is_typed(*row))
        {
            let raw = self.raw(row);
            if raw.contains('.') {
                let cell = NumberCell::of(raw, self.table.marks.thousands, self.most);
                match (cell.point, cell.comma) {
                    (Some(_), None) => return Ok(()),
                    (Some(decimals), Some(thousands)) if doubt.is_none() => {
                        doubt =
                            Some((row, Wrong::Either { mark: Mark::Point, thousands, decimals }));
                    }
                    _ => {}
                }
            } else {
                let digits = raw.trim_start_matches(['-', '+']);
                below |= digits.len() <= 3 && digits != "0";
                above |= digits.len() > 3;
            }
        }
        match doubt {
            Some((row, wrong)) if below && !above && !self.table.english => {
                Err(self.wrong(row, &wrong))
            }
            Some((row, Wrong::Either { decimals, .. })) => {
                self.table.note(format!(
                    "column `{}`: every point stands before three digits; {} ({}) is read as \
                     {decimals}: thousands = \".\" would read thousands, decimal = \".\" says that \
                     this is right",
                    self.name,
                    shown(self.raw(row)),
                    self.table.place(row)
                ));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Cells that a plain parser does not read.
    fn others(
        &self,
        column: &mut ColumnMarks,
        others: &[usize],
        values: &mut [f64],
        reasons: &[Option<MissingReason>],
    ) -> Result<()> {
        let sign = self.table.marks.decimal.map_or(".", Mark::text);
        if column.in_doubt() && self.text.iter().flatten().any(|t| t.contains(sign)) {
            column.see_declared();
        }
        let settled = column.settle();
        for &row in others {
            values[row] = settled.read(self.raw(row)).map_err(|wrong| self.wrong(row, &wrong))?;
        }
        self.told(&settled);
        self.units(column, &settled, others, values, reasons)
    }

    /// Says what was read by another mark than the declared one.
    fn told(&self, settled: &Settled) {
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

    /// One unit in a column; a number without one is taken to be in it, unless it may be a share of 1.
    fn units(
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
        let unit = cell(first).unit.map_or("", super::number::NumberUnit::name);
        if let Some(row) = settled.unlike {
            let message = format!(
                "column `{}`: {} has another unit than {} ({})",
                self.name,
                shown(self.raw(row)),
                shown(self.raw(first)),
                self.table.place(first)
            );
            return Err(Error::input(&self.table.path, message)
                .at_line(self.table.line(row))
                .with_help("write the numbers of a column in one unit"));
        }
        let with: Vec<usize> = others.iter().copied().filter(|r| cell(*r).unit.is_some()).collect();
        let bare = |row: &usize| reasons[*row].is_none() && with.binary_search(row).is_err();
        let bare: Vec<usize> = (0..self.table.rows).filter(bare).collect();
        let share = |row: &&usize| values[**row] != 0.0 && values[**row].abs() <= 1.0;
        if let Some(row) = bare.iter().find(share).filter(|_| unit == "%") {
            let message = format!(
                "column `{}`: {} has no percent sign and {} ({}) has one: is it a share of 1 or of \
                 100?",
                self.name,
                shown(self.raw(*row)),
                shown(self.raw(first)),
                self.table.place(first)
            );
            return Err(Error::input(&self.table.path, message)
                .at_line(self.table.line(*row))
                .with_help("write the sign in every cell, or in none"));
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

    fn wrong(&self, row: usize, wrong: &Wrong) -> Error {
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

fn cells(count: usize) -> String {
    format!("{count} cell{}", if count == 1 { "" } else { "s" })
}

fn finite(text: &str) -> Option<f64> {
    f64::from_str(text).ok().filter(|n| n.is_finite())
}

/// `1.234`: the point may stand between thousands.
fn ends_like_a_group(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    bytes.len() > 4 && bytes[bytes.len() - 4] == b'.'
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use arrow::array::ArrayRef;

    use super::*;
    use crate::catalog::{Catalog, Dataset};
    use crate::table::Opened;

    fn dataset(keys: &str) -> Dataset {
        let head = "id='a'\ntitle='t'\npublisher='p'\nlicence='l'\nvintage='v'\npath='t.csv'\n";
        let mut catalog = Catalog::default();
        catalog.add(&format!("{head}{keys}"), std::path::Path::new("a.toml")).expect("valid");
        catalog.datasets.remove("a").expect("there")
    }

    fn of(column: ArrayRef, keys: &str) -> Table {
        let opened =
            Opened { path: "t.csv".into(), bytes: bytes::Bytes::new(), sha256: String::new() };
        let rows = column.len();
        Table::new(&dataset(keys), &opened, rows, 2, HashMap::from([("x".to_string(), column)]))
    }

    fn table(values: &[&str], keys: &str) -> Table {
        of(Arc::new(StringArray::from(values.to_vec())), keys)
    }

    const MARKERS: &str = "missing = ['s', 'ns', 'nd', 'so', 'c', '', '-']\n";

    #[test]
    fn markers_become_null_with_their_reason() {
        let keys = format!("{MARKERS}decimal = ','");
        let n =
            table(&["1,5", "s", "", " nd ", "-", "-2", "3.25"], &keys).numbers("x").expect("ok");
        let got: Vec<Option<f64>> = n.values.iter().collect();
        assert_eq!(got, [Some(1.5), None, None, None, None, Some(-2.0), Some(3.25)]);
        let why = n.reasons.iter().map(|r| r.map_or("", MissingReason::name)).collect::<Vec<_>>();
        assert_eq!(why, ["", "s", "empty", "nd", "marker", "", ""]);
    }

    #[test]
    fn letters_are_told_with_their_line() {
        let e = table(&["1", "abc"], "").numbers("x").expect_err("letters");
        assert_eq!(e.to_string(), "t.csv:3: column `x`: \"abc\" is not a number");
        let e = table(&["1,5"], "").numbers("x").expect_err("comma");
        assert!(e.help().expect("help").contains("decimal"));
        for odd in ["inf", "NaN", "1e999", "0x10"] {
            assert!(table(&[odd], "").numbers("x").is_err(), "{odd}");
        }
    }

    #[test]
    fn a_marker_that_is_a_number_is_a_marker_in_text_and_in_numbers() {
        let keys = "missing = ['-999']";
        let column: ArrayRef = Arc::new(Float64Array::from(vec![Some(1.5), Some(-999.0), None]));
        for table in [table(&["1.5", "-999", ""], keys), of(column, keys)] {
            let n = table.numbers("x").expect("numbers");
            assert_eq!(n.values.iter().collect::<Vec<_>>(), [Some(1.5), None, None]);
            assert_eq!(n.reasons[1], Some(MissingReason::OtherMarker));
        }
    }

    #[test]
    fn degrees_are_never_thousands() {
        let coordinates = table(&["2.347", "48"], "");
        assert!(coordinates.numbers("x").is_err());
        let n = coordinates.numbers_within("x", 180.0).expect("degrees");
        assert_eq!(n.values.values().to_vec(), [2.347, 48.0]);
        assert!(coordinates.notes().is_empty());
    }

    #[test]
    fn every_number_as_text_is_read_as_a_plain_parser_reads_it() {
        let texts = ["0", "-0", "+5", ".5", "5.", "1e3", "1E-3", "007", "123456789.125", "1234567"];
        let plain = texts.map(|t| t.parse::<f64>().expect("a number"));
        let n = table(&texts, "").numbers("x").expect("numbers");
        assert_eq!(n.values.values().to_vec(), plain);
        let commas = texts.map(|t| t.replace('.', ","));
        let commas = commas.each_ref().map(String::as_str);
        let n = table(&commas, "decimal = ','").numbers("x").expect("numbers");
        assert_eq!(n.values.values().to_vec(), plain);
    }
}
