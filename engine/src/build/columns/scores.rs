//! The columns of `scores/{level}.parquet`.

use super::access::{AccessRows, access_columns};
use super::arrays::{floats, ranks, texts};
use super::column::{BuildColumn, ColumnInfo};
use super::french::FrenchText;
use super::identity::{UnitRows, identity_columns};
use crate::analysis::access::AccessSummary;
use crate::catalog::{IndicatorSummary, MethodSummary};
use crate::index::{Complete, Lost, Normalised, Scores, Treated};
use crate::indicator::Origin;
use crate::table::MissingReason;
use crate::territory::{LevelIndex, Territory, UnitIndex};
use crate::words;

/// Scores of one level: the rows of a table.
#[derive(Clone, Copy)]
pub struct ScoreRows<'a> {
    /// Of all units of the level.
    pub scores: &'a Scores,
    /// Units that are written.
    pub kept: &'a [UnitIndex],
}

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

/// Score, ranks and decile.
pub fn rank_columns<'a>(
    method: &MethodSummary,
    level: &str,
) -> Vec<BuildColumn<'a, ScoreRows<'a>>> {
    let notice =
        if method.notice.is_empty() { String::new() } else { format!(" ({})", method.notice) };
    let (zone, words, french) = (zone_name(method), &method.words.en, &method.words.fr);
    vec![
        BuildColumn::new(
            ColumnInfo::new("score", format!("{}{notice}. {}", words.long, words.key)),
            FrenchText::new("Indice", format!("{}{notice}. {}", french.long, french.key)),
            |rows: &ScoreRows| floats(&rows.scores.index, rows.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new(
                "rank",
                format!(
                    "Rank by score among all scored units of the level ({level}), 1 = the highest index, ties share the best"
                ),
            ),
            FrenchText::new(
                rank_label(method),
                "Rang parmi tous les territoires du niveau qui ont un indice ; 1 = indice le plus élevé, les ex æquo ont le même rang",
            ),
            |rows: &ScoreRows| ranks(&rows.scores.rank, rows.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("rank_in_zone", format!("The same within {zone}")),
            FrenchText::new(
                "Rang dans la zone de comparaison",
                format!(
                    "Le même rang, parmi les territoires auxquels celui-ci est comparé : {}",
                    zone_in_french(method)
                ),
            ),
            |rows: &ScoreRows| ranks(&rows.scores.rank_in_zone, rows.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new(
                "decile",
                "Tenth of the level's units by score, 10 = the highest index",
            ),
            FrenchText::new(
                "Décile",
                "Dixième des territoires du niveau, par indice ; 10 = indices les plus élevés",
            ),
            |rows: &ScoreRows| ranks(&rows.scores.decile, rows.kept),
        ),
    ]
}

/// Score, ranks, decile, completeness and axes.
pub fn score_columns<'a>(
    method: &MethodSummary,
    level: &str,
) -> Vec<BuildColumn<'a, ScoreRows<'a>>> {
    let mut out = rank_columns(method, level);
    let completeness = format!(
        "Share of the indicators' effective weight that is available; no score below {}",
        method.min_available
    );
    out.push(BuildColumn::new(
        ColumnInfo::new("completeness", completeness).unit("0–1"),
        FrenchText::new(
            "Données disponibles",
            format!(
                "Part de l’indice dont les données sont disponibles ; au-dessous de {} %, pas d’indice",
                (100.0 * method.min_available).round()
            ),
        ),
        |rows: &ScoreRows| floats(&rows.scores.completeness, rows.kept),
    ));
    for (a, axis) in method.axes.iter().enumerate() {
        out.push(BuildColumn::new(
            ColumnInfo::new(format!("axis_{}", axis.id), format!("Axis: {}", axis.title)),
            FrenchText::new(
                format!("Axe : {}", axis.title),
                "Axe de l’indice : ses indicateurs réunis, sur l’échelle de la méthode",
            ),
            move |rows: &ScoreRows| floats(&rows.scores.axes[a], rows.kept),
        ));
    }
    out
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

/// Heading of the rank among all units of a level.
fn rank_label(method: &MethodSummary) -> &'static str {
    if method.territory.is_none() { "Rang en France" } else { "Rang" }
}

/// The zone that units are compared within, in French.
fn zone_in_french(method: &MethodSummary) -> String {
    match method.reference.as_str() {
        "france" => "toute la France".into(),
        zone => format!("même territoire du niveau « {} »", words::level(zone)),
    }
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

/// The zone that units are compared within, as descriptions name it.
fn zone_name(method: &MethodSummary) -> String {
    match method.reference.as_str() {
        "france" => "France".to_string(),
        zone => format!("the unit's {zone}"),
    }
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
