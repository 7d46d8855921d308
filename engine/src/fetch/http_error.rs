//! Why a request has no answer.

use std::time::Duration;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpError {
    /// A later request may succeed; after so long, where the server says so.
    Later(String, Option<Duration>),
    /// It comes too slowly to ever end.
    Slow(String),
    /// The host name is unknown: most often there is no network.
    Unknown(String),
    /// The address no longer exists (404, 410).
    Gone(String),
    /// It will not go better.
    Never(String),
    /// The user stopped it.
    Stopped,
}

fn unknown() -> HttpError {
    HttpError::Unknown("its host is not found: is there a network?".into())
}

/// Why a request did not come through.
pub fn http_error(e: &ureq::Error) -> HttpError {
    use ureq::{Error as E, Timeout};
    match e {
        E::HostNotFound | E::Timeout(Timeout::Resolve) => unknown(),
        // The resolver's own failure has no kind of its own.
        E::Io(e) if e.to_string().contains("failed to lookup address") => unknown(),
        E::Timeout(Timeout::RecvResponse) => HttpError::Later(
            "does not come to the end of its answer's headers in time".into(),
            None,
        ),
        E::Timeout(_) => HttpError::Later(format!("keeps silent ({e})"), None),
        E::Io(e) => HttpError::Later(format!("the connection broke: {e}"), None),
        E::ConnectionFailed | E::Protocol(_) | E::ConnectProxyFailed(_) => {
            HttpError::Later(e.to_string(), None)
        }
        other => HttpError::Never(other.to_string()),
    }
}
