//! A place, a register of places, and what was wrong in the files they come from.

use serde::{Deserialize, Serialize};

use super::schema::{FIELDS, Field, NO_PUBLIC, SERVICES};
use crate::table::RowNumbers;

/// How the position of a place is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// As the source gives it.
    Given,
    /// The source gives none that can be used: the centre of the commune.
    CommuneCentre,
}

impl Position {
    /// As files write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::CommuneCentre => "commune_centre",
        }
    }
}

/// A place. Texts are those of the schema; lists are joined by `|`.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    values: [Option<Box<str>>; FIELDS],
    /// Longitude and latitude, WGS 84 degrees.
    pub point: [f64; 2],
    /// How it is known.
    pub position: Position,
    /// Not « Ce lieu n'accueille pas de public ».
    pub receives_public: bool,
    /// It moves, and does not stand at its address as well.
    pub itinerant: bool,
    /// One bit a service, in the order of [`SERVICES`]; 0 where none is known.
    pub services: u16,
    /// Hours of opening in an ordinary week; `None` where they are not known.
    pub hours_week: Option<f64>,
    /// Positions in [`Register::sources`], ascending: more than one after merging.
    pub sources: Vec<u16>,
}

impl Place {
    /// A place of which nothing else is known yet.
    pub fn new(point: [f64; 2], position: Position, sources: Vec<u16>) -> Self {
        Self {
            values: [const { None }; FIELDS],
            point,
            position,
            receives_public: true,
            itinerant: false,
            services: 0,
            hours_week: None,
            sources,
        }
    }

    /// The text of a field; `None` where it is not known.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.values[field as usize].as_deref()
    }

    /// The values of a field that holds several.
    pub fn list(&self, field: Field) -> impl Iterator<Item = &str> {
        self.text(field).into_iter().flat_map(|text| text.split('|'))
    }

    /// Whether one of a field's values is this.
    pub fn has(&self, field: Field, value: &str) -> bool {
        self.list(field).any(|v| v == value)
    }

    /// Its identifier, which no other place of the register has.
    pub fn id(&self) -> &str {
        self.text(Field::Id).unwrap_or_default()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.text(Field::Nom).unwrap_or_default()
    }

    /// Sets or clears a field. What is deduced from fields follows at [`Place::deduce`].
    pub fn set(&mut self, field: Field, text: Option<&str>) {
        self.values[field as usize] = text.filter(|t| !t.is_empty()).map(Into::into);
    }

    /// How many fields are known.
    pub fn known(&self) -> usize {
        self.values.iter().flatten().count()
    }

    /// Works out services, public, itinerance and weekly hours from the texts, and writes the
    /// position into `latitude` and `longitude`.
    pub fn deduce(&mut self) {
        self.deduce_without_hours();
        self.hours_week = self.text(Field::Horaires).and_then(super::hours::hours_a_week);
    }

    /// The same, where hours are known already.
    pub(crate) fn deduce_without_hours(&mut self) {
        let offered =
            |i: &usize| self.list(Field::Services).any(|value| value == SERVICES[*i].value);
        self.services = (0..SERVICES.len()).filter(offered).fold(0, |bits, i| bits | 1 << i);
        self.receives_public = !self.has(Field::ModalitesAcces, NO_PUBLIC);
        self.itinerant =
            self.has(Field::Itinerance, "Itinérant") && !self.has(Field::Itinerance, "Fixe");
        let [lon, lat] = self.point;
        for (field, degrees) in [(Field::Longitude, lon), (Field::Latitude, lat)] {
            let text = degrees.is_finite().then(|| zmij::Buffer::new().format(degrees).to_string());
            self.set(field, text.as_deref());
        }
    }
}

/// What became of what was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    /// The row is kept out: it makes no place.
    Nothing,
    /// The place is kept, without this field (or without this value of a list).
    WithoutField,
    /// The place is kept, with what could be made of the field.
    Mended,
    /// The place is kept with the field as it is: something else contradicts it.
    Reported,
    /// The place is kept in another one, which is the same.
    Merged,
}

