//! Which places are wanted: filters, the same for lists and tiles.

use chrono::{NaiveDateTime, Utc};
use ifn_engine::error::nearest;
use ifn_engine::places::Place;
use ifn_engine::places::find::When;
use ifn_engine::places::schema::Field;

use super::access::slug;
use super::gaps::service;
use crate::http::{Problem, Query};
use crate::snapshot::Places;

/// Parameters that filter places.
pub const FILTERS: [&str; 10] = [
    "service",
    "public",
    "prise_en_charge",
    "frais",
    "programme",
    "typologie",
    "source",
    "itinerance",
    "open",
    "suited",
];
/// Fields that are filtered by their values.
const FIELDS: [(&str, Field); 5] = [
    ("public", Field::Publics),
    ("prise_en_charge", Field::PriseEnCharge),
    ("frais", Field::Frais),
    ("programme", Field::Dispositifs),
    ("typologie", Field::Typologie),
];

/// What is wanted of a place; a value it does not tell is not what is wanted.
#[derive(Debug, Default)]
pub struct Wanted {
    services: u16,
    /// Any of these values.
    fields: Vec<(Field, Vec<String>)>,
    sources: Vec<u16>,
    itinerant: Option<bool>,
    /// Open then.
    pub open: Option<When>,
    /// Only those that name a service.
    suited: bool,
}

impl Wanted {
    /// What a query wants of the places of a register.
    ///
    /// # Errors
    /// Values that no place of the register has, with the nearest; a time that is none.
    pub fn new(query: &Query, places: &Places) -> Result<Self, Problem> {
        let mut out = Self::default();
        for text in query.given("service") {
            out.services |= service(Some(text))?.map_or(0, |service| 1 << service);
        }
        for (name, field) in FIELDS {
            let mut asked = query.given(name).peekable();
            if asked.peek().is_none() {
                continue;
            }
            let known = known(places, field);
            let mut values = Vec::new();
            for text in asked {
                let wanted = slug(text);
                let before = values.len();
                values.extend(known.iter().filter(|(s, _)| *s == wanted).map(|(_, v)| v.clone()));
                if values.len() == before {
                    let detail = format!("parameter `{name}` holds {text:?}; no place has it");
                    let slugs = known.iter().map(|(slug, _)| slug.as_str());
                    return Err(Problem::conflict(detail).help(nearest(&wanted, slugs)));
                }
            }
            out.fields.push((field, values));
        }
        let sources = &places.register.sources;
        for id in query.given("source") {
            let found = sources.iter().position(|s| s.id == id).ok_or_else(|| {
                Problem::conflict(format!("there is no source {id:?} of places"))
                    .help(nearest(id, sources.iter().map(|s| s.id.as_str())))
            })?;
            out.sources.push(found as u16);
        }
        out.itinerant = match query.text("itinerance") {
            None => None,
            Some("fixe") => Some(false),
            Some("itinerant") => Some(true),
            Some(other) => {
                let detail = format!("parameter `itinerance` is {other:?}");
                return Err(Problem::bad_request(detail).help("fixe or itinerant"));
            }
        };
        out.open = match query.text("open") {
            None => None,
            Some(text) => Some(moment(text)?),
        };
        out.suited = match query.text("suited") {
            None | Some("false") => false,
            Some("true") => places.register.names_services(),
            Some(other) => {
                let detail = format!("parameter `suited` is {other:?}; true or false is expected");
                return Err(Problem::bad_request(detail));
            }
        };
        Ok(out)
    }

    /// Whether a place is it.
    pub fn takes(&self, place: &Place) -> bool {
        (self.services == 0 || place.services & self.services != 0)
            && (!self.suited || place.services != 0)
            && self.itinerant.is_none_or(|itinerant| place.itinerant == itinerant)
            && (self.sources.is_empty() || place.sources.iter().any(|s| self.sources.contains(s)))
            && self
                .fields
                .iter()
                .all(|(field, any)| place.list(*field).any(|value| any.iter().any(|v| v == value)))
            && self.open.is_none_or(|when| when.open(place) == Some(true))
    }
}

/// Values that places have of a field, each after what a parameter takes for it.
fn known(places: &Places, field: Field) -> Vec<(String, String)> {
    let mut values: Vec<&str> =
        places.register.places.iter().flat_map(|place| place.list(field)).collect();
    values.sort_unstable();
    values.dedup();
    values.into_iter().map(|value| (slug(value), value.to_string())).collect()
}

/// `now`, or a local time.
fn moment(text: &str) -> Result<When, Problem> {
    if text == "now" {
        return Ok(now());
    }
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .map(When::Local)
        .ok_or_else(|| {
            Problem::bad_request(format!("parameter `open` is {text:?}"))
                .help("now, or a local time: 2026-11-24T10:00")
        })
}

/// This moment.
pub fn now() -> When {
    When::Now(Utc::now())
}
