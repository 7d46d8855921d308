//! TileJSON documents: they name the host that the client asked, and are written for each request.

use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::headers::{lasting, validators, vary_by_host};
use crate::http::{Problem, Query, not_modified};
use crate::state::RequestContext;

/// The TileJSON that `make` gives for the address `file` below `/tiles/`; 304 when the client has it.
///
/// # Errors
/// What `make` says; a condition that cannot be read.
pub fn tilejson(
    context: &RequestContext,
    file: &str,
    query: &Query,
    make: impl FnOnce() -> Result<Value, Problem>,
) -> Result<Response, Problem> {
    let now = validators(&context.build, file, query, "json");
    if let Some(same) = not_modified(&context.headers, &now)? {
        return Ok(same);
    }
    let mut response = axum::Json(make()?).into_response();
    let headers = response.headers_mut();
    context.build.provenance.put(headers);
    lasting(headers, &now);
    vary_by_host(context, headers);
    Ok(response)
}
