//! One inventory: its rows through its mapping, each value held against the schema.

use std::path::Path;

use rayon::prelude::*;

use super::apply::Bound;
use super::check::{self, Problems, StatedPosition, correction};
use super::communes::Communes;
use super::coverage::covered;
use super::ids;
use super::model::{Kept, Place, PlaceSource, Position, Reject};
use super::postal::departement_of;
use super::schema::{FIELDS, Field};
use crate::catalog::mapping::Mapping;
use crate::catalog::{Dataset, MARKERS};
use crate::error::{Error, Result};
use crate::geometry::Crs;
use crate::table::expr::Expr;
use crate::table::{self, Opened, Table};
use crate::territory::CommuneCode;

/// Longest value that a reject quotes, in characters.
const MOST_TOLD: usize = 200;

/// What an inventory gave.
pub struct Read {
    /// About the file.
    pub source: PlaceSource,
    /// Places in the order of the rows, with their row.
    pub places: Vec<(u32, Place)>,
    /// What was wrong, in the order of the rows.
    pub rejects: Vec<Reject>,
}

/// Reads one inventory; `number` is its position among the sources.
///
/// # Errors
/// A dataset without a mapping; a file that cannot be read, or that lacks a column.
pub fn read(dataset: &Dataset, data: &Path, number: u16, communes: &Communes) -> Result<Read> {
    read_opened(dataset, &table::open(dataset, data)?, number, communes)
}

/// The same, of a file that is opened already.
///
/// # Errors
/// See [`read`].
pub fn read_opened(
    dataset: &Dataset,
    opened: &Opened,
    number: u16,
    communes: &Communes,
) -> Result<Read> {
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
    let made: Vec<(Option<Place>, Vec<Reject>)> = (0..table.rows)
        .into_par_iter()
        .with_min_len(256)
        .map(|row| reader.row(row, table.number(row)))
        .collect();
    let mut places = Vec::with_capacity(made.len());
    let mut rejects = Vec::new();
    for (row, (place, wrong)) in made.into_iter().enumerate() {
        places.extend(place.map(|p| (table.number(row), p)));
        rejects.extend(wrong);
    }
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
        rows: table.rows,
        places: places.len(),
        rejected: table.rows - places.len(),
        merged: 0,
        at_centre: places.iter().filter(|(_, p)| p.position == Position::CommuneCentre).count(),
        with_services: places.iter().filter(|(_, p)| p.services != 0).count(),
        covers: dataset.covers.written(),
        outside: covered(&dataset, communes)?.map_or(0, |area| outside(&places, &area, communes)),
        reading: table.notes(),
    };
    Ok(Read { source, places, rejects })
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

struct RowReader<'a> {
    mapping: &'a Mapping,
    bound: Bound<'a>,
    crs: Option<Crs>,
    communes: &'a Communes<'a>,
    number: u16,
}

/// Fields that are worked out together.
const WHERE: [Field; 4] = [Field::Commune, Field::CodeInsee, Field::Latitude, Field::Longitude];

