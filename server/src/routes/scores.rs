//! `GET /api/v1/scores/{level}`

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use axum::response::Response;
use ifn_engine::build::{RankedZone, with_zone_ranks};
use rustc_hash::FxHasher;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::{Problem, Query, accepts_gzip, in_path, not_modified};
use crate::model::{TableMeta, ZoneSummary};
use crate::query::{Format, LeastPopulation, RowLimit, filter_rows, without_smaller, zone};
use crate::reply::{Size, Table, WorkbookRows, lasting, scores_of, table, validators};
use crate::snapshot::{Bbox, RowQuery, Snapshot, select, sort_keys};
use crate::state::RequestContext;

/// Rows of a page of JSON when none are asked for; other formats hold all.
const ROWS: usize = 1000;

/// Parameters of the scores of a level.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ScoresQuery {
    /// Only units in this zone: `level:code`, several between commas; `rank_in_zone` is then their rank
    /// inside it, `decile_in_zone` their tenth of it, null where fewer than 200 units of it have a score
    #[param(example = "departement:93")]
    zone: Option<String>,
    /// Only units whose bounding box meets this one: west, south, east, north, in degrees (EPSG:4326),
    /// separated by commas. The west is less than the east, the south than the north; a unit without
    /// contour is where the smallest unit around it with one is
    #[param(style = Form, explode = false, value_type = Option<Vec<f64>>, example = json!([2.2, 48.8, 2.5, 48.95]))]
    bbox: Option<Bbox>,
    /// Only units of so many inhabitants and more; those whose population is not known are left out too. The
    /// answer says how many it leaves out
    #[param(value_type = Option<u32>, minimum = 0, maximum = 100_000_000, example = 1000)]
    min_population: Option<LeastPopulation>,
    /// Columns, separated by commas; all when absent
    #[serde(default)]
    #[param(style = Form, explode = false, example = json!(["code", "name", "score", "rank"]))]
    columns: Vec<String>,
    /// Columns to order by, `-` before one for the largest first, or `gap_persons` (gap × persons at risk); missing
    /// values come last. By code when absent
    #[serde(default)]
    #[param(style = Form, explode = false, example = json!(["-score"]))]
    sort: Vec<String>,
    /// Rows of a page, 1 to 100,000; 1,000 for JSON when absent, all otherwise
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100_000)]
    limit: Option<RowLimit>,
    /// The next page: `next` of this one, with the same parameters
    cursor: Option<String>,
    /// Format; by the Accept header when absent
    format: Option<Format>,
}

