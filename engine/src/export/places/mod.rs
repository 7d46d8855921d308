//! Places as JSON, as a file of any format, as an orientation sheet.

mod json;
mod list;
mod sheet;

pub use json::place_json;
pub use list::{LIST_FORMATS, ListFormat, write_list, write_list_to};
pub use sheet::{PlaceQuery, sheet};
