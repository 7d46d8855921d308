//! `z_score`: how many standard deviations a value lies from the mean of R.

use super::Input;
use crate::composite::direction::Direction;

/// `(x − mean)/sd`, `sd` the population standard deviation (ddof 0). 0 when `sd` is 0 (or beyond
/// what an `f64` can hold).
///
/// ```
/// use ifn_engine::composite::normalise::z_score;
/// let (mean, sd) = (5.0, 3.0);
/// let found = [2.0, 8.0, 5.0, 11.0, 0.5].map(|x| z_score(x, mean, sd));
/// assert_eq!(found, [-1.0, 1.0, 0.0, 2.0, -1.5]);
/// ```
pub fn z_score(x: f64, mean: f64, sd: f64) -> f64 {
    if sd == 0.0 || sd.is_infinite() { 0.0 } else { (x - mean) / sd }
}

pub(super) fn column(input: &Input) -> Vec<f64> {
    let mut zones: Vec<(f64, f64)> = Vec::with_capacity(input.zones);
    let running = input.running();
    zones.extend(running.iter().map(|zone| (zone.mean(), 0.0)));
    for (x, zone) in input.values.iter().zip(input.zone_of_unit) {
        if let Some((mean, squares)) = zones.get_mut(*zone as usize).filter(|_| x.is_finite()) {
            *squares += (x - *mean) * (x - *mean);
        }
    }
    for ((_, spread), zone) in zones.iter_mut().zip(&running) {
        *spread = (*spread / zone.n as f64).sqrt();
    }
    input.map_in_zones(&zones, |x, (mean, sd)| match input.direction {
        Direction::Up => z_score(x, *mean, *sd),
        Direction::Down => z_score(-x, -mean, *sd),
    })
}

#[cfg(test)]
mod tests {
    use crate::composite::normalise::tests::{INF, NAN, assert_same, down, up, values};
    use crate::composite::normalise::{Input, Normalise, normalise};
    use crate::composite::stats::{mean, population_sd};
    use proptest::prelude::*;

    const METHOD: Normalise = Normalise::ZScore;

    #[test]
    fn population_deviation() {
        let x = [1.0, NAN, 3.0, -INF];
        assert_same(&normalise(&METHOD, &up(&x)), &[-1.0, NAN, 1.0, NAN]);
        assert_same(&normalise(&METHOD, &down(&x)), &[1.0, NAN, -1.0, NAN]);
    }

    #[test]
    fn equal_values_are_0() {
        assert_same(&normalise(&METHOD, &up(&[0.1; 3])), &[0.0; 3]);
        assert_same(&normalise(&METHOD, &down(&[0.1; 7])), &[0.0; 7]);
        assert_same(&normalise(&METHOD, &up(&[f64::MAX, f64::MIN])), &[0.0; 2]);
    }

    #[test]
    fn zones_are_apart() {
        let x = [1.0, 50.0, 3.0, 70.0, 9.0, 4.0];
        let input = Input { zone_of_unit: &[0, 1, 0, 1, 2, u32::MAX], zones: 3, ..up(&x) };
        assert_same(&normalise(&METHOD, &input), &[-1.0, -1.0, 1.0, 1.0, 0.0, NAN]);
    }

    proptest! {
        #[test]
        fn mean_0_deviation_1_whatever_the_unit(x in values(2..40)) {
            let found = normalise(&METHOD, &up(&x)).expect("numbers");
            prop_assert!(mean(&found).abs() < 1e-9);
            if x.iter().any(|y| (y - x[0]).abs() > 1e-3) {
                prop_assert!((population_sd(&found) - 1.0).abs() < 1e-9);
            }
            let scaled: Vec<f64> = x.iter().map(|x| 8.0 * x).collect();
            assert_same(&normalise(&METHOD, &up(&scaled)), &found);
        }
    }
}