/// Scores of a level
///
/// Every unit of a level with its score, ranks, decile, completeness, axes, indicators (value,
/// normalised, origin, reason when missing). JSON comes by pages; the other formats hold every row
/// unless a limit is given. What is missing is null, never 0.
#[utoipa::path(
    get, path = "/api/v1/scores/{level}", tag = "scores",
    params(
        ("level" = String, Path, description = "`iris`, `commune`, `epci`, `departement`, `region`, or a level of one's own", example = "commune"),
        ScoresQuery,
    ),
    responses(
        (status = 200, description = "Rows", content(
            (crate::openapi::Rows = "application/json"),
            (String = "text/csv"),
            (crate::openapi::Binary = "application/vnd.apache.parquet"),
            (crate::openapi::Binary = "application/vnd.apache.arrow.stream"),
            (crate::openapi::Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (crate::openapi::Layer = "application/geo+json"),
        )),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 409, response = crate::openapi::Refused),
        (status = 406, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn scores(context: RequestContext) -> Result<Response, Problem> {
    let (query, asked) = context.query::<ScoresQuery>()?;
    context.level(0)?;
    let format = Format::wanted(asked.format, &context.headers)?;
    let now = validators(&context.build, &context.path[0], &query, &format!("{format:?}"));
    if let Some(same) = not_modified(&context.headers, &now)? {
        return Ok(same);
    }
    let app = Arc::clone(&context.app);
    let size = size(&context, &asked, format)?;
    let mut response = table(&app, size, move |permit| {
        let gzip = accepts_gzip(&context.headers);
        make(&context, &query, asked, format)?.response(&context.app, &context.build, permit, gzip)
    })
    .await?;
    lasting(response.headers_mut(), &now);
    Ok(response)
}

/// Rows that are asked for; all where there is none.
fn limit(asked: &ScoresQuery, format: Format) -> Option<usize> {
    asked.limit.map(|n| n.0).or((format == Format::Json).then_some(ROWS))
}

/// What the answer to a query takes.
fn size(context: &RequestContext, asked: &ScoresQuery, format: Format) -> Result<Size, Problem> {
    let level = context.level(0)?;
    let all = &level.scores;
    let filtered = asked.zone.is_some() || asked.bbox.is_some() || asked.min_population.is_some();
    let copied = filtered || !asked.sort.is_empty() || format == Format::Xlsx;
    let columns = asked.columns.len();
    Ok(Size {
        format,
        rows: limit(asked, format).unwrap_or(usize::MAX).min(all.num_rows()),
        columns: if columns == 0 { all.num_columns() } else { columns.min(all.num_columns()) },
        copied: if copied { level.row_bytes() } else { 0 },
        columnar: false,
        beside: context.build.shape_bytes(&context.path[0]),
    })
}

fn make(
    context: &RequestContext,
    query: &Query,
    asked: ScoresQuery,
    format: Format,
) -> Result<Table, Problem> {
    let build = &context.build;
    let level = context.level(0)?;
    let zone = zone(build, asked.zone.as_deref())?;
    let mut meta = TableMeta::of_level(&level.id, build.provenance.clone());
    let mut scores = level.scores.clone();
    let mut in_zone = None;
    if let Some(zone) = &zone {
        let mask = zone.mask(&level.id, &scores)?;
        let (label, shares) = (zone.label(&build.manifest), zone.shares(&level.id, &scores)?);
        let ranked = RankedZone { label: &label, inside: Some(&mask), shares: &shares };
        scores = with_zone_ranks(&scores, ranked, &build.manifest.method.reference)?;
        meta = meta.in_zone(build, &zone.found, ZoneSummary::built(build, zone)?);
        in_zone = Some(mask);
    }
    let key = page_key(build, query, &context.path[0], meta.zone.as_deref());
    let rows = RowQuery {
        limit: limit(&asked, format),
        sort: sort_keys(&asked.sort)?,
        from: asked.cursor.as_deref().map_or(Ok(0), |cursor| from(cursor, &key))?,
        columns: format.columns(asked.columns),
    };
    let inside = filter_rows(build, level, in_zone, asked.bbox.as_ref())?;
    let zone_scores = (format == Format::Xlsx).then(|| scores_of(&scores, inside.as_ref()));
    let (mask, left_out) = without_smaller(&scores, inside, asked.min_population);
    let page = select(&scores, mask.as_ref(), &rows)?;
    let workbook = if format == Format::Xlsx {
        Some(WorkbookRows {
            whole: page.of(&scores)?,
            method: build.manifest.method.clone(),
            ranked: build.manifest.levels.get(&level.id).map_or(0, |entry| entry.ranked),
            zone_scores,
            order: rows.sort.first().map(|(column, _)| column.clone()),
        })
    } else {
        None
    };
    let meta = TableMeta {
        bbox: asked.bbox.map(|b| b.borders()),
        min_population: asked.min_population.map(|least| least.0),
        left_out: asked.min_population.map(|_| left_out),
        total: page.total,
        count: page.rows.num_rows(),
        next: page.next.map(|next| format!("{key}-{next}")),
        ..meta
    };
    let link = meta.next.as_ref().map(|cursor| {
        let again = query.with("cursor", cursor);
        format!("</api/v1/scores/{}?{again}>; rel=\"next\"", in_path(&level.id))
    });
    Ok(Table { page, meta, format, columnar: false, link, workbook })
}

/// What a cursor belongs to: the build, and everything of the query that chooses or orders
/// rows.
fn page_key(build: &Snapshot, query: &Query, level: &str, zone: Option<&str>) -> String {
    let mut hasher = FxHasher::default();
    let rows = ["bbox", "min_population", "sort"].map(|name| query.text(name));
    (level, zone, rows).hash(&mut hasher);
    format!("{}{:08x}", &build.id[..8], hasher.finish() as u32)
}

fn from(cursor: &str, key: &str) -> Result<usize, Problem> {
    let wrong = |why: &str| Problem::bad_request(format!("parameter `cursor` {why}"));
    let (of, at) = cursor.rsplit_once('-').ok_or_else(|| wrong("is not one of ours"))?;
    let at = at.parse().map_err(|_| wrong("is not one of ours"))?;
    if of != key {
        return Err(Problem::conflict(
            "parameter `cursor` is of another query or an earlier build",
        )
        .help("begin again without it"));
    }
    Ok(at)
}
