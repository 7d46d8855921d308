//! The last stage: files and manifest.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Request;
use crate::analysis::access::Access;
use crate::catalog::{Catalog, Method, MethodSummary};
use crate::error::Result;
use crate::indicator::Measured;
use crate::output::{
    self, Credits, LevelEntry, LevelResult, Manifest, SourceEntry, Staging, Written,
};
use crate::progress::{Progress, check};
use crate::territory::{self, Contours, Territory};

/// What files are made from.
pub struct Made<'a> {
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
    /// Help, when the method counts some.
    pub access: Option<&'a Access>,
}

/// Writes every file but the manifest and the tiles.
pub fn write(
    staging: &Staging,
    written: Written,
    made: &Made,
    progress: &dyn Progress,
) -> Result<()> {
    let Made { method, territory, measured, results, contours, access } = *made;
    output::write_method(staging, method)?;
    output::write_reference(&staging.file("reference.parquet")?, written, territory, results)?;
    let mut jobs: Vec<Job> = results.iter().map(Job::Scores).collect();
    jobs.extend(output::input_levels(method).map(Job::Inputs));
    jobs.extend(access.map(Job::Places));
    jobs.extend(access.map(Job::Demand));
    if let Some(contours) = contours {
        jobs.extend(results.iter().map(|result| Job::Territories(result, contours)));
    }
    jobs.into_par_iter().with_max_len(1).try_for_each(|job| {
        check(progress)?;
        let file = |folder: &str, result: &LevelResult| {
            staging.file(&format!("{folder}/{}.parquet", territory.levels[result.level].id))
        };
        match job {
            Job::Scores(result) => {
                output::write_scores(&file("scores", result)?, written, territory, result)
            }
            Job::Inputs(level) => {
                output::write_inputs(staging, written, method, territory, measured, level)
            }
            Job::Places(access) => {
                output::write_places(&staging.file("places.parquet")?, &access.register)
            }
            Job::Demand(access) => {
                output::write_demand(staging, written, territory, &access.demand)
            }
            Job::Territories(result, contours) => output::write_territories(
                &file("territories", result)?,
                written,
                territory,
                contours,
                result.level,
                &result.kept,
            ),
        }
    })
}

/// A file of one level.
enum Job<'a> {
    Scores(&'a LevelResult),
    Inputs(usize),
    Places(&'a Access),
    Demand(&'a Access),
    Territories(&'a LevelResult, &'a Contours),
}

/// Units without a contour, by level.
pub fn without_contour(
    territory: &Territory,
    contours: &Contours,
    results: &[LevelResult],
) -> BTreeMap<String, usize> {
    results
        .iter()
        .map(|r| {
            let missing =
                r.kept.iter().filter(|u| contours.of(r.level, **u as usize).0.is_none()).count();
            (territory.levels[r.level].id.clone(), missing)
        })
        .collect()
}

/// Whether any unit that is written has a contour.
pub fn any_contour(contours: &Contours, results: &[LevelResult]) -> bool {
    results.iter().any(|r| r.kept.iter().any(|u| contours.of(r.level, *u as usize).0.is_some()))
}

/// Every source: the method's tables, then those that make the territories.
pub fn sources(
    catalog: &Catalog,
    territory: &Territory,
    mut sources: Vec<SourceEntry>,
) -> Result<Vec<SourceEntry>> {
    for read in &territory.sources {
        if !sources.iter().any(|s| s.id == read.id) {
            sources.push(output::source_entry(catalog.dataset(&read.id)?, read));
        }
    }
    sources.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(sources)
}

/// What was computed from what.
pub fn manifest(
    request: &Request,
    catalog: &Catalog,
    territory: &Territory,
    summary: MethodSummary,
    credits: Credits,
    sources: Vec<SourceEntry>,
    results: &[LevelResult],
) -> Manifest {
    let passage =
        catalog.dataset(territory::PASSAGE).map(|d| d.provenance.title.clone()).unwrap_or_default();
    Manifest {
        engine: output::EngineEntry {
            name: "ifn".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        notice: summary.notice.clone(),
        licence: credits.licence,
        attribution: credits.attribution,
        zone: None,
        territory: output::territory_entry(territory, summary.geography, &passage),
        levels: results
            .iter()
            .map(|r| (territory.levels[r.level].id.clone(), LevelEntry::new(&summary, r)))
            .collect(),
        method: summary,
        choice: request.method.choice.clone(),
        sources,
        places: None,
        tiles: None,
        timings: BTreeMap::new(),
    }
}
