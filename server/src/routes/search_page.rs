//! `GET /recherche`: a search by name that asks for neither script nor map.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::{Problem, cache};
use crate::page;
use crate::reply;
use crate::state::RequestContext;

/// Parameters of the search page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchPageQuery {
    /// A name or code to look for
    q: Option<String>,
}

/// A page without script: a search by name, and what is served
#[utoipa::path(
    get, path = "/recherche", tag = "territories",
    params(SearchPageQuery),
    responses(
        (status = 200, description = "A page in French", body = String, content_type = "text/html"),
        (status = 400, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn page(context: RequestContext) -> Result<Response, Problem> {
    let (_, asked) = context.query::<SearchPageQuery>()?;
    let text = asked.q.unwrap_or_default().replace(char::is_control, " ");
    reply::search_page(context, text).await
}

/// How pages look.
pub async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, cache::A_WHILE),
    ];
    (headers, page::STYLE).into_response()
}
