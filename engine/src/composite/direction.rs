//! Which end of an indicator raises the index: `direction` of an indicator.

use serde::Deserialize;

/// Which end of an indicator raises the index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A high value raises the index.
    #[default]
    Up,
    /// A high value lowers the index.
    Down,
}
