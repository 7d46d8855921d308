//! The former portal's calls, so that its clients move over by changing a host name.
//!
//! Its divisions are `department`, `epci` and `city`; its scores go from 0 to 10. Ours are put on
//! that scale by their place between the method's bounds, or, where it has none that the index
//! keeps to, between the level's smallest and largest score. What is unknown is null there too.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::{Problem, cache};
use crate::model::LegacyScores;
use crate::query::{TilePath, division, tile_address, variation};
use crate::reply::{self, json, no_tile};
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

/// Parameters of both calls.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LegacyQuery {
    #[serde(rename = "filters", default)]
    #[param(ignore)]
    plain_filters: Vec<String>,
    /// `all`, or the public of the method that is served
    #[param(example = "all")]
    variation: Option<String>,
}

impl LegacyQuery {
    /// The level of the division that the path begins with, and the indicators to score: `filters`, with
    /// those of its name without `[]`.
    ///
    /// # Errors
    /// A division or a variation that this build does not have (404).
    fn level_and_filters(
        self,
        context: &RequestContext,
        filters: Vec<String>,
    ) -> Result<(&'static str, Vec<String>), Problem> {
        let level = division(&context.build, &context.path[0])?;
        variation(&context.build, self.variation.as_deref())?;
        Ok((level, [filters, self.plain_filters].concat()))
    }
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
}

/// Scores of units (former portal)
#[utoipa::path(
    get, path = "/api/scoring/{division}", tag = "former portal",
    params(
        ("division" = String, Path, description = "`department`, `epci` or `city`", example = "city"),
        LegacyScoringQuery,
        LegacyQuery,
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
    let (query, asked, shared) = context.query_with::<LegacyScoringQuery, LegacyQuery>()?;
    let (level, filters) = shared.level_and_filters(&context, asked.filters)?;
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
}

/// A tile of one division (former portal)
#[utoipa::path(
    get, path = "/api/tiles/{division}/{z}/{x}/{y}", tag = "former portal",
    params(
        ("division" = String, Path, description = "`department`, `epci` or `city`", example = "city"),
        TilePath,
        LegacyTileQuery,
        LegacyQuery,
    ),
    responses(
        (status = 200, description = "A Mapbox Vector Tile of one layer, named like the division", body = crate::openapi::Binary, content_type = "application/vnd.mapbox-vector-tile"),
        crate::openapi::NoTile,
    )
)]
pub async fn tile(context: RequestContext) -> Result<Response, Problem> {
    let (_, asked, shared) = context.query_with::<LegacyTileQuery, LegacyQuery>()?;
    let (level, filters) = shared.level_and_filters(&context, asked.filters)?;
    let coord = tile_address(&context.path[1], &context.path[2], &context.path[3])?;
    let build = Arc::clone(&context.build);
    let division = context.path[0].clone();
    let draw = move || {
        let former = LegacyScores::new(&build, level, &filters)?;
        let tileset = build.tilesets.get(TILESET);
        let tileset = tileset.ok_or_else(|| Problem::not_found("this build has no tiles"))?;
        let Some(place) = tileset.archive.find(coord) else { return Ok(None) };
        tileset.redrawn(place, &former.key(), |plain| former.draw(&division, plain)).map(Some)
    };
    match context.app.compute(draw).await? {
        Some(tile) => reply::tile(&context, tile, cache::A_WHILE),
        None => Ok(no_tile(cache::A_WHILE)),
    }
}
