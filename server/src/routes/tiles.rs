//! `GET /tiles/…`: TileJSON, tiles, and archives in part or whole.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ifn_engine::catalog::Selection;
use ifn_engine::error::nearest;
use ifn_engine::tiles::{Rewrite, Value, rewrite};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::answer::{lasting, validators};
use super::call::Call;
use super::choice::{CHOICE, chosen};
use super::dots;
use super::rescore::custom;
use super::wanted::FILTERS;
use crate::http::{Problem, Query, Validators, accepts_gzip, cache, in_path, not_modified};
use crate::snapshot::{Asked, Drawn, Snapshot, Tileset};

const MVT: &str = "application/vnd.mapbox-vector-tile";

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

/// TileJSON of a tileset (`.json`), or its whole archive (`.pmtiles`, by Range too)
#[utoipa::path(
    get, path = "/tiles/{tileset}", tag = "tiles",
    params(
        ("tileset" = String, Path, description = "`territories.json` or `territories.pmtiles`", example = "territories.json"),
        ("weights" = Option<Vec<String>>, Query, style = Form, explode = false, description = "For tiles with other scores: `id:weight`, separated by commas"),
        ("indicators" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Indicators to score, separated by commas"),
        ("reference" = Option<String>, Query, description = "Zones within which units are compared"),
    ),
    responses(
        (status = 200, description = "TileJSON, or the archive", content(
            (TileJson = "application/json"),
            (crate::routes::docs::Binary = "application/vnd.pmtiles"),
        )),
        (status = 206, description = "The bytes that were asked for"),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 409, response = crate::routes::docs::Refused),
        (status = 416, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn tileset(call: Call) -> Result<Response, Problem> {
    let file = &call.path[0];
    if *file == format!("{}.json", dots::NAME) {
        let query = call.query(&FILTERS)?;
        let now = validators(&call.build, file, &query, "json");
        if let Some(same) = not_modified(&call.headers, &now)? {
            return Ok(same);
        }
        let mut response = axum::Json(dots::tilejson(&call, &query)?).into_response();
        call.build.provenance.put(response.headers_mut());
        lasting(response.headers_mut(), &now);
        reflects_host(&call, response.headers_mut());
        return Ok(response);
    }
    let query = call.query(&["v", "weights", "indicators", "reference"])?;
    if let Some(name) = file.strip_suffix(".json") {
        let tileset = named(&call.build, name)?;
        if let Some(choice) = chosen(&query)? {
            let build = Arc::clone(&call.build);
            call.app.compute(move || check(&build, &choice)).await?;
        }
        let now = validators(&call.build, file, &query, "json");
        if let Some(same) = not_modified(&call.headers, &now)? {
            return Ok(same);
        }
        let mut response = axum::Json(tilejson(&call, name, tileset, &query)).into_response();
        call.build.provenance.put(response.headers_mut());
        lasting(response.headers_mut(), &now);
        reflects_host(&call, response.headers_mut());
        return Ok(response);
    }
    let served =
        file.strip_suffix(".pmtiles").and_then(|_| call.build.files.get(&format!("tiles/{file}")));
    let served = served.cloned().ok_or_else(|| unknown(&call.build, file))?;
    super::downloads::send(&call.app, served, &call.headers).await
}

fn tilejson(call: &Call, name: &str, tileset: &Tileset, query: &Query) -> serde_json::Value {
    let archive = &tileset.archive;
    let mut out = archive.metadata.clone();
    if !out.is_object() {
        out = json!({});
    }
    let again = CHOICE.iter().find(|n| query.text(n).is_some());
    let tail = match again {
        Some(_) => query.with("v", &call.build.id),
        None => format!("v={}", call.build.id),
    };
    out["tilejson"] = "3.0.0".into();
    out["scheme"] = "xyz".into();
    out["tiles"] =
        json!([format!("{}/tiles/{}/{{z}}/{{x}}/{{y}}.mvt?{tail}", base(call), in_path(name))]);
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

/// What links begin with: as told, else as the client called us.
pub fn base(call: &Call) -> String {
    if let Some(url) = &call.app.settings.public_url {
        return url.trim_end_matches('/').to_string();
    }
    let host = call.headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]_".contains(c);
    if !host.is_empty() && host.len() < 256 && host.chars().all(plain) {
        format!("http://{host}")
    } else {
        format!("http://{}", call.app.settings.listen)
    }
}

/// Says that another host is answered with other links, so that no cache gives one's to the other.
fn reflects_host(call: &Call, headers: &mut HeaderMap) {
    if call.app.settings.public_url.is_none() {
        headers.append(header::VARY, HeaderValue::from_static("host"));
    }
}

fn named<'a>(build: &'a Snapshot, name: &str) -> Result<&'a Tileset, Problem> {
    build.tilesets.get(name).ok_or_else(|| unknown(build, name))
}

