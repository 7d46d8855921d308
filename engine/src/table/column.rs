//! A table's columns, and numbers read from text: decimal mark, markers, reasons.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, Float64Array, Float64Builder, StringArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use super::Opened;
use super::expr::Columns;
use crate::catalog::Dataset;
use crate::error::{Error, Result};

/// Why a value is missing: a position in [`REASONS`]; 0 means that it is there.
pub type Reason = u8;

/// Reasons, as written in outputs. The first six are the markers of statistical offices.
pub const REASONS: [&str; 17] = [
    "",
    "s",
    "ns",
    "nd",
    "so",
    "c",
    "empty",
    "marker",
    "no_row",
    "zero_denominator",
    "not_finite",
    "null_in_expression",
    "no_finer_value",
    "no_containing_unit",
    "no_table",
    "no_position",
    "no_place",
];

/// The reason of that name.
///
/// # Panics
/// A name that is not in [`REASONS`]: a mistake in this program.
pub const fn reason(name: &str) -> Reason {
    let mut i = 0;
    while i < REASONS.len() {
        if equal(REASONS[i].as_bytes(), name.as_bytes()) {
            return i as Reason;
        }
        i += 1;
    }
    panic!("unknown reason")
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Columns as published: text or numbers.
#[derive(Debug, Clone)]
pub struct Table {
    /// The file, for messages.
    pub path: PathBuf,
    /// Number of rows.
    pub rows: usize,
    /// Name of the column of codes.
    pub key: String,
    /// Line of the first row in the file, from 1 (0: the format has no lines).
    pub first_line: usize,
    /// After a filter: the row of the file that each row was.
    pub(super) file_rows: Option<std::sync::Arc<Vec<u32>>>,
    pub(super) columns: HashMap<String, ArrayRef>,
    pub(super) decimal: u8,
    pub(super) missing: Vec<String>,
    /// Columns of codes whose leading zeros were lost, with their width.
    pub(super) pad: BTreeMap<String, usize>,
    /// Columns of which the first characters alone are kept.
    pub(super) take: BTreeMap<String, usize>,
    /// EPSG code that the table says.
    pub crs: Option<u32>,
    /// Columns of geometries that are in WGS 84 degrees already.
    pub(super) in_degrees: Vec<String>,
}

/// A column as numbers.
#[derive(Debug, Clone)]
pub struct Numbers {
    /// Values; null where missing.
    pub values: Float64Array,
    /// Why, row by row (0: present).
    pub reasons: Vec<Reason>,
}

fn is_bytes(kind: &DataType) -> bool {
    use DataType::{Binary, BinaryView, FixedSizeBinary, LargeBinary};
    matches!(kind, Binary | BinaryView | LargeBinary | FixedSizeBinary(_))
}

impl Table {
    /// Columns as read from a file. `first_line`: the line of the first row, 0 where there are none.
    pub(super) fn new(
        dataset: &Dataset,
        opened: &Opened,
        rows: usize,
        first_line: usize,
        columns: HashMap<String, ArrayRef>,
    ) -> Self {
        let layout = &dataset.layout;
        Self {
            path: opened.path.clone(),
            rows,
            key: layout.key.clone(),
            first_line,
            file_rows: None,
            columns,
            decimal: layout.decimal,
            missing: layout.missing.clone(),
            pad: layout.pad.clone(),
            take: layout.take.clone(),
            crs: layout.crs,
            in_degrees: Vec::new(),
        }
    }

    /// The same, where these columns, if they are geometries, are in WGS 84 degrees.
    pub(super) fn with_degrees(self, columns: Vec<String>) -> Self {
        Self { in_degrees: columns, ..self }
    }

    /// "line 12" or "row 11" of a row, for messages.
    pub fn place(&self, row: usize) -> String {
        match self.line(row) {
            Some(line) => format!("line {line}"),
            None => format!("row {}", self.file_row(row) + 1),
        }
    }

    /// Number of a row in the file, from 1, the header left out.
    pub fn number(&self, row: usize) -> u32 {
        self.file_row(row) as u32 + 1
    }

    pub(super) fn file_row(&self, row: usize) -> usize {
        self.file_rows.as_ref().and_then(|r| r.get(row)).map_or(row, |r| *r as usize)
    }

    /// Line of a row, where the format has lines.
    pub fn line(&self, row: usize) -> Option<usize> {
        (self.first_line > 0).then_some(self.first_line + self.file_row(row))
    }

    fn column(&self, name: &str) -> Result<&ArrayRef> {
        self.columns
            .get(name)
            .ok_or_else(|| Error::input(&self.path, format!("column `{name}` was not read")))
    }

    /// A column as text.
    ///
    /// # Errors
    /// The column was not read.
    pub fn text(&self, name: &str) -> Result<StringArray> {
        let column = self.column(name)?;
        let text = cast(column, &DataType::Utf8)
            .map_err(|e| Error::input(&self.path, format!("column `{name}`: {e}")))?;
        let text = text.as_string::<i32>();
        let padded = self.pad.get(name).map(|width| pad(text, *width));
        let text = padded.unwrap_or_else(|| text.clone());
        Ok(self.take.get(name).map_or(text.clone(), |characters| first(&text, *characters)))
    }

    /// Whether a column holds bytes: geometries as WKB, not as text.
    pub fn is_binary(&self, name: &str) -> bool {
        self.columns.get(name).is_some_and(|c| is_bytes(c.data_type()))
    }

    /// The codes.
    ///
    /// # Errors
    /// A column of numbers: leading zeros are lost.
    pub fn keys(&self) -> Result<StringArray> {
        let column = self.column(&self.key)?;
        if column.data_type().is_numeric() && !self.pad.contains_key(&self.key) {
            return Err(Error::input(
                &self.path,
                format!("codes in `{}` are numbers: their leading zeros are lost", self.key),
            )
            .with_help("write them as text, or set `code_width` to pad them"));
        }
        self.text(&self.key)
    }

    /// A column as numbers, with the reason of every missing value.
    ///
    /// # Errors
    /// Text that is neither a number nor a declared marker, with its line.
    pub fn numbers(&self, name: &str) -> Result<Numbers> {
        let column = self.column(name)?;
        if column.data_type().is_numeric() {
            let cast = cast(column, &DataType::Float64)
                .map_err(|e| Error::input(&self.path, format!("column `{name}`: {e}")))?;
            return Ok(from_numbers(cast.as_primitive::<Float64Type>()));
        }
        let text = self.text(name)?;
        self.parse_all(name, &text)
    }

    fn parse_all(&self, name: &str, text: &StringArray) -> Result<Numbers> {
        let mut values = Float64Builder::with_capacity(self.rows);
        let mut reasons = vec![0; self.rows];
        let mut buffer = String::new();
        for row in 0..self.rows {
            let raw = if text.is_null(row) { "" } else { text.value(row).trim() };
            // A quoted field may hold a marker; a number never looks like one.
            if let Some(number) = self.parse(raw, &mut buffer) {
                values.append_value(number);
                continue;
            }
            match self.missing.iter().find(|m| m.as_str() == raw) {
                Some(marker) => reasons[row] = reason_of(marker),
                None if raw.is_empty() => reasons[row] = reason("empty"),
                None => return Err(self.not_a_number(name, row, raw)),
            }
            values.append_null();
        }
        Ok(Numbers { values: values.finish(), reasons })
    }

    fn parse(&self, raw: &str, buffer: &mut String) -> Option<f64> {
        if !raw.bytes().next_back()?.is_ascii_digit() && !raw.ends_with('.') {
            return None; // also keeps "inf" and "nan" out
        }
        let number = if self.decimal == b',' && raw.contains(',') {
            buffer.clear();
            buffer.extend(raw.chars().map(|c| if c == ',' { '.' } else { c }));
            buffer.parse()
        } else {
            raw.parse()
        };
        number.ok().filter(|n: &f64| n.is_finite())
    }

    fn not_a_number(&self, name: &str, row: usize, raw: &str) -> Error {
        let shown: String = raw.chars().take(40).collect();
        let other = if self.decimal == b',' { b'.' } else { b',' };
        let spaced = raw.contains([' ', '\u{a0}', '\u{202f}']);
        let comma = raw.bytes().all(|b| b.is_ascii_digit() || b == other || b == b'-');
        let help = if spaced && raw.starts_with(|c: char| c.is_ascii_digit()) {
            "numbers are written without spaces between thousands: take them out of the file".into()
        } else if comma {
            format!("is the decimal mark {:?}? set `decimal` of the table", char::from(other))
        } else {
            format!(
                "mend the file, or add {shown:?} to `missing` of the table if it means \"no value\" \
                 (now: {:?})",
                self.missing
            )
        };
        Error::input(&self.path, format!("column `{name}`: {shown:?} is not a number"))
            .at_line(self.line(row))
            .with_help(help)
    }

    /// A column of bytes (geometries as WKB).
    ///
    /// # Errors
    /// The column was not read, or holds something else.
    pub fn binary(&self, name: &str) -> Result<BinaryArray> {
        let column = self.column(name)?;
        let none = || Error::input(&self.path, format!("column `{name}` holds no binary geometry"));
        if !is_bytes(column.data_type()) {
            return Err(none());
        }
        Ok(cast(column, &DataType::Binary).map_err(|_| none())?.as_binary::<i32>().clone())
    }

    /// Keeps the rows where `mask` is true.
    ///
    /// # Errors
    /// Never for a mask of the table's length.
    pub fn filter(&self, mask: &arrow::array::BooleanArray) -> Result<Self> {
        let mut columns = HashMap::new();
        for (name, column) in &self.columns {
            let kept = arrow::compute::filter(column, mask)
                .map_err(|e| Error::input(&self.path, e.to_string()))?;
            columns.insert(name.clone(), kept);
        }
        let kept: Vec<u32> = (0..self.rows)
            .filter(|r| !mask.is_null(*r) && mask.value(*r))
            .map(|r| self.file_row(r) as u32)
            .collect();
        let rows = kept.len();
        Ok(Self { rows, columns, file_rows: Some(std::sync::Arc::new(kept)), ..self.clone() })
    }

    /// Whether two rows say the same in every column that was read.
    pub fn same_rows(&self, a: usize, b: usize) -> bool {
        self.columns.values().all(|c| c.slice(a, 1).to_data() == c.slice(b, 1).to_data())
    }
}

/// Text of the table, for expressions.
impl Columns for Table {
    fn rows(&self) -> usize {
        self.rows
    }

    fn number(&self, name: &str) -> std::result::Result<Float64Array, String> {
        self.numbers(name).map(|n| n.values).map_err(|e| e.to_string())
    }

    fn text(&self, name: &str) -> std::result::Result<StringArray, String> {
        Table::text(self, name).map_err(|e| e.to_string())
    }
}

/// Codes with their leading zeros; what is missing stays missing.
fn pad(text: &StringArray, width: usize) -> StringArray {
    let one = |code: &str| match code.trim() {
        "" => None,
        code => Some(format!("{code:0>width$}")),
    };
    text.iter().map(|code| code.and_then(one)).collect()
}

/// The first characters of each text.
fn first(text: &StringArray, characters: usize) -> StringArray {
    let one = |t: &str| match t.char_indices().nth(characters) {
        Some((end, _)) => t[..end].to_string(),
        None => t.to_string(),
    };
    text.iter().map(|t| t.map(one)).collect()
}

fn from_numbers(column: &Float64Array) -> Numbers {
    let mut values = Float64Builder::with_capacity(column.len());
    let mut reasons = vec![0; column.len()];
    for (row, value) in column.iter().enumerate() {
        match value {
            Some(v) if v.is_finite() => values.append_value(v),
            Some(_) => {
                reasons[row] = reason("not_finite");
                values.append_null();
            }
            None => {
                reasons[row] = reason("empty");
                values.append_null();
            }
        }
    }
    Numbers { values: values.finish(), reasons }
}

fn reason_of(marker: &str) -> Reason {
    match marker {
        "" => reason("empty"),
        known => REASONS[1..6]
            .iter()
            .position(|r| *r == known.to_lowercase())
            .map_or(reason("marker"), |p| p as Reason + 1),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn table(values: &[&str], decimal: u8) -> Table {
        let column: ArrayRef = Arc::new(StringArray::from(values.to_vec()));
        Table {
            path: "t.csv".into(),
            rows: values.len(),
            key: "K".into(),
            first_line: 2,
            file_rows: None,
            columns: HashMap::from([("x".to_string(), column)]),
            decimal,
            pad: BTreeMap::new(),
            take: BTreeMap::new(),
            missing: ["s", "ns", "nd", "so", "c", "", "-"].map(String::from).to_vec(),
            crs: None,
            in_degrees: Vec::new(),
        }
    }

    #[test]
    fn markers_become_null_with_their_reason() {
        let n = table(&["1,5", "s", "", " nd ", "-", "-2", "3.25"], b',').numbers("x").expect("ok");
        let got: Vec<Option<f64>> = n.values.iter().collect();
        assert_eq!(got, [Some(1.5), None, None, None, None, Some(-2.0), Some(3.25)]);
        let why: Vec<&str> = n.reasons.iter().map(|r| REASONS[*r as usize]).collect();
        assert_eq!(why, ["", "s", "empty", "nd", "marker", "", ""]);
    }

    #[test]
    fn letters_are_told_with_their_line() {
        let e = table(&["1", "abc"], b'.').numbers("x").expect_err("letters");
        assert_eq!(e.to_string(), "t.csv:3: column `x`: \"abc\" is not a number");
        let e = table(&["1,5"], b'.').numbers("x").expect_err("comma");
        assert!(e.help().expect("help").contains("decimal"));
        for odd in ["inf", "NaN", "1e999", "0x10"] {
            assert!(table(&[odd], b'.').numbers("x").is_err(), "{odd}");
        }
    }
}
