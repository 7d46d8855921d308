//! One request: who is asked, how politely, and what its answer means.
//!
//! Redirects are followed here, so that every hop keeps to its host's manners, is http or https, and
//! is counted. Proxies come from the environment (`HTTPS_PROXY`, `NO_PROXY`…), trusted authorities
//! from the system, so that those of an administration's own proxy are known.

use std::time::{Duration, SystemTime};

use ureq::Agent;
use ureq::http::{HeaderMap, StatusCode, Uri, header};
use ureq::tls::{RootCerts, TlsConfig};

use super::body::{Body, Head, asked};
use super::hosts::{Hosts, Slot};
use super::http_error::HttpError;
use super::store::Version;

/// Statistical offices turn away clients that do not look like a browser; this one also says who it
/// is.
const USER_AGENT: &str = concat!(
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ifn/",
    env!("CARGO_PKG_VERSION")
);
/// Hops that are followed.
const MOST_REDIRECTS: usize = 8;
/// Bytes that are taken from a connection at once.
const READ: usize = 256 << 10;
/// Longest time to find a host, and to connect.
const CONNECT: Duration = Duration::from_secs(15);

/// What a request may do.
#[derive(Debug, Clone, Default)]
pub struct HttpRequest<'a> {
    /// The content, or what is known of it alone.
    pub head: bool,
    /// From this byte on, if the version is still this one.
    pub from: Option<(u64, &'a str)>,
    /// Unless it is still this version.
    pub unless: Option<&'a Version>,
    /// What the file is to be called.
    pub name: &'a str,
}

/// An answer whose status is a success, "not modified" or "range not satisfiable".
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Its version.
    pub version: Version,
    /// Bytes of the body, as they are transferred.
    pub length: Option<u64>,
    /// Whether they are packed for the transfer.
    pub packed: bool,
    /// Which part it is, of how much.
    pub part: Option<ContentRange>,
    /// What the server says that it is.
    pub kind: String,
    /// The content.
    pub body: Body,
    _slot: Slot,
}

/// What a `Content-Range` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentRange {
    /// First and last byte; absent where the range that was asked for does not exist.
    pub range: Option<(u64, u64)>,
    /// Size of the whole.
    pub total: Option<u64>,
}

/// Asks.
pub struct Client {
    agent: Agent,
    hosts: Hosts,
    silence: Duration,
}

impl Client {
    /// With the time that a server may keep silent: to be connected to, to take the request, to answer
    /// with all of its headers, and between two pieces of the content.
    pub fn new(silence: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(USER_AGENT)
            .accept_encoding("identity")
            .input_buffer_size(READ)
            .timeout_resolve(Some(silence.min(CONNECT)))
            .timeout_connect(Some(silence.min(CONNECT)))
            .timeout_send_request(Some(silence))
            .timeout_recv_response(Some(silence))
            .timeout_per_read(Some(silence))
            .timeout_per_write(Some(silence))
            .tls_config(trusted())
            .build();
        Self { agent: config.into(), hosts: Hosts::default(), silence }
    }

    /// Asks for an address, until `stop` returns true.
    ///
    /// # Errors
    /// See [`HttpError`].
    pub fn ask(
        &self,
        address: &str,
        ask: &HttpRequest,
        stop: &dyn Fn() -> bool,
    ) -> Result<Answer, HttpError> {
        let mut at = address.to_string();
        for _ in 0..=MOST_REDIRECTS {
            let host = host_of(&at)?;
            let slot = self.hosts.enter(&host, stop).ok_or(HttpError::Stopped)?;
            let (head, body) = self.send(&at, ask, stop)?;
            if head.status.is_redirection() && head.status != StatusCode::NOT_MODIFIED {
                at = next(&at, &head.headers)?;
                continue;
            }
            return answer(address, &host, &head, body, slot);
        }
        Err(HttpError::Never(format!(
            "leads from address to address, more than {MOST_REDIRECTS} times"
        )))
    }

