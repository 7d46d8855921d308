//! Which end of an indicator is fragile: `direction` of an indicator.

use serde::Deserialize;

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
