//! From a table's level to every other: sums go up, values are inherited down.

use std::sync::Arc;

use super::{Column, Measured, Origin, quotient};
use crate::table::reason;
use crate::territory::{NONE, Territory};

/// Sums from which the pooled value of a zone follows: Σ numerators / Σ denominators over every unit
/// of the table's own level in it. A zone has one value, whatever the level that is set against it:
/// communes without EPCI count in that of France when EPCI are compared with it.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// Level of the sums.
    pub level: usize,
    /// Numerators, or values times weights, by unit of that level; NaN where the unit counts in
    /// neither.
    pub numerator: Vec<f64>,
    /// Denominators, or weights.
    pub denominator: Vec<f64>,
    /// Multiplies the quotient.
    pub factor: f64,
}

impl Sums {
    /// Of units that count in nothing yet.
    pub fn nothing(level: usize, units: usize, factor: f64) -> Self {
        let nothing = vec![f64::NAN; units];
        Self { level, numerator: nothing.clone(), denominator: nothing, factor }
    }

    /// Pooled value of every zone; NaN where nothing counts. `zone_of_unit` is given for the units
    /// of [`Sums::level`].
    pub fn pooled(&self, zone_of_unit: &dyn Fn(usize) -> u32, zones: usize) -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0); zones];
        for (unit, (n, d)) in self.numerator.iter().zip(&self.denominator).enumerate() {
            let zone = zone_of_unit(unit);
            if zone != NONE && !n.is_nan() && !d.is_nan() {
                let sum = &mut sums[zone as usize];
                sum.0 += n;
                sum.1 += d;
            }
        }
        sums.into_iter()
            .map(|(n, d)| if d > 0.0 { quotient(self.factor, n, d) } else { f64::NAN })
            .collect()
    }
}

/// An indicator at `level` (a position in [`Territory::levels`]).
pub fn at_level(measured: &Measured, territory: &Territory, level: usize) -> Column {
    if level == measured.level {
        return Column {
            values: measured.values.clone(),
            origin: measured.origin.clone(),
            reason: measured.reason.clone(),
            sums: Arc::clone(&measured.sums),
        };
    }
    let units = territory.levels[level].len();
    if let Some(up) = territory.levels[measured.level].parents_in(level) {
        return aggregated(measured, &up.of_unit, units);
    }
    let mut out = Column {
        values: vec![f64::NAN; units],
        origin: vec![Origin::Missing; units],
        reason: vec![reason("no_containing_unit"); units],
        sums: Arc::clone(&measured.sums),
    };
    let Some(down) = territory.levels[level].parents_in(measured.level) else { return out };
    for (unit, parent) in down.of_unit.iter().enumerate() {
        if *parent == NONE {
            continue;
        }
        let parent = *parent as usize;
        out.reason[unit] = measured.reason[parent];
        if !measured.values[parent].is_nan() {
            out.values[unit] = measured.values[parent];
            out.origin[unit] = Origin::Inherited;
        }
    }
    out
}

fn aggregated(measured: &Measured, parent_of: &[u32], units: usize) -> Column {
    let sums = &measured.sums;
    let mut numerator = vec![f64::NAN; units];
    let mut denominator = vec![f64::NAN; units];
    for (unit, parent) in parent_of.iter().enumerate() {
        let (n, d) = (sums.numerator[unit], sums.denominator[unit]);
        if *parent == NONE || n.is_nan() || d.is_nan() {
            continue;
        }
        let (up_n, up_d) = (&mut numerator[*parent as usize], &mut denominator[*parent as usize]);
        (*up_n, *up_d) = if up_n.is_nan() { (n, d) } else { (*up_n + n, *up_d + d) };
    }
    let mut out = Column {
        values: vec![f64::NAN; units],
        origin: vec![Origin::Missing; units],
        reason: vec![measured.absent().unwrap_or(reason("no_finer_value")); units],
        sums: Arc::clone(sums),
    };
    for unit in 0..units {
        let (n, d) = (numerator[unit], denominator[unit]);
        if n.is_nan() {
            continue;
        }
        if d == 0.0 {
            out.reason[unit] = reason("zero_denominator");
            continue;
        }
        let value = quotient(sums.factor, n, d);
        if value.is_finite() {
            out.values[unit] = value;
            out.origin[unit] = Origin::Aggregated;
            out.reason[unit] = 0;
        } else {
            out.reason[unit] = reason("not_finite");
        }
    }
    out
}
