//! Every level rescored in one scenario, and tiles with its scores.

use std::sync::Arc;

use ifn_engine::catalog::Scenario;
use ifn_engine::query::Rescored;
use ifn_engine::tiles::{Rewrite, Value, rewrite};

use crate::http::Problem;
use crate::snapshot::{LevelScenario, Snapshot};

/// Scores of every level in one scenario.
pub struct RescoredLevels<'a> {
    build: &'a Snapshot,
    /// The same text for the same scenario.
    pub key: String,
    levels: Vec<(String, Arc<Rescored>)>,
}

impl<'a> RescoredLevels<'a> {
    /// Scores each level that the scenario allows.
    ///
    /// # Errors
    /// A scenario that no level allows (409); a build that cannot be rescored (409).
    pub fn new(build: &'a Snapshot, scenario: &Scenario) -> Result<Self, Problem> {
        let rescore = build.rescore_cache()?;
        let mut out = Self { build, key: String::new(), levels: Vec::new() };
        let mut refused = None;
        for table in &build.levels {
            let asked = LevelScenario { level: table.id.clone(), scenario: scenario.clone() };
            match rescore.score(&asked) {
                Ok(scored) => out.levels.push((table.id.clone(), scored)),
                // Régions have no région to be compared in; an unknown indicator no level has.
                Err(e) if e.is_usage() && scenario.reference.is_some() => refused = Some(e),
                Err(e) => return Err(Problem::refused(e)),
            }
            out.key = asked.canonical();
        }
        match refused {
            Some(e) if out.levels.is_empty() => Err(Problem::refused(e)),
            _ => Ok(out),
        }
    }

    /// The rescored attributes of a feature of a layer.
    fn of(&self, layer: &str, feature: u64) -> Option<FeatureScores> {
        let rescore = self.build.rescore.as_ref().ok()?;
        let (_, scored) = self.levels.iter().find(|(id, _)| id == layer)?;
        let unit = rescore.unit(scored.level, feature)?.get();
        let scores = &scored.scores;
        Some(FeatureScores {
            score: scores.index[unit],
            decile: scores.decile[unit],
            rank: scores.rank[unit],
            completeness: scores.completeness[unit],
        })
    }

    /// A tile of the build with the scores of the scenario: plain bytes from plain bytes.
    ///
    /// # Errors
    /// A tile that is damaged (500).
    pub fn draw(&self, plain: &[u8]) -> Result<Vec<u8>, Problem> {
        let finest = self.build.levels.first().map_or("", |l| l.id.as_str());
        let next = self.build.levels.get(1).map_or("", |l| l.id.as_str());
        let add = |layer: &str, feature: u64| {
            let found = self.of(layer, feature);
            // A commune stands in for its IRIS where these have no contour.
            let next = || self.of(next, feature).filter(|_| layer == finest);
            attributes(found.or_else(next))
        };
        let adds: Vec<(&str, Box<Add>)> = self
            .levels
            .iter()
            .map(|(id, _)| {
                let of: Box<Add> = Box::new(move |feature| add(id, feature));
                (id.as_str(), of)
            })
            .collect();
        let (all, nothing) = (|_: &str| true, |_: u64| Vec::new());
        let rule = |layer: &str| {
            let known = adds.iter().find(|(id, _)| *id == layer);
            Some(match known {
                Some((_, add)) => Rewrite { name: None, keep: &not_scored, add: add.as_ref() },
                None => Rewrite { name: None, keep: &all, add: &nothing },
            })
        };
        rewrite(plain, &rule).map_err(|e| Problem::internal(&e))
    }
}

/// The rescored attributes of a feature; 0 and NaN where it has no score.
#[derive(Clone, Copy)]
struct FeatureScores {
    score: f64,
    decile: u8,
    rank: u32,
    completeness: f64,
}

/// Attributes that are added to a feature.
type Add<'a> = dyn Fn(u64) -> Vec<(&'static str, Value<'static>)> + 'a;

/// Attributes that stay when a tile is rescored.
fn not_scored(attribute: &str) -> bool {
    !["score", "decile", "rank", "completeness"].contains(&attribute)
}

/// As the archive writes them: missing is left out.
fn attributes(found: Option<FeatureScores>) -> Vec<(&'static str, Value<'static>)> {
    let thousandths = |x: f64| Value::Number((x * 1e3).round() / 1e3);
    let mut out = Vec::with_capacity(4);
    let Some(FeatureScores { score, decile, rank, completeness }) = found else { return out };
    if score.is_finite() {
        out.push(("score", thousandths(score)));
    }
    if decile > 0 {
        out.push(("decile", Value::Whole(decile.into())));
    }
    if rank > 0 {
        out.push(("rank", Value::Whole(rank.into())));
    }
    out.push(("completeness", thousandths(completeness)));
    out
}
