//! From open public data to the *indice de fragilité numérique* of every territory.
//!
//! Data flows one way; each module imports only those above it:
//!
//! | module | from | to |
//! |---|---|---|
//! | [`geometry`] | WKB, EPSG codes | shapes in WGS 84 |
//! | [`schema`] | the national schema of places | its fields and allowed values |
//! | [`archive`] | zip, 7z, gz | the member that is wanted |
//! | [`catalog`] | TOML | datasets and methods, checked |
//! | [`fetch`] | publishers, or a mirror | official files, known by their SHA-256 |
//! | [`table`] | files | Arrow columns, missing values with their reason |
//! | [`territory`] | embedded tables | units, parents, passages, contours |
//! | [`spatial`] | contours, points | which unit, how far, how much is covered |
//! | [`places`] | inventories of places | one register, in the national schema |
//! | [`indicator`] | tables × units | values per unit and level, with their origin |
//! | [`index`] | values | scores, ranks, deciles |
//! | [`analysis`] | a build | why a unit has its score |
//! | [`tiles`] | territories, scores | vector tiles |
//! | [`output`] | scores | Parquet, GeoParquet, manifest, exports |
//!
//! [`pipeline::build`] is the front door. No server, no printing: progress goes through
//! [`progress::Progress`]. Only [`fetch`] opens a connection.

pub mod analysis;
pub mod archive;
pub mod catalog;
pub mod error;
pub mod fetch;
pub mod follow;
pub mod geometry;
pub mod index;
pub mod indicator;
pub mod output;
pub mod pipeline;
pub mod places;
pub mod progress;
pub mod schema;
pub mod spatial;
pub mod table;
pub mod territory;
pub mod text;
pub mod tiles;

pub use error::{Error, Result};