impl RowReader<'_> {
    fn row(&self, row: usize, number: u32) -> (Option<Place>, Vec<Reject>) {
        let mut problems: Problems = Vec::new();
        let mut texts: [Vec<String>; FIELDS] = [const { Vec::new() }; FIELDS];
        for (field, given) in self.bound.row(row) {
            for (value, problem) in given.unknown {
                problems.push((field, value, problem, Kept::WithoutField));
            }
            for (value, problem) in given.mended {
                problems.push((field, value, problem, Kept::Mended));
            }
            texts[field as usize] = given.texts;
        }
        let place = self.place(&texts, &mut problems);
        let postal = texts[Field::CodePostal as usize].first().map_or("", String::as_str);
        let mut rejects: Vec<Reject> = problems
            .into_iter()
            .map(|problem| {
                let correction = correction(&problem, place.as_ref().ok(), postal, self.communes);
                let (field, value, problem, kept) = problem;
                let reject = self.reject(number, field.name(), value, problem, kept);
                Reject { correction, ..reject }
            })
            .collect();
        match place {
            Ok(place) => (Some(place), rejects),
            Err((field, problem)) => {
                rejects.push(self.reject(number, field, String::new(), problem, Kept::Nothing));
                (None, rejects)
            }
        }
    }

    fn reject(
        &self,
        row: u32,
        field: &'static str,
        value: String,
        problem: String,
        kept: Kept,
    ) -> Reject {
        let cut = |text: String, most: usize| match text.char_indices().nth(most) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        };
        // What was made of a value may stand in the problem.
        let (value, problem) = (cut(value, MOST_TOLD), cut(problem, 3 * MOST_TOLD));
        Reject { source: self.number, row, field, value, problem, kept, correction: None }
    }

    fn place(
        &self,
        texts: &[Vec<String>; FIELDS],
        problems: &mut Problems,
    ) -> std::result::Result<Place, (&'static str, String)> {
        let plain = |field: Field| {
            let text = texts[field as usize].first().map(|t| check::tidy(t));
            text.filter(|t| !t.is_empty())
        };
        if plain(Field::Nom).is_none() {
            return Err((Field::Nom.name(), "a place has a name".into()));
        }
        let [commune, mut code, latitude, longitude] = WHERE.map(plain);
        let stated = plain(Field::CodePostal);
        let exchanged = code
            .as_deref()
            .zip(stated.as_deref())
            .and_then(|(code, postal)| check::exchanged(code, postal, self.communes));
        let postal = match exchanged {
            None => keep(Field::CodePostal, texts, "", problems),
            Some(right) => {
                problems.extend(right.problems);
                code = Some(right.code);
                Some(right.postal)
            }
        };
        let said = StatedPosition {
            code: code.as_deref(),
            commune: commune.as_deref(),
            postal: postal.as_deref(),
            longitude: longitude.as_deref(),
            latitude: latitude.as_deref(),
        };
        let outside = self.mapping.outside;
        let placed = check::place_it(&said, self.crs.as_ref(), outside, self.communes, problems)
            .map_err(|why| ("", why))?;
        let mut place = Place::new(placed.point, placed.position, vec![self.number]);
        let mut name = commune.clone();
        // Where the commune is not one of the units, its code may be right all the same.
        let mut insee = code.filter(|_| problems.iter().all(|(f, ..)| *f != Field::CodeInsee));
        if let Some(unit) = placed.unit {
            name = Some(self.communes.name(unit).into());
            insee = Some(self.communes.code(unit).into());
        }
        let departement = departement(insee.as_deref(), postal.as_deref());
        place.set(Field::CodePostal, postal.as_deref());
        place.set(Field::Commune, name.as_deref());
        place.set(Field::CodeInsee, insee.as_deref());
        for (field, _) in &self.mapping.rules {
            if !WHERE.contains(field) && *field != Field::CodePostal {
                let text = keep(*field, texts, &departement, problems);
                place.set(*field, text.as_deref());
            }
        }
        for field in Field::ALL.into_iter().filter(|f| f.info().required) {
            let silent = !self.mapping.tells(field) || field == Field::Id;
            let said =
                silent || place.text(field).is_some() || problems.iter().any(|(f, ..)| *f == field);
            if !said {
                problems.push((
                    field,
                    String::new(),
                    "is asked for by the schema, and empty".into(),
                    Kept::WithoutField,
                ));
            }
        }
        place.deduce();
        Ok(place)
    }
}

/// Département of a place: that of its commune, or what its postal code begins with; empty where neither
/// says it.
fn departement(insee: Option<&str>, postal: Option<&str>) -> String {
    match insee {
        Some(code) => {
            let code = code.parse::<CommuneCode>();
            code.map(|code| code.departement().to_string()).unwrap_or_default()
        }
        None => postal.and_then(departement_of).unwrap_or_default().to_string(),
    }
}

/// The text of a field that is kept; what is wrong with it goes to the problems.
fn keep(
    field: Field,
    texts: &[Vec<String>; FIELDS],
    departement: &str,
    problems: &mut Problems,
) -> Option<String> {
    let texts = &texts[field as usize];
    if texts.is_empty() {
        return None;
    }
    let checked = check::check(field, texts, departement);
    for (value, problem, kept) in checked.problems {
        problems.push((field, value, problem, kept));
    }
    checked.text
}
