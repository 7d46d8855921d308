//! `GET /api/v1/gaps/{level}`

use std::sync::Arc;

use arrow::array::BooleanArray;
use arrow::compute::and;
use axum::http::StatusCode;
use axum::response::Response;
use ifn_engine::output::export::members;
use ifn_engine::output::text_of;
use ifn_engine::places::schema;
use utoipa::ToSchema;

use super::answer::{Format, Heading, Size, Table, lasting, table, validators};
use super::call::Call;
use super::choice::chosen;
use super::rescore::custom;
use super::scores::{frame, limit, zone};
use crate::http::{Problem, Query, accepts_gzip, not_modified};
use crate::snapshot::{Ask, Asked, LevelTable, Places, Snapshot, select, sort_keys};

const PARAMETERS: [&str; 11] = [
    "service",
    "zone",
    "bbox",
    "columns",
    "sort",
    "limit",
    "format",
    "layout",
    "weights",
    "indicators",
    "reference",
];
/// A layout of JSON.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[allow(dead_code, reason = "the names of the parameter, for its description")]
pub enum Layout {
    /// An object a unit.
    Rows,
    /// An array a column.
    Columns,
}

/// The largest gaps first.
const ORDER: &str = "-gap";

/// Need set against access to help
///
/// For every unit of a level: persons at risk, need (share of the units that are less fragile), lack
/// (share that are better served), their product the gap, quadrant and remedy, the nearest place. For
/// a service when one is named, else for any help that the method counts; with other weights when some
/// are given. The largest gaps come first. What is not known is null, never 0.
#[utoipa::path(
    get, path = "/api/v1/gaps/{level}", tag = "help",
    params(
        ("level" = String, Path, description = "Level", example = "commune"),
        ("service" = Option<String>, Query, description = "Only places that give this service: an id of `/api/v1/access`, or its name", example = "demarches"),
        ("zone" = Option<String>, Query, description = "Only units in this zone, as `level:code`", example = "departement:23"),
        ("bbox" = Option<Vec<f64>>, Query, style = Form, explode = false, description = "Only units whose bounding box meets this frame: west, south, east, north, in degrees"),
        ("columns" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Columns, separated by commas; all when absent"),
        ("sort" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Columns to order by, `-` before one for the largest first; `-gap` when absent"),
        ("limit" = Option<u32>, Query, description = "Rows, 1 to 100,000; all when absent", minimum = 1, maximum = 100_000),
        ("layout" = Option<Layout>, Query, description = "For JSON: an object a unit, as `units`, or an array a column, as `columns`"),
        ("format" = Option<Format>, Query, description = "Format; by the Accept header when absent"),
        ("weights" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Other weights: `id:weight`, separated by commas"),
        ("indicators" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Indicators to score, separated by commas"),
        ("reference" = Option<String>, Query, description = "Zones within which units are compared"),
    ),
    responses(
        (status = 200, description = "Units", content(
            (crate::routes::docs::Tabular = "application/json"),
            (String = "text/csv"),
            (crate::routes::docs::Binary = "application/vnd.apache.parquet"),
            (crate::routes::docs::Binary = "application/vnd.apache.arrow.stream"),
            (crate::routes::docs::Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (crate::routes::docs::Layer = "application/geo+json"),
        )),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 406, response = crate::routes::docs::Refused),
        (status = 409, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn gaps(call: Call) -> Result<Response, Problem> {
    let query = call.query(&PARAMETERS)?;
    call.level(0)?;
    let format = Format::wanted(query.text("format"), &call.headers)?;
    let what = format!("gaps {}", call.path[0]);
    let now = validators(&call.build, &what, &query, &format!("{format:?}"));
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

/// What the answer to a query takes: gaps are computed for the whole level.
fn size(call: &Call, query: &Query, format: Format) -> Result<Size, Problem> {
    /// More columns than gaps have.
    const COLUMNS: usize = 40;
    /// Bytes of a cell, names among them.
    const CELL: usize = 16;
    let rows = call.level(0)?.scores.num_rows();
    let columns = query.list("columns")?.len();
    Ok(Size {
        format,
        rows: limit(query)?.unwrap_or(usize::MAX).min(rows),
        columns: if columns == 0 { COLUMNS } else { columns.min(COLUMNS) },
        copied: COLUMNS * CELL,
        columnar: query.text("layout") == Some("columns"),
        beside: call.build.shape_bytes(&call.path[0]),
    })
}

/// The position of a service in the schema's list.
///
/// # Errors
/// There is no such service.
pub fn service(text: Option<&str>) -> Result<Option<usize>, Problem> {
    let wrong = |e: ifn_engine::Error| {
        Problem::conflict(format!("parameter `service`: {e}")).help(e.help().unwrap_or_default())
    };
    text.filter(|text| !text.is_empty()).map(schema::service).transpose().map_err(wrong)
}

fn make(call: &Call, query: &Query, format: Format) -> Result<Table, Problem> {
    let build = &call.build;
    let level = call.level(0)?;
    let columnar = match query.text("layout") {
        None | Some("rows") => false,
        Some("columns") => true,
        Some(other) => {
            let detail = format!("parameter `layout` is {other:?}; rows or columns is expected");
            return Err(Problem::bad_request(detail));
        }
    };
    let service = service(query.text("service"))?;
    let choice = chosen(query)?.unwrap_or_default();
    let (zone, frame) = (zone(query.text("zone"))?, frame(query.text("bbox"))?);
    let sort = query.list("sort")?;
    let sort = sort_keys(if sort.is_empty() { &[ORDER] } else { &sort })?;
    let custom = custom(build)?;
    if custom.engine.access().is_none() {
        return Err(no_help());
    }
    let asked = Asked { level: level.id.clone(), choice };
    let scored = custom.score(&asked).map_err(Problem::refused)?;
    let kept = units(build, level, custom.engine.territory(), scored.level)?;
    let all = custom.engine.gaps(&scored, &asked.choice, service, Some(&kept))?;
    let mut mask: Option<BooleanArray> = None;
    if let Some(zone) = &zone {
        let finest = &build.levels[0];
        let finest = (finest.id.as_str(), &finest.scores);
        let of = (level.id.as_str(), &level.scores);
        mask = Some(members(&build.manifest.method, finest, of, zone).map_err(Problem::absent)?);
    }
    if let Some(frame) = &frame {
        let inside = frame.inside(build, level)?;
        mask = Some(match mask {
            None => inside,
            Some(mask) => and(&mask, &inside).map_err(|e| Problem::internal(&e))?,
        });
    }
    let columns = query.list("columns")?.into_iter().map(String::from).collect();
    let ask = Ask { columns: format.columns(columns), sort, from: 0, limit: limit(query)? };
    let page = select(&all, mask.as_ref(), &ask)?;
    let heading = Heading {
        level: level.id.clone(),
        zone: zone.map(|z| z.to_string()),
        bbox: frame.map(|f| f.borders()),
        total: page.total,
        count: page.rows.num_rows(),
        next: None,
        provenance: build.provenance.with(&scored.method),
    };
    Ok(Table { page, heading, format, columnar, link: None })
}

/// Positions of the units that the build wrote, row by row of its scores.
fn units(
    build: &Snapshot,
    level: &LevelTable,
    territory: &ifn_engine::territory::Territory,
    at: usize,
) -> Result<Vec<u32>, Problem> {
    let known = &territory.levels[at];
    if build.manifest.zone.is_none() && known.len() == level.scores.num_rows() {
        return Ok((0..known.len() as u32).collect());
    }
    let unit = |row| known.find(text_of(&level.scores, "code", row)?);
    let units = (0..level.scores.num_rows()).map(unit).collect::<Option<Vec<u32>>>();
    units.ok_or_else(|| Problem::internal(&"scores and inputs do not agree"))
}

/// Places of a build.
///
/// # Errors
/// It is of another version (409), or its method counts no help (404).
pub fn places_of(build: &Snapshot) -> Result<&Places, Problem> {
    custom(build)?;
    build.places.as_ref().ok_or_else(no_help)
}

/// The build counts no help.
pub fn no_help() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "no-places",
        "This build knows no places",
        "its method counts no help: it has no [access]",
    )
    .help("build with a method that has one")
}
