//! What an audit reports.

use serde::Serialize;

use super::missing::{GroupMissing, LowUnit};

/// The result.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// Method id.
    pub method: String,
    /// Method title.
    pub title: String,
    /// Its notice, which every output carries.
    pub notice: String,
    /// Level.
    pub level: String,
    /// The zone whose units alone were audited; their scores are compared with all of the level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Units of the level, or of it in the zone.
    pub units: usize,
    /// Of these, with a score.
    pub scored: usize,
    /// Ids in the order of the matrices: scored indicators, axes, then `score`.
    pub columns: Vec<String>,
    /// Pearson's correlations over the units that have both.
    pub pearson: Vec<Vec<Option<f64>>>,
    /// Spearman's rank correlations, likewise.
    pub spearman: Vec<Vec<Option<f64>>>,
    /// Scored indicators.
    pub indicators: Vec<IndicatorAudit>,
    /// Reliability of each axis with two indicators or more, and of all indicators together.
    pub reliability: Vec<Reliability>,
    /// Level of the groups that missing values are counted in.
    pub group_level: Option<String>,
    /// Share of missing values by group.
    pub missing: Vec<GroupMissing>,
    /// Units whose score rests on less than 80 % of the weight, the least first.
    pub low: Vec<LowUnit>,
    /// Scores in twenty equal steps from the least to the greatest.
    pub histogram: Histogram,
    /// What deserves a look, in words.
    pub findings: Vec<Finding>,
}

/// One scored indicator.
#[derive(Debug, Clone, Serialize)]
pub struct IndicatorAudit {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Its axis.
    pub axis: String,
    /// Units with a value.
    pub n: usize,
    /// Share of units without one.
    pub missing: f64,
    /// Weight that the method gives it, 0–1.
    pub effective_weight: f64,
    /// Share of the index's variance that comes from it: w·cov(x, index)/var(index) over complete
    /// units; these sum to 1 for an arithmetic mean. A weight is what it is meant to count, this
    /// is what it counts.
    pub influence: Option<f64>,
    /// Pearson's correlation with the index.
    pub pearson: Option<f64>,
    /// Spearman's.
    pub spearman: Option<f64>,
    /// Variance inflation 1/(1 − R²) given the other indicators, over complete units; `None` when
    /// it is their sum exactly.
    pub variance_inflation: Option<f64>,
}

/// Cronbach's alpha.
#[derive(Debug, Clone, Serialize)]
pub struct Reliability {
    /// Axis, or `score` for all indicators together.
    pub axis: String,
    /// Indicators.
    pub indicators: usize,
    /// Units that have all of them.
    pub n: usize,
    /// Alpha over standardised indicators.
    pub alpha: Option<f64>,
    /// Alpha without each of them, by id.
    pub without: Vec<(String, Option<f64>)>,
}

/// Scores by step.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Histogram {
    /// Least score.
    pub min: f64,
    /// Greatest.
    pub max: f64,
    /// Units a step.
    pub counts: Vec<usize>,
}

/// Something that deserves a look.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// `double_counting`, `against`, `inflation`, `little_influence`, `reliability`, `missing`.
    pub kind: &'static str,
    /// Whom it concerns.
    pub of: Vec<String>,
    /// The figure.
    pub value: f64,
}
