//! What stands beside the rows of a table as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::Carried;
use crate::snapshot::Provenance;

/// What stands beside the rows of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableMeta {
    /// Level of the units.
    pub level: String,
    /// The zone that was asked for, as `level:code`; its code is one in force.
    pub zone: Option<String>,
    /// How the zone's code led there, when another one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
    /// The frame that was asked for: west, south, east, north.
    pub bbox: Option<[f64; 4]>,
    /// The least population that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_population: Option<u64>,
    /// Units that are left out for it: those of fewer inhabitants, and those whose population is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<usize>,
    /// Units in all.
    pub total: usize,
    /// Units on this page.
    pub count: usize,
    /// What asks for the next page, as the parameter `cursor`.
    pub next: Option<String>,
    /// Where the figures come from.
    #[serde(flatten)]
    pub provenance: Provenance,
}
