//! The fourth stage: files and manifest.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::request::BuildRequest;
use crate::analysis::access::Accessibility;
use crate::build::{
    self, Credits, EngineEntry, FileProvenance, LevelEntry, LevelResult, Manifest, PlacesEntry,
    SourceEntry, Staging, source_entry, territory_entry,
};
use crate::catalog::{Catalog, Method, MethodSummary};
use crate::error::Result;
use crate::indicator::Measured;
use crate::progress::{Progress, check};
use crate::territory::{self, Contours, LevelIndex, Territory, ZoneUnits};

/// What files are made from.
pub struct BuildParts<'a> {
    /// The method.
    pub method: &'a Method,
    /// Units.
    pub territory: &'a Territory,
    /// What the scores were computed from.
    pub measured: &'a [Measured],
    /// Scores.
    pub results: &'a [LevelResult],
    /// Contours, when they are wanted.
    pub contours: Option<&'a Contours>,
    /// Zone that is written, by codes in force.
    pub zone: Option<&'a ZoneUnits>,
    /// Access to places, when the method counts some.
    pub access: Option<&'a Accessibility>,
}

impl BuildParts<'_> {
    /// Whether any unit that is written has a contour.
    pub fn any_contour(&self) -> bool {
        self.contours.is_some_and(|contours| {
            let any = |r: &LevelResult| r.kept.iter().any(|u| contours.of(r.level, *u).0.is_some());
            self.results.iter().any(any)
        })
    }
}

/// Writes every file but the manifest and the tiles, and gives the manifest: what was computed from
/// what. `sources` are those of the method's tables, places and contours.
///
/// # Errors
/// The system refuses to write; the run was cancelled.
pub fn write(
    staging: &Staging,
    request: &BuildRequest,
    catalog: &Catalog,
    parts: &BuildParts,
    sources: Vec<SourceEntry>,
    progress: &dyn Progress,
) -> Result<Manifest> {
    let summary = MethodSummary::from(parts.method);
    let sources = all_sources(catalog, parts.territory, sources)?;
    let credits = Credits::of(&sources);
    write_files(staging, FileProvenance { method: &summary, credits: &credits }, parts, progress)?;
    let manifest = manifest(request, catalog, parts, summary, credits, sources);
    for (level, entry) in &manifest.levels {
        for (why, units) in &entry.lost {
            progress.warn(&format!("{units} units of level {level}: {}", build::meaning(why)));
        }
    }
    Ok(manifest)
}

/// Writes every file but the manifest and the tiles.
fn write_files(
    staging: &Staging,
    provenance: FileProvenance,
    parts: &BuildParts,
    progress: &dyn Progress,
) -> Result<()> {
    let BuildParts { method, territory, measured, results, contours, zone, access } = *parts;
    build::write_method(staging, method)?;
    build::write_reference(&staging.file("reference.parquet")?, provenance, territory, results)?;
    let mut jobs: Vec<FileJob> = results.iter().map(FileJob::Scores).collect();
    jobs.extend(build::input_levels(method).map(LevelIndex::new).map(FileJob::Inputs));
    jobs.extend(access.map(FileJob::Places));
    jobs.extend(access.map(FileJob::Demand));
    if let Some(contours) = contours {
        jobs.extend(results.iter().map(|result| FileJob::Territories(result, contours)));
    }
    jobs.into_par_iter().with_max_len(1).try_for_each(|job| {
        check(progress)?;
        let file = |folder: &str, result: &LevelResult| {
            staging.file(&format!("{folder}/{}.parquet", territory[result.level].id))
        };
        match job {
            FileJob::Scores(result) => {
                build::write_scores(&file("scores", result)?, provenance, territory, result, zone)
            }
            FileJob::Inputs(level) => {
                build::write_inputs(staging, provenance, method, territory, measured, level)
            }
            FileJob::Places(access) => {
                build::write_places(&staging.file("places.parquet")?, &access.register)
            }
            FileJob::Demand(access) => {
                build::write_demand(staging, provenance, territory, &access.demand)
            }
            FileJob::Territories(result, contours) => build::write_territories(
                &file("territories", result)?,
                provenance,
                territory,
                contours,
                result.level,
                &result.kept,
            ),
        }
    })
}

/// A file of one level.
enum FileJob<'a> {
    Scores(&'a LevelResult),
    Inputs(LevelIndex),
    Places(&'a Accessibility),
    Demand(&'a Accessibility),
    Territories(&'a LevelResult, &'a Contours),
}

/// Every source: the method's tables, then those that make the territories.
fn all_sources(
    catalog: &Catalog,
    territory: &Territory,
    mut sources: Vec<SourceEntry>,
) -> Result<Vec<SourceEntry>> {
    for read in &territory.sources {
        if !sources.iter().any(|s| s.id == read.id) {
            sources.push(source_entry(catalog.dataset(&read.id)?, read));
        }
    }
    sources.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(sources)
}

/// What was computed from what.
fn manifest(
    request: &BuildRequest,
    catalog: &Catalog,
    parts: &BuildParts,
    summary: MethodSummary,
    credits: Credits,
    sources: Vec<SourceEntry>,
) -> Manifest {
    let BuildParts { territory, results, .. } = *parts;
    let zone = parts.zone.map(|zone| &zone.found.zone);
    let passage =
        catalog.dataset(territory::PASSAGE).map(|d| d.provenance.title.clone()).unwrap_or_default();
    let mut units = territory_entry(territory, summary.geography, &passage);
    if let Some(contours) = parts.contours {
        units.without_contour = without_contour(territory, contours, results);
    }
    Manifest {
        engine: EngineEntry { name: "ifn".into(), version: env!("CARGO_PKG_VERSION").into() },
        notice: summary.notice.clone(),
        licence: credits.licence,
        attribution: credits.attribution,
        zone: zone.map(ToString::to_string),
        zone_name: zone.and_then(|zone| zone.name().map(String::from)),
        territory: units,
        levels: results
            .iter()
            .map(|r| (territory[r.level].id.clone(), LevelEntry::new(&summary, r)))
            .collect(),
        method: summary,
        choice: request.method.scenario.clone(),
        sources,
        places: parts.access.map(|access| PlacesEntry::of(access, territory)),
        tiles: None,
        timings: BTreeMap::new(),
    }
}

/// Units without a contour, by level.
fn without_contour(
    territory: &Territory,
    contours: &Contours,
    results: &[LevelResult],
) -> BTreeMap<String, usize> {
    results
        .iter()
        .map(|r| {
            let missing = r.kept.iter().filter(|u| contours.of(r.level, **u).0.is_none()).count();
            (territory[r.level].id.clone(), missing)
        })
        .collect()
}
