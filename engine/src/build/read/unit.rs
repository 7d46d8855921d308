//! A row of a level's scores → everything that is known of its unit.

use arrow::array::{Array, RecordBatch};

use super::parquet::{cells, number, text_of};
use crate::analysis::{AccessValues, UnitValues, ZoneValues};
use crate::catalog::MethodSummary;
use crate::places::schema::{SERVICES, Service};

/// Everything that is known of the unit at `row` of a level's scores; `figures` is
/// `reference.parquet`.
pub fn unit_values(
    method: &MethodSummary,
    level: &str,
    batch: &RecordBatch,
    row: usize,
    figures: &RecordBatch,
) -> UnitValues {
    let number = |name: &str| number(batch, name, row);
    let text = |name: &str| text_of(batch, name, row).map(String::from);
    let parents =
        method.territory_levels.iter().filter_map(|p| Some((p.clone(), text(p)?))).collect();
    let (zone_level, zone) = match method.reference.as_str() {
        "france" => ("france".to_string(), Some("france".to_string())),
        zone => (zone.to_string(), text(zone)),
    };
    let count = |zone_level: &str, zone: Option<&str>| {
        let row = figures_row(figures, level, (zone_level, zone?), "score")?;
        Some(super::parquet::number(figures, "n", row)? as usize)
    };
    let rank = number("rank").map(|v| v as u32);
    let scored = count("france", Some("france"));
    let of_zone = |id: &str| {
        let zone = zone.as_deref().map(|zone| (zone_level.as_str(), zone));
        zone.map_or_else(ZoneValues::default, |zone| zone_values(figures, level, zone, id))
    };
    let numbers = |prefix: &str| {
        method.indicators.iter().map(|i| number(&format!("{prefix}_{}", i.id))).collect()
    };
    let texts = |prefix: &str| {
        method.indicators.iter().map(|i| text(&format!("{prefix}_{}", i.id))).collect::<Vec<_>>()
    };
    UnitValues {
        level: level.into(),
        code: text("code").unwrap_or_default(),
        name: text("name").unwrap_or_default(),
        parents,
        population: number("population"),
        score: number("score"),
        rank,
        rank_in_zone: number(rank_in_reference(method, batch)).map(|v| v as u32),
        decile: number("decile").map(|v| v as u8),
        completeness: number("completeness").unwrap_or(0.0),
        lost: text("reason_score"),
        lower: rank.zip(scored).and_then(|(rank, scored)| lower(batch, rank, scored)),
        scored: scored.unwrap_or(0),
        scored_in_zone: count(&zone_level, zone.as_deref()).unwrap_or(0),
        axes: method.axes.iter().map(|a| number(&format!("axis_{}", a.id))).collect(),
        values: numbers("value"),
        normalised: numbers("norm"),
        origins: texts("origin").into_iter().map(Option::unwrap_or_default).collect(),
        reasons: texts("reason"),
        zone: method.indicators.iter().map(|i| of_zone(&i.id)).collect(),
        help: method.access.as_ref().map(|_| access_values(batch, row)),
    }
}

/// The column of the rank within the reference zone: where a part of the units was written, `rank_in_zone`
/// is that among them.
fn rank_in_reference(method: &MethodSummary, batch: &RecordBatch) -> &'static str {
    match method.reference.as_str() {
        "france" => "rank",
        _ if batch.column_by_name("rank_in_reference").is_some() => "rank_in_reference",
        _ => "rank_in_zone",
    }
}

/// Units ranked below `rank`; nothing where `batch` does not hold all that are ranked.
fn lower(batch: &RecordBatch, rank: u32, scored: usize) -> Option<usize> {
    let ranks = cells(batch, "rank");
    let all = (0..batch.num_rows()).filter_map(|row| ranks.at(row).number());
    let (held, below) =
        all.fold((0, 0), |(held, below), r| (held + 1, below + usize::from(r > f64::from(rank))));
    (held == scored).then_some(below)
}

/// Figures of a zone (its level and code, or `france` twice) for an indicator of a level; nothing
/// where `reference.parquet` does not hold them.
pub fn zone_values(
    figures: &RecordBatch,
    level: &str,
    zone: (&str, &str),
    indicator: &str,
) -> ZoneValues {
    let row = figures_row(figures, level, zone, indicator);
    let figure = |name: &str| row.and_then(|row| number(figures, name, row));
    ZoneValues { pooled: figure("pooled"), mean: figure("mean"), median: figure("median") }
}

fn figures_row(
    figures: &RecordBatch,
    level: &str,
    (zone_level, zone): (&str, &str),
    indicator: &str,
) -> Option<usize> {
    let wanted =
        [("level", level), ("zone_level", zone_level), ("zone", zone), ("indicator", indicator)];
    (0..figures.num_rows())
        .find(|r| wanted.iter().all(|(name, value)| text_of(figures, name, *r) == Some(*value)))
}

/// What a level's scores say of access to places around the unit at `row`.
pub fn access_values(batch: &RecordBatch, row: usize) -> AccessValues {
    let number = |name: &str| number(batch, name, row);
    let text = |name: &str| text_of(batch, name, row).map(String::from);
    let ranked = batch.column_by_name("gap").map_or(0, |gaps| gaps.len() - gaps.null_count());
    let km =
        |service: &Service| Some((service.id.to_string(), number(&format!("km_{}", service.id))?));
    AccessValues {
        at_risk: number("at_risk"),
        need: number("need"),
        lack: number("lack"),
        gap: number("gap"),
        gap_rank: number("gap_rank").map(|r| r as u32),
        gap_ranked: ranked,
        need_class: number("need_class").map(|c| c as u8),
        lack_class: number("lack_class").map(|c| c as u8),
        quadrant: text("quadrant"),
        remedy: text("remedy"),
        access: number("access"),
        access_km: number("access_km"),
        access_from: text("access_from"),
        inventoried: number("inventoried"),
        access_reason: text("access_reason"),
        supply: number("supply"),
        supply_per_10000: number("supply_per_10000"),
        nearest: text("nearest_id"),
        km: SERVICES.iter().filter_map(km).collect(),
    }
}
