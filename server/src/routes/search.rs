//! `GET /api/v1/search`

use arrow::array::BooleanArray;
use axum::response::Response;
use ifn_engine::territory::{LevelIndex, UnitIndex};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::Problem;
use crate::model::{FoundUnit, found};
use crate::query::{UnitLimit, zone};
use crate::reply::json;
use crate::state::RequestContext;

/// Units when no number is asked for.
const UNITS: usize = 10;

/// Parameters of a search.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// A name, a code, a postal code, or the beginning of one; a name with its département or postal code
    #[param(required = true, value_type = String, example = "st denis", min_length = 1)]
    q: Option<String>,
    /// Only units of this level
    #[param(example = "commune")]
    level: Option<String>,
    /// Only units in this zone, or in part in it: `level:code`, several between commas
    #[param(example = "departement:93")]
    zone: Option<String>,
    /// Units, 1 to 50; 10 when absent
    #[param(value_type = Option<u32>, minimum = 1, maximum = 50)]
    limit: Option<UnitLimit>,
}

/// Units that a text names, the best first.
#[derive(Serialize, ToSchema)]
pub struct FoundUnits {
    /// As typed.
    query: String,
    /// The zone that was asked for, as `level:code`, several between commas.
    zone: Option<String>,
    /// The units.
    results: Vec<FoundUnit>,
}

/// Search by name, code or postal code
///
/// Accents, hyphens, articles and "St" for "Saint" do not matter; words may be begun only; a few
/// letters may be wrong. What was typed in full comes first, then the most populated; communes come before
/// IRIS. A département or a postal code beside a name ("St Denis 93", "97400 Saint-Denis") says which of that
/// name is meant. Postal codes, names and codes of former communes, of communes déléguées and associées and
/// of municipal arrondissements find the commune that they are in now, and `carried` says so. `match` says
/// why each unit was found.
#[utoipa::path(
    get, path = "/api/v1/search", tag = "territories",
    params(SearchQuery),
    responses(
        (status = 200, description = "Units, the best first", body = FoundUnits),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn search(context: RequestContext) -> Result<Response, Problem> {
    let (query, asked) = context.query::<SearchQuery>()?;
    let text = asked.q.filter(|q| !q.trim().is_empty()).ok_or_else(|| {
        Problem::bad_request("parameter `q` is expected").help("q=saint-denis, q=93066, q=97400")
    })?;
    let level = match &asked.level {
        None => None,
        Some(id) => {
            let level = context.build.known_level(id)?;
            context.build.levels.iter().position(|l| l.id == level.id).map(LevelIndex::new)
        }
    };
    let limit = asked.limit.map_or(UNITS, |n| n.0);
    json(context, "search", &query, move |context| {
        let build = &context.build;
        let zone = zone(build, asked.zone.as_deref())?;
        let masks: Option<Vec<BooleanArray>> = match &zone {
            None => None,
            Some(zone) => {
                let masks = build.levels.iter().map(|table| zone.mask(&table.id, &table.scores));
                Some(masks.collect::<Result<_, _>>()?)
            }
        };
        let here = |at: LevelIndex, unit: UnitIndex| {
            level.is_none_or(|level| level == at)
                && masks.as_ref().is_none_or(|masks| masks[at.get()].value(unit.get()))
        };
        let results = found(build, &text, &here, limit);
        let zone = zone.map(|zone| zone.found.zone.to_string());
        Ok(FoundUnits { query: text, zone, results })
    })
    .await
}
