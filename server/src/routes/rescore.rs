//! `POST /api/v1/score`

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{Field, Schema};
use axum::Json;
use axum::extract::FromRequest;
use axum::extract::Request;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use ifn_engine::catalog::{Selection, ZoneName};
use ifn_engine::output::{row_of_code, text_of};
use ifn_engine::pipeline::Rescored;
use serde::Deserialize;
use utoipa::ToSchema;

use super::App;
use super::answer::{self, Format, Heading, Size, Table};
use super::call::{Call, no_level};
use super::scores::zone;
use crate::http::{Problem, accepts_gzip, cache};
use crate::snapshot::{Ask, Asked, Custom, Frame, LevelTable, Snapshot, select, sort_keys};

/// Columns when none are asked for; where units are compared within zones, their rank there too.
const COLUMNS: [&str; 5] = ["code", "score", "rank", "decile", "completeness"];
/// What the build's own method says, for those who want both.
pub const METHOD: [(&str, &str); 3] =
    [("method_score", "score"), ("method_rank", "rank"), ("method_decile", "decile")];
/// What columns beside the scores begin with: values, and help within reach.
const BESIDE: [&str; 15] = [
    "value_", "treated_", "norm_", "origin_", "reason_", "at_risk", "need", "lack", "gap",
    "quadrant", "remedy", "access", "supply", "nearest", "km_",
];
const IN_ZONE: &str = "rank_in_zone";
/// Indicators and weights of a choice: more than any method has.
const MOST: usize = 200;
/// Bytes of a cell that is computed, names among them.
const CELL: usize = 16;
/// Columns of an answer: more than any table has.
const MOST_COLUMNS: usize = 1000;

/// What to score, and how.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Level of the units.
    #[schema(example = "commune", min_length = 1)]
    level: String,
    /// Only units in this zone, as `level:code`; they are compared with all others all the same.
    #[serde(default)]
    #[schema(example = "departement:93")]
    zone: Option<String>,
    /// Only units whose bounding box meets this frame: west, south, east, north, in degrees
    /// (EPSG:4326); they are compared with all others all the same.
    #[serde(default)]
    #[schema(example = json!([2.2, 48.8, 2.5, 48.95]), min_items = 4, max_items = 4)]
    bbox: Option<Vec<f64>>,
    /// Zones within which units are compared: `france`, or a level above.
    #[serde(default)]
    #[schema(example = "departement")]
    reference: Option<String>,
    /// Weights of indicators or axes among their siblings; the others keep theirs.
    #[serde(default)]
    weights: BTreeMap<String, Weight>,
    /// Indicators to score; all when absent.
    #[serde(default)]
    #[schema(max_items = 200)]
    indicators: Vec<String>,
    /// Columns of the answer: those of the level's table, and `method_score`, `method_rank`,
    /// `method_decile` as the build's own method has them.
    #[serde(default)]
    #[schema(max_items = 1000)]
    columns: Vec<String>,
    /// Columns to order by, `-` before one for the largest first. By code when absent.
    #[serde(default)]
    #[schema(max_items = 4)]
    sort: Vec<String>,
    /// Units to answer, once ordered.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000)]
    limit: Option<f64>,
    /// `json`, `csv`, `excel`, `xlsx`, `parquet`, `arrow` or `geojson`; by the Accept header when absent.
    #[serde(default)]
    #[schema(value_type = Option<Format>)]
    format: Option<String>,
}

/// A weight: a number, not negative.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[schema(minimum = 0)]
struct Weight(f64);

impl Choice {
    /// What the answer takes: scores of the whole level are computed, with everything beside them when
    /// some of it is asked for.
    fn size(&self, build: &Snapshot, format: Format) -> Result<Size, Problem> {
        if self.columns.len() > MOST_COLUMNS {
            return Err(Problem::bad_request(format!("at most {MOST_COLUMNS} columns")));
        }
        let level = build.level(&self.level).ok_or_else(|| no_level(build, &self.level))?;
        let wanted = || self.columns.iter().chain(&self.sort);
        let beside =
            wanted().any(|c| BESIDE.iter().any(|b| c.trim_start_matches('-').starts_with(b)));
        let limit = self.limit.map_or(usize::MAX, |n| n as usize);
        let columns = if self.columns.is_empty() { COLUMNS.len() + 1 } else { self.columns.len() };
        Ok(Size {
            format,
            rows: level.scores.num_rows().min(limit),
            columns,
            copied: if beside { level.row_bytes() } else { CELL * columns },
            columnar: true,
            beside: build.shape_bytes(&self.level),
        })
    }

