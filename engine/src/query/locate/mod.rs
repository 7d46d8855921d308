//! Rows of a table of any length → the same rows with the unit that each lies in, and its scores.
//!
//! In: a file with coordinates (any that a table is read from), the folder of a build. Out: a CSV or
//! Parquet file with all columns as they were and some more (`ifn_…`), whole or not at all. Rows of CSV
//! and Parquet come and go some thousand at a time: memory does not depend on how many there are.
//! Nothing leaves the machine.

mod columns;
mod coordinate_marks;
mod decode;
mod keys;
mod read;
mod request;
mod run;
mod text;
mod units;
mod write;

pub use keys::TableKeys;
pub use request::{LocateExample, LocateReport, LocateRequest, ZoneRows};
pub use run::locate;
