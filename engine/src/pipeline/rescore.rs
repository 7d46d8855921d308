//! Scores anew, from what a build left: other weights, indicators or reference zone.
//!
//! In: a build's folder, a [`Selection`] and a level. Out: the scores that `ifn build` gives with
//! the same choices, by the same stages. What weights do not change is kept for the next request,
//! so that only they are computed.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;

use super::{Prepared, help, prepare};
use crate::analysis::access::Access;
use crate::catalog::{Catalog, Method, MethodSummary, Selection, ZoneName};
use crate::error::{Error, Result, nearest};
use crate::index::{Reference, Scores};
use crate::indicator::Measured;
use crate::output::{self, Computed, Manifest};
use crate::progress::go_on;
use crate::territory::Territory;

/// Levels × choices of indicators × zones that are kept ready.
const KEPT: usize = 12;

/// Ready to score a build anew.
pub struct Rescorer {
    method: Method,
    territory: Territory,
    measured: Vec<Measured>,
    /// The latest first.
    ready: Mutex<Vec<(Key, Arc<Prepared>)>>,
    /// Codes, names, parents and populations of each level.
    identity: Vec<OnceLock<RecordBatch>>,
    /// Help, when the method counts some.
    access: Option<Access>,
}

/// What weights do not change.
#[derive(Debug, Clone, PartialEq)]
struct Key {
    level: String,
    only: Vec<String>,
    zone: String,
}

/// Scores of one level.
pub struct Rescored {
    /// Position of the level.
    pub level: usize,
    /// The method with the choices.
    pub method: MethodSummary,
    /// Of all units of the level.
    pub scores: Scores,
}

impl Rescorer {
    /// Opens what a build left.
    ///
    /// # Errors
    /// A build of another version, or whose `inputs/` are missing or damaged.
    pub fn open(folder: &Path, manifest: &Manifest, catalog: &Catalog) -> Result<Self> {
        Self::of(folder, output::read_method(folder, manifest, catalog)?)
    }

