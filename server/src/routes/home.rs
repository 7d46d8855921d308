//! `GET /recherche`: a search by name that asks for neither script nor map.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::call::Call;
use super::search::found;
use crate::http::{Problem, cache};
use crate::page;

/// Units shown.
const UNITS: usize = 20;

/// A page without script: a search by name, and what is served
#[utoipa::path(
    get, path = "/recherche", tag = "territories",
    params(("q" = Option<String>, Query, description = "A name or code to look for")),
    responses(
        (status = 200, description = "A page in French", body = String, content_type = "text/html"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn page(call: Call) -> Result<Response, Problem> {
    let query = call.query(&["q"])?;
    let text = query.text("q").unwrap_or_default().replace(char::is_control, " ");
    answer(call, text).await
}

/// The same in the place of a map that was not built.
pub async fn without_map(call: Call) -> Result<Response, Problem> {
    answer(call, String::new()).await
}

async fn answer(call: Call, text: String) -> Result<Response, Problem> {
    let app = std::sync::Arc::clone(&call.app);
    let body = app
        .quickly(move || {
            let units = found(&call.build, &text, None, UNITS);
            Ok(page::home(&call.build, &text, &units).into_string())
        })
        .await?;
    let mut response = body.into_response();
    let headers = response.headers_mut();
    let set = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_LANGUAGE, "fr"),
        (header::CONTENT_SECURITY_POLICY, page::POLICY),
        (header::CACHE_CONTROL, cache::A_WHILE),
    ];
    for (name, value) in set {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// How pages look.
pub async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, cache::A_WHILE),
    ];
    (headers, page::STYLE).into_response()
}
