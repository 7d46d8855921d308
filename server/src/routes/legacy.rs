//! The former portal's calls, so that its clients move over by changing a host name.
//!
//! Its divisions are `department`, `epci` and `city`; its scores go from 0 to 10. Ours are put on
//! that scale by their place between the method's bounds, or, where it has none that the index
//! keeps to, between the level's smallest and largest score. What is unknown is null there too.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use axum::response::Response;
use ifn_engine::build::{number, row_of_code};
use ifn_engine::catalog::{IndicatorSummary, MethodSummary, Scenario};
use ifn_engine::query::Rescored;
use ifn_engine::tiles::{Rewrite, Value, rewrite};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::{Problem, cache};
use crate::query::{division, tile_address, variation};
use crate::reply::{self, json, no_tile};
use crate::snapshot::{LevelScenario, RescoreCache, Snapshot};
use crate::state::RequestContext;

/// Codes of one call.
const MOST: usize = 2000;
/// The tileset that holds the territories.
const TILESET: &str = "territories";

/// Scores of one unit, 0–10.
#[derive(Serialize, ToSchema)]
#[schema(as = FormerUnit)]
pub struct LegacyUnit {
    /// `total` and each indicator.
    score: BTreeMap<String, Option<f64>>,
}

/// Parameters of the scores of units. Lists are read without `[]` too.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LegacyScoringQuery {
    /// Codes of units, up to 2,000
    #[serde(rename = "codes[]", default)]
    #[param(required = true, example = json!(["93066"]))]
    codes: Vec<String>,
    #[serde(rename = "codes", default)]
    #[param(ignore)]
    plain_codes: Vec<String>,
    /// Indicators to score; all when absent. One that the method does not know is null
    #[serde(rename = "filters[]", default)]
    filters: Vec<String>,
    #[serde(rename = "filters", default)]
    #[param(ignore)]
    plain_filters: Vec<String>,
    /// `all`, or the public of the method that is served
    #[param(example = "all")]
    variation: Option<String>,
}

/// Scores of units (former portal)
#[utoipa::path(
    get, path = "/api/scoring/{division}", tag = "former portal",
    params(
        ("division" = String, Path, description = "`department`, `epci` or `city`", example = "city"),
        LegacyScoringQuery,
    ),
    responses(
        (status = 200, description = "Scores by code", body = BTreeMap<String, LegacyUnit>),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 409, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn scoring(context: RequestContext) -> Result<Response, Problem> {
    let (query, asked) = context.query::<LegacyScoringQuery>()?;
    let level = division(&context.build, &context.path[0])?;
    variation(&context.build, asked.variation.as_deref())?;
    let codes = [asked.codes, asked.plain_codes].concat();
    if codes.len() > MOST {
        return Err(Problem::bad_request(format!(
            "{} codes; at most {MOST} are read",
            codes.len()
        )));
    }
    if codes.is_empty() {
        return Err(Problem::bad_request("parameter `codes[]` is expected")
            .help("codes[]=93066&codes[]=93001"));
    }
    let filters = [asked.filters, asked.plain_filters].concat();
    json(context, "former", &query, move |context| {
        let former = LegacyScores::new(&context.build, level, &filters)?;
        let units = codes.into_iter().map(|code| {
            let score = former.unit(&code);
            (code, LegacyUnit { score })
        });
        Ok(units.collect::<BTreeMap<_, _>>())
    })
    .await
}

/// Parameters of a tile. Lists are read without `[]` too.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LegacyTileQuery {
    /// Indicators to score; all when absent
    #[serde(rename = "filters[]", default)]
    filters: Vec<String>,
    #[serde(rename = "filters", default)]
    #[param(ignore)]
    plain_filters: Vec<String>,
    /// `all`, or the public of the method that is served
    #[param(example = "all")]
    variation: Option<String>,
}

/// A tile of one division (former portal)
#[utoipa::path(
    get, path = "/api/tiles/{division}/{z}/{x}/{y}", tag = "former portal",
    params(
        ("division" = String, Path, description = "`department`, `epci` or `city`", example = "city"),
        ("z" = u32, Path, description = "Zoom", example = 8),
        ("x" = u32, Path, description = "Column", example = 129),
        ("y" = u32, Path, description = "Row", example = 88),
        LegacyTileQuery,
    ),
    responses(
        (status = 200, description = "A Mapbox Vector Tile of one layer, named like the division", body = crate::openapi::Binary, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "Nothing there"),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 409, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn tile(context: RequestContext) -> Result<Response, Problem> {
    let (_, asked) = context.query::<LegacyTileQuery>()?;
    let level = division(&context.build, &context.path[0])?;
    variation(&context.build, asked.variation.as_deref())?;
    let (z, x, y) = tile_address(&context.path[1], &context.path[2], &context.path[3])?;
    let filters = [asked.filters, asked.plain_filters].concat();
    let build = Arc::clone(&context.build);
    let division = context.path[0].clone();
    let draw = move || {
        let former = LegacyScores::new(&build, level, &filters)?;
        let tileset = build.tilesets.get(TILESET);
        let tileset = tileset.ok_or_else(|| Problem::not_found("this build has no tiles"))?;
        let Some(place) = tileset.archive.find(z, x, y) else { return Ok(None) };
        let choice = format!("former {division} {}", former.asked.canonical());
        let keep = |key: &str| ["code", "name"].contains(&key);
        let add = |feature: u64| match former.rescore.unit(former.scored.level, feature) {
            Some(unit) => {
                let total = former.total(unit.get());
                total.map(|score| ("score", Value::Number(score))).into_iter().collect()
            }
            None => Vec::new(),
        };
        let rule = |layer: &str| {
            (layer == level).then_some(Rewrite { name: Some(&division), keep: &keep, add: &add })
        };
        tileset
            .redrawn(place, &choice, |plain| {
                rewrite(plain, &rule).map_err(|e| Problem::internal(&e))
            })
            .map(Some)
    };
    match context.app.compute(draw).await? {
        Some(tile) => reply::tile(&context, tile, cache::A_WHILE),
        None => Ok(no_tile(cache::A_WHILE)),
    }
}

/// Scores of one level on the portal's scale.
struct LegacyScores<'a> {
    rescore: &'a RescoreCache,
    method: &'a MethodSummary,
    asked: LevelScenario,
    scored: Arc<Rescored>,
    bounds: (f64, f64),
    filters: &'a [String],
    /// Every filter is unknown: no score is given.
    nothing: bool,
    scores: &'a RecordBatch,
}

