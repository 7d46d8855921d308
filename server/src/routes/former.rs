//! The former portal's calls, so that its clients move over by changing a host name.
//!
//! Its divisions are `department`, `epci` and `city`; its scores go from 0 to 10. Ours are put on
//! that scale by their place between the method's bounds, or, where it has none that the index
//! keeps to, between the level's smallest and largest score. What is unknown is null there too.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::response::Response;
use ifn_engine::catalog::{IndicatorSummary, MethodSummary, Selection};
use ifn_engine::error::nearest;
use ifn_engine::tiles::{Rewrite, Value, rewrite};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::json;
use super::call::Call;
use super::rescore::custom;
use super::tiles::{address, empty, send};
use crate::http::{Problem, Query, cache};
use crate::snapshot::{Asked, Custom, Snapshot};

const DIVISIONS: [(&str, &str); 3] =
    [("department", "departement"), ("epci", "epci"), ("city", "commune")];
/// The publics that it had scores of; all of them without a name in a method's id.
pub const VARIATIONS: [&str; 3] = ["all", "senior", "jeune"];
/// Codes of one call.
const MOST: usize = 2000;
/// The tileset that holds the territories.
const TILESET: &str = "territories";

/// Scores of one unit, 0–10.
#[derive(Serialize, ToSchema)]
pub struct FormerUnit {
    /// `total` and each indicator.
    score: BTreeMap<String, Option<f64>>,
}

/// Scores of units (former portal)
#[utoipa::path(
    get, path = "/api/scoring/{division}", tag = "former portal",
    params(
        ("division" = String, Path, description = "`department`, `epci` or `city`", example = "city"),
        ("codes[]" = Vec<String>, Query, description = "Codes of units, up to 2,000", example = json!(["93066"])),
        ("filters[]" = Option<Vec<String>>, Query, description = "Indicators to score; all when absent. One that the method does not know is null"),
        ("variation" = Option<String>, Query, description = "`all`, or the public of the method that is served", example = "all"),
    ),
    responses(
        (status = 200, description = "Scores by code", body = BTreeMap<String, FormerUnit>),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 409, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn scoring(call: Call) -> Result<Response, Problem> {
    let query = call.query(&["codes[]", "codes", "filters[]", "filters", "variation"])?;
    let level = division(&call)?;
    variation(&call.build, &query)?;
    let codes = list(&query, "codes")?;
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
    let filters = list(&query, "filters")?;
    json(call, "former", &query, move |call| {
        let former = Former::new(&call.build, level, &filters)?;
        let units = codes.into_iter().map(|code| {
            let score = former.unit(&code);
            (code, FormerUnit { score })
        });
        Ok(units.collect::<BTreeMap<_, _>>())
    })
    .await
}

/// A tile of one division (former portal)
#[utoipa::path(
    get, path = "/api/tiles/{division}/{z}/{x}/{y}", tag = "former portal",
    params(
        ("division" = String, Path, description = "`department`, `epci` or `city`", example = "city"),
        ("z" = u32, Path, description = "Zoom", example = 8),
        ("x" = u32, Path, description = "Column", example = 129),
        ("y" = u32, Path, description = "Row", example = 88),
        ("filters[]" = Option<Vec<String>>, Query, description = "Indicators to score; all when absent"),
        ("variation" = Option<String>, Query, description = "`all`, or the public of the method that is served", example = "all"),
    ),
    responses(
        (status = 200, description = "A Mapbox Vector Tile of one layer, named like the division", body = crate::routes::docs::Binary, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "Nothing there"),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 409, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn tile(call: Call) -> Result<Response, Problem> {
    let query = call.query(&["filters[]", "filters", "variation"])?;
    let level = division(&call)?;
    variation(&call.build, &query)?;
    let (z, x, y) = address(&call.path[1], &call.path[2], &call.path[3])?;
    let filters = list(&query, "filters")?;
    let build = Arc::clone(&call.build);
    let division = call.path[0].clone();
    let draw = move || {
        let former = Former::new(&build, level, &filters)?;
        let tileset = build.tilesets.get(TILESET);
        let tileset = tileset.ok_or_else(|| Problem::not_found("this build has no tiles"))?;
        let Some(place) = tileset.archive.find(z, x, y) else { return Ok(None) };
        let choice = format!("former {division} {}", former.asked.canonical());
        let keep = |key: &str| ["code", "name"].contains(&key);
        let add = |feature: u64| match former.custom.unit(former.scored.level, feature) {
            Some(unit) => {
                let total = former.total(unit as usize);
                total.map(|score| ("score", Value::Number(score))).into_iter().collect()
            }
            None => Vec::new(),
        };
        let rule = |layer: &str| {
            (layer == level).then_some(Rewrite { name: Some(&division), keep: &keep, add: &add })
        };
        tileset
            .drawn_anew(place, &choice, |plain| {
                rewrite(plain, &rule).map_err(|e| Problem::internal(&e))
            })
            .map(Some)
    };
    match call.app.compute(draw).await? {
        Some(drawn) => send(&call, drawn, cache::A_WHILE),
        None => Ok(empty(cache::A_WHILE)),
    }
}

/// The level that a division is.
fn division(call: &Call) -> Result<&'static str, Problem> {
    let name = &call.path[0];
    let found = DIVISIONS.iter().find(|(division, _)| division == name).map(|(_, level)| *level);
    let level = found.ok_or_else(|| {
        Problem::not_found(format!("there is no division {name:?}"))
            .help(nearest(name, DIVISIONS.iter().map(|(d, _)| *d)))
    })?;
    match call.build.level(level) {
        Some(_) => Ok(level),
        None => Err(Problem::not_found(format!("this build has no level `{level}`"))),
    }
}

/// The portal had one variation a public: all, senior, jeune. A build is of one of them.
fn variation(build: &Snapshot, query: &Query) -> Result<(), Problem> {
    let id = &build.manifest.method.id;
    let [all, named @ ..] = VARIATIONS;
    let served = named.into_iter().find(|v| id.ends_with(&format!("-{v}"))).unwrap_or(all);
    match query.text("variation") {
        None => Ok(()),
        Some(asked) if asked == served => Ok(()),
        Some(asked) => Err(Problem::not_found(format!("variation {asked:?} is not served"))
            .help(format!("this build is of variation `{served}`"))),
    }
}

fn list(query: &Query, name: &str) -> Result<Vec<String>, Problem> {
    let mut both = query.list(&format!("{name}[]"))?;
    both.extend(query.list(name)?);
    Ok(both.into_iter().map(String::from).collect())
}

/// Scores of one level on the portal's scale.
struct Former<'a> {
    custom: &'a Custom,
    method: &'a MethodSummary,
    asked: Asked,
    scored: Arc<ifn_engine::pipeline::Rescored>,
    bounds: (f64, f64),
    filters: &'a [String],
    /// Filters that are all unknown: nothing can be said.
    nothing: bool,
    scores: &'a arrow::array::RecordBatch,
}

