//! Shapes of documents that are written by hand, for the description of the interface.

use utoipa::{IntoResponses, ToResponse, ToSchema};

use crate::http::Problem;
use crate::model::TableMeta;

/// Rows of a table as JSON, with where they come from.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of a document that is written by hand")]
pub struct Rows {
    #[schema(inline)]
    #[serde(flatten)]
    meta: TableMeta,
    /// One object a unit, with the columns that were asked for; missing is null.
    units: Vec<serde_json::Value>,
}

/// Columns of a table as JSON, with where they come from.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of a document that is written by hand")]
pub struct Columns {
    #[schema(inline)]
    #[serde(flatten)]
    meta: TableMeta,
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

/// What a route of tiles answers instead of a tile.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "stands for answers in the description")]
pub enum NoTile {
    /// Nothing there
    #[response(status = 204)]
    Empty,
    /// The client has it
    #[response(status = 304)]
    NotModified,
    #[response(status = 400)]
    BadRequest(#[ref_response] Refused),
    #[response(status = 404)]
    NotFound(#[ref_response] Refused),
    #[response(status = 409)]
    Conflict(#[ref_response] Refused),
    #[response(status = 503)]
    Busy(#[ref_response] Refused),
}
