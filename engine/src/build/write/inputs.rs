//! `inputs/`: what the scores were computed from, so that the index can be rescored with other weights,
//! indicators or zones, without the raw files.
//!
//! Out: `inputs/{level}.parquet` for every level of the territory from the finest that the method
//! needs — codes, names, parents, population, and the indicators whose table speaks of that level,
//! with the sums that zones' values are made of — and `inputs/method.toml`, the method's text as
//! given. All units are in it, also when a build writes those of a zone alone.

use super::parquet::write_batch;
use crate::build::columns::{
    BuildTable, ColumnInfo, UnitRows, floats, identity_columns, parent_ids, texts,
};
use crate::build::inputs::{FOLDER, products, quotients};
use crate::build::provenance::FileProvenance;
use crate::build::staging::Staging;
use crate::catalog::{Indicator, Method};
use crate::error::{Error, Result};
use crate::indicator::{Measured, Sums};
use crate::table::MissingReason;
use crate::territory::{LevelIndex, Territory, UnitIndex};

/// Writes the method's text.
///
/// # Errors
/// The system refuses to write.
pub fn write_method(staging: &Staging, method: &Method) -> Result<()> {
    let path = staging.file(&format!("{FOLDER}/method.toml"))?;
    std::fs::write(&path, &method.text).map_err(|e| Error::io("write", &path, e))
}

/// Writes the units of one level.
///
/// # Errors
/// The system refuses to write.
pub fn write_inputs(
    staging: &Staging,
    provenance: FileProvenance,
    method: &Method,
    territory: &Territory,
    measured: &[Measured],
    position: LevelIndex,
) -> Result<()> {
    let level = &territory[position];
    let path = staging.file(&format!("{FOLDER}/{}.parquet", level.id))?;
    let all: Vec<UnitIndex> = level.units().collect();
    let mut table = BuildTable::default();
    table.extend(
        identity_columns(provenance.method, &level.id, &parent_ids(territory, position)),
        &UnitRows { territory, level: position, kept: &all },
    );
    let here = |(_, m): &(&Indicator, &Measured)| m.level == position;
    for (indicator, m) in method.indicators.iter().zip(measured).filter(here) {
        push(&mut table, indicator, m, &all);
    }
    write_batch(&table.batch(&path)?, &path, provenance.metadata())
}

fn push(table: &mut BuildTable, indicator: &Indicator, m: &Measured, all: &[UnitIndex]) {
    let Indicator { id, title, unit, .. } = indicator;
    let mut add = |prefix: &str, what: &str, array| {
        let info = ColumnInfo::new(format!("{prefix}_{id}"), format!("{title}: {what}"));
        table.push(&info, array);
    };
    // What follows from the other two columns, to the last bit, would only be written twice: most
    // values are quotients of their sums, the others mostly have them by a weight.
    let same = |(a, b): (&f64, f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
    let Sums { numerator, denominator, factor, .. } = &*m.sums;
    let quotient = m.values.iter().zip(quotients(numerator, denominator, *factor)).all(same);
    let product = numerator.iter().zip(products(&m.values, denominator, *factor)).all(same);
    if !quotient {
        add("value", &format!("value as measured, {unit}"), floats(&m.values, all));
    }
    add("origin", "origin of the value", texts(all, |u| Some(m.origin[u.get()].name())));
    let reason = |u: UnitIndex| m.reason[u.get()].map(MissingReason::name);
    add("reason", "why the value is missing", texts(all, reason));
    if quotient || !product {
        add("numerator", "what adds up over a zone", floats(numerator, all));
    }
    add("denominator", "what it is divided by", floats(denominator, all));
}
