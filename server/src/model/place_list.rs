//! A list of places as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Carried, PlaceSheet, ZoneSummary};
use crate::snapshot::Provenance;

/// A list of places.
#[derive(Serialize, ToSchema)]
pub struct PlacesList {
    /// Places that are asked for, in all.
    pub total: usize,
    /// Those of this page.
    pub count: usize,
    /// What asks for the next page, as the parameter `cursor`.
    pub next: Option<String>,
    /// What distances are measured from.
    pub near: Option<LookedAround>,
    /// The zone that was asked for, as `level:code`, several between commas; codes are those in force.
    pub zone: Option<String>,
    /// The same with names, and who lives there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone_set: Option<ZoneSummary>,
    /// The places: the nearest first around a point, else by commune.
    pub places: Vec<PlaceSheet>,
    /// Where they come from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What is looked around.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LookedAround {
    /// Longitude, WGS 84 degrees.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
    /// What is there, when a commune was named.
    pub name: Option<String>,
    /// How the commune's code led there, when it is not its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
    /// What the point is: `grid`, `town_hall` or `centre`; null: as it was asked for.
    pub origin: Option<String>,
    /// Whether an inventory of places of help covers the commune; null where none was named.
    pub inventoried: Option<bool>,
}
