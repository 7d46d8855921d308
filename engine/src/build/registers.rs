//! What `places.parquet` and its rejects have in common when they are written and read back.

use std::path::{Path, PathBuf};

/// Metadata key of the sources.
pub const SOURCES: &str = "ifn:places";
/// Columns of `places_rejects.csv`.
pub const REJECTS: [&str; 7] = ["source", "row", "field", "value", "problem", "kept", "correction"];

/// Where the rejects of a `places.parquet` are.
pub fn rejects_path(places: &Path) -> PathBuf {
    places.with_file_name("places_rejects.csv")
}
