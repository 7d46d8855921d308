//! `GET` and `POST /api/v1/places/proposal`: a mapping for an inventory that is sent, and what is wrong in it,
//! where the owner of the server allows it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use ifn_engine::places::propose::{in_french, propose_with};
use ifn_engine::places::{Register, examine};
use ifn_engine::progress::go_on;
use ifn_engine::table::{Opened, unpacks_within};
use ifn_engine::{Error, build, digest};

use crate::http::{Problem, cache, from_own_page};
use crate::model::{InventoryProposal, Uploads};
use crate::query::{ProposalFormat, ProposalQuery, UPLOADED, file_name};
use crate::state::{RequestContext, france};

/// Bytes of a file: inventories of all of France have fewer.
const MOST_BYTES: usize = 20 << 20;
/// Rows of a file: every one may have several mistakes, each of some hundred bytes.
const MOST_ROWS: usize = 50_000;
/// A file may take this share of a request's time to come, and wait as long for the files before it.
const SHARE: u32 = 3;
/// Seconds after which a file may be sent again.
const AGAIN: u32 = 5;
/// What a problem is written in that is for coordinators.
const FRENCH: &str = "fr";
/// Endings of map layers.
const LAYERS: [&str; 3] = [".json", ".geojson", ".gpkg"];
/// Bytes that a workbook unpacks to.
const MOST_UNPACKED: u64 = 256 << 20;

/// Whether inventories can be sent
///
/// What this server reads of the files that people send it, and whether its owner allows it.
#[utoipa::path(
    get, path = "/api/v1/places/proposal", tag = "help",
    responses(
        (status = 200, description = "What can be sent", body = Uploads),
        (status = 400, response = crate::openapi::Refused),
    )
)]
pub async fn offered(context: RequestContext) -> Result<Response, Problem> {
    context.no_query()?;
    let uploads = Uploads {
        allowed: context.app.settings.allow_uploads && from_own_page(&context.headers).is_ok(),
        most_bytes: MOST_BYTES,
        kinds: UPLOADED.to_vec(),
    };
    Ok(answer(to_json(&uploads)?, "application/json"))
}

