//! What the files of `inputs/` have in common when they are written and read back.

use std::ops::Range;

use crate::catalog::Method;
use crate::indicator::quotient;

/// Folder of the files, below the build's.
pub const FOLDER: &str = "inputs";
/// Where people are.
pub const DEMAND: &str = "inputs/demand.parquet";
/// Its columns that say where places are known: by inventories that count as help, by those that name services.
pub const INVENTORIED: &str = "inventoried";
pub const INVENTORIED_SERVICES: &str = "inventoried_services";

/// Positions of the levels that are written: from the finest that a method computes, or that one of
/// its tables speaks of.
pub fn input_levels(method: &Method) -> Range<usize> {
    let levels = method.territory_levels();
    let tables = method.indicators.iter().map(|i| &method.table_of(i).layout.level);
    let needed = method.levels.iter().chain(tables);
    let finest = needed.filter_map(|id| levels.iter().position(|l| l == id)).min();
    finest.unwrap_or(0)..levels.len()
}

/// Numerators over denominators; NaN where there is no number.
pub fn quotients(numerator: &[f64], denominator: &[f64], factor: f64) -> impl Iterator<Item = f64> {
    let both = numerator.iter().zip(denominator);
    both.map(move |(n, d)| quotient(factor, *n, *d))
        .map(|q| if q.is_finite() { q } else { f64::NAN })
}

/// Values by their weight.
pub fn products(values: &[f64], denominator: &[f64], factor: f64) -> impl Iterator<Item = f64> {
    values.iter().zip(denominator).map(move |(v, d)| v / factor * d)
}
