//! Changes of scale. Values are shifted above 0 first: `x − min + 0.01·(max − min)`, so that the
//! least of them has a logarithm and no unit matters.

use crate::composite::stats::{mean, population_sd};

/// Where the exponent of Box and Cox is looked for.
const EXPONENTS: (f64, f64) = (-5.0, 5.0);
/// The likelihood is flat at its top: more than four decimals of the exponent are noise.
const DECIMALS: f64 = 1e4;

/// Natural logarithm of the shifted values. Infinite or missing gives NaN, and so does every
/// value when all are equal.
///
/// ```
/// use ifn_engine::composite::treat::log;
/// let found = log(&[0.0, 25.0, 50.0, 75.0, 100.0]);
/// let expected = [1.0_f64, 26.0, 51.0, 76.0, 101.0].map(f64::ln);
/// assert_eq!(found, expected);
/// ```
pub fn log(values: &[f64]) -> Vec<f64> {
    shifted(values).into_iter().map(f64::ln).collect()
}

/// Box and Cox's transform `(y^λ − 1)/λ`, `ln y` at λ = 0, of the shifted values divided by their
/// geometric mean: an exponent far from 0 would else make all values nearly the same.
///
/// ```
/// use ifn_engine::composite::treat::box_cox;
/// let found = box_cox(&[0.0, 25.0, 50.0, 75.0, 100.0], 0.5);
/// let y = [1.0_f64, 26.0, 51.0, 76.0, 101.0];
/// let mean = y.map(f64::ln).iter().sum::<f64>() / 5.0;
/// let expected = y.map(|y| ((y / mean.exp()).sqrt() - 1.0) / 0.5);
/// assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12));
/// ```
pub fn box_cox(values: &[f64], lambda: f64) -> Vec<f64> {
    centred_logs(values).iter().map(|log| power(lambda, *log)).collect()
}

/// `(e^(λ·log) − 1)/λ`.
fn power(lambda: f64, log: f64) -> f64 {
    if lambda * log == 0.0 { log } else { (lambda * log).exp_m1() / lambda }
}

/// Logarithms of the shifted values over their geometric mean.
fn centred_logs(values: &[f64]) -> Vec<f64> {
    let mut logs = log(values);
    let mean = mean(&logs);
    for log in &mut logs {
        *log -= mean;
    }
    logs
}

/// The exponent of greatest likelihood (Box and Cox 1964, profile likelihood of a normal law),
/// between −5 and 5, by golden-section search: of the values over their geometric mean it is
/// greatest where the variance of the transform is least. Rounded to four decimals, so that what
/// the manifest says is what was taken.
///
/// ```
/// use ifn_engine::composite::treat::box_cox_lambda;
/// // 0.01·range is the shift: the logarithms of what follows are evenly spread.
/// let evenly: Vec<f64> = (0..200).map(|i| (f64::from(i) * 0.0232).exp()).collect();
/// assert!(box_cox_lambda(&evenly).abs() < 0.01);
/// ```
pub fn box_cox_lambda(values: &[f64]) -> f64 {
    let logs: Vec<f64> = centred_logs(values).into_iter().filter(|log| log.is_finite()).collect();
    let likelihood = |lambda: f64| {
        let z: Vec<f64> = logs.iter().map(|log| power(lambda, *log)).collect();
        -population_sd(&z)
    };
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = EXPONENTS;
    let (mut a, mut b) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut at_a, mut at_b) = (likelihood(a), likelihood(b));
    while high - low > 1e-3 / DECIMALS {
        if at_a >= at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - ratio * (high - low);
            at_a = likelihood(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + ratio * (high - low);
            at_b = likelihood(b);
        }
    }
    (low.midpoint(high) * DECIMALS).round() / DECIMALS
}

fn shifted(values: &[f64]) -> Vec<f64> {
    let finite = || values.iter().copied().filter(|x| x.is_finite());
    let min = finite().fold(f64::INFINITY, f64::min);
    let max = finite().fold(f64::NEG_INFINITY, f64::max);
    // Halves: a range can pass what an f64 holds.
    let step = (max / 2.0 - min / 2.0) * 0.02;
    let shift = |x: &f64| match x - min + step {
        y if x.is_finite() && y.is_finite() && y > 0.0 => y,
        _ => f64::NAN,
    };
    values.iter().map(shift).collect()
}
