//! The sheet of a unit, on two sheets of A4 at most.

use ifn_engine::typography::{count, french, number, percent, value};
use ifn_engine::words::{FEW, UnitStanding, level, origin, reason, standing, units, zone};
use maud::{Markup, html};

use super::access::access;
use super::document;
use crate::model::{Line, Sheet, SheetZone, UnitScore};

/// Neighbours that fit.
const NEIGHBOURS: usize = 12;

/// The page.
pub fn sheet(s: &Sheet, as_json: &str) -> Markup {
    let title = format!("{} — {}", s.name, level(&s.level));
    document(
        &title,
        &html! {
            main {
                header {
                    p.kind { (level(&s.level)) " · code " (s.code) }
                    h1 { (s.name) }
                    @if let Some(carried) = &s.carried { p.notice { (french(&carried.said)) } }
                    p.sub {
                        @if let Some(p) = s.population { (number(p, 0)) (if p < 2.0 { " habitant" } else { " habitants" }) }
                        @for w in &s.within {
                            " · " a href=(address(w)) { (w.name.as_deref().unwrap_or(&w.code)) }
                        }
                    }
                }
                p.notice { strong { (french(&s.words.fr.long)) }
                    @if !s.provenance.notice.is_empty() { " — " (french(&s.provenance.notice)) } }
                (headline(s))
                section {
                    h2 { "Pourquoi ce résultat" }
                    (breakdown(s))
                }
                @if let Some(a) = &s.access { (access(a, &s.level)) }
                div.columns {
                    section { h2 { "Fait partie de" } (list(&s.within, "Aucun.")) }
                    (neighbours(s))
                }
                (foot(s, as_json))
            }
        },
    )
}

/// Where the unit stands.
fn place(s: &Sheet, rank: usize) -> String {
    standing(UnitStanding::new(rank, s.lower, s.scored), s.scored, (&s.level, s.of_france))
}

fn headline(s: &Sheet) -> Markup {
    let reference = &s.provenance.reference;
    let lost = s.lost.as_deref().map(reason);
    html! {
        section.head {
            @if let (Some(score), Some(rank), Some(decile)) = (s.score, s.rank, s.decile) {
                p.big { (place(s, rank as usize)) "." }
                p { (french(&s.words.fr.key)) "." }
                ul.facts {
                    li { "rang " strong { (count(rank as usize)) } " sur " (count(s.scored))
                        " (rang 1 = indice le plus élevé)" }
                    @if let (Some(rank), true) = (s.rank_in_zone, reference != "france") {
                        li { "rang " strong { (count(rank as usize)) } " sur "
                            (count(s.scored_in_zone)) " dans " (zone(reference)) }
                    }
                    @if let Some(SheetZone { name, rank: Some(rank), scored, decile, .. }) = &s.in_zone {
                        li { "rang " strong { (count(*rank as usize)) } " sur " (count(*scored)) " dans " (name)
                            @if let Some(decile) = decile { ", décile " strong { (decile) } " sur 10" }
                        }
                    }
                    @if s.scored >= FEW {
                        li { "décile " strong { (decile) } " sur 10 (10 = indice le plus élevé)" }
                    }
                    li { "indice " strong { (number(score, 3)) } }
                    @if reference != "france" {
                        li { "l’indice compare aux " (units(&s.level)) " de " (zone(reference)) "\u{202f}; rang et décile \
                             sont calculés parmi tous les territoires du même niveau" }
                    }
                    li { "données disponibles pour " (percent(s.completeness, 0)) " de l’indice" }
                    @if let Some(lost) = lost { li { (lost) } }
                    @if let Some(zone) = &s.provenance.built_zone {
                        li { "ces résultats ne contiennent que " (zone) "\u{202f}; rangs et déciles sont calculés parmi \
                             tous les territoires du même niveau, y compris ceux qui n’y sont pas" }
                    }
                }
            } @else if let Some(lost) = lost {
                p.big { "Pas d’indice" }
                p { (lost) "." }
            } @else {
                p.big { "Pas d’indice\u{202f}: trop de données manquantes" }
                p { "Données disponibles pour " (percent(s.completeness, 0)) " de l’indice\u{202f}; il en faut "
                    (percent(s.min_available, 0)) "." }
            }
        }
    }
}

