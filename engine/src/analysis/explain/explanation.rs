//! An explanation as it is printed and written to JSON.

use serde::Serialize;

use crate::analysis::unit_values::{AccessValues, ZoneValues};
use crate::catalog::MethodWords;

/// Axis, indicator or context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// A group of indicators.
    Axis,
    /// A scored indicator.
    Indicator,
    /// Shown, not scored.
    Context,
}

/// One line of an explanation.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Depth in the tree, from 0.
    pub depth: usize,
    /// Value, in `unit`; `None` for an axis or when missing.
    pub value: Option<f64>,
    /// Unit of the value.
    pub unit: String,
    /// `measured`, `aggregated`, `inherited`, `imputed`, `missing`.
    pub origin: String,
    /// Why the value is missing.
    pub reason: Option<String>,
    /// Dataset.
    pub source: String,
    /// Producer.
    pub publisher: String,
    /// Vintage.
    pub vintage: String,
    /// The reference zone's figures.
    pub zone: ZoneValues,
    /// Value on the method's scale, or the axis's score.
    pub normalised: Option<f64>,
    /// Share of its parent's score, among what is available there.
    pub weight: Option<f64>,
    /// Part of the index that comes from it. `None` where the formula does not add parts up.
    pub contribution: Option<f64>,
}

/// Place of a unit among those of a zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ZoneRank {
    /// What the zone is called.
    pub zone: String,
    /// 1 = the highest index, among `scored`; none without a score.
    pub rank: Option<u32>,
    /// Units of the zone with a score.
    pub scored: usize,
    /// Tenth of these, 10 = the highest index; none where they are too few to be cut into tenths.
    pub decile: Option<u8>,
}

/// Why a unit has its score.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// Level.
    pub level: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// How the unit was reached, in words, when not by its own code or name: that of a former
    /// commune, one without its leading zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<String>,
    /// Level and code of what contains it.
    pub parents: Vec<(String, String)>,
    /// Persons.
    pub population: Option<f64>,
    /// Method id.
    pub method: String,
    /// Method title.
    pub title: String,
    /// The method's notice, which every output carries.
    pub notice: String,
    /// What the index is called, and what high means.
    pub words: MethodWords,
    /// The index.
    pub score: Option<f64>,
    /// 1 = the highest index, among `scored` units.
    pub rank: Option<u32>,
    /// Units of the level with a score.
    pub scored: usize,
    /// Units of the level with a lower score, where the build holds all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<usize>,
    /// Reference zone: `france` or a level.
    pub reference: String,
    /// Rank within it, among `scored_in_zone`.
    pub rank_in_zone: Option<u32>,
    /// See `rank_in_zone`.
    pub scored_in_zone: usize,
    /// Its place inside a zone that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_zone: Option<ZoneRank>,
    /// 10 = the highest index.
    pub decile: Option<u8>,
    /// Share of the weight that is available, 0–1.
    pub completeness: f64,
    /// Share below which no score is given.
    pub min_available: f64,
    /// Why the score, or an axis of it, is missing although enough is known of the unit:
    /// `not_above_zero`, `axis_not_above_zero`, `not_finite`, `screened`, or `not_compared` where
    /// values are known that could be set against nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
    /// Axes and indicators, in the order of the tree, then context.
    pub parts: Vec<Part>,
    /// Help around it, when the method counts some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<AccessValues>,
}
