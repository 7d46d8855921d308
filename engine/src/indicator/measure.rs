//! A table's rows → one indicator at the table's own level.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::Array;

use super::evaluated_column::{EvaluatedColumn, Parsed};
use super::rows::RowsByUnit;
use super::{Origin, Sums, quotient};
use crate::catalog::{Dataset, Indicator, Measure};
use crate::error::{Error, Result};
use crate::table::{MissingReason, Table};
use crate::territory::{Joined, LevelIndex};

/// One indicator at its table's level.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The table's level.
    pub level: LevelIndex,
    /// Values in the indicator's unit; NaN where missing.
    pub values: Vec<f64>,
    /// Origin of each value.
    pub origin: Vec<Origin>,
    /// Why a value is missing.
    pub reason: Vec<Option<MissingReason>>,
    /// What the values are made of, and zones' too.
    pub sums: Arc<Sums>,
    /// Divisions by zero met in the expressions.
    pub divisions_by_zero: usize,
}

impl Measured {
    /// An indicator whose table is not there: missing everywhere.
    pub fn nothing(level: LevelIndex, units: usize) -> Self {
        Self {
            level,
            values: vec![f64::NAN; units],
            origin: vec![Origin::Missing; units],
            reason: vec![Some(MissingReason::NoTable); units],
            sums: Arc::new(Sums::nothing(level, units, 1.0)),
            divisions_by_zero: 0,
        }
    }

    /// The reason of an indicator whose table is not there.
    pub fn absent(&self) -> Option<MissingReason> {
        self.reason.first().copied().flatten().filter(|r| *r == MissingReason::NoTable)
    }
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
    /// What was left out, corrected or chosen among several while the file was read.
    pub reading: Vec<String>,
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
    level: LevelIndex,
    population: &[f64],
) -> Result<Measured> {
    let table = parsed.table;
    let (first, second) = match &indicator.measure {
        Measure::Rate { numerator, denominator } => {
            let numerator = EvaluatedColumn::of(numerator, parsed, &indicator.id)?;
            (numerator, Some(EvaluatedColumn::of(denominator, parsed, &indicator.id)?))
        }
        Measure::Value { value, weight } => {
            let value = EvaluatedColumn::of(value, parsed, &indicator.id)?;
            let weight = weight
                .as_ref()
                .map(|w| EvaluatedColumn::of(w, parsed, &indicator.id))
                .transpose()?;
            (value, weight)
        }
        Measure::Nearest { .. } => {
            let message = format!("indicator `{}` is a distance, not a column", indicator.id);
            return Err(Error::input(&table.path, message));
        }
        // Of geometries, not of rows: see `from_sums`.
        Measure::Covered { .. } => return Ok(Measured::nothing(level, population.len())),
    };
    let rate = matches!(indicator.measure, Measure::Rate { .. });
    let units = population.len();
    let mut out = Measured {
        level,
        values: vec![f64::NAN; units],
        origin: vec![Origin::Missing; units],
        reason: vec![Some(MissingReason::NoRow); units],
        sums: Arc::default(),
        divisions_by_zero: first.divisions_by_zero
            + second.as_ref().map_or(0, |s| s.divisions_by_zero),
    };
    let mut sums = Sums::nothing(level, units, indicator.factor);
    let rows = RowsByUnit::new(joined, units, &first, second.as_ref().filter(|_| rate));
    for unit in 0..units {
        let rows = rows.of(unit);
        if rows.is_empty() {
            continue;
        }
        if rate {
            put_rate(&mut out, &mut sums, unit, rows, &first, second.as_ref());
        } else {
            let merge = Merge { value: &first, weight: second.as_ref(), joined };
            put_value(&mut out, &mut sums, unit, rows, &merge, population[unit]);
        }
    }
    if rate
        && let Some(second) = &second
        && sums.denominator.iter().all(|d| d.is_nan() || *d == 0.0)
    {
        return Err(nothing(indicator, dataset, table, &first, second));
    }
    out.sums = Arc::new(sums);
    Ok(out)
}

/// Why no unit has a rate: whichever of the two is not there.
fn nothing(
    indicator: &Indicator,
    dataset: &Dataset,
    table: &Table,
    numerator: &EvaluatedColumn,
    denominator: &EvaluatedColumn,
) -> Error {
    let there = |side: &EvaluatedColumn, row: usize| !side.get(row).is_nan();
    let any = |side: &EvaluatedColumn| (0..table.rows).any(|row| there(side, row));
    let expressions = indicator.measure.expressions();
    let (above, below) = (expressions[0], expressions[1]);
    let dividing =
        (0..table.rows).any(|row| there(denominator, row) && denominator.get(row) != 0.0);
    let what = if !dividing {
        format!("the denominator `{below}` is 0 or missing everywhere")
    } else if any(numerator) {
        format!("no joined row has both the numerator `{above}` and the denominator `{below}`")
    } else {
        let why = numerator.most_frequent_reason();
        format!("the numerator `{above}` is missing everywhere ({why})")
    };
    Error::input(&table.path, format!("indicator `{}`: {what}", indicator.id))
        .with_help(format!("check the column, and `filter` of table `{}`", dataset.id))
}

