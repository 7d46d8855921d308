//! What a build leaves, and reading it back.
//!
//! In: a territory, its contours, and the [`LevelResult`] of each level. Out: a folder with
//! `scores/{level}.parquet`, `territories/{level}.parquet` (GeoParquet 1.1, WGS 84 degrees),
//! `tiles/territories.pmtiles`, `inputs/`, `reference.parquet` and `manifest.json`, written whole or
//! not at all. The same inputs give the same bytes, but for the manifest's `timings`.

mod cells;
mod describe;
mod dictionary;
pub mod export;
mod geo;
mod inputs;
mod manifest;
mod open;
mod page;
mod reference;
mod scores;
mod staging;
mod table;
mod tiles;

use crate::index::{Complete, Normalised, Scores, Treated, ZoneFigures};

pub use describe::{Description, describe};
pub use dictionary::{dictionary, meaning};
pub use geo::write_territories;
pub use inputs::{input_levels, read_inputs, read_method, write_inputs, write_method};
pub use manifest::{
    Credits, EngineEntry, IndicatorCount, JoinEntry, LevelEntry, Manifest, SourceEntry,
    TerritoryEntry, Written, source_entry, territory_entry,
};
pub use open::{
    Built, columns_of, number, open, read_columns, read_parquet, row_of_code, text_of, unit_values,
    zone_values,
};
pub use page::audit_page;
pub use reference::{reference_table, write_reference};
pub use scores::{Computed, identity_table, scores_table, with_scores, write_scores};
pub use staging::{Staging, write_whole};
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
    /// Units to write, by position (all, or those of a zone).
    pub kept: Vec<u32>,
}
