//! The columns of `scores/{level}.parquet`: who a unit is, its scores, its indicators, access to places.

use super::access::{AccessRows, access_columns};
use super::arrays::{floats, texts};
use super::column::{BuildColumn, ColumnInfo};
use super::french::FrenchText;
use super::identity::{UnitRows, identity_columns};
use super::scores::{ScoreRows, score_columns, zone_name};
use crate::analysis::access::AccessSummary;
use crate::catalog::{IndicatorSummary, MethodSummary};
use crate::index::{Complete, Lost, Normalised, Scores, Treated};
use crate::indicator::Origin;
use crate::table::MissingReason;
use crate::territory::{LevelIndex, Territory, UnitIndex};
use crate::words;

/// Everything that was computed at one level: the rows of `scores/{level}.parquet`.
#[derive(Clone, Copy)]
pub struct LevelRows<'a> {
    /// All units.
    pub territory: &'a Territory,
    /// The level.
    pub level: LevelIndex,
    /// Units that are written.
    pub kept: &'a [UnitIndex],
    /// Values, origins, reasons.
    pub complete: &'a Complete,
    /// What was done about outliers.
    pub treated: &'a Treated,
    /// Indicators on the method's scale.
    pub normalised: &'a Normalised,
    /// Scores.
    pub scores: &'a Scores,
    /// Access to places around its units; read only where the method counts some.
    pub access: &'a AccessSummary,
}

/// All columns of `scores/{level}.parquet`, in order; `parents` are the ids of the levels above.
pub fn level_columns<'a>(
    method: &MethodSummary,
    level: &str,
    parents: &[&str],
) -> Vec<BuildColumn<'a, LevelRows<'a>>> {
    let mut out: Vec<BuildColumn<LevelRows>> = Vec::new();
    out.extend(identity_columns(method, level, parents).into_iter().map(|c| {
        c.within(|r: &LevelRows<'a>| UnitRows {
            territory: r.territory,
            level: r.level,
            kept: r.kept,
        })
    }));
    out.extend(
        score_columns(method, level)
            .into_iter()
            .map(|c| c.within(|r: &LevelRows<'a>| ScoreRows { scores: r.scores, kept: r.kept })),
    );
    out.extend(indicator_columns(method));
    if let Some(rule) = &method.access {
        out.extend(
            access_columns(rule).into_iter().map(|c| {
                c.within(|r: &LevelRows<'a>| AccessRows { access: r.access, kept: r.kept })
            }),
        );
    }
    out
}

/// Values, treated values, normalised values, origins and reasons, one of each an indicator.
fn indicator_columns<'a>(method: &MethodSummary) -> Vec<BuildColumn<'a, LevelRows<'a>>> {
    let mut out = Vec::new();
    let all = || method.indicators.iter().enumerate();
    for (i, indicator) in all() {
        out.push(BuildColumn::new(
            ColumnInfo::new(format!("value_{}", indicator.id), &indicator.title)
                .unit(&indicator.unit)
                .from_source(&indicator.table, &indicator.vintage),
            FrenchText::new(&indicator.title, value_in_french(indicator)),
            move |r: &LevelRows| floats(&r.complete.columns[i].values, r.kept),
        ));
    }
    for (i, indicator) in method.treated() {
        out.push(BuildColumn::new(
            ColumnInfo::new(format!("treated_{}", indicator.id), treated(indicator))
                .from_source(&indicator.table, &indicator.vintage),
            FrenchText::new(
                format!("{} — valeur traitée", indicator.title),
                format!(
                    "La valeur telle qu’elle est normalisée, après traitement des valeurs extrêmes ({})",
                    indicator.treat.as_deref().unwrap_or_default()
                ),
            ),
            move |r: &LevelRows| floats(r.treated.values(r.complete, i), r.kept),
        ));
    }
    for (i, indicator) in all().filter(|(_, i)| i.axis.is_some()) {
        out.push(BuildColumn::new(
            ColumnInfo::new(format!("norm_{}", indicator.id), normalised(indicator, method)),
            FrenchText::new(
                format!("{} — sur l’échelle", indicator.title),
                normalised_in_french(indicator, method),
            ),
            move |r: &LevelRows| floats(&r.normalised.values[i], r.kept),
        ));
    }
    for (i, indicator) in all() {
        let about = format!(
            "Origin of value_{}: measured, aggregated, inherited, imputed or missing; of a \
             distance, what it is measured from: grid, town_hall or centre",
            indicator.id
        );
        out.push(BuildColumn::new(
            ColumnInfo::new(format!("origin_{}", indicator.id), about),
            FrenchText::new(format!("{} — origine", indicator.title), origins_in_french()),
            move |r: &LevelRows| {
                texts(r.kept, |u| Some(r.complete.columns[i].origin[u.get()].name()))
            },
        ));
    }
    for (i, indicator) in all() {
        let about = format!("Why value_{} is missing; null where it is not", indicator.id);
        out.push(BuildColumn::new(
            ColumnInfo::new(format!("reason_{}", indicator.id), about),
            FrenchText::new(
                format!("{} — raison de l’absence", indicator.title),
                "Pourquoi la donnée manque ; vide si elle est connue",
            ),
            move |r: &LevelRows| {
                texts(r.kept, |u| r.complete.columns[i].reason[u.get()].map(MissingReason::name))
            },
        ));
    }
    if method.may_lose_scores() {
        let about = format!(
            "Why the score, or an axis of it, is missing ({}); null where neither is",
            Lost::ALL.into_iter().filter_map(Lost::name).collect::<Vec<_>>().join(", ")
        );
        out.push(BuildColumn::new(
            ColumnInfo::new("reason_score", about),
            FrenchText::new(
                "Indice — raison de l’absence",
                "Pourquoi l’indice, ou l’un de ses axes, manque ; vide si aucun ne manque",
            ),
            |r: &LevelRows| {
                texts(r.kept, |u| r.scores.lost.get(u.get()).copied().unwrap_or_default().name())
            },
        ));
    }
    out
}

/// What `origin_…` holds.
fn origins_in_french() -> String {
    let each =
        Origin::ALL.map(|origin| format!("{} ({})", origin.name(), words::origin(origin.name())));
    format!("D’où vient la donnée : {}", each.join(", "))
}

fn value_in_french(i: &IndicatorSummary) -> String {
    let source = if i.publisher.is_empty() { String::new() } else { format!(" ({})", i.publisher) };
    let note = if i.note.is_empty() { String::new() } else { format!(" — {}", i.note) };
    format!("{}{source}{note}", i.title)
}

fn normalised_in_french(i: &IndicatorSummary, method: &MethodSummary) -> String {
    let [min, max] = method.scale;
    let direction = if i.direction == "down" {
        "une valeur plus basse donne un indice plus élevé"
    } else {
        "une valeur plus haute donne un indice plus élevé"
    };
    format!("L’indicateur ramené à l’échelle de {min} à {max} ; {direction}")
}

fn treated(i: &IndicatorSummary) -> String {
    format!(
        "{}, as it is normalised after treatment of outliers ({}); another unit than value_{} where \
         the manifest tells a transform",
        i.title,
        i.treat.as_deref().unwrap_or_default(),
        i.id
    )
}

fn normalised(i: &IndicatorSummary, method: &MethodSummary) -> String {
    format!(
        "{} by {} within {}, scale {}–{}, {}",
        i.title,
        i.normalise.as_deref().unwrap_or("identity"),
        zone_name(method),
        method.scale[0],
        method.scale[1],
        if i.direction == "down" {
            "turned round: a high value lowers the index"
        } else {
            "a high value raises the index"
        }
    )
}
