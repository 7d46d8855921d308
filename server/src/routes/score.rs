//! `POST /api/v1/score`

use std::sync::Arc;

use arrow::array::{BooleanArray, Float64Array, RecordBatch, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{Field, Schema};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use ifn_engine::build::{RankedZone, row_of_code, text_of, with_zone_ranks};
use ifn_engine::query::Rescored;
use ifn_engine::territory::{LevelIndex, UnitIndex};

use crate::http::{Problem, accepts_gzip, cache};
use crate::model::{TableMeta, ZoneSummary};
use crate::query::{Format, JsonBody, METHOD_COLUMNS, ScoreRequest, asked_zone, without_smaller};
use crate::reply::{self, Size, Table, WorkbookRows, scores_of};
use crate::snapshot::{
    Bbox, LevelScenario, LevelTable, RescoreCache, RowQuery, Snapshot, select, sort_keys,
};
use crate::state::RequestContext;

/// Columns when none are asked for; where units are compared or listed within zones, their rank there too.
const COLUMNS: [&str; 5] = ["code", "score", "rank", "decile", "completeness"];
/// What columns beside the scores begin with: values, and help within reach.
const BESIDE: [&str; 16] = [
    "value_",
    "treated_",
    "norm_",
    "origin_",
    "reason_",
    "at_risk",
    "need",
    "lack",
    "gap",
    "quadrant",
    "remedy",
    "access",
    "supply",
    "nearest",
    "km_",
    "inventoried",
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
    JsonBody(request): JsonBody<ScoreRequest>,
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
    let asked = asked_zone(request.zone.as_deref())?;
    let territory = rescore.engine.territory();
    let written = build.manifest.written_zone();
    let zone = asked.as_ref().or(written.as_ref()).map(|zone| territory.zone(zone)).transpose();
    let zone = zone.map_err(Problem::absent)?;
    // Ranks inside a zone are among all its units, those outside the bounding box and the smaller ones too.
    let kept = match (&zone, &bbox) {
        (Some(zone), _) => Some(rescore.engine.units(scored.level, zone)),
        (None, Some(bbox)) => Some(units_in(build, level, (rescore, scored.level), bbox)?),
        (None, None) => None,
    };
    let least = request.min_population()?;
    let columns = match request.columns.as_slice() {
        [] => {
            let zones = zone.is_some() || scored.method.reference != "france";
            COLUMNS.into_iter().chain(zones.then_some(IN_ZONE)).map(String::from).collect()
        }
        named => named.to_vec(),
    };
    let columns = format.columns(columns);
    let sort = sort_keys(&request.sort)?;
    let named: Vec<&str> =
        columns.iter().chain(sort.iter().map(|(column, _)| column)).map(String::as_str).collect();
    let whole = format == Format::Xlsx;
    let mut table = table(build, rescore, &scored, kept.as_deref(), &named, whole)?;
    let mut meta = TableMeta::of_level(&request.level, build.provenance.with(&scored.method));
    let mut inside = None;
    if let Some(zone) = &zone {
        let shares = territory.shares_in_zone(scored.level, zone);
        let units = kept.iter().flatten();
        let shares: Float64Array = units.map(|unit| shares.get(unit.get()).copied()).collect();
        let label = build.manifest.zone_label(&zone.found.zone);
        let ranked = RankedZone { label: &label, inside: None, shares: &shares };
        table = with_zone_ranks(&table, ranked, &scored.method.reference)?;
        inside = bbox.map(|bbox| rows_in(build, level, &table, &bbox)).transpose()?;
    }
    if let (Some(_), Some(zone)) = (&asked, &zone) {
        // A zone that the build does not hold can be scored all the same.
        let summary = ZoneSummary::looked_up(build, &zone.found)?;
        meta = meta.in_zone(build, &zone.found, summary);
    }
    let zone_scores = (whole && kept.is_some()).then(|| scores_of(&table, inside.as_ref()));
    let (mask, left_out) = without_smaller(&table, inside, least);
    // What the level has and this choice has not: indicators that it leaves out have no scale.
    let lost =
        |c: &&&str| table.column_by_name(c).is_none() && level.scores.column_by_name(c).is_some();
    if let Some(column) = named.iter().find(lost) {
        let detail = format!("there is no column {column:?} with this choice of indicators");
        return Err(Problem::conflict(detail).help("choose its indicator too"));
    }
    let limit = request.limit()?;
    let order = sort.first().map(|(column, _)| column.clone());
    let page = select(&table, mask.as_ref(), &RowQuery { columns, sort, from: 0, limit })?;
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
        bbox: bbox.map(|f| f.borders()),
        min_population: least.map(|least| least.0),
        left_out: least.map(|_| left_out),
        total: page.total,
        count: page.rows.num_rows(),
        ..meta
    };
    Ok(Table { page, meta, format, columnar: true, link: None, workbook })
}

/// Units of a level that meet a bounding box.
fn units_in(
    build: &Snapshot,
    level: &LevelTable,
    (rescore, at): (&RescoreCache, LevelIndex),
    bbox: &Bbox,
) -> Result<Vec<UnitIndex>, Problem> {
    let (inside, units) = (bbox.inside(build, level)?, &rescore.engine.territory()[at]);
    let is_in = |unit: &UnitIndex| {
        row_of_code(&level.scores, units.code(*unit)).is_some_and(|row| inside.value(row))
    };
    Ok(units.units().filter(is_in).collect())
}

/// Rows of a table of a level that meet a bounding box.
fn rows_in(
    build: &Snapshot,
    level: &LevelTable,
    table: &RecordBatch,
    bbox: &Bbox,
) -> Result<BooleanArray, Problem> {
    let inside = bbox.inside(build, level)?;
    let is_in = |row: usize| {
        let row = row_of_code(&level.scores, text_of(table, "code", row)?)?;
        Some(inside.value(row))
    };
    Ok((0..table.num_rows()).map(|row| Some(is_in(row).unwrap_or(false))).collect())
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
