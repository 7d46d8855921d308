//! `GET /api/v1/gaps/{level}`

use std::sync::Arc;

use arrow::array::{Array, BooleanArray};
use axum::response::Response;
use ifn_engine::build::{RankedZone, text_of, with_ranks_of, with_zone_ranks};
use ifn_engine::query::NotInventoried;
use ifn_engine::territory::{LevelIndex, Territory, UnitIndex};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::{Problem, accepts_gzip, not_modified};
use crate::model::{NotInventoriedUnits, TableMeta, ZoneSummary};
use crate::query::{
    Format, Layout, LeastPopulation, RowLimit, ScenarioQuery, filter_rows, service,
    without_smaller, zone,
};
use crate::reply::{Size, Table, WorkbookRows, lasting, scores_of, table, validators};
use crate::snapshot::{Bbox, LevelScenario, LevelTable, RowQuery, Snapshot, select, sort_keys};
use crate::state::RequestContext;

/// The largest gaps first.
const ORDER: &str = "-gap";

/// Parameters of the gaps of a level, beside the scenario.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GapsQuery {
    /// Only places that give this service: an id of `/api/v1/access`, or its name
    #[param(example = "demarches")]
    service: Option<String>,
    /// Only units in this zone: `level:code`, several between commas; `rank_in_zone` and
    /// `gap_rank_in_zone` are then their ranks inside it, `decile_in_zone` their tenth of it, null where fewer than
    /// 200 units of it have a score
    #[param(example = "departement:23")]
    zone: Option<String>,
    /// Only units whose bounding box meets this one: west, south, east, north, in degrees
    #[param(style = Form, explode = false, value_type = Option<Vec<f64>>)]
    bbox: Option<Bbox>,
    /// Only units of so many inhabitants and more; those whose population is not known are left out too. The
    /// answer says how many it leaves out
    #[param(value_type = Option<u32>, minimum = 0, maximum = 100_000_000, example = 1000)]
    min_population: Option<LeastPopulation>,
    /// Columns, separated by commas; all when absent
    #[serde(default)]
    #[param(style = Form, explode = false)]
    columns: Vec<String>,
    /// Columns to order by, `-` before one for the largest first, or `gap_persons` (gap × persons at risk); `-gap`
    /// when absent
    #[serde(default)]
    #[param(style = Form, explode = false)]
    sort: Vec<String>,
    /// Rows, 1 to 100,000; all when absent
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100_000)]
    limit: Option<RowLimit>,
    /// For JSON: an object a unit, as `units`, or an array a column, as `columns`
    layout: Option<Layout>,
    /// Format; by the Accept header when absent
    format: Option<Format>,
}

