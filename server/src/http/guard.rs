//! What every request passes: bounds of number, time and size; metrics and the access log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::accept::accepts_some_coding;
use super::{Metrics, Problem, RouteLabel};

/// Bytes of a request's first line and headers.
pub const MOST_HEAD: usize = 64 * 1024;

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
    /// The server ends: each answer says that its connection does.
    pub stopping: AtomicBool,
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
    let path = request.extensions().get::<MatchedPath>();
    let route = path.map_or_else(String::new, |path| path.as_str().to_string());
    let logged = gate.log.then(|| (request.method().clone(), request.uri().clone()));
    let odd = too_long(&request)
        .or_else(|| odd_host(request.version(), request.headers()))
        .or_else(|| (!accepts_some_coding(request.headers())).then(no_coding));
    let mut response = match (odd, gate.at_once.try_acquire()) {
        (Some(problem), _) => problem.into_response(),
        (None, Ok(_place)) => {
            gate.metrics.in_flight.inc();
            let answer = tokio::time::timeout(gate.longest, next.run(request)).await;
            gate.metrics.in_flight.dec();
            answer.unwrap_or_else(|_| {
                Problem::busy("the answer took too long; ask for less at once", 2).into_response()
            })
        }
        (None, Err(_)) => Problem::busy("too many requests are being answered", 2).into_response(),
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
    if gate.stopping.load(Ordering::Relaxed) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let took = start.elapsed();
    let status = response.status().as_u16();
    gate.metrics.answered(&RouteLabel { route, status }, took);
    if let Some((method, uri)) = logged {
        note(&method, &uri.to_string(), &response, took);
    }
    response
}

/// A head that the HTTP library read in one piece although it is longer than it may be.
fn too_long(request: &Request) -> Option<Problem> {
    let headers =
        request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    let size = request.uri().path().len() + headers.sum::<usize>();
    (size > MOST_HEAD).then(|| {
        Problem::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "too-large",
            "The headers are too large",
            format!("the first line and headers have {size} bytes; at most {MOST_HEAD} are read"),
        )
    })
}

/// What is wrong with the host that a request names: HTTP/1.1 asks for exactly one (RFC 9112, 3.2).
fn odd_host(version: Version, headers: &HeaderMap) -> Option<Problem> {
    const LONGEST: usize = 255;
    let mut hosts = headers.get_all(header::HOST).iter();
    let wrong = |what: &str| Some(Problem::bad_request(format!("the request {what}")));
    let first = match (hosts.next(), hosts.next()) {
        (None, _) if version < Version::HTTP_11 => return None,
        (None, _) => return wrong("names no host: HTTP/1.1 asks for one header Host"),
        (Some(_), Some(_)) => return wrong("names several hosts: one header Host is expected"),
        (Some(first), None) => first.as_bytes(),
    };
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:[]".contains(b);
    if first.len() > LONGEST || !first.iter().all(plain) {
        return wrong("has a header Host that is no host: name:port is expected");
    }
    None
}

/// The client takes no answer at all.
fn no_coding() -> Problem {
    Problem::new(
        StatusCode::NOT_ACCEPTABLE,
        "not-acceptable",
        "No coding that is asked for is offered",
        "the Accept-Encoding header refuses the answer as it is, and every coding of it",
    )
    .help("offered here: identity, gzip, br, zstd")
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
