//! Columns that a query may name beside those of a level's table.

/// Columns of a rescored table that hold what the build's own method says, each with the column of the
/// build that it repeats.
pub const METHOD_COLUMNS: [(&str, &str); 3] =
    [("method_score", "score"), ("method_rank", "rank"), ("method_decile", "decile")];
