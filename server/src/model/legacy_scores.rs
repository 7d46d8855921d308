//! Scores on the former portal's scale, from 0 to 10.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use ifn_engine::build::{number, row_of_code};
use ifn_engine::catalog::{IndicatorSummary, MethodSummary, Scenario};
use ifn_engine::query::Rescored;
use ifn_engine::tiles::{Rewrite, Value, rewrite};

use crate::http::Problem;
use crate::snapshot::{LevelScenario, RescoreCache, Snapshot};

/// Scores of one level on the portal's scale.
pub struct LegacyScores<'a> {
    asked: LevelScenario,
    rescore: &'a RescoreCache,
    method: &'a MethodSummary,
    scored: Arc<Rescored>,
    bounds: (f64, f64),
    filters: &'a [String],
    /// Every filter is unknown: no score is given.
    nothing: bool,
    scores: &'a RecordBatch,
}

impl<'a> LegacyScores<'a> {
    /// Scores a level by the indicators that `filters` name; by all where it is empty.
    ///
    /// # Errors
    /// No such level (404); a build that cannot be rescored (409).
    pub fn new(build: &'a Snapshot, level: &str, filters: &'a [String]) -> Result<Self, Problem> {
        let rescore = build.rescore_cache()?;
        let method = &build.manifest.method;
        let known =
            |id: &&String| method.indicators.iter().any(|i| i.id == **id && i.axis.is_some());
        let only: Vec<String> = filters.iter().filter(known).cloned().collect();
        let nothing = !filters.is_empty() && only.is_empty();
        let asked = LevelScenario { level: level.into(), scenario: scenario(method, &only) };
        let scored = rescore.score(&asked).map_err(Problem::refused)?;
        let bounds = bounds(method, &scored.scores.index);
        let table = build.level(level).ok_or_else(|| Problem::not_found("no such level"))?;
        let scores = &table.scores;
        Ok(Self { asked, rescore, method, scored, bounds, filters, nothing, scores })
    }

    /// The same text for the same level and scores.
    pub fn key(&self) -> String {
        // Without a known filter no unit has a score; without any filter each has its own.
        let filter = if self.nothing { "nothing" } else { "former" };
        format!("{filter} {}", self.asked.canonical())
    }

    fn total(&self, unit: usize) -> Option<f64> {
        let score = self.scored.scores.index.get(unit).copied().filter(|_| !self.nothing)?;
        on_ten(score, self.bounds)
    }

    /// `total` and each indicator that is asked for of the unit of a code; null where it is not known.
    pub fn unit(&self, code: &str) -> BTreeMap<String, Option<f64>> {
        let territory = self.rescore.engine.territory();
        let level = &territory[self.scored.level];
        let mut out = BTreeMap::new();
        let lead = territory.lead(self.scored.level, code);
        let code = lead.as_ref().map_or(code, |lead| lead.code.as_str());
        out.insert("total".to_string(), level.find(code).and_then(|u| self.total(u.get())));
        let row = row_of_code(self.scores, code);
        let scale = (self.method.scale[0], self.method.scale[1]);
        let ids: Vec<&String> = if self.filters.is_empty() {
            self.method.indicators.iter().filter(|i| i.axis.is_some()).map(|i| &i.id).collect()
        } else {
            self.filters.iter().collect()
        };
        for id in ids {
            let column = format!("norm_{id}");
            let value = row.and_then(|row| number(self.scores, &column, row));
            out.insert(id.clone(), value.and_then(|v| on_ten(v, scale)));
        }
        out
    }

    /// The level's layer of a tile of the build, named like the portal's `division`, with the total of
    /// each feature that has one: plain bytes from plain bytes.
    ///
    /// # Errors
    /// A tile that is damaged (500).
    pub fn draw(&self, division: &str, plain: &[u8]) -> Result<Vec<u8>, Problem> {
        let keep = |key: &str| ["code", "name"].contains(&key);
        let add = |feature: u64| {
            let unit = self.rescore.unit(self.scored.level, feature);
            let total = unit.and_then(|unit| self.total(unit.get()));
            total.map(|score| ("score", Value::Number(score))).into_iter().collect()
        };
        let rule = |layer: &str| {
            (layer == self.asked.level).then_some(Rewrite {
                name: Some(division),
                keep: &keep,
                add: &add,
            })
        };
        rewrite(plain, &rule).map_err(|e| Problem::internal(&e))
    }
}

/// Indicators to score; an axis that has none of them stays whole and counts for nothing.
fn scenario(method: &MethodSummary, only: &[String]) -> Scenario {
    if only.is_empty() {
        return Scenario::default();
    }
    let under = |axis: &str, indicator: &IndicatorSummary| {
        let mut at = indicator.axis.as_deref();
        while let Some(id) = at {
            if id == axis {
                return true;
            }
            at = method.axes.iter().find(|a| a.id == id).and_then(|a| a.parent.as_deref());
        }
        false
    };
    let mut scenario = Scenario { only: only.to_vec(), ..Scenario::default() };
    for axis in &method.axes {
        let members = || method.indicators.iter().filter(|i| under(&axis.id, i));
        if members().any(|i| only.contains(&i.id)) {
            continue;
        }
        scenario.only.extend(members().map(|i| i.id.clone()));
        // Below an axis that counts for nothing, weights may stay.
        let above = axis.parent.as_ref();
        if !above.is_some_and(|a| scenario.weights.iter().any(|(id, _)| id == a)) {
            scenario.weights.push((axis.id.clone(), 0.0));
        }
    }
    scenario.only.sort();
    scenario.only.dedup();
    scenario
}

/// What becomes 0 and what becomes 10.
fn bounds(method: &MethodSummary, index: &[f64]) -> (f64, f64) {
    let there = || index.iter().copied().filter(|s| s.is_finite());
    let (least, most) =
        (there().fold(f64::INFINITY, f64::min), there().fold(f64::NEG_INFINITY, f64::max));
    let (low, high) = (method.scale[0] * method.factor, method.scale[1] * method.factor);
    if least >= low && most <= high { (low, high) } else { (least, most) }
}

fn on_ten(score: f64, (low, high): (f64, f64)) -> Option<f64> {
    let place = 10.0 * (score - low) / (high - low);
    place.is_finite().then(|| (place.clamp(0.0, 10.0) * 1e4).round() / 1e4)
}
