//! `GET /api/v1/territories/{level}/{code}`: the sheet of a unit, as data or as a page to print.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use utoipa::ToSchema;

use super::answer::{lasting, validators};
use super::call::Call;
use super::carried::row;
use super::choice::chosen;
use super::gaps::service;
use super::sheet::{Sheet, make};
use crate::http::{Problem, choose, not_modified};
use crate::page;

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";

/// A format of sheets.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[allow(dead_code, reason = "the names of the parameter, for its description")]
pub enum SheetFormat {
    /// Data.
    Json,
    /// A page to print.
    Html,
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
        ("format" = Option<SheetFormat>, Query, description = "`json` or `html`; by the Accept header when absent"),
        ("service" = Option<String>, Query, description = "Tell access to help for this service: an id of `/api/v1/access`, or its name"),
        ("weights" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Other weights: `id:weight`, separated by commas. What contains it and its neighbours keep the build's scores"),
        ("indicators" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Indicators to score, separated by commas"),
        ("reference" = Option<String>, Query, description = "Zones within which units are compared"),
    ),
    responses(
        (status = 200, description = "The sheet", content((Sheet = "application/json"), (String = "text/html"))),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 409, response = crate::routes::docs::Refused),
        (status = 406, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn sheet(call: Call) -> Result<Response, Problem> {
    let query = call.query(&["format", "service", "weights", "indicators", "reference"])?;
    let media = match query.text("format") {
        Some("json") => JSON,
        Some("html") => HTML,
        Some(other) => {
            return Err(Problem::bad_request(format!("there is no format {other:?} of a sheet"))
                .help("json or html"));
        }
        None => choose(&call.headers, &[JSON, HTML])?,
    };
    let table = call.level(0)?;
    let (row, carried) = row(&call.build, table, &call.path[1])?;
    let choice = chosen(&query)?;
    let service = service(query.text("service"))?;
    let now = validators(&call.build, &format!("sheet {:?}", call.path), &query, media);
    if let Some(same) = not_modified(&call.headers, &now)? {
        return Ok(same);
    }
    let app = std::sync::Arc::clone(&call.app);
    let as_json = query.with("format", "json");
    let (body, provenance) = app
        .compute(move || {
            let mut sheet = make(&call.build, call.level(0)?, row, choice.as_ref(), service)?;
            sheet.carried = carried;
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
