//! A place as JSON.

use std::collections::BTreeMap;

use chrono::Utc;
use ifn_engine::export::place_json;
use ifn_engine::places::find::When;
use ifn_engine::places::schema::Field;
use ifn_engine::places::{Place, Register};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A place: the 32 fields of the national schema (null where unknown, lists as arrays), and what
/// follows from them.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of a document, for its description")]
pub struct PlaceShape {
    /// The fields of the schema, by their own names.
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
    /// `given` by the source, or `commune_centre` where the source gives none that can be used.
    position: String,
    /// Not « Ce lieu n'accueille pas de public ».
    receives_public: bool,
    /// It moves.
    itinerant: bool,
    /// Opening hours of an ordinary week, Monday first: begin and end of each time it is open; null
    /// where they are not known.
    week: Option<Vec<Vec<Vec<String>>>>,
    /// Whether it is open at the time asked for, now when none is; null where it does not say.
    open: Option<bool>,
    /// Datasets that know it.
    sources: Vec<String>,
    /// Distance as the crow flies (geodesic), where one is measured.
    distance_km: Option<f64>,
}

/// A place as JSON.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = PlaceShape)]
pub struct PlaceSheet(Value);

impl PlaceSheet {
    /// Of a place, at a time, with its distance in metres.
    pub fn new(register: &Register, place: &Place, at: When, metres: Option<f64>) -> Self {
        Self(place_json(register, place, at, metres))
    }

    /// A field's text.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.0.get(field.name())?.as_str()
    }
}

/// This moment.
pub fn now() -> When {
    When::Now(Utc::now())
}
