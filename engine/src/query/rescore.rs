//! Rescoring, from what a build left: other weights, indicators or reference zone.
//!
//! In: a build's folder, a [`Scenario`] and a level. Out: the scores that `ifn build` gives with
//! the same choices, by the same stages. What weights do not change is kept for the next request,
//! so that only they are computed.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::analysis::access::{AccessSummary, Accessibility, ScoredLevel};
use crate::build::columns::LevelRows;
use crate::build::{self, Manifest};
use crate::catalog::{Catalog, Method, MethodSummary, Scenario};
use crate::error::{Error, Result};
use crate::index::{PreparedLevel, Reference, Scores};
use crate::indicator::Measured;
use crate::progress::go_on;
use crate::territory::{LevelIndex, Territory, UnitIndex, ZoneUnits};

/// Bytes of what is kept ready: some 4 MB a level of France, choice of indicators and zone.
const READY_BYTES: u64 = 96 << 20;
/// About how many that are.
const READY: usize = 24;

/// Ready to rescore a build.
pub struct Rescorer {
    method: Method,
    territory: Territory,
    measured: Vec<Measured>,
    ready: Cache<PreparedKey, Arc<PreparedLevel>, PreparedBytes>,
    /// Codes, names, parents and populations of each level.
    identity: Vec<OnceLock<RecordBatch>>,
    /// Access to places, when the method counts some.
    access: Option<Accessibility>,
}

/// What weights do not change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct PreparedKey {
    level: String,
    only: Vec<String>,
    zone: String,
}

#[derive(Clone)]
struct PreparedBytes;

impl Weighter<PreparedKey, Arc<PreparedLevel>> for PreparedBytes {
    fn weight(&self, _: &PreparedKey, prepared: &Arc<PreparedLevel>) -> u64 {
        // What weighs nothing is never let go.
        prepared.bytes().max(1) as u64
    }
}

/// Scores of one level.
pub struct Rescored {
    /// The level.
    pub level: LevelIndex,
    /// The method with the choices.
    pub method: MethodSummary,
    /// Of all units of the level.
    pub scores: Scores,
    /// The choices: the key of the prepared level from which its table is completed.
    choice: Scenario,
}

impl Rescorer {
    /// Opens what a build left.
    ///
    /// # Errors
    /// A build of another version, or whose `inputs/` are missing or damaged.
    pub fn open(folder: &Path, manifest: &Manifest, catalog: &Catalog) -> Result<Self> {
        Self::of(folder, build::read_method(folder, manifest, catalog)?)
    }

    /// The same of a build's method that was read already.
    ///
    /// # Errors
    /// `inputs/` or `places.parquet` that are missing or damaged.
    pub fn of(folder: &Path, method: Method) -> Result<Self> {
        let (territory, measured) = build::read_inputs(folder, &method)?;
        let access = build::read_access(folder, &method, &territory, &measured)?;
        let identity = territory.levels.iter().map(|_| OnceLock::new()).collect();
        let ready = Cache::with_weighter(READY, READY_BYTES, PreparedBytes);
        Ok(Self { method, territory, measured, ready, identity, access })
    }

    /// All units, whatever the zone that was written.
    pub fn territory(&self) -> &Territory {
        &self.territory
    }

    /// Scores one level.
    ///
    /// # Errors
    /// A level that the method does not compute; a choice that it does not allow.
    pub fn score(&self, level: &str, choice: &Scenario) -> Result<Rescored> {
        let choice = Scenario { levels: vec![level.into()], ..choice.clone() };
        let method = self.method.clone().apply(&choice)?;
        let prepared = self.prepared(&method, level)?;
        go_on()?;
        let scores = prepared.normalised.score(&method, &prepared.zones);
        let summary = MethodSummary::from(&method);
        Ok(Rescored { level: prepared.level, method: summary, scores, choice })
    }

    /// Units of a level that lie in a zone.
    pub fn units(&self, level: LevelIndex, zone: &ZoneUnits) -> Vec<UnitIndex> {
        let inside = self.territory.in_zone(level, zone);
        self.territory[level].units().filter(|u| inside[u.get()]).collect()
    }

    /// Scores as a table, one row a unit of `kept`, by code: the columns of `scores/{level}.parquet`
    /// up to the axes.
    ///
    /// # Errors
    /// None for scores of this territory.
    pub fn table(&self, scored: &Rescored, kept: Option<&[UnitIndex]>) -> Result<RecordBatch> {
        go_on()?;
        let level = scored.level;
        let all: Vec<UnitIndex>;
        let kept = match kept {
            Some(kept) => kept,
            None => {
                all = self.all_units(level);
                &all
            }
        };
        let identity = self.identity_of(scored, kept)?;
        let id = &self.territory[level].id;
        build::with_scores(&identity, &scored.method, id, &scored.scores, kept)
    }

    fn all_units(&self, level: LevelIndex) -> Vec<UnitIndex> {
        self.territory[level].units().collect()
    }

