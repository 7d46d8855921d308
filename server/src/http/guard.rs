//! What every request passes: how many at once, how long, and what is noted of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::{Metrics, Problem, RouteLabel};

/// Bounds of a server, and what it notes.
pub struct Gate {
    /// Requests that may be answered at once.
    pub at_once: Semaphore,
    /// Until an answer must have begun.
    pub longest: Duration,
    /// Whether each request is logged.
    pub log: bool,
    /// Its counters.
    pub metrics: Metrics,
    /// Every route, as it is counted.
    pub routes: &'static [&'static str],
}

/// Headers that an answer has unless it says otherwise.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
];

/// Lets a request through, within bounds.
pub async fn guard(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("", |path| {
        gate.routes.iter().find(|r| **r == path.as_str()).copied().unwrap_or_default()
    });
    let told = gate.log.then(|| (request.method().clone(), request.uri().clone()));
    let mut response = match gate.at_once.try_acquire() {
        Ok(_place) => {
            gate.metrics.in_flight.inc();
            let answer = tokio::time::timeout(gate.longest, next.run(request)).await;
            gate.metrics.in_flight.dec();
            answer.unwrap_or_else(|_| {
                unavailable("the answer took too long; ask for less at once").into_response()
            })
        }
        Err(_) => unavailable("too many requests are being answered").into_response(),
    };
    // A client puts the headers of a 304 in the place of those it kept: a page keeps its own policy.
    let kept = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        if kept && name == header::CONTENT_SECURITY_POLICY {
            continue;
        }
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let took = start.elapsed();
    let status = response.status().as_u16();
    gate.metrics.answered(&RouteLabel { route, status }, took);
    if let Some((method, uri)) = told {
        note(&method, &uri.to_string(), &response, took);
    }
    response
}

fn note(method: &Method, address: &str, response: &Response, took: Duration) {
    let length = response.headers().get(header::CONTENT_LENGTH);
    let bytes = length.and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    tracing::info!(
        target: "ifn::access",
        %method,
        path = shortened(address),
        status = response.status().as_u16(),
        bytes,
        ms = (took.as_secs_f64() * 1e5).round() / 100.0,
    );
}

fn shortened(address: &str) -> &str {
    address.char_indices().nth(500).map_or(address, |(end, _)| &address[..end])
}

fn unavailable(why: &str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", "The server is busy", why)
        .header(header::RETRY_AFTER, "2")
}
