//! `POST /api/v1/score`

use std::sync::Arc;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{Field, Schema};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use ifn_engine::build::{row_of_code, text_of};
use ifn_engine::catalog::ZoneName;
use ifn_engine::query::Rescored;
use ifn_engine::territory::{LevelIndex, Territory, UnitIndex};

use crate::http::{Problem, accepts_gzip, cache};
use crate::model::TableMeta;
use crate::query::{Format, LeastPopulation, METHOD_COLUMNS, ScoreBody, ScoreRequest, zone};
use crate::reply::{self, Size, Table, WorkbookRows};
use crate::snapshot::{
    Bbox, LevelScenario, LevelTable, RescoreCache, RowQuery, Snapshot, select, sort_keys,
};
use crate::state::RequestContext;

/// Columns when none are asked for; where units are compared within zones, their rank there too.
const COLUMNS: [&str; 5] = ["code", "score", "rank", "decile", "completeness"];
/// What columns beside the scores begin with: values, and help within reach.
const BESIDE: [&str; 15] = [
    "value_", "treated_", "norm_", "origin_", "reason_", "at_risk", "need", "lack", "gap",
    "quadrant", "remedy", "access", "supply", "nearest", "km_",
];
const IN_ZONE: &str = "rank_in_zone";
/// Bytes of a cell that is computed, names among them.
const CELL: usize = 16;
/// Columns of an answer: more than any table has.
const MOST_COLUMNS: usize = 1000;

