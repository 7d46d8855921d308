//! `GET /api/v1/search`

use axum::response::Response;
use ifn_engine::output::{number, text_of};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::json;
use super::call::{Call, no_level};
use super::carried::Carried;
use crate::http::Problem;
use crate::snapshot::Snapshot;

/// Units when no number is asked for, and at most.
const UNITS: usize = 10;
const MOST: usize = 50;

/// Units that a text names, the best first.
#[derive(Serialize, ToSchema)]
pub struct FoundUnits {
    /// As typed.
    query: String,
    /// The units.
    results: Vec<FoundUnit>,
}

/// A unit.
#[derive(Serialize, ToSchema)]
pub struct FoundUnit {
    /// Its level.
    pub level: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The former commune or municipal arrondissement that the text names, when it is not the unit
    /// itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
    /// What contains it, to tell it from others of its name.
    pub within: Vec<Within>,
    /// Persons.
    pub population: Option<f64>,
    /// The index.
    pub score: Option<f64>,
    /// 10 = most fragile.
    pub decile: Option<u8>,
}

/// A unit that contains another one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Within {
    /// Its level.
    pub level: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
}

/// Search by name or code
///
/// Accents, hyphens, articles and "St" for "Saint" do not matter; words may be begun only; a few
/// letters may be wrong. Communes come before IRIS. Names and codes of former communes and of
/// municipal arrondissements find the commune that they are in now, and `carried` says so.
#[utoipa::path(
    get, path = "/api/v1/search", tag = "territories",
    params(
        ("q" = String, Query, description = "A name, a code, or the beginning of one", example = "st denis", min_length = 1),
        ("level" = Option<String>, Query, description = "Only units of this level", example = "commune"),
        ("limit" = Option<u32>, Query, description = "Units, 1 to 50; 10 when absent", minimum = 1, maximum = 50),
    ),
    responses(
        (status = 200, description = "Units, the best first", body = FoundUnits),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn search(call: Call) -> Result<Response, Problem> {
    let query = call.query(&["q", "level", "limit"])?;
    let text = query.text("q").filter(|q| !q.is_empty()).ok_or_else(|| {
        Problem::bad_request("parameter `q` is expected").help("q=saint-denis, q=93066")
    })?;
    let text = text.to_string();
    let level = match query.text("level") {
        None => None,
        Some(id) => Some(
            call.build
                .levels
                .iter()
                .position(|l| l.id == id)
                .ok_or_else(|| no_level(&call.build, id))?,
        ),
    };
    let limit = match query.parsed::<usize>("limit", "a whole number from 1 to 50")? {
        Some(n) if !(1..=MOST).contains(&n) => {
            let detail =
                format!("parameter `limit` is {n}; a whole number from 1 to 50 is expected");
            return Err(Problem::bad_request(detail));
        }
        limit => limit.unwrap_or(UNITS),
    };
    json(call, "search", &query, move |call| {
        let results = found(&call.build, &text, level, limit);
        Ok(FoundUnits { query: text, results })
    })
    .await
}

/// Units that a text names.
pub fn found(build: &Snapshot, text: &str, level: Option<usize>, limit: usize) -> Vec<FoundUnit> {
    let found = build.gazetteer.find(text, level, limit);
    found
        .into_iter()
        .map(|at| {
            let table = &build.levels[at.level];
            let (scores, row) = (&table.scores, at.unit as usize);
            let text = |column: &str| text_of(scores, column, row).unwrap_or_default().to_string();
            let (code, name) = (text("code"), text("name"));
            let carried = at.former.and_then(|former| Carried::by_name(former, &code, &name));
            FoundUnit {
                level: table.id.clone(),
                code,
                name,
                carried,
                within: within(build, scores, row),
                population: number(scores, "population", row),
                score: number(scores, "score", row),
                decile: number(scores, "decile", row).map(|d| d as u8),
            }
        })
        .collect()
}

/// What contains a unit, the smallest first.
pub fn within(build: &Snapshot, scores: &arrow::array::RecordBatch, row: usize) -> Vec<Within> {
    let levels = build.manifest.method.territory_levels.iter();
    levels
        .filter_map(|level| {
            let code = text_of(scores, level, row)?;
            Some(Within {
                level: level.clone(),
                code: code.into(),
                name: build.name_of(level, code),
            })
        })
        .collect()
}
