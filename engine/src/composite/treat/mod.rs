//! Outliers, before normalisation (OECD/JRC handbook, step 4).
//!
//! In: one column of a level, in the indicator's unit; NaN or infinite is missing. Out: the column
//! to normalise and a [`Treatment`] that says what was done. A column is left as it is unless both
//! |G1| > 2 and G2 > 3.5 (sample-adjusted skewness and excess kurtosis). Then one outlier at a
//! time takes the next value, at most `winsorise` of them; where the limits are still passed, the
//! original values go through `then`.

mod transform;

use serde::{Deserialize, Serialize};

use super::stats::{excess_kurtosis, skewness};
pub use transform::{box_cox, box_cox_lambda, log};

/// Largest |skewness| that is left as it is.
pub const SKEWNESS_LIMIT: f64 = 2.0;
/// Largest excess kurtosis that is left as it is.
pub const KURTOSIS_LIMIT: f64 = 3.5;
/// More outliers than this are no outliers.
const MOST: usize = 1000;

/// `treat = { winsorise = 5, then = "log" }`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treat {
    /// Outliers that may take the next value.
    #[serde(default)]
    pub winsorise: usize,
    /// What the original values go through when that is not enough.
    #[serde(default)]
    pub then: Option<Transform>,
}

/// A change of scale that draws a long tail in. Order is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// Natural logarithm, shifted.
    Log,
    /// Box and Cox's power, shifted, its exponent by greatest likelihood.
    BoxCox,
}

/// What was done to one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Treatment {
    /// Skewness (G1) before.
    pub skewness: f64,
    /// Excess kurtosis (G2) before.
    pub excess_kurtosis: f64,
    /// Units whose value became the next one; none when the original values were transformed.
    pub winsorised: usize,
    /// The transform, when winsorising was not enough.
    pub transform: Option<Transform>,
    /// Exponent of `box_cox`.
    pub lambda: Option<f64>,
    /// Skewness after.
    pub skewness_after: f64,
    /// Excess kurtosis after.
    pub excess_kurtosis_after: f64,
    /// Whether the limits are kept now.
    pub within_limits: bool,
}

impl Treat {
    /// Checks the parameters.
    ///
    /// ```
    /// use ifn_engine::composite::treat::Treat;
    /// assert_eq!(Treat { winsorise: 5, then: None }.validate(), Ok(()));
    /// assert!(Treat { winsorise: 0, then: None }.validate().is_err());
    /// ```
    ///
    /// # Errors
    /// A rule that does nothing, or that would winsorise without end.
    pub fn validate(&self) -> Result<(), String> {
        match (self.winsorise, self.then) {
            (0, None) => Err("give `winsorise`, `then`, or both".into()),
            (n, _) if n > MOST => Err(format!("`winsorise` is {n}: give at most {MOST}")),
            _ => Ok(()),
        }
    }

    /// The rule in words, for explanations.
    ///
    /// ```
    /// use ifn_engine::composite::treat::{Transform, Treat};
    /// let rule = Treat { winsorise: 5, then: Some(Transform::Log) };
    /// assert_eq!(rule.text(), "winsorise 5, then log");
    /// ```
    pub fn text(&self) -> String {
        let then = match self.then {
            None => "",
            Some(Transform::Log) => ", then log",
            Some(Transform::BoxCox) => ", then box_cox",
        };
        format!("winsorise {}{then}", self.winsorise)
    }
}

/// Treats one column; `None` when its shape is left as it is.
///
/// ```
/// use ifn_engine::composite::treat::{Treat, treat};
/// let rule = Treat { winsorise: 2, then: None };
/// let incomes = [21.0, 22.0, 19.0, 20.0, 23.0, 20.5, 21.5, 90.0];
/// let (treated, done) = treat(&incomes, &rule).unwrap();
/// assert_eq!(treated, [21.0, 22.0, 19.0, 20.0, 23.0, 20.5, 21.5, 23.0]);
/// assert_eq!((done.winsorised, done.within_limits), (1, true));
/// assert!(treat(&incomes[..7], &rule).is_none());
/// ```
pub fn treat(values: &[f64], rule: &Treat) -> Option<(Vec<f64>, Treatment)> {
    let mut done = Treatment {
        skewness: skewness(values),
        excess_kurtosis: excess_kurtosis(values),
        winsorised: 0,
        transform: None,
        lambda: None,
        skewness_after: f64::NAN,
        excess_kurtosis_after: f64::NAN,
        within_limits: false,
    };
    if within(done.skewness, done.excess_kurtosis) {
        return None;
    }
    let mut treated = values.to_vec();
    done.winsorised = winsorise(&mut treated, rule.winsorise, done.skewness > 0.0);
    if let Some(transform) = rule.then.filter(|_| !is_within(&treated)) {
        done.winsorised = 0;
        done.transform = Some(transform);
        treated = match transform {
            Transform::Log => log(values),
            Transform::BoxCox => {
                let lambda = box_cox_lambda(values);
                done.lambda = Some(lambda);
                box_cox(values, lambda)
            }
        };
    }
    done.skewness_after = skewness(&treated);
    done.excess_kurtosis_after = excess_kurtosis(&treated);
    done.within_limits = within(done.skewness_after, done.excess_kurtosis_after);
    Some((treated, done))
}

