//! `GET /api/v1/access`: which help is counted, and what can be asked of its places.

use axum::response::Response;
use ifn_engine::catalog::Capacity;
use ifn_engine::places::schema::{Field, SERVICES};
use ifn_engine::places::{Place, PlaceSource, Register};
use ifn_engine::words;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::Problem;
use crate::query::slug;
use crate::reply::json;
use crate::snapshot::Provenance;
use crate::state::RequestContext;

/// Which help is counted.
#[derive(Serialize, ToSchema)]
#[schema(as = HelpCounted)]
pub struct AccessRule {
    /// What it is.
    title: String,
    /// What a reader must know of the places that are counted, in French.
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
    /// Where no inventory covers the territory: access is not known there. Null of a build that does not say.
    not_inventoried: Option<NotInventoried>,
    /// Where the figures come from.
    #[serde(flatten)]
    provenance: Provenance,
}

/// Units that no inventory covers.
#[derive(Serialize, ToSchema)]
pub struct NotInventoried {
    /// Their level.
    level: String,
    /// How many they are.
    units: usize,
    /// Units of the level.
    among: usize,
    /// Persons who live there.
    persons: f64,
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
    /// The area that it covers, as zones, or `france`; null where it does not say: it is taken as France.
    covers: Option<Vec<String>>,
    /// Its places that lie outside of that area.
    outside: usize,
}

/// Which help is counted
///
/// What a build's method counts as help, how, and the values that places can be asked by.
#[utoipa::path(
    get, path = "/api/v1/access", tag = "help",
    responses(
        (status = 200, description = "The rule and its values", body = AccessRule),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::openapi::Refused),
        (status = 404, response = crate::openapi::Refused),
        (status = 409, response = crate::openapi::Refused),
        (status = 503, response = crate::openapi::Refused),
    )
)]
pub async fn access(context: RequestContext) -> Result<Response, Problem> {
    let query = context.no_query()?;
    json(context, "access", &query, make).await
}

fn make(context: &RequestContext) -> Result<AccessRule, Problem> {
    let build = &context.build;
    let access = build.access()?;
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
    let not_inventoried = build.manifest.places.as_ref().and_then(|p| p.not_inventoried.as_ref());
    Ok(AccessRule {
        title: rule.title.clone(),
        note: words::places_note(rule, access.services_count(), &register.sources),
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
        not_inventoried: not_inventoried.map(|outside| NotInventoried {
            level: outside.level.clone(),
            units: outside.units,
            among: outside.among,
            persons: outside.persons,
        }),
        provenance: build.provenance.clone(),
    })
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
            covers: source.covers.clone(),
            outside: source.outside,
        }
    }
}
