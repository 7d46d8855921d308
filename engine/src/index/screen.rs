//! Units that have too few indicators are left out before anything is imputed or compared
//! (`[missing] screen`): they get no score, and count in no mean, quantile or rank.

use std::borrow::Cow;

use super::score::Weights;
use crate::catalog::Method;
use crate::composite::NO_GROUP;
use crate::indicator::Column;

/// Rounding must not screen out a unit that has exactly the share that is asked for.
const TOLERANCE: f64 = 1e-12;

/// Which units have a smaller share of the scored indicators than the method asks for; empty when
/// it asks for none.
pub fn screened(method: &Method, columns: &[Column], units: usize) -> Vec<bool> {
    if method.missing.screen <= 0.0 {
        return Vec::new();
    }
    let scored: Vec<&Column> = method
        .indicators
        .iter()
        .zip(columns)
        .filter_map(|(indicator, column)| indicator.scored.as_ref().map(|_| column))
        .collect();
    let share = |unit: usize| {
        let there = scored.iter().filter(|c| c.values[unit].is_finite()).count();
        there as f64 / scored.len() as f64
    };
    (0..units).map(|unit| share(unit) + TOLERANCE < method.missing.screen).collect()
}

/// Takes units out of their groups.
pub fn leave_out(group_of_unit: &mut [u32], screened: &[bool]) {
    for (group, _) in group_of_unit.iter_mut().zip(screened).filter(|(_, out)| **out) {
        *group = NO_GROUP;
    }
}

/// Values of the units that stay; copied only when some do not.
pub fn kept<'a>(values: &'a [f64], screened: &[bool]) -> Cow<'a, [f64]> {
    if !screened.contains(&true) {
        return Cow::Borrowed(values);
    }
    let keep = |(value, out): (&f64, &bool)| if *out { f64::NAN } else { *value };
    values.iter().zip(screened).map(keep).collect()
}

/// Units that were left out, each with the share of effective weight that it has.
pub fn completeness(method: &Method, columns: &[Column], screened: &[bool]) -> Vec<(usize, f64)> {
    let weights = Weights::of(method).0;
    let share = |unit: usize| {
        let there = columns.iter().zip(&weights).filter(|(c, _)| c.values[unit].is_finite());
        there.map(|(_, w)| w).sum::<f64>()
    };
    let out = screened.iter().enumerate().filter(|(_, out)| **out);
    out.map(|(unit, _)| (unit, share(unit))).collect()
}
