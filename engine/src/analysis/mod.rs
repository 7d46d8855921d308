//! Reading a result: why a unit has its score, whether the index holds together, what changed.
//!
//! In: a method's summary and the columns or rows of a build. Out: an [`Explanation`], an
//! [`audit::Audit`] or a [`compare::Comparison`], for people and for machines.

pub mod access;
pub mod audit;
pub mod compare;
mod contribution;
mod explain;
mod unit_values;

pub use contribution::above_middle;
pub use explain::{Explanation, Part, PartKind, Unscored, ZoneRank, explain};
pub use unit_values::{AccessValues, UnitValues, ZoneValues};
