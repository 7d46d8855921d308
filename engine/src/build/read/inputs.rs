//! `inputs/` → the method, the territory and the measured indicators of a build.

use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;

use super::parquet::{damaged, numbers, read_parquet, strings};
use crate::build::inputs::{FOLDER, input_levels, products, quotients};
use crate::build::manifest::Manifest;
use crate::catalog::{Catalog, Indicator, Method, MethodSummary};
use crate::error::{Error, Result};
use crate::indicator::{Measured, Origin, Sums};
use crate::table::MissingReason;
use crate::territory::{Level, LevelIndex, Parents, Passage, Territory};

/// The method that made a build, with the choices that were made for it.
///
/// # Errors
/// A build of another version of the program, or without `inputs/`; a method that is not the one
/// of the manifest.
pub fn read_method(folder: &Path, manifest: &Manifest, catalog: &Catalog) -> Result<Method> {
    let path = folder.join(FOLDER).join("method.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|e| damaged(&path, &format!("cannot be read: {e}")))?;
    let method = Method::parse(&text, &path, catalog)?
        .apply(&manifest.choice)
        .map_err(|e| damaged(&path, &e))?;
    if MethodSummary::from(&method) != manifest.method {
        let message = "is not the method of the manifest, as this version reads it";
        return Err(Error::input(&path, message).with_help("build again with `ifn build`"));
    }
    Ok(method)
}

/// Units and measured indicators of a build, in the order of the method's indicators.
///
/// # Errors
/// A missing or damaged file.
pub fn read_inputs(folder: &Path, method: &Method) -> Result<(Territory, Vec<Measured>)> {
    let ids = &method.territory_levels()[input_levels(method)];
    let file = |id: &str| folder.join(FOLDER).join(format!("{id}.parquet"));
    let batches: Vec<RecordBatch> =
        ids.iter().map(|id| read_parquet(&file(id))).collect::<Result<_>>()?;
    let mut territory = Territory { own: method.territory.is_some(), ..Territory::default() };
    for (id, batch) in ids.iter().zip(&batches) {
        let codes = strings(batch, "code");
        if !codes.is_sorted() {
            return Err(damaged(&file(id), &"its codes are not in order"));
        }
        territory.levels.push(Level {
            id: id.clone(),
            codes: codes.into(),
            names: strings(batch, "name"),
            population: numbers(batch, "population"),
            parents: Vec::new(),
        });
    }
    let parents = territory.level_indices().skip(1).map(|level| Parents {
        level,
        of_unit: strings(&batches[0], &ids[level.get()])
            .iter()
            .map(|code| territory[level].find(code))
            .collect(),
        nests: true,
    });
    let parents = parents.collect();
    territory.link(parents);
    if !territory.own {
        territory.passage = Passage::builtin()?.clone();
    }
    let measured = method.indicators.iter().map(|indicator| {
        let id = &method.table_of(indicator).layout.level;
        let level = territory.level(id);
        let level = level.ok_or_else(|| damaged(&file(id), &"is of no level of the method"))?;
        read(&batches[level.get()], level, indicator)
            .ok_or_else(|| damaged(&file(id), &format!("lacks columns of `{}`", indicator.id)))
    });
    let measured = measured.collect::<Result<_>>()?;
    Ok((territory, measured))
}

fn read(batch: &RecordBatch, level: LevelIndex, indicator: &Indicator) -> Option<Measured> {
    let id = &indicator.id;
    let origin = |name: &String| {
        Origin::ALL.into_iter().find(|o| o.name() == name).unwrap_or(Origin::Missing)
    };
    let reason = |name: &String| MissingReason::from_name(name);
    let column = |name: &str| {
        let name = format!("{name}_{id}");
        batch.column_by_name(&name).map(|_| numbers(batch, &name))
    };
    let (denominator, factor) = (column("denominator")?, indicator.factor);
    let (values, numerator) = match (column("value"), column("numerator")) {
        (Some(values), Some(numerator)) => (values, numerator),
        (None, Some(numerator)) => {
            (quotients(&numerator, &denominator, factor).collect(), numerator)
        }
        (Some(values), None) => {
            let numerator = products(&values, &denominator, factor).collect();
            (values, numerator)
        }
        (None, None) => return None,
    };
    Some(Measured {
        level,
        values,
        origin: strings(batch, &format!("origin_{id}")).iter().map(origin).collect(),
        reason: strings(batch, &format!("reason_{id}")).iter().map(reason).collect(),
        sums: Arc::new(Sums { level, numerator, denominator, factor }),
        divisions_by_zero: 0,
    })
}
