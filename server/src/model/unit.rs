//! Units that a text names, and what contains a unit.

use arrow::array::RecordBatch;
use ifn_engine::build::{number, text_of};
use ifn_engine::territory::{LevelIndex, Passage, UnitIndex};
use serde::Serialize;
use utoipa::ToSchema;

use super::Carried;
use crate::snapshot::Snapshot;

/// A unit.
#[derive(Serialize, ToSchema)]
pub struct FoundUnit {
    /// Its level.
    pub level: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What of it the text names: `name`, `code`, `siren` (the code of an EPCI), `postal_code`, `former_name` or
    /// `former_code` (of a commune that is no more), `delegated` or `associated` (a commune déléguée or associée
    /// of it), `arrondissement` (a municipal one).
    #[serde(rename = "match")]
    pub reason: &'static str,
    /// Whether all of that was typed, and nothing wrong.
    pub exact: bool,
    /// The former commune, municipal arrondissement or postal code that the text names, when it is not the
    /// unit itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
    /// What contains it, to tell it from others of its name.
    pub within: Vec<Within>,
    /// Persons.
    pub population: Option<f64>,
    /// The index.
    pub score: Option<f64>,
    /// 10 = the highest index.
    pub decile: Option<u8>,
}

/// A unit that contains another one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Within {
    /// Its level.
    pub level: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
}

/// Units that a text names, among those that `here` takes.
pub fn found(
    build: &Snapshot,
    text: &str,
    here: &dyn Fn(LevelIndex, UnitIndex) -> bool,
    limit: usize,
) -> Vec<FoundUnit> {
    let passage = Passage::builtin().ok();
    let matches = build.gazetteer.find_among(text, limit, here);
    matches
        .into_iter()
        .map(|at| {
            let table = &build.levels[at.level.get()];
            let (scores, row) = (&table.scores, at.unit.get());
            let text = |column: &str| text_of(scores, column, row).unwrap_or_default().to_string();
            let (code, name) = (text("code"), text("name"));
            let lead = passage.and_then(|passage| at.lead_to(passage, &code));
            let carried = lead.and_then(|lead| Carried::of(&lead, &name));
            FoundUnit {
                level: table.id.clone(),
                code,
                name,
                reason: at.reason.name(),
                exact: at.exact,
                carried,
                within: within(build, scores, row),
                population: number(scores, "population", row),
                score: number(scores, "score", row),
                decile: number(scores, "decile", row).map(|d| d as u8),
            }
        })
        .collect()
}

/// What contains a unit, the smallest first.
pub fn within(build: &Snapshot, scores: &RecordBatch, row: usize) -> Vec<Within> {
    let levels = build.manifest.method.territory_levels.iter();
    levels
        .filter_map(|level| {
            let code = text_of(scores, level, row)?;
            Some(Within {
                level: level.clone(),
                code: code.into(),
                name: build.name_of(level, code),
            })
        })
        .collect()
}
