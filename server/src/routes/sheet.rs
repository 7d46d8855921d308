//! `GET /api/v1/territories/{level}/{code}`: the sheet of a unit, as data or as a page to print.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::{Problem, choose, not_modified};
use crate::model::{Sheet, make_sheet, place_in};
use crate::page;
use crate::query::{ScenarioQuery, SheetFormat, row_of_unit, service, zone};
use crate::reply::{lasting, validators};
use crate::state::RequestContext;

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";

/// Parameters of a sheet, beside the scenario.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SheetQuery {
    /// `json` or `html`; by the Accept header when absent
    format: Option<SheetFormat>,
    /// Access to help for this service: an id of `/api/v1/access`, or its name
    service: Option<String>,
    /// Its rank inside this zone too: `level:code`, several between commas
    zone: Option<String>,
}

/// The sheet of a unit
///
/// Its score, why it has it, what contains it, its neighbours, sources and vintages: as JSON, or as
/// a page in French that prints on two sheets of A4 (`Accept: text/html` or `format=html`).
/// A code of a former commune, of a municipal arrondissement, without its leading zero or in lower case
/// is answered with the unit that it leads to, and `carried` says how.
#[utoipa::path(
    get, path = "/api/v1/territories/{level}/{code}", tag = "territories",
    params(
        ("level" = String, Path, description = "Level", example = "commune"),
        ("code" = String, Path, description = "Code", example = "93066"),
        SheetQuery,
        ScenarioQuery,
    ),
    responses(
        (status = 200, description = "The sheet", content((Sheet = "application/json"), (String = "text/html"))),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 409, response = crate::openapi::Refused),
        (status = 406, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn sheet(context: RequestContext) -> Result<Response, Problem> {
    let (query, asked, scenario) = context.query_with::<SheetQuery, ScenarioQuery>()?;
    let media = match asked.format {
        Some(SheetFormat::Json) => JSON,
        Some(SheetFormat::Html) => HTML,
        None => choose(&context.headers, &[JSON, HTML])?,
    };
    let table = context.level(0)?;
    let (row, carried) = row_of_unit(&context.build, table, &context.path[1])?;
    let scenario = scenario.scenario();
    let service = service(asked.service.as_deref())?;
    let now = validators(&context.build, &format!("sheet {:?}", context.path), &query, media);
    if let Some(same) = not_modified(&context.headers, &now)? {
        return Ok(same);
    }
    let app = Arc::clone(&context.app);
    let as_json = query.with("format", "json");
    let (body, provenance) = app
        .compute(move || {
            let mut sheet =
                make_sheet(&context.build, context.level(0)?, row, scenario.as_ref(), service)?;
            sheet.carried = carried;
            if let Some(zone) = zone(&context.build, asked.zone.as_deref())? {
                let place =
                    place_in(&context.build, context.level(0)?, row, scenario.as_ref(), &zone)?;
                sheet.in_zone = Some(place);
            }
            let body = if media == HTML {
                page::sheet(&sheet, &as_json).into_string().into_bytes()
            } else {
                serde_json::to_vec(&sheet).map_err(|e| Problem::internal(&e))?
            };
            Ok((body, sheet.provenance))
        })
        .await?;
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if media == HTML {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(page::POLICY));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static("fr"));
    }
    provenance.put(headers);
    lasting(headers, &now);
    Ok(response)
}
