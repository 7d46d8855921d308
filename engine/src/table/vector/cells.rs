//! Columns whose type is seen only in their values.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum VectorCell {
    /// Missing.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
}

/// The narrowest column that holds all values: yes or no, whole numbers, numbers, else text.
pub fn column(cells: &[VectorCell]) -> ArrayRef {
    let present = || cells.iter().filter(|c| **c != VectorCell::Null);
    if present().all(|c| matches!(c, VectorCell::Whole(_))) {
        let whole = |c: &VectorCell| if let VectorCell::Whole(n) = c { Some(*n) } else { None };
        return Arc::new(cells.iter().map(whole).collect::<Int64Array>());
    }
    if present().all(|c| matches!(c, VectorCell::Whole(_) | VectorCell::Number(_))) {
        let number = |c: &VectorCell| match c {
            VectorCell::Whole(n) => Some(*n as f64),
            VectorCell::Number(x) => Some(*x),
            _ => None,
        };
        return Arc::new(cells.iter().map(number).collect::<Float64Array>());
    }
    if present().all(|c| matches!(c, VectorCell::Flag(_))) {
        let flag = |c: &VectorCell| if let VectorCell::Flag(yes) = c { Some(*yes) } else { None };
        return Arc::new(cells.iter().map(flag).collect::<BooleanArray>());
    }
    let text = |c: &VectorCell| match c {
        VectorCell::Null => None,
        VectorCell::Flag(yes) => Some(yes.to_string()),
        VectorCell::Whole(n) => Some(n.to_string()),
        VectorCell::Number(x) => Some(x.to_string()),
        VectorCell::Text(text) => Some(text.clone()),
    };
    Arc::new(cells.iter().map(text).collect::<StringArray>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Array;
    use arrow::datatypes::DataType;

    #[test]
    fn the_narrowest_type_that_holds_all() {
        let kind = |cells: &[VectorCell]| column(cells).data_type().clone();
        let (whole, number) = (VectorCell::Whole(7), VectorCell::Number(0.5));
        let text = VectorCell::Text("01".into());
        assert_eq!(kind(&[whole.clone(), VectorCell::Null]), DataType::Int64);
        assert_eq!(kind(&[whole.clone(), number.clone()]), DataType::Float64);
        assert_eq!(kind(&[VectorCell::Flag(true)]), DataType::Boolean);
        assert_eq!(kind(&[whole, text, number]), DataType::Utf8);
        assert_eq!(column(&[VectorCell::Null, VectorCell::Flag(true)]).null_count(), 1);
    }
}
