//! Headers of answers: validators, how long they may be kept, how they are coded.

use std::hash::{Hash, Hasher};

use axum::http::{HeaderMap, HeaderValue, header};
use rustc_hash::FxHasher;

use crate::http::{Query, Validators, cache};
use crate::snapshot::Snapshot;
use crate::state::RequestContext;

/// What tells the answer to this query, in this format, from the next build's.
pub fn validators(build: &Snapshot, what: &str, query: &Query, format: &str) -> Validators {
    let mut hasher = FxHasher::default();
    (what, query.canonical(), format).hash(&mut hasher);
    Validators::weak(&format!("{}-{:x}", build.id, hasher.finish()), build.modified)
}

/// Says that an answer is a gzip file, as another client would not have it.
pub fn is_gzip(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
}

/// Adds validators, and that the answer may be kept until the next build.
pub fn lasting(headers: &mut HeaderMap, now: &Validators) {
    now.put(headers);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache::A_WHILE));
    headers.append(header::VARY, HeaderValue::from_static("accept"));
}

/// Adds a header whose value is made of text.
pub fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Says that another host is answered with other links, so that no cache gives one's to the other.
pub fn vary_by_host(context: &RequestContext, headers: &mut HeaderMap) {
    if context.app.settings.public_url.is_none() {
        headers.append(header::VARY, HeaderValue::from_static("host"));
    }
}
