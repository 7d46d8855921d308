//! Values per unit and level: summed up, inherited down, each with its origin.
//!
//! In: a method's indicators, the tables joined to units. Out: for each level and indicator a
//! [`Column`] of values in the indicator's unit (NaN inside the engine where missing, with a
//! reason), and the sums from which the pooled value of any zone follows
//! (`methods.md`, section 1).

mod evaluated_column;
mod levels;
mod measure;
mod nearest;
mod rows;
mod sums;

use std::sync::Arc;

use crate::table::MissingReason;

pub use evaluated_column::Parsed;
pub use levels::at_level;
pub use measure::{Measured, TableReport, from_sums, measure};
pub use nearest::nearest;
pub use sums::Sums;

/// `factor` × numerator ÷ denominator; of all of it, the factor itself, to the last bit: units that are
/// wholly covered are equal.
pub fn quotient(factor: f64, numerator: f64, denominator: f64) -> f64 {
    if numerator == denominator && denominator != 0.0 {
        factor
    } else {
        factor * numerator / denominator
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Origin {
    /// None.
    Missing,
    /// The table speaks of this unit.
    Measured,
    /// From finer units, or from several former units that are one now.
    Aggregated,
    /// The value of the unit that contains it.
    Inherited,
    /// Filled in from its group.
    Imputed,
    /// A distance, from the squares of a population grid, by their persons.
    Grid,
    /// A distance, from the town hall.
    TownHall,
    /// A distance, from a point inside the contour.
    Centre,
}

impl Origin {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Missing,
        Self::Measured,
        Self::Aggregated,
        Self::Inherited,
        Self::Imputed,
        Self::Grid,
        Self::TownHall,
        Self::Centre,
    ];

    /// As written in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Measured => "measured",
            Self::Aggregated => "aggregated",
            Self::Inherited => "inherited",
            Self::Imputed => "imputed",
            Self::Grid => "grid",
            Self::TownHall => "town_hall",
            Self::Centre => "centre",
        }
    }
}

/// One indicator at one level.
#[derive(Debug, Clone)]
pub struct Column {
    /// Values in the indicator's unit; NaN where missing.
    pub values: Vec<f64>,
    /// Origin of each value.
    pub origin: Vec<Origin>,
    /// Why a value is missing; none where it is not.
    pub reason: Vec<Option<MissingReason>>,
    /// Pooled value of each unit of each zone level, see [`Sums`].
    pub sums: Arc<Sums>,
}
