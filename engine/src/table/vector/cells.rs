//! Columns whose type is seen only in their values.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
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
pub fn column(cells: &[Cell]) -> ArrayRef {
    let present = || cells.iter().filter(|c| **c != Cell::Null);
    if present().all(|c| matches!(c, Cell::Whole(_))) {
        let whole = |c: &Cell| if let Cell::Whole(n) = c { Some(*n) } else { None };
        return Arc::new(cells.iter().map(whole).collect::<Int64Array>());
    }
    if present().all(|c| matches!(c, Cell::Whole(_) | Cell::Number(_))) {
        let number = |c: &Cell| match c {
            Cell::Whole(n) => Some(*n as f64),
            Cell::Number(x) => Some(*x),
            _ => None,
        };
        return Arc::new(cells.iter().map(number).collect::<Float64Array>());
    }
    if present().all(|c| matches!(c, Cell::Flag(_))) {
        let flag = |c: &Cell| if let Cell::Flag(yes) = c { Some(*yes) } else { None };
        return Arc::new(cells.iter().map(flag).collect::<BooleanArray>());
    }
    let text = |c: &Cell| match c {
        Cell::Null => None,
        Cell::Flag(yes) => Some(yes.to_string()),
        Cell::Whole(n) => Some(n.to_string()),
        Cell::Number(x) => Some(x.to_string()),
        Cell::Text(text) => Some(text.clone()),
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
        let kind = |cells: &[Cell]| column(cells).data_type().clone();
        let (whole, number) = (Cell::Whole(7), Cell::Number(0.5));
        let text = Cell::Text("01".into());
        assert_eq!(kind(&[whole.clone(), Cell::Null]), DataType::Int64);
        assert_eq!(kind(&[whole.clone(), number.clone()]), DataType::Float64);
        assert_eq!(kind(&[Cell::Flag(true)]), DataType::Boolean);
        assert_eq!(kind(&[whole, text, number]), DataType::Utf8);
        assert_eq!(column(&[Cell::Null, Cell::Flag(true)]).null_count(), 1);
    }
}
