//! Answers: JSON objects, and tables in the format that is asked for.

use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow::array::RecordBatch;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use hyper::body::Body as _;
use ifn_engine::output::export::{self, About};
use ifn_engine::progress::go_on;
use rustc_hash::FxHasher;
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::ToSchema;

use super::App;
use super::call::Call;
use super::carried::Carried;
use crate::http::{
    PACKED_WHERE_MADE, Problem, Query, Room, Sink, Validators, accepts_gzip, cache, choose, chunks,
    not_modified, packed, parts,
};
use crate::snapshot::{Kept, Page, Provenance, Snapshot};

/// Cells that are put together in memory; what is larger is made while it is sent.
const AT_ONCE: usize = 600_000;
/// What joins a row to its contour.
const CODE: &str = "code";
/// Rows made together.
const ROWS: usize = 512;

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Format {
    /// An object a row, with where they come from.
    Json,
    /// Text with separators.
    Csv,
    /// The same as Excel in French reads it: semicolons, decimal commas, byte-order mark.
    Excel,
    /// Columns, compressed.
    Parquet,
    /// Columns, as they lie in memory (IPC stream).
    Arrow,
    /// A workbook with a dictionary and the sources.
    Xlsx,
    /// A map layer (RFC 7946).
    Geojson,
}

const FORMATS: [(&str, Format, &str); 7] = [
    ("json", Format::Json, "application/json"),
    ("csv", Format::Csv, "text/csv; charset=utf-8"),
    ("excel", Format::Excel, "text/csv; charset=utf-8"),
    ("parquet", Format::Parquet, "application/vnd.apache.parquet"),
    ("arrow", Format::Arrow, "application/vnd.apache.arrow.stream"),
    ("xlsx", Format::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("geojson", Format::Geojson, "application/geo+json"),
];

impl Format {
    /// Of the parameter `format`, or else of the Accept header.
    ///
    /// # Errors
    /// Another one.
    pub fn wanted(named: Option<&str>, headers: &HeaderMap) -> Result<Self, Problem> {
        if let Some(name) = named {
            return FORMATS.iter().find(|(n, ..)| *n == name).map(|(_, f, _)| *f).ok_or_else(
                || {
                    Problem::bad_request(format!("there is no format {name:?}"))
                        .help("json, csv, excel, xlsx, parquet, arrow or geojson")
                },
            );
        }
        // A browser that follows a link takes anything.
        let media = choose(headers, &FORMATS.map(|(.., media)| media))?;
        Ok(FORMATS.iter().find(|(.., m)| *m == media).map_or(Self::Json, |(_, f, _)| *f))
    }

    /// Columns as the format needs them: features of a map layer are named by their code.
    pub fn columns(self, mut asked: Vec<String>) -> Vec<String> {
        if self == Self::Geojson && !asked.is_empty() {
            asked.retain(|column| column != CODE);
            asked.insert(0, CODE.into());
        }
        asked
    }

    fn entry(self) -> (&'static str, &'static str) {
        let (name, _, media) = FORMATS[self as usize];
        (name, media)
    }
}

/// What stands beside the rows of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct Heading {
    /// Level of the units.
    pub level: String,
    /// The zone that was asked for, as `level:code`; its code is one in force.
    pub zone: Option<String>,
    /// How the zone's code led there, when another one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
    /// The frame that was asked for: west, south, east, north.
    pub bbox: Option<[f64; 4]>,
    /// Units in all.
    pub total: usize,
    /// Units on this page.
    pub count: usize,
    /// What asks for the next page, as the parameter `cursor`.
    pub next: Option<String>,
    /// Where the figures come from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What an answer takes, as far as it is known before it is made.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Its format.
    pub format: Format,
    /// Rows at most.
    pub rows: usize,
    /// Columns of the answer.
    pub columns: usize,
    /// Bytes of a row that is copied or computed before it is written; rows of the build are shared.
    pub copied: usize,
    /// JSON as an array a column.
    pub columnar: bool,
    /// Bytes of what stands beside the rows: contours.
    pub beside: usize,
}

/// Bytes of a cell of a text with names, and of one without, or packed.
const WRITTEN: [usize; 2] = [28, 12];
/// Bytes on their way of what is made while it is sent.
pub const ON_ITS_WAY: usize = 1 << 20;

impl Size {
    /// Bytes at most, as tables are.
    fn bytes(self) -> usize {
        let cells = self.rows.saturating_mul(self.columns);
        let held = match self.format {
            Format::Json if cells <= AT_ONCE => cells * WRITTEN[usize::from(self.columnar)],
            Format::Json | Format::Csv | Format::Excel | Format::Arrow if cells > AT_ONCE => {
                ON_ITS_WAY
            }
            Format::Geojson => ON_ITS_WAY + self.beside,
            _ => cells.saturating_mul(WRITTEN[1]),
        };
        self.rows.saturating_mul(self.copied).saturating_add(held)
    }
}

