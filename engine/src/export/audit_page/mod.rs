//! An audit as one HTML page that needs nothing else: no script, no font, no picture from
//! elsewhere. In French, for those who must defend an index.

mod plots;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::analysis::audit::{Audit, Finding, INFLATED, LITTLE};
use crate::error::{Error, Result};
use crate::typography::{self, count, french, number, plural};

const STYLE: &str = include_str!("page.css");
/// Units listed on the page; the JSON has them all.
const LISTED: usize = 500;

/// The page.
///
/// # Errors
/// A plot that cannot be drawn.
pub fn audit_page(audit: &Audit) -> Result<String> {
    let plot = |drawn: std::result::Result<String, String>| {
        drawn.map(PreEscaped).map_err(|e| Error::internal(format!("a plot cannot be drawn: {e}")))
    };
    let correlations = plot(plots::correlations(&audit.columns, &audit.spearman))?;
    let weights = plot(plots::weights(&audit.indicators))?;
    let scores = plot(plots::histogram(&audit.histogram))?;
    let missing = plot(plots::missing(&audit.missing))?;
    let page = html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Audit de cohérence — " (audit.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "Audit de cohérence" }
                p.method { (french(&audit.title)) " (" code { (audit.method) } "), niveau " (audit.level) }
                @if !audit.notice.is_empty() { p.notice { (french(&audit.notice)) } }
                p { (count(audit.scored)) " territoires sur " (count(audit.units))
                    @if let Some(zone) = &audit.zone { " de " (zone) }
                    " ont un indice." }
                h2 { "Ce qui mérite attention" }
                (findings(audit))
                h2 { "Poids voulu et influence réelle" }
                p { "Le poids est ce que la méthode donne à l’indicateur\u{202f}; l’influence est la part de la "
                    "variance de l’indice qui en vient. L’inflation de variance (VIF) dit combien un "
                    "indicateur répète les autres\u{202f}: au-delà de " (INFLATED) ", il compte presque double." }
                (weights)
                (indicators(audit))
                h2 { "Corrélations de rang (Spearman)" }
                (correlations)
                h2 { "Fiabilité des axes (alpha de Cronbach)" }
                (reliability(audit))
                h2 { "Répartition de l’indice" }
                (scores)
                h2 { "Données manquantes" }
                @if audit.missing.is_empty() {
                    p { "Aucun niveau plus large pour les répartir." }
                } @else {
                    p { "Part des données manquantes, par " (audit.group_level.as_deref().unwrap_or_default())
                        ", de la plus forte à la plus faible." }
                    (missing)
                }
                (low(audit))
            }
        }
    };
    Ok(page.into_string())
}

fn findings(audit: &Audit) -> Markup {
    html! {
        @if audit.findings.is_empty() { p { "Rien de notable." } }
        ul { @for finding in &audit.findings { li { (sentence(finding, audit)) } } }
    }
}

fn sentence(finding: &Finding, audit: &Audit) -> String {
    let named = |id: &String| {
        let known = audit.indicators.iter().find(|i| i.id == *id);
        french(&format!("« {} »", known.map_or(id.as_str(), |i| i.title.as_str())))
    };
    let of = finding.of.iter().map(named).collect::<Vec<_>>().join(" et ");
    let value = number(finding.value, 2);
    match finding.kind {
        "double_counting" => {
            format!(
                "{of} disent presque la même chose (corrélation {value})\u{202f}: double compte."
            )
        }
        "against" => format!("{of} va à l’encontre de l’indice (corrélation {value})."),
        "inflation" => format!("{of} est presque une combinaison des autres (VIF {value})."),
        "little_influence" => {
            format!(
                "{of} pèse moitié moins que ce qui est voulu ({} de la variance).",
                percent(finding.value)
            )
        }
        "missing" => format!("{of} manque pour {} des territoires.", percent(finding.value)),
        _ => format!("{of}\u{202f}: des indicateurs peu liés entre eux (alpha {value})."),
    }
}

fn indicators(audit: &Audit) -> Markup {
    html! {
        table {
            thead { tr {
                th { "Indicateur" } th { "Axe" } th { "Poids" } th { "Influence" }
                th { "Corrélation avec l’indice" } th { "de rang" } th { "VIF" } th { "Donnée manquante" }
            } }
            tbody { @for i in &audit.indicators { tr {
                td { (french(&i.title)) " " code { (i.id) } } td { (i.axis) }
                td.n { (percent(i.effective_weight)) } td.n { (optional(i.influence, percent)) }
                td.n { (optional(i.pearson, two)) } td.n { (optional(i.spearman, two)) }
                td.n { (optional(i.variance_inflation, two)) } td.n { (percent(i.missing)) }
            } } }
        }
    }
}

fn reliability(audit: &Audit) -> Markup {
    html! {
        @if audit.reliability.is_empty() { p { "Aucun axe n’a deux indicateurs." } }
        @else { table {
            thead { tr { th { "Axe" } th { "Indicateurs" } th { "Territoires complets" } th { "Alpha" } th { "Sans…" } } }
            tbody { @for r in &audit.reliability { tr {
                td { (r.axis) } td.n { (r.indicators) } td.n { (count(r.n)) } td.n { (optional(r.alpha, two)) }
                td { @for (id, alpha) in &r.without { span.pair { (id) "\u{202f}: " (optional(*alpha, two)) } } }
            } } }
        } }
    }
}

fn low(audit: &Audit) -> Markup {
    html! {
        h2 { "Indices qui reposent sur moins de " (percent(LITTLE)) " des données" }
        @if audit.low.is_empty() { p { "Aucun." } }
        @else {
            p { (count(audit.low.len())) " " (plural(audit.low.len(), "territoire", "territoires"))
                @if audit.low.len() > LISTED { "\u{202f}; les " (LISTED) " premières sont listées, toutes sont dans le JSON" } "." }
            table {
                thead { tr { th { "Code" } th { "Nom" } th { "Données disponibles" } th { "Indice" } } }
                tbody { @for u in audit.low.iter().take(LISTED) { tr {
                    td { code { (u.code) } } td { (u.name) }
                    td.n { (percent(u.completeness)) } td.n { (number(u.score, 3)) }
                } } }
            }
        }
    }
}

fn two(value: f64) -> String {
    number(value, 2)
}

fn percent(share: f64) -> String {
    typography::percent(share, 1)
}

fn optional(value: Option<f64>, shown: impl Fn(f64) -> String) -> String {
    value.map_or_else(|| "–".into(), shown)
}
