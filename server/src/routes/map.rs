//! `GET /`: the map, and the files that it is made of. They are built from `web-map/` and lie in the
//! program, the long ones packed alone; one that was built without them serves the plain search page in
//! its place.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{LazyLock, Mutex, OnceLock};

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use rust_embed::{Embed, EmbeddedFile};

use crate::http::{Problem, Validators, accepts_coding, accepts_gzip, cache, not_modified};
use crate::reply::{put, search_page};
use crate::state::RequestContext;

/// What `web-map/` was built into.
#[derive(Embed)]
#[folder = "../web-map/dist"]
#[exclude = "licences.txt"]
#[exclude = "assets/*.js"]
#[exclude = "assets/*.css"]
#[allow_missing = true]
struct Web;

const PAGE: &str = "index.html";
const LICENCES: &str = "licences.txt";
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
        (status = 400, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn page(context: RequestContext) -> Result<Response, Problem> {
    if Web::get(PAGE).is_none() {
        tracing::warn!("this program was built without the map: `make build` makes it");
        return search_page(context, String::new()).await;
    }
    let mut response = send(&context, PAGE, cache::A_WHILE)?;
    let headers = response.headers_mut();
    put(headers, header::CONTENT_SECURITY_POLICY, POLICY);
    put(headers, header::CONTENT_LANGUAGE, "fr");
    Ok(response)
}

/// A file of the map.
pub async fn file(context: RequestContext) -> Result<Response, Problem> {
    let name = format!("{LASTING}{}", context.path[0]);
    send(&context, &name, cache::FOREVER)
}

/// The licences of the crates, packages and fonts that the program carries.
pub async fn licences(context: RequestContext) -> Result<Response, Problem> {
    send(&context, LICENCES, cache::A_WHILE)
}

fn send(context: &RequestContext, name: &str, lasting: &'static str) -> Result<Response, Problem> {
    let plain = Web::get(name);
    let now = match &plain {
        Some(plain) => validators(plain),
        None => validators(&packed(name)?),
    };
    if let Some(same) = not_modified(&context.headers, &now)? {
        return Ok(same);
    }
    let content = match (coded(context, name), plain) {
        (Some(coded), _) => coded,
        (None, Some(plain)) => (None, body(plain)),
        (None, None) => (None, Body::from(unpacked(name)?)),
    };
    Ok(headed(name, content, lasting, &now))
}

fn packed(name: &str) -> Result<EmbeddedFile, Problem> {
    Web::get(&format!("{name}.gz")).ok_or_else(|| no_file(name))
}

/// A file that the program holds packed alone, for a client that reads no packed one. It is kept: answers
/// that are not read hold no memory of their own.
fn unpacked(name: &str) -> Result<Bytes, Problem> {
    static KEPT: LazyLock<Mutex<HashMap<String, Bytes>>> = LazyLock::new(Mutex::default);
    let packed = packed(name)?;
    let mut kept = KEPT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(plain) = kept.get(name) {
        return Ok(plain.clone());
    }
    let mut plain = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(packed.data.as_ref());
    decoder.read_to_end(&mut plain).map_err(|e| Problem::internal(&e))?;
    let plain = Bytes::from(plain);
    kept.insert(name.to_string(), plain.clone());
    Ok(plain)
}

fn no_file(name: &str) -> Problem {
    Problem::not_found(format!("there is no file {name:?}"))
}

/// What tells one content of a file from the next.
fn validators(file: &EmbeddedFile) -> Validators {
    static BUILT: OnceLock<std::time::SystemTime> = OnceLock::new();
    let built = *BUILT.get_or_init(std::time::SystemTime::now);
    let [a, b, c, d, e, f, g, h, ..] = file.metadata.sha256_hash();
    let tag = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    Validators::weak(&format!("{tag:016x}"), built)
}

/// A file packed in a way that the client reads, and the name of that way; `None` where there is none.
fn coded(context: &RequestContext, name: &str) -> Option<(Option<&'static str>, Body)> {
    let ways = [
        ("br", "br", accepts_coding(&context.headers, &["br"])),
        ("gz", "gzip", accepts_gzip(&context.headers)),
    ];
    ways.into_iter().filter(|(_, _, accepted)| *accepted).find_map(|(ending, coding, _)| {
        Some((Some(coding), body(Web::get(&format!("{name}.{ending}"))?)))
    })
}

fn body(file: EmbeddedFile) -> Body {
    match file.data {
        std::borrow::Cow::Borrowed(bytes) => Body::from(bytes),
        std::borrow::Cow::Owned(bytes) => Body::from(bytes),
    }
}

fn headed(
    name: &str,
    (coding, body): (Option<&'static str>, Body),
    lasting: &'static str,
    now: &Validators,
) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media(name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    now.put(headers);
    response
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
