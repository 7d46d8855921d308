//! Columns of a table as numbers, and expressions over them, with the reason of what is missing.

use std::collections::{BTreeMap, HashMap};

use arrow::array::{Array, Float64Array, StringArray};

use crate::error::{Error, Result};
use crate::table::expr::{Columns, Expr, ValueKind};
use crate::table::{MissingReason, Numbers, Table};

/// A table whose columns of numbers are parsed once, with the reasons of what is missing.
pub struct Parsed<'a> {
    /// As read.
    pub table: &'a Table,
    numbers: HashMap<String, Numbers>,
}

impl<'a> Parsed<'a> {
    /// Nothing is parsed yet.
    pub fn new(table: &'a Table) -> Self {
        Self { table, numbers: HashMap::new() }
    }

    /// Missing values of the columns that were read as numbers, by reason.
    pub fn missing(&self) -> BTreeMap<String, BTreeMap<&'static str, usize>> {
        let mut out = BTreeMap::new();
        for (name, numbers) in &self.numbers {
            let mut counts = BTreeMap::new();
            for reason in numbers.reasons.iter().flatten() {
                *counts.entry(reason.name()).or_insert(0) += 1;
            }
            if !counts.is_empty() {
                out.insert(name.clone(), counts);
            }
        }
        out
    }
}

impl Columns for Parsed<'_> {
    fn rows(&self) -> usize {
        self.table.rows
    }

    fn number(&self, name: &str) -> std::result::Result<Float64Array, String> {
        match self.numbers.get(name) {
            Some(n) => Ok(n.values.clone()),
            None => self.table.numbers(name).map(|n| n.values).map_err(|e| e.to_string()),
        }
    }

    fn text(&self, name: &str) -> std::result::Result<StringArray, String> {
        self.table.text(name).map_err(|e| e.to_string())
    }
}

/// An expression's values, and for each row why it has none.
pub struct EvaluatedColumn {
    /// One a row; null where missing.
    pub values: Float64Array,
    /// Why a value is missing; none where it is not.
    pub reasons: Vec<Option<MissingReason>>,
    /// Divisions by zero met.
    pub divisions_by_zero: usize,
}

impl EvaluatedColumn {
    /// Evaluates an expression over every row.
    pub fn of(text: &str, parsed: &mut Parsed, of: &str) -> Result<Self> {
        let table = parsed.table;
        let wrong =
            |e: &dyn std::fmt::Display| Error::input(&table.path, format!("indicator `{of}`: {e}"));
        let expr = Expr::parse(text).map_err(|e| wrong(&e))?;
        let types = expr.types(ValueKind::Number).map_err(|e| wrong(&e))?;
        let mut reasons = vec![None; table.rows];
        for (name, kind) in &types {
            if !matches!(kind, ValueKind::Number) {
                continue;
            }
            if !parsed.numbers.contains_key(name) {
                parsed.numbers.insert(name.clone(), table.numbers(name)?);
            }
            for (reason, found) in reasons.iter_mut().zip(&parsed.numbers[name].reasons) {
                *reason = reason.or(*found);
            }
        }
        let evaluated = expr.numbers(parsed).map_err(|e| wrong(&e))?;
        for (row, reason_of_row) in reasons.iter_mut().enumerate() {
            if evaluated.values.is_null(row) {
                reason_of_row.get_or_insert(MissingReason::NullInExpression);
            } else {
                *reason_of_row = None;
            }
        }
        Ok(Self {
            values: evaluated.values,
            reasons,
            divisions_by_zero: evaluated.divisions_by_zero,
        })
    }

    /// Why most of the missing values are missing; the first of the list where several are as many.
    pub fn most_frequent_reason(&self) -> &'static str {
        let count =
            |why: MissingReason| self.reasons.iter().filter(|reason| **reason == Some(why)).count();
        // Of equal counts `max_by_key` takes the last.
        let most = MissingReason::ALL.into_iter().rev().max_by_key(|why| count(*why));
        most.map_or("", MissingReason::name)
    }

    /// NaN where missing.
    pub fn get(&self, row: usize) -> f64 {
        if self.values.is_null(row) { f64::NAN } else { self.values.value(row) }
    }
}
