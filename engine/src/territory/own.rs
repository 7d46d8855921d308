//! Units of one's own: another country, an older COG year, a Hub's zones.
//!
//! One row a unit of the finest level, with the codes of the coarser levels beside it. No passage
//! touches them: a code is what the table says.

use std::path::Path;

use arrow::array::{Array, BinaryArray};

use super::cells::value;
use super::{Level, LevelIndex, Parents, SourceUse, Territory, UnitIndex};
use crate::catalog::OwnTerritory;
use crate::error::{Error, Result};
use crate::table::{self, Table};

/// Reads the table of units and links its levels.
///
/// # Errors
/// A missing column, a code that stands twice, a row without code.
pub fn load(own: &OwnTerritory, data: &Path) -> Result<Territory> {
    let opened = table::open(&own.dataset, data)?;
    let mut wanted = vec![own.code.clone()];
    wanted.extend(own.name.iter().chain(&own.population).chain(&own.geometry).cloned());
    for parent in &own.parents {
        wanted.push(parent.code.clone());
        wanted.extend(parent.name.clone());
    }
    let table = table::read(&own.dataset, &opened, &wanted)?;
    let rows = sorted_rows(own, &table)?;
    let codes = table.text(&own.code)?;
    let texts = |column: &str| -> Result<Vec<String>> {
        let text = table.text(column)?;
        Ok(rows.iter().map(|r| value(&text, *r).trim().to_string()).collect())
    };
    let code_texts: Vec<String> =
        rows.iter().map(|r| value(&codes, *r).trim().to_string()).collect();
    let population = match &own.population {
        None => vec![f64::NAN; rows.len()],
        Some(column) => {
            let persons = table.numbers(column)?.values;
            let of = |r: &usize| if persons.is_null(*r) { f64::NAN } else { persons.value(*r) };
            rows.iter().map(of).collect()
        }
    };
    let mut territory = Territory {
        levels: vec![Level {
            id: own.level.clone(),
            names: own.name.as_ref().map_or_else(|| Ok(code_texts.clone()), |n| texts(n))?,
            codes: code_texts.into(),
            population,
            parents: Vec::new(),
        }],
        sources: vec![SourceUse::new(&own.dataset.id, &opened, table.rows).noting(&table)],
        own: true,
        ..Territory::default()
    };
    if let Some(column) = &own.geometry {
        let sorted = |wkb: BinaryArray| -> BinaryArray {
            rows.iter().map(|r| (!wkb.is_null(*r)).then(|| wkb.value(*r))).collect()
        };
        territory.geometry = Some(sorted(table.contours(column)?));
        territory.ground = Some(sorted(table.geometry(column)?));
    }
    let mut finest = Vec::new();
    for parent in &own.parents {
        let names = parent.name.as_deref().map(texts).transpose()?;
        let (level, of_unit) = coarser(
            &parent.level,
            &texts(&parent.code)?,
            names.as_deref(),
            &territory[LevelIndex::FINEST].population,
        );
        finest.push(Parents {
            level: LevelIndex::new(territory.levels.len()),
            of_unit,
            nests: true,
        });
        territory.levels.push(level);
    }
    territory.link(finest);
    Ok(territory)
}

/// Rows in the order of their codes.
fn sorted_rows(own: &OwnTerritory, table: &Table) -> Result<Vec<usize>> {
    let codes = table.text(&own.code)?;
    let code = |row: usize| value(&codes, row).trim();
    if let Some(row) = (0..table.rows).find(|r| code(*r).is_empty()) {
        return Err(Error::input(&table.path, format!("a unit has no code in `{}`", own.code))
            .at_line(table.line(row)));
    }
    let mut rows: Vec<usize> = (0..table.rows).collect();
    rows.sort_by(|a, b| code(*a).cmp(code(*b)));
    match rows.windows(2).find(|w| code(w[0]) == code(w[1])) {
        Some(twice) => Err(Error::input(
            &table.path,
            format!("unit {:?} stands twice (first: {})", code(twice[0]), table.place(twice[0])),
        )
        .at_line(table.line(twice[1]))
        .with_help("one row a unit: a territory is no place for repeated codes")),
        None => Ok(rows),
    }
}

/// A coarser level from the codes that its finest units give; their persons are summed.
fn coarser(
    id: &str,
    codes: &[String],
    names: Option<&[String]>,
    population: &[f64],
) -> (Level, Vec<Option<UnitIndex>>) {
    let mut sorted: Vec<String> = codes.iter().filter(|c| !c.is_empty()).cloned().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut level = Level {
        id: id.into(),
        names: sorted.clone(),
        population: vec![f64::NAN; sorted.len()],
        codes: sorted.into(),
        parents: Vec::new(),
    };
    let mut of_unit = Vec::with_capacity(codes.len());
    for (unit, code) in codes.iter().enumerate() {
        let parent = level.find(code);
        of_unit.push(parent);
        let Some(parent) = parent.map(UnitIndex::get) else { continue };
        if let Some(name) = names.map(|n| &n[unit]).filter(|n| !n.is_empty()) {
            level.names[parent].clone_from(name);
        }
        let sum = &mut level.population[parent];
        if !population[unit].is_nan() {
            *sum = if sum.is_nan() { population[unit] } else { *sum + population[unit] };
        }
    }
    (level, of_unit)
}
