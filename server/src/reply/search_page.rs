//! The search page, in its own route and in the place of a map that was not built.

use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::http::{Problem, cache};
use crate::model::found;
use crate::page;
use crate::state::RequestContext;

/// Units shown.
const UNITS: usize = 20;

/// The page, with the units that `text` names; without a search where it is empty.
///
/// # Errors
/// The server is stopping, or the page could not be made.
pub async fn search_page(context: RequestContext, text: String) -> Result<Response, Problem> {
    let app = Arc::clone(&context.app);
    let body = app
        .quickly(move || {
            let units = found(&context.build, &text, &|_, _| true, UNITS);
            Ok(page::search(&context.build, &text, &units).into_string())
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
