//! Indicator values → comparable values (OECD/JRC handbook, step 5). One formula a file.
//!
//! In: one column, one value a unit, and the reference zone of each unit; NaN or infinite is
//! missing. Out: one column, NaN where the value is missing or the formula has no result. `R`
//! stands for the units of the same zone that have a value, `n` for their number. A unit without
//! a zone has no result where the formula compares it with others; `identity`, `goalposts` and
//! `distance_to_target` compare with nobody and give one all the same.
//!
//! Adding a normalisation: one file, one variant of [`Normalise`] and the arms it asks for.

mod distance_to_target;
mod error;
mod goalposts;
mod identity;
mod input;
mod keys;
mod min_max;
mod percentile_rank;
mod quantile_class;
mod quantile_position;
mod rank;
mod ratio_to_reference;
#[cfg(test)]
mod tests;
mod z_score;

use serde::Deserialize;

pub use distance_to_target::distance_to_target;
pub use error::NormaliseError;
pub use goalposts::goalposts;
pub use identity::identity;
pub use input::Input;
pub use min_max::min_max;
pub use percentile_rank::percentile_rank;
pub use quantile_class::{Edges, quantile_class};
pub use quantile_position::quantile_position;
pub use rank::rank;
pub use ratio_to_reference::{Statistic, ratio_to_reference};
pub use z_score::z_score;

/// A normalisation with its parameters, as `[axis.indicator.normalise]` gives it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "keys::NormaliseKeys")]
pub enum Normalise {
    /// The value itself.
    Identity,
    /// Position between the smallest and the largest of R, on the scale.
    MinMax,
    /// Distance from the mean of R in standard deviations.
    ZScore,
    /// Average rank in R, 1 = lowest.
    Rank,
    /// Share of R below, ties counted half: 0–1, both excluded.
    PercentileRank,
    /// Rank in R, evenly spread on the scale.
    QuantilePosition,
    /// Quantiles of R passed, counted up and down from the centre.
    QuantileClass {
        /// Probabilities of the quantiles.
        edges: Edges,
    },
    /// Hundred times the ratio to the zone's own value.
    RatioToReference {
        /// What the zone's own value is.
        statistic: Statistic,
    },
    /// Position between two fixed values, clamped, on the scale.
    Goalposts {
        /// Where the scale starts.
        low: f64,
        /// Where it ends.
        high: f64,
    },
    /// Ratio to a fixed value.
    DistanceToTarget {
        /// The value to reach.
        target: f64,
    },
}

/// Normalises one column.
///
/// ```
/// use ifn_engine::composite::normalise::{Input, Normalise, normalise};
/// use ifn_engine::composite::{Direction, Scale};
/// let input = Input {
///     values: &[10.0, 20.0, f64::NAN, 40.0, 15.0],
///     zone_of_unit: &[0; 5],
///     zones: 1,
///     reference: None,
///     direction: Direction::Up,
///     scale: Scale { min: 1.0, max: 10.0 },
/// };
/// let found = normalise(&Normalise::QuantilePosition, &input).unwrap();
/// assert_eq!([found[0], found[1], found[3], found[4]], [1.0, 7.0, 10.0, 4.0]);
/// assert!(found[2].is_nan());
/// ```
///
/// # Errors
/// Parameters or columns that do not go together; `identity` of a `down` indicator.
pub fn normalise(method: &Normalise, input: &Input) -> Result<Vec<f64>, NormaliseError> {
    method.validate().map_err(NormaliseError::Parameter)?;
    input.check()?;
    match method {
        Normalise::Identity => identity::column(input),
        Normalise::MinMax => Ok(min_max::column(input)),
        Normalise::ZScore => Ok(z_score::column(input)),
        Normalise::Rank => Ok(rank::column(input)),
        Normalise::PercentileRank => Ok(percentile_rank::column(input)),
        Normalise::QuantilePosition => Ok(quantile_position::column(input)),
        Normalise::QuantileClass { edges } => Ok(quantile_class::column(edges, input)),
        Normalise::RatioToReference { statistic } => ratio_to_reference::column(*statistic, input),
        Normalise::Goalposts { low, high } => Ok(goalposts::column(*low, *high, input)),
        Normalise::DistanceToTarget { target } => Ok(distance_to_target::column(*target, input)),
    }
}

