//! The scale that positions are mapped on: `[scale]` of a method file.

use serde::Deserialize;

/// Both ends of the scale, `min < max`; 0 and 1 unless the method says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Of what raises the index least.
    pub min: f64,
    /// Of what raises it most.
    pub max: f64,
}

impl Default for Scale {
    fn default() -> Self {
        Self { min: 0.0, max: 1.0 }
    }
}

impl Scale {
    /// Position 0–1 → the scale. Both ends are met exactly and never passed by rounding.
    ///
    /// ```
    /// use ifn_engine::composite::Scale;
    /// let scale = Scale { min: 1.0, max: 10.0 };
    /// let found = [0.0, 0.25, 0.5, 0.75, 1.0].map(|position| scale.at(position));
    /// assert_eq!(found, [1.0, 3.25, 5.5, 7.75, 10.0]);
    /// ```
    pub fn at(self, position: f64) -> f64 {
        if position >= 1.0 {
            return self.max;
        }
        (self.min + (self.max - self.min) * position).clamp(self.min, self.max)
    }

    /// `min + max − x`: the scale turned round.
    ///
    /// ```
    /// use ifn_engine::composite::Scale;
    /// let scale = Scale { min: 1.0, max: 10.0 };
    /// let found = [1.0, 3.25, 5.5, 7.75, 10.0].map(|x| scale.flip(x));
    /// assert_eq!(found, [10.0, 7.75, 5.5, 3.25, 1.0]);
    /// ```
    pub fn flip(self, x: f64) -> f64 {
        if x == self.min {
            return self.max;
        }
        if x == self.max {
            return self.min;
        }
        (self.min + self.max - x).clamp(self.min, self.max)
    }

    /// Checks that `min < max`, both finite.
    ///
    /// ```
    /// use ifn_engine::composite::Scale;
    /// assert_eq!(Scale::default().validate(), Ok(()));
    /// assert!(Scale { min: 10.0, max: 1.0 }.validate().is_err());
    /// ```
    ///
    /// # Errors
    /// What is wrong, and what was expected.
    pub fn validate(self) -> Result<(), String> {
        if self.min < self.max && (self.max - self.min).is_finite() {
            return Ok(());
        }
        Err(format!("scale min = {}, max = {}: min must be below max", self.min, self.max))
    }
}

/// `(x − low)/(high − low)`, not clamped, also where the difference passes what an `f64` can hold.
pub(super) fn position(x: f64, low: f64, high: f64) -> f64 {
    if (high - low).is_finite() {
        (x - low) / (high - low)
    } else {
        (x / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ends_in_the_wrong_order_are_refused() {
        for (min, max) in [(1.0, 1.0), (2.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            assert!(Scale { min, max }.validate().is_err());
        }
        assert_eq!(Scale::default().validate(), Ok(()));
    }

    proptest! {
        #[test]
        fn both_ends_are_exact(min in -1e3..1e3_f64, width in 1e-3..1e3_f64, p in 0.0..=1.0_f64) {
            let scale = Scale { min, max: min + width };
            prop_assert_eq!((scale.at(0.0), scale.at(1.0)), (scale.min, scale.max));
            prop_assert_eq!((scale.flip(scale.min), scale.flip(scale.max)), (scale.max, scale.min));
            let x = scale.at(p);
            prop_assert!(scale.min <= x && x <= scale.max);
            prop_assert!((scale.flip(scale.flip(x)) - x).abs() < 1e-9);
        }
    }
}
