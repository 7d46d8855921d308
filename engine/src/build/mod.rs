//! What a build leaves, and reading it back.
//!
//! In: a territory, its contours, and the [`LevelResult`] of each level. Out: a folder with
//! `scores/{level}.parquet`, `territories/{level}.parquet` (GeoParquet 1.1, WGS 84 degrees),
//! `tiles/territories.pmtiles`, `places.parquet`, `inputs/`, `reference.parquet`, `manifest.json` and
//! `SHA256SUMS`, written whole or not at all. The same inputs give the same bytes, but for the
//! manifest's `timings`. Columns are declared once, in [`columns`]. Nothing here knows the formats that a
//! build is exported to, nor the questions that are asked of it.

pub(crate) mod cells;
pub mod columns;
mod dictionary;
mod inputs;
mod level_result;
mod listing;
mod manifest;
mod provenance;
mod read;
mod registers;
pub(crate) mod spreadsheet;
mod staging;
mod sums;
mod tiles;
mod write;
mod zone_ranks;

pub use dictionary::{dictionary, meaning};
pub use inputs::input_levels;
pub use level_result::LevelResult;
pub use listing::{GAP_PERSONS, ListOrder, ListedRows, Listing, gap_persons};
pub use manifest::{
    EngineEntry, IndicatorCount, JoinEntry, LevelEntry, Manifest, NotInventoriedEntry, PlacesEntry,
    SourceEntry, TerritoryEntry, source_entry, territory_entry,
};
pub use provenance::{Credits, FileProvenance};
pub use read::{
    Build, BuiltPart, BuiltZone, HeadCount, UnitNames, access_values, codes, columns_of, damaged,
    geometry, number, numbers, places_of, read_access, read_columns, read_inputs, read_method,
    read_parquet, read_places, read_positions, read_rejects, row_of_code, strings, text_of,
    unit_values, zone_values,
};
pub use registers::rejects_path;
pub use staging::{Staging, synced, write_whole};
pub use sums::{TILES, check_sums, list_again, write_sums};
pub use tiles::{TilesOptions, write_tiles};
pub use write::{
    encode_batch, gaps_table, geo_metadata, identity_table, places_parquet, reference_table,
    rejects_table, scores_table, source_errors_csv, with_scores, write_batch, write_demand,
    write_error, write_inputs, write_method, write_places, write_reference, write_rejects,
    write_scores, write_some_places, write_source_errors, write_territories,
};
pub use zone_ranks::{RankedZone, with_ranks_of, with_zone_ranks, zone_rank};

#[cfg(test)]
mod places_tests;
