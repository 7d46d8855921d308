//! The registry of a build's columns: for each, its name, unit, description, French heading and meaning, and
//! how its array is made, side by side.
//!
//! In: a method's summary. Out: lists of [`BuildColumn`]: [`identity_columns`], [`score_columns`],
//! [`gap_columns`], [`level_columns`] (all of `scores/{level}.parquet`). The data dictionary, the
//! metadata of Parquet files, the headings of workbooks and what the server lists are read from them
//! or from the fields of the tables that they make ([`BuildTable`]).

mod access;
mod arrays;
mod column;
mod french;
mod gaps;
mod identity;
mod level;
mod scores;
mod texts;

pub use access::{AccessRows, NearestRows, access_columns, nearest_columns};
pub use arrays::{floats, persons, ranks, texts};
pub use column::{BuildColumn, BuildTable, ColumnInfo};
pub use french::{FrenchText, french_unit};
pub use gaps::{GapRows, gap_columns};
pub use identity::{UnitRows, identity_columns, parent_ids};
pub use level::{LevelRows, level_columns};
pub use scores::{ScoreRows, rank_columns, score_columns};
pub use texts::{
    ColumnTexts, DECILE_IN_ZONE, GAP_IN_ZONE, IN_REFERENCE, IN_ZONE, METHOD_COLUMNS, SHARE_IN_ZONE,
    column_texts,
};

#[cfg(test)]
mod tests;
