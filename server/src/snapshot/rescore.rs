//! Rescored levels, the latest kept: a map asks for many tiles with one scenario.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use ifn_engine::Result;
use ifn_engine::catalog::Scenario;
use ifn_engine::query::{Rescored, Rescorer};
use ifn_engine::territory::{LevelIndex, UnitIndex};
use ifn_engine::tiles::feature_id;
use rustc_hash::FxHashMap;

/// Levels × scenarios that are kept: 2 MB each at most, so that eight people may look at all levels of
/// France with weights of their own.
const KEPT: usize = 40;

/// A level and a scenario.
#[derive(Debug, Clone, PartialEq)]
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
    /// The latest first.
    kept: Mutex<Vec<(LevelScenario, Arc<Rescored>)>>,
    /// Units of each level by the id of their feature in tiles.
    units: Vec<OnceLock<FxHashMap<u64, UnitIndex>>>,
}

impl RescoreCache {
    /// With nothing kept yet.
    pub fn new(engine: Rescorer) -> Self {
        let units = engine.territory().levels.iter().map(|_| OnceLock::new()).collect();
        Self { engine, kept: Mutex::default(), units }
    }

    /// Scores of a level.
    ///
    /// # Errors
    /// A scenario that the method does not allow.
    pub fn score(&self, asked: &LevelScenario) -> Result<Arc<Rescored>> {
        if let Ok(mut kept) = self.kept.lock()
            && let Some(at) = kept.iter().position(|(known, _)| known == asked)
        {
            kept[..=at].rotate_right(1);
            return Ok(Arc::clone(&kept[0].1));
        }
        let scored = Arc::new(self.engine.score(&asked.level, &asked.scenario)?);
        if let Ok(mut kept) = self.kept.lock() {
            kept.insert(0, (asked.clone(), Arc::clone(&scored)));
            kept.truncate(KEPT);
        }
        Ok(scored)
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
    /// The same text for the same scenario.
    pub fn canonical(&self) -> String {
        let weights: BTreeMap<&str, f64> =
            self.scenario.weights.iter().map(|(id, w)| (id.as_str(), *w)).collect();
        format!("{} {:?} {weights:?} {:?}", self.level, self.scenario.only, self.scenario.reference)
    }
}
