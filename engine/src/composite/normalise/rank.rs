//! `rank`: the place of a value in R.

use super::Input;
use crate::composite::order::Tie;

/// Average rank of `x` in `members` (of which it is one): `#{y<x} + (#{y=x} + 1)/2`, 1 = lowest.
///
/// ```
/// use ifn_engine::composite::normalise::rank;
/// let members = [10.0, 20.0, 20.0, 30.0, 50.0];
/// assert_eq!(members.map(|x| rank(x, &members)), [1.0, 2.5, 2.5, 4.0, 5.0]);
/// ```
pub fn rank(x: f64, members: &[f64]) -> f64 {
    average_rank(Tie::of(x, members))
}

fn average_rank(tie: Tie) -> f64 {
    tie.less as f64 + (tie.equal + 1) as f64 / 2.0
}

pub(super) fn column(input: &Input) -> Vec<f64> {
    input.order().fill(f64::NAN, average_rank)
}

#[cfg(test)]
mod tests {
    use super::rank;
    use crate::composite::normalise::tests::{INF, NAN, assert_same, down, tied, up};
    use crate::composite::normalise::{Input, Normalise, normalise};
    use proptest::prelude::*;

    const METHOD: Normalise = Normalise::Rank;

    #[test]
    fn ties_share_their_average() {
        let x = [0.0, -0.0, NAN, -1.0, INF, 7.0];
        assert_same(&normalise(&METHOD, &up(&x)), &[2.5, 2.5, NAN, 1.0, NAN, 4.0]);
        assert_same(&normalise(&METHOD, &down(&x)), &[2.5, 2.5, NAN, 4.0, NAN, 1.0]);
    }

    #[test]
    fn zones_are_apart() {
        let input =
            Input { zone_of_unit: &[1, 0, 1, u32::MAX], zones: 4, ..up(&[3.0, 9.0, 1.0, 2.0]) };
        assert_same(&normalise(&METHOD, &input), &[2.0, 1.0, 1.0, NAN]);
    }

    proptest! {
        #[test]
        fn as_defined_and_sums_to_n_n_1_2(x in tied(1..60)) {
            let found = normalise(&METHOD, &up(&x)).expect("numbers");
            let n = x.len() as f64;
            prop_assert_eq!(found.iter().sum::<f64>(), n * (n + 1.0) / 2.0);
            for (x_i, found) in x.iter().zip(found) {
                prop_assert_eq!(rank(*x_i, &x), found);
            }
        }
    }
}
