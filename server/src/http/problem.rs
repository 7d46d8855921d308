//! What went wrong, as an RFC 9457 problem document.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ifn_engine::Error;
use serde::Serialize;
use utoipa::ToSchema;

/// A problem document (`application/problem+json`, RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// What kind of problem it is: `urn:ifn:problem:…`.
    #[serde(rename = "type")]
    #[schema(example = "urn:ifn:problem:unknown-parameter")]
    pub kind: String,
    /// The kind in words.
    pub title: &'static str,
    /// HTTP status.
    #[schema(value_type = u16, minimum = 400, maximum = 599)]
    #[serde(serialize_with = "as_number")]
    pub status: StatusCode,
    /// What was asked and why it cannot be answered.
    pub detail: String,
    /// What to ask instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Headers that go with it.
    #[serde(skip)]
    #[schema(ignore)]
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn as_number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem of `kind`, the last part of its URN.
    pub fn new(
        status: StatusCode,
        kind: &str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        let detail = detail.into();
        Self {
            kind: format!("urn:ifn:problem:{kind}"),
            title,
            status,
            detail: shortened(&detail),
            help: None,
            headers: Vec::new(),
        }
    }

    /// The request cannot be understood.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad-request",
            "The request cannot be understood",
            detail,
        )
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is no such thing", detail)
    }

    /// What is asked for cannot be had as things stand.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", "That cannot be had of this build", detail)
    }

    /// A choice that the method refuses.
    pub fn refused(error: Error) -> Self {
        Self::conflict("").of(error)
    }

    /// A zone that is not there.
    pub fn absent(error: Error) -> Self {
        Self::not_found("").of(error)
    }

    /// The same kind of problem, in the engine's words; one that is ours where the request is not
    /// at fault.
    fn of(self, error: Error) -> Self {
        let told = Self::from(error);
        match told.status {
            StatusCode::BAD_REQUEST => Self { detail: told.detail, help: told.help, ..self },
            _ => told,
        }
    }

    /// The server is at fault; why goes to its log, not to the client.
    pub fn internal(why: &dyn std::fmt::Display) -> Self {
        tracing::error!(error = %why, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The server failed",
            "the request is not at fault; the server's log says what happened",
        )
    }

    /// Adds what to ask instead.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(shortened(&text.into()));
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }
}

/// A text that may repeat what was asked, cut to what a person reads.
fn shortened(text: &str) -> String {
    const MOST: usize = 600;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

impl From<Error> for Problem {
    /// A request that the engine refuses is the client's; anything else is ours.
    fn from(error: Error) -> Self {
        if !error.is_usage() {
            return Self::internal(&error);
        }
        let problem = Self::bad_request(error.to_string());
        match error.help() {
            Some(help) => problem.help(help),
            None => problem,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(super::cache::NEVER));
        for (name, value) in self.headers.drain(..) {
            headers.insert(name, value);
        }
        response
    }
}
