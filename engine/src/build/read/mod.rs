//! Reading a build back: its manifest, a level's table, a unit's row, what it was computed from.

mod build;
mod demand;
mod find;
mod inputs;
mod parquet;
mod places;
mod unit;
mod zones;

pub use build::Build;
pub use demand::{read_access, read_positions};
pub use inputs::{read_inputs, read_method};
pub use parquet::{
    codes, columns_of, damaged, geometry, number, numbers, read_columns, read_parquet, row_of_code,
    strings, text_of,
};
pub use places::{places_of, read_places, read_rejects};
pub use unit::{access_values, unit_values, zone_values};
pub use zones::{BuiltPart, BuiltZone, HeadCount, UnitNames};
