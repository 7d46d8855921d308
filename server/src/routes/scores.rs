//! `GET /api/v1/scores/{level}`

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::compute::and;
use axum::response::Response;
use ifn_engine::catalog::ZoneName;
use ifn_engine::output::export::members;
use rustc_hash::FxHasher;

use super::answer::{Format, Heading, Size, Table, lasting, table, validators};
use super::call::Call;
use crate::http::{Problem, Query, accepts_gzip, in_path, not_modified};
use crate::snapshot::{Ask, Frame, Snapshot, select, sort_keys};

/// Rows of a page of JSON when none are asked for; other formats hold all.
const ROWS: usize = 1000;
const PARAMETERS: [&str; 7] = ["zone", "bbox", "columns", "sort", "limit", "cursor", "format"];

/// Scores of a level
///
/// Every unit of a level with its score, ranks, decile, completeness, axes, indicators (value,
/// normalised, origin, reason when missing). JSON comes by pages; the other formats hold every row
/// unless a limit is given. What is missing is null, never 0.
#[utoipa::path(
    get, path = "/api/v1/scores/{level}", tag = "scores",
    params(
        ("level" = String, Path, description = "`iris`, `commune`, `epci`, `departement`, `region`, or a level of one's own", example = "commune"),
        ("zone" = Option<String>, Query, description = "Only units in this zone, as `level:code`", example = "departement:93"),
        ("bbox" = Option<Vec<f64>>, Query, style = Form, explode = false, description = "Only units whose bounding box meets this frame: west, south, east, north, in degrees (EPSG:4326), separated by commas. The west is less than the east, the south than the north; a unit without contour is where the smallest unit around it with one is", example = json!([2.2, 48.8, 2.5, 48.95])),
        ("columns" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Columns, separated by commas; all when absent", example = json!(["code", "name", "score", "rank"])),
        ("sort" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Columns to order by, `-` before one for the largest first; missing values come last. By code when absent", example = json!(["-score"])),
        ("limit" = Option<u32>, Query, description = "Rows of a page, 1 to 100,000; 1,000 for JSON when absent, all otherwise", minimum = 1, maximum = 100_000),
        ("cursor" = Option<String>, Query, description = "The next page: `next` of this one, with the same parameters"),
        ("format" = Option<Format>, Query, description = "Format; by the Accept header when absent"),
    ),
    responses(
        (status = 200, description = "Rows", content(
            (crate::routes::docs::Rows = "application/json"),
            (String = "text/csv"),
            (crate::routes::docs::Binary = "application/vnd.apache.parquet"),
            (crate::routes::docs::Binary = "application/vnd.apache.arrow.stream"),
            (crate::routes::docs::Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (crate::routes::docs::Layer = "application/geo+json"),
        )),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 409, response = crate::routes::docs::Refused),
        (status = 406, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn scores(call: Call) -> Result<Response, Problem> {
    let query = call.query(&PARAMETERS)?;
    call.level(0)?;
    let format = Format::wanted(query.text("format"), &call.headers)?;
    let now = validators(&call.build, &call.path[0], &query, &format!("{format:?}"));
    if let Some(same) = not_modified(&call.headers, &now)? {
        return Ok(same);
    }
    let app = Arc::clone(&call.app);
    let size = size(&call, &query, format)?;
    let mut response = table(&app, size, move |room| {
        let gzip = accepts_gzip(&call.headers);
        make(&call, &query, format)?.response(&call.app, &call.build, room, gzip)
    })
    .await?;
    lasting(response.headers_mut(), &now);
    Ok(response)
}

/// What the answer to a query takes.
fn size(call: &Call, query: &Query, format: Format) -> Result<Size, Problem> {
    let all = &call.level(0)?.scores;
    let copied = ["zone", "bbox", "sort"].iter().any(|name| query.text(name).is_some());
    let rows = limit(query)?.or((format == Format::Json).then_some(ROWS));
    let columns = query.list("columns")?.len();
    Ok(Size {
        format,
        rows: rows.unwrap_or(usize::MAX).min(all.num_rows()),
        columns: if columns == 0 { all.num_columns() } else { columns.min(all.num_columns()) },
        copied: if copied { call.level(0)?.row_bytes() } else { 0 },
        columnar: false,
        beside: call.build.shape_bytes(&call.path[0]),
    })
}

fn make(call: &Call, query: &Query, format: Format) -> Result<Table, Problem> {
    let build = &call.build;
    let level = call.level(0)?;
    let zone = zone(query.text("zone"))?;
    let frame = frame(query.text("bbox"))?;
    let limit = limit(query)?.or((format == Format::Json).then_some(ROWS));
    let key = page_key(build, query, &call.path[0]);
    let ask = Ask {
        columns: format.columns(query.list("columns")?.into_iter().map(String::from).collect()),
        sort: sort_keys(&query.list("sort")?)?,
        from: query.text("cursor").map_or(Ok(0), |cursor| from(cursor, &key))?,
        limit,
    };
    let finest = &build.levels[0];
    let mask = match &zone {
        None => None,
        Some(zone) => {
            let finest = (finest.id.as_str(), &finest.scores);
            let of = (level.id.as_str(), &level.scores);
            Some(members(&build.manifest.method, finest, of, zone).map_err(Problem::absent)?)
        }
    };
    let mask = match &frame {
        None => mask,
        Some(frame) => {
            let inside = frame.inside(build, level)?;
            Some(match mask {
                None => inside,
                Some(mask) => and(&mask, &inside).map_err(|e| Problem::internal(&e))?,
            })
        }
    };
    let page = select(&level.scores, mask.as_ref(), &ask)?;
    let heading = Heading {
        level: level.id.clone(),
        zone: zone.map(|z| z.to_string()),
        bbox: frame.map(|f| f.borders()),
        total: page.total,
        count: page.rows.num_rows(),
        next: page.next.map(|next| format!("{key}-{next}")),
        provenance: build.provenance.clone(),
    };
    let link = heading.next.as_ref().map(|cursor| {
        let again = query.with("cursor", cursor);
        format!("</api/v1/scores/{}?{again}>; rel=\"next\"", in_path(&level.id))
    });
    Ok(Table { page, heading, format, columnar: false, link })
}

/// `level:code`.
///
/// # Errors
/// It is not written so.
pub fn zone(text: Option<&str>) -> Result<Option<ZoneName>, Problem> {
    text.map(str::parse).transpose().map_err(|e: String| Problem::bad_request(e))
}

/// `west,south,east,north`.
///
/// # Errors
/// It is not written so.
pub fn frame(text: Option<&str>) -> Result<Option<Frame>, Problem> {
    let wrong = |e: String| Problem::bad_request(format!("parameter `bbox` {e}"));
    text.map(str::parse).transpose().map_err(|e| wrong(e).help("bbox=2.2,48.8,2.5,48.95"))
}

/// Rows that are asked for.
///
/// # Errors
/// It is no number in its bounds.
pub fn limit(query: &Query) -> Result<Option<usize>, Problem> {
    let expected = "a whole number from 1 to 100000";
    match query.parsed::<usize>("limit", expected)? {
        Some(n) if !(1..=100_000).contains(&n) => {
            Err(Problem::bad_request(format!("parameter `limit` is {n}; {expected} is expected")))
        }
        limit => Ok(limit),
    }
}

/// What a cursor belongs to: the build, and everything of the query that chooses or orders
/// rows.
fn page_key(build: &Snapshot, query: &Query, level: &str) -> String {
    let mut hasher = FxHasher::default();
    (level, query.text("zone"), query.text("bbox"), query.text("sort")).hash(&mut hasher);
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
