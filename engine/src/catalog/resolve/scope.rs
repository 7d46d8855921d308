//! Where a method applies: units of one's own, levels, reference zone, and who fills in for what is
//! missing.

use toml::Spanned;

use super::catalog::Catalog;
use super::source::{Source, is_identifier};
use super::tables::take_table;
use crate::catalog::model::{MissingRule, OwnTerritory, ParentColumn, REFERENCE_YEAR, check_zone};
use crate::catalog::toml::MethodFile;
use crate::error::{Error, Result, nearest};

/// Units of one's own, when the method brings them.
pub fn territory(
    file: &mut MethodFile,
    source: &Source,
    catalog: &Catalog,
) -> Result<Option<OwnTerritory>> {
    let Some(own) = file.territory.take() else { return Ok(None) };
    let at = own.table.span().start;
    let mut dataset = take_table(own.table.get_ref(), "[territory]", at, file, source, catalog)?;
    let level = own.level.get_ref().clone();
    if !is_identifier(&level) || level == "france" {
        return Err(
            source.wrong(own.level.span().start, format!("`{level}` is no name of a level"))
        );
    }
    for (key, value) in [(&mut dataset.layout.key, &own.code), (&mut dataset.layout.level, &level)]
    {
        if key.is_empty() {
            key.clone_from(value);
        }
    }
    let mut parents: Vec<ParentColumn> = Vec::new();
    for (id, column) in &own.parents {
        let twice = *id == level || parents.iter().any(|p| p.level == *id);
        let Some(code) = column.as_str().filter(|_| is_identifier(id) && id != "france" && !twice)
        else {
            return Err(
                source.wrong(at, format!("[territory.parents] {id}: expected level = \"COLUMN\""))
            );
        };
        let name = own.names.get(id).cloned();
        parents.push(ParentColumn { level: id.clone(), code: code.into(), name });
    }
    if let Some(other) = own.names.keys().find(|id| parents.iter().all(|p| p.level != **id)) {
        return Err(source
            .wrong(at, format!("[territory.names] {other}: no such level"))
            .with_help(nearest(other, parents.iter().map(|p| p.level.as_str()))));
    }
    Ok(Some(OwnTerritory {
        dataset,
        level,
        code: own.code,
        name: own.name,
        population: own.population,
        geometry: own.geometry,
        parents,
    }))
}

pub fn geography(file: &MethodFile, own: bool, source: &Source) -> Result<u16> {
    match &file.geography {
        Some(year) if own => Ok(*year.get_ref()),
        Some(year) if *year.get_ref() != REFERENCE_YEAR => Err(source
            .wrong(year.span().start, format!("geography {} is not available", year.get_ref()))
            .with_help(format!(
                "territories are given in the COG of {REFERENCE_YEAR}; tables of other years are \
                 carried to it: give their year in [table.…]; or bring units of that year as \
                 [territory]"
            ))),
        _ => Ok(REFERENCE_YEAR),
    }
}

pub fn levels(file: &MethodFile, known: &[String], source: &Source) -> Result<Vec<String>> {
    if file.levels.is_empty() {
        return Err(Error::input(source.path, "`levels` is empty: name at least one level"));
    }
    for level in &file.levels {
        if !known.contains(level.get_ref()) {
            return Err(source
                .wrong(level.span().start, format!("unknown level `{}`", level.get_ref()))
                .with_help(nearest(level.get_ref(), known.iter().map(String::as_str))));
        }
    }
    let asked = |l: &&String| file.levels.iter().any(|f| f.get_ref() == *l);
    Ok(known.iter().filter(asked).cloned().collect())
}

pub fn zone(
    file: &MethodFile,
    levels: &[String],
    known: &[String],
    own: bool,
    source: &Source,
) -> Result<String> {
    let Some(zone) = &file.reference.zone else { return Ok("france".into()) };
    let name = zone.get_ref().as_str();
    check_zone(name, levels, known, own)
        .map_err(|(message, help)| source.wrong(zone.span().start, message).with_help(help))?;
    Ok(name.into())
}

pub fn missing(file: &MethodFile, known: &[String], source: &Source) -> Result<MissingRule> {
    let share = |key: &str, share: &Option<Spanned<f64>>| match share {
        None => Ok(0.0),
        Some(share) if (0.0..=1.0).contains(share.get_ref()) => Ok(*share.get_ref()),
        Some(share) => {
            Err(source.wrong(share.span().start, format!("`{key}` is a share between 0 and 1")))
        }
    };
    let min_available = share("min_available", &file.missing.min_available)?;
    let screen = share("screen", &file.missing.screen)?;
    let within = match &file.missing.within {
        Some(level) if level.get_ref() == "france" => None,
        Some(level) if known.contains(level.get_ref()) => Some(level.get_ref().clone()),
        Some(level) => {
            return Err(source
                .wrong(level.span().start, format!("unknown level `{}`", level.get_ref()))
                .with_help(nearest(level.get_ref(), known.iter().map(String::as_str))));
        }
        None => None,
    };
    Ok(MissingRule { min_available, screen, impute: file.missing.impute, within })
}
