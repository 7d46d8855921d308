//! Manifest: one source, and what became of its rows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalog::Dataset;
use crate::indicator::TableReport;
use crate::places::PlaceSource;
use crate::territory::{JoinReport, SourceUse};

/// One source.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Dataset id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Producer.
    pub publisher: String,
    /// Licence.
    pub licence: String,
    /// Vintage.
    pub vintage: String,
    /// Page to read.
    pub page: String,
    /// COG year of its codes.
    pub geography: Option<u16>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows in the file.
    pub rows: usize,
    /// Rows that the table's `filter` left out.
    pub filtered_out: usize,
    /// How its rows joined the units; none for the tables that make the units.
    pub join: Option<JoinEntry>,
    /// Missing values by column and reason.
    pub missing: BTreeMap<String, BTreeMap<String, usize>>,
    /// What a user must know.
    pub note: String,
    /// What was passed over, mended or chosen among several while the file was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reading: Vec<String>,
}

/// What became of a table's rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JoinEntry {
    /// Level of the codes.
    pub level: String,
    /// Rows by a code in force.
    pub direct: usize,
    /// Rows carried by the passage table.
    pub carried: usize,
    /// Rows of municipal arrondissements, folded into their commune.
    pub arrondissements: usize,
    /// Rows whose code was written otherwise than the unit's: without its leading zero, as a decimal
    /// number, in lower case.
    #[serde(default, skip_serializing_if = "is_0")]
    pub respelled: usize,
    /// A few of them: as written → as read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub respelled_examples: Vec<String>,
    /// Rows that repeat an earlier one.
    pub repeated: usize,
    /// Rows that no unit claims.
    pub unmatched: usize,
    /// A few of their codes.
    pub unmatched_examples: Vec<String>,
    /// Units without a row.
    pub units_without_row: usize,
    /// A few of their codes.
    pub units_without_row_examples: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_0(count: &usize) -> bool {
    *count == 0
}

impl JoinEntry {
    /// Of a report.
    pub fn new(level: &str, report: &JoinReport) -> Self {
        Self {
            level: level.into(),
            direct: report.direct,
            carried: report.carried,
            arrondissements: report.arrondissements,
            respelled: report.respelled,
            respelled_examples: report.respelled_examples.clone(),
            repeated: report.repeated,
            unmatched: report.unmatched,
            unmatched_examples: report.unmatched_examples.clone(),
            units_without_row: report.without_row,
            units_without_row_examples: report.without_row_examples.clone(),
        }
    }
}

/// Entry of a dataset that was read as `sha256`, `rows`.
pub fn source_entry(dataset: &Dataset, read: &SourceUse) -> SourceEntry {
    let p = &dataset.provenance;
    SourceEntry {
        id: dataset.id.clone(),
        title: p.title.clone(),
        publisher: p.publisher.clone(),
        licence: p.licence.clone(),
        vintage: p.vintage.clone(),
        page: p.page.clone(),
        geography: dataset.layout.geography,
        sha256: read.sha256.clone(),
        rows: read.rows,
        filtered_out: 0,
        join: None,
        missing: BTreeMap::new(),
        note: p.note.clone(),
        reading: read.reading.clone(),
    }
}

impl SourceEntry {
    /// Entry of a table that was joined.
    pub fn joined(dataset: &Dataset, table: &TableReport, join: &JoinReport) -> Self {
        let read = SourceUse {
            id: table.id.clone(),
            sha256: table.sha256.clone(),
            rows: table.rows,
            reading: table.reading.clone(),
        };
        let named = |(column, reasons): (&String, &BTreeMap<&str, usize>)| {
            (column.clone(), reasons.iter().map(|(r, n)| ((*r).to_string(), *n)).collect())
        };
        Self {
            filtered_out: table.rows - table.kept,
            join: Some(JoinEntry::new(&dataset.layout.level, join)),
            missing: table.missing.iter().map(named).collect(),
            ..source_entry(dataset, &read)
        }
    }
}

impl SourceEntry {
    /// A source of places.
    pub fn of_places(source: &PlaceSource) -> Self {
        Self {
            id: source.id.clone(),
            title: source.title.clone(),
            publisher: source.publisher.clone(),
            licence: source.licence.clone(),
            vintage: source.vintage.clone(),
            page: source.page.clone(),
            geography: None,
            sha256: source.sha256.clone(),
            rows: source.rows,
            filtered_out: 0,
            join: None,
            missing: BTreeMap::new(),
            note: String::new(),
            reading: source.reading.clone(),
        }
    }
}
