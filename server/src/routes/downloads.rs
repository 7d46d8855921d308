//! `GET /downloads`: the files of the build, whole or in part.

use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::io::Write;
use utoipa::ToSchema;

use super::App;
use super::answer::{json, put};
use super::call::Call;
use crate::http::{Problem, Wanted, cache, chunks, in_path, not_modified, still_the_same, wanted};
use crate::snapshot::{Provenance, Served};

/// What is read at once when it is few, and of what is sent while it is read.
const FEW: u64 = 256 * 1024;
const PIECE: u64 = 64 * 1024;

/// Files to download.
#[derive(Serialize, ToSchema)]
pub struct Downloads {
    /// By name.
    files: Vec<Download>,
    /// Where the figures come from.
    #[serde(flatten)]
    provenance: Provenance,
}

/// A file.
#[derive(Serialize, ToSchema)]
pub struct Download {
    /// Its name.
    name: String,
    /// Where it is.
    href: String,
    /// Bytes.
    bytes: u64,
    /// Media type.
    media_type: String,
}

/// Files to download
#[utoipa::path(
    get, path = "/downloads", tag = "files",
    responses(
        (status = 200, description = "Files", body = Downloads),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query = call.query(&[])?;
    json(call, "downloads", &query, |call| {
        let base = call.app.settings.public_url.clone().unwrap_or_default();
        let base = base.trim_end_matches('/');
        let files = call.build.files.iter().map(|(name, served)| Download {
            name: name.into(),
            href: format!("{base}/downloads/{}", in_path(name)),
            bytes: served.size,
            media_type: served.media.into(),
        });
        Ok(Downloads { files: files.collect(), provenance: call.build.provenance.clone() })
    })
    .await
}

/// A file, whole or in part
#[utoipa::path(
    get, path = "/downloads/{file}", tag = "files",
    params(
        ("file" = String, Path, description = "A name of the list", example = "scores/commune.parquet"),
        ("Range" = Option<String>, Header, description = "Bytes, as `bytes=0-499`"),
    ),
    responses(
        (status = 200, description = "The file", content(
            (crate::routes::docs::Binary = "application/vnd.apache.parquet"),
            (crate::routes::docs::Binary = "application/vnd.pmtiles"),
            (serde_json::Value = "application/json"),
            (String = "application/toml"),
            (String = "text/csv"),
            (String = "text/plain"),
        )),
        (status = 206, description = "The bytes that were asked for"),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 416, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn file(call: Call) -> Result<Response, Problem> {
    call.query(&["v"])?;
    let name = &call.path[0];
    let served = call.build.files.get(name).cloned().ok_or_else(|| {
        let known = call.build.files.iter().map(|(name, _)| name);
        Problem::not_found(format!("there is no file {name:?}"))
            .help(ifn_engine::error::nearest(name, known))
    })?;
    let mut response = send(&call.app, served, &call.headers).await?;
    call.build.provenance.put(response.headers_mut());
    Ok(response)
}

/// A file of the build, or the part of it that the headers ask for.
///
/// # Errors
/// A part that it does not have; a file that was changed in its place.
pub async fn send(
    app: &Arc<App>,
    served: Served,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    if let Some(same) = not_modified(headers, &served.validators)? {
        return Ok(same);
    }
    let part = match wanted(headers, served.size)? {
        Wanted::Part(range) if still_the_same(headers, &served.validators) => Some(range),
        _ => None,
    };
    let range = part.clone().unwrap_or(0..served.size);
    let size = served.size;
    let (media, validators) = (served.media, served.validators.clone());
    let body = body(app, served, range.clone()).await?;
    let status = if part.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache::A_WHILE));
    validators.put(headers);
    if part.is_some() {
        let text = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        put(headers, header::CONTENT_RANGE, &text);
    }
    Ok(response)
}

/// Bytes of a file: at once when they are few, else while they are sent.
async fn body(app: &App, served: Served, range: Range<u64>) -> Result<Body, Problem> {
    let failed = |e: tokio::task::JoinError| Problem::internal(&e);
    let few = range.end - range.start <= FEW;
    let place = if few { None } else { Some(app.stream()?) };
    tokio::task::spawn_blocking(move || {
        if !served.intact() {
            return Err(Problem::internal(&"a file was changed in its place after it was loaded"));
        }
        if few {
            let mut bytes = vec![0; (range.end - range.start) as usize];
            served
                .file
                .read_exact_at(&mut bytes, range.start)
                .map_err(|e| Problem::internal(&e))?;
            return Ok(bytes.into());
        }
        let (mut to, body) = chunks();
        tokio::task::spawn_blocking(move || {
            let _place = place;
            let mut piece = vec![0; PIECE as usize];
            for from in range.clone().step_by(PIECE as usize) {
                let length = PIECE.min(range.end - from) as usize;
                if let Err(e) = served.file.read_exact_at(&mut piece[..length], from) {
                    tracing::error!(error = %e, "a file could not be read to its end");
                    return to.fail(e);
                }
                if to.write_all(&piece[..length]).is_err() {
                    return;
                }
            }
            to.finish();
        });
        Ok(body)
    })
    .await
    .map_err(failed)?
}
