//! The largest gaps of a build, with the contours to draw them.

use arrow::array::{Array, AsArray, RecordBatch, UInt32Array};
use arrow::compute::{take, take_record_batch};
use arrow::datatypes::{Float64Type, UInt32Type};

use super::Rescorer;
use crate::catalog::{Selection, ZoneName};
use crate::error::{Error, Result};
use crate::index::rank::comparable;
use crate::output::{Built, export, read_parquet};

/// Which gaps.
#[derive(Debug, Clone, Copy)]
pub struct AskGaps<'a> {
    /// Level of the units.
    pub level: &'a str,
    /// Units of this zone alone.
    pub zone: Option<&'a ZoneName>,
    /// Position of a service in the schema's list; any help without one.
    pub service: Option<usize>,
    /// How many.
    pub top: usize,
    /// Whether contours are wanted.
    pub shapes: bool,
}

/// Gaps, the largest first.
pub struct Gaps {
    /// As [`Rescorer::gaps`].
    pub table: RecordBatch,
    /// Contours of the same rows, when they are wanted and the build has some.
    pub shapes: Option<RecordBatch>,
    /// Units of the zone.
    pub among: usize,
}

/// The largest gaps of a level; units without one are left out.
///
/// # Errors
/// A level or zone that the build does not have; a method that counts no help; a choice that it does
/// not allow.
pub fn largest_gaps(
    built: &Built,
    rescorer: &Rescorer,
    choice: &Selection,
    ask: &AskGaps,
) -> Result<Gaps> {
    let wrong = |e: arrow::error::ArrowError| Error::request(e.to_string());
    let scored = rescorer.score(ask.level, choice)?;
    let written = built.scores(ask.level)?;
    let units = &rescorer.territory().levels[scored.level];
    let codes = written.column_by_name("code").map(AsArray::as_string::<i32>);
    let codes = codes.ok_or_else(|| Error::request("the scores hold no codes"))?;
    let kept: Vec<u32> = codes.iter().flatten().filter_map(|code| units.find(code)).collect();
    if kept.len() != codes.len() {
        return Err(Error::request("the scores and the inputs of the build do not agree")
            .with_help("build again with `ifn build`"));
    }
    let table = rescorer.gaps(&scored, choice, ask.service, Some(&kept))?;
    let rows = match ask.zone {
        None => UInt32Array::from_iter_values(0..table.num_rows() as u32),
        Some(zone) => {
            let finest = built.manifest.method.levels.first().map_or(ask.level, String::as_str);
            let finer = built.scores(finest)?;
            let of = (ask.level, &table);
            let mask = export::members(&built.manifest.method, (finest, &finer), of, zone)?;
            (0..table.num_rows() as u32).filter(|r| mask.value(*r as usize)).collect()
        }
    };
    let among = rows.len();
    let gaps = table.column_by_name("gap").ok_or_else(|| Error::request("no gaps"))?;
    let here = take(gaps, &rows, None).map_err(wrong)?;
    let values = here.as_primitive::<Float64Type>();
    let mut sorted: Vec<u32> =
        (0..here.len() as u32).filter(|row| values.is_valid(*row as usize)).collect();
    sorted.sort_by(|a, b| {
        let gap = |row: u32| comparable(values.value(row as usize));
        gap(*b).total_cmp(&gap(*a)).then(a.cmp(b))
    });
    sorted.truncate(ask.top);
    let top = take(&rows, &UInt32Array::from(sorted), None).map_err(wrong)?;
    let top = top.as_primitive::<UInt32Type>();
    let shapes = match built.territories_path(ask.level) {
        Ok(path) if ask.shapes => {
            Some(take_record_batch(&read_parquet(&path)?, top).map_err(wrong)?)
        }
        _ => None,
    };
    Ok(Gaps { table: take_record_batch(&table, top).map_err(wrong)?, shapes, among })
}
