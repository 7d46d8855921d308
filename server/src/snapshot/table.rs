//! Rows and columns of a level, as they are asked for.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, RecordBatch, StringArray, UInt32Array,
};
use arrow::compute::{SortColumn, SortOptions, lexsort_to_indices, take, take_record_batch};
use ifn_engine::build::{GAP_PERSONS, gap_persons};
use ifn_engine::error::nearest;
use ifn_engine::territory::fold;

use crate::http::Problem;

/// Columns that rows can be ordered by, one after the other.
const MOST_KEYS: usize = 4;

/// What is asked of a table.
#[derive(Debug, Default)]
pub struct RowQuery {
    /// Columns, in this order; all when empty.
    pub columns: Vec<String>,
    /// Columns to order by, or `gap_persons`, and whether the largest comes first; by code at last.
    pub sort: Vec<(String, bool)>,
    /// First row.
    pub from: usize,
    /// Rows; all when absent.
    pub limit: Option<usize>,
}

/// What is answered.
pub struct Page {
    /// Rows of this page.
    pub rows: RecordBatch,
    /// Rows in all.
    pub total: usize,
    /// First row of the next page.
    pub next: Option<usize>,
    /// Where the rows stand in their table; one after the other from `first` where it is not said.
    at: Option<UInt32Array>,
    first: usize,
}

impl Page {
    /// The rows of this page from another table of the same units.
    ///
    /// # Errors
    /// That table has fewer rows.
    pub fn of(&self, table: &RecordBatch) -> Result<RecordBatch, Problem> {
        match &self.at {
            None => Ok(table.slice(self.first, self.rows.num_rows())),
            Some(at) => take_record_batch(table, at).map_err(|e| Problem::internal(&e)),
        }
    }
}

/// `-score,name`: columns to order by.
///
/// # Errors
/// Too many.
pub fn sort_keys<T: AsRef<str>>(list: &[T]) -> Result<Vec<(String, bool)>, Problem> {
    if list.len() > MOST_KEYS {
        let detail = format!("rows can be ordered by {MOST_KEYS} columns at most");
        return Err(Problem::bad_request(detail));
    }
    let key = |text: &str| match text.strip_prefix('-') {
        Some(column) => (column.to_string(), true),
        None => (text.to_string(), false),
    };
    Ok(list.iter().map(|text| key(text.as_ref())).collect())
}

/// Rows of `table` where `mask` holds, ordered, cut into a page.
///
/// # Errors
/// A column that is not there.
pub fn select(
    table: &RecordBatch,
    mask: Option<&BooleanArray>,
    ask: &RowQuery,
) -> Result<Page, Problem> {
    let wrong = |e: arrow::error::ArrowError| Problem::internal(&e);
    let mut columns: Vec<usize> = Vec::new();
    for name in &ask.columns {
        let column = position(table, name)?;
        if columns.contains(&column) {
            return Err(Problem::bad_request(format!("column `{name}` is asked for twice")));
        }
        columns.push(column);
    }
    let rows: Option<UInt32Array> = mask
        .map(|mask| (0..table.num_rows() as u32).filter(|row| mask.value(*row as usize)).collect());
    let rows = if ask.sort.is_empty() { rows } else { Some(ordered(table, rows, &ask.sort)?) };
    let total = rows.as_ref().map_or(table.num_rows(), UInt32Array::len);
    let from = ask.from.min(total);
    let length = ask.limit.unwrap_or(usize::MAX).min(total - from);
    let projected =
        if columns.is_empty() { table.clone() } else { table.project(&columns).map_err(wrong)? };
    let at = rows.map(|rows| rows.slice(from, length));
    let page = match &at {
        None => projected.slice(from, length),
        Some(at) => take_record_batch(&projected, at).map_err(wrong)?,
    };
    let next = Some(from + length).filter(|next| *next < total);
    Ok(Page { rows: page, total, next, at, first: from })
}

fn ordered(
    table: &RecordBatch,
    rows: Option<UInt32Array>,
    keys: &[(String, bool)],
) -> Result<UInt32Array, Problem> {
    let wrong = |e: arrow::error::ArrowError| Problem::internal(&e);
    let rows = rows.unwrap_or_else(|| (0..table.num_rows() as u32).collect());
    let mut columns = Vec::new();
    for (name, descending) in keys {
        let values = take(&key(table, name)?, &rows, None).map_err(wrong)?;
        let values = if name == "name" { as_read(&values) } else { values };
        // What is not known comes last either way.
        let options = SortOptions { descending: *descending, nulls_first: false };
        columns.push(SortColumn { values, options: Some(options) });
    }
    // Rows are in the order of their codes: where keys are equal that order stays.
    let values: ArrayRef = Arc::new(rows.clone());
    columns.push(SortColumn { values, options: None });
    let order = lexsort_to_indices(&columns, None).map_err(wrong)?;
    let sorted = take(&rows, &order, None).map_err(wrong)?;
    Ok(sorted.as_any().downcast_ref::<UInt32Array>().cloned().unwrap_or(rows))
}

/// What rows are ordered by: a column, or gap × persons, which is none.
fn key(table: &RecordBatch, name: &str) -> Result<ArrayRef, Problem> {
    let persons = if name == GAP_PERSONS { gap_persons(table) } else { None };
    match persons {
        Some(persons) => {
            let known = persons.into_iter().map(|x| Some(x).filter(|x| x.is_finite()));
            Ok(Arc::new(known.collect::<Float64Array>()))
        }
        None => Ok(Arc::clone(table.column(position(table, name)?))),
    }
}

/// Names in the order in which people look for them: Écuelles stands before Fay.
fn as_read(names: &ArrayRef) -> ArrayRef {
    match names.as_string_opt::<i32>() {
        Some(names) => Arc::new(names.iter().map(|n| n.map(fold)).collect::<StringArray>()),
        None => Arc::clone(names),
    }
}

fn position(table: &RecordBatch, name: &str) -> Result<usize, Problem> {
    table.schema().index_of(name).map_err(|_| {
        let schema = table.schema();
        let known = schema.fields().iter().map(|f| f.name().as_str());
        Problem::bad_request(format!("there is no column {name:?}")).help(nearest(name, known))
    })
}