impl Normalise {
    /// The names that `method` takes in a method file, in the order of the variants.
    pub const NAMES: [&'static str; 10] = [
        "identity",
        "min_max",
        "z_score",
        "rank",
        "percentile_rank",
        "quantile_position",
        "quantile_class",
        "ratio_to_reference",
        "goalposts",
        "distance_to_target",
    ];

    /// Its name in a method file.
    ///
    /// ```
    /// use ifn_engine::composite::normalise::Normalise;
    /// assert_eq!(Normalise::Goalposts { low: 0.0, high: 40.0 }.name(), "goalposts");
    /// ```
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Identity => Self::NAMES[0],
            Self::MinMax => Self::NAMES[1],
            Self::ZScore => Self::NAMES[2],
            Self::Rank => Self::NAMES[3],
            Self::PercentileRank => Self::NAMES[4],
            Self::QuantilePosition => Self::NAMES[5],
            Self::QuantileClass { .. } => Self::NAMES[6],
            Self::RatioToReference { .. } => Self::NAMES[7],
            Self::Goalposts { .. } => Self::NAMES[8],
            Self::DistanceToTarget { .. } => Self::NAMES[9],
        }
    }

    /// Whether every result lies on the scale of the input.
    ///
    /// ```
    /// use ifn_engine::composite::normalise::Normalise;
    /// assert!(Normalise::MinMax.is_on_scale() && !Normalise::ZScore.is_on_scale());
    /// ```
    pub const fn is_on_scale(&self) -> bool {
        matches!(self, Self::MinMax | Self::QuantilePosition | Self::Goalposts { .. })
    }

    /// The lowest result that it may reach on a scale from `scale_min`; `None` where that depends on
    /// the values alone.
    ///
    /// ```
    /// use ifn_engine::composite::normalise::Normalise;
    /// assert_eq!(Normalise::MinMax.lowest(1.0), Some(1.0));
    /// assert_eq!(Normalise::ZScore.lowest(1.0), Some(f64::NEG_INFINITY));
    /// assert_eq!(Normalise::Identity.lowest(1.0), None);
    /// ```
    pub fn lowest(&self, scale_min: f64) -> Option<f64> {
        match self {
            Self::MinMax | Self::QuantilePosition | Self::Goalposts { .. } => Some(scale_min),
            Self::ZScore => Some(f64::NEG_INFINITY),
            Self::Rank => Some(1.0),
            Self::PercentileRank => Some(f64::MIN_POSITIVE),
            Self::QuantileClass { edges } => Some(-(edges.lower.len() as f64)),
            Self::Identity | Self::RatioToReference { .. } | Self::DistanceToTarget { .. } => None,
        }
    }

    /// Whether the result means nothing once the value is on another scale than its own.
    ///
    /// ```
    /// use ifn_engine::composite::normalise::Normalise;
    /// assert!(Normalise::DistanceToTarget { target: 50.0 }.needs_the_unit());
    /// assert!(!Normalise::Rank.needs_the_unit());
    /// ```
    pub const fn needs_the_unit(&self) -> bool {
        matches!(
            self,
            Self::Identity
                | Self::RatioToReference { .. }
                | Self::Goalposts { .. }
                | Self::DistanceToTarget { .. }
        )
    }

    /// Checks the parameters.
    ///
    /// ```
    /// use ifn_engine::composite::normalise::Normalise;
    /// assert_eq!(Normalise::Goalposts { low: 0.0, high: 40.0 }.validate(), Ok(()));
    /// assert!(Normalise::Goalposts { low: 40.0, high: 0.0 }.validate().is_err());
    /// ```
    ///
    /// # Errors
    /// What is wrong, and what was expected.
    pub fn validate(&self) -> Result<(), String> {
        match self {
            Self::QuantileClass { edges } => edges.validate(),
            Self::Goalposts { low, high } => goalposts::validate(*low, *high),
            Self::DistanceToTarget { target } => distance_to_target::validate(*target),
            _ => Ok(()),
        }
    }
}
