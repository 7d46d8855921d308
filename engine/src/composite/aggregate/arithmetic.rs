//! `arithmetic`: the weighted mean, where a low child is made up for by a high one.

use super::chunks;

/// `Σw·x / Σw` over the available children; NaN without any.
///
/// ```
/// use ifn_engine::composite::aggregate::arithmetic;
/// let weights = [1.0, 1.0, 2.0, 1.0, 5.0];
/// assert_eq!(arithmetic(&[2.0, 4.0, 8.0, 3.0, f64::NAN], &weights), 5.0);
/// ```
pub fn arithmetic(values: &[f64], weights: &[f64]) -> f64 {
    chunks::summed_one(values, weights, part, whole)
}

fn part(x: f64, w: f64) -> f64 {
    w * x
}

fn whole(parts: f64, weights: f64) -> f64 {
    parts / weights
}

pub(super) fn column(columns: &[&[f64]], weights: &[f64], units: usize) -> Vec<f64> {
    chunks::summed(columns, weights, units, part, whole)
}

#[cfg(test)]
mod tests {
    use super::arithmetic;

    const NAN: f64 = f64::NAN;

    #[test]
    fn published_case_of_2020() {
        let weights = [2.0 / 3.0, 1.0 / 3.0];
        let access = arithmetic(&[64.746_391_732, 107.529_778_150], &weights);
        let skills = arithmetic(&[108.042_246_450, 85.068_578_856], &weights);
        assert!((access - 79.007_520_538).abs() < 1e-8);
        assert!((skills - 100.384_357_252).abs() < 1e-8);
        assert!((arithmetic(&[access, skills], &[0.5; 2]) - 89.695_938_895).abs() < 1e-8);
    }

    #[test]
    fn zero_is_a_value_and_missing_is_not() {
        assert_eq!(arithmetic(&[0.0, 10.0], &[1.0; 2]), 5.0);
        assert_eq!(arithmetic(&[NAN, 10.0], &[1.0; 2]), 10.0);
        assert_eq!(arithmetic(&[-4.0, f64::INFINITY], &[1.0; 2]), -4.0);
        assert!(arithmetic(&[NAN; 2], &[1.0; 2]).is_nan());
        assert!(arithmetic(&[5.0], &[0.0]).is_nan());
    }
}
