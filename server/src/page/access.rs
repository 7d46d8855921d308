//! Access to help around a unit, on its sheet: persons at risk, the remedy to study, the nearest places.

use ifn_engine::analysis::access::Third;
use ifn_engine::catalog::Remedy;
use ifn_engine::places::hours;
use ifn_engine::places::schema::Field;
use ifn_engine::typography::{count, french, number};
use ifn_engine::words;
use maud::{Markup, html};

use crate::model::{AccessSummary, NearestPlace};

/// The section.
pub fn access(a: &AccessSummary, level: &str) -> Markup {
    html! {
        section {
            h2 { "Aide à proximité" }
            p { strong { (french(&a.title)) } "\u{202f}: ce qui est compté ici comme aide." }
            (classes(a, level))
            ul.facts {
                @if let Some(persons) = a.at_risk {
                    li { "environ " strong { (number(persons, 0)) } " " (french(&a.people))
                        " — un effectif, pas un nombre de personnes en difficulté" }
                }
                @if let (Some(km), Some(from)) = (a.access_km, &a.origin) {
                    li { "lieu le plus proche à " strong { (number(km, 1)) "\u{a0}km" }
                        " à vol d’oiseau, " (words::measured_from(from)) }
                } @else if let Some(why) = &a.reason {
                    li { "distance inconnue\u{202f}: " (words::reason(why)) }
                } @else {
                    li { "distance inconnue\u{202f}: aucun lieu n’est compté, ou le lieu de vie des habitants n’est pas renseigné" }
                }
                @if let (Some(gap), Some(rank)) = (a.gap, a.gap_rank) {
                    li { "écart entre besoin et offre\u{202f}: " strong { (number(gap, 1)) } " sur 100, rang "
                        (count(rank as usize)) " sur " (count(a.gap_ranked))
                        " (rang 1 = le plus grand écart)" }
                }
            }
            @if !a.nearest.is_empty() { (places(&a.nearest)) }
        }
    }
}

/// Need and supply by thirds, and what to study; nothing of what is not known.
fn classes(a: &AccessSummary, level: &str) -> Markup {
    let third = |class: Option<u8>| class.and_then(Third::from_class);
    let remedy = a.remedy.as_deref().and_then(Remedy::from_name);
    html! {
        @if let (Some(need), Some(lack)) = (third(a.need_class), third(a.lack_class)) {
            p { strong { (words::need_and_supply(need, lack)) } " (" (words::thirds(level)) ")." }
        }
        @if let Some(remedy) = remedy { p { (words::remedy(remedy)) "." } }
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
                    Some(week) => (french(&hours::in_words(&week))),
                    None => "horaires non renseignés",
                }
                @if let Some(telephone) = place.text(Field::Telephone) { " · " (telephone) }
            }
            td.n { (number(near.distance_km, 1)) "\u{a0}km" }
        }
    }
}
