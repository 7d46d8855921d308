//! Columns of scores: the index, its ranks, its axes.

use super::arrays::{floats, ranks};
use super::column::{BuildColumn, ColumnInfo};
use super::french::FrenchText;
use crate::catalog::MethodSummary;
use crate::index::Scores;
use crate::territory::UnitIndex;
use crate::words;

/// Scores of one level: the rows of a table.
#[derive(Clone, Copy)]
pub struct ScoreRows<'a> {
    /// Of all units of the level.
    pub scores: &'a Scores,
    /// Units that are written.
    pub kept: &'a [UnitIndex],
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

/// The zone that units are compared within, as descriptions name it.
pub fn zone_name(method: &MethodSummary) -> String {
    match method.reference.as_str() {
        "france" => "France".to_string(),
        zone => format!("the unit's {zone}"),
    }
}
