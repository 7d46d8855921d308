//! One row of an inventory: its texts held against the schema, its commune and position found.
//!
//! In: the texts that a mapping gives of a row. Out: a place, or why there is none, and what is wrong.

use super::apply::Bound;
use super::check::{self, Problems, StatedPosition, correction};
use super::communes::Communes;
use super::dates;
use super::model::{Kept, Place, Reject};
use super::postal::departement_of;
use super::schema::{FIELDS, Field, FieldKind};
use crate::catalog::mapping::Mapping;
use crate::geometry::Crs;
use crate::territory::CommuneCode;

/// Longest value that a reject quotes, in characters.
const MOST_TOLD: usize = 200;

/// What reads the rows of one inventory.
pub struct RowReader<'a> {
    pub mapping: &'a Mapping,
    /// The mapping over the columns of the table.
    pub bound: Bound<'a>,
    /// The system of its coordinates, where they are metres.
    pub crs: Option<Crs>,
    pub communes: &'a Communes<'a>,
    /// Position of the inventory among the sources.
    pub number: u16,
}

/// Fields that are worked out together.
const WHERE: [Field; 4] = [Field::Commune, Field::CodeInsee, Field::Latitude, Field::Longitude];

impl RowReader<'_> {
    /// The place of a row and what is wrong in it; `number` is that of the row in the file, from 1.
    pub fn row(&self, row: usize, number: u32) -> (Option<Place>, Vec<Reject>) {
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
    let dated: Vec<String>;
    let texts = if field.info().kind == FieldKind::Date {
        let read = |text: &String| dates::read(text, None).map(|date| date.to_string());
        dated = texts.iter().map(|text| read(text).unwrap_or_else(|| text.clone())).collect();
        &dated
    } else {
        texts
    };
    let checked = check::check(field, texts, departement);
    for (value, problem, kept) in checked.problems {
        problems.push((field, value, problem, kept));
    }
    checked.text
}