/// A table, made when there is memory for it and a place; it keeps its memory until it is sent.
///
/// # Errors
/// What `make` says; no memory is left for it (503).
pub async fn table(
    app: &App,
    size: Size,
    make: impl FnOnce(Room) -> Result<Response, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let room = app.rooms.take(size.bytes()).await?;
    app.compute(move || make(room)).await
}

/// A table that is to be sent.
pub struct Table {
    /// Rows of the page.
    pub page: Page,
    /// Level, zone, counts, provenance.
    pub heading: Heading,
    /// How.
    pub format: Format,
    /// JSON as an array a column, rather than an object a row.
    pub columnar: bool,
    /// Where the next page is, as a `Link` header.
    pub link: Option<String>,
}

impl Table {
    /// The body, and its media type and name. `room` is what it may take: it is held until the body is
    /// sent, or as much of it as that takes.
    ///
    /// # Errors
    /// Too many large answers at once; columns that cannot be written.
    pub fn response(
        self,
        app: &App,
        build: &Snapshot,
        mut room: Room,
        gzip: bool,
    ) -> Result<Response, Problem> {
        go_on()?;
        let (name, media) = self.format.entry();
        let rows = &self.page.rows;
        let small = rows.num_rows() * rows.num_columns() <= AT_ONCE;
        let metadata = || self.heading.provenance.metadata();
        let mut coded = false;
        // Text that is large is packed here, where it is made.
        let mut text = |all: Vec<Vec<u8>>| -> Result<Body, Problem> {
            coded = gzip && all.iter().map(Vec::len).sum::<usize>() > PACKED_WHERE_MADE;
            if coded {
                packed(&all).map(Body::from).map_err(|e| Problem::internal(&e))
            } else {
                Ok(parts(all))
            }
        };
        let body = match self.format {
            Format::Xlsx => {
                let _place = app.heavy()?;
                export::xlsx_bytes(rows, &build.manifest, &self.about(), &self.heading.level)?
                    .into()
            }
            Format::Geojson => {
                let body = self.features(app, build, gzip)?;
                coded = gzip;
                body
            }
            Format::Parquet => export::write_parquet(rows, metadata())?.into(),
            Format::Arrow if small => export::write_arrow(rows, metadata())?.into(),
            Format::Json if self.columnar && small => {
                let mut all = vec![head(&self.heading, "columns")?];
                all.extend(export::write_json_columns(rows));
                all.push(b"}\n".to_vec());
                text(all)?
            }
            Format::Json if small => {
                let mut all = vec![head(&self.heading, "units")?];
                all[0].push(b'[');
                all.extend(export::write_json(rows));
                all.push(b"]}\n".to_vec());
                text(all)?
            }
            Format::Csv | Format::Excel if small => {
                let mut out = Vec::new();
                let excel = self.format == Format::Excel;
                let written = export::write_csv(rows, &mut out, excel);
                written.map_err(|e| Problem::internal(&e))?;
                text(vec![out])?
            }
            Format::Arrow => self.streamed(app, false)?,
            Format::Json | Format::Csv | Format::Excel => {
                coded = gzip;
                self.streamed(app, gzip)?
            }
        };
        // What is in memory already is known to the byte; what is made while it is sent keeps its rows.
        if let Some(bytes) = body.size_hint().exact() {
            room.shrink(bytes as usize);
        }
        let mut response = Response::new(room.hold(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
        if coded {
            is_gzip(headers);
        }
        self.heading.provenance.put(headers);
        if let Some(link) = &self.link {
            put(headers, header::LINK, link);
        }
        if self.format != Format::Json {
            let zone = self.heading.zone.as_deref().map(|z| format!("-{z}")).unwrap_or_default();
            let ending = if self.format == Format::Excel { "csv" } else { name };
            let file: String = format!("ifn-{}{zone}.{ending}", self.heading.level)
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '-' })
                .collect();
            put(headers, header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{file}\""));
        }
        Ok(response)
    }

    fn about(&self) -> About<'_> {
        let of = &self.heading.provenance;
        About {
            title: &of.method.title,
            notice: &of.notice,
            sha256: &of.method.sha256,
            attribution: &of.attribution,
        }
    }

    /// Rows with their contours, made while they are sent.
    fn features(&self, app: &App, build: &Snapshot, gzip: bool) -> Result<Body, Problem> {
        let place = app.heavy()?;
        let rows = self.page.rows.clone();
        let shapes = build.shapes(&self.heading.level, &rows).map_err(Problem::refused)?;
        let of = self.heading.provenance.clone();
        Ok(made_while_sent(place, gzip, move |to| {
            let about = About {
                title: &of.method.title,
                notice: &of.notice,
                sha256: &of.method.sha256,
                attribution: &of.attribution,
            };
            export::write_geojson(&rows, &shapes, &about, to)
        }))
    }

    fn streamed(&self, app: &App, gzip: bool) -> Result<Body, Problem> {
        let place = app.stream()?;
        let (rows, format, columnar) = (self.page.rows.clone(), self.format, self.columnar);
        let list = if columnar { "columns" } else { "units" };
        let head = if format == Format::Json { head(&self.heading, list)? } else { Vec::new() };
        let metadata = self.heading.provenance.metadata();
        Ok(made_while_sent(place, gzip, move |to| {
            match format {
                Format::Csv => return export::write_csv(&rows, to, false),
                Format::Excel => return export::write_csv(&rows, to, true),
                Format::Arrow => {
                    let slices = slices(&rows).map(|(_, slice)| slice);
                    return export::write_arrow_to(to, &rows.schema(), slices, metadata);
                }
                _ => {}
            }
            to.write_all(&head)?;
            if columnar {
                export::write_json_columns_to(&rows, to)?;
                return to.write_all(b"}\n");
            }
            to.write_all(b"[")?;
            for (first, slice) in slices(&rows) {
                if first > 0 {
                    to.write_all(b",")?;
                }
                to.write_all(&export::write_json(&slice).concat())?;
            }
            to.write_all(b"]}\n")
        }))
    }
}

