//! What a column of any table of a level is, by its name: for those who show a table without having made it.

use super::access::{NEAREST_ID, nearest_columns};
use super::column::{BuildColumn, ColumnInfo};
use super::french::FrenchText;
use super::level::level_columns;
use crate::catalog::MethodSummary;
use crate::words::FEW;

/// Columns of a rescored table that hold what the build's own method says, each with the column of the
/// build that it repeats.
pub const METHOD_COLUMNS: [(&str, &str); 3] =
    [("method_score", "score"), ("method_rank", "rank"), ("method_decile", "decile")];

/// The rank that is counted anew inside a zone.
pub const IN_ZONE: &str = "rank_in_zone";
/// The decile among the units of that zone.
pub const DECILE_IN_ZONE: &str = "decile_in_zone";
/// How much of a unit lies in that zone.
pub const SHARE_IN_ZONE: &str = "share_in_zone";
/// What it was, where units are compared within zones smaller than France.
pub const IN_REFERENCE: &str = "rank_in_reference";
/// The same rank by gap.
pub const GAP_IN_ZONE: &str = "gap_rank_in_zone";

/// What is said of a column, in English and in French.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnTexts {
    /// Name, description, unit, source.
    pub info: ColumnInfo,
    /// Heading and meaning in French.
    pub french: FrenchText,
}

impl ColumnTexts {
    fn of<S>(column: BuildColumn<S>) -> Self {
        Self { info: column.info, french: column.french }
    }
}

/// Every column that a table of `level` can have: those of `scores/{level}.parquet`, of gaps, and of rescored
/// tables ([`METHOD_COLUMNS`]). `zone` is what people call the zone whose units alone the table holds or ranks, where
/// there is one: `rank_in_zone` is then the rank inside it.
pub fn column_texts(method: &MethodSummary, level: &str, zone: Option<&str>) -> Vec<ColumnTexts> {
    let levels = method.territory_levels.iter().map(String::as_str);
    let above: Vec<&str> = levels.skip_while(|l| *l != level).skip(1).collect();
    let mut out: Vec<ColumnTexts> =
        level_columns(method, level, &above).into_iter().map(ColumnTexts::of).collect();
    if method.access.is_some() {
        let known = nearest_columns().into_iter().map(ColumnTexts::of);
        out.extend(known.filter(|c| c.info.name != NEAREST_ID));
    }
    if let Some(zone) = zone {
        rank_inside(&mut out, method, zone);
    }
    let repeated = METHOD_COLUMNS.iter().filter_map(|(name, column)| {
        let ColumnTexts { info, french } = out.iter().find(|c| c.info.name == *column)?.clone();
        let label = format!("{} — réglage d’origine", french.label);
        let meaning = format!("{} ; selon le réglage d’origine de la méthode", french.meaning);
        Some(ColumnTexts {
            info: ColumnInfo { name: (*name).into(), ..info },
            french: FrenchText::new(label, meaning),
        })
    });
    let repeated: Vec<ColumnTexts> = repeated.collect();
    out.extend(repeated);
    out
}

/// Ranks inside a zone, in the words of [`with_zone_ranks`](crate::build::with_zone_ranks).
fn rank_inside(out: &mut Vec<ColumnTexts>, method: &MethodSummary, zone: &str) {
    let Some(rank) = out.iter_mut().find(|c| c.info.name == IN_ZONE) else { return };
    let among = format!(
        "Rang parmi les territoires de {zone} qui ont un indice ; 1 = indice le plus élevé, les ex æquo ont le même rang"
    );
    let inside = FrenchText::new("Rang dans le territoire choisi", among);
    let reference = ColumnTexts {
        info: ColumnInfo { name: IN_REFERENCE.into(), ..rank.info.clone() },
        french: std::mem::replace(&mut rank.french, inside),
    };
    rank.info.description = format!("Rank by score among the units of {zone} with a score");
    if method.reference != "france" {
        out.push(reference);
    }
    let tenths = format!(
        "Dixième des territoires de {zone} qui ont un indice ; 10 = indices les plus élevés ; vide partout s’ils sont \
         moins de {FEW} : le rang dit alors davantage"
    );
    out.push(ColumnTexts {
        info: ColumnInfo::new(DECILE_IN_ZONE, format!("Tenth of the units of {zone} by score")),
        french: FrenchText::new("Décile dans le territoire choisi", tenths),
    });
    out.push(ColumnTexts {
        info: ColumnInfo::new(
            SHARE_IN_ZONE,
            format!("Share of the unit's persons who live in {zone}"),
        )
        .unit("0–1"),
        french: FrenchText::new(
            "Part dans le territoire choisi",
            format!(
                "Part des habitants qui vivent dans {zone} ; moins de 1 : à cheval, listé et classé en entier"
            ),
        ),
    });
    if method.access.is_some() {
        out.push(ColumnTexts {
            info: ColumnInfo::new(GAP_IN_ZONE, format!("Rank by gap among the units of {zone}")),
            french: FrenchText::new(
                "Rang de l’écart dans le territoire choisi",
                format!("Rang par écart entre besoin et offre parmi les territoires de {zone} ; 1 = le plus grand écart"),
            ),
        });
    }
}
