//! `GET /downloads`: the files of the build, whole or in part.

use axum::response::Response;
use ifn_engine::error::nearest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::{Problem, in_path};
use crate::reply;
use crate::snapshot::Provenance;
use crate::state::RequestContext;

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
        (status = 400, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn list(context: RequestContext) -> Result<Response, Problem> {
    let query = context.no_query()?;
    reply::json(context, "downloads", &query, |context| {
        let base = context.app.settings.public_url.clone().unwrap_or_default();
        let base = base.trim_end_matches('/');
        let files = context.build.files.iter().map(|(name, served)| Download {
            name: name.into(),
            href: format!("{base}/downloads/{}", in_path(name)),
            bytes: served.size,
            media_type: served.media.into(),
        });
        Ok(Downloads { files: files.collect(), provenance: context.build.provenance.clone() })
    })
    .await
}

/// Parameters of a file.
#[derive(Debug, Deserialize)]
struct DownloadQuery {
    /// Whatever tells one build from the next, for a cache that keeps files by their address.
    #[serde(rename = "v")]
    _v: Option<String>,
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
            (crate::openapi::Binary = "application/vnd.apache.parquet"),
            (crate::openapi::Binary = "application/vnd.pmtiles"),
            (serde_json::Value = "application/json"),
            (String = "application/toml"),
            (String = "text/csv"),
            (String = "text/plain"),
        )),
        (status = 206, description = "The bytes that were asked for"),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 416, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn file(context: RequestContext) -> Result<Response, Problem> {
    context.query::<DownloadQuery>()?;
    let name = &context.path[0];
    let served = context.build.files.get(name).cloned().ok_or_else(|| {
        let known = context.build.files.iter().map(|(name, _)| name);
        Problem::not_found(format!("there is no file {name:?}")).help(nearest(name, known))
    })?;
    let mut response = reply::file(&context.app, served, &context.headers).await?;
    context.build.provenance.put(response.headers_mut());
    Ok(response)
}
