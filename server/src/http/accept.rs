//! What a client takes: media types and encodings, by their weights (RFC 9110, 12.5).

use axum::http::{HeaderMap, StatusCode, header};

use super::Problem;

/// The first of `offered` (media types) that the client takes best; the first of all when it does
/// not say.
///
/// # Errors
/// It takes none of them, or says so in a way that cannot be read.
pub fn choose(headers: &HeaderMap, offered: &[&'static str]) -> Result<&'static str, Problem> {
    let Some(value) = headers.get(header::ACCEPT) else { return Ok(offered[0]) };
    let text = value.to_str().map_err(|_| Problem::bad_request("the Accept header is not text"))?;
    if text.trim().is_empty() {
        return Ok(offered[0]);
    }
    let ranges = text.split(',').map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
        let weight = weight.map_or(Some(1.0), |w| w.parse::<f64>().ok());
        match weight {
            Some(w) if media.contains('/') && (0.0..=1.0).contains(&w) => Ok((media, w)),
            _ => Err(Problem::bad_request(format!("the Accept header holds {range:?}"))
                .help("media types are written text/html, application/*;q=0.5")),
        }
    });
    let ranges = ranges.collect::<Result<Vec<_>, _>>()?;
    // The most exact range that a type matches gives its weight.
    let weight = |media: &str| {
        let kind = media.split('/').next().unwrap_or_default();
        let exact = |range: &str| match range {
            _ if range == media => 3,
            _ if range == format!("{kind}/*") => 2,
            "*/*" => 1,
            _ => 0,
        };
        let best = ranges.iter().map(|(range, w)| (exact(range), *w)).filter(|(e, _)| *e > 0);
        best.max_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1))).map_or(0.0, |(_, w)| w)
    };
    let mut best: Option<(&'static str, f64)> = None;
    for media in offered {
        let bare = media.split(';').next().unwrap_or_default();
        let w = weight(bare);
        if w > best.map_or(0.0, |(_, w)| w) {
            best = Some((media, w));
        }
    }
    best.map(|(media, _)| media).ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "not-acceptable",
            "No format that is asked for is offered",
            format!("the Accept header asks for {text:?}"),
        )
        .help(format!("offered here: {}", offered.join(", ")))
    })
}

/// Whether the client decompresses gzip. Without a word of it, it may not.
pub fn accepts_gzip(headers: &HeaderMap) -> bool {
    accepts_coding(headers, &["gzip", "x-gzip"])
}

/// The same of another coding, by its names.
pub fn accepts_coding(headers: &HeaderMap, names: &[&str]) -> bool {
    let mut any = false;
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        let Ok(text) = value.to_str() else { continue };
        for coding in text.split(',') {
            let mut parts = coding.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let refused = parts.any(|p| {
                p.strip_prefix("q=").and_then(|w| w.parse::<f64>().ok()).is_some_and(|w| w <= 0.0)
            });
            if names.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                return !refused;
            }
            any |= name == "*" && !refused;
        }
    }
    any
}

/// Whether the client takes an answer as it is, or in a coding that is offered; it refuses by a weight
/// of 0.
pub fn accepts_some_coding(headers: &HeaderMap) -> bool {
    const OFFERED: [&str; 4] = ["identity", "gzip", "br", "zstd"];
    let mut weights: [Option<f64>; 4] = [None; 4];
    let mut others = None;
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        let Ok(text) = value.to_str() else { return true };
        for coding in text.split(',') {
            let mut parts = coding.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
            let weight = weight.and_then(|w| w.parse().ok()).unwrap_or(1.0);
            match OFFERED.iter().position(|known| *known == name) {
                Some(at) => weights[at] = Some(weight),
                None if name == "*" => others = Some(weight),
                None => {}
            }
        }
    }
    // As it is unless it is refused; in a coding where it is asked for.
    let weight = |at: usize| weights[at].or(others).unwrap_or(if at == 0 { 1.0 } else { 0.0 });
    (0..OFFERED.len()).any(|at| weight(at) > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: [&str; 3] = ["application/json", "text/html; charset=utf-8", "text/csv"];

    fn chosen(accept: &str) -> Result<&'static str, u16> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().expect("header"));
        choose(&headers, &OFFERED).map_err(|p| p.status.as_u16())
    }

    #[test]
    fn weights_and_ranges() {
        assert_eq!(choose(&HeaderMap::new(), &OFFERED).ok(), Some("application/json"));
        assert_eq!(chosen("*/*"), Ok("application/json"));
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert_eq!(chosen(browser), Ok("text/html; charset=utf-8"));
        assert_eq!(chosen("text/*;q=0.3, application/json;q=0.1"), Ok("text/html; charset=utf-8"));
        assert_eq!(chosen("application/json;q=0, text/csv"), Ok("text/csv"));
        assert_eq!(chosen("image/png"), Err(406));
        assert_eq!(chosen("text/html;q=NaN"), Err(400));
        assert_eq!(chosen("nonsense"), Err(400));
    }

    #[test]
    fn some_coding() {
        let accepts = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, text.parse().expect("header"));
            accepts_some_coding(&headers)
        };
        for taken in ["", "gzip", "deflate", "identity;q=0, gzip", "*;q=0, br", "identity;q=0, *"] {
            assert!(accepts(taken), "{taken}");
        }
        for refused in ["identity;q=0", "*;q=0", "identity;q=0, deflate", "*;q=0, gzip;q=0.0"] {
            assert!(!accepts(refused), "{refused}");
        }
        assert!(accepts_some_coding(&HeaderMap::new()));
    }

    #[test]
    fn gzip() {
        let accepts = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, text.parse().expect("header"));
            accepts_gzip(&headers)
        };
        assert!(accepts("gzip, deflate, br") && accepts("*") && accepts("br;q=1.0, gzip;q=0.5"));
        assert!(!accepts("br") && !accepts("gzip;q=0") && !accepts("gzip;q=0, *"));
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
