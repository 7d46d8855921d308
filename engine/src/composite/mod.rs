//! Formulas of composite indicators, after the OECD/JRC handbook (2008, doi:10.1787/9789264043466-en).
//!
//! In: slices of `f64`, one value a unit, in any unit of measure; NaN or infinite is missing. Out:
//! vectors of the same length, NaN where a value is missing or a formula has no result. Nothing
//! here knows a method file or a territory: groups and reference zones are numbers.
//!
//! | module | step of the handbook |
//! |---|---|
//! | [`impute`] | 3, missing values |
//! | [`treat`] | 4, outliers |
//! | [`normalise`] | 5 |
//! | [`aggregate`] | 6, weights and aggregation |
//! | [`rank`] | ranks and deciles of the result |
//! | [`stats`] | means, spread, quantiles, shape |
//!
//! ```
//! use ifn_engine::composite::aggregate::{Aggregate, aggregate};
//! use ifn_engine::composite::normalise::{Input, Normalise, normalise};
//! use ifn_engine::composite::rank::competition_rank;
//! use ifn_engine::composite::{Direction, Scale};
//!
//! let on_scale = |values: &[f64], direction| {
//!     let scale = Scale { min: 0.0, max: 100.0 };
//!     let zone_of_unit = &[0; 3];
//!     let input = Input { values, zone_of_unit, zones: 1, reference: None, direction, scale };
//!     normalise(&Normalise::MinMax, &input).unwrap()
//! };
//! let poverty = on_scale(&[10.0, 20.0, 30.0], Direction::Up);
//! let income = on_scale(&[22_000.0, 24_000.0, 20_000.0], Direction::Down);
//! let index = aggregate(Aggregate::Arithmetic, &[&poverty, &income], &[1.0, 1.0]);
//! assert_eq!(index, [25.0, 25.0, 100.0]);
//! assert_eq!(competition_rank(&index, None), [2, 2, 1]);
//! ```

pub mod aggregate;
mod direction;
pub mod impute;
pub mod normalise;
pub(crate) mod order;
pub mod rank;
mod scale;
pub mod stats;
pub mod treat;

pub use direction::Direction;
pub use scale::Scale;

/// Of a unit that is in no group or zone: no number of one is as large.
pub const NO_GROUP: u32 = u32::MAX;
