//! The keys of `[access]`, as written.

use serde::Deserialize;
use toml::Spanned;

use crate::catalog::model::{Capacity, Supply};

/// `[access]`, as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessFile {
    /// What is counted as help, for people.
    #[serde(default)]
    pub title: String,
    /// What a reader must know of it.
    #[serde(default)]
    pub note: String,
    /// Datasets of places, or tables of the method that have a mapping.
    pub places: Vec<Spanned<String>>,
    #[serde(default)]
    pub supply: Supply,
    #[serde(default)]
    pub capacity: Capacity,
    /// Outer edges of the zones around a place, ascending.
    #[serde(default)]
    pub zones_km: Option<Spanned<Vec<f64>>>,
    /// What a person in each of them counts for.
    #[serde(default)]
    pub weights: Option<Spanned<Vec<f64>>>,
    /// The indicator, a share of persons in %, of who is at risk.
    #[serde(default)]
    pub at_risk: Option<Spanned<String>>,
    /// Who these are, for people: "personnes de 65 ans et plus".
    #[serde(default)]
    pub people: String,
    #[serde(default)]
    pub remedy: RemedyFile,
}

/// `[access.remedy]`: scored indicators that point at one remedy.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemedyFile {
    #[serde(default)]
    pub network: Vec<Spanned<String>>,
    #[serde(default)]
    pub equipment: Vec<Spanned<String>>,
    #[serde(default)]
    pub mediation: Vec<Spanned<String>>,
}