fn breakdown(s: &Sheet) -> Markup {
    let reference = zone(&s.provenance.reference);
    html! {
        table {
            thead { tr {
                th { "Axe, indicateur" }
                th.n { "Valeur" }
                th.n { (reference) }
                th.n { "Médiane" }
                th.n { "Échelle" }
                th.n { "Poids" }
                th.n { "Apport" }
                th { "Origine" }
            } }
            tbody { @for line in &s.breakdown { (row(line)) } }
        }
        p.note {
            "Valeur de " (reference) " dans son ensemble\u{202f}; médiane de ses " (units(&s.level))
            "\u{202f}; échelle\u{202f}: valeur normalisée selon la méthode\u{202f}; poids\u{202f}: part parmi ce qui est "
            "disponible à côté\u{202f}; apport\u{202f}: part de l’indice qui en vient. Une donnée manquante n’est jamais un "
            "zéro."
        }
    }
}

fn row(l: &Line) -> Markup {
    let shown = |x: Option<f64>| x.map_or(String::new(), value);
    let with_unit = match l.value {
        Some(x) if l.unit.is_empty() => value(x),
        Some(x) => format!("{}\u{a0}{}", value(x), l.unit),
        None => String::new(),
    };
    let missing = l.value.is_none() && l.kind != "axis";
    html! {
        tr class=(l.kind) {
            td class=(format!("d{}", l.depth.min(3))) {
                (french(&l.title)) @if l.kind == "context" { " (contexte)" }
            }
            td.n { @if missing { em { "donnée manquante" } } @else { (with_unit) } }
            td.n { (shown(l.reference)) }
            td.n { (shown(l.median)) }
            td.n { (l.normalised.map_or(String::new(), |x| number(x, 2))) }
            td.n { (l.weight.map_or(String::new(), |share| percent(share, 0))) }
            td.n { (l.contribution.map_or(String::new(), |x| number(x, 2))) }
            td {
                @if l.kind != "axis" {
                    (origin(&l.origin))
                    @if let Some(why) = &l.reason { "\u{202f}: " (reason(why)) }
                    " · " (l.vintage)
                }
            }
        }
    }
}

fn neighbours(s: &Sheet) -> Markup {
    let all = s.neighbours.as_deref().unwrap_or_default();
    let shown = &all[..all.len().min(NEIGHBOURS)];
    let none = match &s.neighbours {
        Some(_) => "Aucun territoire ne le touche.",
        None => "Contour inconnu\u{202f}: les voisins ne peuvent pas être nommés.",
    };
    html! {
        section {
            h2 { "Voisins" @if all.len() > shown.len() {
                " (les " (shown.len()) " d’indice le plus élevé, sur " (all.len()) ")" } }
            (list(shown, none))
        }
    }
}

fn list(all: &[UnitScore], none: &str) -> Markup {
    html! {
        @if all.is_empty() { p { (none) } } @else {
            table {
                thead { tr { th { "Territoire" } th.n { "Indice" } th.n { "Rang" } th.n { "Décile" } } }
                tbody { @for u in all { tr {
                    td { a href=(address(u)) { (u.name.as_deref().unwrap_or(&u.code)) }
                        small { " " (level(&u.level)) " " (u.code) } }
                    td.n { (u.score.map_or("–".into(), |x| number(x, 2))) }
                    td.n { (u.rank.map_or("–".into(), |r| count(r as usize))) }
                    td.n { (u.decile.map_or("–".into(), |d| d.to_string())) }
                } } }
            }
        }
    }
}

/// Address of a unit's page.
pub fn address(u: &UnitScore) -> String {
    format!("/api/v1/territories/{}/{}?format=html", u.level, u.code)
}

/// What is said, between brackets: « (INSEE, 2021, Licence Ouverte 2.0) ».
fn in_brackets(parts: &[&str]) -> String {
    let said: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

fn foot(s: &Sheet, as_json: &str) -> Markup {
    let p = &s.provenance;
    html! {
        footer {
            p.warn {
                strong { "À savoir. " }
                "L’indice décrit des territoires, jamais des personnes. Ce n’est ni un objectif à atteindre, ni une "
                "décision\u{202f}: il dit où regarder, sur place, avec celles et ceux qui y vivent."
            }
            p { strong { "Sources. " }
                @for (i, source) in s.sources.iter().enumerate() {
                    @if i > 0 { "\u{202f}; " }
                    (french(&source.title)) (in_brackets(&[&source.publisher, &source.vintage, &source.licence]))
                }
                "." }
            p { "Géographie\u{202f}: COG " (p.vintage.geography) ". Méthode " code { (p.method.id) }
                " (empreinte " code { (p.method.sha256.get(..12).unwrap_or_default()) } "). Données\u{202f}: "
                a href=(format!("/api/v1/territories/{}/{}?{as_json}", s.level, s.code)) { "JSON" }
                ", " a href="/downloads" { "tous les fichiers" } ", " a href="/recherche" { "autre territoire" } "." }
        }
    }
}