/// A mapping for an inventory, and what is wrong in it
///
/// The file is the body, its name a header. The answer proposes which column fills which field of the national
/// schema of places, says what was not understood, and what is wrong by line with that mapping; as CSV, for the
/// owner of the file. Only where the owner of the server allows it (`ifn serve --allow-uploads`), from a page of
/// this server on the same machine. Nothing is kept.
#[utoipa::path(
    post, path = "/api/v1/places/proposal", tag = "help",
    params(
        ProposalQuery,
        ("ifn-file-name" = String, Header, description = "The file's name, percent-encoded as UTF-8; its ending says what the file is", example = "lieux%20du%20Hub.xlsx"),
    ),
    request_body(content = crate::openapi::Binary, content_type = "application/octet-stream", description = "The file, 20 MB at most"),
    responses(
        (status = 200, description = "The proposal", content(
            (InventoryProposal = "application/json"),
            (String = "text/csv"),
        )),
        (status = 400, response = crate::openapi::Refused),
        (status = 403, response = crate::openapi::Refused),
        (status = 408, response = crate::openapi::Refused),
        (status = 413, response = crate::openapi::Refused),
        (status = 415, response = crate::openapi::Refused),
        (status = 422, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn propose(context: RequestContext, body: Body) -> Result<Response, Problem> {
    let (_, asked) = context.query::<ProposalQuery>()?;
    if !context.app.settings.allow_uploads {
        return Err(not_allowed());
    }
    from_own_page(&context.headers)?;
    let name = file_name(&context.headers)?;
    let app = Arc::clone(&context.app);
    let longest = Duration::from_secs(app.settings.request_timeout_s) / SHARE;
    let bytes = {
        let _on_its_way = app.uploads_on_their_way.try_acquire().map_err(|_| files_before())?;
        let read = tokio::time::timeout(longest, whole(&context.headers, body)).await;
        read.map_err(|_| too_slow(longest))??
    };
    // Whoever sends slowly holds no place, and whoever comes too many is told at once.
    let in_line = Arc::clone(&app.uploads_in_line).try_acquire_owned();
    let in_line = in_line.map_err(|_| files_before())?;
    let place = tokio::time::timeout(longest, Arc::clone(&app.uploading).acquire_owned());
    let place = place.await.map_err(|_| files_before())?.map_err(|e| Problem::internal(&e))?;
    let format = asked.format();
    let made = app.compute(move || {
        let _places = (in_line, place);
        read_and_check(&context, &asked, &name, bytes)
    });
    let made = made.await?;
    let permit = app.memory.take(made.len()).await?;
    let media = match format {
        ProposalFormat::Json => "application/json",
        ProposalFormat::Csv => "text/csv; charset=utf-8",
    };
    let response = answer(made, media);
    Ok(response.map(|body| permit.hold(body)))
}

/// The proposal, or the list of mistakes, of a file.
fn read_and_check(
    context: &RequestContext,
    asked: &ProposalQuery,
    name: &str,
    bytes: Bytes,
) -> Result<Vec<u8>, Problem> {
    let france = france()?;
    let own = asked.own()?;
    let (opened, folder) = opened(name, bytes)?;
    let wrong = |e: Error| unreadable(e, folder.as_ref().map(tempfile::TempDir::path));
    unpacks_within(&opened, MOST_UNPACKED).map_err(wrong)?;
    let proposal = propose_with(&opened, france.catalog, &france.communes, &own, MOST_ROWS);
    let proposal = proposal.map_err(wrong)?;
    go_on()?;
    let none = Register::default();
    let known = context.build.places.as_ref().map_or(&none, |places| &places.register);
    let usable = proposal.lacking.is_empty();
    let dataset = usable.then(|| proposal.dataset(&opened)).transpose().map_err(wrong)?;
    let check = dataset.map(|dataset| examine(&dataset, &opened, &france.communes, known));
    let check = check.transpose().map_err(wrong)?;
    go_on()?;
    match (asked.format(), &check) {
        (ProposalFormat::Json, _) => {
            to_json(&InventoryProposal::new(proposal, name, check.as_ref(), known))
        }
        (ProposalFormat::Csv, Some(check)) => Ok(build::source_errors_csv(&check.register)?),
        (ProposalFormat::Csv, None) => {
            Err(unusable(&proposal.lacking.join(" ")).header(header::CONTENT_LANGUAGE, FRENCH))
        }
    }
}

/// The file as tables are read: in memory, but for map layers, which are read from a file that goes with its
/// folder.
fn opened(name: &str, bytes: Bytes) -> Result<(Opened, Option<tempfile::TempDir>), Problem> {
    let sha256 = digest::sha256(&bytes);
    let lower = name.to_ascii_lowercase();
    if !LAYERS.iter().any(|ending| lower.ends_with(ending)) {
        return Ok((Opened { path: name.into(), bytes, sha256 }, None));
    }
    let failed = |e: std::io::Error| Problem::internal(&e);
    let folder = tempfile::tempdir().map_err(failed)?;
    let path = folder.path().join(name);
    std::fs::write(&path, &bytes).map_err(failed)?;
    Ok((Opened { path, bytes, sha256 }, Some(folder)))
}

/// The body, within bounds.
async fn whole(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > MOST_BYTES) {
        return Err(too_large());
    }
    let read = Limited::new(body, MOST_BYTES).collect().await;
    let bytes = read.map_err(|e| match e.downcast_ref::<LengthLimitError>() {
        Some(_) => too_large(),
        None => Problem::bad_request("the file was cut off on its way"),
    })?;
    match bytes.to_bytes() {
        bytes if bytes.is_empty() => {
            Err(unusable("Ce fichier est vide.").header(header::CONTENT_LANGUAGE, FRENCH))
        }
        bytes => Ok(bytes),
    }
}

fn not_allowed() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "uploads-off",
        "This server reads no files",
        "the owner of this server has not allowed files to be sent to it",
    )
    .help("its owner can allow it, on a loopback address: ifn serve --allow-uploads")
}

/// Other files are before this one.
fn files_before() -> Problem {
    let why = "other files are being read, one at a time; send this one again in a few seconds";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "files-before", "Other files are being read", why)
        .header(header::RETRY_AFTER, &AGAIN.to_string())
}

fn too_slow(longest: Duration) -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "too-slow",
        "The file came too slowly",
        format!("the file was not here after {} s", longest.as_secs()),
    )
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "The file is too large",
        format!("at most {} MB are read", MOST_BYTES >> 20),
    )
}

fn unusable(detail: &str) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "unreadable-file",
        "The file cannot be read as an inventory",
        detail,
    )
}

/// What is wrong with the file: in French where that is usual, as all that a proposal says for coordinators. By its
/// own name: where it is kept meanwhile is nobody's concern.
fn unreadable(error: Error, folder: Option<&Path>) -> Problem {
    if !matches!(error, Error::Input { .. } | Error::Request { .. }) {
        return Problem::from(error);
    }
    if let Some(said) = in_french(&error) {
        return unusable(&said).header(header::CONTENT_LANGUAGE, FRENCH);
    }
    let own = |text: String| match folder {
        Some(folder) => text.replace(&format!("{}/", folder.display()), ""),
        None => text,
    };
    let problem = unusable(&own(error.to_string()));
    match error.help() {
        Some(help) => problem.help(own(help)),
        None => problem,
    }
}

fn to_json(value: &impl serde::Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|e| Problem::internal(&e))
}

/// An answer that nobody keeps.
fn answer(body: Vec<u8>, media: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache::NEVER));
    response
}
