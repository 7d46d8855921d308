//! Makes the sheet of a unit, by the build's method or by another scenario.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use ifn_engine::analysis::{AccessValues, Part, PartKind, ZoneValues, explain};
use ifn_engine::build::{
    BuiltZone, number, row_of_code, text_of, unit_values, zone_rank, zone_values,
};
use ifn_engine::catalog::{MethodSummary, Scenario};

use super::access::access_around;
use super::sheet::{Line, Sheet, SheetZone, Source, UnitScore};
use super::unit::within;
use super::{Compared, RankedIn};
use crate::http::Problem;
use crate::snapshot::{LevelScenario, LevelTable, Provenance, Snapshot};

/// A unit's row: of the build, or of a rescored level.
struct Row<'a> {
    method: &'a MethodSummary,
    scores: &'a RecordBatch,
    row: usize,
    figures: &'a RecordBatch,
    /// Units with a lower score, where `scores` do not hold them.
    lower: Option<usize>,
    provenance: Provenance,
}

/// The sheet of the unit at `row` of a level, with another scenario when there are any.
///
/// # Errors
/// A scenario that the method does not allow; a build that cannot be rescored.
pub fn make_sheet(
    build: &Snapshot,
    table: &LevelTable,
    row: usize,
    scenario: Option<&Scenario>,
    service: Option<usize>,
) -> Result<Sheet, Problem> {
    let (mut sheet, access) = scored(build, table, row, scenario)?;
    sheet.access = access_around(build, table, row, access.as_ref(), service, scenario)?;
    Ok(sheet)
}

/// The sheet without access to help, and what the scores say of that.
fn scored(
    build: &Snapshot,
    table: &LevelTable,
    row: usize,
    scenario: Option<&Scenario>,
) -> Result<(Sheet, Option<AccessValues>), Problem> {
    let Some(scenario) = scenario else {
        let of = Row {
            method: &build.manifest.method,
            scores: &table.scores,
            row,
            figures: &build.figures,
            lower: None,
            provenance: build.provenance.clone(),
        };
        return Ok(written(build, table, row, &of));
    };
    let rescore = build.rescore_cache()?;
    let asked = LevelScenario { level: table.id.clone(), scenario: scenario.clone() };
    let scored = rescore.score(&asked).map_err(Problem::refused)?;
    let code = text_of(&table.scores, "code", row).unwrap_or_default();
    let unit = rescore.engine.territory()[scored.level].find(code);
    let unit = unit.ok_or_else(|| Problem::internal(&format!("{code} is not among the inputs")))?;
    let scores = rescore.engine.whole_table(&scored, Some(&[unit]))?;
    let figures = rescore.engine.figures(&scored)?;
    let ranks = &scored.scores.rank;
    let lower = match ranks.get(unit.get()) {
        Some(rank) if *rank > 0 => Some(ranks.iter().filter(|r| *r > rank).count()),
        _ => None,
    };
    let of = Row {
        method: &scored.method,
        scores: &scores,
        row: 0,
        figures: &figures,
        lower,
        provenance: build.provenance.with(&scored.method),
    };
    Ok(written(build, table, row, &of))
}

/// The place of the unit at `row` of a level inside a zone.
///
/// # Errors
/// It does not lie there (409); as [`make_sheet`].
pub fn place_in(
    build: &Snapshot,
    table: &LevelTable,
    row: usize,
    scenario: Option<&Scenario>,
    zone: &BuiltZone,
) -> Result<SheetZone, Problem> {
    let scores = match scenario {
        None => table.scores.clone(),
        Some(scenario) => {
            let rescore = build.rescore_cache()?;
            let asked = LevelScenario { level: table.id.clone(), scenario: scenario.clone() };
            let scored = rescore.score(&asked).map_err(Problem::refused)?;
            rescore.engine.table(&scored, None)?
        }
    };
    let code = text_of(&table.scores, "code", row).unwrap_or_default();
    let mask = zone.mask(&table.id, &scores)?;
    let (text, name) = (zone.found.zone.to_string(), build.built_name(zone));
    let row = row_of_code(&scores, code);
    let place = row.map(|row| zone_rank(&scores, &mask, name, row)).transpose()?.flatten();
    let place = place.ok_or_else(|| {
        Problem::conflict(format!("{} {code:?} does not lie in the zone", table.id))
            .help("name another zone, or leave it out")
    })?;
    Ok(SheetZone {
        zone: text,
        name: place.zone,
        rank: place.rank,
        scored: place.scored,
        decile: place.decile,
    })
}

