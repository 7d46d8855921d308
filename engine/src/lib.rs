//! From open public data to the *indice de fragilité numérique* of every territory.
//!
//! Data flows one way. Each module is a floor that imports only from the floors above it in this
//! table; `tests/floors.rs` reads the table and checks every file against it.
//!
//! | module | from | to |
//! |---|---|---|
//! | [`error`] | what went wrong | messages, exit status |
//! | [`text`] | names | names without case, accents and punctuation |
//! | [`typography`] | figures, sentences | the same as they are printed in French |
//! | [`digest`] | bytes | SHA-256, in hexadecimal |
//! | [`progress`] | steps of a run | reports to the caller; a request to stop |
//! | [`follow`] | a path | the file that it leads to |
//! | [`geometry`] | WKB, EPSG codes | shapes in WGS 84 |
//! | [`composite`] | slices of values | treated, normalised, aggregated, ranked |
//! | [`schema`] | the national schema of places | its fields and allowed values |
//! | [`archive`] | zip, 7z, gz | the member that is wanted |
//! | [`catalog`] | TOML | datasets and methods, checked |
//! | [`fetch`] | publishers, or a mirror | official files, known by their SHA-256 |
//! | [`table`] | files | Arrow columns, missing values with their reason |
//! | [`territory`] | embedded tables | units, parents, passages, contours |
//! | [`spatial`] | contours, points | which unit, how far, how much is covered |
//! | [`places`] | inventories of places | one register, in the national schema |
//! | [`indicator`] | tables × units | values per unit and level, with their origin |
//! | [`spatial_join`] | positions × contours | rows joined, shares covered |
//! | [`index`] | values | scores, ranks, deciles |
//! | [`analysis`] | values, scores | why a unit has its score, gaps, audits |
//! | [`words`] | ranks, origins, reasons | what people read in French |
//! | [`tiles`] | territories, scores | vector tiles |
//! | [`build`] | scores | Parquet, GeoParquet, manifest, and reading them back |
//! | [`export`] | a build | CSV, workbooks, map layers, pages |
//! | [`query`] | a build | other scores, largest gaps, comparisons, located rows |
//! | [`pipeline`] | a method, data files | a build on disk: the front door |
//!
//! [`pipeline::build`] is the front door. No server, no printing: progress goes through
//! [`progress::Progress`]. Only [`fetch`] opens a connection.

pub mod analysis;
pub mod archive;
pub mod build;
pub mod catalog;
pub mod composite;
pub mod digest;
pub mod error;
pub mod export;
pub mod fetch;
pub mod follow;
pub mod geometry;
pub mod index;
pub mod indicator;
pub mod pipeline;
pub mod places;
pub mod progress;
pub mod query;
pub mod schema;
pub mod spatial;
pub mod spatial_join;
pub mod table;
pub mod territory;
pub mod text;
pub mod tiles;
pub mod typography;
pub mod words;

pub use error::{Error, Result};
