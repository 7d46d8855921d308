//! A table's rows → one indicator at the table's own level.

use std::collections::{BTreeMap, HashMap};

use arrow::array::{Array, Float64Array, StringArray};

use super::Origin;
use crate::catalog::{Dataset, Indicator, Measure};
use crate::error::{Error, Result};
use crate::table::expr::{Columns, Expr, Kind};
use crate::table::{Numbers, REASONS, Reason, Table, reason};
use crate::territory::{How, Joined, NONE};

/// One indicator at its table's level.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Position of the table's level.
    pub level: usize,
    /// Values in the indicator's unit; NaN where missing.
    pub values: Vec<f64>,
    /// What sums up: numerators, or values times weights; NaN where the unit counts in neither.
    pub numerator: Vec<f64>,
    /// What it is divided by: denominators, or weights.
    pub denominator: Vec<f64>,
    /// Origin of each value.
    pub origin: Vec<Origin>,
    /// Why a value is missing.
    pub reason: Vec<Reason>,
    /// Multiplies numerator over denominator.
    pub factor: f64,
    /// Divisions by zero met in the expressions.
    pub divisions_by_zero: usize,
}

/// A table that was read, filtered and joined.
#[derive(Debug, Clone)]
pub struct TableReport {
    /// Dataset id.
    pub id: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows in the file.
    pub rows: usize,
    /// Rows that the filter kept.
    pub kept: usize,
    /// Missing values by column and reason.
    pub missing: BTreeMap<String, BTreeMap<&'static str, usize>>,
}

