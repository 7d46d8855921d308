//! `GET /tiles/…`: TileJSON, tiles, and archives in part or whole.

use std::sync::Arc;

use axum::response::Response;
use ifn_engine::catalog::Scenario;
use ifn_engine::error::nearest;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use crate::http::{Problem, Query, cache, in_path};
use crate::model::RescoredLevels;
use crate::query::{ScenarioQuery, TilePath, tile_file};
use crate::reply::{self, no_tile};
use crate::snapshot::{Snapshot, Tileset};
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
        return reply::tilejson(&context, file, &query, || {
            Ok(document(&context, name, tileset, rescored.then_some(&query)))
        });
    }
    let served = file
        .strip_suffix(".pmtiles")
        .and_then(|_| context.build.files.get(&format!("tiles/{file}")));
    let served = served.cloned().ok_or_else(|| unknown(&context.build, file))?;
    reply::file(&context.app, served, &context.headers).await
}

fn document(
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
        TilePath,
        ScenarioQuery,
        TileQuery,
    ),
    responses(
        (status = 200, description = "A Mapbox Vector Tile", body = crate::openapi::Binary, content_type = "application/vnd.mapbox-vector-tile"),
        crate::openapi::NoTile,
    )
)]
pub async fn tile(context: RequestContext) -> Result<Response, Problem> {
    let [name, z, x, y] = context.path.as_slice() else {
        return Err(Problem::not_found("there is no such tile"));
    };
    let coord = tile_file(z, x, y)?;
    let tileset = named(&context.build, name)?;
    let place = tileset.archive.find(coord);
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
