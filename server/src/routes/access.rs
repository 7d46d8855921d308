//! `GET /api/v1/access`: which help is counted, and what can be asked of its places.

use axum::response::Response;
use ifn_engine::catalog::Capacity;
use ifn_engine::places::schema::{Field, SERVICES};
use ifn_engine::places::{Place, PlaceSource, Register};
use ifn_engine::territory::fold;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::json;
use super::call::Call;
use super::gaps::no_help;
use super::rescore::custom;
use crate::http::Problem;
use crate::snapshot::Provenance;

/// Which help is counted.
#[derive(Serialize, ToSchema)]
pub struct HelpCounted {
    /// What it is.
    title: String,
    /// What a reader must know of it.
    note: String,
    /// `services`: only places that name a service count; `all`: all that receive the public.
    supply: &'static str,
    /// `place`: each counts for one; `hours`: for its hours of opening.
    capacity: &'static str,
    /// Who is at risk, in French.
    people: String,
    /// The indicator that tells how many they are.
    at_risk: Option<AtRisk>,
    /// Outer edges of the zones around a place, in kilometres.
    zones_km: Vec<f64>,
    /// What a person in each of them counts for.
    weights: Vec<f64>,
    /// Places in the register.
    places: usize,
    /// Those that count as help.
    counted: usize,
    /// Services that some place gives.
    services: Vec<PlacesFacet>,
    /// Publics that some place is for.
    publics: Vec<PlacesFacet>,
    /// Special care that some place takes.
    prises_en_charge: Vec<PlacesFacet>,
    /// What it costs.
    frais: Vec<PlacesFacet>,
    /// National programmes.
    programmes: Vec<PlacesFacet>,
    /// Kinds of places.
    typologies: Vec<PlacesFacet>,
    /// Where places come from.
    sources: Vec<PlacesSource>,
    /// Where the figures come from.
    #[serde(flatten)]
    provenance: Provenance,
}

/// An indicator.
#[derive(Serialize, ToSchema)]
pub struct AtRisk {
    /// Its id.
    indicator: String,
    /// Its name.
    title: String,
}

/// A value that places can be asked by.
#[derive(Serialize, ToSchema)]
pub struct PlacesFacet {
    /// As a parameter takes it.
    id: String,
    /// The value, as the national schema writes it.
    label: String,
    /// Places that have it.
    places: usize,
}

/// A source of places.
#[derive(Serialize, ToSchema)]
pub struct PlacesSource {
    /// Dataset.
    id: String,
    /// What it is.
    title: String,
    /// Who makes it.
    publisher: String,
    /// Of when it is.
    vintage: String,
    /// Its licence.
    licence: String,
    /// Places that it knows.
    places: usize,
    /// Its rows that make no place.
    rejected: usize,
}

/// Which help is counted
///
/// What a build's method counts as help, how, and the values that places can be asked by.
#[utoipa::path(
    get, path = "/api/v1/access", tag = "help",
    responses(
        (status = 200, description = "The rule and its values", body = HelpCounted),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 409, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn access(call: Call) -> Result<Response, Problem> {
    let query = call.query(&[])?;
    json(call, "access", &query, make).await
}

fn make(call: &Call) -> Result<HelpCounted, Problem> {
    let build = &call.build;
    let access = custom(build)?.engine.access().ok_or_else(no_help)?;
    let (rule, register) = (&access.rule, &access.register);
    let at_risk = rule.at_risk.as_ref().map(|id| {
        let known = build.manifest.method.indicators.iter().find(|i| i.id == *id);
        AtRisk { indicator: id.clone(), title: known.map_or(String::new(), |i| i.title.clone()) }
    });
    let services = SERVICES.iter().enumerate().map(|(i, service)| PlacesFacet {
        id: service.id.into(),
        label: service.value.into(),
        places: count(register, |p| p.services & 1 << i != 0),
    });
    let sources = register.sources.iter().map(PlacesSource::of);
    Ok(HelpCounted {
        title: rule.title.clone(),
        note: rule.note.clone(),
        supply: if access.services_count() { "services" } else { "all" },
        capacity: if rule.capacity == Capacity::Hours { "hours" } else { "place" },
        people: rule.people.clone(),
        at_risk,
        zones_km: rule.zones_km.clone(),
        weights: rule.weights.clone(),
        places: register.places.len(),
        counted: access.supply(None).places.len(),
        services: services.filter(|f| f.places > 0).collect(),
        publics: facets(register, Field::Publics),
        prises_en_charge: facets(register, Field::PriseEnCharge),
        frais: facets(register, Field::Frais),
        programmes: facets(register, Field::Dispositifs),
        typologies: facets(register, Field::Typologie),
        sources: sources.collect(),
        provenance: build.provenance.clone(),
    })
}

/// A value as a parameter takes it.
pub fn slug(value: &str) -> String {
    fold(value)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

fn facets(register: &Register, field: Field) -> Vec<PlacesFacet> {
    let mut counts = std::collections::BTreeMap::new();
    for place in &register.places {
        for value in place.list(field) {
            *counts.entry(value).or_insert(0) += 1;
        }
    }
    let facet = |(label, places): (&str, usize)| PlacesFacet {
        id: slug(label),
        label: label.into(),
        places,
    };
    counts.into_iter().map(facet).collect()
}

fn count(register: &Register, of: impl Fn(&Place) -> bool) -> usize {
    register.places.iter().filter(|p| of(p)).count()
}

impl PlacesSource {
    fn of(source: &PlaceSource) -> Self {
        Self {
            id: source.id.clone(),
            title: source.title.clone(),
            publisher: source.publisher.clone(),
            vintage: source.vintage.clone(),
            licence: source.licence.clone(),
            places: source.places,
            rejected: source.rejected,
        }
    }
}