    fn identity_of(&self, scored: &Rescored, kept: &[UnitIndex]) -> Result<RecordBatch> {
        let level = scored.level;
        let identity = match self.identity[level.get()].get() {
            Some(known) => known.clone(),
            None => {
                let made = build::identity_table(&scored.method, &self.territory, level)?;
                self.identity[level.get()].get_or_init(|| made).clone()
            }
        };
        if kept.len() == identity.num_rows() {
            return Ok(identity);
        }
        let rows = UInt32Array::from_iter_values(kept.iter().map(|unit| unit.number()));
        take_record_batch(&identity, &rows).map_err(|e| Error::internal(e.to_string()))
    }

    /// The same with every column of `scores/{level}.parquet`: values, normalised, origins, reasons.
    ///
    /// # Errors
    /// Those of [`Rescorer::score`].
    pub fn whole_table(
        &self,
        scored: &Rescored,
        kept: Option<&[UnitIndex]>,
    ) -> Result<RecordBatch> {
        self.whole_table_of(scored, None, kept)
    }

    /// The same with need, lack, gap and the nearest place of a service (a position in the schema's list); places
    /// within a unit are counted for any help.
    ///
    /// # Errors
    /// Those of [`Rescorer::score`].
    pub fn whole_table_of(
        &self,
        scored: &Rescored,
        service: Option<usize>,
        kept: Option<&[UnitIndex]>,
    ) -> Result<RecordBatch> {
        let prepared = self.prepared_for(scored)?;
        let PreparedLevel { level, complete, treated, normalised, .. } = prepared.as_ref();
        go_on()?;
        let access = match &self.access {
            None => AccessSummary::unknown(0),
            Some(access) => {
                let of = ScoredLevel::new(&self.method, *level, normalised, &scored.scores);
                access.summary(&self.territory, &of, service)
            }
        };
        go_on()?;
        let all: Vec<UnitIndex>;
        let kept = match kept {
            Some(kept) => kept,
            None => {
                all = self.all_units(*level);
                &all
            }
        };
        let rows = LevelRows {
            territory: &self.territory,
            level: *level,
            kept,
            complete,
            treated,
            normalised,
            scores: &scored.scores,
            access: &access,
        };
        build::scores_table(&scored.method, &rows)
    }

    /// Access to places, when the method counts some.
    pub fn access(&self) -> Option<&Accessibility> {
        self.access.as_ref()
    }

    /// Gaps of a level, for a service (a position in the schema's list) or for any help, as a table of
    /// the units of `kept`: codes, names, parents and populations, score, rank and decile, then the
    /// columns about gaps and the nearest place.
    ///
    /// # Errors
    /// A method that counts no help; those of [`Rescorer::score`].
    pub fn gaps(
        &self,
        scored: &Rescored,
        service: Option<usize>,
        kept: Option<&[UnitIndex]>,
    ) -> Result<RecordBatch> {
        let access = self.access.as_ref().ok_or_else(|| {
            Error::request("this build counts no help: its method has no [access]")
                .with_help("add one to the method, and build again with `ifn build`")
        })?;
        let prepared = self.prepared_for(scored)?;
        go_on()?;
        let level = scored.level;
        let of = ScoredLevel::new(&self.method, level, &prepared.normalised, &scored.scores);
        let gaps = access.gaps(&self.territory, &of, service);
        go_on()?;
        let all: Vec<UnitIndex>;
        let kept = match kept {
            Some(kept) => kept,
            None => {
                all = self.all_units(level);
                &all
            }
        };
        let identity = self.identity_of(scored, kept)?;
        let scores = (&scored.method, &scored.scores);
        let id = &self.territory[level].id;
        build::gaps_table(&identity, scores, access, &gaps, id, kept)
    }

    /// What units are set against, as `reference.parquet` holds it, for this level.
    ///
    /// # Errors
    /// Those of [`Rescorer::score`].
    pub fn figures(&self, scored: &Rescored) -> Result<RecordBatch> {
        let prepared = self.prepared_for(scored)?;
        go_on()?;
        let PreparedLevel { level, complete, zones, .. } = prepared.as_ref();
        let index = &scored.scores.index;
        let figures = Reference::figures(complete, index, &self.territory, *level, zones);
        build::reference_table(&scored.method, &self.territory, *level, &figures)
    }

    fn prepared_for(&self, scored: &Rescored) -> Result<Arc<PreparedLevel>> {
        let level = self.territory[scored.level].id.as_str();
        self.prepared(&self.method.clone().apply(&scored.choice)?, level)
    }

    fn prepared(&self, method: &Method, level: &str) -> Result<Arc<PreparedLevel>> {
        let prepare = || {
            go_on()?;
            PreparedLevel::new(method, &self.territory, &self.measured, level).map(Arc::new)
        };
        // A screened unit's completeness is a share of weight: it changes with the weights.
        if method.missing.screen > 0.0 {
            return prepare();
        }
        let scored = method.indicators.iter().filter(|i| i.scored.is_some());
        let key = PreparedKey {
            level: level.into(),
            only: scored.map(|i| i.id.clone()).collect(),
            zone: method.zone.clone(),
        };
        self.ready.get_or_insert_with(&key, prepare)
    }
}
