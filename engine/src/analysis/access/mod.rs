//! Spatial accessibility: how far people go to a place that helps, how many places there are for them,
//! and where need is high and places are missing.
//!
//! In: where the people of each unit are ([`Demand`]), the places that help ([`PlaceSupply`]), the scores.
//! Out: [`Reach`] (distance to the nearest place in kilometres, places within reach per 10,000
//! persons at risk) and [`Gaps`] (need and lack of access 0–1, their product 0–100, their thirds, what to
//! study).

mod accessibility;
mod demand;
mod e2sfca;
mod gaps;
mod inside;
mod inventoried;
mod reach;
mod remedy;
mod supply;
mod third;

pub use accessibility::{AccessSummary, Accessibility, ScoredLevel};
pub use demand::Demand;
pub use e2sfca::{CatchmentZones, e2sfca};
pub use gaps::{Gaps, Need, QUADRANTS, gaps};
pub use inventoried::Inventoried;
pub use reach::Reach;
pub use remedy::remedies;
pub use supply::{PlaceSupply, counts_services};
pub use third::Third;
