//! Answers as they are sent: tables, JSON documents, files, tiles, pages; with their headers.

mod file;
mod headers;
mod json;
mod place_list;
mod search_page;
mod streamed;
mod table;
mod tile;
mod tilejson;
mod workbook;

pub use file::file;
pub use headers::{lasting, put, validators};
pub use json::{cached_json, json};
pub use place_list::{PlaceList, place_list_bytes};
pub use search_page::search_page;
pub use table::{Size, Table, table};
pub use tile::{no_tile, tile};
pub use tilejson::tilejson;
pub use workbook::{WorkbookRows, scores_of};
