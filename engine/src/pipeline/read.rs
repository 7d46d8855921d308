//! The first stage: the territory and a method's tables, read side by side.
//!
//! In: the method, the folder of downloaded files. Out: the territory, the zone to write, one
//! [`LoadedTable`] a table. A table that only `optional` indicators read may be absent: they are missing
//! everywhere then, and a warning says so.

use arrow::array::Array;
use rayon::prelude::*;

use super::request::BuildRequest;
use crate::catalog::{Catalog, Check, Measure, Method, RowPosition};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::table::{self, Table, expr::Expr, expr::ValueKind};
use crate::territory::{self, Territory, ZoneUnits};

/// The units, and the zone of them that is written.
pub struct ZonedTerritory {
    /// All units.
    pub territory: Territory,
    /// None: all are written.
    pub zone: Option<ZoneUnits>,
}

/// Reads the territory and every table of a method.
///
/// # Errors
/// A file that cannot be read, or is not what its dataset describes; an unknown zone.
pub fn read(
    request: &BuildRequest,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> Result<(ZonedTerritory, Vec<Option<LoadedTable>>)> {
    let (territory, tables) =
        rayon::join(|| territory_of(request, catalog, progress), || load(request, progress));
    let (territory, tables) = (territory?, tables?);
    let zone = zone(request, &territory, progress)?;
    Ok((ZonedTerritory { territory, zone }, tables))
}

/// A table as read and filtered, not joined yet.
pub struct LoadedTable {
    /// The rows that the filter kept.
    pub table: Table,
    /// Of the file.
    pub sha256: String,
    /// Rows in the file, before the filter.
    pub rows: usize,
}

/// Reads every table of a method. `None` is an optional table that is not there, or one of places.
fn load(request: &BuildRequest, progress: &dyn Progress) -> Result<Vec<Option<LoadedTable>>> {
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
fn absent(request: &BuildRequest, t: usize) -> bool {
    let method = &request.method;
    let mut users = values_of(method, t).map(|i| method.indicators[i].optional).peekable();
    users.peek().is_some()
        && users.all(|optional| optional)
        && method.tables[t].path(&request.data).is_some_and(|path| !path.exists())
}

fn load_table(request: &BuildRequest, t: usize) -> Result<LoadedTable> {
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
    wanted.extend(dataset.layout.locate.iter().flat_map(RowPosition::columns).map(String::from));
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
    Ok(LoadedTable { table, sha256: opened.sha256, rows })
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

/// Indicators that read a table.
pub fn indicators_of(method: &Method, table: usize) -> impl Iterator<Item = usize> {
    (0..method.indicators.len()).filter(move |i| method.indicators[*i].table == table)
}

/// The same without distances to places.
pub fn values_of(method: &Method, table: usize) -> impl Iterator<Item = usize> {
    indicators_of(method, table).filter(|i| !is_distance(method, *i))
}

/// Whether an indicator is a distance to places.
fn is_distance(method: &Method, indicator: usize) -> bool {
    matches!(method.indicators[indicator].measure, Measure::Nearest { .. })
}

/// France's units, or those that the method brings.
fn territory_of(
    request: &BuildRequest,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> Result<Territory> {
    match &request.method.territory {
        Some(own) => {
            let territory = territory::load_own(own, &request.data)?;
            // A table that indicators read as well is reported there.
            let reported = |id: &str| request.method.tables.iter().any(|t| t.id == id);
            for source in territory.sources.iter().filter(|s| !reported(&s.id)) {
                for note in &source.reading {
                    progress.warn(&format!("table `{}`: {note}", source.id));
                }
            }
            Ok(territory)
        }
        None => territory::load_france(catalog, &request.data),
    }
}

/// The zone to write; warnings say which codes had to be carried or read otherwise, and what is given
/// twice.
fn zone(
    request: &BuildRequest,
    territory: &Territory,
    progress: &dyn Progress,
) -> Result<Option<ZoneUnits>> {
    let Some(zone) = &request.zone else { return Ok(None) };
    let units = territory.zone(zone)?;
    for note in units.found.notes(&|member| territory.name_of(member)) {
        progress.warn(&format!("zone `{}`: {note}", zone.label()));
    }
    Ok(Some(units))
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
        expr.types(ValueKind::Number).map_err(|e| wrong(&e))?;
        out.extend(expr.columns().iter().cloned());
    }
    Ok(out)
}
