//! The sheet of a unit: what is known of it and why it has its score, by the build's method or by
//! other choices.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use ifn_engine::analysis::{HelpValues, Part, PartKind, ZoneValues, explain};
use ifn_engine::catalog::{MethodSummary, Selection};
use ifn_engine::output::{number, row_of_code, text_of, unit_values, zone_values};
use serde::Serialize;
use utoipa::ToSchema;

use super::carried::Carried;
use super::help::{self, HelpAround};
use super::rescore::custom;
use super::search::within;
use crate::http::Problem;
use crate::snapshot::{Asked, LevelTable, Provenance, Snapshot};

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
    /// 1 = most fragile, among `scored` units of the level.
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
    /// Tenth of the level's units, 10 = most fragile.
    pub decile: Option<u8>,
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
    pub access: Option<HelpAround>,
    /// Units that touch it, the most fragile first; null where its contour is not known.
    pub neighbours: Option<Vec<UnitScore>>,
    /// Sources of the indicators.
    pub sources: Vec<Source>,
    /// Where the figures come from.
    #[serde(flatten)]
    pub provenance: Provenance,
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
    /// 1 = most fragile of its level.
    pub rank: Option<u32>,
    /// 10 = most fragile.
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
    fn of(p: &Part, france: ZoneValues, within: BTreeMap<String, Option<f64>>) -> Self {
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

/// A unit's row: of the build, or of scores anew.
struct Row<'a> {
    method: &'a MethodSummary,
    scores: &'a RecordBatch,
    row: usize,
    figures: &'a RecordBatch,
    /// Units with a lower score, where `scores` do not hold them.
    lower: Option<usize>,
    provenance: Provenance,
}

/// The sheet of the unit at `row` of a level, with other choices when there are any.
///
/// # Errors
/// A choice that the method does not allow; a build that cannot be scored anew.
pub fn make(
    build: &Snapshot,
    table: &LevelTable,
    row: usize,
    choice: Option<&Selection>,
    service: Option<usize>,
) -> Result<Sheet, Problem> {
    let (mut sheet, help) = scored(build, table, row, choice)?;
    sheet.access = help::around(build, table, row, help.as_ref(), service, choice)?;
    Ok(sheet)
}

/// The sheet without help, and what the scores say of that.
fn scored(
    build: &Snapshot,
    table: &LevelTable,
    row: usize,
    choice: Option<&Selection>,
) -> Result<(Sheet, Option<HelpValues>), Problem> {
    let Some(choice) = choice else {
        let of = Row {
            method: &build.manifest.method,
            scores: &table.scores,
            row,
            figures: &build.figures,
            lower: None,
            provenance: build.provenance.clone(),
        };
        return Ok(written(build, table, row, &of));
    };
    let custom = custom(build)?;
    let asked = Asked { level: table.id.clone(), choice: choice.clone() };
    let scored = custom.score(&asked).map_err(Problem::refused)?;
    let code = text_of(&table.scores, "code", row).unwrap_or_default();
    let unit = custom.engine.territory().levels[scored.level].find(code);
    let unit = unit.ok_or_else(|| Problem::internal(&format!("{code} is not among the inputs")))?;
    let scores = custom.engine.whole_table(&scored, choice, Some(&[unit]))?;
    let figures = custom.engine.figures(&scored, choice)?;
    let ranks = &scored.scores.rank;
    let lower = match ranks.get(unit as usize) {
        Some(rank) if *rank > 0 => Some(ranks.iter().filter(|r| *r > rank).count()),
        _ => None,
    };
    let of = Row {
        method: &scored.method,
        scores: &scores,
        row: 0,
        figures: &figures,
        lower,
        provenance: build.provenance.with(&scored.method),
    };
    Ok(written(build, table, row, &of))
}

