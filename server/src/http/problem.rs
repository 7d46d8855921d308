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

    /// A scenario that the method refuses.
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
        let problem = Self::from(error);
        match problem.status {
            StatusCode::BAD_REQUEST => Self { detail: problem.detail, help: problem.help, ..self },
            _ => problem,
        }
    }

    /// The server has too much to do; the client may ask again after some seconds.
    pub fn busy(why: &str, seconds: u32) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", "The server is busy", why)
            .header(header::RETRY_AFTER, &seconds.to_string())
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

/// Letters of a text.
const MOST: usize = 600;
/// Letters of what is repeated in it, between quotation marks or without a blank.
const REPEATED: usize = 80;
/// What stands around it.
const MARKS: [char; 2] = ['"', '`'];

/// A text that may repeat what was asked, cut to what a person reads.
fn shortened(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4 * MOST));
    // The quotation mark that is open, how long what stands there is, and whether a backslash came before.
    let (mut open, mut length, mut escaped) = (None, 0, false);
    let mut left = MOST;
    for c in text.chars() {
        if left == 0 {
            out.push('…');
            break;
        }
        let ends = match open {
            Some(mark) => c == mark && !escaped,
            None => c.is_whitespace() || MARKS.contains(&c),
        };
        escaped = c == '\\' && !escaped;
        if ends {
            open = if open.is_none() && MARKS.contains(&c) { Some(c) } else { None };
            length = 0;
        } else {
            length += 1;
        }
        if length <= REPEATED {
            out.push(c);
            left -= 1;
        } else if length == REPEATED + 1 {
            out.push('…');
        }
    }
    out
}

impl From<Error> for Problem {
    /// A request that the engine refuses is the client's; anything else is ours.
    fn from(error: Error) -> Self {
        if matches!(error, Error::Interrupted) {
            // Its client is gone, or was answered already: nobody reads this.
            return Self::busy("the answer took too long; ask for less at once", 2);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_is_cut() {
        let kept = "there is no level \"comune\" in `x`; did you mean commune?";
        assert_eq!(shortened(kept), kept);
        let long = format!("level {:?} was not built; {}", "é".repeat(70_000), "so it is");
        let expected = format!("level \"{}…\" was not built; so it is", "é".repeat(80));
        assert_eq!(shortened(&long), expected);
        // Words between quotation marks too, whatever marks they hold.
        let quoted = format!("holds {:?}!", "a \"b\" ".repeat(1000));
        let cut = shortened(&quoted);
        assert!(cut.ends_with("…\"!") && cut.chars().count() < 100, "{cut}");
        let backticks = format!("unknown field `{}`, expected one", "x y".repeat(1000));
        assert!(shortened(&backticks).ends_with("…`, expected one"));
        // A mark that nobody closes; one long word; many short ones.
        assert!(shortened(&format!("holds \"{}", "a ".repeat(9999))).chars().count() < 100);
        assert!(shortened(&"x".repeat(9999)).chars().count() == 81);
        assert_eq!(shortened(&"x ".repeat(9999)).chars().count(), 601);
    }
}
