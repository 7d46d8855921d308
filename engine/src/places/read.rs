//! One inventory: its rows through its mapping, each value held against the schema.

use std::path::Path;

use rayon::prelude::*;

use super::apply::Bound;
use super::communes::Communes;
use super::coverage::covered;
use super::ids;
use super::model::{Place, PlaceSource, Position, Reject};
use super::row_reader::RowReader;
use super::schema::Field;
use crate::catalog::mapping::Mapping;
use crate::catalog::{Dataset, Location, MARKERS};
use crate::error::{Error, Result};
use crate::geometry::Crs;
use crate::table::expr::Expr;
use crate::table::{self, Opened, RowNumbers, Table};

/// What an inventory gave.
pub struct Read {
    /// About the file.
    pub source: PlaceSource,
    /// Places in the order of the rows, with their row.
    pub places: Vec<(u32, Place)>,
    /// What was wrong, in the order of the rows.
    pub rejects: Vec<Reject>,
}

/// The same, and what is known of its rows.
pub struct Inventory {
    /// What it gave.
    pub read: Read,
    /// See [`super::Register::without_service`].
    pub without_service: Vec<(u16, u32)>,
    /// Numbers of its rows in a spreadsheet program.
    pub numbers: RowNumbers,
}

/// Reads one inventory; `number` is its position among the sources.
///
/// # Errors
/// A dataset without a mapping; a file that cannot be read, or that lacks a column.
pub fn read(dataset: &Dataset, data: &Path, number: u16, communes: &Communes) -> Result<Inventory> {
    inventory(dataset, &table::open(dataset, data)?, number, communes)
}

/// Reads one inventory that is opened already.
///
/// # Errors
/// See [`read`].
pub fn inventory(
    dataset: &Dataset,
    opened: &Opened,
    number: u16,
    communes: &Communes,
) -> Result<Inventory> {
    let mapping = dataset.places.as_ref().ok_or_else(|| {
        Error::request(format!("dataset `{}` does not say how its rows become places", dataset.id))
    })?;
    let (dataset, names) = layout(dataset, mapping, opened)?;
    let (table, present) = rows(&dataset, mapping, opened, &names)?;
    let missing: &[String] =
        if dataset.layout.missing == MARKERS { &[] } else { &dataset.layout.missing };
    let bound = Bound::new(mapping, &table, &present, missing)?;
    let crs = mapping.crs.map(Crs::epsg).transpose();
    let crs = crs.map_err(|e| Error::input(&opened.path, e.to_string()))?;
    let reader = RowReader { mapping, bound, crs, communes, number };
    let numbers = table.row_numbers();
    let (filled, empty): (Vec<usize>, Vec<usize>) =
        (0..table.rows).partition(|row| !reader.bound.is_empty(*row));
    let made: Vec<(u32, Option<Place>, Vec<Reject>)> = filled
        .par_iter()
        .with_min_len(256)
        .map(|row| {
            let number = table.number(*row);
            let (place, wrong) = reader.row(*row, number);
            (number, place, wrong)
        })
        .collect();
    let mut places = Vec::with_capacity(made.len());
    let (mut rejects, mut without_service) = (Vec::new(), Vec::new());
    for (row, place, wrong) in made {
        let services = wrong.iter().any(|reject| reject.field == Field::Services.name());
        if services && place.as_ref().is_some_and(|place| place.services == 0) {
            without_service.push((number, row));
        }
        places.extend(place.map(|place| (row, place)));
        rejects.extend(wrong);
    }
    let mut reading = table.notes();
    reading.extend(passed_over(&empty, |row| numbers.shown(table.number(row))));
    ids::within(&dataset.id, &mut places, &mut rejects, number);
    let provenance = dataset.provenance.clone();
    let source = PlaceSource {
        id: dataset.id.clone(),
        title: provenance.title,
        publisher: provenance.publisher,
        licence: provenance.licence,
        vintage: provenance.vintage,
        page: provenance.page,
        sha256: opened.sha256.clone(),
        rows: filled.len(),
        places: places.len(),
        rejected: filled.len() - places.len(),
        merged: 0,
        at_centre: places.iter().filter(|(_, p)| p.position == Position::CommuneCentre).count(),
        with_services: places.iter().filter(|(_, p)| p.services != 0).count(),
        carried: matches!(dataset.location, Location::Embedded(_)),
        covers: dataset.covers.written(),
        outside: covered(&dataset, communes)?.map_or(0, |area| outside(&places, &area, communes)),
        reading,
    };
    Ok(Inventory { read: Read { source, places, rejects }, without_service, numbers })
}