/// Need set against access to help
///
/// For every unit of a level: persons at risk, need (share of the units with a lower index), lack
/// (share that are better served), their product the gap, quadrant and remedy, the nearest place. For
/// a service when one is named, else for any help that the method counts; with other weights when some
/// are given. The largest gaps come first, units without a gap last. What is not known is null, never 0;
/// `not_inventoried` counts the units of the zone that no inventory covers. `share_in_zone` is how much of a unit
/// lies in the zone: under 1 it lies astride, and is listed as a whole.
#[utoipa::path(
    get, path = "/api/v1/gaps/{level}", tag = "help",
    params(
        ("level" = String, Path, description = "Level", example = "commune"),
        GapsQuery,
        ScenarioQuery,
    ),
    responses(
        (status = 200, description = "Units", content(
            (crate::openapi::Tabular = "application/json"),
            (String = "text/csv"),
            (crate::openapi::Binary = "application/vnd.apache.parquet"),
            (crate::openapi::Binary = "application/vnd.apache.arrow.stream"),
            (crate::openapi::Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (crate::openapi::Layer = "application/geo+json"),
        )),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 406, response = crate::openapi::Refused),
        (status = 409, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn gaps(context: RequestContext) -> Result<Response, Problem> {
    let (query, asked, scenario) = context.query_with::<GapsQuery, ScenarioQuery>()?;
    context.level(0)?;
    let format = Format::wanted(asked.format, &context.headers)?;
    let what = format!("gaps {}", context.path[0]);
    let now = validators(&context.build, &what, &query, &format!("{format:?}"));
    if let Some(same) = not_modified(&context.headers, &now)? {
        return Ok(same);
    }
    let app = Arc::clone(&context.app);
    let size = size(&context, &asked, format)?;
    let mut response = table(&app, size, move |permit| {
        let gzip = accepts_gzip(&context.headers);
        let table = make(&context, asked, scenario, format)?;
        table.response(&context.app, &context.build, permit, gzip)
    })
    .await?;
    lasting(response.headers_mut(), &now);
    Ok(response)
}

/// What the answer to a query takes: gaps are computed for the whole level.
fn size(context: &RequestContext, asked: &GapsQuery, format: Format) -> Result<Size, Problem> {
    /// More columns than gaps have.
    const COLUMNS: usize = 40;
    /// Bytes of a cell, names among them.
    const CELL: usize = 16;
    let level = context.level(0)?;
    let rows = level.scores.num_rows();
    let columns = asked.columns.len();
    let whole = if format == Format::Xlsx { level.row_bytes() } else { 0 };
    Ok(Size {
        format,
        rows: asked.limit.map_or(usize::MAX, |n| n.0).min(rows),
        columns: if columns == 0 { COLUMNS } else { columns.min(COLUMNS) },
        copied: COLUMNS * CELL + whole,
        columnar: asked.layout == Some(Layout::Columns),
        beside: context.build.shape_bytes(&context.path[0]),
    })
}

fn make(
    context: &RequestContext,
    asked: GapsQuery,
    scenario: ScenarioQuery,
    format: Format,
) -> Result<Table, Problem> {
    let build = &context.build;
    let level = context.level(0)?;
    let service = service(asked.service.as_deref())?;
    let scenario = scenario.scenario().unwrap_or_default();
    let zone = zone(build, asked.zone.as_deref())?;
    let sort = if asked.sort.is_empty() { sort_keys(&[ORDER])? } else { sort_keys(&asked.sort)? };
    build.access()?;
    let rescore = build.rescore_cache()?;
    let wanted = LevelScenario { level: level.id.clone(), scenario };
    let scored = rescore.score(&wanted).map_err(Problem::refused)?;
    let kept = units(build, level, rescore.engine.territory(), scored.level)?;
    let mut all = rescore.engine.gaps(&scored, service, Some(&kept))?;
    let mut meta = TableMeta::of_level(&level.id, build.provenance.with(&scored.method));
    let in_zone = zone.as_ref().map(|zone| zone.mask(&level.id, &all)).transpose()?;
    if let Some(zone) = &zone {
        meta = meta.in_zone(build, &zone.found, ZoneSummary::built(build, zone)?);
    }
    let ranked = match zone {
        Some(zone) => Some(zone),
        None => build.manifest.written_zone().map(|zone| build.zone(&zone)).transpose()?,
    };
    if let Some(zone) = &ranked {
        let (label, shares) = (zone.label(&build.manifest), zone.shares(&level.id, &all)?);
        let ranked = RankedZone { label: &label, inside: in_zone.as_ref(), shares: &shares };
        all = with_zone_ranks(&all, ranked, &scored.method.reference)?;
    }
    let rows = rows_of(in_zone.as_ref(), all.num_rows());
    let NotInventoried { units, persons } = NotInventoried::among(&all, rows);
    meta.not_inventoried = Some(NotInventoriedUnits { units, persons });
    let inside = filter_rows(build, level, in_zone, asked.bbox.as_ref())?;
    let zone_scores = (format == Format::Xlsx).then(|| scores_of(&all, inside.as_ref()));
    let (mask, left_out) = without_smaller(&all, inside, asked.min_population);
    let columns = format.columns(asked.columns);
    let rows = RowQuery { columns, sort, from: 0, limit: asked.limit.map(|n| n.0) };
    let page = select(&all, mask.as_ref(), &rows)?;
    let workbook = if format == Format::Xlsx {
        let whole = rescore.engine.whole_table_of(&scored, service, Some(&kept))?;
        Some(WorkbookRows {
            whole: page.of(&with_ranks_of(&whole, &all)?)?,
            method: scored.method.clone(),
            ranked: scored.scores.index.iter().filter(|score| score.is_finite()).count(),
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
        ..meta
    };
    let columnar = asked.layout == Some(Layout::Columns);
    Ok(Table { page, meta, format, columnar, link: None, workbook })
}

/// The rows of a table that lie in a zone; all without one.
fn rows_of(inside: Option<&BooleanArray>, rows: usize) -> impl Iterator<Item = usize> + '_ {
    (0..rows)
        .filter(move |row| inside.is_none_or(|in_it| in_it.is_valid(*row) && in_it.value(*row)))
}

/// The units that the build wrote, row by row of its scores.
fn units(
    build: &Snapshot,
    level: &LevelTable,
    territory: &Territory,
    at: LevelIndex,
) -> Result<Vec<UnitIndex>, Problem> {
    let known = &territory[at];
    if build.manifest.zone.is_none() && known.len() == level.scores.num_rows() {
        return Ok(known.units().collect());
    }
    let unit = |row| known.find(text_of(&level.scores, "code", row)?);
    let units = (0..level.scores.num_rows()).map(unit).collect::<Option<Vec<UnitIndex>>>();
    units.ok_or_else(|| Problem::internal(&"scores and inputs do not agree"))
}
