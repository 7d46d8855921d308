//! The first half of the way: a method's tables are read, joined to units and measured.
//!
//! In: the method, the folder of downloaded files, the territory. Out: [`Inputs`]: one
//! [`Measured`] an indicator at its table's own level, and what became of each source. A table that
//! only `optional` indicators read may be absent: they are missing everywhere then, and it is said.

use arrow::array::Array;
use rayon::prelude::*;

use super::Request;
use super::help::Places;
use super::located::Ground;
use crate::catalog::{At, Check, Indicator, Measure, Method};
use crate::error::{Error, Result};
use crate::indicator::{self, Measured, Parsed, TableReport};
use crate::output::SourceEntry;
use crate::progress::Progress;
use crate::spatial::Points;
use crate::table::{self, Table, expr::Expr, expr::Kind};
use crate::territory::{Joined, Territory};

/// Tables joined, indicators measured.
pub struct Inputs {
    /// In the order of the method's indicators.
    pub measured: Vec<Measured>,
    /// One a table that was read.
    pub sources: Vec<SourceEntry>,
}

/// A table as read and filtered, not joined yet.
pub struct Loaded {
    table: Table,
    sha256: String,
    /// Rows in the file, before the filter.
    rows: usize,
}

impl Loaded {
    /// The rows that the filter kept.
    pub fn table(&self) -> &Table {
        &self.table
    }
}

/// Reads every table of a method: needs no territory, so that both are read at once. `None` is an
/// optional table that is not there.
pub fn load(request: &Request, progress: &dyn Progress) -> Result<Vec<Option<Loaded>>> {
    (0..request.method.tables.len())
        .into_par_iter()
        .with_max_len(1)
        .map(|t| {
            let mut users = indicators_of(&request.method, t).peekable();
            if users.peek().is_some() && values_of(&request.method, t).next().is_none() {
                // Places: read where they are needed.
                return Ok(None);
            }
            if absent(request, t) {
                let users: Vec<&str> = values_of(&request.method, t)
                    .map(|i| request.method.indicators[i].id.as_str())
                    .collect();
                progress.warn(&format!(
                    "table `{}` is not on this machine: {} missing everywhere",
                    request.method.tables[t].id,
                    users.join(", ")
                ));
                return Ok(None);
            }
            load_table(request, t).map(Some)
        })
        .collect()
}

/// Whether a table is not there and nobody insists on it.
fn absent(request: &Request, t: usize) -> bool {
    let method = &request.method;
    let mut users = values_of(method, t).map(|i| method.indicators[i].optional).peekable();
    users.peek().is_some()
        && users.all(|optional| optional)
        && method.tables[t].path(&request.data).is_some_and(|path| !path.exists())
}

fn load_table(request: &Request, t: usize) -> Result<Loaded> {
    let method = &request.method;
    let dataset = &method.tables[t];
    let opened = table::open(dataset, &request.data)?;
    let parse = |text: &String, what: &str| {
        Expr::parse(text).map_err(|e| {
            Error::input(&method.path, format!("{what} of table `{}`: {e}", dataset.id))
        })
    };
    // Observations were filtered before they became rows.
    let filter = dataset.layout.filter.as_ref().filter(|_| dataset.layout.pivot.is_none());
    let filter = filter.map(|text| parse(text, "filter")).transpose()?;
    let checks: Vec<Expr> =
        dataset.layout.checks.iter().map(|c| parse(&c.that, "check")).collect::<Result<_>>()?;
    let mut wanted: Vec<String> = filter.as_ref().map(|f| f.columns().to_vec()).unwrap_or_default();
    wanted.extend(checks.iter().flat_map(|c| c.columns().to_vec()));
    wanted.extend(dataset.layout.locate.iter().flat_map(At::columns).map(String::from));
    for i in values_of(method, t) {
        wanted.extend(columns_of(method, i)?);
    }
    let read = table::read(dataset, &opened, &wanted)?;
    let rows = read.rows;
    let table = match &filter {
        Some(filter) => {
            let mask = filter.mask(&read).map_err(|e| {
                Error::input(&opened.path, format!("filter of table `{}`: {e}", dataset.id))
            })?;
            read.filter(&mask)?
        }
        None => read,
    };
    for (check, expr) in dataset.layout.checks.iter().zip(&checks) {
        satisfied(check, expr, &table)?;
    }
    if table.rows == 0 {
        return Err(Error::input(&opened.path, format!("table `{}` has no row left", dataset.id))
            .with_help("check `filter`, `skip_lines` and `skip_bottom`"));
    }
    Ok(Loaded { table, sha256: opened.sha256, rows })
}

