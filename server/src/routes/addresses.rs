//! `POST /api/v1/addresses`: a search that is passed on to a geocoder, where the owner of the server allows it.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use ifn_engine::build::text_of;
use ifn_engine::fetch::Address;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::{Problem, cache};
use crate::model::{Carried, Within};
use crate::query::{JsonBody, row_of_unit};
use crate::snapshot::Snapshot;
use crate::state::RequestContext;

/// Addresses when no number is asked for.
const ADDRESSES: usize = 5;
/// Most addresses.
const MOST: usize = 10;

/// The body of a search for an address. It is no parameter, so that no log holds it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressRequest {
    /// An address, or the beginning of one: 3 to 200 letters.
    #[schema(min_length = 3, max_length = 200, example = "8 rue de la paix gueret")]
    q: String,
    /// Addresses, 1 to 10; 5 when absent.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 10)]
    limit: Option<f64>,
}

impl AddressRequest {
    /// How many addresses are wanted; JSON writes 3.0 where 3 is meant.
    fn limit(&self) -> Result<usize, Problem> {
        let Some(limit) = self.limit else { return Ok(ADDRESSES) };
        if !(1.0..=MOST as f64).contains(&limit) || limit.fract() != 0.0 {
            let detail = format!("`limit` is {limit}: a whole number from 1 to {MOST} is expected");
            return Err(Problem::bad_request(detail));
        }
        Ok(limit as usize)
    }
}

/// Addresses that a text names, the best first.
#[derive(Serialize, ToSchema)]
pub struct FoundAddresses {
    /// The host that was asked, and that has received the text.
    asked: String,
    /// The same in a sentence, in French: to be shown beside the results.
    said: String,
    /// The addresses.
    results: Vec<FoundAddress>,
}

/// An address.
#[derive(Serialize, ToSchema)]
pub struct FoundAddress {
    /// As it is written on a letter, in one line.
    label: String,
    /// `housenumber`, `street`, `locality` or `municipality`.
    kind: String,
    /// How well it answers the text, 0–1, as the geocoder says.
    score: Option<f64>,
    /// Longitude, WGS 84.
    lon: f64,
    /// Latitude.
    lat: f64,
    /// The commune of this build that it lies in; null where the build does not hold it.
    commune: Option<Within>,
    /// How the geocoder's code of the commune led to it, when it is not its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    carried: Option<Carried>,
}

/// Search an address
///
/// Passed on to the geocoder that the owner of the server has chosen (`--address-search`), which receives the
/// text; the answer says which one, and is not kept. Without one this answers 404.
#[utoipa::path(
    post, path = "/api/v1/addresses", tag = "territories",
    request_body(content = AddressRequest, example = json!({"q": "8 rue de la paix gueret"})),
    responses(
        (status = 200, description = "Addresses, the best first", body = FoundAddresses),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 413, response = crate::openapi::Refused),
        (status = 415, response = crate::openapi::Refused),
        (status = 502, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn addresses(
    context: RequestContext,
    JsonBody(asked): JsonBody<AddressRequest>,
) -> Result<Response, Problem> {
    context.no_query()?;
    let app = Arc::clone(&context.app);
    let geocoder = app.geocoder.clone().ok_or_else(|| {
        Problem::not_found("this server does not search addresses")
            .help("its owner can allow it: ifn serve --address-search URL")
    })?;
    let limit = asked.limit()?;
    // It is not waited for: the geocoder is slow already.
    let place = Arc::clone(&app.geocoding)
        .try_acquire_owned()
        .map_err(|_| Problem::busy("too many addresses are being looked for", 2))?;
    let body = tokio::task::spawn_blocking(move || {
        let _place = place;
        let found = geocoder
            .find(&asked.q, limit)
            .map_err(|e| if e.is_usage() { Problem::from(e) } else { unanswered(&e) })?;
        let host = geocoder.host();
        let results = found.into_iter().take(limit).map(|a| result(&context.build, a)).collect();
        let answer = FoundAddresses {
            asked: host.into(),
            said: format!("Adresse cherchée auprès de {host}, qui a reçu le texte saisi."),
            results,
        };
        serde_json::to_vec(&answer).map_err(|e| Problem::internal(&e))
    })
    .await
    .map_err(|e| Problem::internal(&e))??;
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache::NEVER));
    Ok(response)
}

fn unanswered(why: &ifn_engine::Error) -> Problem {
    Problem::new(
        StatusCode::BAD_GATEWAY,
        "address-search",
        "Addresses cannot be searched now",
        why.to_string(),
    )
    .help("try again later, or search the commune by its name or postal code")
}

fn result(build: &Snapshot, found: Address) -> FoundAddress {
    let level = build.level("commune").filter(|_| !found.commune.is_empty());
    let led = level.and_then(|level| {
        let (row, carried) = row_of_unit(build, level, &found.commune).ok()?;
        let text = |column| text_of(&level.scores, column, row).map(String::from);
        let commune = Within { level: level.id.clone(), code: text("code")?, name: text("name") };
        Some((commune, carried))
    });
    let (commune, carried) = led.map_or((None, None), |(unit, carried)| (Some(unit), carried));
    let [lon, lat] = found.point;
    FoundAddress {
        label: found.label,
        kind: found.kind,
        score: found.score,
        lon,
        lat,
        commune,
        carried,
    }
}
