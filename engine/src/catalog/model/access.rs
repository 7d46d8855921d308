//! `[access]`: which help counts, for whom, and how far people go for it.
//!
//! Distances in kilometres.

use serde::{Deserialize, Serialize};

use super::dataset::Dataset;

/// Which places are help.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// Those that name a service of mediation; all, where none does.
    #[default]
    Auto,
    /// Those that name a service.
    Services,
    /// All that receive the public.
    All,
}

/// What a place can give.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// All the same: 1.
    #[default]
    Place,
    /// Its hours of opening in an ordinary week; one whose hours are not known has the median.
    Hours,
}

/// What to study where the index is high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Nothing in particular.
    None,
    /// Coverage.
    Network,
    /// Devices, their cost.
    Equipment,
    /// People who help.
    Mediation,
}

impl Remedy {
    /// All, in the order of the variants.
    pub const ALL: [Self; 4] = [Self::None, Self::Network, Self::Equipment, Self::Mediation];

    /// The remedy that outputs write so; `None` for another text.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|remedy| remedy.name() == name)
    }

    /// As written in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Network => "network",
            Self::Equipment => "equipment",
            Self::Mediation => "mediation",
        }
    }
}

/// Help, as a method counts it, without the places themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessRule {
    /// What is counted as help, for people.
    pub title: String,
    /// What a reader must know of it.
    pub note: String,
    /// Which places count.
    pub supply: Supply,
    /// What each can give.
    pub capacity: Capacity,
    /// Outer edges of the zones around a place, in kilometres.
    pub zones_km: Vec<f64>,
    /// What a person in each counts for.
    pub weights: Vec<f64>,
    /// Id of the indicator of persons at risk.
    pub at_risk: Option<String>,
    /// Who these are, for people.
    pub people: String,
    /// Scored indicators that point at a remedy.
    pub remedies: Vec<(Remedy, Vec<String>)>,
}

/// `[access]`, resolved.
#[derive(Debug, Clone)]
pub struct Access {
    /// How help is counted.
    pub rule: AccessRule,
    /// Where places are read.
    pub places: Vec<Dataset>,
}
