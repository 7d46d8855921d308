//! `ratio_to_reference`: a value against the zone's own, 100 for as much as the zone.

use serde::Deserialize;

use super::{Input, NormaliseError};
use crate::composite::direction::Direction;
use crate::composite::order::{Group, Order};
use crate::composite::stats::Running;

/// What the zone's own value is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Value of the zone as a whole: Σ numerators / Σ denominators, or the weighted mean.
    #[default]
    Pooled,
    /// Mean of R, each unit counting the same.
    Mean,
    /// Median of R.
    Median,
}

/// `100·x/x_ref`; NaN (null) when `x_ref` is 0 or unknown.
///
/// ```
/// use ifn_engine::composite::normalise::ratio_to_reference;
/// let found = [10.0, 20.0, 0.0, 30.0, 55.4].map(|x| ratio_to_reference(x, 20.0));
/// assert_eq!(found, [50.0, 100.0, 0.0, 150.0, 277.0]);
/// assert!(ratio_to_reference(10.0, 0.0).is_nan());
/// ```
pub fn ratio_to_reference(x: f64, x_ref: f64) -> f64 {
    let ratio = 100.0 * x / x_ref;
    if x_ref != 0.0 && x_ref.is_finite() && ratio.is_finite() { ratio } else { f64::NAN }
}

pub(super) fn column(statistic: Statistic, input: &Input) -> Result<Vec<f64>, NormaliseError> {
    let zones: Vec<f64> = match statistic {
        Statistic::Pooled => input.reference.ok_or(NormaliseError::NoReference)?.to_vec(),
        Statistic::Mean => input.running().iter().map(Running::mean).collect(),
        Statistic::Median => {
            let order = Order::new(input.values, Some((input.zone_of_unit, input.zones)), false);
            order.groups().map(Group::median).collect()
        }
    };
    Ok(input.map_in_zones(&zones, |x, x_ref| match input.direction {
        Direction::Up => ratio_to_reference(x, *x_ref),
        // `x_ref` 0 has no ratio either way.
        Direction::Down if *x_ref == 0.0 => f64::NAN,
        Direction::Down => ratio_to_reference(*x_ref, x),
    }))
}

#[cfg(test)]
mod tests {
    use super::Statistic;
    use crate::composite::normalise::tests::{INF, NAN, assert_same, down, up};
    use crate::composite::normalise::{Input, Normalise, NormaliseError, normalise};
    use crate::composite::stats::weighted_mean;
    use proptest::prelude::*;

    fn by(statistic: Statistic) -> Normalise {
        Normalise::RatioToReference { statistic }
    }

    #[test]
    fn mean_and_median() {
        let x = [1.0, 1.0, NAN, 7.0, INF];
        assert_same(&normalise(&by(Statistic::Median), &up(&x)), &[100.0, 100.0, NAN, 700.0, NAN]);
        let x = [1.0, NAN, 4.0, 1.0];
        assert_same(&normalise(&by(Statistic::Mean), &up(&x)), &[50.0, NAN, 200.0, 50.0]);
        assert_same(&normalise(&by(Statistic::Mean), &down(&x)), &[200.0, NAN, 50.0, 200.0]);
    }

    #[test]
    fn pooled_by_zone() {
        let x = [1.0, 2.0, 3.0, 0.0, 5.0, 6.0];
        let input = Input {
            zone_of_unit: &[0, 1, 2, 0, 3, u32::MAX],
            zones: 4,
            reference: Some(&[2.0, 0.0, NAN, INF]),
            ..up(&x)
        };
        assert_same(&normalise(&by(Statistic::Pooled), &input), &[50.0, NAN, NAN, 0.0, NAN, NAN]);
        let input = Input { direction: down(&x).direction, ..input };
        assert_same(&normalise(&by(Statistic::Pooled), &input), &[200.0, NAN, NAN, NAN, NAN, NAN]);
    }

    #[test]
    fn a_reference_of_0_has_no_ratio() {
        assert_same(&normalise(&by(Statistic::Mean), &up(&[-1.0, 1.0])), &[NAN; 2]);
        assert_same(&normalise(&by(Statistic::Mean), &down(&[-1.0, 1.0])), &[NAN; 2]);
        assert_same(&normalise(&by(Statistic::Median), &up(&[0.0, 0.0, 8.0])), &[NAN; 3]);
    }

    #[test]
    fn pooled_needs_the_zones_values() {
        let refused = normalise(&by(Statistic::Pooled), &up(&[1.0]));
        assert_eq!(refused, Err(NormaliseError::NoReference));
        let input = Input { reference: Some(&[1.0, 2.0]), ..up(&[1.0]) };
        assert!(matches!(
            normalise(&by(Statistic::Pooled), &input),
            Err(NormaliseError::Length { found: 2, expected: 1, .. })
        ));
    }

    proptest! {
        #[test]
        fn the_zone_itself_is_100(
            units in prop::collection::vec((0.1..1e3_f64, 1.0..1e5_f64), 1..60),
        ) {
            let (x, population): (Vec<f64>, Vec<f64>) = units.into_iter().unzip();
            let reference = [weighted_mean(&x, &population)];
            let input = Input { reference: Some(&reference), ..up(&x) };
            let found = normalise(&by(Statistic::Pooled), &input).expect("numbers");
            prop_assert!((weighted_mean(&found, &population) - 100.0).abs() < 1e-9);
        }
    }
}
