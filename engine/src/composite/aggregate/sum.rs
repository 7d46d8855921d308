//! `sum`: the weighted sum.

use super::chunks;

/// `Σw·x` over the available children, weights as they are and not divided by anything; NaN without
/// any. A missing child adds nothing, so units that lack one are lower: `missing.min_available = 1`
/// keeps to units that have all.
///
/// ```
/// use ifn_engine::composite::aggregate::sum;
/// let weights = [1.0, 1.0, 2.0, 1.0, 5.0];
/// assert_eq!(sum(&[2.0, 4.0, 8.0, -3.0, f64::NAN], &weights), 19.0);
/// ```
pub fn sum(values: &[f64], weights: &[f64]) -> f64 {
    chunks::summed_one(values, weights, part, whole)
}

fn part(x: f64, w: f64) -> f64 {
    w * x
}

// A sum keeps its weights: their total is of no account.
fn whole(parts: f64, _weights: f64) -> f64 {
    parts
}

pub(super) fn column(columns: &[&[f64]], weights: &[f64], units: usize) -> Vec<f64> {
    chunks::summed(columns, weights, units, part, whole)
}

#[cfg(test)]
mod tests {
    use super::sum;

    const NAN: f64 = f64::NAN;

    #[test]
    fn nothing_is_not_0() {
        assert!(sum(&[NAN, f64::INFINITY], &[1.0; 2]).is_nan());
        assert!(sum(&[], &[]).is_nan());
        assert_eq!(sum(&[NAN, 0.0], &[1.0; 2]), 0.0);
        assert_eq!(sum(&[3.0, 3.0, 9.0], &[2.0, 1.0, 0.0]), 9.0);
    }
}
