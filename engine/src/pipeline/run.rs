//! One run through the stages of the method, a verb each: read → measure → score → reach → write → tile
//! → seal. Each takes what the one before gives; a check or an audit takes the first three.

use super::access::{self, PlaceRegisters};
use super::clock::Clock;
use super::contours::{self, DrawnContours};
use super::measure::{self, MeasuredInputs};
use super::read::{self, LoadedTable, ZonedTerritory};
use super::request::{BuildOutcome, BuildRequest};
use super::score;
use super::write::{self, BuildParts};
use crate::analysis::access::Accessibility;
use crate::build::{
    Build, LevelResult, Manifest, SourceEntry, Staging, TILES, write_sums, write_tiles,
};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::indicator::Measured;
use crate::progress::{Progress, check};
use crate::spatial_join::SpatialJoin;

/// Stages that are announced: reading, scores, outputs, tiles.
const STAGES: usize = 4;

/// A run.
pub struct BuildRun<'a> {
    request: &'a BuildRequest,
    catalog: &'a Catalog,
    progress: &'a dyn Progress,
    /// Whether stages are announced: those of a build are, a check only gives its result.
    announced: bool,
    clock: Clock,
}

/// Indicators measured, places read.
pub struct Measurement {
    inputs: MeasuredInputs,
    places: PlaceRegisters,
}

/// Levels scored, access to places measured.
pub struct Scoring {
    /// One a level of the method, in its order.
    pub results: Vec<LevelResult>,
    /// Tables and places that were read.
    pub sources: Vec<SourceEntry>,
    /// What the scores were computed from.
    measured: Vec<Measured>,
    places: PlaceRegisters,
    access: Option<Accessibility>,
}

/// Files written.
pub struct WrittenFiles {
    manifest: Manifest,
    /// Whether any unit has a contour.
    drawable: bool,
}

impl<'a> BuildRun<'a> {
    /// A run; `announced`: its stages are reported to `progress`.
    pub fn new(
        request: &'a BuildRequest,
        catalog: &'a Catalog,
        progress: &'a dyn Progress,
        announced: bool,
    ) -> Self {
        Self { request, catalog, progress, announced, clock: Clock::default() }
    }

    fn stage(&self, name: &'static str, done: usize) -> Result<()> {
        check(self.progress)?;
        if self.announced {
            self.progress.stage(name, done, STAGES);
        }
        Ok(())
    }

    /// Reads the territory and the method's tables.
    pub fn read(&self) -> Result<(ZonedTerritory, Vec<Option<LoadedTable>>)> {
        self.stage("reading", 0)?;
        let found = read::read(self.request, self.catalog, self.progress)?;
        self.clock.mark("reading");
        Ok(found)
    }

    /// Joins tables to units and measures indicators at their tables' own levels.
    pub fn measure(
        &self,
        units: &ZonedTerritory,
        tables: &[Option<LoadedTable>],
    ) -> Result<Measurement> {
        self.stage("scores", 1)?;
        let Self { request, catalog, progress, .. } = *self;
        let (method, territory) = (&request.method, &units.territory);
        let join = SpatialJoin::new(method, catalog, &request.data, territory)?;
        let join = join.as_ref();
        let places = access::read(request, catalog, territory, join, progress)?;
        let inputs = measure::measure(method, territory, join, tables, &places, progress)?;
        Ok(Measurement { inputs, places })
    }

    /// Brings indicators to every level, normalises, aggregates and ranks them.
    pub fn score(&self, units: &ZonedTerritory, measurement: Measurement) -> Result<Scoring> {
        let Measurement { inputs: MeasuredInputs { measured, sources }, places } = measurement;
        let method = &self.request.method;
        let results = score::score(method, &units.territory, &measured, units.zone.as_ref())?;
        self.clock.mark("scores");
        Ok(Scoring { results, sources, measured, places, access: None })
    }

    /// Measures access to places around the units, where the method counts some.
    pub fn reach(&self, units: &ZonedTerritory, mut scoring: Scoring) -> Scoring {
        let (method, territory) = (&self.request.method, &units.territory);
        scoring.access = scoring.places.access(method, territory, &scoring.measured);
        if let Some(access) = &scoring.access {
            access::around(method, territory, access, &mut scoring.results);
            self.clock.mark("help");
        }
        scoring
    }

    /// Reads the contours of the units, if geometry is asked for.
    pub fn outline(&self, units: &ZonedTerritory) -> Result<DrawnContours> {
        let drawn = contours::read(self.request, self.catalog, &units.territory, self.progress);
        self.clock.mark("contours");
        drawn
    }

    /// Writes every file but the tiles and the manifest, which it gives.
    pub fn write(
        &self,
        staging: &Staging,
        units: &ZonedTerritory,
        scoring: Scoring,
        drawn: DrawnContours,
    ) -> Result<WrittenFiles> {
        self.stage("outputs", 2)?;
        let Scoring { results, mut sources, measured, access, .. } = scoring;
        sources.extend(drawn.source);
        let parts = BuildParts {
            method: &self.request.method,
            territory: &units.territory,
            measured: &measured,
            results: &results,
            contours: drawn.contours.as_ref(),
            zone: units.zone.as_ref(),
            access: access.as_ref(),
        };
        let Self { request, catalog, progress, .. } = *self;
        let manifest = write::write(staging, request, catalog, &parts, sources, progress)?;
        self.clock.mark("outputs");
        Ok(WrittenFiles { manifest, drawable: parts.any_contour() })
    }

    /// Draws the tiles, if they are asked for and any unit has a contour.
    pub fn tile(&self, staging: &Staging, written: WrittenFiles) -> Result<Manifest> {
        let WrittenFiles { manifest, drawable } = written;
        let Some(options) = self.request.tiles.as_ref().filter(|_| drawable) else {
            return Ok(manifest);
        };
        self.stage("tiles", 3)?;
        let path = staging.file(TILES)?;
        let mut build = Build { folder: staging.folder().into(), manifest };
        build.manifest.tiles = Some(write_tiles(&build, options, &path, self.progress)?);
        self.clock.mark("tiles");
        Ok(build.manifest)
    }

    /// Writes the manifest and the sums, and puts the folder in its place.
    pub fn seal(&self, staging: Staging, mut manifest: Manifest) -> Result<BuildOutcome> {
        manifest.timings = self.clock.read();
        manifest.write(&staging.file("manifest.json")?)?;
        write_sums(&staging)?;
        check(self.progress)?;
        staging.commit()?;
        self.progress.stage("done", STAGES, STAGES);
        Ok(BuildOutcome { manifest })
    }
}
