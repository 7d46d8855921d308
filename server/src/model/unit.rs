//! Units that a text names, and what contains a unit.

use arrow::array::RecordBatch;
use ifn_engine::build::{number, text_of};
use ifn_engine::territory::{LevelIndex, Match};
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
    /// The former commune or municipal arrondissement that the text names, when it is not the unit
    /// itself.
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

/// Units of a name that are looked through for the beginning of a code.
const NAMESAKES: usize = 500;

/// Units that a text names: by name or code, or by a name and the beginning of a code, as
/// "saint-denis 93". Municipal arrondissements, which end in a number themselves, come first.
fn matches(build: &Snapshot, text: &str, level: Option<LevelIndex>, limit: usize) -> Vec<Match> {
    let named = build.gazetteer.find(text, level, limit);
    let Some((name, code)) = text.trim().rsplit_once(char::is_whitespace) else { return named };
    if !code.starts_with(|c: char| c.is_ascii_digit()) {
        return named;
    }
    let code = code.to_uppercase();
    let of_code = |at: &Match| {
        let known = text_of(&build.levels[at.level.get()].scores, "code", at.unit.get());
        known.is_some_and(|known| known.starts_with(&code))
    };
    let mut all: Vec<Match> = named.iter().copied().filter(|at| at.former.is_some()).collect();
    let namesakes = build.gazetteer.find(name, level, NAMESAKES);
    for at in namesakes.into_iter().filter(of_code).chain(named) {
        if all.iter().all(|known| (known.level, known.unit) != (at.level, at.unit)) {
            all.push(at);
        }
    }
    all.truncate(limit);
    all
}

/// Units that a text names.
pub fn found(
    build: &Snapshot,
    text: &str,
    level: Option<LevelIndex>,
    limit: usize,
) -> Vec<FoundUnit> {
    matches(build, text, level, limit)
        .into_iter()
        .map(|at| {
            let table = &build.levels[at.level.get()];
            let (scores, row) = (&table.scores, at.unit.get());
            let text = |column: &str| text_of(scores, column, row).unwrap_or_default().to_string();
            let (code, name) = (text("code"), text("name"));
            let carried = at.former.and_then(|former| Carried::by_name(former, &code, &name));
            FoundUnit {
                level: table.id.clone(),
                code,
                name,
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
