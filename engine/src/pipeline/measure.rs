//! The second stage: tables are joined to units, indicators are measured.
//!
//! In: the method, the territory, its tables and registers of places. Out: [`MeasuredInputs`]: one
//! [`Measured`] an indicator at its table's own level, and what became of each source.

use rayon::prelude::*;

use super::access::PlaceRegisters;
use super::read::{LoadedTable, values_of};
use crate::build::SourceEntry;
use crate::catalog::{Indicator, Measure, Method};
use crate::error::{Error, Result};
use crate::indicator::{self, Measured, Parsed, TableReport};
use crate::progress::Progress;
use crate::spatial::PointIndex;
use crate::spatial_join::SpatialJoin;
use crate::table::Table;
use crate::territory::{Joined, LevelIndex, Territory};

/// Tables joined, indicators measured.
pub struct MeasuredInputs {
    /// In the order of the method's indicators.
    pub measured: Vec<Measured>,
    /// One a table that was read.
    pub sources: Vec<SourceEntry>,
}

/// Joins tables to units, measures indicators at their tables' own levels, and distances to places.
pub fn measure(
    method: &Method,
    territory: &Territory,
    join: Option<&SpatialJoin>,
    loaded: &[Option<LoadedTable>],
    places: &PlaceRegisters,
    progress: &dyn Progress,
) -> Result<MeasuredInputs> {
    let all: Vec<Option<&Table>> =
        loaded.iter().map(|loaded| loaded.as_ref().map(|l| &l.table)).collect();
    let tables: Vec<(SourceEntry, Vec<(usize, Measured)>)> = loaded
        .par_iter()
        .enumerate()
        .with_max_len(1)
        .filter_map(|(t, loaded)| Some((t, loaded.as_ref()?)))
        .map(|(t, table)| measure_table(method, territory, join, t, table, &all))
        .collect::<Result<_>>()?;
    let mut measured: Vec<Option<Measured>> = vec![None; method.indicators.len()];
    let mut sources = Vec::new();
    for (source, columns) in tables {
        for note in &source.reading {
            progress.warn(&format!("table `{}`: {note}", source.id));
        }
        warn_of_rows(&source, progress);
        for (indicator, column) in columns {
            warn_of_values(method, territory, indicator, &column, progress);
            measured[indicator] = Some(column);
        }
        sources.push(source);
    }
    for (i, column) in distances(method, territory, places) {
        warn_of_values(method, territory, i, &column, progress);
        measured[i] = Some(column);
    }
    for source in places.sources() {
        if sources.iter().all(|s| s.id != source.id) {
            sources.push(source);
        }
    }
    let of_nothing = |(i, measured): (usize, Option<Measured>)| match measured {
        Some(measured) => Ok(measured),
        None => level_of(method, territory, method.indicators[i].table)
            .map(|level| Measured::nothing(level, territory[level].len())),
    };
    let measured = measured.into_iter().enumerate().map(of_nothing).collect::<Result<_>>()?;
    Ok(MeasuredInputs { measured, sources })
}

/// Indicators that are distances to places, by position; those whose places are absent are left out.
fn distances(
    method: &Method,
    territory: &Territory,
    places: &PlaceRegisters,
) -> Vec<(usize, Measured)> {
    let Some(positions) = &places.positions else { return Vec::new() };
    let population = &territory[positions.level].population;
    let distance = |(i, indicator): (usize, &Indicator)| {
        let Measure::Nearest { places: ids } = &indicator.measure else { return None };
        let points = ids.iter().map(|id| places.points(id)).collect::<Option<Vec<_>>>()?;
        let points: Vec<&PointIndex> = points.iter().collect();
        let covered = places.covered(ids);
        let factor = indicator.factor;
        let km = indicator::nearest(&points, positions, population, factor, covered.as_deref());
        Some((i, km))
    };
    method.indicators.par_iter().enumerate().filter_map(distance).collect()
}

/// The level that a table speaks of.
fn level_of(method: &Method, territory: &Territory, table: usize) -> Result<LevelIndex> {
    let id = &method.tables[table].layout.level;
    territory.level(id).ok_or_else(|| Error::request(format!("no level `{id}`")))
}

fn warn_of_rows(source: &SourceEntry, progress: &dyn Progress) {
    if let Some(join) = source.join.as_ref().filter(|j| j.respelled > 0) {
        progress.warn(&format!(
            "table `{}`: the codes of {} of {} rows are written otherwise than those of {} units, \
             and were read as them ({}): write codes as text, or set `code_width` where they have \
             lost leading zeros",
            source.id,
            join.respelled,
            source.rows,
            join.level,
            join.respelled_examples.join(", ")
        ));
    }
    if let Some(join) = source.join.as_ref().filter(|j| j.unmatched > 0) {
        progress.warn(&format!(
            "table `{}`: {} of {} rows join no {} (for instance {})",
            source.id,
            join.unmatched,
            source.rows,
            join.level,
            join.unmatched_examples.join(", ")
        ));
    }
}

/// Says it when most units have no value: one mistyped filter does that.
fn warn_of_values(
    method: &Method,
    territory: &Territory,
    indicator: usize,
    column: &Measured,
    progress: &dyn Progress,
) {
    let there = column.values.iter().filter(|v| !v.is_nan()).count();
    if there * 2 < column.values.len() {
        progress.warn(&format!(
            "indicator `{}` has a value in {there} of {} units of level {}",
            method.indicators[indicator].id,
            column.values.len(),
            territory[column.level].id
        ));
    }
}

fn measure_table(
    method: &Method,
    territory: &Territory,
    join: Option<&SpatialJoin>,
    t: usize,
    loaded: &LoadedTable,
    all: &[Option<&Table>],
) -> Result<(SourceEntry, Vec<(usize, Measured)>)> {
    let dataset = &method.tables[t];
    let table = &loaded.table;
    let joined: Joined = match (&dataset.layout.locate, join) {
        (Some(at), Some(join)) => join.join(dataset, at, table, territory)?,
        _ => territory.join(dataset, table, method.geography)?,
    };
    if dataset.layout.locate.is_none()
        && joined.report.direct + joined.report.carried + joined.report.arrondissements == 0
    {
        return Err(Error::input(
            &table.path,
            format!(
                "no code of `{}` is a known {}: for instance {}",
                dataset.layout.key,
                dataset.layout.level,
                joined.report.unmatched_examples.join(", ")
            ),
        )
        .with_help(
            "check `key` and `level`, and whether codes have lost their leading zeros \
             (`code_width`)",
        ));
    }
    let level = level_of(method, territory, t)?;
    let population = &territory[level].population;
    let mut parsed = Parsed::new(table);
    let mut columns = Vec::new();
    for i in values_of(method, t) {
        let indicator = &method.indicators[i];
        let column = match (&indicator.measure, join) {
            (Measure::Covered { .. }, Some(join)) => {
                join.covered(method, indicator, territory, all, &joined)?
            }
            _ => indicator::measure(indicator, dataset, &mut parsed, &joined, level, population)?,
        };
        columns.push((i, column));
    }
    let report = TableReport {
        id: dataset.id.clone(),
        sha256: loaded.sha256.clone(),
        rows: loaded.rows,
        kept: table.rows,
        missing: parsed.missing(),
        reading: table.notes(),
    };
    Ok((SourceEntry::joined(dataset, &report, &joined.report), columns))
}