fn written(
    build: &Snapshot,
    table: &LevelTable,
    row: usize,
    of: &Row,
) -> (Sheet, Option<AccessValues>) {
    let Row { method, scores, figures, .. } = of;
    let unit = unit_values(method, &table.id, scores, of.row, figures);
    let explained = explain(method, &unit);
    let above: Vec<(UnitScore, Option<(&LevelTable, usize)>)> = within(build, &table.scores, row)
        .into_iter()
        .map(|w| {
            let table = build.level(&w.level);
            let at = table.and_then(|t| Some((t, row_of_code(&t.scores, &w.code)?)));
            let unit = match at {
                Some((table, row)) => unit_score(table, row),
                None => UnitScore {
                    level: w.level,
                    code: w.code,
                    name: w.name,
                    score: None,
                    rank: None,
                    decile: None,
                    point: None,
                },
            };
            (unit, at)
        })
        .collect();
    let line = |p: &Part| {
        let column = match p.kind {
            PartKind::Axis => return Line::of(p, ZoneValues::default(), BTreeMap::new()),
            PartKind::Indicator | PartKind::Context => format!("value_{}", p.id),
        };
        let of_zone = |(unit, at): &(UnitScore, Option<(&LevelTable, usize)>)| {
            let value = at.and_then(|(table, row)| number(&table.scores, &column, row));
            (unit.level.clone(), value)
        };
        let france = zone_values(figures, &table.id, ("france", "france"), &p.id);
        Line::of(p, france, above.iter().map(of_zone).collect())
    };
    let extent = table.contours.as_ref().and_then(|c| c.extent(row));
    let neighbours = table.contours.as_ref().and_then(|c| c.neighbours(row)).map(|rows| {
        let mut all: Vec<UnitScore> = rows.iter().map(|r| unit_score(table, *r as usize)).collect();
        let key = |u: &UnitScore| (u.rank.unwrap_or(u32::MAX), u.code.clone());
        all.sort_by_key(key);
        all
    });
    let used = |id: &str| method.indicators.iter().any(|i| i.table == id);
    let sources = build.manifest.sources.iter().filter(|s| used(&s.id)).map(|s| Source {
        id: s.id.clone(),
        title: s.title.clone(),
        publisher: s.publisher.clone(),
        vintage: s.vintage.clone(),
        licence: s.licence.clone(),
        page: s.page.clone(),
    });
    let help = unit.help.clone();
    let sheet = Sheet {
        access: None,
        level: table.id.clone(),
        bbox: extent.map(|e| e.bounds),
        point: extent.map(|e| e.point),
        breakdown: explained.parts.iter().map(line).collect(),
        within: above.into_iter().map(|(unit, _)| unit).collect(),
        code: unit.code,
        name: unit.name,
        carried: None,
        population: unit.population,
        score: unit.score,
        rank: unit.rank,
        scored: unit.scored,
        lower: of.lower.or(unit.lower),
        of_france: build.covers_france(table, unit.scored),
        rank_in_zone: unit.rank_in_zone,
        scored_in_zone: unit.scored_in_zone,
        in_zone: None,
        decile: unit.decile,
        compared: Compared::of(&method.reference, RankedIn::Reference),
        completeness: unit.completeness,
        min_available: method.min_available,
        lost: explained.lost,
        neighbours,
        sources: sources.collect(),
        words: method.words.clone(),
        provenance: of.provenance.clone(),
    };
    (sheet, help)
}

fn unit_score(table: &LevelTable, row: usize) -> UnitScore {
    let number = |column: &str| number(&table.scores, column, row);
    UnitScore {
        level: table.id.clone(),
        code: text_of(&table.scores, "code", row).unwrap_or_default().into(),
        name: text_of(&table.scores, "name", row).map(String::from),
        score: number("score"),
        rank: number("rank").map(|r| r as u32),
        decile: number("decile").map(|d| d as u8),
        point: table.contours.as_ref().and_then(|c| c.extent(row)).map(|e| e.point),
    }
}
