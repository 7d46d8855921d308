//! `percentile_rank`: the share of R that a value passes.

use super::Input;
use crate::composite::order::Tie;

/// `(#{y<x} + ½·#{y=x})/n` of `x` in `members` (of which it is one); 0–1, both excluded.
///
/// ```
/// use ifn_engine::composite::normalise::percentile_rank;
/// let members = [10.0, 20.0, 20.0, 30.0, 50.0];
/// assert_eq!(members.map(|x| percentile_rank(x, &members)), [0.1, 0.4, 0.4, 0.7, 0.9]);
/// ```
pub fn percentile_rank(x: f64, members: &[f64]) -> f64 {
    share(Tie::of(x, members))
}

fn share(tie: Tie) -> f64 {
    (2 * tie.less + tie.equal) as f64 / (2 * tie.n) as f64
}

pub(super) fn column(input: &Input) -> Vec<f64> {
    input.order().fill(f64::NAN, share)
}

#[cfg(test)]
mod tests {
    use super::percentile_rank;
    use crate::composite::normalise::tests::{INF, NAN, assert_same, down, tied, up};
    use crate::composite::normalise::{Normalise, normalise};
    use proptest::prelude::*;

    const METHOD: Normalise = Normalise::PercentileRank;

    #[test]
    fn ties_count_half() {
        let x = [5.0, 5.0, NAN, -1.0, INF, 7.0];
        assert_same(&normalise(&METHOD, &up(&x)), &[0.5, 0.5, NAN, 0.125, NAN, 0.875]);
        assert_same(&normalise(&METHOD, &down(&x)), &[0.5, 0.5, NAN, 0.875, NAN, 0.125]);
        assert_same(&normalise(&METHOD, &up(&[3.0])), &[0.5]);
        assert_same(&normalise(&METHOD, &up(&[3.0; 4])), &[0.5; 4]);
    }

    proptest! {
        #[test]
        fn as_defined_between_0_and_1(x in tied(1..60)) {
            let found = normalise(&METHOD, &up(&x)).expect("numbers");
            let turned = normalise(&METHOD, &down(&x)).expect("numbers");
            for ((x_i, found), turned) in x.iter().zip(found).zip(turned) {
                prop_assert_eq!(percentile_rank(*x_i, &x), found);
                prop_assert!(0.0 < found && found < 1.0);
                prop_assert!((found + turned - 1.0).abs() < 1e-12);
            }
        }
    }
}