/// Both must be passed for a column to be treated; fewer than four values have no shape.
fn within(skewness: f64, kurtosis: f64) -> bool {
    !(skewness.abs() > SKEWNESS_LIMIT && kurtosis > KURTOSIS_LIMIT)
}

fn is_within(values: &[f64]) -> bool {
    within(skewness(values), excess_kurtosis(values))
}

/// Gives the `k` most extreme values that of the next one, for the least `k` that is enough, and
/// returns it.
fn winsorise(values: &mut [f64], most: usize, high: bool) -> usize {
    let mut order: Vec<usize> = (0..values.len()).filter(|i| values[*i].is_finite()).collect();
    if high {
        order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    } else {
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    }
    let original: Vec<f64> = order.iter().take(most + 1).map(|i| values[*i]).collect();
    for k in 1..original.len() {
        for i in &order[..k] {
            values[*i] = original[k];
        }
        if is_within(values) {
            return k;
        }
    }
    original.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Long tail: squares of squares.
    fn tail(n: i32) -> Vec<f64> {
        (0..n).map(|i| f64::from(i).powi(9)).collect()
    }

    #[test]
    fn a_quiet_column_is_left_alone() {
        let rule = Treat { winsorise: 5, then: Some(Transform::Log) };
        for quiet in [&[] as &[f64], &[1.0], &[f64::NAN; 9], &[4.0; 20], &[1.0, 2.0, 3.0, 90.0]] {
            assert!(treat(quiet, &rule).is_none(), "{quiet:?}");
        }
    }

    #[test]
    fn a_low_outlier_takes_the_next_value() {
        let mut values: Vec<f64> = (0..30).map(|i| 50.0 + f64::from(i)).collect();
        values[7] = -1000.0;
        values[9] = f64::NAN;
        let (treated, done) = treat(&values, &Treat { winsorise: 3, then: None }).expect("treated");
        assert_eq!((treated[7], done.winsorised, done.within_limits), (50.0, 1, true));
        assert!(treated[9].is_nan() && done.skewness < -2.0);
    }

    #[test]
    fn what_is_not_enough_is_told() {
        let values = tail(40);
        let (_, done) = treat(&values, &Treat { winsorise: 1, then: None }).expect("treated");
        assert_eq!((done.winsorised, done.within_limits), (1, false));
        let (logged, done) =
            treat(&values, &Treat { winsorise: 1, then: Some(Transform::Log) }).expect("treated");
        assert_eq!((done.winsorised, done.transform), (0, Some(Transform::Log)));
        assert!(done.within_limits && logged.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn box_cox_keeps_order_and_tells_its_exponent() {
        let mut values = tail(40);
        values.push(f64::INFINITY);
        let rule = Treat { winsorise: 0, then: Some(Transform::BoxCox) };
        let (treated, done) = treat(&values, &rule).expect("treated");
        assert!(done.within_limits && treated[..40].windows(2).all(|w| w[0] < w[1]));
        assert!(treated[40].is_nan());
        assert!((-5.0..=5.0).contains(&done.lambda.expect("an exponent")));
    }

    #[test]
    fn a_rule_that_does_nothing_is_refused() {
        assert!(Treat { winsorise: 0, then: None }.validate().is_err());
        assert!(Treat { winsorise: 5000, then: None }.validate().is_err());
        assert!(Treat { winsorise: 0, then: Some(Transform::Log) }.validate().is_ok());
    }

    proptest! {
        #[test]
        fn order_is_kept_and_nothing_is_lost(
            values in prop::collection::vec(prop_oneof![-10.0..10.0_f64, -1e6..1e6_f64, Just(f64::NAN)], 0..80),
            winsorise in 0_usize..6,
            then in prop_oneof![Just(None), Just(Some(Transform::Log)), Just(Some(Transform::BoxCox))],
        ) {
            if let Some((treated, _)) = treat(&values, &Treat { winsorise, then }) {
                for (a, x) in values.iter().enumerate() {
                    prop_assert_eq!(x.is_nan(), treated[a].is_nan());
                    for (b, y) in values.iter().enumerate() {
                        prop_assert!(x >= y || x.is_nan() || y.is_nan() || treated[a] <= treated[b]);
                    }
                }
            }
        }
    }
}