    /// The same of a build's method that was read already.
    ///
    /// # Errors
    /// `inputs/` or `places.parquet` that are missing or damaged.
    pub fn of(folder: &Path, method: Method) -> Result<Self> {
        let (territory, measured) = output::read_inputs(folder, &method)?;
        let access = help::open(folder, &method, &territory, &measured)?;
        let identity = territory.levels.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { method, territory, measured, ready: Mutex::default(), identity, access })
    }

    /// All units, whatever the zone that was written.
    pub fn territory(&self) -> &Territory {
        &self.territory
    }

    /// Scores one level.
    ///
    /// # Errors
    /// A level that the method does not compute; a choice that it does not allow.
    pub fn score(&self, level: &str, choice: &Selection) -> Result<Rescored> {
        let choice = Selection { levels: vec![level.into()], ..choice.clone() };
        let method = self.method.clone().select(&choice)?;
        let prepared = self.prepared(&method, level)?;
        go_on()?;
        let scores = prepared.normalised.score(&method, &prepared.zones);
        Ok(Rescored { level: prepared.level, method: MethodSummary::from(&method), scores })
    }

    /// Positions of a level's units that lie in a zone; all without one.
    ///
    /// # Errors
    /// An unknown level or code.
    pub fn units(&self, level: usize, zone: Option<&ZoneName>) -> Result<Vec<u32>> {
        let units = 0..self.territory.levels[level].len() as u32;
        let Some(zone) = zone else { return Ok(units.collect()) };
        let levels = &self.territory.levels;
        let at = self.territory.level(&zone.level).ok_or_else(|| {
            Error::request(format!("unknown level `{}` in the zone `{zone}`", zone.level))
                .with_help(nearest(&zone.level, levels.iter().map(|l| l.id.as_str())))
        })?;
        let unit = levels[at].find(&zone.code).ok_or_else(|| {
            Error::request(format!("no {} has the code `{}`", zone.level, zone.code))
                .with_help(nearest(&zone.code, levels[at].codes.iter().map(String::as_str)))
        })?;
        let inside = self.territory.in_zone(level, (at, unit));
        Ok(units.filter(|u| inside[*u as usize]).collect())
    }

    /// Scores as a table, one row a unit of `kept`, by code: the columns of `scores/{level}.parquet`
    /// up to the axes.
    ///
    /// # Errors
    /// None for scores of this territory.
    pub fn table(&self, scored: &Rescored, kept: Option<&[u32]>) -> Result<RecordBatch> {
        go_on()?;
        let level = scored.level;
        let all: Vec<u32>;
        let kept = match kept {
            Some(kept) => kept,
            None => {
                all = (0..self.territory.levels[level].len() as u32).collect();
                &all
            }
        };
        let identity = self.identity_of(scored, kept)?;
        output::with_scores(&identity, &scored.method, &self.territory, level, &scored.scores, kept)
    }

    fn identity_of(&self, scored: &Rescored, kept: &[u32]) -> Result<RecordBatch> {
        let level = scored.level;
        let identity = match self.identity[level].get() {
            Some(known) => known.clone(),
            None => {
                let made = output::identity_table(&scored.method, &self.territory, level)?;
                self.identity[level].get_or_init(|| made).clone()
            }
        };
        if kept.len() == identity.num_rows() {
            return Ok(identity);
        }
        let rows = UInt32Array::from(kept.to_vec());
        take_record_batch(&identity, &rows).map_err(|e| Error::request(e.to_string()))
    }

    /// The same with every column of `scores/{level}.parquet`: values, normalised, origins, reasons.
    /// `choice` is what `scored` was asked with.
    ///
    /// # Errors
    /// Those of [`Rescorer::score`].
    pub fn whole_table(
        &self,
        scored: &Rescored,
        choice: &Selection,
        kept: Option<&[u32]>,
    ) -> Result<RecordBatch> {
        let prepared = self.prepared_for(scored, choice)?;
        let Prepared { level, complete, treated, normalised, .. } = prepared.as_ref();
        go_on()?;
        let help = self.access.as_ref().map(|access| {
            let columns = help::by_id(&self.method, normalised);
            access
                .help(&self.territory, help::scored(&self.method, *level, &columns, &scored.scores))
        });
        go_on()?;
        let computed = Computed {
            level: *level,
            complete,
            treated,
            normalised,
            scores: &scored.scores,
            help: help.as_ref(),
        };
        let all: Vec<u32>;
        let kept = match kept {
            Some(kept) => kept,
            None => {
                all = (0..self.territory.levels[*level].len() as u32).collect();
                &all
            }
        };
        output::scores_table(&scored.method, &self.territory, computed, kept)
    }

    /// Help, when the method counts some.
    pub fn access(&self) -> Option<&Access> {
        self.access.as_ref()
    }

    /// Gaps of a level, for a service (a position in the schema's list) or for any help, as a table of
    /// the units of `kept`: codes, names, parents and populations, score, rank and decile, then the
    /// columns about gaps and the nearest place. `choice` is what `scored` was asked with.
    ///
    /// # Errors
    /// A method that counts no help; those of [`Rescorer::score`].
    pub fn gaps(
        &self,
        scored: &Rescored,
        choice: &Selection,
        service: Option<usize>,
        kept: Option<&[u32]>,
    ) -> Result<RecordBatch> {
        let access = self.access.as_ref().ok_or_else(|| {
            Error::request("this build counts no help: its method has no [access]")
                .with_help("add one to the method, and build again with `ifn build`")
        })?;
        let prepared = self.prepared_for(scored, choice)?;
        go_on()?;
        let level = scored.level;
        let columns = help::by_id(&self.method, &prepared.normalised);
        let of = help::scored(&self.method, level, &columns, &scored.scores);
        let gaps = access.gaps(&self.territory, of, service);
        go_on()?;
        let all: Vec<u32>;
        let kept = match kept {
            Some(kept) => kept,
            None => {
                all = (0..self.territory.levels[level].len() as u32).collect();
                &all
            }
        };
        let identity = self.identity_of(scored, kept)?;
        let scores = (&scored.method, &scored.scores);
        output::gaps_table(&identity, scores, access, &gaps, (&self.territory, level), kept)
    }

    /// What units are set against, as `reference.parquet` holds it, for this level.
    ///
    /// # Errors
    /// Those of [`Rescorer::score`].
    pub fn figures(&self, scored: &Rescored, choice: &Selection) -> Result<RecordBatch> {
        let prepared = self.prepared_for(scored, choice)?;
        go_on()?;
        let Prepared { level, complete, zones, .. } = prepared.as_ref();
        let index = &scored.scores.index;
        let figures = Reference::figures(complete, index, &self.territory, *level, zones);
        output::reference_table(&scored.method, &self.territory, *level, &figures)
    }

    fn prepared_for(&self, scored: &Rescored, choice: &Selection) -> Result<Arc<Prepared>> {
        let level = self.territory.levels[scored.level].id.as_str();
        let choice = Selection { levels: vec![level.into()], ..choice.clone() };
        self.prepared(&self.method.clone().select(&choice)?, level)
    }

    fn prepared(&self, method: &Method, level: &str) -> Result<Arc<Prepared>> {
        // A screened unit's completeness is a share of weight.
        let keep = method.missing.screen <= 0.0;
        let scored = method.indicators.iter().filter(|i| i.scored.is_some());
        let key = Key {
            level: level.into(),
            only: scored.map(|i| i.id.clone()).collect(),
            zone: method.zone.clone(),
        };
        let ready = |entries: &mut Vec<(Key, Arc<Prepared>)>| {
            let at = entries.iter().position(|(k, _)| *k == key)?;
            entries[..=at].rotate_right(1);
            Some(Arc::clone(&entries[0].1))
        };
        if keep && let Some(found) = self.ready.lock().ok().and_then(|mut all| ready(&mut all)) {
            return Ok(found);
        }
        go_on()?;
        let prepared = Arc::new(prepare(method, &self.territory, &self.measured, level)?);
        if keep && let Ok(mut all) = self.ready.lock() {
            all.insert(0, (key, Arc::clone(&prepared)));
            all.truncate(KEPT);
        }
        Ok(prepared)
    }
}
