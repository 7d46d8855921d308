//! Cells of text columns.

use arrow::array::{Array, StringArray};

/// Text of a row; empty where null.
pub fn value(text: &StringArray, row: usize) -> &str {
    if text.is_null(row) { "" } else { text.value(row) }
}
