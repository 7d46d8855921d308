//! What a workbook shows beside the rows that were asked for.

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::datatypes::Float64Type;
use ifn_engine::catalog::{MethodSummary, ZoneName, ZoneSet};
use ifn_engine::export::{About, ListScope, ListZone, Names, WorkbookContent, workbook_bytes};
use ifn_engine::typography::french;
use ifn_engine::words;

use crate::http::Problem;
use crate::model::TableMeta;
use crate::snapshot::Snapshot;

/// Columns of the list on the first sheet: no list has more.
pub const LIST_COLUMNS: usize = 24;

/// What a workbook shows beside the rows that were asked for.
pub struct WorkbookRows {
    /// The same rows with every column of their level.
    pub whole: RecordBatch,
    /// The method by which they were scored.
    pub method: MethodSummary,
    /// Units of the level with a score.
    pub ranked: usize,
    /// Scores of all units of the zone and of the bounding box; nothing where neither was asked for.
    pub zone_scores: Option<Vec<f64>>,
    /// What the rows are ordered by, when an order was asked for.
    pub order: Option<String>,
}

impl WorkbookRows {
    /// The workbook of `rows`.
    ///
    /// # Errors
    /// More rows or columns than a sheet holds.
    pub fn bytes(
        &self,
        rows: &RecordBatch,
        meta: &TableMeta,
        about: About,
        build: &Snapshot,
    ) -> Result<Vec<u8>, Problem> {
        let scope = self.scope(meta, build);
        let content = WorkbookContent {
            manifest: &build.manifest,
            method: &self.method,
            about,
            level: &meta.level,
            technical: rows,
            rows: &self.whole,
            scope: &scope,
            names: build,
        };
        Ok(workbook_bytes(&content)?)
    }

    fn scope(&self, meta: &TableMeta, build: &Snapshot) -> ListScope {
        let asked = meta.zone.as_deref().and_then(|zone| zone.parse::<ZoneSet>().ok());
        let called = |member: &ZoneName| {
            Some(words::member_name(member, &build.name_of(&member.level, &member.code)?))
        };
        let zone = asked.or_else(|| build.manifest.written_zone());
        let within = meta.zone_set.as_ref().and_then(|zone| zone.within.clone());
        let ranks_in = zone.map(|zone| words::zone_name(&zone, &called));
        let ranks_in = match within {
            Some(_) => ranks_in.map(|name| words::part_of_zone(&name)),
            None => ranks_in,
        };
        let seen = meta.bbox.map(|_| "ce que montre la carte".to_string());
        let name: Vec<String> = ranks_in.iter().cloned().chain(seen).collect();
        let scores = self.zone_scores.clone().filter(|_| !name.is_empty());
        ListScope {
            zone: scores.map(|scores| ListZone::new(french(&name.join(", ")), scores)),
            ranks_in,
            within,
            ranked: self.ranked,
            order: self.order.clone(),
            min_population: meta.min_population.filter(|least| *least > 0),
            left_out: meta.left_out.unwrap_or(0),
            first_of: Some(meta.total),
            not_inventoried: meta.not_inventoried.map(|outside| outside.units),
        }
    }
}

/// Scores of the rows of a table where `mask` holds; NaN where there is none.
pub fn scores_of(table: &RecordBatch, mask: Option<&BooleanArray>) -> Vec<f64> {
    let scores = table.column_by_name("score").and_then(|c| c.as_primitive_opt::<Float64Type>());
    let Some(scores) = scores else { return Vec::new() };
    let rows = (0..scores.len()).filter(|row| mask.is_none_or(|mask| mask.value(*row)));
    rows.map(|row| if scores.is_valid(row) { scores.value(row) } else { f64::NAN }).collect()
}

impl Names for Snapshot {
    fn unit(&self, level: &str, code: &str) -> Option<String> {
        self.name_of(level, code)
    }

    fn place(&self, id: &str) -> Option<(String, Option<String>)> {
        let places = self.places.as_ref()?;
        let place = places.at(places.find(id)?);
        let commune = place.text(ifn_engine::places::schema::Field::Commune).map(String::from);
        Some((place.name().to_string(), commune)).filter(|(name, _)| !name.is_empty())
    }
}
