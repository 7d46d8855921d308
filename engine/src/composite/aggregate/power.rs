//! `power`: the weighted power mean; the larger the exponent, the more the highest child counts.

use super::{chunks, weighs};

/// `(Σw·xᵖ / Σw)^(1/p)` over the available children; NaN (null) without any, or when one of them
/// is below 0 (not above 0 if `p < 0`).
///
/// Taken relative to the largest child (the smallest if `p < 0`), so that no power overflows:
/// `m·(Σw·(x/m)ᵖ / Σw)^(1/p)`.
///
/// ```
/// use ifn_engine::composite::aggregate::power;
/// let weights = [1.0, 1.0, 2.0, 1.0, 5.0];
/// let found = power(&[1.0, 5.0, 3.0, 9.0, f64::NAN], &weights, 2.0);
/// assert!((found - 5.0).abs() < 1e-12); // 1 + 25 + 2·9 + 81 is 5·25
/// ```
pub fn power(values: &[f64], weights: &[f64], p: f64) -> f64 {
    let pairs = values.iter().zip(weights);
    let counting = pairs.filter(|(x, w)| x.is_finite() && weighs(**w));
    let m = counting.fold(start(p), |m, (x, _)| further(p, m, *x));
    chunks::summed_one(values, weights, |x, w| part(p, m, x, w), |parts, w| whole(p, m, parts / w))
}

fn start(p: f64) -> f64 {
    if p > 0.0 { 0.0 } else { f64::INFINITY }
}

fn further(p: f64, m: f64, x: f64) -> f64 {
    if p > 0.0 { m.max(x) } else { m.min(x) }
}

fn part(p: f64, m: f64, x: f64, w: f64) -> f64 {
    if x > 0.0 {
        w * (x / m).powf(p)
    } else if x == 0.0 && p > 0.0 {
        0.0
    } else {
        f64::NAN
    }
}

fn whole(p: f64, m: f64, mean: f64) -> f64 {
    m * mean.powf(1.0 / p)
}

pub(super) fn column(p: f64, columns: &[&[f64]], weights: &[f64], units: usize) -> Vec<f64> {
    chunks::column(columns, weights, units, |children, out| {
        let most = children.fold(start(p), |m, x| further(p, m, x));
        let sums = children.sum(|unit, x, w| part(p, most[unit], x, w));
        for (unit, out) in out.iter_mut().enumerate() {
            let (m, parts, weights) = (most[unit], sums.parts[unit], sums.weights[unit]);
            *out = if weights > 0.0 { whole(p, m, parts / weights) } else { f64::NAN };
        }
    })
}

#[cfg(test)]
mod tests {
    use super::power;
    use crate::composite::aggregate::{arithmetic, harmonic};
    use proptest::prelude::*;

    const NAN: f64 = f64::NAN;

    #[test]
    fn zero_and_below() {
        assert_eq!(power(&[0.0, 0.0], &[1.0; 2], 3.0), 0.0);
        assert!((power(&[0.0, 2.0], &[1.0; 2], 2.0) - 2.0_f64.sqrt()).abs() < 1e-12);
        assert!(power(&[0.0, 2.0], &[1.0; 2], -2.0).is_nan());
        assert!(power(&[-1.0, 2.0], &[1.0; 2], 2.0).is_nan());
        assert!(power(&[NAN], &[1.0], 2.0).is_nan());
        assert_eq!(power(&[NAN, -1.0, 7.0], &[1.0, 0.0, 2.0], 2.0), 7.0);
    }

    #[test]
    fn a_large_exponent_comes_to_the_largest_child() {
        assert!((power(&[100.0, 250.0], &[1.0; 2], 500.0) - 250.0).abs() < 1.0);
        assert!((power(&[100.0, 250.0], &[1.0; 2], -500.0) - 100.0).abs() < 1.0);
    }

    proptest! {
        #[test]
        fn meets_the_other_means_and_rises_with_p(
            x in prop::collection::vec(0.1..300.0_f64, 3), p in 0.2..4.0_f64,
        ) {
            let w = [1.0, 2.0, 0.5];
            prop_assert!((power(&x, &w, 1.0) - arithmetic(&x, &w)).abs() < 1e-9);
            prop_assert!((power(&x, &w, -1.0) - harmonic(&x, &w)).abs() < 1e-9);
            prop_assert!(power(&x, &w, p) <= power(&x, &w, p + 1.0) + 1e-9);
        }
    }
}
