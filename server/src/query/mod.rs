//! What a query asks for, read against what a build holds: rows, places, scenarios, tiles.

mod format;
mod json_body;
mod legacy;
mod limit;
mod near;
mod place_filter;
mod places;
mod population;
mod proposal;
mod scenario;
mod score_request;
mod service;
mod tile_address;
mod unit;
mod words;
mod zone;

pub use format::Format;
pub use ifn_engine::build::columns::METHOD_COLUMNS;
pub use json_body::JsonBody;
pub use legacy::{VARIATIONS, division, variation};
pub use limit::{RowLimit, UnitLimit};
pub use near::{NearPoint, Radius};
pub use place_filter::{PlaceFilter, PlaceFilterQuery, slug};
pub use places::PlacesQuery;
pub use population::{LeastPopulation, without_smaller};
pub use proposal::{ProposalFormat, ProposalQuery, UPLOADED, file_name};
pub use scenario::ScenarioQuery;
pub use score_request::ScoreRequest;
pub use service::service;
pub use tile_address::{TilePath, tile_address, tile_file};
pub use unit::row_of_unit;
pub use words::{Itinerance, Layout, PlacesFormat, SheetFormat};
pub use zone::{asked_zone, filter_rows, zone};
