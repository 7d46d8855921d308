//! `GET /tiles/…`: TileJSON, tiles, and archives in part or whole.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use ifn_engine::catalog::Scenario;
use ifn_engine::error::nearest;
use ifn_engine::query::Rescored;
use ifn_engine::tiles::{Rewrite, Value, rewrite};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use crate::http::{Problem, Query, cache, in_path, not_modified};
use crate::query::{ScenarioQuery, tile_address};
use crate::reply::{self, lasting, no_tile, validators, vary_by_host};
use crate::snapshot::{LevelScenario, Snapshot, Tileset};
use crate::state::RequestContext;

/// TileJSON 3.0.0: what a map client needs to know of a tileset.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "the shape of the document, for its description")]
pub struct TileJson {
    /// `3.0.0`.
    tilejson: String,
    /// Addresses of tiles.
    tiles: Vec<String>,
    /// Layers and their attributes.
    vector_layers: Vec<serde_json::Value>,
    /// West, south, east, north.
    bounds: Vec<f64>,
    /// First zoom.
    minzoom: u8,
    /// Last zoom.
    maxzoom: u8,
}

/// Parameters of a tile, beside the scenario.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TileQuery {
    /// The build, as TileJSON writes it: the answer may then be kept for ever
    v: Option<String>,
}

/// TileJSON of a tileset (`.json`), or its whole archive (`.pmtiles`, by Range too)
#[utoipa::path(
    get, path = "/tiles/{tileset}", tag = "tiles",
    params(
        ("tileset" = String, Path, description = "`territories.json` or `territories.pmtiles`", example = "territories.json"),
        ScenarioQuery,
    ),
    responses(
        (status = 200, description = "TileJSON, or the archive", content(
            (TileJson = "application/json"),
            (crate::openapi::Binary = "application/vnd.pmtiles"),
        )),
        (status = 206, description = "The bytes that were asked for"),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 409, response = crate::openapi::Refused),
        (status = 416, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn tileset(context: RequestContext) -> Result<Response, Problem> {
    let file = &context.path[0];
    let (query, _, scenario) = context.query_with::<TileQuery, ScenarioQuery>()?;
    if let Some(name) = file.strip_suffix(".json") {
        let tileset = named(&context.build, name)?;
        let scenario = scenario.scenario();
        let rescored = scenario.is_some();
        if let Some(scenario) = scenario {
            let build = Arc::clone(&context.build);
            context.app.compute(move || check(&build, &scenario)).await?;
        }
        let now = validators(&context.build, file, &query, "json");
        if let Some(same) = not_modified(&context.headers, &now)? {
            return Ok(same);
        }
        let mut response =
            axum::Json(tilejson(&context, name, tileset, rescored.then_some(&query)))
                .into_response();
        context.build.provenance.put(response.headers_mut());
        lasting(response.headers_mut(), &now);
        vary_by_host(&context, response.headers_mut());
        return Ok(response);
    }
    let served = file
        .strip_suffix(".pmtiles")
        .and_then(|_| context.build.files.get(&format!("tiles/{file}")));
    let served = served.cloned().ok_or_else(|| unknown(&context.build, file))?;
    reply::file(&context.app, served, &context.headers).await
}

fn tilejson(
    context: &RequestContext,
    name: &str,
    tileset: &Tileset,
    rescored: Option<&Query>,
) -> serde_json::Value {
    let archive = &tileset.archive;
    let mut out = archive.metadata.clone();
    if !out.is_object() {
        out = json!({});
    }
    let tail = match rescored {
        Some(query) => query.with("v", &context.build.id),
        None => format!("v={}", context.build.id),
    };
    out["tilejson"] = "3.0.0".into();
    out["scheme"] = "xyz".into();
    out["tiles"] = json!([format!(
        "{}/tiles/{}/{{z}}/{{x}}/{{y}}.mvt?{tail}",
        context.base_url(),
        in_path(name)
    )]);
    out["minzoom"] = archive.zooms.0.into();
    out["maxzoom"] = archive.zooms.1.into();
    out["bounds"] = json!(archive.bounds);
    let [west, south, east, north] = archive.bounds;
    out["center"] =
        json!([f64::midpoint(west, east), f64::midpoint(south, north), archive.zooms.0]);
    if out.get("vector_layers").is_none() {
        out["vector_layers"] = json!([]);
    }
    out
}

fn named<'a>(build: &'a Snapshot, name: &str) -> Result<&'a Tileset, Problem> {
    build.tilesets.get(name).ok_or_else(|| unknown(build, name))
}