/// Scores with other weights, indicators or reference
///
/// Computed now, by the engine: the same figures as `ifn build` with the same choices.
#[utoipa::path(
    post, path = "/api/v1/score", tag = "scores",
    request_body(content = ScoreRequest, example = json!({"level": "commune", "zone": "departement:93", "sort": ["-score"], "limit": 20})),
    responses(
        (status = 200, description = "Scores, by code unless another order is asked for; JSON holds an array a column", content(
            (crate::openapi::Columns = "application/json"),
            (String = "text/csv"),
            (crate::openapi::Binary = "application/vnd.apache.parquet"),
            (crate::openapi::Binary = "application/vnd.apache.arrow.stream"),
            (crate::openapi::Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (crate::openapi::Layer = "application/geo+json"),
        )),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 406, response = crate::openapi::Refused),
        (status = 409, response = crate::openapi::Refused),
        (status = 413, response = crate::openapi::Refused),
        (status = 415, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn score(
    context: RequestContext,
    ScoreBody(request): ScoreBody,
) -> Result<Response, Problem> {
    context.no_query()?;
    let asked = request.format()?;
    let format = Format::wanted(asked, &context.headers)?;
    let app = Arc::clone(&context.app);
    let size = size(&context.build, &request, format)?;
    let mut response = reply::table(&app, size, move |permit| {
        let gzip = accepts_gzip(&context.headers);
        make(&context.build, &request, format)?.response(&context.app, &context.build, permit, gzip)
    })
    .await?;
    let never = HeaderValue::from_static(cache::NEVER);
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(response)
}

/// What the answer takes: scores of the whole level are computed, with everything beside them when
/// some of it is asked for.
fn size(build: &Snapshot, request: &ScoreRequest, format: Format) -> Result<Size, Problem> {
    if request.columns.len() > MOST_COLUMNS {
        return Err(Problem::bad_request(format!("at most {MOST_COLUMNS} columns")));
    }
    let level = build.known_level(&request.level)?;
    let mut named = request.columns.iter().chain(&request.sort);
    let beside = format == Format::Xlsx
        || named.any(|c| BESIDE.iter().any(|b| c.trim_start_matches('-').starts_with(b)));
    let limit = request.limit.map_or(usize::MAX, |n| n as usize);
    let columns =
        if request.columns.is_empty() { COLUMNS.len() + 1 } else { request.columns.len() };
    Ok(Size {
        format,
        rows: level.scores.num_rows().min(limit),
        columns,
        copied: if beside { level.row_bytes() } else { CELL * columns },
        columnar: true,
        beside: build.shape_bytes(&request.level),
    })
}

fn make(build: &Snapshot, request: &ScoreRequest, format: Format) -> Result<Table, Problem> {
    let rescore = build.rescore_cache()?;
    let level = build.known_level(&request.level)?;
    let bbox = request.bbox()?;
    let asked = LevelScenario { level: request.level.clone(), scenario: request.scenario()? };
    let scored = rescore.score(&asked).map_err(Problem::refused)?;
    let (zone, carried) = zone(build, request.zone.as_deref())?;
    let inside = kept(build, level, (rescore, scored.level), zone.as_ref(), bbox.as_ref())?;
    let zone_scores = inside.as_ref().map(|units| {
        units.iter().map(|unit| scored.scores.index[unit.get()]).collect::<Vec<f64>>()
    });
    let least = request.min_population()?;
    let (kept, left_out) = without_smaller(rescore.engine.territory(), scored.level, inside, least);
    let columns = match request.columns.as_slice() {
        [] => {
            let zones = scored.method.reference != "france";
            COLUMNS.into_iter().chain(zones.then_some(IN_ZONE)).map(String::from).collect()
        }
        named => named.to_vec(),
    };
    let columns = format.columns(columns);
    let sort = sort_keys(&request.sort)?;
    let named: Vec<&str> =
        columns.iter().chain(sort.iter().map(|(column, _)| column)).map(String::as_str).collect();
    let whole = format == Format::Xlsx;
    let table = table(build, rescore, &scored, kept.as_deref(), &named, whole)?;
    // What the level has and this choice has not: indicators that it leaves out have no scale.
    let lost =
        |c: &&&str| table.column_by_name(c).is_none() && level.scores.column_by_name(c).is_some();
    if let Some(column) = named.iter().find(lost) {
        let detail = format!("there is no column {column:?} with this choice of indicators");
        return Err(Problem::conflict(detail).help("choose its indicator too"));
    }
    let limit = request.limit()?;
    let order = sort.first().map(|(column, _)| column.clone());
    let page = select(&table, None, &RowQuery { columns, sort, from: 0, limit })?;
    let workbook = if whole {
        Some(WorkbookRows {
            whole: page.of(&table)?,
            method: scored.method.clone(),
            ranked: scored.scores.index.iter().filter(|score| score.is_finite()).count(),
            zone_scores,
            order,
        })
    } else {
        None
    };
    let meta = TableMeta {
        level: request.level.clone(),
        zone: zone.map(|z| z.to_string()),
        carried,
        bbox: bbox.map(|f| f.borders()),
        min_population: least.map(|least| least.0),
        left_out: least.map(|_| left_out),
        total: page.total,
        count: page.rows.num_rows(),
        next: None,
        provenance: build.provenance.with(&scored.method),
    };
    Ok(Table { page, meta, format, columnar: true, link: None, workbook })
}

/// Units that are answered: those of the zone, or else of what was built, in the bbox; all when
/// there is neither.
fn kept(
    build: &Snapshot,
    level: &LevelTable,
    (rescore, at): (&RescoreCache, LevelIndex),
    zone: Option<&ZoneName>,
    bbox: Option<&Bbox>,
) -> Result<Option<Vec<UnitIndex>>, Problem> {
    let written: Option<ZoneName> = build.manifest.zone.as_deref().and_then(|z| z.parse().ok());
    let of_zone = match zone.or(written.as_ref()) {
        None => None,
        zone => Some(rescore.engine.units(at, zone).map_err(Problem::absent)?),
    };
    let Some(bbox) = bbox else { return Ok(of_zone) };
    let (inside, units) = (bbox.inside(build, level)?, &rescore.engine.territory()[at]);
    let is_in = |unit: &UnitIndex| {
        row_of_code(&level.scores, units.code(*unit)).is_some_and(|row| inside.value(row))
    };
    let all = of_zone.unwrap_or_else(|| units.units().collect());
    Ok(Some(all.into_iter().filter(is_in).collect()))
}

/// The units of `kept`, or all, without those of fewer inhabitants; and how many these are.
fn without_smaller(
    territory: &Territory,
    level: LevelIndex,
    kept: Option<Vec<UnitIndex>>,
    least: Option<LeastPopulation>,
) -> (Option<Vec<UnitIndex>>, usize) {
    let Some(least) = least else { return (kept, 0) };
    let units = &territory[level];
    let mut kept = kept.unwrap_or_else(|| units.units().collect());
    let before = kept.len();
    kept.retain(|unit| least.takes(units.population[unit.get()]));
    let left_out = before - kept.len();
    (Some(kept), left_out)
}

/// Scores with as much beside them as `columns` ask for; with everything where the `whole` is wanted.
fn table(
    build: &Snapshot,
    rescore: &RescoreCache,
    scored: &Rescored,
    kept: Option<&[UnitIndex]>,
    columns: &[&str],
    whole: bool,
) -> Result<RecordBatch, Problem> {
    let starts = |with: &[&str]| columns.iter().any(|c| with.iter().any(|w| c.starts_with(w)));
    let table = if whole || starts(&BESIDE) {
        rescore.engine.whole_table(scored, kept)?
    } else {
        rescore.engine.table(scored, kept)?
    };
    if !starts(&["method_"]) {
        return Ok(table);
    }
    let level = rescore.engine.territory()[scored.level].id.as_str();
    let written = build.known_level(level)?;
    let rows: UInt32Array = (0..table.num_rows())
        .map(|row| {
            let code = text_of(&table, "code", row)?;
            row_of_code(&written.scores, code).map(|row| row as u32)
        })
        .collect();
    let mut fields = table.schema().fields().to_vec();
    let mut arrays = table.columns().to_vec();
    for (name, column) in METHOD_COLUMNS {
        let schema = written.scores.schema();
        let Some((at, field)) = schema.column_with_name(column) else { continue };
        let wrong = |e: arrow::error::ArrowError| Problem::internal(&e);
        arrays.push(take(written.scores.column(at), &rows, None).map_err(wrong)?);
        let mut metadata = field.metadata().clone();
        if let Some(description) = metadata.get_mut("description") {
            description.push_str("; by the method as it was built");
        }
        let beside = Field::new(name, field.data_type().clone(), true);
        fields.push(Arc::new(beside.with_metadata(metadata)));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|e| Problem::internal(&e))
}
