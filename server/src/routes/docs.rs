//! `GET /openapi.json`: the description of the interface; `GET /docs`: the pages that show it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::http::{Problem, cache};
use crate::openapi::{of_build, swagger};
use crate::reply::{json, put};
use crate::state::RequestContext;

/// What the pages may load: the interface writes its styles itself; nothing comes from elsewhere.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/// This description
#[utoipa::path(
    get, path = "/openapi.json", tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = serde_json::Value))
)]
pub async fn document(context: RequestContext) -> Result<Response, Problem> {
    let query = context.no_query()?;
    json(context, "openapi", &query, |context| {
        Ok(of_build(&context.app.description, &context.build))
    })
    .await
}

/// The pages begin in their folder, so that their files are found.
pub async fn index() -> Redirect {
    Redirect::permanent("/docs/index.html")
}

/// One of their files.
pub async fn file(context: RequestContext) -> Result<Response, Problem> {
    let (media, bytes) = swagger::file(&context.path[0])?;
    let mut response = (StatusCode::OK, bytes).into_response();
    let headers = response.headers_mut();
    put(headers, header::CONTENT_TYPE, media);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache::A_WHILE));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}