    fn selection(&self) -> Result<Selection, Problem> {
        if self.indicators.len() > MOST || self.weights.len() > MOST {
            return Err(Problem::bad_request(format!("at most {MOST} indicators and weights")));
        }
        Ok(Selection {
            levels: Vec::new(),
            only: self.indicators.clone(),
            weights: self.weights.iter().map(|(id, w)| (id.clone(), w.0)).collect(),
            reference: self.reference.clone(),
        })
    }
}

/// Scores with other weights, indicators or reference
///
/// Computed now, by the engine: the same figures as `ifn build` with the same choices.
#[utoipa::path(
    post, path = "/api/v1/score", tag = "scores",
    request_body(content = Choice, example = json!({"level": "commune", "zone": "departement:93", "sort": ["-score"], "limit": 20})),
    responses(
        (status = 200, description = "Scores, by code unless another order is asked for; JSON holds an array a column", content(
            (crate::routes::docs::Columns = "application/json"),
            (String = "text/csv"),
            (crate::routes::docs::Binary = "application/vnd.apache.parquet"),
            (crate::routes::docs::Binary = "application/vnd.apache.arrow.stream"),
            (crate::routes::docs::Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (crate::routes::docs::Layer = "application/geo+json"),
        )),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 406, response = crate::routes::docs::Refused),
        (status = 409, response = crate::routes::docs::Refused),
        (status = 413, response = crate::routes::docs::Refused),
        (status = 415, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn score(call: Call, choice: Body) -> Result<Response, Problem> {
    let Body(choice) = choice;
    call.query(&[])?;
    let format = Format::wanted(choice.format.as_deref(), &call.headers)?;
    let app = Arc::clone(&call.app);
    let size = choice.size(&call.build, format)?;
    let mut response = answer::table(&app, size, move |room| {
        let gzip = accepts_gzip(&call.headers);
        make(&call.build, &choice, format)?.response(&call.app, &call.build, room, gzip)
    })
    .await?;
    let never = HeaderValue::from_static(cache::NEVER);
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(response)
}

fn make(build: &Snapshot, choice: &Choice, format: Format) -> Result<Table, Problem> {
    let custom = custom(build)?;
    let level = build.level(&choice.level).ok_or_else(|| no_level(build, &choice.level))?;
    let frame = choice.bbox.as_deref().map(Frame::new).transpose();
    let frame = frame.map_err(|e| Problem::bad_request(format!("`bbox` {e}")))?;
    let asked = Asked { level: choice.level.clone(), choice: choice.selection()? };
    let scored = custom.score(&asked).map_err(Problem::refused)?;
    let zone = zone(choice.zone.as_deref())?;
    let kept = kept(build, level, (custom, scored.level), zone.as_ref(), frame.as_ref())?;
    let columns = match choice.columns.as_slice() {
        [] => {
            let zones = scored.method.reference != "france";
            COLUMNS.into_iter().chain(zones.then_some(IN_ZONE)).map(String::from).collect()
        }
        chosen => chosen.to_vec(),
    };
    let columns = format.columns(columns);
    let keys: Vec<&str> = choice.sort.iter().map(String::as_str).collect();
    let sort = sort_keys(&keys)?;
    let wanted: Vec<&str> =
        columns.iter().chain(sort.iter().map(|(column, _)| column)).map(String::as_str).collect();
    let table = table(build, custom, &scored, &asked.choice, kept.as_deref(), &wanted)?;
    // What the level has and this choice has not: indicators that it leaves out have no scale.
    let lost =
        |c: &&&str| table.column_by_name(c).is_none() && level.scores.column_by_name(c).is_some();
    if let Some(column) = wanted.iter().find(lost) {
        let detail = format!("there is no column {column:?} with this choice of indicators");
        return Err(Problem::conflict(detail).help("choose its indicator too"));
    }
    // 20.0 is a whole number too.
    if let Some(odd) = choice.limit.filter(|n| !(1.0..=1e6).contains(n) || n.fract() != 0.0) {
        let detail = format!("`limit` is {odd}; a whole number from 1 to 1000000 is expected");
        return Err(Problem::bad_request(detail));
    }
    let limit = choice.limit.map(|n| n as usize);
    let page = select(&table, None, &Ask { columns, sort, from: 0, limit })?;
    let heading = Heading {
        level: choice.level.clone(),
        zone: zone.map(|z| z.to_string()),
        bbox: frame.map(|f| f.borders()),
        total: page.total,
        count: page.rows.num_rows(),
        next: None,
        provenance: build.provenance.with(&scored.method),
    };
    Ok(Table { page, heading, format, columnar: true, link: None })
}

/// Units that are answered: those of the zone, or else of what was built, in the frame; all when
/// there is neither.
fn kept(
    build: &Snapshot,
    level: &LevelTable,
    (custom, at): (&Custom, usize),
    zone: Option<&ZoneName>,
    frame: Option<&Frame>,
) -> Result<Option<Vec<u32>>, Problem> {
    let written: Option<ZoneName> = build.manifest.zone.as_deref().and_then(|z| z.parse().ok());
    let of_zone = match zone.or(written.as_ref()) {
        None => None,
        zone => Some(custom.engine.units(at, zone).map_err(Problem::absent)?),
    };
    let Some(frame) = frame else { return Ok(of_zone) };
    let (inside, codes) =
        (frame.inside(build, level)?, &custom.engine.territory().levels[at].codes);
    let is_in = |unit: &u32| {
        row_of_code(&level.scores, &codes[*unit as usize]).is_some_and(|row| inside.value(row))
    };
    let all = of_zone.unwrap_or_else(|| (0..codes.len() as u32).collect());
    Ok(Some(all.into_iter().filter(is_in).collect()))
}

/// Scores with as much beside them as `columns` ask for.
fn table(
    build: &Snapshot,
    custom: &Custom,
    scored: &Rescored,
    choice: &Selection,
    kept: Option<&[u32]>,
    columns: &[&str],
) -> Result<RecordBatch, Problem> {
    let starts = |with: &[&str]| columns.iter().any(|c| with.iter().any(|w| c.starts_with(w)));
    let table = if starts(&BESIDE) {
        custom.engine.whole_table(scored, choice, kept)?
    } else {
        custom.engine.table(scored, kept)?
    };
    if !starts(&["method_"]) {
        return Ok(table);
    }
    let level = custom.engine.territory().levels[scored.level].id.as_str();
    let written = build.level(level).ok_or_else(|| no_level(build, level))?;
    let rows: UInt32Array = (0..table.num_rows())
        .map(|row| {
            let code = text_of(&table, "code", row)?;
            row_of_code(&written.scores, code).map(|row| row as u32)
        })
        .collect();
    let mut fields = table.schema().fields().to_vec();
    let mut arrays = table.columns().to_vec();
    for (name, column) in METHOD {
        let schema = written.scores.schema();
        let Some((at, field)) = schema.column_with_name(column) else { continue };
        let wrong = |e: arrow::error::ArrowError| Problem::internal(&e);
        arrays.push(take(written.scores.column(at), &rows, None).map_err(wrong)?);
        let mut told = field.metadata().clone();
        if let Some(description) = told.get_mut("description") {
            description.push_str("; by the method as it was built");
        }
        let beside = Field::new(name, field.data_type().clone(), true);
        fields.push(Arc::new(beside.with_metadata(told)));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|e| Problem::internal(&e))
}

/// What scores a build anew.
///
/// # Errors
/// The build does not allow it (409).
pub fn custom(build: &Snapshot) -> Result<&crate::snapshot::Custom, Problem> {
    build.custom.as_ref().map_err(|why| {
        Problem::new(
            StatusCode::CONFLICT,
            "no-inputs",
            "This build cannot be scored anew",
            why.clone(),
        )
        .help("build again with this version of `ifn build`")
    })
}

/// A JSON body; what is wrong with it is a problem document.
pub struct Body(Choice);

impl FromRequest<Arc<App>> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let refused = match Json::<Choice>::from_request(request, app).await {
            Ok(Json(choice)) => return Ok(Self(choice)),
            Err(refused) => refused,
        };
        let detail = refused.body_text();
        Err(match refused {
            JsonRejection::MissingJsonContentType(_) => Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body is of another kind than expected",
                "a JSON object is expected",
            )
            .help("send it with Content-Type: application/json"),
            JsonRejection::BytesRejection(e) if e.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                let most = app.settings.max_body_kb;
                Problem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "too-large",
                    "The body is too large",
                    format!("at most {most} kB are read"),
                )
            }
            _ => Problem::bad_request(detail),
        })
    }
}