/// A body that `write` makes while it is sent, in a thread of its own and with the place that it
/// holds. Where it fails or panics the answer is broken off: the client sees that it is not whole.
pub fn made_while_sent(
    place: OwnedSemaphorePermit,
    gzip: bool,
    write: impl FnOnce(&mut Sink) -> io::Result<()> + Send + 'static,
) -> Body {
    let (to, body) = chunks();
    let mut to = Sink::new(to, gzip);
    tokio::task::spawn_blocking(move || {
        let _place = place;
        match catch_unwind(AssertUnwindSafe(|| write(&mut to))) {
            Ok(Ok(())) => to.finish(),
            Ok(Err(e)) => to.fail(e),
            Err(_) => to.fail(io::Error::other("the answer could not be made")),
        }
    });
    body
}

fn slices(rows: &RecordBatch) -> impl Iterator<Item = (usize, RecordBatch)> {
    (0..rows.num_rows())
        .step_by(ROWS)
        .map(|from| (from, rows.slice(from, ROWS.min(rows.num_rows() - from))))
}

/// The heading as a JSON object that is left open where the value of `last` begins.
fn head(heading: &Heading, last: &str) -> Result<Vec<u8>, Problem> {
    let mut out = serde_json::to_vec(heading).map_err(|e| Problem::internal(&e))?;
    out.pop();
    out.extend(format!(",\"{last}\":").bytes());
    Ok(out)
}

/// What tells the answer to this query, in this format, from the next build's.
pub fn validators(build: &Snapshot, what: &str, query: &Query, format: &str) -> Validators {
    let mut hasher = FxHasher::default();
    (what, query.canonical(), format).hash(&mut hasher);
    Validators::weak(&format!("{}-{:x}", build.id, hasher.finish()), build.modified)
}

/// Says that an answer is a gzip file, as another client would not have it.
pub fn is_gzip(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
}

/// An answer that all who ask share: it is made once, and takes no memory for each.
///
/// # Errors
/// As [`json`].
pub async fn kept_json(
    call: Call,
    what: &'static str,
    query: &Query,
    make: impl FnOnce(&Call) -> Result<Kept, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let key = format!("{what} {:?}", call.path);
    let now = validators(&call.build, &key, query, "json");
    if let Some(same) = not_modified(&call.headers, &now)? {
        return Ok(same);
    }
    let app = std::sync::Arc::clone(&call.app);
    let mut response = app
        .compute(move || {
            let kept = make(&call)?;
            let coded = accepts_gzip(&call.headers) && kept.plain.len() > PACKED_WHERE_MADE;
            let body = if coded { kept.gzip } else { kept.plain };
            let mut response = Response::new(Body::from(body));
            let headers = response.headers_mut();
            if coded {
                is_gzip(headers);
            }
            call.build.provenance.put(headers);
            Ok(response)
        })
        .await?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    lasting(headers, &now);
    Ok(response)
}

/// A JSON answer made from a build and a query: 304 when the client has it.
///
/// # Errors
/// What `make` says; a condition that cannot be read.
pub async fn json<T: Serialize + Send + 'static>(
    call: Call,
    what: &'static str,
    query: &Query,
    make: impl FnOnce(&Call) -> Result<T, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let key = format!("{what} {:?}", call.path);
    let now = validators(&call.build, &key, query, "json");
    if let Some(same) = not_modified(&call.headers, &now)? {
        return Ok(same);
    }
    let app = std::sync::Arc::clone(&call.app);
    let (body, provenance) = app
        .quickly(move || {
            let body = serde_json::to_vec(&make(&call)?).map_err(|e| Problem::internal(&e))?;
            Ok((body, call.build.provenance.clone()))
        })
        .await?;
    let room = app.rooms.take(body.len()).await?;
    let mut response = Response::new(room.hold(Body::from(body)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    provenance.put(headers);
    lasting(headers, &now);
    Ok(response)
}

/// Adds validators, and that the answer may be kept until the next build.
pub fn lasting(headers: &mut HeaderMap, now: &Validators) {
    now.put(headers);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache::A_WHILE));
    headers.append(header::VARY, HeaderValue::from_static("accept"));
}

/// Adds a header whose value is made of text.
pub fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
