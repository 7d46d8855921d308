//! What to build, and what came of it.

use std::path::PathBuf;

use crate::build::{LevelResult, Manifest, SourceEntry, TilesOptions};
use crate::catalog::{Method, ZoneSet};
use crate::territory::Territory;

/// What to build.
pub struct BuildRequest {
    /// The method.
    pub method: Method,
    /// Folder of downloaded files.
    pub data: PathBuf,
    /// Folder to leave.
    pub out: PathBuf,
    /// Zone to write: only its units; everything is computed and compared all the same.
    pub zone: Option<ZoneSet>,
    /// Whether to write `territories/`.
    pub geometry: bool,
    /// What to draw in `tiles/`, if anything; without geometry nothing is.
    pub tiles: Option<TilesOptions>,
}

/// What a build did.
pub struct BuildOutcome {
    /// As written.
    pub manifest: Manifest,
}

/// Everything that was computed, in memory.
pub struct ComputedLevels {
    /// The units.
    pub territory: Territory,
    /// One a level of the method, in its order.
    pub results: Vec<LevelResult>,
    /// Tables that were read.
    pub sources: Vec<SourceEntry>,
}
