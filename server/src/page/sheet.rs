//! The sheet of a unit, on two sheets of A4 at most.

use maud::{Markup, html};

use super::access::access;
use super::document;
use super::phrases::{
    FEW, count, level, number, origin, percent, place, reason, units, value, zone,
};
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
                    @if let Some(carried) = &s.carried { p.notice { (carried.said) } }
                    p.sub {
                        @if let Some(p) = s.population { (count(p)) " habitants" }
                        @for w in &s.within {
                            " · " a href=(address(w)) { (w.name.as_deref().unwrap_or(&w.code)) }
                        }
                    }
                }
                p.notice { strong { (s.provenance.method.title) }
                    @if !s.provenance.notice.is_empty() { " — " (s.provenance.notice) } }
                (headline(s))
                section {
                    h2 { "Pourquoi ce résultat" }
                    (breakdown(s))
                }
                @if let Some(a) = &s.access { (access(a, &s.level)) }
                div.columns {
                    section { h2 { "Territoires englobants" } (list(&s.within, "Aucun.")) }
                    (neighbours(s))
                }
                (foot(s, as_json))
            }
        },
    )
}

fn headline(s: &Sheet) -> Markup {
    let reference = &s.provenance.reference;
    let lost = s.lost.as_deref().map(reason);
    html! {
        section.head {
            @if let (Some(score), Some(rank), Some(decile)) = (s.score, s.rank, s.decile) {
                p.big { (place(rank as usize, s.lower, s.scored, (&s.level, s.of_france))) }
                ul.facts {
                    li { "rang " strong { (count(f64::from(rank))) } " sur " (count(s.scored as f64))
                        " (rang 1 = indice le plus élevé)" }
                    @if let (Some(rank), true) = (s.rank_in_zone, reference != "france") {
                        li { "rang " strong { (count(f64::from(rank))) } " sur "
                            (count(s.scored_in_zone as f64)) " dans " (zone(reference)) }
                    }
                    @if let Some(SheetZone { name, rank: Some(rank), scored, .. }) = &s.in_zone {
                        li { "rang " strong { (count(f64::from(*rank))) } " sur " (count(*scored as f64))
                            " dans " (name) }
                    }
                    @if s.scored >= FEW {
                        li { "décile " strong { (decile) } " sur 10 (10 = indice le plus élevé)" }
                    }
                    li { "indice " strong { (number(score, 3)) } }
                    @if reference != "france" {
                        li { "l’indice compare aux " (units(&s.level)) " de " (zone(reference)) " ; rang et décile \
                             sont calculés parmi tous les territoires du même niveau" }
                    }
                    li { "données disponibles pour " (percent(s.completeness)) " de l’indice" }
                    @if let Some(lost) = lost { li { (lost) } }
                    @if let Some(zone) = &s.provenance.built_zone {
                        li { "ces résultats ne contiennent que " (zone) " ; rangs et déciles sont calculés parmi \
                             tous les territoires du même niveau, y compris ceux qui n’y sont pas" }
                    }
                }
            } @else if let Some(lost) = lost {
                p.big { "Pas d’indice" }
                p { (lost) "." }
            } @else {
                p.big { "Pas d’indice : trop de données manquantes" }
                p { "Données disponibles pour " (percent(s.completeness)) " de l’indice ; il en faut "
                    (percent(s.min_available)) "." }
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
            "Valeur de " (reference) " dans son ensemble ; médiane de ses " (units(&s.level))
            " ; échelle : valeur normalisée selon la méthode ; poids : part parmi ce qui est disponible à côté ; "
            "apport : part de l’indice qui en vient. Une valeur manquante n’est jamais un zéro."
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
                (l.title) @if l.kind == "context" { " (contexte)" }
            }
            td.n { @if missing { em { "manquant" } } @else { (with_unit) } }
            td.n { (shown(l.reference)) }
            td.n { (shown(l.median)) }
            td.n { (l.normalised.map_or(String::new(), |x| number(x, 2))) }
            td.n { (l.weight.map_or(String::new(), percent)) }
            td.n { (l.contribution.map_or(String::new(), |x| number(x, 2))) }
            td {
                @if l.kind != "axis" {
                    (origin(&l.origin))
                    @if let Some(why) = &l.reason { " : " (reason(why)) }
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
        None => "Contour inconnu : les voisins ne peuvent pas être nommés.",
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
                    td.n { (u.rank.map_or("–".into(), |r| count(f64::from(r)))) }
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

fn foot(s: &Sheet, as_json: &str) -> Markup {
    let p = &s.provenance;
    html! {
        footer {
            p.warn {
                strong { "À savoir. " }
                "L’indice décrit des territoires, jamais des personnes. Ce n’est ni un objectif à atteindre, ni une "
                "décision : il dit où regarder, sur place, avec celles et ceux qui y vivent."
            }
            p { strong { "Sources. " }
                @for (i, source) in s.sources.iter().enumerate() {
                    @if i > 0 { " ; " }
                    (source.title) " (" (source.publisher) ", " (source.vintage) ", " (source.licence) ")"
                }
                "." }
            p { "Géographie : COG " (p.vintage.geography) ". Méthode " code { (p.method.id) }
                " (empreinte " code { (p.method.sha256.get(..12).unwrap_or_default()) } "). Données : "
                a href=(format!("/api/v1/territories/{}/{}?{as_json}", s.level, s.code)) { "JSON" }
                ", " a href="/downloads" { "tous les fichiers" } ", " a href="/recherche" { "autre territoire" } "." }
        }
    }
}
