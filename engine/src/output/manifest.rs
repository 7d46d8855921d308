//! `manifest.json`: what was computed from what, so that anybody can check it or do it again.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::LevelResult;
use crate::analysis::access::{Access, counts_services};
use crate::catalog::{Dataset, MethodSummary, Selection};
use crate::error::{Error, Result};
use crate::index::Lost;
use crate::index::treat::Treatment;
use crate::indicator::{Origin, TableReport};
use crate::places::{Place, PlaceSource};
use crate::table::REASONS;
use crate::territory::{JoinReport, SourceUse, Territory};

/// Licences and producers, as every file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credits {
    /// Licences of the sources.
    pub licence: String,
    /// Whom to name.
    pub attribution: String,
}

impl Credits {
    /// Those of the sources; a source that states none is told as such.
    pub fn of(sources: &[SourceEntry]) -> Self {
        let list = |of: &dyn Fn(&SourceEntry) -> &str, unknown: &str| {
            let mut names: Vec<&str> = sources
                .iter()
                .flat_map(|s| match of(s) {
                    "" => vec![unknown],
                    stated => stated.split(", ").collect(),
                })
                .collect();
            names.sort_unstable();
            names.dedup();
            names.join(", ")
        };
        let licence = list(&|s| &s.licence, "licence not stated for the user's own tables");
        let publishers = list(&|s| &s.publisher, "the user's own tables");
        Self { attribution: format!("{publishers} — {licence}"), licence }
    }
}

/// What a file says of itself: the method, and whom to thank.
#[derive(Clone, Copy)]
pub struct Written<'a> {
    /// The method.
    pub method: &'a MethodSummary,
    /// Licences and producers.
    pub credits: &'a Credits,
}

impl Written<'_> {
    /// As pairs of a file's metadata.
    pub fn metadata(self) -> Vec<(String, String)> {
        let Self { method, credits } = self;
        let mut out = vec![
            ("ifn:method".to_string(), method.id.clone()),
            ("ifn:method_sha256".to_string(), method.sha256.clone()),
            ("ifn:title".to_string(), method.title.clone()),
            ("ifn:licence".to_string(), credits.licence.clone()),
            ("ifn:attribution".to_string(), credits.attribution.clone()),
        ];
        if !method.notice.is_empty() {
            out.push(("ifn:notice".into(), method.notice.clone()));
        }
        out
    }
}

/// Codes shown as examples.
const EXAMPLES: usize = 5;

/// The manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Program and version.
    pub engine: EngineEntry,
    /// What the figures are and are not.
    pub notice: String,
    /// Licence of the data.
    pub licence: String,
    /// Whom to name: the publishers of every source.
    pub attribution: String,
    /// The zone that was written, when not all of France.
    pub zone: Option<String>,
    /// The method.
    pub method: MethodSummary,
    /// What was chosen beside the method file.
    #[serde(default, skip_serializing_if = "Selection::is_empty")]
    pub choice: Selection,
    /// Every source.
    pub sources: Vec<SourceEntry>,
    /// How units came to be.
    pub territory: TerritoryEntry,
    /// What was scored, by level.
    pub levels: BTreeMap<String, LevelEntry>,
    /// The register of places, when the method counts help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<PlacesEntry>,
    /// What was drawn, by zoom, when tiles were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<crate::tiles::Report>,
    /// Seconds by stage: the one part that differs from run to run.
    pub timings: BTreeMap<String, f64>,
}

/// Program and version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EngineEntry {
    /// `ifn`.
    pub name: String,
    /// Version.
    pub version: String,
}

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

/// What was scored at a level.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LevelEntry {
    /// Units written.
    pub units: usize,
    /// Units with a score among those written.
    pub scored: usize,
    /// Units with a score in all: what ranks are counted among.
    pub ranked: usize,
    /// Units of the level that have too few indicators and were left out of everything.
    pub screened: usize,
    /// Units written that lack a score, or an axis of it, although enough is known of them, by reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lost: BTreeMap<String, usize>,
    /// What was done about outliers, by indicator; over all units of the level.
    pub treated: BTreeMap<String, Treatment>,
    /// Values by origin and reason, by indicator.
    pub indicators: BTreeMap<String, IndicatorCount>,
}

