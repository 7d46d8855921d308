//! Files of a build, whole or in part.

use std::io::Write;
use std::ops::Range;
use std::os::unix::fs::FileExt;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::headers::put;
use crate::http::{ByteRange, Problem, byte_range, cache, chunks, not_modified, still_the_same};
use crate::snapshot::Served;
use crate::state::App;

/// What is read at once when it is few, and of what is sent while it is read.
const FEW: u64 = 256 * 1024;
const PIECE: u64 = 64 * 1024;

/// A file of the build, or the part of it that the headers ask for.
///
/// # Errors
/// A part that it does not have; a file that was changed in its place.
pub async fn file(app: &App, served: Served, headers: &HeaderMap) -> Result<Response, Problem> {
    if let Some(same) = not_modified(headers, &served.validators)? {
        return Ok(same);
    }
    let part = match byte_range(headers, served.size)? {
        ByteRange::Part(range) if still_the_same(headers, &served.validators) => Some(range),
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
