//! What people read in French about a build, whatever its method: where a unit stands, where a value comes
//! from and why one is missing, need and supply, what to study.
//!
//! In: ranks, counts, and the names that outputs write. Out: phrases without a final point. What depends on
//! what an index measures comes from its method (`[words]`, [`MethodWords`](crate::catalog::MethodWords)).
//! Every origin, reason and remedy has its words: the compiler asks for them.

mod access;
mod levels;
mod origins;
mod standing;

pub use access::{need_and_supply, places_note, remedy, remedy_in_short, thirds};
pub use levels::{
    level, levels, member_name, of_units, part_of_zone, some_units, units, zone, zone_name,
};
pub use origins::{measured_from, origin, reason};
pub use standing::{FEW, UnitStanding, standing};
