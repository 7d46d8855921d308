//! The formats that tables are sent in.

use axum::http::HeaderMap;
use utoipa::ToSchema;

use crate::http::{Parameter, Problem, choose, deserialize_parameters};

/// What joins a row to its contour.
const CODE: &str = "code";

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Format {
    /// An object a row, with where they come from.
    Json,
    /// Text with separators.
    Csv,
    /// The same as Excel in French reads it: semicolons, decimal commas, byte-order mark.
    Excel,
    /// Columns, compressed.
    Parquet,
    /// Columns, as they lie in memory (IPC stream).
    Arrow,
    /// A workbook with a dictionary and the sources.
    Xlsx,
    /// A map layer (RFC 7946).
    Geojson,
}

const FORMATS: [(&str, Format, &str); 7] = [
    ("json", Format::Json, "application/json"),
    ("csv", Format::Csv, "text/csv; charset=utf-8"),
    ("excel", Format::Excel, "text/csv; charset=utf-8"),
    ("parquet", Format::Parquet, "application/vnd.apache.parquet"),
    ("arrow", Format::Arrow, "application/vnd.apache.arrow.stream"),
    ("xlsx", Format::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("geojson", Format::Geojson, "application/geo+json"),
];

impl Format {
    /// The one that is asked for, or else of the Accept header.
    ///
    /// # Errors
    /// The header accepts none (406).
    pub fn wanted(asked: Option<Self>, headers: &HeaderMap) -> Result<Self, Problem> {
        if let Some(format) = asked {
            return Ok(format);
        }
        // A browser that follows a link takes anything.
        let media = choose(headers, &FORMATS.map(|(.., media)| media))?;
        Ok(FORMATS.iter().find(|(.., m)| *m == media).map_or(Self::Json, |(_, f, _)| *f))
    }

    /// Columns as the format needs them: features of a map layer are named by their code.
    pub fn columns(self, mut asked: Vec<String>) -> Vec<String> {
        if self == Self::Geojson && !asked.is_empty() {
            asked.retain(|column| column != CODE);
            asked.insert(0, CODE.into());
        }
        asked
    }

    /// Its name and media type.
    pub fn entry(self) -> (&'static str, &'static str) {
        let (name, _, media) = FORMATS[self as usize];
        (name, media)
    }
}

impl Parameter for Format {
    fn read(name: &str) -> Result<Self, Problem> {
        let found = FORMATS.iter().find(|(n, ..)| *n == name).map(|(_, format, _)| *format);
        found.ok_or_else(|| {
            Problem::bad_request(format!("there is no format {name:?}"))
                .help("json, csv, excel, xlsx, parquet, arrow or geojson")
        })
    }
}

deserialize_parameters!(Format);
