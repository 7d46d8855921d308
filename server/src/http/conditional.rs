//! Answers that a client has already (RFC 9110, 13).

use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Problem;

/// What tells one state of a resource from another.
#[derive(Debug, Clone)]
pub struct Validators {
    /// Entity tag, quoted; `W/` before it where the encoding may differ.
    pub etag: HeaderValue,
    /// When it was made.
    pub modified: SystemTime,
}

impl Validators {
    /// Of what is not a hash already: a weak tag.
    pub fn weak(text: &str, modified: SystemTime) -> Self {
        let tag = format!("W/\"{text}\"");
        let etag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("W/\"\""));
        Self { etag, modified }
    }

    /// Adds both to an answer.
    pub fn put(&self, headers: &mut HeaderMap) {
        headers.insert(header::ETAG, self.etag.clone());
        if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(self.modified)) {
            headers.insert(header::LAST_MODIFIED, date);
        }
    }
}

/// 304 when the client has what would be sent.
///
/// # Errors
/// A condition that cannot be read.
pub fn not_modified(headers: &HeaderMap, now: &Validators) -> Result<Option<Response>, Problem> {
    let same = if headers.contains_key(header::IF_NONE_MATCH) {
        let mut found = false;
        for value in headers.get_all(header::IF_NONE_MATCH) {
            let tags = tags(value.as_bytes()).ok_or_else(|| {
                Problem::bad_request("the If-None-Match header holds no entity tags")
                    .help("tags are quoted: \"abc\", W/\"def\", or * alone")
            })?;
            found |= tags.iter().any(|tag| *tag == b"*" || same_tag(tag, now.etag.as_bytes()));
        }
        found
    } else {
        headers
            .get(header::IF_MODIFIED_SINCE)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| httpdate::parse_http_date(v).ok())
            .is_some_and(|date| seconds(now.modified) <= seconds(date))
    };
    if !same {
        return Ok(None);
    }
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    now.put(response.headers_mut());
    Ok(Some(response))
}

/// Whether an `If-Range` condition holds: a part may be sent. Without one it does.
pub fn still_the_same(headers: &HeaderMap, now: &Validators) -> bool {
    let Some(value) = headers.get(header::IF_RANGE) else { return true };
    if value.as_bytes().starts_with(b"\"") {
        return value == now.etag;
    }
    let date = value.to_str().ok().and_then(|v| httpdate::parse_http_date(v).ok());
    date.is_some_and(|date| seconds(date) == seconds(now.modified))
}

/// HTTP dates have no fractions.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

/// Weak comparison.
fn same_tag(a: &[u8], b: &[u8]) -> bool {
    let bare = |tag: &[u8]| tag.strip_prefix(b"W/").unwrap_or(tag).to_vec();
    bare(a) == bare(b)
}

/// A list of entity tags; `None` when it is none.
fn tags(text: &[u8]) -> Option<Vec<&[u8]>> {
    let mut out = Vec::new();
    let mut rest = text.trim_ascii();
    if rest == b"*" {
        return Some(vec![rest]);
    }
    while !rest.is_empty() {
        let quote = if rest.starts_with(b"W/") { 2 } else { 0 };
        if rest.get(quote) != Some(&b'"') {
            return None;
        }
        let length = rest[quote + 1..].iter().position(|b| *b == b'"')?;
        let (tag, after) = rest.split_at(quote + length + 2);
        out.push(tag);
        rest = after.trim_ascii_start();
        match rest.split_first() {
            None => {}
            Some((b',', after)) => rest = after.trim_ascii_start(),
            Some(_) => return None,
        }
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn asked(name: header::HeaderName, value: &str) -> Result<bool, u16> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().expect("header"));
        let now = Validators {
            etag: HeaderValue::from_static("\"abc\""),
            modified: UNIX_EPOCH + Duration::new(784_111_777, 5),
        };
        not_modified(&headers, &now).map(|r| r.is_some()).map_err(|p| p.status.as_u16())
    }

    #[test]
    fn tags_and_dates() {
        let tag = |v: &str| asked(header::IF_NONE_MATCH, v);
        assert_eq!(tag("\"abc\""), Ok(true));
        assert_eq!(tag("W/\"abc\", \"x\""), Ok(true));
        assert_eq!(tag("\"x\" , \"y\""), Ok(false));
        assert_eq!(tag("*"), Ok(true));
        for wrong in ["abc", "\"abc", "\"a\" \"b\"", "W/abc", "W/", ""] {
            assert_eq!(tag(wrong), Err(400), "{wrong}");
        }
        let date = |v: &str| asked(header::IF_MODIFIED_SINCE, v);
        assert_eq!(date("Sun, 06 Nov 1994 08:49:37 GMT"), Ok(true));
        assert_eq!(date("Sun, 06 Nov 1994 08:49:36 GMT"), Ok(false));
        assert_eq!(date("yesterday"), Ok(false));
    }
}
