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
    let key = format!("{what} {:?}", context.path);
    let now = validators(&context.build, &key, query, "json");
    if let Some(same) = not_modified(&context.headers, &now)? {
        return Ok(same);
    }
    let app = Arc::clone(&context.app);
    let mut response = app
        .compute(move || {
            let kept = make(&context)?;
            let coded = accepts_gzip(&context.headers) && kept.plain.len() > PACKED_WHERE_MADE;
            let body = if coded { kept.gzip } else { kept.plain };
            let mut response = Response::new(Body::from(body));
            let headers = response.headers_mut();
            if coded {
                is_gzip(headers);
            }
            context.build.provenance.put(headers);
            Ok(response)
        })
        .await?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    lasting(headers, &now);
    Ok(response)
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
    let key = format!("{what} {:?}", context.path);
    let now = validators(&context.build, &key, query, "json");
    if let Some(same) = not_modified(&context.headers, &now)? {
        return Ok(same);
    }
    let app = Arc::clone(&context.app);
    let (body, provenance) = app
        .quickly(move || {
            let body = serde_json::to_vec(&make(&context)?).map_err(|e| Problem::internal(&e))?;
            Ok((body, context.build.provenance.clone()))
        })
        .await?;
    let permit = app.memory.take(body.len()).await?;
    let mut response = Response::new(permit.hold(Body::from(body)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    provenance.put(headers);
    lasting(headers, &now);
    Ok(response)
}
