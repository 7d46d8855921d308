//! From a table's level to every other: sums go up, values are inherited down.

use std::sync::Arc;

use super::{Column, Measured, Origin, quotient};
use crate::table::MissingReason;
use crate::territory::{LevelIndex, Territory, UnitIndex};

/// An indicator at `level`.
pub fn at_level(measured: &Measured, territory: &Territory, level: LevelIndex) -> Column {
    if level == measured.level {
        return Column {
            values: measured.values.clone(),
            origin: measured.origin.clone(),
            reason: measured.reason.clone(),
            sums: Arc::clone(&measured.sums),
        };
    }
    let units = territory[level].len();
    if let Some(up) = territory[measured.level].parents_in(level) {
        return aggregated(measured, &up.of_unit, units);
    }
    let mut out = Column {
        values: vec![f64::NAN; units],
        origin: vec![Origin::Missing; units],
        reason: vec![Some(MissingReason::NoContainingUnit); units],
        sums: Arc::clone(&measured.sums),
    };
    let Some(down) = territory[level].parents_in(measured.level) else { return out };
    for (unit, parent) in down.of_unit.iter().enumerate() {
        let Some(parent) = parent.map(UnitIndex::get) else { continue };
        out.reason[unit] = measured.reason[parent];
        if !measured.values[parent].is_nan() {
            out.values[unit] = measured.values[parent];
            out.origin[unit] = Origin::Inherited;
        }
    }
    out
}

fn aggregated(measured: &Measured, parent_of: &[Option<UnitIndex>], units: usize) -> Column {
    let sums = &measured.sums;
    let mut numerator = vec![f64::NAN; units];
    let mut denominator = vec![f64::NAN; units];
    for (unit, parent) in parent_of.iter().enumerate() {
        let Some(parent) = parent.map(UnitIndex::get) else { continue };
        let (n, d) = (sums.numerator[unit], sums.denominator[unit]);
        if n.is_nan() || d.is_nan() {
            continue;
        }
        let (up_n, up_d) = (&mut numerator[parent], &mut denominator[parent]);
        (*up_n, *up_d) = if up_n.is_nan() { (n, d) } else { (*up_n + n, *up_d + d) };
    }
    let mut out = Column {
        values: vec![f64::NAN; units],
        origin: vec![Origin::Missing; units],
        reason: vec![Some(measured.absent().unwrap_or(MissingReason::NoFinerValue)); units],
        sums: Arc::clone(sums),
    };
    for unit in 0..units {
        let (n, d) = (numerator[unit], denominator[unit]);
        if n.is_nan() {
            continue;
        }
        if d == 0.0 {
            out.reason[unit] = Some(MissingReason::ZeroDenominator);
            continue;
        }
        let value = quotient(sums.factor, n, d);
        if value.is_finite() {
            out.values[unit] = value;
            out.origin[unit] = Origin::Aggregated;
            out.reason[unit] = None;
        } else {
            out.reason[unit] = Some(MissingReason::NotFinite);
        }
    }
    out
}