fn written(
    build: &Snapshot,
    table: &LevelTable,
    row: usize,
    of: &Row,
) -> (Sheet, Option<HelpValues>) {
    let Row { method, scores, figures, .. } = of;
    let unit = unit_values(method, &table.id, scores, of.row, figures);
    let explained = explain(method, &unit);
    let above: Vec<(UnitScore, Option<(&LevelTable, usize)>)> = within(build, &table.scores, row)
        .into_iter()
        .map(|w| {
            let table = build.level(&w.level);
            let at = table.and_then(|t| Some((t, row_of_code(&t.scores, &w.code)?)));
            let unit = match at {
                Some((table, row)) => unit_score(table, row),
                None => UnitScore {
                    level: w.level,
                    code: w.code,
                    name: w.name,
                    score: None,
                    rank: None,
                    decile: None,
                    point: None,
                },
            };
            (unit, at)
        })
        .collect();
    let line = |p: &Part| {
        let column = match p.kind {
            PartKind::Axis => return Line::of(p, ZoneValues::default(), BTreeMap::new()),
            PartKind::Indicator | PartKind::Context => format!("value_{}", p.id),
        };
        let of_zone = |(unit, at): &(UnitScore, Option<(&LevelTable, usize)>)| {
            let value = at.and_then(|(table, row)| number(&table.scores, &column, row));
            (unit.level.clone(), value)
        };
        let france = zone_values(figures, &table.id, ("france", "france"), &p.id);
        Line::of(p, france, above.iter().map(of_zone).collect())
    };
    let extent = table.contours.as_ref().and_then(|c| c.extent(row));
    let neighbours = table.contours.as_ref().and_then(|c| c.neighbours(row)).map(|rows| {
        let mut all: Vec<UnitScore> = rows.iter().map(|r| unit_score(table, *r as usize)).collect();
        let key = |u: &UnitScore| (u.rank.unwrap_or(u32::MAX), u.code.clone());
        all.sort_by_key(key);
        all
    });
    let used = |id: &str| method.indicators.iter().any(|i| i.table == id);
    let sources = build.manifest.sources.iter().filter(|s| used(&s.id)).map(|s| Source {
        id: s.id.clone(),
        title: s.title.clone(),
        publisher: s.publisher.clone(),
        vintage: s.vintage.clone(),
        licence: s.licence.clone(),
        page: s.page.clone(),
    });
    let help = unit.help.clone();
    let units = match &build.custom {
        Ok(custom) => {
            let territory = custom.engine.territory();
            territory.level(&table.id).map_or(0, |level| territory.levels[level].len())
        }
        Err(_) => table.scores.num_rows(),
    };
    let sheet = Sheet {
        access: None,
        level: table.id.clone(),
        bbox: extent.map(|e| e.bounds),
        point: extent.map(|e| e.point),
        breakdown: explained.parts.iter().map(line).collect(),
        within: above.into_iter().map(|(unit, _)| unit).collect(),
        code: unit.code,
        name: unit.name,
        carried: None,
        population: unit.population,
        score: unit.score,
        rank: unit.rank,
        scored: unit.scored,
        lower: of.lower.or(unit.lower),
        of_france: method.territory.is_none() && 10 * unit.scored >= 9 * units,
        rank_in_zone: unit.rank_in_zone,
        scored_in_zone: unit.scored_in_zone,
        decile: unit.decile,
        completeness: unit.completeness,
        min_available: method.min_available,
        lost: explained.lost,
        neighbours,
        sources: sources.collect(),
        provenance: of.provenance.clone(),
    };
    (sheet, help)
}

fn unit_score(table: &LevelTable, row: usize) -> UnitScore {
    let number = |column: &str| number(&table.scores, column, row);
    UnitScore {
        level: table.id.clone(),
        code: text_of(&table.scores, "code", row).unwrap_or_default().into(),
        name: text_of(&table.scores, "name", row).map(String::from),
        score: number("score"),
        rank: number("rank").map(|r| r as u32),
        decile: number("decile").map(|d| d as u8),
        point: table.contours.as_ref().and_then(|c| c.extent(row)).map(|e| e.point),
    }
}
