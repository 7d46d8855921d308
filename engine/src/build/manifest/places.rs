//! Manifest: what became of the places.

use serde::{Deserialize, Serialize};

use crate::analysis::access::{Accessibility, counts_services};
use crate::places::{Place, PlaceSource};

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
    /// Where they come from, and what was rejected.
    pub sources: Vec<PlaceSource>,
}

impl PlacesEntry {
    /// Of a register, as its rule counts it.
    pub fn of(access: &Accessibility) -> Self {
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
            sources: register.sources.clone(),
        }
    }
}
