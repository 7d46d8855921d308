//! `GET /openapi.json`: the interface, described from the code.

use axum::response::Response;
use utoipa::{OpenApi, ToResponse, ToSchema};

use super::answer::{Heading, json};
use super::call::Call;
use super::described;
use super::{
    access, downloads, former, gaps, health, home, lists, map, places, points, rescore, scores,
    search, territory, tiles,
};
use crate::http::Problem;

/// Rows of a table as JSON, with where they come from.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of a document that is written by hand")]
pub struct Rows {
    #[schema(inline)]
    #[serde(flatten)]
    heading: Heading,
    /// One object a unit, with the columns that were asked for; missing is null.
    units: Vec<serde_json::Value>,
}

/// Columns of a table as JSON, with where they come from.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of a document that is written by hand")]
pub struct Columns {
    #[schema(inline)]
    #[serde(flatten)]
    heading: Heading,
    /// One array a column, each with one value a unit; missing is null.
    columns: std::collections::BTreeMap<String, Vec<serde_json::Value>>,
}

/// A table as JSON, in the layout that was asked for.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "the shape of a document that is written by hand")]
pub enum Tabular {
    /// An object a unit.
    Units(Rows),
    /// An array a column.
    Columns(Columns),
}

/// A table as a map layer: a FeatureCollection (RFC 7946), with what it is of.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of a document that is written by hand")]
pub struct Layer {
    #[serde(rename = "type")]
    kind: String,
    /// The method's title.
    method: String,
    /// What it is and is not.
    notice: String,
    /// Whom to name.
    attribution: String,
    features: Vec<Feature>,
}

/// A unit of a map layer.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of a document that is written by hand")]
pub struct Feature {
    #[serde(rename = "type")]
    kind: String,
    /// Code.
    id: String,
    /// Polygon or MultiPolygon; null without a contour.
    #[schema(value_type = Option<Object>)]
    geometry: Option<serde_json::Value>,
    /// The columns that were asked for; missing is null.
    #[schema(value_type = Object)]
    properties: serde_json::Value,
}

/// Bytes.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "stands for files in the description")]
pub struct Binary(Vec<u8>);

/// What was wrong, as a problem document.
#[derive(ToResponse)]
#[response(
    description = "What was wrong, and what to do",
    content_type = "application/problem+json"
)]
#[allow(dead_code, reason = "stands for problems in the description")]
pub struct Refused(Problem);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "ifn",
        description = "The open engine of the indice de fragilité numérique: scores, sheets and tiles of the IRIS, communes, EPCI, départements and régions of France, each value with its source, vintage and origin. Missing is null with a reason, never 0. Errors are problem documents (RFC 9457).",
    ),
    paths(
        lists::methods, lists::levels, lists::indicators,
        scores::scores, rescore::score,
        territory::sheet, points::points, search::search,
        access::access, gaps::gaps, places::places, places::place,
        tiles::tileset, tiles::tile,
        downloads::list, downloads::file,
        former::scoring, former::tile,
        health::health, health::metrics, map::page, home::page, document,
    ),
    components(
        schemas(
            Rows, Columns, Tabular, Layer, Binary, Problem,
            territory::SheetFormat, gaps::Layout, places::PlacesFormat, places::Itinerance,
        ),
        responses(Refused),
    ),
    tags(
        (name = "scores", description = "Tables of a level, as built or computed anew"),
        (name = "territories", description = "One unit: where it is, why it has its score"),
        (name = "help", description = "Places that help, and where they are missing"),
        (name = "tiles", description = "The map"),
        (name = "files", description = "Everything that the build left"),
        (name = "what there is", description = "Methods, levels, indicators"),
        (name = "former portal", description = "The calls of the portal of 2020–2023, on its scale of 0–10"),
        (name = "operation", description = "For those who run the server"),
    ),
)]
struct Described;

/// The description of the interface (OpenAPI 3.1).
pub fn openapi() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

/// This description
#[utoipa::path(
    get, path = "/openapi.json", tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = serde_json::Value))
)]
pub async fn document(call: Call) -> Result<Response, Problem> {
    let query = call.query(&[])?;
    json(call, "openapi", &query, |call| Ok(described::of_build(&call.build))).await
}
