//! What a build holds of one unit: its row of the scores, and the figures of its reference zone.

use serde::Serialize;

/// Everything known of one unit; missing is `None`.
#[derive(Debug, Clone, Default)]
pub struct UnitValues {
    /// Level.
    pub level: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Level and code of what contains it.
    pub parents: Vec<(String, String)>,
    /// Persons.
    pub population: Option<f64>,
    /// The index.
    pub score: Option<f64>,
    /// 1 = the highest index.
    pub rank: Option<u32>,
    /// Within the reference zone.
    pub rank_in_zone: Option<u32>,
    /// 10 = the highest index.
    pub decile: Option<u8>,
    /// 0–1.
    pub completeness: f64,
    /// Why the score, or an axis of it, is missing, where the method records it.
    pub lost: Option<String>,
    /// Units of the level with a score.
    pub scored: usize,
    /// Units of the level with a lower score, where the build holds all of them.
    pub lower: Option<usize>,
    /// The same as `scored` within the reference zone.
    pub scored_in_zone: usize,
    /// Axes, in the order of the method.
    pub axes: Vec<Option<f64>>,
    /// Values, in the order of the indicators; so are the following.
    pub values: Vec<Option<f64>>,
    /// On the scale; `None` for context too.
    pub normalised: Vec<Option<f64>>,
    /// `measured`, `aggregated`, …
    pub origins: Vec<String>,
    /// Why a value is missing.
    pub reasons: Vec<Option<String>>,
    /// The reference zone's figures.
    pub zone: Vec<ZoneValues>,
    /// Help around it, when the method counts some.
    pub help: Option<AccessValues>,
}

/// Help around a unit; missing is `None`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AccessValues {
    /// Persons at risk.
    pub at_risk: Option<f64>,
    /// Share of the level's units with a lower index, 0–1.
    pub need: Option<f64>,
    /// Share of them that are better served, 0–1.
    pub lack: Option<f64>,
    /// 100 × need × lack.
    pub gap: Option<f64>,
    /// 1 = the largest gap.
    pub gap_rank: Option<u32>,
    /// Units of the level with a gap.
    pub gap_ranked: usize,
    /// Third of the level's units by need, 3 = the highest index.
    pub need_class: Option<u8>,
    /// Third by lack, 3 = the worst served.
    pub lack_class: Option<u8>,
    /// `fragile_far`, `fragile_near`, `robust_far` or `robust_near`, by halves; what is shown to people are
    /// the thirds, `need_class` and `lack_class`.
    pub quadrant: Option<String>,
    /// What to study: `network`, `equipment`, `mediation`, or `none` in the third of the lowest need.
    pub remedy: Option<String>,
    /// What is within reach per 10,000 persons at risk (E2SFCA).
    pub access: Option<f64>,
    /// Distance to the nearest place, in kilometres.
    pub access_km: Option<f64>,
    /// What it is measured from: `grid`, `town_hall` or `centre`.
    pub access_from: Option<String>,
    /// Share of its persons who live where an inventory of places covers, 0–1: access is of them alone.
    pub inventoried: Option<f64>,
    /// Why access is not known.
    pub access_reason: Option<String>,
    /// Places within the unit.
    pub supply: Option<f64>,
    /// The same per 10,000 persons at risk.
    pub supply_per_10000: Option<f64>,
    /// Id of the nearest place.
    pub nearest: Option<String>,
    /// Distance in kilometres to the nearest place of each service that some place gives, by its id.
    pub km: Vec<(String, f64)>,
}

/// Figures of a reference zone for one indicator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ZoneValues {
    /// Value of the zone as a whole.
    pub pooled: Option<f64>,
    /// Mean over its units.
    pub mean: Option<f64>,
    /// Median over its units.
    pub median: Option<f64>,
}
