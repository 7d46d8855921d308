//! Reading a result: why a unit has its score.
//!
//! In: a method's summary and what is known of one unit. Out: an [`Explanation`] for people and
//! for machines. Computes nothing that a build has not written.

mod explain;

pub use explain::{Explanation, Part, PartKind, UnitValues, ZoneValues, explain};
