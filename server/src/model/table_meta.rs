//! What stands beside the rows of a table as JSON.

use ifn_engine::territory::FoundZone;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Carried, Compared, RankedIn, ZoneSummary, all_carried};
use crate::snapshot::{Provenance, Snapshot};

/// Units that no inventory of places covers.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct NotInventoriedUnits {
    /// How many they are.
    pub units: usize,
    /// Persons who live there.
    pub persons: f64,
}

/// What stands beside the rows of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableMeta {
    /// Level of the units.
    pub level: String,
    /// The zone that was asked for, as `level:code`, several between commas, in one order whatever was
    /// asked; codes are those in force.
    pub zone: Option<String>,
    /// The same with names, and who lives there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone_set: Option<ZoneSummary>,
    /// Units of the zone, or of the build, that no inventory of places covers: they have no gap, and stand behind
    /// those that have one. Of gaps alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_inventoried: Option<NotInventoriedUnits>,
    /// How the zone's code led there, when another one was asked for: the first of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
    /// What scores and ranks are of.
    pub compared: Compared,
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

impl TableMeta {
    /// Of all units of a level, with nothing on its page yet.
    pub fn of_level(level: &str, provenance: Provenance) -> Self {
        let built =
            if provenance.built_zone.is_some() { RankedIn::BuiltZone } else { RankedIn::Reference };
        Self {
            level: level.into(),
            zone: None,
            zone_set: None,
            not_inventoried: None,
            carried: None,
            compared: Compared::of(&provenance.reference, built),
            bbox: None,
            min_population: None,
            left_out: None,
            total: 0,
            count: 0,
            next: None,
            provenance,
        }
    }

    /// The same of a zone that was asked for.
    #[must_use]
    pub fn in_zone(self, build: &Snapshot, zone: &FoundZone, summary: ZoneSummary) -> Self {
        Self {
            zone: Some(zone.zone.to_string()),
            zone_set: Some(summary),
            carried: all_carried(build, zone).next(),
            compared: Compared::of(&self.provenance.reference, RankedIn::Zone),
            ..self
        }
    }
}
