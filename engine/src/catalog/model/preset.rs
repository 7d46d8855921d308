//! Other weights that go with a method, for those who want another view of it in one click.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::scenario::Scenario;

/// Other weights, with a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preset {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// What it is for.
    pub note: String,
    /// Weights of indicators or axes among their siblings; the others keep theirs.
    pub weights: BTreeMap<String, f64>,
}

impl Preset {
    /// The scenario of these weights.
    pub fn scenario(&self) -> Scenario {
        let weights = self.weights.iter().map(|(id, weight)| (id.clone(), *weight)).collect();
        Scenario { weights, ..Scenario::default() }
    }
}
