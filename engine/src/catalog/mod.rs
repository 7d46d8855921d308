//! Datasets and methods: parsed, validated, hashed.
//!
//! In: TOML texts — `datasets/*.toml` (one a source) and `configs/*.toml` (one a method), both
//! carried inside the program, or files of the user's own. Out: [`Catalog`] (every dataset and
//! indicator that is declared) and [`Method`] (levels, scale, reference, axes and indicators with
//! their tables resolved). No table is opened here.
//!
//! `model` is what a method means, `toml` how it is written, `resolve` the way from one to the
//! other; each imports only from those before it.

mod carried;
mod model;
mod open;
mod resolve;
mod richest;
mod toml;
mod zone_file;

pub use self::toml::IndicatorFile;
pub use carried::{builtin_methods, embedded};
pub use model::{
    AUTO, Access, AccessRule, Axis, AxisSummary, Capacity, Check, Confidence, Covers, Dataset,
    Grid, IndexRule, IndexWords, Indicator, IndicatorSummary, LEVELS, Layout, Location, MARKERS,
    MOST_MEMBERS, Measure, Method, MethodSummary, MethodWords, MissingRule, Moved, Node,
    OnDuplicate, Over, OwnTerritory, ParentColumn, Pivot, Preset, Provenance, REFERENCE_YEAR,
    Remedy, RowPosition, Scenario, Scored, Supply, TO_COMPLETE, ZoneName, ZoneSet, last_segment,
    mapping,
};
pub use open::{DEFAULT_METHOD, open_method, places_named};
pub use resolve::{Catalog, open_places, parse_places, table_over};
pub use richest::{MethodHere, methods_here, richest_method};
pub use zone_file::{read_zone, zone_json};