    fn send(
        &self,
        at: &str,
        ask: &HttpRequest,
        stop: &dyn Fn() -> bool,
    ) -> Result<(Head, Body), HttpError> {
        let mut request = if ask.head { self.agent.head(at) } else { self.agent.get(at) };
        if let Some((from, validator)) = ask.from {
            request = request.header(header::RANGE, format!("bytes={from}-"));
            request = request.header(header::IF_RANGE, validator);
        }
        if let Some(version) = ask.unless {
            // A server that knows both looks at the tag alone.
            if let Some(tag) = &version.etag {
                request = request.header(header::IF_NONE_MATCH, tag);
            } else if let Some(date) = &version.modified {
                request = request.header(header::IF_MODIFIED_SINCE, date);
            }
        }
        asked(move || request.call(), ask.name, self.silence, stop)
    }
}

/// Authorities that are trusted: those of the system, where it has some.
pub fn trusted() -> TlsConfig {
    let system = ["/etc/ssl/certs", "/etc/pki/tls/certs"];
    let known = std::env::var_os("SSL_CERT_FILE").is_some()
        || system.iter().any(|folder| std::path::Path::new(folder).is_dir());
    let roots = if known { RootCerts::PlatformVerifier } else { RootCerts::WebPki };
    TlsConfig::builder().root_certs(roots).build()
}

fn host_of(address: &str) -> Result<String, HttpError> {
    let wrong = || HttpError::Never(format!("{address:?} is no http or https address"));
    let uri: Uri = address.parse().map_err(|_| wrong())?;
    match (uri.scheme_str(), uri.host()) {
        (Some("http" | "https"), Some(host)) => Ok(host.to_ascii_lowercase()),
        _ => Err(wrong()),
    }
}

/// Where a redirect leads.
fn next(at: &str, headers: &HeaderMap) -> Result<String, HttpError> {
    let to = text(headers, header::LOCATION)
        .ok_or_else(|| HttpError::Never("redirects without saying where to".into()))?;
    let to = join(at, &to);
    if at.starts_with("https:") && !to.starts_with("https:") {
        return Err(HttpError::Never(format!("leads to {to}, which is not protected (https)")));
    }
    Ok(to)
}

/// A link of a page, as an address (RFC 3986, without `./` and `../`).
pub fn join(page: &str, link: &str) -> String {
    let scheme_end = page.find("://").map_or(0, |i| i + 3);
    let origin_end = page[scheme_end..].find('/').map_or(page.len(), |i| scheme_end + i);
    let (origin, rest) = page.split_at(origin_end);
    let path = rest.split(['?', '#']).next().unwrap_or("");
    let scheme =
        link.split_once("://").is_some_and(|(s, _)| s.bytes().all(|b| b.is_ascii_alphanumeric()));
    if scheme {
        link.to_string()
    } else if link.starts_with("//") {
        format!("{}{link}", &page[..scheme_end.saturating_sub(2)])
    } else if link.starts_with('/') {
        format!("{origin}{link}")
    } else if link.starts_with('?') {
        format!("{origin}{path}{link}")
    } else {
        let folder = path.rfind('/').map_or("/", |i| &path[..=i]);
        format!("{origin}{folder}{link}")
    }
}

