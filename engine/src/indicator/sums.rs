//! Numerators and denominators of an indicator, from which pooled values follow.

use super::quotient;
use crate::territory::{LevelIndex, UnitIndex};

/// Sums from which the pooled value of a zone follows: Σ numerators / Σ denominators over every unit
/// of the table's own level in it. A zone has one value, whatever the level that is set against it:
/// communes without EPCI count in that of France when EPCI are compared with it.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// Level of the sums.
    pub level: LevelIndex,
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
    pub fn nothing(level: LevelIndex, units: usize, factor: f64) -> Self {
        let nothing = vec![f64::NAN; units];
        Self { level, numerator: nothing.clone(), denominator: nothing, factor }
    }

    /// Pooled value of every zone; NaN where nothing counts. `zone_of_unit` gives the number of the
    /// zone that a unit of [`Sums::level`] lies in.
    pub fn pooled(
        &self,
        zone_of_unit: &dyn Fn(UnitIndex) -> Option<usize>,
        zones: usize,
    ) -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0); zones];
        for (unit, (n, d)) in self.numerator.iter().zip(&self.denominator).enumerate() {
            if let Some(zone) = zone_of_unit(UnitIndex::new(unit))
                && !n.is_nan()
                && !d.is_nan()
            {
                let sum = &mut sums[zone];
                sum.0 += n;
                sum.1 += d;
            }
        }
        sums.into_iter()
            .map(|(n, d)| if d > 0.0 { quotient(self.factor, n, d) } else { f64::NAN })
            .collect()
    }
}