/// Values of one indicator at one level.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct IndicatorCount {
    /// Values by origin.
    pub origin: BTreeMap<String, usize>,
    /// Missing values by reason.
    pub missing: BTreeMap<String, usize>,
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

impl LevelEntry {
    /// Counts one level's values among the units that are written.
    pub fn new(method: &MethodSummary, result: &LevelResult) -> Self {
        let mut indicators = BTreeMap::new();
        for (indicator, column) in method.indicators.iter().zip(&result.complete.columns) {
            let mut origin = [0_usize; Origin::ALL.len()];
            let mut missing = [0_usize; REASONS.len()];
            for unit in &result.kept {
                let unit = *unit as usize;
                origin[column.origin[unit] as usize] += 1;
                if column.origin[unit] == Origin::Missing {
                    missing[column.reason[unit] as usize] += 1;
                }
            }
            let count = IndicatorCount {
                origin: Origin::ALL
                    .iter()
                    .map(|o| (o.name().to_string(), origin[*o as usize]))
                    .collect(),
                missing: REASONS
                    .iter()
                    .zip(missing)
                    .filter(|(_, n)| *n > 0)
                    .map(|(r, n)| ((*r).to_string(), n))
                    .collect(),
            };
            indicators.insert(indicator.id.clone(), count);
        }
        let scored =
            result.kept.iter().filter(|u| !result.scores.index[**u as usize].is_nan()).count();
        let ranked = result.scores.index.iter().filter(|s| !s.is_nan()).count();
        let mut lost: BTreeMap<String, usize> = BTreeMap::new();
        for unit in &result.kept {
            let why = result.scores.lost.get(*unit as usize).copied().unwrap_or_default();
            if let Some(name) = why.name().filter(|_| why != Lost::TooLittle) {
                *lost.entry(name.to_string()).or_default() += 1;
            }
        }
        let treated = method
            .indicators
            .iter()
            .zip(&result.treated.columns)
            .filter_map(|(i, treated)| Some((i.id.clone(), treated.as_ref()?.1.clone())))
            .collect();
        Self {
            units: result.kept.len(),
            scored,
            ranked,
            screened: result.complete.screened.iter().filter(|out| **out).count(),
            lost,
            treated,
            indicators,
        }
    }
}

impl Manifest {
    /// Licences and producers.
    pub fn credits(&self) -> Credits {
        Credits { licence: self.licence.clone(), attribution: self.attribution.clone() }
    }

    /// Writes it, keys in a fixed order.
    ///
    /// # Errors
    /// The system refuses to write.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut text =
            serde_json::to_string_pretty(self).map_err(|e| Error::input(path, e.to_string()))?;
        text.push('\n');
        std::fs::write(path, text).map_err(|e| Error::io("write", path, e))
    }

    /// Reads it.
    ///
    /// # Errors
    /// No such file; not a manifest of this version.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
        serde_json::from_str(&text).map_err(|e| {
            Error::input(path, format!("is not a manifest of this version: {e}"))
                .at_line(Some(e.line()))
                .with_help("build again with `ifn build`")
        })
    }
}

/// What became of the places.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlacesEntry {
    /// Places in the register, duplicates merged.
    pub places: usize,
    /// Those that count as help: fixed, open to the public, and of a service where services count.
    pub counted: usize,
    /// Whether only places that name a service count.
    pub services_count: bool,
    /// Counted places whose hours are not known, where hours count: they have the median.
    pub without_hours: usize,
    /// Itinerant places: they are told, not counted.
    pub itinerant: usize,
    /// Places that do not receive the public: they are told, not counted.
    pub without_public: usize,
    /// Where they come from, and what was rejected.
    pub sources: Vec<PlaceSource>,
}

impl PlacesEntry {
    /// Of a register, as its rule counts it.
    pub fn of(access: &Access) -> Self {
        let register = &access.register;
        let count = |of: &dyn Fn(&Place) -> bool| register.places.iter().filter(|p| of(p)).count();
        let supply = access.supply(None);
        Self {
            places: register.places.len(),
            counted: supply.places.len(),
            services_count: counts_services(register, &access.rule),
            without_hours: supply.without_hours,
            itinerant: count(&|p| p.itinerant),
            without_public: count(&|p| !p.receives_public),
            sources: register.sources.clone(),
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
