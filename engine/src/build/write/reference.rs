//! `reference.parquet`: the figures that units are set against, by level, zone and indicator.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{Float64Array, Int32Array, RecordBatch, StringArray};

use super::parquet::write_batch;
use crate::build::columns::{BuildTable, ColumnInfo};
use crate::build::level_result::LevelResult;
use crate::build::provenance::FileProvenance;
use crate::catalog::MethodSummary;
use crate::error::Result;
use crate::index::ZoneFigures;
use crate::territory::{LevelIndex, Territory};

/// Writes the figures of all levels.
///
/// # Errors
/// The system refuses to write.
pub fn write_reference(
    path: &Path,
    provenance: FileProvenance,
    territory: &Territory,
    results: &[LevelResult],
) -> Result<()> {
    let levels: Vec<(LevelIndex, &[ZoneFigures])> =
        results.iter().map(|r| (r.level, r.figures.as_slice())).collect();
    let table = columns(provenance.method, territory, &levels);
    write_batch(&table.batch(path)?, path, provenance.metadata())
}

/// Figures of one level, with the columns of `reference.parquet`.
///
/// # Errors
/// None for figures of this territory.
pub fn reference_table(
    method: &MethodSummary,
    territory: &Territory,
    level: LevelIndex,
    figures: &[ZoneFigures],
) -> Result<RecordBatch> {
    columns(method, territory, &[(level, figures)]).batch("reference".as_ref())
}

fn columns(
    method: &MethodSummary,
    territory: &Territory,
    levels: &[(LevelIndex, &[ZoneFigures])],
) -> BuildTable {
    let rows: Vec<(&str, &ZoneFigures)> = levels
        .iter()
        .flat_map(|(level, figures)| {
            let level = territory[*level].id.as_str();
            figures.iter().map(move |f| (level, f))
        })
        .collect();
    let zone_level =
        |f: &ZoneFigures| f.zone.map_or("france", |(level, _)| territory[level].id.as_str());
    let zone =
        |f: &ZoneFigures| f.zone.map_or("france", |(level, unit)| territory[level].code(unit));
    let text = |f: &dyn Fn(&(&str, &ZoneFigures)) -> String| {
        Arc::new(StringArray::from_iter_values(rows.iter().map(f)))
    };
    let number = |f: &dyn Fn(&ZoneFigures) -> f64| {
        let column: Float64Array =
            rows.iter().map(|(_, r)| Some(f(r)).filter(|v| v.is_finite())).collect();
        Arc::new(column)
    };
    let mut table = BuildTable::default();
    let mut push = |name: &str, text: &str, array| {
        table.push(&ColumnInfo::new(name, text), array);
    };
    push("level", "Level of the units", text(&|(level, _)| (*level).to_string()));
    push("zone_level", "Level of the zone, or france", text(&|(_, f)| zone_level(f).into()));
    push("zone", "Code of the zone, or france", text(&|(_, f)| zone(f).into()));
    let id = |f: &ZoneFigures| match f.indicator {
        Some(i) => method.indicators[i].id.clone(),
        None => "score".into(),
    };
    push("indicator", "Indicator, or `score` for the index itself", text(&|(_, f)| id(f)));
    push(
        "n",
        "Units with a value",
        Arc::new(Int32Array::from_iter_values(rows.iter().map(|(_, f)| f.n as i32))),
    );
    push(
        "pooled",
        "Value of the zone as a whole: Σ numerators / Σ denominators",
        number(&|f| f.pooled),
    );
    push("mean", "Mean over units", number(&|f| f.mean));
    push("median", "Median over units", number(&|f| f.median));
    push("min", "Smallest", number(&|f| f.min));
    push("max", "Largest", number(&|f| f.max));
    table
}