fn unknown(build: &Snapshot, name: &str) -> Problem {
    Problem::not_found(format!("there is no tileset {name:?}"))
        .help(nearest(name, build.tilesets.keys().map(String::as_str)))
}

/// A tile
///
/// 204 where there is nothing. With `weights`, `indicators` or `reference` the score, decile and
/// completeness of each feature are rescored.
#[utoipa::path(
    get, path = "/tiles/{tileset}/{z}/{x}/{y}.mvt", tag = "tiles",
    params(
        ("tileset" = String, Path, description = "Name of the tileset", example = "territories"),
        ("z" = u32, Path, description = "Zoom", example = 8),
        ("x" = u32, Path, description = "Column", example = 129),
        ("y" = u32, Path, description = "Row", example = 88),
        ScenarioQuery,
        TileQuery,
    ),
    responses(
        (status = 200, description = "A Mapbox Vector Tile", body = crate::openapi::Binary, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "Nothing there"),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 409, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn tile(context: RequestContext) -> Result<Response, Problem> {
    let [name, z, x, y] = context.path.as_slice() else {
        return Err(Problem::not_found("there is no such tile"));
    };
    let y = y.strip_suffix(".mvt").or_else(|| y.strip_suffix(".pbf")).unwrap_or(y);
    let (z, x, y) = tile_address(z, x, y)?;
    let tileset = named(&context.build, name)?;
    let place = tileset.archive.find(z, x, y);
    let (mut lasting, mut other) = (cache::A_WHILE, None);
    // Most tiles are asked for without one.
    if context.has_query() {
        let (_, asked, scenario) = context.query_with::<TileQuery, ScenarioQuery>()?;
        if asked.v.as_deref() == Some(&context.build.id) {
            lasting = cache::FOREVER;
        }
        other = scenario.scenario();
    }
    let Some(place) = place else {
        if let Some(scenario) = &other {
            check(&context.build, scenario)?;
        }
        return Ok(no_tile(lasting));
    };
    let tile = match (other, tileset.ready(place)) {
        (None, Some(tile)) => {
            context.app.gate.metrics.tile_hits.inc();
            tile
        }
        (None, None) => {
            context.app.gate.metrics.tile_misses.inc();
            let (build, name) = (Arc::clone(&context.build), name.clone());
            let read = move || named(&build, &name)?.read(place).map_err(Problem::from);
            tokio::task::spawn_blocking(read).await.map_err(|e| Problem::internal(&e))??
        }
        (Some(scenario), _) => {
            let (build, name) = (Arc::clone(&context.build), name.clone());
            let draw = move || {
                let of = RescoredLevels::new(&build, &scenario)?;
                named(&build, &name)?.redrawn(place, &of.key, |plain| of.draw(plain))
            };
            context.app.compute(draw).await?
        }
    };
    reply::tile(&context, tile, lasting)
}

/// Refuses a scenario that no level allows.
fn check(build: &Snapshot, scenario: &Scenario) -> Result<(), Problem> {
    RescoredLevels::new(build, scenario).map(|_| ())
}

/// Scores of every level in one scenario.
struct RescoredLevels<'a> {
    build: &'a Snapshot,
    /// The same text for the same scenario.
    key: String,
    levels: Vec<(String, Arc<Rescored>)>,
}

