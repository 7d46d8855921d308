//! A column as numbers: markers of missing values with their reasons, and every other cell as
//! [`number_text`](super::number_text) reads it.
//!
//! In: a column of a [`Table`], as numbers or as text. Out: [`Numbers`], in the unit of the file.

mod markers;
mod reader;
#[cfg(test)]
mod tests;
mod thousands;
mod units;

use arrow::array::{Array, AsArray, Float64Array};
use arrow::buffer::NullBuffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use super::column::Table;
use super::missing_reason::MissingReason;
use crate::error::{Error, Result};
use markers::Markers;
use reader::NumberReader;

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
        let markers = Markers::of(&self.missing);
        let (mut values, mut reasons) = (vec![0.0; column.len()], vec![None; column.len()]);
        for (row, value) in column.iter().enumerate() {
            match (value, value.and_then(|v| markers.number(v))) {
                (_, Some(why)) => reasons[row] = Some(why),
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
