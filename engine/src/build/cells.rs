//! Cells of Arrow columns, whatever their type: for formats that are written row by row, and for looking a
//! unit up.

use arrow::array::{Array, AsArray, Float64Array, Int32Array, Int64Array, StringArray};
use arrow::datatypes::{Float64Type, Int32Type, Int64Type};

/// A cell.
#[derive(Clone, Copy)]
pub enum ArrowCell<'a> {
    Missing,
    Text(&'a str),
    Whole(i64),
    Number(f64),
}

impl<'a> ArrowCell<'a> {
    /// Its text, when it is one.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Its number, whole or not.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(x) => Some(x),
            Self::Whole(n) => Some(n as f64),
            Self::Missing | Self::Text(_) => None,
        }
    }
}

/// A column whose kind is known before its rows are gone through.
pub enum ArrowColumn<'a> {
    Text(&'a StringArray),
    Number(&'a Float64Array),
    Whole(&'a Int32Array),
    Long(&'a Int64Array),
    Nothing,
}

impl<'a> ArrowColumn<'a> {
    /// Of a column; one of a kind that no table of ours has holds nothing.
    pub fn of(column: &'a dyn Array) -> Self {
        if let Some(c) = column.as_string_opt() {
            Self::Text(c)
        } else if let Some(c) = column.as_primitive_opt::<Float64Type>() {
            Self::Number(c)
        } else if let Some(c) = column.as_primitive_opt::<Int32Type>() {
            Self::Whole(c)
        } else {
            column.as_primitive_opt::<Int64Type>().map_or(Self::Nothing, Self::Long)
        }
    }

    /// The cell of a row.
    #[inline]
    pub fn at(&self, row: usize) -> ArrowCell<'a> {
        match self {
            Self::Text(c) if c.is_valid(row) => ArrowCell::Text(c.value(row)),
            Self::Number(c) if c.is_valid(row) => ArrowCell::Number(c.value(row)),
            Self::Whole(c) if c.is_valid(row) => ArrowCell::Whole(c.value(row).into()),
            Self::Long(c) if c.is_valid(row) => ArrowCell::Whole(c.value(row)),
            _ => ArrowCell::Missing,
        }
    }
}
