//! Help within reach: how far people go for it, how much of it there is for them, and where need is
//! high and help is missing.
//!
//! In: where the people of each unit are ([`Demand`]), the places that help ([`Supply`]), the scores.
//! Out: [`Reach`] (distance to the nearest place in kilometres, places within reach per 10,000
//! persons at risk) and [`Gaps`] (need and lack of access 0–1, their product 0–100, quadrant,
//! remedy).

mod demand;
mod e2sfca;
mod gaps;
mod help;
mod inside;
mod reach;
mod remedy;
mod supply;

pub use demand::Demand;
pub use e2sfca::{Zones, e2sfca};
pub use gaps::{Gaps, Need, QUADRANTS, gaps};
pub use help::{Access, Help, Scored};
pub use reach::Reach;
pub use remedy::remedies;
pub use supply::{Supply, counts_services};
