//! Filters of places, the same for lists and tiles.

use chrono::NaiveDateTime;
use ifn_engine::error::nearest;
use ifn_engine::places::Place;
use ifn_engine::places::find::When;
use ifn_engine::places::schema::Field;
use ifn_engine::territory::fold;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

use super::{Itinerance, service};
use crate::http::{Parameter, Problem, deserialize_parameters};
use crate::model::now;
use crate::snapshot::Places;

/// Parameters that filter places, the same for lists and tiles.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlaceFilterQuery {
    /// Only places that give one of these services: ids of `/api/v1/access`
    #[serde(default)]
    #[param(style = Form, explode = false, value_type = Vec<String>)]
    service: AnyOf,
    /// Only places for one of these publics
    #[serde(default)]
    #[param(style = Form, explode = false, value_type = Vec<String>)]
    public: AnyOf,
    /// Only places that take this special care
    #[serde(default)]
    #[param(style = Form, explode = false, value_type = Vec<String>)]
    prise_en_charge: AnyOf,
    /// Only places at this cost
    #[serde(default)]
    #[param(style = Form, explode = false, value_type = Vec<String>)]
    frais: AnyOf,
    /// Only places of one of these national programmes
    #[serde(default)]
    #[param(style = Form, explode = false, value_type = Vec<String>)]
    programme: AnyOf,
    /// Only places of one of these kinds
    #[serde(default)]
    #[param(style = Form, explode = false, value_type = Vec<String>)]
    typologie: AnyOf,
    /// Only places that one of these datasets knows
    #[serde(default)]
    #[param(style = Form, explode = false, value_type = Vec<String>)]
    source: AnyOf,
    /// Only places that stand, or only those that move
    itinerance: Option<Itinerance>,
    /// Only places that are open: `now`, or at a local time, `2026-11-24T10:00`
    #[param(value_type = Option<String>)]
    open: Option<OpenAt>,
    /// Only places that name a service, where any does: those that somebody is sent to
    #[param(value_type = Option<bool>)]
    suited: Option<Suited>,
}

/// Values between commas, any of which is meant. An empty parameter asks for nothing, as a field that is
/// not filled in; blanks, or an empty value beside others, are an error.
#[derive(Debug, Default)]
struct AnyOf(Vec<String>);

/// When places are open.
#[derive(Debug, Clone, Copy)]
struct OpenAt(When);

/// Whether places that name no service are left out.
#[derive(Debug, Clone, Copy)]
struct Suited(bool);

/// The places that a query asks for. A place whose value of a filtered field is unknown is not among
/// them.
#[derive(Debug, Default)]
pub struct PlaceFilter {
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

impl PlaceFilter {
    /// The filter that a query asks for, among the places of a register.
    ///
    /// # Errors
    /// Values that no place of the register has, with the nearest (409).
    pub fn new(query: &PlaceFilterQuery, places: &Places) -> Result<Self, Problem> {
        let mut out = Self::default();
        for text in &query.service.0 {
            out.services |= service(Some(text))?.map_or(0, |service| 1 << service);
        }
        for (name, field, texts) in query.fields() {
            if texts.is_empty() {
                continue;
            }
            let known = known(places, field);
            let mut values = Vec::new();
            for text in texts {
                let asked = slug(text);
                let before = values.len();
                values.extend(known.iter().filter(|(s, _)| *s == asked).map(|(_, v)| v.clone()));
                if values.len() == before {
                    let detail = format!("parameter `{name}` holds {text:?}; no place has it");
                    let slugs = known.iter().map(|(slug, _)| slug.as_str());
                    return Err(Problem::conflict(detail).help(nearest(&asked, slugs)));
                }
            }
            out.fields.push((field, values));
        }
        let sources = &places.register.sources;
        for id in &query.source.0 {
            let found = sources.iter().position(|s| s.id == *id).ok_or_else(|| {
                Problem::conflict(format!("there is no source {id:?} of places"))
                    .help(nearest(id, sources.iter().map(|s| s.id.as_str())))
            })?;
            out.sources.push(found as u16);
        }
        out.itinerant = query.itinerance.map(|which| which == Itinerance::Itinerant);
        out.open = query.open.map(|at| at.0);
        out.suited = query.suited.is_some_and(|s| s.0) && places.register.names_services();
        Ok(out)
    }

    /// Whether it takes a place.
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

impl PlaceFilterQuery {
    /// When places are to be open.
    pub fn open(&self) -> Option<When> {
        self.open.map(|at| at.0)
    }

    /// Fields that are filtered by their values: name of the parameter, field, values.
    fn fields(&self) -> [(&'static str, Field, &[String]); 5] {
        [
            ("public", Field::Publics, &self.public.0),
            ("prise_en_charge", Field::PriseEnCharge, &self.prise_en_charge.0),
            ("frais", Field::Frais, &self.frais.0),
            ("programme", Field::Dispositifs, &self.programme.0),
            ("typologie", Field::Typologie, &self.typologie.0),
        ]
    }
}

impl<'de> Deserialize<'de> for AnyOf {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Vec::deserialize(from).map(Self)
    }
}

impl Parameter for OpenAt {
    /// `now`, or a local time.
    fn read(text: &str) -> Result<Self, Problem> {
        if text == "now" {
            return Ok(Self(now()));
        }
        ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
            .map(|at| Self(When::Local(at)))
            .ok_or_else(|| {
                Problem::bad_request(format!("parameter `open` is {text:?}"))
                    .help("now, or a local time: 2026-11-24T10:00")
            })
    }
}

impl Parameter for Suited {
    fn read(text: &str) -> Result<Self, Problem> {
        match text {
            "true" => Ok(Self(true)),
            "false" => Ok(Self(false)),
            other => Err(Problem::bad_request(format!(
                "parameter `suited` is {other:?}; true or false is expected"
            ))),
        }
    }
}

deserialize_parameters!(OpenAt, Suited);

/// A value as a parameter takes it.
pub fn slug(value: &str) -> String {
    fold(value)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}
