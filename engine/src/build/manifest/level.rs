//! Manifest: what was scored at a level.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::build::level_result::LevelResult;
use crate::catalog::MethodSummary;
use crate::composite::treat::Treatment;
use crate::index::Lost;
use crate::indicator::Origin;
use crate::table::MissingReason;

/// What was scored at a level.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LevelEntry {
    /// Units written.
    pub units: usize,
    /// Units with a score among those written.
    pub scored: usize,
    /// Units with a score in all: what ranks are counted among.
    pub ranked: usize,
    /// Units of the level that have too few indicators and were left out of everything.
    pub screened: usize,
    /// Units written that lack a score, or an axis of it, although enough is known of them, by reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lost: BTreeMap<String, usize>,
    /// What was done about outliers, by indicator; over all units of the level.
    pub treated: BTreeMap<String, Treatment>,
    /// Values by origin and reason, by indicator.
    pub indicators: BTreeMap<String, IndicatorCount>,
}

/// Values of one indicator at one level.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct IndicatorCount {
    /// Values by origin.
    pub origin: BTreeMap<String, usize>,
    /// Missing values by reason.
    pub missing: BTreeMap<String, usize>,
}

impl LevelEntry {
    /// Counts one level's values among the units that are written.
    pub fn new(method: &MethodSummary, result: &LevelResult) -> Self {
        let mut indicators = BTreeMap::new();
        for (indicator, column) in method.indicators.iter().zip(&result.complete.columns) {
            let mut origin = [0_usize; Origin::ALL.len()];
            let mut missing: BTreeMap<String, usize> = BTreeMap::new();
            for unit in result.kept.iter().map(|unit| unit.get()) {
                origin[column.origin[unit] as usize] += 1;
                if column.origin[unit] == Origin::Missing {
                    let reason = column.reason[unit].map_or("", MissingReason::name);
                    *missing.entry(reason.into()).or_default() += 1;
                }
            }
            let count = IndicatorCount {
                origin: Origin::ALL
                    .iter()
                    .map(|o| (o.name().to_string(), origin[*o as usize]))
                    .collect(),
                missing,
            };
            indicators.insert(indicator.id.clone(), count);
        }
        let scored = result.kept.iter().filter(|u| !result.scores.index[u.get()].is_nan()).count();
        let ranked = result.scores.index.iter().filter(|s| !s.is_nan()).count();
        let mut lost: BTreeMap<String, usize> = BTreeMap::new();
        for unit in &result.kept {
            let why = result.scores.lost.get(unit.get()).copied().unwrap_or_default();
            if let Some(name) = why.name().filter(|_| why != Lost::TooLittle) {
                *lost.entry(name.to_string()).or_default() += 1;
            }
        }
        let treated = method
            .indicators
            .iter()
            .zip(&result.treated.columns)
            .filter_map(|(i, treated)| Some((i.id.clone(), treated.as_ref()?.1.clone())))
            .collect();
        Self {
            units: result.kept.len(),
            scored,
            ranked,
            screened: result.complete.screened.iter().filter(|out| **out).count(),
            lost,
            treated,
            indicators,
        }
    }
}
