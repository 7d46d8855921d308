//! The sheet of a unit as JSON: what is known of it and why it has its score.

use std::collections::BTreeMap;

use ifn_engine::analysis::{Part, PartKind, ZoneValues};
use ifn_engine::catalog::MethodWords;
use serde::Serialize;
use utoipa::ToSchema;

use super::{AccessSummary, Carried, Compared};
use crate::snapshot::Provenance;

/// Everything that is known of a unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sheet {
    /// Level.
    pub level: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// How the code that was asked for led here, when it is not this unit's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
    /// Persons.
    pub population: Option<f64>,
    /// The index; null where too little is known.
    pub score: Option<f64>,
    /// 1 = the highest index, among `scored` units of the level.
    pub rank: Option<u32>,
    /// Units of the level with a score.
    pub scored: usize,
    /// Units of the level with a lower score; absent where a build holds a part of them alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<usize>,
    /// Whether these are nearly all the units of France at this level.
    #[serde(skip)]
    pub of_france: bool,
    /// Rank within the reference zone, among `scored_in_zone` units.
    pub rank_in_zone: Option<u32>,
    /// Units of the reference zone with a score.
    pub scored_in_zone: usize,
    /// Its place inside the zone that was asked for; null where none was.
    pub in_zone: Option<SheetZone>,
    /// Tenth of the level's units, 10 = the highest index.
    pub decile: Option<u8>,
    /// What scores and ranks are of.
    pub compared: Compared,
    /// Share of the indicators' weight that is available, 0–1.
    pub completeness: f64,
    /// Share below which no score is given.
    pub min_available: f64,
    /// Why the score, or an axis of it, is missing although enough is known of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
    /// West, south, east, north, in degrees; null where its contour is not known.
    pub bbox: Option<[f64; 4]>,
    /// Longitude and latitude of a point inside.
    pub point: Option<[f64; 2]>,
    /// What contains it, the smallest first, with the scores of their own levels.
    pub within: Vec<UnitScore>,
    /// Why: axes and indicators, in the order of the method, then context.
    pub breakdown: Vec<Line>,
    /// Help around it; null where the method counts none.
    pub access: Option<AccessSummary>,
    /// Units that touch it, the highest index first; null where its contour is not known.
    pub neighbours: Option<Vec<UnitScore>>,
    /// Sources of the indicators.
    pub sources: Vec<Source>,
    /// What the index is called and what high means: `fr` and `en`, each with `long`, `short`, `noun`,
    /// `high`, `low` and `key`.
    #[schema(value_type = Object)]
    pub words: MethodWords,
    /// Where the figures come from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Place of a unit among those of a zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetZone {
    /// The zone, as `level:code`, several between commas.
    pub zone: String,
    /// What it is called, for people, in French.
    pub name: String,
    /// 1 = the highest index, among `scored`; null without a score.
    pub rank: Option<u32>,
    /// Units of the zone with a score.
    pub scored: usize,
    /// Tenth of these, 10 = the highest index; null where they are too few to be cut into tenths (200).
    pub decile: Option<u8>,
}

/// A unit beside or above.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitScore {
    /// Level.
    pub level: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: Option<String>,
    /// The index, at its own level.
    pub score: Option<f64>,
    /// 1 = the highest index of its level.
    pub rank: Option<u32>,
    /// 10 = the highest index.
    pub decile: Option<u8>,
    /// Longitude and latitude of a point inside.
    pub point: Option<[f64; 2]>,
}

/// An axis or an indicator.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Line {
    /// `axis`, `indicator`, or `context`: shown, not scored.
    pub kind: &'static str,
    /// Id.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Depth in the tree, from 0.
    pub depth: usize,
    /// Value, in `unit`; null for an axis and where missing.
    pub value: Option<f64>,
    /// Unit of the value.
    pub unit: String,
    /// `measured`, `aggregated`, `inherited`, `imputed` or `missing`; of a distance `grid`, `town_hall`
    /// or `centre`: what it is measured from; empty for an axis.
    pub origin: String,
    /// Why the value is missing.
    pub reason: Option<String>,
    /// Value of the reference zone as a whole.
    pub reference: Option<f64>,
    /// Median of the units of the reference zone.
    pub median: Option<f64>,
    /// Value of France as a whole.
    pub france: Option<f64>,
    /// Values of what contains the unit, by level; null where they have none.
    pub within: BTreeMap<String, Option<f64>>,
    /// Value on the method's scale, or the axis's score.
    pub normalised: Option<f64>,
    /// Share of what is available beside it.
    pub weight: Option<f64>,
    /// Part of the index that comes from it; null where the formula does not add parts up.
    pub contribution: Option<f64>,
    /// Dataset.
    pub source: String,
    /// Vintage.
    pub vintage: String,
}

/// A source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Source {
    /// Dataset.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Who makes it.
    pub publisher: String,
    /// Of when it is.
    pub vintage: String,
    /// Its licence.
    pub licence: String,
    /// Page to read.
    pub page: String,
}

impl Line {
    /// Of an explained part of the index.
    pub fn of(p: &Part, france: ZoneValues, within: BTreeMap<String, Option<f64>>) -> Self {
        let whole = |z: ZoneValues| z.pooled.or(z.mean);
        Self {
            kind: match p.kind {
                PartKind::Axis => "axis",
                PartKind::Indicator => "indicator",
                PartKind::Context => "context",
            },
            id: p.id.clone(),
            title: p.title.clone(),
            depth: p.depth,
            value: p.value,
            unit: p.unit.clone(),
            origin: p.origin.clone(),
            reason: p.reason.clone(),
            reference: whole(p.zone),
            median: p.zone.median,
            france: whole(france),
            within,
            normalised: p.normalised,
            weight: p.weight,
            contribution: p.contribution,
            source: p.source.clone(),
            vintage: p.vintage.clone(),
        }
    }
}
