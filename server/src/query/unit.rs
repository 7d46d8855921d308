//! Which unit of a level a code leads to: its own, or that of a former commune or arrondissement.

use ifn_engine::build::{number, row_of_code, text_of};
use ifn_engine::catalog::ZoneName;
use ifn_engine::territory::{self, NearUnit, Passage, near_units};

use crate::http::Problem;
use crate::model::Carried;
use crate::snapshot::{LevelTable, Snapshot};

/// Characters of an unknown code that the nearest ones are looked for by.
const LONGEST: usize = 64;

/// The passages that lead to a build's units; none where they are units of one's own.
fn passage(build: &Snapshot) -> Option<&'static Passage> {
    let france = build.manifest.method.territory.is_none();
    france.then(Passage::builtin).and_then(Result::ok)
}

/// Row of the unit that a code leads to, and how.
///
/// # Errors
/// It leads to none (404): where it went, or the nearest codes and names.
pub fn row_of_unit(
    build: &Snapshot,
    table: &LevelTable,
    code: &str,
) -> Result<(usize, Option<Carried>), Problem> {
    if let Some(row) = row_of_code(&table.scores, code) {
        return Ok((row, None));
    }
    let codes: Vec<&str> =
        (0..table.scores.num_rows()).filter_map(|r| text_of(&table.scores, "code", r)).collect();
    let nothing = Passage::default();
    let passage = passage(build).unwrap_or(&nothing);
    let of = (table.id.as_str(), codes.iter().map(|c| c.len()).min().unwrap_or(0));
    let known = |code: &str| row_of_code(&table.scores, code).is_some();
    if let Some(lead) = territory::lead(passage, of, code, &known)
        && let Some(row) = row_of_code(&table.scores, &lead.code)
    {
        let now = text_of(&table.scores, "name", row).unwrap_or_default();
        return Ok((row, Carried::of(&lead, now)));
    }
    let problem = Problem::not_found(format!("no {} has the code {code:?}", table.id));
    let name_of = |code: &str| build.name_of("commune", code);
    if let Some(gone) = territory::gone(passage, of, code, &name_of) {
        return Err(problem.help(gone));
    }
    let member =
        ZoneName { level: table.id.clone(), code: code.trim().chars().take(LONGEST).collect() };
    let near = |row: usize| {
        Some(NearUnit {
            code: text_of(&table.scores, "code", row)?,
            name: text_of(&table.scores, "name", row).unwrap_or_default(),
            population: number(&table.scores, "population", row).unwrap_or(f64::NAN),
        })
    };
    let near: Vec<NearUnit> = (0..table.scores.num_rows()).filter_map(near).collect();
    Err(problem.help(near_units(&member, &near)))
}
