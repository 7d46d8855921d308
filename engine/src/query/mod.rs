//! Questions to a finished build: rescore it, list its largest gaps, audit or compare it, locate rows in
//! it.
//!
//! In: a build's folder ([`Build`](crate::build::Build)) or what was computed. Out: tables and reports;
//! the build is left as it is.

mod audit;
mod compare;
mod gaps;
mod locate;
mod rescore;
mod unit_access;

pub use audit::{audit_level, audited_level};
pub use compare::compare_builds;
pub use gaps::{GapQuery, LargestGaps, NotInventoried, largest_gaps};
pub use locate::{LocateExample, LocateReport, LocateRequest, TableKeys, ZoneRows, locate};
pub use rescore::{Rescored, Rescorer};
pub use unit_access::NearbyPlace;
