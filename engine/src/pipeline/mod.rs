//! The front door: from a method to a folder of outputs, one verb a stage.
//!
//! In: a [`BuildRequest`] (a method, the folder of downloaded files, the folder to leave). Out: the
//! folder, whole or not at all ([`build`]), the same figures in memory ([`compute`]), an audit of them
//! ([`audit`]), or what became of the tables alone ([`check`]).

mod access;
mod areas;
mod clock;
mod contours;
mod measure;
mod read;
mod request;
mod run;
mod score;
mod write;

use crate::analysis::audit::Audit;
use crate::build::{SourceEntry, Staging};
use crate::catalog::{Catalog, MethodSummary, ZoneName};
use crate::error::Result;
use crate::progress::Progress;
use crate::query;
use crate::words;

pub use request::{BuildOutcome, BuildRequest, ComputedLevels};
use run::{BuildRun, Scoring};

/// Builds the index and leaves its outputs, whole or not at all.
///
/// ```
/// use ifn_engine::build::Build;
/// use ifn_engine::catalog::{self, Catalog, Scenario};
/// use ifn_engine::pipeline::{self, BuildRequest};
/// use ifn_engine::progress::Silent;
///
/// # fn main() -> ifn_engine::Result<()> {
/// let catalog = Catalog::builtin()?;
/// let levels = vec!["region".to_string()];
/// let method = catalog::open_method("embarque", &catalog)?
///     .apply(&Scenario { levels, ..Scenario::default() })?;
/// let folder = tempfile::tempdir().expect("a folder");
/// let request = BuildRequest {
///     method,
///     data: "data".into(),
///     out: folder.path().join("out"),
///     zone: None,
///     geometry: false,
///     tiles: None,
/// };
/// pipeline::build(&request, &catalog, &Silent)?;
/// let scores = Build::read(&request.out)?.scores("region")?;
/// assert_eq!(scores.num_rows(), 18);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Anything that is wrong with the method, its tables or the output folder; nothing is written
/// then.
pub fn build(
    request: &BuildRequest,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> Result<BuildOutcome> {
    let run = BuildRun::new(request, catalog, progress, true);
    let staging = Staging::new(&request.out)?;
    let (units, tables) = run.read()?;
    let score = || -> Result<Scoring> {
        let measurement = run.measure(&units, &tables)?;
        let scoring = run.score(&units, measurement)?;
        Ok(run.reach(&units, scoring))
    };
    let (scoring, contours) = rayon::join(score, || run.outline(&units));
    let written = run.write(&staging, &units, scoring?, contours?)?;
    let manifest = run.tile(&staging, written)?;
    run.seal(staging, manifest)
}

/// Computes the scores that [`build`] writes, and writes nothing: its stages up to `score`.
///
/// # Errors
/// As [`build`], but for the output folder.
pub fn compute(
    request: &BuildRequest,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> Result<ComputedLevels> {
    let run = BuildRun::new(request, catalog, progress, false);
    let (units, tables) = run.read()?;
    let measurement = run.measure(&units, &tables)?;
    let scoring = run.score(&units, measurement)?;
    let (results, sources) = (scoring.results, scoring.sources);
    Ok(ComputedLevels { territory: units.territory, results, sources })
}

/// Checks a method and its tables: computes its scores, writes nothing, and gives what became of the
/// tables.
///
/// # Errors
/// As [`build`], but for the output folder and contours.
pub fn check(
    request: &BuildRequest,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> Result<Vec<SourceEntry>> {
    Ok(compute(request, catalog, progress)?.sources)
}

/// Computes a method and audits one of its levels, the finest when `level` is absent: its units in the zone
/// of the request, where it names one.
///
/// # Errors
/// As [`compute`]; a level that the method does not compute.
pub fn audit(
    request: &BuildRequest,
    level: Option<&str>,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> Result<Audit> {
    let position = query::audited_level(&request.method, level)?;
    let computed = compute(request, catalog, progress)?;
    let summary = MethodSummary::from(&request.method);
    let name_of = |member: &ZoneName| {
        let name = computed.territory.name_of(member)?;
        Some(words::member_name(member, &name))
    };
    let zone = request.zone.as_ref().map(|zone| zone.label_by(&name_of));
    Ok(query::audit_level(&summary, &computed.territory, &computed.results[position], zone))
}
