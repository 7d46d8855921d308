//! `tiles/territories.pmtiles`: a build's territories with their scores, as layers of tiles.
//!
//! In: the folder of a build (scores, territories), and map layers that are to lie beside. Out: one
//! layer a level, one a file. Normalised indicators are whole numbers from 0 to 250 between the
//! bounds that the metadata gives: a client scores with other weights without asking, to 0.2 % of
//! an indicator's range.

mod extra;
mod layers;
mod level;

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::json;

use crate::build::provenance::Credits;
use crate::build::read::{Build, BuiltZone};
use crate::error::{Error, Result, nearest};
use crate::progress::Progress;
use crate::tiles::{TilesReport, pyramid};

/// Coordinates on the grid of a finer zoom than this would not fit 32 bits with room to spare.
const FINEST_ZOOM: u8 = 16;

/// What to write, when not everything.
#[derive(Debug, Clone, Default)]
pub struct TilesOptions {
    /// Levels to draw; all when empty.
    pub levels: Vec<String>,
    /// Units of this zone alone.
    pub zone: Option<BuiltZone>,
    /// First and last zoom of every layer, when not those of the levels.
    pub zooms: Option<(u8, u8)>,
    /// Files to draw beside, each with the name of its layer.
    pub extra: Vec<(String, PathBuf)>,
}

/// Writes the tiles of a build to `path`.
///
/// # Errors
/// A build without geometry; a level that was not built; a file beside that cannot be read; a
/// damaged file; the system refuses to write.
pub fn write_tiles(
    build: &Build,
    options: &TilesOptions,
    path: &Path,
    progress: &dyn Progress,
) -> Result<TilesReport> {
    let method = &build.manifest.method;
    options.check(&method.levels)?;
    let wanted = |level: &&String| options.levels.is_empty() || options.levels.contains(level);
    // Coarsest first: a renderer draws in this order.
    let levels: Vec<&String> = method.levels.iter().rev().filter(wanted).collect();
    let drawn: Vec<_> = levels
        .par_iter()
        .map(|id| level::layer(build, id, options.zone.as_ref()))
        .collect::<Result<_>>()?;
    let (mut layers, scales): (Vec<_>, Vec<_>) = drawn.into_iter().unzip();
    let scales: serde_json::Map<String, serde_json::Value> =
        levels.into_iter().cloned().zip(scales).collect();
    for (name, file) in &options.extra {
        layers.push(extra::layer(name, file, progress)?);
    }
    for layer in &mut layers {
        layer.zooms = options.zooms.unwrap_or(layer.zooms);
    }
    let credits = Credits::of_build(&build.manifest);
    let metadata = json!({
        "name": method.title,
        "description": method.notice,
        "attribution": credits.attribution,
        "licence": credits.licence,
        "type": "overlay",
        "version": env!("CARGO_PKG_VERSION"),
        "zone": options.zone.as_ref().map(|zone| zone.found.zone.to_string()),
        "method": { "id": method.id, "sha256": method.sha256 },
        "indicators": scales,
    });
    pyramid(&layers, &metadata, path, progress)
}

impl TilesOptions {
    /// Refuses what cannot be drawn, before anything is read.
    fn check(&self, levels: &[String]) -> Result<()> {
        if let Some(unknown) = self.levels.iter().find(|l| !levels.contains(l)) {
            return Err(Error::request(format!("level `{unknown}` was not built"))
                .with_help(nearest(unknown, levels.iter().map(String::as_str))));
        }
        if let Some((from, to)) = self.zooms
            && (from > to || to > FINEST_ZOOM)
        {
            return Err(Error::request(format!("zooms {from}-{to} cannot be drawn"))
                .with_help(format!("give the first and the last, at most {FINEST_ZOOM}: 4-12")));
        }
        for (i, (name, file)) in self.extra.iter().enumerate() {
            if levels.contains(name) || self.extra[..i].iter().any(|(other, _)| other == name) {
                let message = format!("two layers would be called `{name}`");
                return Err(Error::request(message)
                    .with_help(format!("name this one: --extra NAME={}", file.display())));
            }
        }
        Ok(())
    }
}