/// Fails where rows do not satisfy a check: the file is not the one that the dataset describes.
fn satisfied(check: &Check, expr: &Expr, table: &Table) -> Result<()> {
    let mask = expr
        .mask(table)
        .map_err(|e| Error::input(&table.path, format!("check {:?}: {e}", check.that)))?;
    let mut broken = (0..table.rows).filter(|row| mask.is_valid(*row) && !mask.value(*row));
    let Some(first) = broken.next() else { return Ok(()) };
    let more = broken.count();
    Err(Error::input(
        &table.path,
        format!("{:?} does not hold here, nor in {more} other rows", check.that),
    )
    .at_line(table.line(first))
    .with_help(check.otherwise.clone()))
}

fn indicators_of(method: &Method, table: usize) -> impl Iterator<Item = usize> {
    (0..method.indicators.len()).filter(move |i| method.indicators[*i].table == table)
}

/// The same without distances to places.
fn values_of(method: &Method, table: usize) -> impl Iterator<Item = usize> {
    indicators_of(method, table).filter(|i| !is_distance(method, *i))
}

/// Joins tables to units, measures indicators at their tables' own levels, and distances to places.
pub fn measure(
    method: &Method,
    territory: &Territory,
    ground: Option<&Ground>,
    loaded: &[Option<Loaded>],
    places: &Places,
    progress: &dyn Progress,
) -> Result<Inputs> {
    let tables: Vec<(SourceEntry, Vec<(usize, Measured)>)> = loaded
        .par_iter()
        .enumerate()
        .with_max_len(1)
        .filter_map(|(t, loaded)| Some((t, loaded.as_ref()?)))
        .map(|(t, table)| measure_table(method, territory, ground, t, table, loaded))
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
            .map(|level| Measured::nothing(level, territory.levels[level].len())),
    };
    let measured = measured.into_iter().enumerate().map(of_nothing).collect::<Result<_>>()?;
    Ok(Inputs { measured, sources })
}

/// Indicators that are distances to places, by position; those whose places are absent are left out.
fn distances(method: &Method, territory: &Territory, places: &Places) -> Vec<(usize, Measured)> {
    let Some(positions) = &places.positions else { return Vec::new() };
    let population = &territory.levels[positions.level].population;
    let distance = |(i, indicator): (usize, &Indicator)| {
        let Measure::Nearest { places: ids } = &indicator.measure else { return None };
        let points = ids.iter().map(|id| places.points(id)).collect::<Option<Vec<_>>>()?;
        let points: Vec<&Points> = points.iter().collect();
        Some((i, indicator::nearest(&points, positions, population, indicator.factor)))
    };
    method.indicators.par_iter().enumerate().filter_map(distance).collect()
}

fn is_distance(method: &Method, indicator: usize) -> bool {
    matches!(method.indicators[indicator].measure, Measure::Nearest { .. })
}

/// Position of the level that a table speaks of.
fn level_of(method: &Method, territory: &Territory, table: usize) -> Result<usize> {
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
            territory.levels[column.level].id
        ));
    }
}

fn measure_table(
    method: &Method,
    territory: &Territory,
    ground: Option<&Ground>,
    t: usize,
    loaded: &Loaded,
    all: &[Option<Loaded>],
) -> Result<(SourceEntry, Vec<(usize, Measured)>)> {
    let dataset = &method.tables[t];
    let table = &loaded.table;
    let joined: Joined = match (&dataset.layout.locate, ground) {
        (Some(at), Some(ground)) => ground.join(dataset, at, table, territory)?,
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
    let population = &territory.levels[level].population;
    let mut parsed = Parsed::new(table);
    let mut columns = Vec::new();
    for i in values_of(method, t) {
        let indicator = &method.indicators[i];
        let column = match (&indicator.measure, ground) {
            (Measure::Covered { .. }, Some(ground)) => {
                ground.covered(method, indicator, territory, all, &joined)?
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

/// Columns that an indicator reads.
fn columns_of(method: &Method, indicator: usize) -> Result<Vec<String>> {
    let indicator = &method.indicators[indicator];
    let mut out = Vec::new();
    for text in indicator.measure.expressions() {
        let wrong = |e: &dyn std::fmt::Display| {
            Error::input(&method.path, format!("indicator `{}`: {e}", indicator.id))
        };
        let expr = Expr::parse(text).map_err(|e| wrong(&e))?;
        expr.types(Kind::Number).map_err(|e| wrong(&e))?;
        out.extend(expr.columns().iter().cloned());
    }
    Ok(out)
}
