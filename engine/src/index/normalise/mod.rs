//! Indicator values → comparable values (`methods.md`, section 2). One formula a file.
//!
//! In: one column, one value a unit, and the reference zone of each unit; NaN or infinite is
//! missing. Out: one column, NaN where the value is missing or the formula has no result. `R`
//! stands for the units of the same zone that have a value, `n` for their number. A unit without
//! a zone has no result where the formula compares it with others; `identity`, `goalposts` and
//! `distance_to_target` compare with nobody and give one all the same.
//!
//! Adding a normalisation: one file, one variant of [`Normalise`] and the arms it asks for.

mod distance_to_target;
mod goalposts;
mod identity;
mod keys;
mod min_max;
pub(crate) mod order;
mod percentile_rank;
mod quantile_class;
mod quantile_position;
mod rank;
mod ratio_to_reference;
mod scale;
#[cfg(test)]
mod tests;
mod z_score;

use serde::Deserialize;

pub use distance_to_target::distance_to_target;
pub use goalposts::goalposts;
pub use identity::identity;
pub use min_max::min_max;
pub use percentile_rank::percentile_rank;
pub use quantile_class::{Edges, quantile_class};
pub use quantile_position::quantile_position;
pub use rank::rank;
pub use ratio_to_reference::{Statistic, ratio_to_reference};
pub use scale::Scale;
pub use z_score::z_score;

use crate::index::stats::Running;
use order::Order;

/// A normalisation with its parameters, as `[axis.indicator.normalise]` gives it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "keys::Keys")]
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

/// Which end of an indicator is fragile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A high value is more fragile.
    #[default]
    Up,
    /// A high value is less fragile.
    Down,
}

/// Everything a normalisation may need of one column.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// One value a unit; NaN or infinite is missing.
    pub values: &'a [f64],
    /// Reference zone of each unit; `u32::MAX` for none.
    pub zone_of_unit: &'a [u32],
    /// Number of zones.
    pub zones: usize,
    /// Value of each zone as a whole, for `ratio_to_reference` with `pooled`; NaN for none.
    pub reference: Option<&'a [f64]>,
    /// Which end is fragile.
    pub direction: Direction,
    /// What `min_max`, `quantile_position` and `goalposts` map on.
    pub scale: Scale,
}

/// Why a column could not be normalised.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NormaliseError {
    /// A parameter that cannot be.
    #[error("{0}")]
    Parameter(String),
    /// `identity` keeps the value as it is, so it cannot turn it round.
    #[error("`identity` cannot turn a `down` indicator round: choose another normalisation")]
    IdentityDown,
    /// `pooled` without the zones' values.
    #[error("`ratio_to_reference` with `pooled` needs the pooled value of each zone")]
    NoReference,
    /// Columns that do not go together.
    #[error("{what}: {found} given, {expected} expected")]
    Length {
        /// Of what.
        what: &'static str,
        /// How many were given.
        found: usize,
        /// How many there are.
        expected: usize,
    },
    /// A zone that does not exist.
    #[error("unit {unit} lies in zone {zone}, and there are {zones}")]
    Zone {
        /// Position of the unit.
        unit: usize,
        /// Its zone.
        zone: u32,
        /// Number of zones.
        zones: usize,
    },
}

/// Normalises one column.
///
/// ```
/// use ifn_engine::index::normalise::{Direction, Input, Normalise, Scale, normalise};
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

    /// Whether every result lies on the method's scale.
    pub const fn is_on_scale(&self) -> bool {
        matches!(self, Self::MinMax | Self::QuantilePosition | Self::Goalposts { .. })
    }

    /// The lowest result that it may reach on a scale from `scale_min`; `None` where that depends on
    /// the values alone.
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

impl Input<'_> {
    fn check(&self) -> Result<(), NormaliseError> {
        let length = |what, found, expected| {
            if found == expected {
                Ok(())
            } else {
                Err(NormaliseError::Length { what, found, expected })
            }
        };
        length("zones of units", self.zone_of_unit.len(), self.values.len())?;
        length("reference values", self.reference.map_or(self.zones, <[f64]>::len), self.zones)?;
        self.scale.validate().map_err(NormaliseError::Parameter)?;
        let unknown = |zone: &u32| *zone != u32::MAX && *zone as usize >= self.zones;
        match self.zone_of_unit.iter().position(unknown) {
            None => Ok(()),
            Some(unit) => {
                let zone = self.zone_of_unit[unit];
                Err(NormaliseError::Zone { unit, zone, zones: self.zones })
            }
        }
    }

    /// Results of the values that are present, whatever their zone.
    fn map(&self, result: impl Fn(f64) -> f64) -> Vec<f64> {
        let result = |x: &f64| if x.is_finite() { result(*x) } else { f64::NAN };
        self.values.iter().map(result).collect()
    }

    /// Results of the values that are present in a zone, from what is known of that zone.
    fn map_in_zones<T>(&self, zones: &[T], result: impl Fn(f64, &T) -> f64) -> Vec<f64> {
        let result = |(x, zone): (&f64, &u32)| match zones.get(*zone as usize) {
            Some(zone) if x.is_finite() => result(*x, zone),
            _ => f64::NAN,
        };
        self.values.iter().zip(self.zone_of_unit).map(result).collect()
    }

    /// Count, mean and bounds of each zone; sums in the order of the units.
    fn running(&self) -> Vec<Running> {
        let mut zones = vec![Running::default(); self.zones];
        for (x, zone) in self.values.iter().zip(self.zone_of_unit) {
            if let Some(zone) = zones.get_mut(*zone as usize).filter(|_| x.is_finite()) {
                zone.add(*x);
            }
        }
        zones
    }

    /// Units by zone and value, the least fragile first.
    fn order(&self) -> Order {
        let descending = self.direction == Direction::Down;
        Order::new(self.values, Some((self.zone_of_unit, self.zones)), descending)
    }
}
