//! Access to help around a unit, on its sheet: persons at risk, the remedy to study, the nearest places.

use ifn_engine::places::hours;
use ifn_engine::places::schema::Field;
use maud::{Markup, html};

use super::phrases::{FEW, among, count, number, origin, reason, units};
use crate::model::{AccessSummary, NearestPlace};

/// The section.
pub fn access(a: &AccessSummary, level: &str) -> Markup {
    let units = units(level);
    html! {
        section {
            h2 { "Aide à proximité" }
            p { strong { (a.title) } " : ce qui est compté ici comme aide." }
            ul.facts {
                @if let Some(persons) = a.at_risk {
                    li { "environ " strong { (count(persons)) } " " (a.people)
                        " — un effectif, pas un nombre de personnes en difficulté" }
                }
                @if let (Some(km), Some(from)) = (a.access_km, &a.origin) {
                    li { "lieu le plus proche à " strong { (number(km, 1)) "\u{a0}km" }
                        " à vol d’oiseau, " (origin(from)) }
                } @else if let Some(why) = &a.reason {
                    li { "distance inconnue : " (reason(why)) }
                } @else {
                    li { "distance inconnue : aucun lieu n’est compté, ou le lieu de vie des habitants n’est pas connu" }
                }
                @if let (Some(need), Some(lack)) = (a.need, a.lack) {
                    @if a.gap_ranked >= FEW {
                        li { (among(need, 1.0 - need, "Indice", &units)) }
                        li { (among(lack, 1.0 - lack, "Éloignement de l’aide", &units)) }
                    }
                }
                @if let (Some(gap), Some(rank)) = (a.gap, a.gap_rank) {
                    li { "écart entre besoin et offre : " strong { (number(gap, 1)) } " sur 100, rang "
                        (count(f64::from(rank))) " sur " (count(a.gap_ranked as f64))
                        " (rang 1 = le plus grand écart)" }
                }
            }
            @if let (Some(quadrant), Some(remedy)) = (&a.quadrant, &a.remedy) {
                p { (sentence(quadrant)) " " (advice(remedy)) }
            }
            @if !a.nearest.is_empty() { (places(&a.nearest)) }
        }
    }
}

/// What a quadrant is, in a sentence.
fn sentence(quadrant: &str) -> &'static str {
    match quadrant {
        "fragile_far" => {
            "Territoire parmi les plus fragiles, et parmi les plus éloignés de l’aide."
        }
        "fragile_near" => "Territoire parmi les plus fragiles, mais l’aide y est proche.",
        "robust_far" => "Territoire parmi les moins fragiles ; l’aide y est éloignée.",
        _ => "Territoire parmi les moins fragiles, et l’aide y est proche.",
    }
}

/// What would help, in a sentence.
fn advice(remedy: &str) -> &'static str {
    match remedy {
        "network" => "Le frein y est surtout le réseau.",
        "equipment" => "Le frein y est surtout l’équipement et son coût.",
        "mediation" => "Le frein y est surtout l’accompagnement.",
        _ => "Pas d’action prioritaire d’après cet indice.",
    }
}

fn places(all: &[NearestPlace]) -> Markup {
    html! {
        table {
            thead { tr { th { "Lieu" } th { "Adresse" } th { "Horaires, téléphone" } th.n { "Distance" } } }
            tbody { @for near in all { (row(near)) } }
        }
    }
}

fn row(near: &NearestPlace) -> Markup {
    let place = &near.place;
    let text = |field: Field| place.text(field).unwrap_or_default();
    let week = place.text(Field::Horaires).and_then(hours::week);
    html! {
        tr {
            td {
                (text(Field::Nom))
                @if near.service.is_some() { small { " " (near.label) } }
            }
            td { (text(Field::Adresse)) " " (text(Field::CodePostal)) " " (text(Field::Commune)) }
            td {
                @match week {
                    Some(week) => (hours::in_words(&week)),
                    None => "horaires non connus",
                }
                @if let Some(telephone) = place.text(Field::Telephone) { " · " (telephone) }
            }
            td.n { (number(near.distance_km, 1)) "\u{a0}km" }
        }
    }
}
