//! `manifest.json`: what was computed from what, so that anybody can check it or do it again.

mod level;
mod places;
mod source;
mod territory;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use level::{IndicatorCount, LevelEntry};
pub use places::{NotInventoriedEntry, PlacesEntry};
pub use source::{JoinEntry, SourceEntry, source_entry};
pub use territory::{TerritoryEntry, territory_entry};

use crate::catalog::{MethodSummary, Scenario, ZoneName, ZoneSet};
use crate::error::{Error, Result};
use crate::territory::france_name;
use crate::words;

/// The manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Program and version.
    pub engine: EngineEntry,
    /// What the figures are and are not.
    pub notice: String,
    /// Licence of the data.
    pub licence: String,
    /// Whom to name: the publishers of every source.
    pub attribution: String,
    /// The zone that was written, when not all of France: its members, `level:code`, between commas.
    pub zone: Option<String>,
    /// What its owner calls that zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone_name: Option<String>,
    /// The method.
    pub method: MethodSummary,
    /// What was chosen beside the method file.
    #[serde(default, skip_serializing_if = "Scenario::is_empty")]
    pub choice: Scenario,
    /// Every source.
    pub sources: Vec<SourceEntry>,
    /// How units came to be.
    pub territory: TerritoryEntry,
    /// What was scored, by level.
    pub levels: BTreeMap<String, LevelEntry>,
    /// The register of places, when the method counts help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<PlacesEntry>,
    /// What was drawn, by zoom, when tiles were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<crate::tiles::TilesReport>,
    /// Seconds by stage: the one part that differs from run to run.
    pub timings: BTreeMap<String, f64>,
}

/// Program and version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EngineEntry {
    /// `ifn`.
    pub name: String,
    /// Version.
    pub version: String,
}

impl Manifest {
    /// Writes it, keys in a fixed order.
    ///
    /// # Errors
    /// The system refuses to write.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut text =
            serde_json::to_string_pretty(self).map_err(|e| Error::input(path, e.to_string()))?;
        text.push('\n');
        std::fs::write(path, text).map_err(|e| Error::io("write", path, e))
    }

    /// Reads it.
    ///
    /// # Errors
    /// No such file; not a manifest of this version.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
        let wrong = |why: String, line: Option<usize>| {
            Error::input(path, format!("is not a manifest of this version: {why}"))
                .at_line(line)
                .with_help("build again with `ifn build`")
        };
        let manifest: Self =
            serde_json::from_str(&text).map_err(|e| wrong(e.to_string(), Some(e.line())))?;
        manifest.read_zone().map_err(|why| wrong(why, None))?;
        Ok(manifest)
    }

    /// The zone that was written; nothing where all was.
    pub fn written_zone(&self) -> Option<ZoneSet> {
        // It was read when the manifest was.
        self.read_zone().ok().flatten()
    }

    fn read_zone(&self) -> std::result::Result<Option<ZoneSet>, String> {
        let zone = self.zone.as_deref().map(str::parse::<ZoneSet>).transpose()?;
        zone.map(|zone| zone.named(self.zone_name.clone())).transpose()
    }

    /// What descriptions call a zone: by names where it is of France. What a build holds of it is for
    /// [`BuiltZone::label`](super::BuiltZone::label) to say.
    pub fn zone_label(&self, zone: &ZoneSet) -> String {
        match self.method.territory {
            None => zone.label_by(&in_france),
            Some(_) => zone.label(),
        }
    }

    /// The same of the zone that was written; nothing where all was.
    pub fn written_label(&self) -> Option<String> {
        self.written_zone().map(|zone| self.zone_label(&zone))
    }
}

/// What a member of a zone of France is called: « Creuse (23) »; nothing of IRIS.
fn in_france(member: &ZoneName) -> Option<String> {
    let name = france_name(&member.level, &member.code)?;
    Some(words::member_name(member, name))
}
