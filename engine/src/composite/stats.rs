//! Means, spread and quantiles. NaN and infinite inputs are missing and are passed over; what
//! is not defined for the values left is NaN. Sums run in the order of the slice.

fn present(values: &[f64]) -> impl Iterator<Item = f64> + '_ {
    values.iter().copied().filter(|x| x.is_finite())
}

/// Arithmetic mean `Σx / n`; NaN without a value.
///
/// Kept between the smallest and the largest value, so that equal values have exactly that mean.
///
/// ```
/// use ifn_engine::composite::stats::mean;
/// assert_eq!(mean(&[2.0, 4.0, 4.0, 5.0, 10.0]), 5.0);
/// assert_eq!(mean(&[0.1, 0.1, 0.1, f64::NAN]), 0.1);
/// ```
pub fn mean(values: &[f64]) -> f64 {
    let mut sum = Running::default();
    present(values).for_each(|x| sum.add(x));
    sum.mean()
}

/// Count, sum and bounds of the values met so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Running {
    pub n: usize,
    sum: f64,
    pub min: f64,
    pub max: f64,
}

impl Default for Running {
    fn default() -> Self {
        Self { n: 0, sum: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }
}

impl Running {
    /// Takes one finite value in.
    pub fn add(&mut self, x: f64) {
        self.n += 1;
        self.sum += x;
        self.min = self.min.min(x);
        self.max = self.max.max(x);
    }

