//! JSON documents: made for one request, or kept for all who ask.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Serialize;

use super::headers::{is_gzip, lasting, validators};
use crate::http::{PACKED_WHERE_MADE, Problem, Query, accepts_gzip, not_modified};
use crate::snapshot::CachedBody;
use crate::state::RequestContext;

/// An answer that all who ask share: it is made once, and takes no memory for each.
///
/// # Errors
/// As [`json`].
pub async fn cached_json(
    context: RequestContext,
    what: &'static str,
    query: &Query,
    make: impl FnOnce(&RequestContext) -> Result<CachedBody, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    unless_known(context, what, query, async |context| {
        let app = Arc::clone(&context.app);
        let gzip = accepts_gzip(&context.headers);
        let kept = app.compute(move || make(&context)).await?;
        let coded = gzip && kept.plain.len() > PACKED_WHERE_MADE;
        let mut response = Response::new(Body::from(if coded { kept.gzip } else { kept.plain }));
        if coded {
            is_gzip(response.headers_mut());
        }
        Ok(response)
    })
    .await
}

/// A JSON answer made from a build and a query: 304 when the client has it.
///
/// # Errors
/// What `make` says; a condition that cannot be read.
pub async fn json<T: Serialize + Send + 'static>(
    context: RequestContext,
    what: &'static str,
    query: &Query,
    make: impl FnOnce(&RequestContext) -> Result<T, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    unless_known(context, what, query, async |context| {
        let app = Arc::clone(&context.app);
        let made = app.quickly(move || {
            serde_json::to_vec(&make(&context)?).map_err(|e| Problem::internal(&e))
        });
        let body = made.await?;
        let permit = app.memory.take(body.len()).await?;
        Ok(Response::new(permit.hold(Body::from(body))))
    })
    .await
}

/// The document that `answer` makes, with its headers; 304 when the client has it.
async fn unless_known(
    context: RequestContext,
    what: &'static str,
    query: &Query,
    answer: impl AsyncFnOnce(RequestContext) -> Result<Response, Problem>,
) -> Result<Response, Problem> {
    let build = Arc::clone(&context.build);
    let now = validators(&build, &format!("{what} {:?}", context.path), query, "json");
    if let Some(same) = not_modified(&context.headers, &now)? {
        return Ok(same);
    }
    let mut response = answer(context).await?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    build.provenance.put(headers);
    lasting(headers, &now);
    Ok(response)
}
