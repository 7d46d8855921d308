//! Where a person begins: a search, and what is served.

use ifn_engine::typography::{count, french, number};
use ifn_engine::words::{level, units};
use maud::{Markup, html};

use super::document;
use crate::model::FoundUnit;
use crate::snapshot::Snapshot;

/// The page, with what was found when something was looked for.
pub fn search(build: &Snapshot, text: &str, found: &[FoundUnit]) -> Markup {
    let p = &build.provenance;
    let words = &build.manifest.method.words.fr;
    document(
        &french(&words.short),
        &html! {
            main {
                header { h1 { (french(&words.long)) } p { a href="/" { "Voir la carte" } } }
                p { (french(&words.key)) "." }
                @if !p.notice.is_empty() { p.notice { (french(&p.notice)) } }
                form action="/recherche" role="search" {
                    label for="q" { "Un territoire\u{202f}: nom, code ou code postal" }
                    input id="q" name="q" value=(text) type="search" maxlength="100" placeholder="Saint-Denis, 97400…" autofocus;
                    button { "Chercher" }
                }
                @if !text.is_empty() { (results(found)) }
                section {
                    h2 { "Ce qui est servi" }
                    ul {
                        @for table in &build.levels {
                            @let entry = build.manifest.levels.get(&table.id);
                            li { (count(entry.map_or(0, |e| e.scored))) " " (units(&table.id)) " avec un indice, sur "
                                (count(table.scores.num_rows())) " — "
                                a href=(format!("/api/v1/scores/{}?format=excel", table.id)) { "CSV pour Excel" } ", "
                                a href=(format!("/downloads/scores/{}.parquet", table.id)) { "Parquet" } }
                        }
                    }
                    p { a href="/docs/" { "Interface pour les programmes" } " · "
                        a href="/downloads" { "tous les fichiers" } " · "
                        a href="/api/v1/indicators" { "indicateurs, sources et millésimes" } }
                    p.note { "Géographie\u{202f}: COG " (p.vintage.geography) ". " (p.attribution) }
                }
            }
        },
    )
}

fn results(found: &[FoundUnit]) -> Markup {
    html! {
        section aria-live="polite" {
            @if found.is_empty() { p { "Aucun territoire de ce nom, de ce code ni de ce code postal." } } @else {
                table {
                    thead { tr { th { "Territoire" } th { "Où" } th.n { "Habitants" } th.n { "Indice" } th.n { "Décile" } } }
                    tbody { @for u in found { tr {
                        td { a href=(format!("/api/v1/territories/{}/{}?format=html", u.level, u.code)) { (u.name) }
                            small { " " (level(&u.level)) " " (u.code)
                                @if let Some(carried) = &u.carried { " · " (french(&carried.said)) } } }
                        td { @for (i, w) in u.within.iter().enumerate() {
                            @if i > 0 { ", " } (w.name.as_deref().unwrap_or(&w.code)) } }
                        td.n { (u.population.map_or("–".into(), |x| number(x, 0))) }
                        td.n { (u.score.map_or("–".into(), |x| number(x, 2))) }
                        td.n { (u.decile.map_or("–".into(), |d| d.to_string())) }
                    } } }
                }
            }
        }
    }
}
