//! `GET /api/v1/places` and `GET /api/v1/places/{id}`: where help is found.

use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::http::{Problem, accepts_gzip, cache};
use crate::model::{PlaceSheet, PlacesList, ZoneSummary, now};
use crate::query::{PlaceFilter, PlaceFilterQuery, PlacesFormat, PlacesQuery};
use crate::reply::{PlaceList, json, place_list_bytes};
use crate::state::RequestContext;

/// Places when no number is asked for: those of a page.
const PAGE: usize = 20;
/// Most places of one answer.
const MOST: usize = 100_000;

/// Places that help
///
/// Around a point or a commune (the nearest first), in a bounding box or a zone, filtered by what they give,
/// for whom, at what cost, and whether they are open. As JSON by pages, or as a table or map layer.
#[utoipa::path(
    get, path = "/api/v1/places", tag = "help",
    params(PlacesQuery, PlaceFilterQuery),
    responses(
        (status = 200, description = "Places", content(
            (PlacesList = "application/json"),
            (String = "text/csv"),
            (crate::openapi::Binary = "application/vnd.apache.parquet"),
            (crate::openapi::Layer = "application/geo+json"),
        )),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 406, response = crate::openapi::Refused),
        (status = 409, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn places(context: RequestContext) -> Result<Response, Problem> {
    let (_, asked, filter) = context.query_with::<PlacesQuery, PlaceFilterQuery>()?;
    let format = asked.format.unwrap_or(PlacesFormat::Json);
    let limit = asked.limit.map_or(if format == PlacesFormat::Json { PAGE } else { MOST }, |n| n.0);
    let app = Arc::clone(&context.app);
    let most = limit.min(context.build.known_places()?.register.places.len());
    let permit = app.memory.take(place_list_bytes(most, format)).await?;
    let mut response = app
        .compute(move || {
            let gzip = accepts_gzip(&context.headers);
            list(&context, &asked, &filter, limit, format)?.response(&context.app, permit, gzip)
        })
        .await?;
    // Whether a place is open changes by the minute.
    let soon = HeaderValue::from_static(cache::NEVER);
    response.headers_mut().insert(header::CACHE_CONTROL, soon);
    Ok(response)
}

fn list(
    context: &RequestContext,
    asked: &PlacesQuery,
    filter: &PlaceFilterQuery,
    limit: usize,
    format: PlacesFormat,
) -> Result<PlaceList, Problem> {
    let build = &context.build;
    let filter = PlaceFilter::new(filter, build.known_places()?)?;
    let found = asked.found(build, &filter)?;
    let from = match &asked.cursor {
        None => 0,
        Some(text) => text.parse().map_err(|_| {
            Problem::conflict("parameter `cursor` is not one of ours")
                .help("begin again without it")
        })?,
    };
    let total = found.places.len();
    let page: Vec<_> = found.places.into_iter().skip(from).take(limit).collect();
    let end = page.len().saturating_add(from);
    let meta = PlacesList {
        total,
        count: page.len(),
        next: (end < total).then(|| end.to_string()),
        near: found.near,
        zone: found.zone.as_ref().map(|zone| zone.zone.to_string()),
        zone_set: found.zone.map(|zone| ZoneSummary::looked_up(build, &zone)).transpose()?,
        places: Vec::new(),
        provenance: build.provenance.clone(),
    };
    let at = filter.open.unwrap_or_else(now);
    Ok(PlaceList { build: Arc::clone(build), meta, page, format, at })
}

/// A place
#[utoipa::path(
    get, path = "/api/v1/places/{id}", tag = "help",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The place", body = PlaceSheet),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn place(context: RequestContext) -> Result<Response, Problem> {
    let query = context.no_query()?;
    let places = context.build.known_places()?;
    let found = places.find(&context.path[0]).ok_or_else(|| {
        Problem::not_found(format!("no place has the id {:?}", context.path[0]))
            .help("/api/v1/places?near=2.43,48.91 finds some")
    })?;
    let mut response = json(context, "place", &query, move |context| {
        let places = context.build.known_places()?;
        Ok(PlaceSheet::new(&places.register, places.at(found), now(), None))
    })
    .await?;
    let soon = HeaderValue::from_static(cache::NEVER);
    response.headers_mut().insert(header::CACHE_CONTROL, soon);
    Ok(response)
}
