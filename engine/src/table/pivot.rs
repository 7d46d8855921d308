//! Tables of observations (SDMX): one row a unit and a measure, become one row a unit.
//!
//! The dataset's filter is applied first: it must leave one observation a unit and a measure. Where a
//! value is empty, the observation's status says why (`C`: confidential, as `c`).

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, StringArray};
use rustc_hash::FxHashMap;

use super::expr::Expr;
use super::{Opened, Table};
use crate::catalog::{Dataset, Pivot};
use crate::error::{Error, Result, nearest};

/// What an observation says.
#[derive(Clone)]
struct PivotCell {
    row: usize,
    text: String,
    /// A number in the file.
    typed: bool,
}

/// Reads the measures `wanted` as columns.
pub fn read(dataset: &Dataset, pivot: &Pivot, opened: &Opened, wanted: &[String]) -> Result<Table> {
    let table = observations(dataset, pivot, opened)?;
    let wanted: Vec<&String> = wanted.iter().filter(|name| **name != dataset.layout.key).collect();
    let (keys, names) = (table.keys()?, table.text(&pivot.names)?);
    let values = table.text(&pivot.values)?;
    let status = pivot.status.as_deref().map(|s| table.text(s)).transpose()?;
    let typed = table.is_number(&pivot.values)?;
    // A measure has another name in another edition, as a column has.
    let mut column_of: FxHashMap<&str, usize> = FxHashMap::default();
    for (i, name) in wanted.iter().enumerate() {
        column_of.insert(name, i);
        for other in dataset.layout.renamed.get(*name).into_iter().flatten() {
            column_of.entry(other).or_insert(i);
        }
    }
    let mut unit_of: FxHashMap<&str, usize> = FxHashMap::default();
    let (mut units, mut first_rows) = (Vec::new(), Vec::new());
    let mut cells: Vec<Vec<Option<PivotCell>>> = vec![Vec::new(); wanted.len()];
    for row in 0..table.rows {
        let key = if keys.is_null(row) { "" } else { keys.value(row) };
        let name = if names.is_null(row) { "" } else { names.value(row) };
        let Some(column) = column_of.get(name).copied() else { continue };
        let unit = *unit_of.entry(key).or_insert_with(|| {
            units.push(key);
            first_rows.push(table.file_row(row) as u32);
            for column in &mut cells {
                column.push(None);
            }
            units.len() - 1
        });
        if let Some(earlier) = &cells[column][unit] {
            return Err(twice(dataset, &table, key, wanted[column], earlier.row, row));
        }
        let value = if values.is_null(row) { "" } else { values.value(row).trim() };
        let why = status.as_ref().filter(|s| value.is_empty() && !s.is_null(row));
        let text = why.map_or_else(|| value.to_string(), |s| reason(s.value(row)));
        cells[column][unit] =
            Some(PivotCell { row, text, typed: why.is_none() && typed.value(row) });
    }
    let (mut columns, mut numbers) = (HashMap::new(), HashMap::new());
    for (name, column) in wanted.iter().zip(&cells) {
        if column.iter().all(Option::is_none) {
            let mut known: Vec<&str> = names.iter().flatten().collect();
            known.sort_unstable();
            known.dedup();
            return Err(Error::input(&table.path, format!("has no measure `{name}`"))
                .with_help(nearest(name, known)));
        }
        let text = column.iter().map(|c| c.as_ref().map(|c| c.text.as_str()));
        columns.insert((*name).clone(), Arc::new(text.collect::<StringArray>()) as ArrayRef);
        let typed = column.iter().map(|c| Some(c.as_ref().is_some_and(|c| c.typed)));
        numbers.insert((*name).clone(), typed.collect::<BooleanArray>());
    }
    let keys: StringArray = units.iter().map(|k| Some(*k)).collect();
    columns.insert(dataset.layout.key.clone(), Arc::new(keys) as ArrayRef);
    let mut out = Table::new(dataset, opened, units.len(), table.first_line, columns);
    out = out.with_typed(numbers).with_notes_of(&table);
    out.lines.clone_from(&table.lines);
    out.file_rows = Some(Arc::new(first_rows));
    Ok(out)
}

/// A status of SDMX as a marker: `F` says that the value is free, and explains nothing.
fn reason(status: &str) -> String {
    match status.trim() {
        "F" => String::new(),
        other => other.to_lowercase(),
    }
}

/// The observations that the filter keeps.
fn observations(dataset: &Dataset, pivot: &Pivot, opened: &Opened) -> Result<Table> {
    let wrong = |e: &dyn std::fmt::Display| {
        Error::input(&opened.path, format!("filter of table `{}`: {e}", dataset.id))
    };
    let filter = dataset.layout.filter.as_deref().map(Expr::parse).transpose();
    let filter = filter.map_err(|e| wrong(&e))?;
    let mut wanted = vec![pivot.names.clone(), pivot.values.clone()];
    wanted.extend(pivot.status.clone());
    wanted.extend(filter.iter().flat_map(|f| f.columns().to_vec()));
    let mut long = dataset.clone();
    long.layout.pivot = None;
    let table = super::read(&long, opened, &wanted)?;
    match filter {
        Some(filter) => table.filter(&filter.mask(&table).map_err(|e| wrong(&e))?),
        None => Ok(table),
    }
}

fn twice(d: &Dataset, table: &Table, key: &str, name: &str, earlier: usize, row: usize) -> Error {
    Error::input(
        &table.path,
        format!("{key:?} has two values of {name} (first: {})", table.place(earlier)),
    )
    .at_line(table.line(row))
    .with_help(format!("let `filter` of table `{}` keep one year and one unit of measure", d.id))
}
