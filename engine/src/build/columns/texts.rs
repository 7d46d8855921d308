//! What a column of any table of a level is, by its name: for those who show a table without having made it.

use super::access::{NEAREST_ID, nearest_columns};
use super::column::{BuildColumn, ColumnInfo};
use super::french::FrenchText;
use super::scores::level_columns;
use crate::catalog::MethodSummary;

/// Columns of a rescored table that hold what the build's own method says, each with the column of the
/// build that it repeats.
pub const METHOD_COLUMNS: [(&str, &str); 3] =
    [("method_score", "score"), ("method_rank", "rank"), ("method_decile", "decile")];

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
/// tables ([`METHOD_COLUMNS`]).
pub fn column_texts(method: &MethodSummary, level: &str) -> Vec<ColumnTexts> {
    let levels = method.territory_levels.iter().map(String::as_str);
    let above: Vec<&str> = levels.skip_while(|l| *l != level).skip(1).collect();
    let mut out: Vec<ColumnTexts> =
        level_columns(method, level, &above).into_iter().map(ColumnTexts::of).collect();
    if method.access.is_some() {
        let known = nearest_columns().into_iter().map(ColumnTexts::of);
        out.extend(known.filter(|c| c.info.name != NEAREST_ID));
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
