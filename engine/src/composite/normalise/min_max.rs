//! `min_max`: where a value lies between the smallest and the largest of R.

use super::Input;
use crate::composite::direction::Direction;
use crate::composite::scale::{self, Scale};

/// `(x − min)/(max − min)`, mapped on the scale; the middle of the scale when `min = max`.
///
/// ```
/// use ifn_engine::composite::{Scale, normalise::min_max};
/// let scale = Scale { min: 0.0, max: 10.0 };
/// let found = [10.0, 15.0, 20.0, 30.0, 50.0].map(|x| min_max(x, 10.0, 50.0, scale));
/// assert_eq!(found, [0.0, 1.25, 2.5, 5.0, 10.0]);
/// ```
pub fn min_max(x: f64, min: f64, max: f64, scale: Scale) -> f64 {
    scale.at(if min == max { 0.5 } else { scale::position(x, min, max) })
}

pub(super) fn column(input: &Input) -> Vec<f64> {
    input.map_in_zones(&input.running(), |x, zone| {
        let up = min_max(x, zone.min, zone.max, input.scale);
        if input.direction == Direction::Down { input.scale.flip(up) } else { up }
    })
}

#[cfg(test)]
mod tests {
    use crate::composite::normalise::tests::{INF, NAN, assert_same, down, up, values};
    use crate::composite::normalise::{Input, Normalise, normalise};
    use proptest::prelude::*;

    const METHOD: Normalise = Normalise::MinMax;

    #[test]
    fn on_a_scale_of_1_to_10() {
        let values = [2.0, NAN, -2.0, 0.0, INF];
        assert_same(&normalise(&METHOD, &up(&values)), &[10.0, NAN, 1.0, 5.5, NAN]);
        assert_same(&normalise(&METHOD, &down(&values)), &[1.0, NAN, 10.0, 5.5, NAN]);
    }

    #[test]
    fn equal_values_are_in_the_middle() {
        assert_same(&normalise(&METHOD, &up(&[0.1; 3])), &[5.5; 3]);
        assert_same(&normalise(&METHOD, &down(&[7.0])), &[5.5]);
    }

    #[test]
    fn zones_are_apart() {
        let input =
            Input { zone_of_unit: &[0, 1, 0, u32::MAX], zones: 3, ..up(&[1.0, 5.0, 2.0, 9.0]) };
        assert_same(&normalise(&METHOD, &input), &[1.0, 5.5, 10.0, NAN]);
    }

    #[test]
    fn the_widest_range_is_no_obstacle() {
        assert_same(&normalise(&METHOD, &up(&[f64::MIN, 0.0, f64::MAX])), &[1.0, 5.5, 10.0]);
    }

    proptest! {
        #[test]
        fn ends_are_met_and_the_unit_of_measure_is_free(x in values(2..40)) {
            let found = normalise(&METHOD, &up(&x)).expect("numbers");
            let lowest = found.iter().copied().fold(f64::MAX, f64::min);
            let highest = found.iter().copied().fold(f64::MIN, f64::max);
            if x.iter().any(|y| *y != x[0]) {
                prop_assert_eq!((lowest, highest), (1.0, 10.0));
            }
            let scaled: Vec<f64> = x.iter().map(|x| 8.0 * x).collect();
            assert_same(&normalise(&METHOD, &up(&scaled)), &found);
        }
    }
}
