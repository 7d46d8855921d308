//! Rescored levels, the latest kept: a map asks for many tiles with one scenario.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use ifn_engine::Result;
use ifn_engine::catalog::Scenario;
use ifn_engine::query::{Rescored, Rescorer};
use ifn_engine::territory::{LevelIndex, UnitIndex};
use ifn_engine::tiles::feature_id;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::FxHashMap;

/// Bytes of the scores that are kept: all levels of France take some 5 MB a scenario, so that a dozen
/// people may look at them with weights of their own.
const KEPT_BYTES: u64 = 80 << 20;
/// About how many levels × scenarios that are.
const KEPT: usize = 80;
/// What an entry takes beside its scores: its method in short.
const OVERHEAD: u64 = 16 << 10;

/// A level and a scenario.
#[derive(Debug, Clone)]
pub struct LevelScenario {
    /// The level.
    pub level: String,
    /// Its weights, indicators and reference.
    pub scenario: Scenario,
}

/// Rescores a build.
pub struct RescoreCache {
    /// The engine's part.
    pub engine: Rescorer,
    /// By level and scenario as they were asked for: the order of weights is in what their scores say of
    /// the method.
    kept: Cache<String, Arc<Rescored>, RescoredBytes>,
    /// Units of each level by the id of their feature in tiles.
    units: Vec<OnceLock<FxHashMap<u64, UnitIndex>>>,
}

#[derive(Clone)]
struct RescoredBytes;

impl Weighter<String, Arc<Rescored>> for RescoredBytes {
    fn weight(&self, key: &String, rescored: &Arc<Rescored>) -> u64 {
        (key.len() + rescored.scores.bytes()) as u64 + OVERHEAD
    }
}

impl RescoreCache {
    /// With nothing kept yet.
    pub fn new(engine: Rescorer) -> Self {
        let units = engine.territory().levels.iter().map(|_| OnceLock::new()).collect();
        let kept = Cache::with_weighter(KEPT, KEPT_BYTES, RescoredBytes);
        Self { engine, kept, units }
    }

    /// Scores of a level. They are computed once for all who ask for them at the same time.
    ///
    /// # Errors
    /// A scenario that the method does not allow.
    pub fn score(&self, asked: &LevelScenario) -> Result<Arc<Rescored>> {
        let score = || self.engine.score(&asked.level, &asked.scenario).map(Arc::new);
        self.kept.get_or_insert_with(asked.exact().as_str(), score)
    }

    /// Unit of a level that a feature of a tile is.
    pub fn unit(&self, level: LevelIndex, feature: u64) -> Option<UnitIndex> {
        let units = self.units[level.get()].get_or_init(|| {
            let level = &self.engine.territory()[level];
            level.units().map(|unit| (feature_id(level.code(unit)), unit)).collect()
        });
        units.get(&feature).copied()
    }
}

impl LevelScenario {
    /// The same text for what was asked in the same words.
    fn exact(&self) -> String {
        format!("{} {:?}", self.level, self.scenario)
    }

    /// The same text for the same scenario.
    pub fn canonical(&self) -> String {
        let weights: BTreeMap<&str, f64> =
            self.scenario.weights.iter().map(|(id, w)| (id.as_str(), *w)).collect();
        format!("{} {:?} {weights:?} {:?}", self.level, self.scenario.only, self.scenario.reference)
    }
}