impl<'a> Former<'a> {
    fn new(build: &'a Snapshot, level: &str, filters: &'a [String]) -> Result<Self, Problem> {
        let custom = custom(build)?;
        let method = &build.manifest.method;
        let known =
            |id: &&String| method.indicators.iter().any(|i| i.id == **id && i.axis.is_some());
        let only: Vec<String> = filters.iter().filter(known).cloned().collect();
        let nothing = !filters.is_empty() && only.is_empty();
        let asked = Asked { level: level.into(), choice: choice(method, &only) };
        let scored = custom.score(&asked).map_err(Problem::refused)?;
        let bounds = bounds(method, &scored.scores.index);
        let table = build.level(level).ok_or_else(|| Problem::not_found("no such level"))?;
        let scores = &table.scores;
        Ok(Self { custom, method, asked, scored, bounds, filters, nothing, scores })
    }

    fn total(&self, unit: usize) -> Option<f64> {
        let score = self.scored.scores.index.get(unit).copied().filter(|_| !self.nothing)?;
        on_ten(score, self.bounds)
    }

    fn unit(&self, code: &str) -> BTreeMap<String, Option<f64>> {
        let territory = self.custom.engine.territory();
        let level = &territory.levels[self.scored.level];
        let mut out = BTreeMap::new();
        let lead = territory.lead(self.scored.level, code);
        let code = lead.as_ref().map_or(code, |lead| lead.code.as_str());
        out.insert("total".to_string(), level.find(code).and_then(|u| self.total(u as usize)));
        let row = ifn_engine::output::row_of_code(self.scores, code);
        let scale = (self.method.scale[0], self.method.scale[1]);
        let ids: Vec<&String> = if self.filters.is_empty() {
            self.method.indicators.iter().filter(|i| i.axis.is_some()).map(|i| &i.id).collect()
        } else {
            self.filters.iter().collect()
        };
        for id in ids {
            let column = format!("norm_{id}");
            let value = row.and_then(|row| ifn_engine::output::number(self.scores, &column, row));
            out.insert(id.clone(), value.and_then(|v| on_ten(v, scale)));
        }
        out
    }
}

/// Indicators to score; an axis that has none of them stays whole and counts for nothing.
fn choice(method: &MethodSummary, only: &[String]) -> Selection {
    if only.is_empty() {
        return Selection::default();
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
    let mut choice = Selection { only: only.to_vec(), ..Selection::default() };
    for axis in &method.axes {
        let members = || method.indicators.iter().filter(|i| under(&axis.id, i));
        if members().any(|i| only.contains(&i.id)) {
            continue;
        }
        choice.only.extend(members().map(|i| i.id.clone()));
        // Below an axis that counts for nothing, weights may stay.
        let above = axis.parent.as_ref();
        if !above.is_some_and(|a| choice.weights.iter().any(|(id, _)| id == a)) {
            choice.weights.push((axis.id.clone(), 0.0));
        }
    }
    choice.only.sort();
    choice.only.dedup();
    choice
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
