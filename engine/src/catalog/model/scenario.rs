//! Another choice of levels, indicators, weights and reference than the method's own.

use serde::{Deserialize, Serialize};

/// Another choice of levels, indicators, weights and reference than the method's own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// Levels to compute; all when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// Indicators to score; all when empty. The others become context.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// Other weights, of indicators or axes, among their siblings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<(String, f64)>,
    /// Another reference zone: `france`, or a level whose units are zones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl Scenario {
    /// Whether it leaves the method as it is.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
