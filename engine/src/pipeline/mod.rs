//! The front door: from a method to a folder of outputs, one verb a stage.
//!
//! In: a [`Request`] (a method, the folder of downloaded files, the folder to leave). Out: the
//! folder, whole or not at all ([`build`]), or the same figures in memory ([`compute`]).

mod at;
mod audit;
mod contours;
mod gaps;
mod help;
mod inputs;
mod locate;
mod located;
mod outputs;
mod rescore;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use rayon::prelude::*;

use crate::catalog::{Catalog, Method, MethodSummary, ZoneName};
use crate::error::{Error, Result, nearest};
use crate::index::{Complete, Normalised, Raw, Reference, Treated, Zones};
use crate::indicator::{self, Measured};
use crate::output::{
    self, Built, Credits, LevelResult, Manifest, SourceEntry, Staging, TilesOptions, Written,
};
use crate::progress::{Progress, check};
use crate::territory::{self, Territory};
pub use audit::audited;
use contours::Drawn;
pub use gaps::{AskGaps, Gaps, largest_gaps};
use inputs::Inputs;
pub use locate::{LocateExample, LocateReport, LocateRequest, locate};
use located::Ground;
pub use rescore::{Rescored, Rescorer};

/// What to build.
pub struct Request {
    /// The method.
    pub method: Method,
    /// Folder of downloaded files.
    pub data: PathBuf,
    /// Folder to leave.
    pub out: PathBuf,
    /// Zone to write, as `level` and `code`; everything is computed and compared all the same.
    pub zone: Option<ZoneName>,
    /// Whether to write `territories/`.
    pub geometry: bool,
    /// What to draw in `tiles/`, if anything; without geometry nothing is.
    pub tiles: Option<TilesOptions>,
}

/// What a build did, for the command to tell.
pub struct Outcome {
    /// As written.
    pub manifest: Manifest,
}

/// Everything that was computed, in memory.
pub struct Computed {
    /// The units.
    pub territory: Territory,
    /// One a level of the method, in its order.
    pub results: Vec<LevelResult>,
    /// Tables that were read.
    pub sources: Vec<SourceEntry>,
}

const STAGES: usize = 4;

/// Builds the index and leaves its outputs, whole or not at all.
///
/// # Errors
/// Anything that is wrong with the method, its tables or the output folder; nothing is written
/// then.
pub fn build(request: &Request, catalog: &Catalog, progress: &dyn Progress) -> Result<Outcome> {
    let clock = Clock::default();
    let staging = Staging::new(&request.out)?;
    let method = &request.method;
    progress.stage("reading", 0, STAGES);
    let (territory, loaded) =
        rayon::join(|| territory_of(request, catalog), || inputs::load(request, progress));
    let (territory, loaded) = (territory?, loaded?);
    let zone = zone(request, &territory)?;
    clock.mark("reading");
    check(progress)?;
    progress.stage("scores", 1, STAGES);
    let (drawn, computed) = rayon::join(
        || {
            let drawn = contours::read(request, catalog, &territory, progress);
            clock.mark("contours");
            drawn
        },
        || {
            let ground = Ground::new(method, catalog, &request.data, &territory)?;
            let ground = ground.as_ref();
            let places = help::read(request, catalog, &territory, ground, progress)?;
            let inputs = inputs::measure(method, &territory, ground, &loaded, &places, progress)?;
            let mut results = score(method, &territory, &inputs.measured, zone)?;
            clock.mark("scores");
            let access = places.access(method, &territory, &inputs.measured);
            if let Some(access) = &access {
                help::around(method, &territory, access, &mut results);
                clock.mark("help");
            }
            Ok((inputs, results, access))
        },
    );
    let (mut inputs, results, access) = computed?;
    let Drawn { contours, source } = drawn?;
    inputs.sources.extend(source);
    check(progress)?;
    progress.stage("outputs", 2, STAGES);
    let summary = MethodSummary::from(method);
    let sources = outputs::sources(catalog, &territory, inputs.sources)?;
    let credits = Credits::of(&sources);
    let written = Written { method: &summary, credits: &credits };
    let made = outputs::Made {
        method,
        territory: &territory,
        measured: &inputs.measured,
        results: &results,
        contours: contours.as_ref(),
        access: access.as_ref(),
    };
    outputs::write(&staging, written, &made, progress)?;
    clock.mark("outputs");
    let mut manifest =
        outputs::manifest(request, catalog, &territory, summary, credits, sources, &results);
    manifest.places = access.as_ref().map(output::PlacesEntry::of);
    if let Some(contours) = &contours {
        manifest.territory.without_contour =
            outputs::without_contour(&territory, contours, &results);
    }
    let drawable = contours.as_ref().is_some_and(|c| outputs::any_contour(c, &results));
    if let Some(options) = request.tiles.as_ref().filter(|_| drawable) {
        check(progress)?;
        progress.stage("tiles", 3, STAGES);
        let path = staging.file("tiles/territories.pmtiles")?;
        let built = Built { folder: staging.folder().into(), manifest };
        let report = output::write_tiles(&built, options, &path, progress)?;
        manifest = built.manifest;
        manifest.tiles = Some(report);
        clock.mark("tiles");
    }
    manifest.timings = clock.read();
    manifest.write(&staging.file("manifest.json")?)?;
    output::write_sums(&staging)?;
    check(progress)?;
    staging.commit()?;
    progress.stage("done", STAGES, STAGES);
    Ok(Outcome { manifest })
}

