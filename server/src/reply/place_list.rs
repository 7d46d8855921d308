//! Lists of places in the format that is asked for: made in memory where they are short, else while
//! they are sent.

use std::io::{self, Write};
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use ifn_engine::build::places_parquet;
use ifn_engine::export::{ListFormat, write_list_to};
use ifn_engine::places::find::{Near, When};
use ifn_engine::places::{Place, Register};

use super::headers::{is_gzip, put};
use super::streamed::made_while_sent;
use super::table::ON_ITS_WAY;
use crate::http::{MemoryPermit, Problem, text};
use crate::model::{PlaceSheet, PlacesList};
use crate::query::PlacesFormat;
use crate::snapshot::Snapshot;
use crate::state::App;

/// Places that are written in memory; a longer list is made while it is sent.
const AT_ONCE: usize = 1000;
/// Bytes of a place as text, and as a row of a Parquet file, while it is made.
const OBJECT: usize = 3000;
const ROW: usize = 1500;

/// Bytes that a list of so many places takes while it is made and sent.
pub fn place_list_bytes(places: usize, format: PlacesFormat) -> usize {
    match format {
        PlacesFormat::Parquet => places * ROW,
        _ if places > AT_ONCE => ON_ITS_WAY,
        _ => places * OBJECT,
    }
}

/// A page of places that is to be written.
pub struct PlaceList {
    /// The build that they are of.
    pub build: Arc<Snapshot>,
    /// What stands beside the places; without them.
    pub meta: PlacesList,
    /// Positions in the register, with their distance in metres where one is measured.
    pub page: Vec<(u32, Option<f64>)>,
    /// How.
    pub format: PlacesFormat,
    /// The time that `open` is of.
    pub at: When,
}

impl PlaceList {
    /// The answer. `permit` is what it may take: it is held until the body is sent, or as much of it as
    /// that takes.
    ///
    /// # Errors
    /// Too many large answers at once (503).
    pub fn response(
        self,
        app: &App,
        permit: MemoryPermit,
        gzip: bool,
    ) -> Result<Response, Problem> {
        let build = Arc::clone(&self.build);
        let (media, ending) = match self.format {
            PlacesFormat::Parquet => ("application/vnd.apache.parquet", "parquet"),
            PlacesFormat::Csv | PlacesFormat::Excel => ("text/csv; charset=utf-8", "csv"),
            PlacesFormat::Geojson => ("application/geo+json", "geojson"),
            PlacesFormat::Json => ("application/json", "json"),
        };
        let (body, coded) = if self.format == PlacesFormat::Parquet {
            let all: Vec<&Place> = self.near().into_iter().map(|near| near.place).collect();
            (Body::from(places_parquet(&build.known_places()?.register, &all)?), false)
        } else if self.page.len() > AT_ONCE {
            (made_while_sent(app.stream()?, gzip, move |to| self.write(to)), gzip)
        } else {
            let mut bytes = Vec::new();
            self.write(&mut bytes).map_err(|e| Problem::internal(&e))?;
            text(vec![bytes], gzip).map_err(|e| Problem::internal(&e))?
        };
        let mut response = Response::new(permit.hold(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
        if coded {
            is_gzip(headers);
        }
        build.provenance.put(headers);
        if ending != "json" {
            let name = format!("attachment; filename=\"ifn-lieux.{ending}\"");
            put(headers, header::CONTENT_DISPOSITION, &name);
        }
        Ok(response)
    }

    fn near(&self) -> Vec<Near<'_>> {
        let Ok(places) = self.build.known_places() else { return Vec::new() };
        let near = |(place, metres): &(u32, Option<f64>)| Near {
            place: places.at(*place),
            metres: metres.unwrap_or(f64::NAN),
            doubt: 0.0,
        };
        self.page.iter().map(near).collect()
    }

    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let Ok(places) = self.build.known_places() else { return Ok(()) };
        let how = match self.format {
            PlacesFormat::Csv => ListFormat::Csv,
            PlacesFormat::Excel => ListFormat::Excel,
            PlacesFormat::Geojson => ListFormat::Geojson,
            PlacesFormat::Json | PlacesFormat::Parquet => {
                return self.objects(&places.register, to);
            }
        };
        write_list_to(&places.register, &self.near(), how, self.at, to)
    }

    /// As one JSON object, whose places are each written as soon as they are made.
    fn objects(&self, register: &Register, to: &mut dyn Write) -> io::Result<()> {
        const NONE: &[u8] = b"\"places\":[";
        let empty = serde_json::to_vec(&self.meta)?;
        // Within a text its quotation marks would be escaped.
        let at = empty.windows(NONE.len()).position(|w| w == NONE);
        let at = at.ok_or_else(|| io::Error::other("a list of places has no places"))?;
        let (before, after) = empty.split_at(at + NONE.len());
        to.write_all(before)?;
        for (i, near) in self.near().into_iter().enumerate() {
            if i > 0 {
                to.write_all(b",")?;
            }
            let metres = near.metres.is_finite().then_some(near.metres);
            serde_json::to_writer(
                &mut *to,
                &PlaceSheet::new(register, near.place, self.at, metres),
            )?;
        }
        to.write_all(after)
    }
}
