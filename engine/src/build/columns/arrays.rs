//! Values by unit → Arrow arrays of the units that are written. NaN and 0 for "none" become null.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, Int64Array, StringArray};

use crate::territory::UnitIndex;

/// Numbers of the kept units; NaN becomes null.
pub fn floats(values: &[f64], kept: &[UnitIndex]) -> ArrayRef {
    let column: Float64Array =
        kept.iter().map(|u| Some(values[u.get()]).filter(|v| v.is_finite())).collect();
    Arc::new(column)
}

/// Ranks and deciles; 0 becomes null.
pub fn ranks<T: Copy + Into<u32>>(values: &[T], kept: &[UnitIndex]) -> ArrayRef {
    let column: Int32Array =
        kept.iter().map(|u| Some(values[u.get()].into() as i32).filter(|v| *v > 0)).collect();
    Arc::new(column)
}

/// Persons: whole numbers when all of them are.
pub fn persons(values: &[f64], kept: &[UnitIndex]) -> ArrayRef {
    if values.iter().all(|v| v.is_nan() || v.fract() == 0.0) {
        let column: Int64Array = kept
            .iter()
            .map(|u| Some(values[u.get()]).filter(|v| v.is_finite()).map(|v| v as i64))
            .collect();
        Arc::new(column)
    } else {
        floats(values, kept)
    }
}

/// Text of the kept units.
pub fn texts<'a>(kept: &[UnitIndex], text: impl Fn(UnitIndex) -> Option<&'a str>) -> ArrayRef {
    let column: StringArray = kept.iter().map(|u| text(*u)).collect();
    Arc::new(column)
}
