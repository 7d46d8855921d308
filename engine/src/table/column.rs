//! A table's columns, as text and as codes; what was passed over while it was read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Float64Array, StringArray,
};
use arrow::compute::cast;
use arrow::datatypes::DataType;

use super::expr::Columns;
use super::number_text::{Mark, Marks};
use super::{Opened, RowNumbers};
use crate::catalog::Dataset;
use crate::error::{Error, Result};

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
    pub(super) file_rows: Option<Arc<Vec<u32>>>,
    pub(super) columns: HashMap<String, ArrayRef>,
    /// Which cells of a column of text were numbers in the file (workbooks, JSON): a point in them is
    /// a decimal mark, whatever is declared of text.
    pub(super) typed: HashMap<String, BooleanArray>,
    /// Lines of the file's rows, where they do not follow one another.
    pub(super) lines: Option<Arc<Vec<u32>>>,
    /// The numbers of the file's rows in a spreadsheet program.
    pub(super) shown: RowNumbers,
    /// Marks of numbers in text.
    pub(super) marks: Marks,
    /// The decimal mark is not declared: a point is only supposed.
    pub(super) supposed: bool,
    /// Text whose columns are separated by commas: decimals have a point there.
    pub(super) english: bool,
    pub(super) missing: Vec<String>,
    notes: Arc<Mutex<BTreeSet<String>>>,
    /// Columns of codes whose leading zeros were lost, with their width.
    pub(super) pad: BTreeMap<String, usize>,
    /// Columns of which the first characters alone are kept.
    pub(super) take: BTreeMap<String, usize>,
    /// EPSG code that the table says.
    pub crs: Option<u32>,
    /// Columns of geometries that are in WGS 84 degrees already.
    pub(super) in_degrees: Vec<String>,
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
            typed: HashMap::new(),
            lines: None,
            shown: RowNumbers { first: first_line, each: None },
            marks: Marks {
                decimal: Mark::of(char::from(layout.decimal)),
                thousands: layout.thousands.and_then(Mark::of),
                most: f64::INFINITY,
            },
            supposed: !layout.decimal_declared,
            english: false,
            notes: Arc::default(),
            missing: layout.missing.clone(),
            pad: layout.pad.clone(),
            take: layout.take.clone(),
            crs: layout.crs,
            in_degrees: Vec::new(),
        }
    }

    /// Says which cells of columns of text were numbers in the file.
    #[must_use]
    pub(super) fn with_typed(mut self, typed: HashMap<String, BooleanArray>) -> Self {
        self.typed = typed;
        self
    }

    /// Notes what was left out, corrected or chosen among several. Each is noted once.
    pub(super) fn note(&self, what: impl Into<String>) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).insert(what.into());
    }

    /// Notes of a table that this one was made from count for this one.
    #[must_use]
    pub(super) fn with_notes_of(mut self, other: &Self) -> Self {
        self.notes = Arc::clone(&other.notes);
        self
    }

    /// Which cells of a column were numbers in the file.
    pub(super) fn is_number(&self, name: &str) -> Result<BooleanArray> {
        let column = self.column(name)?;
        let numbers = column.data_type().is_numeric();
        let known = self.typed.get(name).cloned();
        Ok(known.unwrap_or_else(|| vec![numbers; self.rows].into()))
    }

    /// What was noted until now, of this table and of those that it was filtered from.
    pub fn notes(&self) -> Vec<String> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
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

    /// The numbers that a spreadsheet program shows beside the rows of the file.
    pub fn row_numbers(&self) -> RowNumbers {
        self.shown.clone()
    }

    pub(super) fn file_row(&self, row: usize) -> usize {
        self.file_rows.as_ref().and_then(|r| r.get(row)).map_or(row, |r| *r as usize)
    }

    /// Line of a row, where the format has lines.
    pub fn line(&self, row: usize) -> Option<usize> {
        let row = self.file_row(row);
        let known = self.lines.as_ref().and_then(|lines| lines.get(row));
        (self.first_line > 0).then(|| known.map_or(self.first_line + row, |line| *line as usize))
    }

    pub(super) fn column(&self, name: &str) -> Result<&ArrayRef> {
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
    pub fn filter(&self, mask: &BooleanArray) -> Result<Self> {
        let mut columns = HashMap::new();
        for (name, column) in &self.columns {
            let kept = arrow::compute::filter(column, mask)
                .map_err(|e| Error::input(&self.path, e.to_string()))?;
            columns.insert(name.clone(), kept);
        }
        let mut typed = HashMap::new();
        for (name, cells) in &self.typed {
            let kept = arrow::compute::filter(cells, mask)
                .map_err(|e| Error::input(&self.path, e.to_string()))?;
            typed.insert(name.clone(), kept.as_boolean().clone());
        }
        let kept: Vec<u32> = (0..self.rows)
            .filter(|r| !mask.is_null(*r) && mask.value(*r))
            .map(|r| self.file_row(r) as u32)
            .collect();
        let rows = kept.len();
        Ok(Self { rows, columns, typed, file_rows: Some(Arc::new(kept)), ..self.clone() })
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
        self.numbers(name).map(|n| n.values).map_err(|e| with_help(&e))
    }

    fn text(&self, name: &str) -> std::result::Result<StringArray, String> {
        Table::text(self, name).map_err(|e| with_help(&e))
    }
}

/// An error and its remedy, for a message within another.
fn with_help(error: &Error) -> String {
    match error.help() {
        Some(help) => format!("{error} ({help})"),
        None => error.to_string(),
    }
}

/// Codes with their leading zeros; what is missing stays missing.
fn pad(text: &StringArray, width: usize) -> StringArray {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let zeros = |text: &str| !text.is_empty() && text.bytes().all(|b| b == b'0');
    // A column of codes with one gap becomes decimal numbers in many tools: "1001.0".
    let whole = |code: &str| match code.split_once(['.', ',']) {
        Some((whole, part)) if digits(whole) && zeros(part) => Some(whole.len()),
        _ => None,
    };
    let one = |code: &str| match code.trim() {
        "" => None,
        code => Some(format!("{:0>width$}", &code[..whole(code).unwrap_or(code.len())])),
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
