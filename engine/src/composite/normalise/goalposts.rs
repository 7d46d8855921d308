//! `goalposts`: where a value lies between two values that do not change with the data.

use super::Input;
use crate::composite::direction::Direction;
use crate::composite::scale::{self, Scale};

/// `(x − low)/(high − low)` clamped to 0–1, mapped on the scale.
///
/// ```
/// use ifn_engine::composite::{Scale, normalise::goalposts};
/// let scale = Scale { min: 1.0, max: 9.0 };
/// let found = [-5.0, 0.0, 10.0, 25.0, 90.0].map(|x| goalposts(x, 0.0, 40.0, scale));
/// assert_eq!(found, [1.0, 1.0, 3.0, 6.0, 9.0]);
/// ```
pub fn goalposts(x: f64, low: f64, high: f64, scale: Scale) -> f64 {
    scale.at(scale::position(x, low, high).clamp(0.0, 1.0))
}

pub(super) fn validate(low: f64, high: f64) -> Result<(), String> {
    if low.is_finite() && high.is_finite() && low < high {
        return Ok(());
    }
    Err(format!("low = {low}, high = {high}: low must be below high"))
}

pub(super) fn column(low: f64, high: f64, input: &Input) -> Vec<f64> {
    input.map(|x| {
        let up = goalposts(x, low, high, input.scale);
        if input.direction == Direction::Down { input.scale.flip(up) } else { up }
    })
}

#[cfg(test)]
mod tests {
    use crate::composite::normalise::tests::{INF, NAN, assert_same, down, up, values};
    use crate::composite::normalise::{Input, Normalise, normalise};
    use proptest::prelude::*;

    const METHOD: Normalise = Normalise::Goalposts { low: -10.0, high: 10.0 };

    #[test]
    fn clamped_on_a_scale_of_1_to_10() {
        let x = [0.0, 10.0, 99.0, -1e300, NAN, INF];
        assert_same(&normalise(&METHOD, &up(&x)), &[5.5, 10.0, 10.0, 1.0, NAN, NAN]);
        assert_same(&normalise(&METHOD, &down(&x)), &[5.5, 1.0, 1.0, 10.0, NAN, NAN]);
    }

    #[test]
    fn compares_with_nobody() {
        let input = Input { zone_of_unit: &[u32::MAX, 0], ..up(&[0.0, 10.0]) };
        assert_same(&normalise(&METHOD, &input), &[5.5, 10.0]);
    }

    #[test]
    fn posts_are_checked() {
        for (low, high) in [(1.0, 1.0), (2.0, 1.0), (NAN, 1.0), (0.0, INF)] {
            assert!(Normalise::Goalposts { low, high }.validate().is_err());
        }
        assert_eq!(METHOD.validate(), Ok(()));
    }

    proptest! {
        #[test]
        fn posts_at_the_ends_are_min_max(x in values(2..40)) {
            let low = x.iter().copied().fold(f64::MAX, f64::min);
            let high = x.iter().copied().fold(f64::MIN, f64::max);
            prop_assume!(low < high);
            let expected = normalise(&Normalise::MinMax, &down(&x)).expect("numbers");
            assert_same(&normalise(&Normalise::Goalposts { low, high }, &down(&x)), &expected);
        }
    }
}