fn unknown(build: &Snapshot, name: &str) -> Problem {
    Problem::not_found(format!("there is no tileset {name:?}"))
        .help(nearest(name, build.tilesets.keys().map(String::as_str)))
}

/// Where a tile lies.
///
/// # Errors
/// Something else than numbers; beyond the world.
pub fn address(z: &str, x: &str, y: &str) -> Result<(u8, u32, u32), Problem> {
    let number = |text: &str| -> Option<u32> {
        (text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let wrong = || {
        Problem::not_found(format!("{z:?}/{x:?}/{y:?} is no tile"))
            .help("zoom, column and row are whole numbers: 8/129/88.mvt")
    };
    let (zoom, x, y) = (number(z), number(x), number(y));
    let (Some(zoom), Some(x), Some(y)) = (zoom, x, y) else { return Err(wrong()) };
    if zoom > 26 || x >> zoom > 0 || y >> zoom > 0 {
        return Err(Problem::not_found(format!("{zoom}/{x}/{y} lies beyond the world")));
    }
    Ok((zoom as u8, x, y))
}

/// A tile
///
/// 204 where there is nothing. With `weights`, `indicators` or `reference` the score, decile and
/// completeness of each feature are computed anew.
#[utoipa::path(
    get, path = "/tiles/{tileset}/{z}/{x}/{y}.mvt", tag = "tiles",
    params(
        ("tileset" = String, Path, description = "Name of the tileset", example = "territories"),
        ("z" = u32, Path, description = "Zoom", example = 8),
        ("x" = u32, Path, description = "Column", example = 129),
        ("y" = u32, Path, description = "Row", example = 88),
        ("weights" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Other weights: `id:weight`, separated by commas"),
        ("indicators" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Indicators to score, separated by commas"),
        ("reference" = Option<String>, Query, description = "Zones within which units are compared; levels that have no such zone keep their scores"),
        ("v" = Option<String>, Query, description = "The build, as TileJSON writes it: the answer may then be kept for ever"),
    ),
    responses(
        (status = 200, description = "A Mapbox Vector Tile", body = crate::routes::docs::Binary, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "Nothing there"),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 409, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn tile(call: Call) -> Result<Response, Problem> {
    if call.path.first().is_some_and(|name| name == dots::NAME) {
        return dots::tile(call).await;
    }
    let [name, z, x, y] = call.path.as_slice() else {
        return Err(Problem::not_found("there is no such tile"));
    };
    let y = y.strip_suffix(".mvt").or_else(|| y.strip_suffix(".pbf")).unwrap_or(y);
    let (z, x, y) = address(z, x, y)?;
    let tileset = named(&call.build, name)?;
    let place = tileset.archive.find(z, x, y);
    let mut lasting = cache::A_WHILE;
    let mut other = None;
    if call.has_query() {
        let query = call.query(&["v", "weights", "indicators", "reference"])?;
        if query.text("v") == Some(&call.build.id) {
            lasting = cache::FOREVER;
        }
        other = chosen(&query)?;
    }
    let Some(place) = place else {
        if let Some(choice) = &other {
            check(&call.build, choice)?;
        }
        return Ok(empty(lasting));
    };
    let drawn = match (other, tileset.ready(place)) {
        (None, Some(drawn)) => {
            call.app.gate.metrics.tile_hits.inc();
            drawn
        }
        (None, None) => {
            call.app.gate.metrics.tile_misses.inc();
            let (build, name) = (Arc::clone(&call.build), name.clone());
            let read = move || named(&build, &name)?.read(place).map_err(Problem::from);
            tokio::task::spawn_blocking(read).await.map_err(|e| Problem::internal(&e))??
        }
        (Some(choice), _) => {
            let (build, name) = (Arc::clone(&call.build), name.clone());
            let draw = move || {
                let of = Scored::new(&build, &choice)?;
                named(&build, &name)?.drawn_anew(place, &of.choice, |plain| of.draw(plain))
            };
            call.app.compute(draw).await?
        }
    };
    send(&call, drawn, lasting)
}

/// Nothing there.
pub fn empty(lasting: &'static str) -> Response {
    (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, lasting)]).into_response()
}

/// A tile that is ready, to a client that may have it, or not decompress it.
///
/// # Errors
/// A condition that cannot be read; a tile that is damaged.
pub fn send(call: &Call, drawn: Drawn, lasting: &'static str) -> Result<Response, Problem> {
    if drawn.bytes.is_empty() {
        return Ok(empty(lasting));
    }
    let now = Validators { etag: drawn.etag, modified: call.build.modified };
    if call.headers.contains_key(header::IF_NONE_MATCH)
        && let Some(same) = not_modified(&call.headers, &now)?
    {
        return Ok(same);
    }
    let gzip = accepts_gzip(&call.headers);
    let body = if gzip {
        Body::from(drawn.bytes)
    } else {
        let plain = ifn_engine::tiles::gunzip(&drawn.bytes, 64 << 20);
        Body::from(plain.map_err(|e| Problem::internal(&e))?)
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MVT));
    if gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::ETAG, now.etag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}

/// Refuses a choice that no level allows.
fn check(build: &Snapshot, choice: &Selection) -> Result<(), Problem> {
    Scored::new(build, choice).map(|_| ())
}

/// Scores of every level for one choice.
struct Scored<'a> {
    build: &'a Snapshot,
    /// The same text for the same choice.
    choice: String,
    levels: Vec<(String, Arc<ifn_engine::pipeline::Rescored>)>,
}

impl<'a> Scored<'a> {
    fn new(build: &'a Snapshot, choice: &Selection) -> Result<Self, Problem> {
        let custom = custom(build)?;
        let mut out = Self { build, choice: String::new(), levels: Vec::new() };
        let mut refused = None;
        for table in &build.levels {
            let asked = Asked { level: table.id.clone(), choice: choice.clone() };
            match custom.score(&asked) {
                Ok(scored) => out.levels.push((table.id.clone(), scored)),
                // Régions have no région to be compared in; an unknown indicator no level has.
                Err(e) if e.is_usage() && choice.reference.is_some() => refused = Some(e),
                Err(e) => return Err(Problem::refused(e)),
            }
            out.choice = asked.canonical();
        }
        match refused {
            Some(e) if out.levels.is_empty() => Err(Problem::refused(e)),
            _ => Ok(out),
        }
    }

    /// What is computed of a feature of a layer.
    fn of(&self, layer: &str, feature: u64) -> Option<Anew> {
        let custom = self.build.custom.as_ref().ok()?;
        let (_, scored) = self.levels.iter().find(|(id, _)| id == layer)?;
        let unit = custom.unit(scored.level, feature)? as usize;
        let scores = &scored.scores;
        Some(Anew {
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

/// What is computed anew of a feature; 0 and NaN where it has no score.
#[derive(Clone, Copy)]
struct Anew {
    score: f64,
    decile: u8,
    rank: u32,
    completeness: f64,
}

/// Attributes that are added to a feature.
type Add<'a> = dyn Fn(u64) -> Vec<(&'static str, Value<'static>)> + 'a;

/// What stays when scores are computed anew.
fn not_scored(attribute: &str) -> bool {
    !["score", "decile", "rank", "completeness"].contains(&attribute)
}

/// As the archive writes them: missing is left out.
fn attributes(found: Option<Anew>) -> Vec<(&'static str, Value<'static>)> {
    let thousandths = |x: f64| Value::Number((x * 1e3).round() / 1e3);
    let mut out = Vec::with_capacity(4);
    let Some(Anew { score, decile, rank, completeness }) = found else { return out };
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
