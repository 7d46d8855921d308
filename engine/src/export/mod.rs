//! A level of a build as a table or a map layer: csv, xlsx, parquet, geojson, geoparquet; places as a
//! list; an audit as a page.
//!
//! In: a build's folder, a level, a zone, an order. Out: one file of exactly these units, sorted by code unless
//! another order is asked for, with the columns of `scores/{level}.parquet`; codes stay text and missing stays
//! empty. Workbooks are in French, with a list to read and print first. A file is written beside its place, then
//! renamed.

mod about;
mod arrow_stream;
mod audit_page;
mod csv;
mod format;
mod geojson;
mod geoparquet;
mod json;
mod level;
mod places;
mod workbook;

pub use about::About;
pub use arrow_stream::{write_arrow, write_arrow_to, write_parquet};
pub use audit_page::audit_page;
pub use csv::write as write_csv;
pub use format::{FORMATS, Format, format_of};
pub use geojson::write as write_geojson;
pub use json::{write_json, write_json_columns, write_json_columns_to};
pub use level::{ExportQuery, Exported, UnitTable, export, write_table};
pub use places::{
    LIST_FORMATS, ListFormat, PlaceQuery, place_json, sheet, write_list, write_list_to,
};
pub use workbook::{
    BuildNames, ListScope, ListZone, Names, WorkbookContent, bytes as workbook_bytes,
};
