//! `distance_to_target`: a value against one that is to be reached, 1 for reached.

use super::Input;
use crate::composite::direction::Direction;

/// `x/target`; NaN (null) when `target` is 0.
///
/// ```
/// use ifn_engine::composite::normalise::distance_to_target;
/// let found = [0.0, 20.0, 40.0, 60.0, -10.0].map(|x| distance_to_target(x, 40.0));
/// assert_eq!(found, [0.0, 0.5, 1.0, 1.5, -0.25]);
/// ```
pub fn distance_to_target(x: f64, target: f64) -> f64 {
    let ratio = x / target;
    if ratio.is_finite() { ratio } else { f64::NAN }
}

pub(super) fn validate(target: f64) -> Result<(), String> {
    if target.is_finite() && target != 0.0 {
        return Ok(());
    }
    Err(format!("target = {target}: a target is a number other than 0"))
}

pub(super) fn column(target: f64, input: &Input) -> Vec<f64> {
    input.map(|x| match input.direction {
        Direction::Up => distance_to_target(x, target),
        Direction::Down => distance_to_target(target, x),
    })
}

#[cfg(test)]
mod tests {
    use crate::composite::normalise::tests::{INF, NAN, assert_same, down, up};
    use crate::composite::normalise::{Input, Normalise, normalise};

    const METHOD: Normalise = Normalise::DistanceToTarget { target: 50.0 };

    #[test]
    fn ratio_and_reciprocal() {
        let x = [25.0, 100.0, 0.0, NAN, INF];
        assert_same(&normalise(&METHOD, &up(&x)), &[0.5, 2.0, 0.0, NAN, NAN]);
        assert_same(&normalise(&METHOD, &down(&x)), &[2.0, 0.5, NAN, NAN, NAN]);
    }

    #[test]
    fn compares_with_nobody() {
        let input = Input { zone_of_unit: &[u32::MAX], zones: 0, ..up(&[25.0]) };
        assert_same(&normalise(&METHOD, &input), &[0.5]);
    }

    #[test]
    fn the_target_is_checked() {
        for target in [0.0, NAN, INF] {
            assert!(Normalise::DistanceToTarget { target }.validate().is_err());
        }
        assert_eq!(METHOD.validate(), Ok(()));
    }
}
