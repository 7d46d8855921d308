//! Datasets and methods as meant: everything that is named is there, weights are usable.
//!
//! Plain values that the rest of the engine reads; nothing here reads TOML but small enums that are
//! written as they are meant.

mod access;
mod apply;
mod covers;
mod dataset;
pub mod mapping;
mod measure;
mod method;
mod preset;
mod row_position;
mod scenario;
mod summary;
mod weights;
mod words;
mod zone;
mod zone_set;

pub use access::{Access, AccessRule, Capacity, Remedy, Supply};
pub use covers::Covers;
pub use dataset::{
    AUTO, Check, Confidence, Dataset, Layout, Location, MARKERS, Moved, OnDuplicate, Pivot,
    Provenance, TO_COMPLETE, last_segment,
};
pub use measure::Measure;
pub use method::{
    Axis, Grid, IndexRule, Indicator, LEVELS, Method, MissingRule, Node, Over, OwnTerritory,
    ParentColumn, REFERENCE_YEAR, Scored,
};
pub use preset::Preset;
pub use row_position::RowPosition;
pub use scenario::Scenario;
pub use summary::{AxisSummary, IndicatorSummary, MethodSummary};
pub use weights::effective_weights;
pub use words::{IndexWords, MethodWords};
pub use zone::{ZoneName, check_zone};
pub use zone_set::{MOST_MEMBERS, ZoneSet};
