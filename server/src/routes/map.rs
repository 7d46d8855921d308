//! `GET /`: the map, and the files that it is made of. They are built from `web-map/` and lie in the
//! program; one that was built without them serves the plain search page in its place.

use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use rust_embed::Embed;

use super::answer::put;
use super::call::Call;
use crate::http::{Problem, Validators, accepts_coding, accepts_gzip, cache, not_modified};

/// What `web-map/` was built into.
#[derive(Embed)]
#[folder = "../web-map/dist"]
#[allow_missing = true]
struct Web;

const PAGE: &str = "index.html";
/// Files whose names change with their content.
const LASTING: &str = "assets/";
/// What the map may load: itself, its worker, and the background of the IGN when it is switched on.
/// It does not say who may frame it: any page may, `?embed=1` is for that.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      font-src 'self'; worker-src blob:; connect-src 'self' https://data.geopf.fr; \
                      img-src 'self' data: blob: https://data.geopf.fr; base-uri 'none'; \
                      form-action 'none'";

/// The map
///
/// Its address holds what it shows: `?sel=commune:93066`, `?zone=departement:93&vue=table`,
/// `?embed=1` within another page.
#[utoipa::path(
    get, path = "/", tag = "territories",
    responses(
        (status = 200, description = "A page in French", body = String, content_type = "text/html"),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn page(call: Call) -> Result<Response, Problem> {
    if Web::get(PAGE).is_none() {
        tracing::warn!("this program was built without the map: `make build` makes it");
        return super::home::without_map(call).await;
    }
    let mut response = send(&call, PAGE, cache::A_WHILE)?;
    let headers = response.headers_mut();
    put(headers, header::CONTENT_SECURITY_POLICY, POLICY);
    put(headers, header::CONTENT_LANGUAGE, "fr");
    Ok(response)
}

/// A file of the map.
pub async fn file(call: Call) -> Result<Response, Problem> {
    let name = format!("{LASTING}{}", call.path[0]);
    send(&call, &name, cache::FOREVER)
}

/// The licences of the crates, packages and fonts that the program carries.
pub async fn licences(call: Call) -> Result<Response, Problem> {
    send(&call, "licences.txt", cache::A_WHILE)
}

fn send(call: &Call, name: &str, lasting: &'static str) -> Result<Response, Problem> {
    static BUILT: OnceLock<std::time::SystemTime> = OnceLock::new();
    let plain = Web::get(name);
    let plain = plain.ok_or_else(|| Problem::not_found(format!("there is no file {name:?}")))?;
    let built = *BUILT.get_or_init(std::time::SystemTime::now);
    let [a, b, c, d, e, f, g, h, ..] = plain.metadata.sha256_hash();
    let tag = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    let now = Validators::weak(&format!("{tag:016x}"), built);
    if let Some(same) = not_modified(&call.headers, &now)? {
        return Ok(same);
    }
    let packed =
        [("br", accepts_coding(&call.headers, &["br"])), ("gz", accepts_gzip(&call.headers))]
            .into_iter()
            .filter(|(_, accepted)| *accepted)
            .find_map(|(ending, _)| Some((ending, Web::get(&format!("{name}.{ending}"))?)));
    let (coding, found) = match packed {
        Some(("br", file)) => (Some("br"), file),
        Some((_, file)) => (Some("gzip"), file),
        None => (None, plain),
    };
    let body = match found.data {
        std::borrow::Cow::Borrowed(bytes) => Body::from(bytes),
        std::borrow::Cow::Owned(bytes) => Body::from(bytes),
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media(name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    now.put(headers);
    Ok(response)
}

fn media(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