/// Computes everything that [`build`] writes but contours, and writes nothing.
///
/// # Errors
/// As [`build`], but for the output folder.
pub fn compute(request: &Request, catalog: &Catalog, progress: &dyn Progress) -> Result<Computed> {
    let (territory, Inputs { measured, sources }) = read(request, catalog, progress)?;
    let zone = zone(request, &territory)?;
    let results = score(&request.method, &territory, &measured, zone)?;
    Ok(Computed { territory, results, sources })
}

/// Reads every table of a method and measures its indicators, without computing an index.
///
/// # Errors
/// As [`build`].
pub fn dry_run(
    request: &Request,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> Result<Vec<SourceEntry>> {
    Ok(read(request, catalog, progress)?.1.sources)
}

fn read(
    request: &Request,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> Result<(Territory, Inputs)> {
    let (territory, loaded) =
        rayon::join(|| territory_of(request, catalog), || inputs::load(request, progress));
    let (territory, loaded) = (territory?, loaded?);
    let ground = Ground::new(&request.method, catalog, &request.data, &territory)?;
    let ground = ground.as_ref();
    let places = help::read(request, catalog, &territory, ground, progress)?;
    let method = &request.method;
    let inputs = inputs::measure(method, &territory, ground, &loaded, &places, progress)?;
    Ok((territory, inputs))
}

/// France's units, or those that the method brings.
fn territory_of(request: &Request, catalog: &Catalog) -> Result<Territory> {
    match &request.method.territory {
        Some(own) => territory::load_own(own, &request.data),
        None => territory::load_france(catalog, &request.data),
    }
}

/// Brings indicators to every level, normalises, aggregates and ranks.
fn score(
    method: &Method,
    territory: &Territory,
    measured: &[Measured],
    zone: Option<(usize, u32)>,
) -> Result<Vec<LevelResult>> {
    method
        .levels
        .par_iter()
        .map(|id| {
            let Prepared { level, zones, complete, treated, normalised } =
                prepare(method, territory, measured, id)?;
            let scores = normalised.score(method, &zones);
            let figures = Reference::figures(&complete, &scores.index, territory, level, &zones);
            let inside = zone.map(|z| territory.in_zone(level, z));
            let kept = (0..territory.levels[level].len() as u32)
                .filter(|u| inside.as_ref().is_none_or(|i| i[*u as usize]))
                .collect();
            let help = None;
            Ok(LevelResult { level, complete, treated, normalised, scores, figures, help, kept })
        })
        .collect()
}

/// One level before it is weighted.
struct Prepared {
    level: usize,
    zones: Zones,
    complete: Complete,
    treated: Treated,
    normalised: Normalised,
}

/// Everything that weights do not change: brings indicators to a level, completes, treats and
/// normalises them.
fn prepare(
    method: &Method,
    territory: &Territory,
    measured: &[Measured],
    id: &str,
) -> Result<Prepared> {
    let level = territory.level(id).ok_or_else(|| Error::request(format!("no level `{id}`")))?;
    for (indicator, column) in method.indicators.iter().zip(measured) {
        nests(territory, column.level, level, &indicator.id, method)?;
    }
    let columns = measured.par_iter().map(|m| indicator::at_level(m, territory, level)).collect();
    let zones = Zones::new(territory, level, &method.zone)?;
    let complete = Raw { columns }.complete(method, territory, level)?;
    let treated = complete.treat(method);
    let normalised = treated.normalise(&complete, method, territory, &zones)?;
    Ok(Prepared { level, zones, complete, treated, normalised })
}

/// Sums go up only where each unit lies whole in one unit above.
fn nests(territory: &Territory, from: usize, to: usize, id: &str, method: &Method) -> Result<()> {
    match territory.levels[from].parents_in(to) {
        Some(parents) if !parents.nests => Err(Error::input(
            &method.path,
            format!(
                "indicator `{id}` speaks of each {}, which may lie in several units of level {}",
                territory.levels[from].id, territory.levels[to].id
            ),
        )
        .with_help("take one of the two out, or give the indicator at a finer level")),
        _ => Ok(()),
    }
}

fn zone(request: &Request, territory: &Territory) -> Result<Option<(usize, u32)>> {
    let Some(zone) = &request.zone else { return Ok(None) };
    let level = territory.level(&zone.level).ok_or_else(|| {
        Error::request(format!("unknown level `{}` in the zone `{zone}`", zone.level))
            .with_help(nearest(&zone.level, territory.levels.iter().map(|l| l.id.as_str())))
    })?;
    let units = &territory.levels[level];
    let unit = units.find(&zone.code).ok_or_else(|| {
        Error::request(format!("no {} has the code `{}`", zone.level, zone.code))
            .with_help(nearest(&zone.code, units.codes.iter().map(String::as_str)))
    })?;
    Ok(Some((level, unit)))
}

/// Seconds since the start, by stage.
struct Clock {
    start: Instant,
    marks: std::sync::Mutex<BTreeMap<String, f64>>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { start: Instant::now(), marks: std::sync::Mutex::default() }
    }
}

impl Clock {
    fn mark(&self, stage: &str) {
        if let Ok(mut marks) = self.marks.lock() {
            marks.insert(format!("{stage}_done_at"), self.start.elapsed().as_secs_f64());
        }
    }

    fn read(&self) -> BTreeMap<String, f64> {
        self.marks.lock().map(|m| m.clone()).unwrap_or_default()
    }
}
