//! Whether a request comes from a page of this server, opened on this machine.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, StatusCode, header};

use super::Problem;

/// What browsers say of the page that a request comes from.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Another server passed the request on.
const PASSED_ON: [HeaderName; 5] = [
    header::FORWARDED,
    header::VIA,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-real-ip"),
];

/// Refuses a request that a page of another site, or another machine, may have sent. A name that leads here
/// from elsewhere (DNS rebinding) is no name of this machine.
///
/// # Errors
/// A host that is not this machine, an origin that is not that host, a server in between (403).
pub fn from_own_page(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(&header::HOST).unwrap_or_default();
    if !is_this_machine(host) {
        return Err(refused(format!("the request is for the host {host:?}, not for this machine")));
    }
    if PASSED_ON.iter().any(|name| headers.contains_key(name)) {
        return Err(refused("another server passed the request on"));
    }
    let origin = headers.get(header::ORIGIN).map(|value| value.to_str().unwrap_or("null"));
    if origin.is_some_and(|origin| origin != format!("http://{host}")) {
        return Err(refused("the page that sends it is of another site"));
    }
    if text(&FETCH_SITE).is_some_and(|site| site != "same-origin") {
        return Err(refused("the page that sends it is of another site"));
    }
    Ok(())
}

/// `localhost`, or a loopback address, with or without a port.
fn is_this_machine(host: &str) -> bool {
    let port = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let name = match host.rsplit_once(':') {
        Some((name, after)) if port(after) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn refused(why: impl Into<String>) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "other-site", "The request comes from elsewhere", why)
        .help("open the map on the machine that serves it: http://127.0.0.1:8080/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(headers: &[(&str, &str)]) -> u16 {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            all.insert(name, value.parse().expect("a value"));
        }
        from_own_page(&all).map_or_else(|problem| problem.status.as_u16(), |()| 200)
    }

    #[test]
    fn only_pages_of_this_machine() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:8080", "[::1]:8080"] {
            assert_eq!(status(&[("host", host)]), 200, "{host}");
            let origin = format!("http://{host}");
            let own = [("host", host), ("origin", &origin), ("sec-fetch-site", "same-origin")];
            assert_eq!(status(&own), 200, "{host}");
        }
        for host in
            ["", "ifn.test", "localhost.evil.example:8080", "10.0.0.1", "0.0.0.0:8080", "[fe80::1]"]
        {
            assert_eq!(status(&[("host", host)]), 403, "{host}");
        }
        let here = ("host", "127.0.0.1:8080");
        for other in [
            ("origin", "null"),
            ("origin", "http://evil.example"),
            ("origin", "http://127.0.0.1:9999"),
            ("origin", "https://127.0.0.1:8080"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
            ("x-forwarded-for", "10.0.0.1"),
            ("via", "1.1 proxy"),
        ] {
            assert_eq!(status(&[here, other]), 403, "{other:?}");
        }
    }
}
