//! `quantile_class`: how many quantiles of R a value passes on either side of the centre.

use serde::Deserialize;

use super::Input;

/// Probabilities, each side in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edges {
    /// Below each of these quantiles the class falls by one.
    #[serde(default)]
    pub lower: Vec<f64>,
    /// Above each of these quantiles it rises by one.
    #[serde(default)]
    pub upper: Vec<f64>,
}

impl Edges {
    /// Checks that there are edges, between 0 and 1 (both excluded), in ascending order.
    pub(super) fn validate(&self) -> Result<(), String> {
        if self.lower.is_empty() && self.upper.is_empty() {
            return Err(
                "`edges` needs `lower` or `upper`, as in lower = [0.1], upper = [0.9]".into()
            );
        }
        for (side, edges) in [("lower", &self.lower), ("upper", &self.upper)] {
            if let Some(edge) = edges.iter().find(|edge| !(0.0 < **edge && **edge < 1.0)) {
                return Err(format!(
                    "edges.{side} holds {edge}: an edge is a probability between 0 and 1, as 0.25"
                ));
            }
            if !edges.is_sorted() {
                return Err(format!("edges.{side} = {edges:?}: give them in ascending order"));
            }
        }
        Ok(())
    }
}

/// `#{upper : x > q} − #{lower : x < q}`: a value on an edge falls towards the centre.
///
/// ```
/// use ifn_engine::composite::normalise::quantile_class;
/// // of 10, 20, 20, 30, 50: q(0.25) = 20, q(0.6) = 24, q(0.9) = 42
/// let (lower, upper) = ([20.0], [24.0, 42.0]);
/// let found = [10.0, 20.0, 20.0, 30.0, 50.0].map(|x| quantile_class(x, &lower, &upper));
/// assert_eq!(found, [-1.0, 0.0, 0.0, 1.0, 2.0]);
/// ```
pub fn quantile_class(x: f64, lower: &[f64], upper: &[f64]) -> f64 {
    let above = upper.iter().filter(|q| x > **q).count();
    let below = lower.iter().filter(|q| x < **q).count();
    above as f64 - below as f64
}

pub(super) fn column(edges: &Edges, input: &Input) -> Vec<f64> {
    let mut out = vec![f64::NAN; input.values.len()];
    let (mut lower, mut upper) = (Vec::new(), Vec::new());
    for zone in input.order().groups() {
        lower.clear();
        lower.extend(edges.lower.iter().map(|p| zone.quantile(*p)));
        upper.clear();
        upper.extend(edges.upper.iter().map(|p| zone.quantile(*p)));
        for (unit, x) in zone.units() {
            out[unit] = quantile_class(x, &lower, &upper);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Edges, quantile_class};
    use crate::composite::normalise::tests::{INF, NAN, assert_same, down, tied, up};
    use crate::composite::normalise::{Input, Normalise, normalise};
    use crate::composite::stats::quantile_sorted;
    use proptest::prelude::*;

    fn ifn_2022() -> Normalise {
        let edges = Edges { lower: vec![0.10, 0.25, 0.40], upper: vec![0.60, 0.75, 0.90] };
        Normalise::QuantileClass { edges }
    }

    #[test]
    fn tenths_of_100_units() {
        let x: Vec<f64> = (0..100).map(f64::from).collect();
        let found = normalise(&ifn_2022(), &up(&x)).expect("numbers");
        let count = |class: f64| found.iter().filter(|f| **f == class).count();
        let counts = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0].map(count);
        assert_eq!(counts, [10, 15, 15, 20, 15, 15, 10]);
        assert_eq!((found[0], found[50], found[99]), (-3.0, 0.0, 3.0));
    }

    #[test]
    fn ties_fall_towards_the_centre() {
        assert_same(&normalise(&ifn_2022(), &up(&[0.1; 9])), &[0.0; 9]);
        assert_same(&normalise(&ifn_2022(), &up(&[7.0])), &[0.0]);
        // Most communes have no library: 0 is the lower edge itself.
        let mut x = [0.0; 10];
        (x[8], x[9]) = (4.0, 5.0);
        let found = normalise(&ifn_2022(), &up(&x)).expect("numbers");
        assert_eq!((found[0], found[8], found[9]), (0.0, 2.0, 3.0));
    }

    #[test]
    fn zones_are_apart_and_missing_stays() {
        let x = [1.0, 2.0, 3.0, NAN, INF, 9.0, 8.0];
        let zones = [0, 0, 0, 0, 0, 1, u32::MAX];
        let input = Input { zone_of_unit: &zones, zones: 2, ..up(&x) };
        assert_same(&normalise(&ifn_2022(), &input), &[-3.0, 0.0, 3.0, NAN, NAN, 0.0, NAN]);
    }

    #[test]
    fn edges_are_checked() {
        let wrong = |lower: &[f64], upper: &[f64]| {
            Edges { lower: lower.into(), upper: upper.into() }.validate().is_err()
        };
        assert!(wrong(&[], &[]) && wrong(&[0.0], &[]) && wrong(&[], &[1.0]));
        assert!(wrong(&[0.4, 0.1], &[]) && wrong(&[NAN], &[]) && wrong(&[25.0], &[75.0]));
        assert!(!wrong(&[], &[0.9]) && ifn_2022().validate().is_ok());
    }

    proptest! {
        #[test]
        fn as_defined_and_turned_round(x in tied(1..60)) {
            let found = normalise(&ifn_2022(), &up(&x)).expect("numbers");
            let mut sorted = x.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            let lower = [0.10, 0.25, 0.40].map(|p| quantile_sorted(&sorted, p));
            let upper = [0.60, 0.75, 0.90].map(|p| quantile_sorted(&sorted, p));
            for (x, found) in x.iter().zip(&found) {
                prop_assert_eq!(quantile_class(*x, &lower, &upper), *found);
            }
            let turned: Vec<f64> = found.iter().map(|class| 0.0 - class).collect();
            assert_same(&normalise(&ifn_2022(), &down(&x)), &turned);
        }
    }
}
