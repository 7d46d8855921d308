//! Zones of a build: which units lie in one, by the columns of the finest level's scores.

use std::collections::HashSet;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch, StringArray};

use crate::catalog::{MethodSummary, ZoneName};
use crate::error::{Error, Result, nearest};
use crate::territory::{self, Lead, Passage};

/// Codes of a level's units, row by row of the finest level.
fn of_level<'a>(
    method: &MethodSummary,
    (finest, finer): (&str, &'a RecordBatch),
    name: &str,
    zone: &ZoneName,
) -> Result<&'a StringArray> {
    let column = if name == finest { "code" } else { name };
    finer.column_by_name(column).and_then(|c| c.as_string_opt::<i32>()).ok_or_else(|| {
        let all = method.territory_levels.iter().map(String::as_str);
        Error::request(format!("unknown level `{name}` in the zone `{zone}`"))
            .with_help(nearest(name, all))
    })
}

/// A zone as the build knows it, and how its code was reached when it is not its own: a former
/// commune leads to the one that it is in now. `finer` are the scores of the finest level.
///
/// # Errors
/// A level or zone that the build does not have: where the code went, or the nearest.
pub fn zone_of(
    method: &MethodSummary,
    (finest, finer): (&str, &RecordBatch),
    zone: &ZoneName,
) -> Result<(ZoneName, Option<Lead>)> {
    let zones = of_level(method, (finest, finer), &zone.level, zone)?;
    let known = |code: &str| zones.iter().flatten().any(|known| known == code);
    if known(&zone.code) {
        return Ok((zone.clone(), None));
    }
    let nothing = Passage::default();
    let passage = if method.territory.is_none() { Passage::builtin()? } else { &nothing };
    let shortest = zones.iter().flatten().map(str::len).min().unwrap_or(0);
    let of = (zone.level.as_str(), shortest);
    if let Some(lead) = territory::lead(passage, of, &zone.code, &known) {
        let zone = ZoneName { level: zone.level.clone(), code: lead.code.clone() };
        return Ok((zone, Some(lead)));
    }
    let error = Error::request(format!("the build has no {} `{}`", zone.level, zone.code));
    Err(error.with_help(match territory::gone(passage, of, &zone.code, &|_| None) {
        Some(gone) => format!("{gone}, which this build does not hold"),
        None => {
            let mut known: Vec<&str> = zones.iter().flatten().collect();
            known.sort_unstable();
            known.dedup();
            nearest(&zone.code, known)
        }
    }))
}

/// Units of a level that have at least one unit of the finest level in the zone. Both levels are
/// given by name, with their scores.
///
/// # Errors
/// A level or zone that the build does not have: the nearest are proposed.
pub fn members(
    method: &MethodSummary,
    (finest, finer): (&str, &RecordBatch),
    (level, scores): (&str, &RecordBatch),
    zone: &ZoneName,
) -> Result<BooleanArray> {
    let (zone, _) = zone_of(method, (finest, finer), zone)?;
    let zones = of_level(method, (finest, finer), &zone.level, &zone)?;
    let here = |row: &usize| zones.is_valid(*row) && zones.value(*row) == zone.code;
    let units = of_level(method, (finest, finer), level, &zone)?;
    let rows = || (0..zones.len()).filter(here);
    let inside: HashSet<&str> =
        rows().filter(|row| units.is_valid(*row)).map(|row| units.value(row)).collect();
    let codes = scores.column_by_name("code").and_then(|c| c.as_string_opt::<i32>());
    let codes = codes
        .ok_or_else(|| Error::internal(format!("a table of level {level} has no column `code`")))?;
    Ok(codes.iter().map(|code| code.map(|c| inside.contains(c))).collect())
}
