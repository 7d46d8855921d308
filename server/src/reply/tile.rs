//! Tiles: compressed as they are stored, or plain for a client that reads no gzip.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::http::{Problem, Validators, accepts_gzip, not_modified};
use crate::snapshot::TileBody;
use crate::state::RequestContext;

const MVT: &str = "application/vnd.mapbox-vector-tile";

/// Nothing there.
pub fn no_tile(lasting: &'static str) -> Response {
    (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, lasting)]).into_response()
}

/// A tile that is ready, to a client that may have it, or not decompress it.
///
/// # Errors
/// A condition that cannot be read; a tile that is damaged.
pub fn tile(
    context: &RequestContext,
    drawn: TileBody,
    lasting: &'static str,
) -> Result<Response, Problem> {
    if drawn.bytes.is_empty() {
        return Ok(no_tile(lasting));
    }
    let now = Validators { etag: drawn.etag, modified: context.build.modified };
    if context.headers.contains_key(header::IF_NONE_MATCH)
        && let Some(same) = not_modified(&context.headers, &now)?
    {
        return Ok(same);
    }
    let gzip = accepts_gzip(&context.headers);
    let body = if gzip {
        Body::from(drawn.bytes)
    } else {
        let plain = ifn_engine::tiles::gunzip(&drawn.bytes, 64 << 20);
        Body::from(plain.map_err(|e| Problem::internal(&e))?)
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MVT));
    if gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::ETAG, now.etag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}
