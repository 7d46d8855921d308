//! Manifest: what became of the places.

use serde::{Deserialize, Serialize};

use crate::analysis::access::{Accessibility, counts_services};
use crate::places::{Place, PlaceSource};
use crate::territory::Territory;

/// What became of the places.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlacesEntry {
    /// Places in the register, duplicates merged.
    pub places: usize,
    /// Those that count as help: fixed, open to the public, and of a service where services count.
    pub counted: usize,
    /// Whether only places that name a service count.
    pub services_count: bool,
    /// Counted places whose hours are not known, where hours count: they have the median.
    pub without_hours: usize,
    /// Itinerant places: listed, not counted.
    pub itinerant: usize,
    /// Places that do not receive the public: listed, not counted.
    pub without_public: usize,
    /// Units that no inventory covers; absent in builds of earlier versions.
    #[serde(default)]
    pub not_inventoried: Option<NotInventoriedEntry>,
    /// Where they come from, and what was rejected.
    pub sources: Vec<PlaceSource>,
}

/// Units that no inventory whose places can count covers: access is not known there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NotInventoriedEntry {
    /// Their level.
    pub level: String,
    /// How many they are.
    pub units: usize,
    /// Units of the level.
    pub among: usize,
    /// Persons who live there.
    pub persons: f64,
}

impl NotInventoriedEntry {
    fn of(access: &Accessibility, territory: &Territory) -> Self {
        let level = &territory[access.demand.level()];
        let covered = access.demand.inventoried.of(None);
        let outside = || covered.iter().zip(&level.population).filter(|(covered, _)| !**covered);
        Self {
            level: level.id.clone(),
            units: outside().count(),
            among: level.len(),
            persons: outside().map(|(_, persons)| persons).filter(|p| p.is_finite()).sum(),
        }
    }
}

impl PlacesEntry {
    /// Of a register, as its rule counts it.
    pub fn of(access: &Accessibility, territory: &Territory) -> Self {
        let register = &access.register;
        let count = |of: &dyn Fn(&Place) -> bool| register.places.iter().filter(|p| of(p)).count();
        let supply = access.supply(None);
        Self {
            places: register.places.len(),
            counted: supply.places.len(),
            services_count: counts_services(register, &access.rule),
            without_hours: supply.without_hours,
            itinerant: count(&|p| p.itinerant),
            without_public: count(&|p| !p.receives_public),
            not_inventoried: Some(NotInventoriedEntry::of(access, territory)),
            sources: register.sources.clone(),
        }
    }
}