/// One indicator from its sums in each unit, NaN where there is nothing.
pub fn from_sums(
    level: LevelIndex,
    numerator: Vec<f64>,
    denominator: Vec<f64>,
    factor: f64,
) -> Measured {
    let units = numerator.len();
    let mut out = Measured {
        level,
        values: vec![f64::NAN; units],
        origin: vec![Origin::Missing; units],
        reason: vec![Some(MissingReason::NoRow); units],
        sums: Arc::default(),
        divisions_by_zero: 0,
    };
    for unit in 0..units {
        let (n, d) = (numerator[unit], denominator[unit]);
        if n.is_nan() || d.is_nan() {
            continue;
        }
        if d == 0.0 {
            out.reason[unit] = Some(MissingReason::ZeroDenominator);
        } else {
            put(&mut out, unit, quotient(factor, n, d), 1);
        }
    }
    out.sums = Arc::new(Sums { level, numerator, denominator, factor });
    out
}

fn put_rate(
    out: &mut Measured,
    sums: &mut Sums,
    unit: usize,
    rows: &[u32],
    num: &EvaluatedColumn,
    den: Option<&EvaluatedColumn>,
) {
    let Some(den) = den else { return };
    let (mut n, mut d, mut used, mut why) = (0.0, 0.0, 0, None);
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
    sums.numerator[unit] = n;
    sums.denominator[unit] = d;
    if d == 0.0 {
        out.reason[unit] = Some(MissingReason::ZeroDenominator);
        return;
    }
    put(out, unit, quotient(sums.factor, n, d), rows.len());
}

/// How the values of several rows become one.
struct Merge<'a> {
    value: &'a EvaluatedColumn,
    weight: Option<&'a EvaluatedColumn>,
    joined: &'a Joined,
}

impl Merge<'_> {
    fn declared(&self, row: u32) -> f64 {
        self.weight.map_or(f64::NAN, |w| w.get(row as usize))
    }

    fn persons(&self, row: u32) -> f64 {
        self.joined.population[row as usize]
    }

    /// Mean of the rows that have a value: by the declared weight, else by the former communes'
    /// persons, else the same for all. `None` when no row has one.
    fn merged(&self, rows: impl Iterator<Item = u32> + Clone) -> Option<f64> {
        let mut few = rows.clone().take(2);
        let first = few.next()?;
        if few.next().is_none() {
            return Some(self.value.get(first as usize));
        }
        let known = |of: &dyn Fn(u32) -> f64| rows.clone().all(|r| of(r) > 0.0);
        let declared = known(&|r| self.declared(r));
        let persons = self.weight.is_none() && known(&|r| self.persons(r));
        let (mut sum, mut total) = (0.0, 0.0);
        for row in rows {
            let weight = match (declared, persons) {
                (true, _) => self.declared(row),
                (_, true) => self.persons(row),
                _ => 1.0,
            };
            sum += weight * self.value.get(row as usize);
            total += weight;
        }
        Some(sum / total)
    }
}

fn put_value(
    out: &mut Measured,
    sums: &mut Sums,
    unit: usize,
    rows: &[u32],
    merge: &Merge,
    persons: f64,
) {
    let present = rows.iter().copied().filter(|r| !merge.value.values.is_null(*r as usize));
    let Some(merged) = merge.merged(present.clone()) else {
        out.reason[unit] = rows.first().and_then(|r| merge.value.reasons[*r as usize]);
        return;
    };
    let weight = match merge.weight {
        Some(_) => present.clone().map(|r| merge.declared(r)).filter(|w| !w.is_nan()).sum::<f64>(),
        None => persons,
    };
    if weight > 0.0 {
        sums.numerator[unit] = merged * weight;
        sums.denominator[unit] = weight;
    }
    put(out, unit, sums.factor * merged, present.count());
}

fn put(out: &mut Measured, unit: usize, value: f64, rows: usize) {
    if !value.is_finite() {
        out.reason[unit] = Some(MissingReason::NotFinite);
        return;
    }
    out.values[unit] = value;
    out.reason[unit] = None;
    out.origin[unit] = if rows > 1 { Origin::Aggregated } else { Origin::Measured };
}
