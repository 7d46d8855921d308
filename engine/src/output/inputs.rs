//! `inputs/`: what the scores were computed from, so that they can be computed anew with other
//! weights, indicators or zones, without the raw files.
//!
//! Out: `inputs/{level}.parquet` for every level of the territory from the finest that the method
//! needs — codes, names, parents, population, and the indicators whose table speaks of that level,
//! with the sums that zones' values are made of — and `inputs/method.toml`, the method's text as
//! given. All units are in it, also when a build writes those of a zone alone. In: the same, back as
//! [`Territory`] and [`Measured`].

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;

use super::describe::{Description, identity};
use super::open::{numbers, read_parquet, strings};
use super::scores::{parent_ids, push_identity};
use super::staging::Staging;
use super::table::{Columns, floats, texts};
use super::{Manifest, Written};
use crate::catalog::{Catalog, Indicator, Method, MethodSummary};
use crate::error::{Error, Result};
use crate::indicator::{Measured, Origin, Sums, quotient};
use crate::table::REASONS;
use crate::territory::{Level, NONE, Parents, Passage, Territory};

const FOLDER: &str = "inputs";

/// Writes the method's text.
///
/// # Errors
/// The system refuses to write.
pub fn write_method(staging: &Staging, method: &Method) -> Result<()> {
    let path = staging.file(&format!("{FOLDER}/method.toml"))?;
    std::fs::write(&path, &method.text).map_err(|e| Error::io("write", &path, e))
}

/// Positions of the levels that are written: from the finest that a method computes, or that one of
/// its tables speaks of.
pub fn input_levels(method: &Method) -> Range<usize> {
    let levels = method.territory_levels();
    let tables = method.indicators.iter().map(|i| &method.table_of(i).layout.level);
    let needed = method.levels.iter().chain(tables);
    let finest = needed.filter_map(|id| levels.iter().position(|l| l == id)).min();
    finest.unwrap_or(0)..levels.len()
}

/// Writes one of them.
///
/// # Errors
/// The system refuses to write.
pub fn write_inputs(
    staging: &Staging,
    written: Written,
    method: &Method,
    territory: &Territory,
    measured: &[Measured],
    position: usize,
) -> Result<()> {
    let level = &territory.levels[position];
    let path = staging.file(&format!("{FOLDER}/{}.parquet", level.id))?;
    let all: Vec<u32> = (0..level.len() as u32).collect();
    let mut columns = Columns::default();
    let parents = parent_ids(territory, position);
    let mut described = identity(written.method, &level.id, &parents).into_iter();
    push_identity(&mut columns, &mut described, territory, position, &all);
    let here = |(_, m): &(&Indicator, &Measured)| m.level == position;
    for (indicator, m) in method.indicators.iter().zip(measured).filter(here) {
        push(&mut columns, indicator, m, &all);
    }
    columns.write(&path, written.metadata())
}

fn push(columns: &mut Columns, indicator: &Indicator, m: &Measured, all: &[u32]) {
    let Indicator { id, title, unit, .. } = indicator;
    let mut add = |prefix: &str, what: &str, array| {
        columns.push(Description::new(format!("{prefix}_{id}"), format!("{title}: {what}")), array);
    };
    // What follows from the other two columns, to the last bit, would only be written twice: most
    // values are quotients of their sums, the others mostly have them by a weight.
    let same = |(a, b): (&f64, f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
    let Sums { numerator, denominator, factor, .. } = &*m.sums;
    let quotient = m.values.iter().zip(quotients(numerator, denominator, *factor)).all(same);
    let product = numerator.iter().zip(products(&m.values, denominator, *factor)).all(same);
    if !quotient {
        add("value", &format!("value as measured, {unit}"), floats(&m.values, all));
    }
    add("origin", "origin of the value", texts(all, |u| Some(m.origin[u].name())));
    let reason = |u: usize| Some(REASONS[m.reason[u] as usize]).filter(|r| !r.is_empty());
    add("reason", "why the value is missing", texts(all, reason));
    if quotient || !product {
        add("numerator", "what adds up over a zone", floats(numerator, all));
    }
    add("denominator", "what it is divided by", floats(denominator, all));
}

/// Numerators over denominators; NaN where there is no number.
fn quotients(numerator: &[f64], denominator: &[f64], factor: f64) -> impl Iterator<Item = f64> {
    let both = numerator.iter().zip(denominator);
    both.map(move |(n, d)| quotient(factor, *n, *d))
        .map(|q| if q.is_finite() { q } else { f64::NAN })
}

/// Values by their weight.
fn products(values: &[f64], denominator: &[f64], factor: f64) -> impl Iterator<Item = f64> {
    values.iter().zip(denominator).map(move |(v, d)| v / factor * d)
}

/// The method that made a build, with the choices that were made for it.
///
/// # Errors
/// A build of another version of the program, or without `inputs/`; a method that is not the one
/// of the manifest.
pub fn read_method(folder: &Path, manifest: &Manifest, catalog: &Catalog) -> Result<Method> {
    let path = folder.join(FOLDER).join("method.toml");
    let text = std::fs::read_to_string(&path).map_err(|e| {
        Error::input(&path, format!("cannot be read: {e}"))
            .with_help("build again with `ifn build`")
    })?;
    let method = Method::parse(&text, &path, catalog)?.select(&manifest.choice)?;
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
            return Err(Error::input(file(id), "its codes are not in order"));
        }
        territory.levels.push(Level {
            id: id.clone(),
            codes: codes.into(),
            names: strings(batch, "name"),
            population: numbers(batch, "population"),
            parents: Vec::new(),
        });
    }
    let parents = (1..ids.len()).map(|level| Parents {
        level,
        of_unit: strings(&batches[0], &ids[level])
            .iter()
            .map(|code| territory.levels[level].find(code).unwrap_or(NONE))
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
        let level = level.ok_or_else(|| Error::request(format!("no level `{id}`")))?;
        read(&batches[level], level, indicator).ok_or_else(|| {
            Error::input(file(id), format!("lacks columns of `{}`", indicator.id))
                .with_help("build again with `ifn build`")
        })
    });
    let measured = measured.collect::<Result<_>>()?;
    Ok((territory, measured))
}

fn read(batch: &RecordBatch, level: usize, indicator: &Indicator) -> Option<Measured> {
    let id = &indicator.id;
    let origin = |name: &String| {
        Origin::ALL.into_iter().find(|o| o.name() == name).unwrap_or(Origin::Missing)
    };
    let reason = |name: &String| REASONS.iter().position(|r| r == name).unwrap_or_default() as u8;
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