impl Kept {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Nothing, Self::WithoutField, Self::Mended, Self::Reported, Self::Merged];

    /// As files write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::WithoutField => "without_field",
            Self::Mended => "mended",
            Self::Reported => "reported",
            Self::Merged => "merged",
        }
    }
}

/// Something wrong in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Position in [`Register::sources`].
    pub source: u16,
    /// Row of the file below its header, from 1.
    pub row: u32,
    /// Name of the field; empty when it is the whole row.
    pub field: &'static str,
    /// What stands there.
    pub value: String,
    /// What is wrong, and what is allowed.
    pub problem: String,
    /// What became of it.
    pub kept: Kept,
    /// What could stand there instead, where it is known.
    pub correction: Option<String>,
}

/// A file that places come from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceSource {
    /// Dataset.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Producer.
    pub publisher: String,
    /// Licence.
    pub licence: String,
    /// Vintage.
    pub vintage: String,
    /// The page to read.
    pub page: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows of the file; those that its `filter` leaves out, and empty ones, are not counted.
    pub rows: usize,
    /// Places, before duplicates are merged.
    pub places: usize,
    /// Rows that are kept out.
    pub rejected: usize,
    /// Places of this source that were found to be another place.
    pub merged: usize,
    /// Places that stand at the centre of their commune.
    pub at_centre: usize,
    /// Places that name a service of mediation.
    #[serde(default)]
    pub with_services: usize,
    /// Whether the program carries it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub carried: bool,
    /// The area that it covers, as zones, or `france`; nothing where it does not say: it is taken as France.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Vec<String>>,
    /// Places that lie outside of that area.
    #[serde(default)]
    pub outside: usize,
    /// What was passed over, mended or chosen among several while the file was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reading: Vec<String>,
}

impl PlaceSource {
    /// Keys that its mapping leaves to be completed: the file does not say who publishes it, under what licence and
    /// of when.
    pub fn to_complete(&self) -> Vec<&'static str> {
        let keys = [
            ("publisher", &self.publisher),
            ("licence", &self.licence),
            ("vintage", &self.vintage),
        ];
        keys.into_iter().filter(|(_, said)| said.is_empty()).map(|(key, _)| key).collect()
    }

    /// Whom to name, as people read it: the publisher, or else the file's title; of when, where that is said.
    pub fn credit(&self) -> String {
        let name = if self.publisher.is_empty() { &self.title } else { &self.publisher };
        if self.vintage.is_empty() { name.clone() } else { format!("{name} ({})", self.vintage) }
    }
}

/// Places of all sources, sorted by commune code, name and id.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Register {
    /// The places.
    pub places: Vec<Place>,
    /// Where they come from.
    pub sources: Vec<PlaceSource>,
    /// What was wrong, by source and row.
    pub rejects: Vec<Reject>,
    /// Rows, each with its source, whose place names no service because of what is wrong in its services.
    pub without_service: Vec<(u16, u32)>,
    /// Numbers of the rows of each source in a spreadsheet program; none of a register that was read back.
    pub numbers: Vec<RowNumbers>,
}

impl Register {
    /// Whether somebody is sent to places that name a service, and to them alone: not where none does,
    /// as where the register holds town halls only.
    pub fn names_services(&self) -> bool {
        self.places.iter().any(|place| place.receives_public && place.services != 0)
    }

    /// The number that a spreadsheet program shows beside a row of a source.
    pub fn shown_row(&self, source: u16, row: u32) -> usize {
        self.numbers.get(source as usize).map_or(row as usize, |numbers| numbers.shown(row))
    }

    /// Ids of the sources of a place.
    pub fn sources_of<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = &'a str> {
        place.sources.iter().filter_map(|s| Some(self.sources.get(*s as usize)?.id.as_str()))
    }

    /// How many rejects of each kind: source, field, what became of it; in that order.
    pub fn reject_counts(&self) -> Vec<(u16, &'static str, Kept, usize)> {
        let mut counts = std::collections::BTreeMap::new();
        for reject in &self.rejects {
            *counts.entry((reject.source, reject.field, reject.kept)).or_insert(0) += 1;
        }
        counts.into_iter().map(|((source, field, kept), n)| (source, field, kept, n)).collect()
    }
}