    /// Mean of the values; NaN without any.
    pub fn mean(&self) -> f64 {
        if self.n == 0 {
            return f64::NAN;
        }
        (self.sum / self.n as f64).clamp(self.min, self.max)
    }
}

/// Population standard deviation (ddof 0) `√(Σ(x − mean)² / n)`; NaN without a value.
///
/// ```
/// use ifn_engine::composite::stats::population_sd;
/// assert_eq!(population_sd(&[2.0, 4.0, 4.0, 5.0, 10.0]), 7.2_f64.sqrt());
/// ```
pub fn population_sd(values: &[f64]) -> f64 {
    let center = mean(values);
    let n = present(values).count();
    let squares: f64 = present(values).map(|x| (x - center) * (x - center)).sum();
    if n == 0 { f64::NAN } else { (squares / n as f64).sqrt() }
}

/// Weighted mean `Σw·x / Σw`. A pair counts when the value is present and the weight is a number
/// above 0; NaN when no pair counts.
///
/// ```
/// use ifn_engine::composite::stats::weighted_mean;
/// let poverty = [10.0, 20.0, 30.0, f64::NAN, 50.0];
/// let persons = [100.0, 200.0, 100.0, 5000.0, f64::NAN];
/// assert_eq!(weighted_mean(&poverty, &persons), 20.0);
/// ```
pub fn weighted_mean(values: &[f64], weights: &[f64]) -> f64 {
    let (mut sum, mut total) = (0.0, 0.0);
    let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
    for (x, w) in values.iter().zip(weights) {
        if x.is_finite() && w.is_finite() && *w > 0.0 {
            sum += w * x;
            total += w;
            min = min.min(*x);
            max = max.max(*x);
        }
    }
    if total > 0.0 { (sum / total).clamp(min, max) } else { f64::NAN }
}

/// Median: the middle value, or the mean of the two in the middle; NaN without a value.
///
/// ```
/// use ifn_engine::composite::stats::median;
/// assert_eq!(median(&[10.0, 2.0, 4.0, 5.0, 4.0]), 4.0);
/// assert_eq!(median(&[10.0, 2.0, f64::NAN, 5.0, 4.0]), 4.5);
/// ```
pub fn median(values: &[f64]) -> f64 {
    let mut values: Vec<f64> = present(values).collect();
    let n = values.len();
    if n == 0 {
        return f64::NAN;
    }
    let (below, middle, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    let middle = *middle;
    if n % 2 == 1 {
        return middle;
    }
    below.iter().copied().fold(f64::NEG_INFINITY, f64::max).midpoint(middle)
}

/// Quantile of values in ascending order, none missing, by linear interpolation (Hyndman and Fan
/// 1996, type 7: the default of R and `NumPy`); `p` is 0–1. NaN of nothing.
///
/// `(n − 1)·p` is taken for the whole number that it misses by rounding alone (70 × 0.1): the
/// quantile is then that value itself, and a tie with it stays a tie.
///
/// ```
/// use ifn_engine::composite::stats::quantile_sorted;
/// let x = [2.0, 4.0, 4.0, 5.0, 10.0];
/// assert_eq!([0.0, 0.1, 0.5, 0.875, 1.0].map(|p| quantile_sorted(&x, p)), [2.0, 2.8, 4.0, 7.5, 10.0]);
/// ```
pub fn quantile_sorted(sorted: &[f64], p: f64) -> f64 {
    quantile_with(sorted.len(), p, |i| sorted[i])
}

/// As [`quantile_sorted`], of `n` values that `at` gives by position.
pub(crate) fn quantile_with(n: usize, p: f64, at: impl Fn(usize) -> f64) -> f64 {
    if n == 0 || p.is_nan() {
        return f64::NAN;
    }
    let mut place = (n - 1) as f64 * p.clamp(0.0, 1.0);
    if (place - place.round()).abs() <= 4.0 * f64::EPSILON * place {
        place = place.round();
    }
    let below = place.floor();
    let share = place - below;
    let low = at(below as usize);
    if share == 0.0 {
        return low;
    }
    let high = at(below as usize + 1);
    let gap = high - low;
    if gap.is_finite() { (low + gap * share).min(high) } else { low * (1.0 - share) + high * share }
}

/// Sample-adjusted skewness `G1 = n√(n−1)/(n−2) · Σd³/(Σd²)^1.5`, as pandas' `.skew()`.
/// NaN under three values, 0 when all are equal.
///
/// ```
/// use ifn_engine::composite::stats::skewness;
/// assert!((skewness(&[2.0, 4.0, 4.0, 5.0, 10.0]) - 40.0 / 27.0).abs() < 1e-12);
/// ```
pub fn skewness(values: &[f64]) -> f64 {
    let Some(Moments { n, m2, m3, .. }) = Moments::of(values).filter(|m| m.n >= 3.0) else {
        return f64::NAN;
    };
    if m2 == 0.0 { 0.0 } else { n * (n - 1.0).sqrt() / (n - 2.0) * (m3 / m2.powf(1.5)) }
}

/// Sample-adjusted excess kurtosis
/// `G2 = n(n+1)(n−1)/((n−2)(n−3)) · Σd⁴/(Σd²)² − 3(n−1)²/((n−2)(n−3))`, as pandas' `.kurt()`.
/// NaN under four values, 0 when all are equal.
///
/// ```
/// use ifn_engine::composite::stats::excess_kurtosis;
/// assert!((excess_kurtosis(&[2.0, 4.0, 4.0, 5.0, 10.0]) - 79.0 / 27.0).abs() < 1e-12);
/// ```
pub fn excess_kurtosis(values: &[f64]) -> f64 {
    let Some(Moments { n, m2, m4, .. }) = Moments::of(values).filter(|m| m.n >= 4.0) else {
        return f64::NAN;
    };
    if m2 == 0.0 {
        return 0.0;
    }
    let adjust = (n - 2.0) * (n - 3.0);
    n * (n + 1.0) * (n - 1.0) / adjust * (m4 / (m2 * m2)) - 3.0 * (n - 1.0).powi(2) / adjust
}

/// Sums of powers of the deviations from the mean, these divided by the largest of them: shape
/// has no unit, and large values do not overflow.
struct Moments {
    n: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

impl Moments {
    fn of(values: &[f64]) -> Option<Self> {
        let center = mean(values);
        let largest = present(values).map(|x| (x - center).abs()).fold(0.0, f64::max);
        let mut out = Self { n: present(values).count() as f64, m2: 0.0, m3: 0.0, m4: 0.0 };
        if largest > 0.0 {
            for d in present(values).map(|x| (x - center) / largest) {
                out.m2 += d * d;
                out.m3 += d * d * d;
                out.m4 += d * d * d * d;
            }
        }
        (out.n > 0.0).then_some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOTHING: [f64; 3] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];

    #[test]
    fn nothing_has_no_figures() {
        for none in [&[] as &[f64], &NOTHING] {
            for of in [mean, population_sd, median, skewness, excess_kurtosis] {
                assert!(of(none).is_nan());
            }
        }
        assert!(quantile_sorted(&[], 0.5).is_nan());
        assert!(weighted_mean(&NOTHING, &[1.0; 3]).is_nan());
        assert!(weighted_mean(&[1.0, 2.0], &[0.0, -1.0]).is_nan());
    }

    #[test]
    fn equal_values_have_no_spread() {
        let same = [0.1; 7];
        assert_eq!([mean(&same), median(&same), weighted_mean(&same, &[0.3; 7])], [0.1; 3]);
        assert_eq!([population_sd(&same), skewness(&same), excess_kurtosis(&same)], [0.0; 3]);
    }

    #[test]
    fn too_few_values_have_no_shape() {
        assert!(skewness(&[1.0, 2.0]).is_nan());
        assert_eq!(skewness(&[1.0, 2.0, 3.0]), 0.0);
        assert!(excess_kurtosis(&[1.0, 2.0, 3.0]).is_nan());
    }

    #[test]
    fn a_quantile_at_a_value_is_that_value() {
        // 70 × 0.1 is 7.000000000000001 in f64.
        let x: Vec<f64> = (0..71).map(|i| f64::from(i) * 1000.0).collect();
        assert_eq!(quantile_sorted(&x, 0.1), 7000.0);
        assert_eq!(quantile_sorted(&[3.0], 0.9), 3.0);
        assert_eq!(quantile_sorted(&[f64::MIN, f64::MAX], 0.5), 0.0);
    }

    proptest! {
        #[test]
        fn quantiles_rise_and_meet_the_median(
            mut x in prop::collection::vec(-1e6..1e6_f64, 1..60), p in 0.0..1.0_f64, q in 0.0..1.0_f64,
        ) {
            x.sort_unstable_by(f64::total_cmp);
            prop_assert!(quantile_sorted(&x, p.min(q)) <= quantile_sorted(&x, p.max(q)));
            prop_assert!((quantile_sorted(&x, 0.5) - median(&x)).abs() < 1e-9);
            prop_assert!(x[0] <= mean(&x) && mean(&x) <= x[x.len() - 1]);
        }

        #[test]
        fn shape_has_no_unit(x in prop::collection::vec(-1e3..1e3_f64, 5..60)) {
            let scaled: Vec<f64> = x.iter().map(|x| x * 64.0).collect();
            prop_assert!((skewness(&x) - skewness(&scaled)).abs() < 1e-9);
            prop_assert!((excess_kurtosis(&x) - excess_kurtosis(&scaled)).abs() < 1e-9);
        }
    }
}
