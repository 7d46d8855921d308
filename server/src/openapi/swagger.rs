//! Swagger UI, which shows the description of the interface.
//!
//! In: Swagger UI as it is published, in a zip that lies in the program. Out: those of its files that a page
//! loads, unpacked when somebody first asks; unpacked, all of it would take more than twice the room.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::sync::LazyLock;

use bytes::Bytes;
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::http::Problem;

const PAGE: &str = "index.html";
const BEGINS: &str = "swagger-initializer.js";
/// What the page loads, and its kind.
const FILES: [(&str, &str); 7] = [
    (PAGE, "text/html; charset=utf-8"),
    ("index.css", "text/css; charset=utf-8"),
    ("swagger-ui.css", "text/css; charset=utf-8"),
    ("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    ("swagger-ui-standalone-preset.js", "text/javascript; charset=utf-8"),
    ("favicon-16x16.png", "image/png"),
    ("favicon-32x32.png", "image/png"),
];
/// In place of the published one, which shows an example. Addresses are relative, for servers below a path;
/// no description is sent elsewhere to be validated.
const BEGIN: &str = r##"window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: "../openapi.json",
    dom_id: "#swagger-ui",
    deepLinking: true,
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: "StandaloneLayout",
  });
};
"##;

type Unpacked = HashMap<&'static str, (&'static str, Bytes)>;

static UNPACKED: LazyLock<Result<Unpacked, ZipError>> = LazyLock::new(unpack);

fn unpack() -> Result<Unpacked, ZipError> {
    let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
    let of_page = |name: Cow<str>| Some(name.strip_suffix("dist/index.html")?.to_string());
    let folder = archive.file_names().filter_map(Result::ok).find_map(of_page);
    let folder = folder.ok_or(ZipError::FileNotFound)?;
    let mut out = Unpacked::from([(BEGINS, ("text/javascript; charset=utf-8", BEGIN.into()))]);
    for (name, kind) in FILES {
        let mut bytes = Vec::new();
        archive.by_name(&format!("{folder}dist/{name}"))?.read_to_end(&mut bytes)?;
        out.insert(name, (kind, bytes.into()));
    }
    Ok(out)
}

/// The media type and bytes of one of its files; its page where `name` is empty.
///
/// # Errors
/// There is no file of that name (404); the zip cannot be unpacked.
pub fn file(name: &str) -> Result<(&'static str, Bytes), Problem> {
    let name = if name.is_empty() { PAGE } else { name };
    let files = UNPACKED.as_ref().map_err(|e| Problem::internal(&e))?;
    let found = files.get(name).cloned();
    found.ok_or_else(|| Problem::not_found(format!("there is no {name:?} in /docs")))
}
