//! `geometric`: the weighted geometric mean, where a child near 0 pulls the whole down.

use super::chunks;

/// `exp(Σw·ln x / Σw)` over the available children; NaN (null) without any, or when one of them is
/// not above 0.
///
/// ```
/// use ifn_engine::composite::aggregate::geometric;
/// let weights = [1.0, 1.0, 2.0, 1.0, 5.0];
/// let found = geometric(&[1.0, 2.0, 4.0, 1.0, f64::NAN], &weights);
/// assert!((found - 2.0).abs() < 1e-12); // 1·2·4·4·1 is 2⁵
/// assert!(geometric(&[1.0, 0.0], &[1.0, 1.0]).is_nan());
/// ```
pub fn geometric(values: &[f64], weights: &[f64]) -> f64 {
    chunks::summed_one(values, weights, part, whole)
}

fn part(x: f64, w: f64) -> f64 {
    if x > 0.0 { w * x.ln() } else { f64::NAN }
}

fn whole(parts: f64, weights: f64) -> f64 {
    (parts / weights).exp()
}

pub(super) fn column(columns: &[&[f64]], weights: &[f64], units: usize) -> Vec<f64> {
    chunks::summed(columns, weights, units, part, whole)
}

#[cfg(test)]
mod tests {
    use super::geometric;

    const NAN: f64 = f64::NAN;

    #[test]
    fn one_child_not_above_0_leaves_nothing() {
        assert!(geometric(&[-1.0, 10.0, 20.0], &[1.0; 3]).is_nan());
        assert!(geometric(&[-0.0, 10.0], &[1.0; 2]).is_nan());
        // Unless it does not count.
        assert!((geometric(&[-1.0, 10.0], &[0.0, 1.0]) - 10.0).abs() < 1e-12);
    }

    #[test]
    fn missing_is_passed_over() {
        assert!((geometric(&[NAN, 2.0, 8.0], &[9.0, 1.0, 1.0]) - 4.0).abs() < 1e-12);
        assert!(geometric(&[NAN], &[1.0]).is_nan());
    }
}