impl<'a> RescoredLevels<'a> {
    fn new(build: &'a Snapshot, scenario: &Scenario) -> Result<Self, Problem> {
        let rescore = build.rescore_cache()?;
        let mut out = Self { build, key: String::new(), levels: Vec::new() };
        let mut refused = None;
        for table in &build.levels {
            let asked = LevelScenario { level: table.id.clone(), scenario: scenario.clone() };
            match rescore.score(&asked) {
                Ok(scored) => out.levels.push((table.id.clone(), scored)),
                // Régions have no région to be compared in; an unknown indicator no level has.
                Err(e) if e.is_usage() && scenario.reference.is_some() => refused = Some(e),
                Err(e) => return Err(Problem::refused(e)),
            }
            out.key = asked.canonical();
        }
        match refused {
            Some(e) if out.levels.is_empty() => Err(Problem::refused(e)),
            _ => Ok(out),
        }
    }

    /// The rescored attributes of a feature of a layer.
    fn of(&self, layer: &str, feature: u64) -> Option<FeatureScores> {
        let rescore = self.build.rescore.as_ref().ok()?;
        let (_, scored) = self.levels.iter().find(|(id, _)| id == layer)?;
        let unit = rescore.unit(scored.level, feature)?.get();
        let scores = &scored.scores;
        Some(FeatureScores {
            score: scores.index[unit],
            decile: scores.decile[unit],
            rank: scores.rank[unit],
            completeness: scores.completeness[unit],
        })
    }

    fn draw(&self, plain: &[u8]) -> Result<Vec<u8>, Problem> {
        let finest = self.build.levels.first().map_or("", |l| l.id.as_str());
        let next = self.build.levels.get(1).map_or("", |l| l.id.as_str());
        let add = |layer: &str, feature: u64| {
            let found = self.of(layer, feature);
            // A commune stands in for its IRIS where these have no contour.
            let next = || self.of(next, feature).filter(|_| layer == finest);
            attributes(found.or_else(next))
        };
        let adds: Vec<(&str, Box<Add>)> = self
            .levels
            .iter()
            .map(|(id, _)| {
                let of: Box<Add> = Box::new(move |feature| add(id, feature));
                (id.as_str(), of)
            })
            .collect();
        let (all, nothing) = (|_: &str| true, |_: u64| Vec::new());
        let rule = |layer: &str| {
            let known = adds.iter().find(|(id, _)| *id == layer);
            Some(match known {
                Some((_, add)) => Rewrite { name: None, keep: &not_scored, add: add.as_ref() },
                None => Rewrite { name: None, keep: &all, add: &nothing },
            })
        };
        rewrite(plain, &rule).map_err(|e| Problem::internal(&e))
    }
}

/// The rescored attributes of a feature; 0 and NaN where it has no score.
#[derive(Clone, Copy)]
struct FeatureScores {
    score: f64,
    decile: u8,
    rank: u32,
    completeness: f64,
}

/// Attributes that are added to a feature.
type Add<'a> = dyn Fn(u64) -> Vec<(&'static str, Value<'static>)> + 'a;

/// Attributes that stay when a tile is rescored.
fn not_scored(attribute: &str) -> bool {
    !["score", "decile", "rank", "completeness"].contains(&attribute)
}

/// As the archive writes them: missing is left out.
fn attributes(found: Option<FeatureScores>) -> Vec<(&'static str, Value<'static>)> {
    let thousandths = |x: f64| Value::Number((x * 1e3).round() / 1e3);
    let mut out = Vec::with_capacity(4);
    let Some(FeatureScores { score, decile, rank, completeness }) = found else { return out };
    if score.is_finite() {
        out.push(("score", thousandths(score)));
    }
    if decile > 0 {
        out.push(("decile", Value::Whole(decile.into())));
    }
    if rank > 0 {
        out.push(("rank", Value::Whole(rank.into())));
    }
    out.push(("completeness", thousandths(completeness)));
    out
}
