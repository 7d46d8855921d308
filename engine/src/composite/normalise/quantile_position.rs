//! `quantile_position`: ranks spread evenly on the scale.

use super::Input;
use crate::composite::order::Tie;
use crate::composite::scale::Scale;

/// `scale.min + (scale.max − scale.min)·(r − 1)/(n − 1)`, `r` the average rank of `x` in `members`
/// (of which it is one); the middle of the scale when it is alone.
///
/// ```
/// use ifn_engine::composite::{Scale, normalise::quantile_position};
/// let members = [10.0, 20.0, 20.0, 30.0, 50.0];
/// let scale = Scale { min: 1.0, max: 10.0 };
/// let found = members.map(|x| quantile_position(x, &members, scale));
/// assert_eq!(found, [1.0, 4.375, 4.375, 7.75, 10.0]);
/// ```
pub fn quantile_position(x: f64, members: &[f64], scale: Scale) -> f64 {
    scale.at(position(Tie::of(x, members)))
}

/// `(r − 1)/(n − 1)`, `r − 1 = less + (equal − 1)/2`.
fn position(tie: Tie) -> f64 {
    if tie.n == 1 {
        return 0.5;
    }
    (2 * tie.less + tie.equal - 1) as f64 / (2 * (tie.n - 1)) as f64
}

pub(super) fn column(input: &Input) -> Vec<f64> {
    input.order().fill(f64::NAN, |tie| input.scale.at(position(tie)))
}

#[cfg(test)]
mod tests {
    use super::quantile_position;
    use crate::composite::normalise::tests::{INF, NAN, SCALE, assert_same, down, tied, up};
    use crate::composite::normalise::{Input, Normalise, normalise};
    use proptest::prelude::*;

    const METHOD: Normalise = Normalise::QuantilePosition;

    #[test]
    fn on_a_scale_of_1_to_10() {
        let x = [0.0, NAN, -3.0, INF, 8.0];
        assert_same(&normalise(&METHOD, &up(&x)), &[5.5, NAN, 1.0, NAN, 10.0]);
        assert_same(&normalise(&METHOD, &down(&x)), &[5.5, NAN, 10.0, NAN, 1.0]);
    }

    #[test]
    fn alone_or_all_equal_is_the_middle() {
        assert_same(&normalise(&METHOD, &up(&[4.0])), &[5.5]);
        assert_same(&normalise(&METHOD, &down(&[4.0; 6])), &[5.5; 6]);
        assert_same(&normalise(&METHOD, &up(&[NAN; 2])), &[NAN; 2]);
        assert_same(&normalise(&METHOD, &up(&[])), &[]);
    }

    #[test]
    fn zones_are_apart() {
        let x = [3.0, 9.0, 1.0, 2.0, 30.0];
        let input = Input { zone_of_unit: &[0, 1, 0, u32::MAX, 0], zones: 2, ..up(&x) };
        assert_same(&normalise(&METHOD, &input), &[5.5, 5.5, 1.0, NAN, 10.0]);
    }

    proptest! {
        #[test]
        fn as_defined_within_the_scale_and_monotone(x in tied(1..60)) {
            let found = normalise(&METHOD, &up(&x)).expect("numbers");
            for (x_i, f_i) in x.iter().zip(&found) {
                prop_assert_eq!(quantile_position(*x_i, &x, SCALE), *f_i);
                prop_assert!((1.0..=10.0).contains(f_i));
                for (x_j, f_j) in x.iter().zip(&found) {
                    prop_assert_eq!(x_i.partial_cmp(x_j), f_i.partial_cmp(f_j));
                }
            }
        }

        #[test]
        fn only_the_order_counts(x in tied(1..60)) {
            let found = normalise(&METHOD, &up(&x)).expect("numbers");
            let stretched: Vec<f64> = x.iter().map(|x| x.exp()).collect();
            assert_same(&normalise(&METHOD, &up(&stretched)), &found);
        }
    }
}
