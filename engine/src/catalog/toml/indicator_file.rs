//! The keys of `[indicator.<id>]`, in a method or in a dataset, as written.

use serde::Deserialize;

use crate::composite::Direction;

/// `[indicator.<id>]`, in a method or in a dataset.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorFile {
    /// A phrase for people, in French.
    #[serde(default)]
    pub title: String,
    /// "%", "hab./km²", "km", "h"…
    #[serde(default)]
    pub unit: String,
    /// Whether a high value raises the index (`up`, the default) or lowers it (`down`).
    #[serde(default)]
    pub direction: Direction,
    /// A `[table.…]` of the method or a dataset of the catalogue.
    #[serde(default)]
    pub table: Option<String>,
    /// Summed over units, then divided by the denominator.
    #[serde(default)]
    pub numerator: Option<String>,
    /// See `numerator`.
    #[serde(default)]
    pub denominator: Option<String>,
    /// Published only as a value.
    #[serde(default)]
    pub value: Option<String>,
    /// Weight of the value when units are put together; the population when absent.
    #[serde(default)]
    pub weight: Option<String>,
    /// Datasets of places, or tables of the method that have a mapping: the value is the distance in
    /// kilometres to the nearest place, the mean of it over several of them.
    #[serde(default)]
    pub nearest: Option<Vec<String>>,
    /// A table of polygons: the share that they cover.
    #[serde(default)]
    pub covered: Option<String>,
    /// Of what: `area`, or a table of points, each as much as its `weight`.
    #[serde(default)]
    pub of: Option<String>,
    /// Multiplies the result: 100 for a percentage.
    #[serde(default)]
    pub factor: Option<f64>,
    /// What a reader must know.
    #[serde(default)]
    pub note: String,
}
