//! `GET /health` and `GET /metrics`, for those who watch over the server.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{Problem, cache};
use crate::state::RequestContext;

/// The server is well.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
    /// Version of the program.
    version: &'static str,
    /// The build that is served.
    build: String,
    /// Its method.
    method: String,
    /// Host of the geocoder that addresses are searched by, and that receives them; null where they are not.
    addresses: Option<String>,
}

/// Whether the server and its data are well
#[utoipa::path(
    get, path = "/health", tag = "operation",
    responses(
        (status = 200, description = "All is well", body = Health),
        (status = 400, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn health(context: RequestContext) -> Result<Response, Problem> {
    context.no_query()?;
    let store = std::sync::Arc::clone(&context.app.store);
    let trouble = tokio::task::spawn_blocking(move || store.trouble());
    if let Some(why) = trouble.await.map_err(|e| Problem::internal(&e))? {
        tracing::warn!(%why, "the data are not well");
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "data",
            "The data are missing or broken",
            "the folder that is served does not hold a whole build; the log says more",
        ));
    }
    let health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        build: context.build.id.clone(),
        method: context.build.manifest.method.id.clone(),
        addresses: context.app.geocoder.as_ref().map(|geocoder| geocoder.host().into()),
    };
    Ok(([(header::CACHE_CONTROL, cache::NEVER)], axum::Json(health)).into_response())
}

/// Counters, as Prometheus reads them
#[utoipa::path(
    get, path = "/metrics", tag = "operation",
    responses(
        (status = 200, description = "Counters", body = String, content_type = "application/openmetrics-text"),
        (status = 400, response = crate::openapi::Refused),
    )
)]
pub async fn metrics(context: RequestContext) -> Result<Response, Problem> {
    context.no_query()?;
    let mut response = context.app.gate.metrics.text().into_response();
    let headers = response.headers_mut();
    let media = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache::NEVER));
    Ok(response)
}
