//! The files of a build, one by one: tables of columns → Parquet.

mod demand;
mod gaps;
mod inputs;
mod parquet;
mod places;
mod reference;
mod rejects;
mod scores;
mod source_errors;
mod territories;

pub use demand::write_demand;
pub use gaps::gaps_table;
pub use inputs::{write_inputs, write_method};
pub use parquet::{encode_batch, write_batch, write_error};
pub use places::{places_parquet, write_places, write_some_places};
pub use reference::{reference_table, write_reference};
pub use rejects::{rejects_table, write_rejects};
pub use scores::{identity_table, scores_table, with_scores, write_scores};
pub use source_errors::{source_errors_csv, write_source_errors};
pub use territories::{geo_metadata, write_territories};