impl<'a> LegacyScores<'a> {
    fn new(build: &'a Snapshot, level: &str, filters: &'a [String]) -> Result<Self, Problem> {
        let rescore = build.rescore_cache()?;
        let method = &build.manifest.method;
        let known =
            |id: &&String| method.indicators.iter().any(|i| i.id == **id && i.axis.is_some());
        let only: Vec<String> = filters.iter().filter(known).cloned().collect();
        let nothing = !filters.is_empty() && only.is_empty();
        let asked = LevelScenario { level: level.into(), scenario: scenario(method, &only) };
        let scored = rescore.score(&asked).map_err(Problem::refused)?;
        let bounds = bounds(method, &scored.scores.index);
        let table = build.level(level).ok_or_else(|| Problem::not_found("no such level"))?;
        let scores = &table.scores;
        Ok(Self { rescore, method, asked, scored, bounds, filters, nothing, scores })
    }

    fn total(&self, unit: usize) -> Option<f64> {
        let score = self.scored.scores.index.get(unit).copied().filter(|_| !self.nothing)?;
        on_ten(score, self.bounds)
    }

    fn unit(&self, code: &str) -> BTreeMap<String, Option<f64>> {
        let territory = self.rescore.engine.territory();
        let level = &territory[self.scored.level];
        let mut out = BTreeMap::new();
        let lead = territory.lead(self.scored.level, code);
        let code = lead.as_ref().map_or(code, |lead| lead.code.as_str());
        out.insert("total".to_string(), level.find(code).and_then(|u| self.total(u.get())));
        let row = row_of_code(self.scores, code);
        let scale = (self.method.scale[0], self.method.scale[1]);
        let ids: Vec<&String> = if self.filters.is_empty() {
            self.method.indicators.iter().filter(|i| i.axis.is_some()).map(|i| &i.id).collect()
        } else {
            self.filters.iter().collect()
        };
        for id in ids {
            let column = format!("norm_{id}");
            let value = row.and_then(|row| number(self.scores, &column, row));
            out.insert(id.clone(), value.and_then(|v| on_ten(v, scale)));
        }
        out
    }
}

/// Indicators to score; an axis that has none of them stays whole and counts for nothing.
fn scenario(method: &MethodSummary, only: &[String]) -> Scenario {
    if only.is_empty() {
        return Scenario::default();
    }
    let under = |axis: &str, indicator: &IndicatorSummary| {
        let mut at = indicator.axis.as_deref();
        while let Some(id) = at {
            if id == axis {
                return true;
            }
            at = method.axes.iter().find(|a| a.id == id).and_then(|a| a.parent.as_deref());
        }
        false
    };
    let mut scenario = Scenario { only: only.to_vec(), ..Scenario::default() };
    for axis in &method.axes {
        let members = || method.indicators.iter().filter(|i| under(&axis.id, i));
        if members().any(|i| only.contains(&i.id)) {
            continue;
        }
        scenario.only.extend(members().map(|i| i.id.clone()));
        // Below an axis that counts for nothing, weights may stay.
        let above = axis.parent.as_ref();
        if !above.is_some_and(|a| scenario.weights.iter().any(|(id, _)| id == a)) {
            scenario.weights.push((axis.id.clone(), 0.0));
        }
    }
    scenario.only.sort();
    scenario.only.dedup();
    scenario
}

/// What becomes 0 and what becomes 10.
fn bounds(method: &MethodSummary, index: &[f64]) -> (f64, f64) {
    let there = || index.iter().copied().filter(|s| s.is_finite());
    let (least, most) =
        (there().fold(f64::INFINITY, f64::min), there().fold(f64::NEG_INFINITY, f64::max));
    let (low, high) = (method.scale[0] * method.factor, method.scale[1] * method.factor);
    if least >= low && most <= high { (low, high) } else { (least, most) }
}

fn on_ten(score: f64, (low, high): (f64, f64)) -> Option<f64> {
    let place = 10.0 * (score - low) / (high - low);
    place.is_finite().then(|| (place.clamp(0.0, 10.0) * 1e4).round() / 1e4)
}
