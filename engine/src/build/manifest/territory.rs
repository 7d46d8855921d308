//! Manifest: how the units came to be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::territory::Territory;

/// Codes shown as examples.
const EXAMPLES: usize = 5;

/// How units came to be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TerritoryEntry {
    /// COG year.
    pub geography: u16,
    /// Rows of the table of IRIS.
    pub iris_rows: usize,
    /// IRIS whose commune's code changed since.
    pub iris_renamed: usize,
    /// A few of them: old → new.
    pub iris_renamed_examples: Vec<String>,
    /// Of these, IRIS that became one with another.
    pub iris_merged: usize,
    /// IRIS that keep their published code, another one having their four digits.
    pub iris_kept: Vec<String>,
    /// Communes without IRIS in the table, which the IRIS `XXXXX0000` stands for.
    pub communes_without_iris: usize,
    /// A few of them.
    pub communes_without_iris_examples: Vec<String>,
    /// Passages known, from an older code to one in force.
    pub passages: usize,
    /// Where the passages come from.
    pub passage_source: String,
    /// Units without a contour, by level.
    pub without_contour: BTreeMap<String, usize>,
}

/// How the units came to be.
pub fn territory_entry(territory: &Territory, geography: u16, source: &str) -> TerritoryEntry {
    let c = &territory.carried;
    let first = |codes: &[String]| codes.iter().take(EXAMPLES).cloned().collect();
    TerritoryEntry {
        geography,
        iris_rows: c.rows,
        iris_renamed: c.renamed.len(),
        iris_renamed_examples: c
            .renamed
            .iter()
            .take(EXAMPLES)
            .map(|(old, new)| format!("{old} → {new}"))
            .collect(),
        iris_merged: c.merged,
        iris_kept: c.kept.clone(),
        communes_without_iris: c.without_iris.len(),
        communes_without_iris_examples: first(&c.without_iris),
        passages: territory.passage.len(),
        passage_source: source.into(),
        without_contour: BTreeMap::new(),
    }
}