/// Rows without a value in any column that is read; `shown` gives the number that people see beside a row.
fn passed_over(empty: &[usize], shown: impl Fn(usize) -> usize) -> Option<String> {
    let first = shown(*empty.first()?);
    Some(match empty.len() {
        1 => {
            format!("a row without any value in the columns that are read is passed over: {first}")
        }
        rows => format!(
            "{rows} rows without any value in the columns that are read are passed over, the first is {first}"
        ),
    })
}

/// Places of a commune outside of the area that their inventory covers.
fn outside(places: &[(u32, Place)], area: &[bool], communes: &Communes) -> usize {
    let lies = |place: &Place| {
        let found = place.text(Field::CodeInsee).and_then(|code| communes.by_code(code));
        found.is_some_and(|found| !area[found.unit().get()])
    };
    places.iter().filter(|(_, place)| lies(place)).count()
}

/// The layout under which the header holds most of the columns: one publisher changes its
/// separator from year to year.
fn layout(dataset: &Dataset, mapping: &Mapping, opened: &Opened) -> Result<(Dataset, Vec<String>)> {
    let wanted = mapping.columns();
    let count =
        |names: &[String]| wanted.iter().filter(|(w, _)| table::has(dataset, names, w)).count();
    // A header of one column is hardly one.
    let fits = |names: &[String]| (count(names), names.len() > 1);
    let names = table::columns(dataset, opened)?;
    let mut best = (fits(&names), dataset.clone(), names);
    let text = opened
        .path
        .extension()
        .is_some_and(|e| ["csv", "txt", "tsv"].iter().any(|kind| e.eq_ignore_ascii_case(kind)));
    // One column can be found under any separator.
    if text && best.0.0 <= 1 {
        for delimiter in [b';', b',', b'\t', b'|'] {
            let mut other = dataset.clone();
            other.layout.delimiter = delimiter;
            if let Ok(names) = table::columns(&other, opened)
                && fits(&names) > best.0
            {
                best = (fits(&names), other, names);
            }
        }
    }
    Ok((best.1, best.2))
}

/// The rows that the dataset's filter keeps, and the columns that are there.
fn rows(
    dataset: &Dataset,
    mapping: &Mapping,
    opened: &Opened,
    names: &[String],
) -> Result<(Table, Vec<String>)> {
    let filter = dataset.layout.filter.as_deref().map(Expr::parse).transpose().map_err(|e| {
        Error::input(&opened.path, format!("filter of dataset `{}`: {e}", dataset.id))
    })?;
    let mut wanted: Vec<String> = mapping
        .columns()
        .into_iter()
        .filter(|(name, optional)| !optional || table::has(dataset, names, name))
        .map(|(name, _)| name.to_string())
        .collect();
    let present = wanted.clone();
    wanted.extend(filter.as_ref().map(|f| f.columns().to_vec()).unwrap_or_default());
    // Places are not joined by a key.
    let mut keyless = dataset.clone();
    keyless.layout.key = String::new();
    let table = table::read(&keyless, opened, &wanted)?;
    let table = match &filter {
        None => table,
        Some(filter) => {
            let mask = filter.mask(&table).map_err(|e| {
                Error::input(&opened.path, format!("filter of dataset `{}`: {e}", dataset.id))
            })?;
            table.filter(&mask)?
        }
    };
    Ok((table, present))
}
