//! `harmonic`: the weighted harmonic mean, where the lowest child weighs most.

use super::chunks;

/// `Σw / Σ(w/x)` over the available children; NaN (null) without any, or when one of them is not
/// above 0.
///
/// ```
/// use ifn_engine::composite::aggregate::harmonic;
/// let weights = [1.0, 1.0, 2.0, 1.0, 5.0];
/// assert_eq!(harmonic(&[1.0, 2.0, 4.0, 2.0, f64::NAN], &weights), 2.0);
/// assert!(harmonic(&[1.0, 0.0], &[1.0, 1.0]).is_nan());
/// ```
pub fn harmonic(values: &[f64], weights: &[f64]) -> f64 {
    chunks::summed_one(values, weights, part, whole)
}

fn part(x: f64, w: f64) -> f64 {
    if x > 0.0 { w / x } else { f64::NAN }
}

fn whole(parts: f64, weights: f64) -> f64 {
    weights / parts
}

pub(super) fn column(columns: &[&[f64]], weights: &[f64], units: usize) -> Vec<f64> {
    chunks::summed(columns, weights, units, part, whole)
}

#[cfg(test)]
mod tests {
    use super::harmonic;

    const NAN: f64 = f64::NAN;

    #[test]
    fn one_child_not_above_0_leaves_nothing() {
        assert!(harmonic(&[-1.0, 10.0], &[1.0; 2]).is_nan());
        assert!(harmonic(&[0.0, 10.0], &[1.0; 2]).is_nan());
        assert_eq!(harmonic(&[0.0, 10.0], &[0.0, 1.0]), 10.0);
    }

    #[test]
    fn missing_is_passed_over() {
        assert_eq!(harmonic(&[NAN, 4.0], &[9.0, 1.0]), 4.0);
        assert!(harmonic(&[NAN], &[1.0]).is_nan());
    }
}