fn answer(
    address: &str,
    host: &str,
    head: &Head,
    body: Body,
    slot: Slot,
) -> Result<Answer, HttpError> {
    let (status, headers) = (head.status, &head.headers);
    let says = format!("{host} answers {status}");
    match status.as_u16() {
        200 | 206 | 304 | 416 => {}
        404 | 410 => return Err(HttpError::Gone(says)),
        408 | 425 | 429 | 500 | 502 | 503 | 504 => {
            return Err(HttpError::Later(says, retry_after(headers, SystemTime::now())));
        }
        _ => return Err(HttpError::Never(says)),
    }
    let length = text(headers, header::CONTENT_LENGTH).and_then(|n| n.parse().ok());
    let packed = text(headers, header::CONTENT_ENCODING)
        .is_some_and(|how| !how.is_empty() && !how.eq_ignore_ascii_case("identity"));
    Ok(Answer {
        status: status.as_u16(),
        version: Version {
            address: address.into(),
            etag: text(headers, header::ETAG),
            modified: text(headers, header::LAST_MODIFIED),
            bytes: length.filter(|_| status == StatusCode::OK && !packed),
        },
        length,
        packed,
        part: text(headers, header::CONTENT_RANGE).as_deref().and_then(part),
        kind: text(headers, header::CONTENT_TYPE).unwrap_or_default(),
        body,
        _slot: slot,
    })
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(|t| t.trim().to_string())
}

/// `bytes 100-199/1000` → 100, 199, 1000.
fn part(text: &str) -> Option<ContentRange> {
    let (range, total) = text.strip_prefix("bytes")?.trim().split_once('/')?;
    let total = match total {
        "*" => None,
        number => Some(number.parse().ok()?),
    };
    if range == "*" {
        return Some(ContentRange { range: None, total });
    }
    let (first, last) = range.split_once('-')?;
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    let fits = first <= last && total.is_none_or(|total| last < total);
    fits.then_some(ContentRange { range: Some((first, last)), total })
}

/// Seconds, or a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = text(headers, header::RETRY_AFTER)?;
    match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => httpdate::parse_http_date(&text).ok()?.duration_since(now).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        let page = "https://www.insee.fr/fr/statistiques/8647014?sommaire=1";
        for (link, address) in [
            ("https://a.fr/x", "https://a.fr/x"),
            ("file:///etc/passwd", "file:///etc/passwd"),
            ("//b.fr/x", "https://b.fr/x"),
            ("/fr/x.zip", "https://www.insee.fr/fr/x.zip"),
            ("fichier/x.zip", "https://www.insee.fr/fr/statistiques/fichier/x.zip"),
            ("?page=2", "https://www.insee.fr/fr/statistiques/8647014?page=2"),
        ] {
            assert_eq!(join(page, link), address);
        }
        assert_eq!(join("https://a.fr", "x"), "https://a.fr/x");
    }

    #[test]
    fn headers() {
        let of = |range, total| Some(ContentRange { range, total });
        assert_eq!(part("bytes 100-199/1000"), of(Some((100, 199)), Some(1000)));
        assert_eq!(part("bytes 100-199/*"), of(Some((100, 199)), None));
        assert_eq!(part("bytes */1000"), of(None, Some(1000)));
        for odd in ["lines 1-2/3", "bytes 9-1/20", "bytes 0-20/20", "bytes 0-1/x", "bytes 0/2"] {
            assert_eq!(part(odd), None, "{odd}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, "120".parse().expect("value"));
        assert_eq!(retry_after(&headers, SystemTime::now()), Some(Duration::from_secs(120)));
        let now = httpdate::parse_http_date("Wed, 25 Nov 2026 10:00:00 GMT").expect("date");
        headers
            .insert(header::RETRY_AFTER, "Wed, 25 Nov 2026 10:00:30 GMT".parse().expect("value"));
        assert_eq!(retry_after(&headers, now), Some(Duration::from_secs(30)));
    }

    #[test]
    fn addresses() {
        assert_eq!(host_of("https://WWW.insee.fr/x"), Ok("www.insee.fr".into()));
        for odd in ["ftp://a.fr/x", "file:///etc/passwd", "x", "https://"] {
            assert!(host_of(odd).is_err(), "{odd}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(header::LOCATION, "http://a.fr/".parse().expect("value"));
        assert!(next("https://a.fr/", &headers).is_err(), "not from https to http");
        assert!(next("http://a.fr/", &headers).is_ok());
    }
}
