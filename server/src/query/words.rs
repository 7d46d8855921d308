//! Values of parameters that are one of a few words.

use utoipa::ToSchema;

use super::Format;
use crate::http::{Parameter, Problem, deserialize_parameters};

/// A layout of JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Layout {
    /// An object a unit.
    #[default]
    Rows,
    /// An array a column.
    Columns,
}

/// A format of sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum SheetFormat {
    /// Data.
    Json,
    /// A page to print.
    Html,
}

/// A format of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum PlacesFormat {
    /// Objects, with where they come from.
    Json,
    /// Text with separators, in the columns of the national base.
    Csv,
    /// The same as Excel in French reads it.
    Excel,
    /// Columns, compressed (GeoParquet).
    Parquet,
    /// A map layer.
    Geojson,
}

/// Whether a place moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Itinerance {
    /// It stands at its address.
    Fixe,
    /// It moves.
    Itinerant,
}

impl Parameter for Layout {
    fn read(name: &str) -> Result<Self, Problem> {
        match name {
            "rows" => Ok(Self::Rows),
            "columns" => Ok(Self::Columns),
            other => Err(Problem::bad_request(format!(
                "parameter `layout` is {other:?}; rows or columns is expected"
            ))),
        }
    }
}

impl Parameter for SheetFormat {
    fn read(name: &str) -> Result<Self, Problem> {
        match name {
            "json" => Ok(Self::Json),
            "html" => Ok(Self::Html),
            other => Err(Problem::bad_request(format!("there is no format {other:?} of a sheet"))
                .help("json or html")),
        }
    }
}

impl Parameter for PlacesFormat {
    fn read(name: &str) -> Result<Self, Problem> {
        Ok(match Format::read(name)? {
            Format::Json => Self::Json,
            Format::Csv => Self::Csv,
            Format::Excel => Self::Excel,
            Format::Parquet => Self::Parquet,
            Format::Geojson => Self::Geojson,
            Format::Arrow | Format::Xlsx => {
                return Err(Problem::bad_request("places have no such format")
                    .help("json, csv, excel, parquet or geojson"));
            }
        })
    }
}

impl Parameter for Itinerance {
    fn read(name: &str) -> Result<Self, Problem> {
        match name {
            "fixe" => Ok(Self::Fixe),
            "itinerant" => Ok(Self::Itinerant),
            other => Err(Problem::bad_request(format!("parameter `itinerance` is {other:?}"))
                .help("fixe or itinerant")),
        }
    }
}

deserialize_parameters!(Layout, SheetFormat, PlacesFormat, Itinerance);
