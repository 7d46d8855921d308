//! `GET /api/v1/territories/{level}`: where the units of a level are, as points to write names at.

use axum::response::Response;
use ifn_engine::build::{number, text_of};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::{Problem, packed};
use crate::query::zone;
use crate::reply::cached_json;
use crate::snapshot::{CachedBody, LevelTable};
use crate::state::RequestContext;

/// A GeoJSON FeatureCollection.
#[derive(Serialize, ToSchema)]
pub struct Points {
    #[serde(rename = "type")]
    kind: &'static str,
    features: Vec<Point>,
}

/// A unit.
#[derive(Serialize, ToSchema)]
pub struct Point {
    #[serde(rename = "type")]
    kind: &'static str,
    geometry: Geometry,
    properties: Properties,
}

/// A place inside the unit.
#[derive(Serialize, ToSchema)]
pub struct Geometry {
    #[serde(rename = "type")]
    kind: &'static str,
    /// Longitude, latitude.
    coordinates: [f64; 2],
}

/// What a map writes there.
#[derive(Serialize, ToSchema)]
pub struct Properties {
    /// Code.
    code: String,
    /// Name.
    name: String,
    /// Persons.
    population: Option<f64>,
}

/// Parameters of the points of a level.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PointsQuery {
    /// Only units in this zone, or in part in it: `level:code`, several between commas
    #[param(example = "departement:93")]
    zone: Option<String>,
}

/// Units of a level as points inside them, to write names at
///
/// GeoJSON, the most populated first; units without contour are left out.
#[utoipa::path(
    get, path = "/api/v1/territories/{level}", tag = "territories",
    params(
        ("level" = String, Path, description = "Level", example = "departement"),
        PointsQuery,
    ),
    responses(
        (status = 200, description = "A FeatureCollection", body = Points),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn points(context: RequestContext) -> Result<Response, Problem> {
    let (query, asked) = context.query::<PointsQuery>()?;
    cached_json(context, "points", &query, move |context| {
        let table = context.level(0)?;
        if let Some(zone) = zone(&context.build, asked.zone.as_deref())? {
            let inside = zone.mask(&table.id, &table.scores)?;
            return made(table, &|row| inside.value(row));
        }
        // Two who ask first make it twice, and keep one.
        match table.points.get() {
            Some(kept) => Ok(kept.clone()),
            None => {
                let made = made(table, &|_| true)?;
                Ok(table.points.get_or_init(|| made).clone())
            }
        }
    })
    .await
}

fn made(table: &LevelTable, here: &dyn Fn(usize) -> bool) -> Result<CachedBody, Problem> {
    let text = |column: &str, row: usize| {
        text_of(&table.scores, column, row).unwrap_or_default().to_string()
    };
    let mut features: Vec<Point> = (0..table.scores.num_rows())
        .filter(|row| here(*row))
        .filter_map(|row| {
            let at = table.contours.as_ref()?.extent(row)?.point;
            let properties = Properties {
                code: text("code", row),
                name: text("name", row),
                population: number(&table.scores, "population", row),
            };
            let coordinates = at.map(metre);
            let geometry = Geometry { kind: "Point", coordinates };
            Some(Point { kind: "Feature", geometry, properties })
        })
        .collect();
    let persons = |p: &Point| p.properties.population.unwrap_or(0.0);
    features.sort_by(|a, b| persons(b).total_cmp(&persons(a)));
    let all = Points { kind: "FeatureCollection", features };
    let plain = serde_json::to_vec(&all).map_err(|e| Problem::internal(&e))?;
    let gzip = packed(std::slice::from_ref(&plain)).map_err(|e| Problem::internal(&e))?;
    Ok(CachedBody { plain: plain.into(), gzip: gzip.into() })
}

/// To about a metre.
fn metre(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}
