//! Tables in the format that is asked for: made in memory where they are small, else while they are
//! sent.

use std::io::Write;

use arrow::array::RecordBatch;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use ifn_engine::catalog::ZoneName;
use ifn_engine::export::{self, About};
use ifn_engine::progress::go_on;
use ifn_engine::text::key;
use ifn_engine::words;

use super::headers::{is_gzip, put};
use super::streamed::made_while_sent;
use super::workbook::{LIST_COLUMNS, WorkbookRows};
use crate::http::{MemoryPermit, Problem, text};
use crate::model::{TableMeta, ZoneMember, ZoneSummary};
use crate::query::Format;
use crate::snapshot::{Page, Snapshot};
use crate::state::App;

/// Cells that are put together in memory; what is larger is made while it is sent.
const AT_ONCE: usize = 600_000;
/// Rows made together.
const ROWS: usize = 512;

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
            // The list stands before the columns.
            Format::Xlsx => {
                let cells = self.rows.saturating_mul(self.columns + LIST_COLUMNS);
                cells.saturating_mul(WRITTEN[1])
            }
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
    make: impl FnOnce(MemoryPermit) -> Result<Response, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let permit = app.memory.take(size.bytes()).await?;
    app.compute(move || make(permit)).await
}

/// A table that is to be sent.
pub struct Table {
    /// Rows of the page.
    pub page: Page,
    /// Level, zone, counts, provenance.
    pub meta: TableMeta,
    /// How.
    pub format: Format,
    /// JSON as an array a column, rather than an object a row.
    pub columnar: bool,
    /// Where the next page is, as a `Link` header.
    pub link: Option<String>,
    /// What a workbook shows beside; nothing for the other formats.
    pub workbook: Option<WorkbookRows>,
}

impl Table {
    /// The body, and its media type and name. `permit` is what it may take: it is held until the body is
    /// sent, or as much of it as that takes.
    ///
    /// # Errors
    /// Too many large answers at once; columns that cannot be written.
    pub fn response(
        self,
        app: &App,
        build: &Snapshot,
        permit: MemoryPermit,
        gzip: bool,
    ) -> Result<Response, Problem> {
        go_on()?;
        let (name, media) = self.format.entry();
        let rows = &self.page.rows;
        let small = rows.num_rows() * rows.num_columns() <= AT_ONCE;
        let metadata = || self.meta.provenance.metadata();
        let mut coded = false;
        let mut text = |all: Vec<Vec<u8>>| -> Result<Body, Problem> {
            let body;
            (body, coded) = text(all, gzip).map_err(|e| Problem::internal(&e))?;
            Ok(body)
        };
        let body = match self.format {
            Format::Xlsx => {
                let _place = app.heavy()?;
                let workbook = self.workbook.as_ref();
                let workbook =
                    workbook.ok_or_else(|| Problem::internal(&"no rows of a workbook"))?;
                workbook.bytes(rows, &self.meta, self.about(), build)?.into()
            }
            Format::Geojson => {
                let body = self.features(app, build, gzip)?;
                coded = gzip;
                body
            }
            Format::Parquet => export::write_parquet(rows, metadata())?.into(),
            Format::Arrow if small => export::write_arrow(rows, metadata())?.into(),
            Format::Json if self.columnar && small => {
                let mut all = vec![head(&self.meta, "columns")?];
                all.extend(export::write_json_columns(rows));
                all.push(b"}\n".to_vec());
                text(all)?
            }
            Format::Json if small => {
                let mut all = vec![head(&self.meta, "units")?];
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
        let mut response = Response::new(permit.hold(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
        if coded {
            is_gzip(headers);
        }
        self.meta.provenance.put(headers);
        if let Some(link) = &self.link {
            put(headers, header::LINK, link);
        }
        if self.format != Format::Json {
            let zone = self.meta.zone_set.as_ref().map(file_part).unwrap_or_default();
            let ending = if self.format == Format::Excel { "csv" } else { name };
            let file: String = format!("ifn-{}{zone}.{ending}", self.meta.level)
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '-' })
                .collect();
            put(headers, header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{file}\""));
        }
        Ok(response)
    }

    fn about(&self) -> About<'_> {
        let of = &self.meta.provenance;
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
        let shapes = build.shapes(&self.meta.level, &rows).map_err(Problem::refused)?;
        let of = self.meta.provenance.clone();
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
        let head = if format == Format::Json { head(&self.meta, list)? } else { Vec::new() };
        let metadata = self.meta.provenance.metadata();
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

/// What the name of a file says of a zone: its members by name, where they are few.
fn file_part(zone: &ZoneSummary) -> String {
    /// Letters that every system takes, with the level and the ending beside them.
    const LONGEST: usize = 80;
    let name = |member: &ZoneMember| {
        let ZoneMember { level, code, name } = member;
        let of = ZoneName { level: level.clone(), code: code.clone() };
        let called = name.as_deref().map(|name| words::member_name(&of, name));
        key(&called.unwrap_or_else(|| of.to_string())).replace(' ', "-")
    };
    let part = zone.members.iter().fold(String::new(), |part, member| {
        if part.len() > LONGEST { part } else { format!("{part}-{}", name(member)) }
    });
    if part.len() <= LONGEST { part } else { "-territoire".into() }
}

fn slices(rows: &RecordBatch) -> impl Iterator<Item = (usize, RecordBatch)> {
    (0..rows.num_rows())
        .step_by(ROWS)
        .map(|from| (from, rows.slice(from, ROWS.min(rows.num_rows() - from))))
}

/// The meta as a JSON object that is left open where the value of `last` begins.
fn head(meta: &TableMeta, last: &str) -> Result<Vec<u8>, Problem> {
    let mut out = serde_json::to_vec(meta).map_err(|e| Problem::internal(&e))?;
    out.pop();
    out.extend(format!(",\"{last}\":").bytes());
    Ok(out)
}