/// A table whose columns of numbers are parsed once, with the reasons of what is missing.
pub struct Parsed<'a> {
    table: &'a Table,
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
            for reason in numbers.reasons.iter().filter(|r| **r != 0) {
                *counts.entry(REASONS[*reason as usize]).or_insert(0) += 1;
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
struct Side {
    values: Float64Array,
    reasons: Vec<Reason>,
    divisions_by_zero: usize,
}

impl Side {
    fn of(text: &str, parsed: &mut Parsed, of: &str) -> Result<Self> {
        let table = parsed.table;
        let wrong =
            |e: &dyn std::fmt::Display| Error::input(&table.path, format!("indicator `{of}`: {e}"));
        let expr = Expr::parse(text).map_err(|e| wrong(&e))?;
        let types = expr.types(Kind::Number).map_err(|e| wrong(&e))?;
        let mut reasons = vec![0; table.rows];
        for (name, kind) in &types {
            if !matches!(kind, Kind::Number) {
                continue;
            }
            if !parsed.numbers.contains_key(name) {
                parsed.numbers.insert(name.clone(), table.numbers(name)?);
            }
            for (reason, found) in reasons.iter_mut().zip(&parsed.numbers[name].reasons) {
                if *reason == 0 {
                    *reason = *found;
                }
            }
        }
        let evaluated = expr.numbers(parsed).map_err(|e| wrong(&e))?;
        for (row, reason_of_row) in reasons.iter_mut().enumerate() {
            if evaluated.values.is_null(row) {
                if *reason_of_row == 0 {
                    *reason_of_row = reason("null_in_expression");
                }
            } else {
                *reason_of_row = 0;
            }
        }
        Ok(Self {
            values: evaluated.values,
            reasons,
            divisions_by_zero: evaluated.divisions_by_zero,
        })
    }

    fn get(&self, row: usize) -> f64 {
        if self.values.is_null(row) { f64::NAN } else { self.values.value(row) }
    }
}

/// Computes one indicator at its table's level. `population` is that of the level's units.
///
/// # Errors
/// An expression that does not parse or asks for a column that is not there; letters where numbers
/// are expected.
pub fn measure(
    indicator: &Indicator,
    dataset: &Dataset,
    parsed: &mut Parsed,
    joined: &Joined,
    level: usize,
    population: &[f64],
) -> Result<Measured> {
    let table = parsed.table;
    let (first, second) = match &indicator.measure {
        Measure::Rate { numerator, denominator } => {
            let numerator = Side::of(numerator, parsed, &indicator.id)?;
            (numerator, Some(Side::of(denominator, parsed, &indicator.id)?))
        }
        Measure::Value { value, weight } => {
            let value = Side::of(value, parsed, &indicator.id)?;
            let weight = weight.as_ref().map(|w| Side::of(w, parsed, &indicator.id)).transpose()?;
            (value, weight)
        }
    };
    let rate = matches!(indicator.measure, Measure::Rate { .. });
    let units = population.len();
    let mut out = Measured {
        level,
        values: vec![f64::NAN; units],
        numerator: vec![f64::NAN; units],
        denominator: vec![f64::NAN; units],
        origin: vec![Origin::Missing; units],
        reason: vec![reason("no_row"); units],
        factor: indicator.factor,
        divisions_by_zero: first.divisions_by_zero
            + second.as_ref().map_or(0, |s| s.divisions_by_zero),
    };
    let rows = RowsByUnit::new(joined, units, &first, second.as_ref().filter(|_| rate));
    for unit in 0..units {
        let rows = rows.of(unit);
        if rows.is_empty() {
            continue;
        }
        if rate {
            put_rate(&mut out, unit, rows, &first, second.as_ref());
        } else {
            put_value(&mut out, unit, rows, &first, second.as_ref(), joined, population[unit]);
        }
    }
    if rate && out.denominator.iter().all(|d| d.is_nan() || *d == 0.0) {
        let Measure::Rate { denominator, .. } = &indicator.measure else { return Ok(out) };
        return Err(Error::input(
            &table.path,
            format!(
                "indicator `{}`: the denominator `{denominator}` is 0 or missing everywhere",
                indicator.id
            ),
        )
        .with_help(format!("check the column, and `filter` of table `{}`", dataset.id)));
    }
    Ok(out)
}

fn put_rate(out: &mut Measured, unit: usize, rows: &[u32], num: &Side, den: Option<&Side>) {
    let Some(den) = den else { return };
    let (mut n, mut d, mut used, mut why) = (0.0, 0.0, 0, 0);
    for row in rows {
        let row = *row as usize;
        let (a, b) = (num.get(row), den.get(row));
        if a.is_nan() || b.is_nan() {
            why = if a.is_nan() { num.reasons[row] } else { den.reasons[row] };
        } else {
            n += a;
            d += b;
            used += 1;
        }
    }
    if used == 0 {
        out.reason[unit] = why;
        return;
    }
    out.numerator[unit] = n;
    out.denominator[unit] = d;
    if d == 0.0 {
        out.reason[unit] = reason("zero_denominator");
        return;
    }
    put(out, unit, out.factor * n / d, rows.len());
}

fn put_value(
    out: &mut Measured,
    unit: usize,
    rows: &[u32],
    value: &Side,
    weight: Option<&Side>,
    joined: &Joined,
    persons: f64,
) {
    let present: Vec<usize> =
        rows.iter().map(|r| *r as usize).filter(|r| !value.values.is_null(*r)).collect();
    let (Some(first), factor) = (present.first(), out.factor) else {
        out.reason[unit] = rows.first().map_or(0, |r| value.reasons[*r as usize]);
        return;
    };
    // Weight of a row among those that are put together: as declared, else the former communes'
    // persons, else the same for all.
    let declared = |row: usize| weight.map_or(f64::NAN, |w| w.get(row));
    let known = |f: &dyn Fn(usize) -> f64| present.iter().all(|r| f(*r) > 0.0);
    let persons_of = |row: usize| joined.population[row];
    let weight_of = |row: usize| -> f64 {
        if known(&declared) {
            declared(row)
        } else if weight.is_none() && known(&persons_of) {
            persons_of(row)
        } else {
            1.0
        }
    };
    let merged = if present.len() == 1 {
        value.values.value(*first)
    } else {
        let total: f64 = present.iter().map(|r| weight_of(*r)).sum();
        present.iter().map(|r| weight_of(*r) * value.values.value(*r)).sum::<f64>() / total
    };
    let weight = match weight {
        Some(_) => present.iter().map(|r| declared(*r)).filter(|w| !w.is_nan()).sum::<f64>(),
        None => persons,
    };
    if weight > 0.0 {
        out.numerator[unit] = merged * weight;
        out.denominator[unit] = weight;
    }
    put(out, unit, factor * merged, present.len());
}

fn put(out: &mut Measured, unit: usize, value: f64, rows: usize) {
    if !value.is_finite() {
        out.reason[unit] = reason("not_finite");
        return;
    }
    out.values[unit] = value;
    out.reason[unit] = 0;
    out.origin[unit] = if rows > 1 { Origin::Aggregated } else { Origin::Measured };
}

/// Rows that count for each unit. Arrondissements count only where the commune has no value of
/// its own: tables that list both are not counted twice.
struct RowsByUnit {
    start: Vec<u32>,
    rows: Vec<u32>,
}

impl RowsByUnit {
    fn new(joined: &Joined, units: usize, first: &Side, second: Option<&Side>) -> Self {
        let has_value = |row: usize| {
            !first.values.is_null(row) && second.is_none_or(|s| !s.values.is_null(row))
        };
        let mut own = vec![false; units];
        let mut folded = vec![false; units];
        for (row, unit) in joined.unit_of_row.iter().enumerate() {
            if *unit != NONE && has_value(row) {
                match joined.how[row] {
                    How::Arrondissement => folded[*unit as usize] = true,
                    How::Direct | How::Carried => own[*unit as usize] = true,
                }
            }
        }
        // Of a commune listed beside its arrondissements: the one side that has values.
        let counts = |row: usize, unit: usize| match joined.how[row] {
            How::Arrondissement => !own[unit],
            How::Direct | How::Carried => own[unit] || !folded[unit],
        };
        let mut start = vec![0_u32; units + 1];
        for (row, unit) in joined.unit_of_row.iter().enumerate() {
            if *unit != NONE && counts(row, *unit as usize) {
                start[*unit as usize + 1] += 1;
            }
        }
        for unit in 0..units {
            start[unit + 1] += start[unit];
        }
        let mut next = start.clone();
        let mut rows = vec![0; start[units] as usize];
        for (row, unit) in joined.unit_of_row.iter().enumerate() {
            if *unit != NONE && counts(row, *unit as usize) {
                let at = &mut next[*unit as usize];
                rows[*at as usize] = row as u32;
                *at += 1;
            }
        }
        Self { start, rows }
    }

    fn of(&self, unit: usize) -> &[u32] {
        &self.rows[self.start[unit] as usize..self.start[unit + 1] as usize]
    }
}
