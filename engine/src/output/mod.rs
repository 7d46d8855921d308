//! What a build leaves, and reading it back.
//!
//! In: a territory, its contours, and the [`LevelResult`] of each level. Out: a folder with
//! `scores/{level}.parquet`, `territories/{level}.parquet` (GeoParquet 1.1, WGS 84 degrees),
//! `tiles/territories.pmtiles`, `places.parquet`, `inputs/`, `reference.parquet`, `manifest.json` and
//! `SHA256SUMS`, written whole or not at all. The same inputs give the same bytes, but for the manifest's `timings`.

mod cells;
mod demand;
mod describe;
mod dictionary;
pub mod export;
mod geo;
mod help;
mod inputs;
mod manifest;
mod open;
mod page;
mod places;
mod reference;
mod scores;
mod staging;
mod sums;
mod table;
mod tiles;

use crate::index::{Complete, Normalised, Scores, Treated, ZoneFigures};

pub use demand::{read_demand, write_demand};
pub use describe::{Description, describe};
pub use dictionary::{dictionary, meaning};
pub use geo::write_territories;
pub use help::{gaps_table, values_of as help_values};
pub use inputs::{input_levels, read_inputs, read_method, write_inputs, write_method};
pub use manifest::{
    Credits, EngineEntry, IndicatorCount, JoinEntry, LevelEntry, Manifest, PlacesEntry,
    SourceEntry, TerritoryEntry, Written, source_entry, territory_entry,
};
pub use open::{
    Built, columns_of, number, open, read_columns, read_parquet, row_of_code, text_of, unit_values,
    zone_values,
};
pub use page::audit_page;
pub use places::{
    Asked, LIST_FORMATS, ListFormat, place_json, places_of, places_parquet, read_places,
    read_rejects, rejects_path, rejects_table, sheet, write_list, write_list_to, write_places,
    write_rejects, write_some_places,
};
pub use reference::{reference_table, write_reference};
pub use scores::{Computed, identity_table, scores_table, with_scores, write_scores};
pub use staging::{Staging, write_whole};
pub use sums::{check_sums, write_sums};
pub(crate) use table::write_error;
pub use tiles::{TilesOptions, write_tiles};

/// Everything that was computed at one level.
pub struct LevelResult {
    /// Position in the territory's levels.
    pub level: usize,
    /// Values, origins, reasons.
    pub complete: Complete,
    /// What was done about outliers.
    pub treated: Treated,
    /// Indicators on the method's scale.
    pub normalised: Normalised,
    /// Scores.
    pub scores: Scores,
    /// Figures of the zones that units are compared with.
    pub figures: Vec<ZoneFigures>,
    /// Help around its units, when the method counts some.
    pub help: Option<crate::analysis::access::Help>,
    /// Units to write, by position (all, or those of a zone).
    pub kept: Vec<u32>,
}
