//! Places as a file: CSV in the national layout, JSON, GeoJSON, GeoParquet.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::json::place_json;
use crate::build::spreadsheet::{csv_io, inert};
use crate::build::{write_some_places, write_whole};
use crate::error::{Error, Result};
use crate::places::find::{Near, When};
use crate::places::schema::{Field, FieldKind};
use crate::places::{Place, Register};

/// How places are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// Comma-separated, lists joined by `|`, as the national base is.
    Csv,
    /// The same as Excel in French reads it: semicolons, decimal commas, byte-order mark; no text is
    /// a formula.
    Excel,
    /// A list of objects.
    Json,
    /// RFC 7946.
    Geojson,
    /// GeoParquet, as `places.parquet` (without distances).
    Parquet,
}

/// Names of the formats.
pub const LIST_FORMATS: [(&str, ListFormat); 5] = [
    ("csv", ListFormat::Csv),
    ("excel", ListFormat::Excel),
    ("json", ListFormat::Json),
    ("geojson", ListFormat::Geojson),
    ("parquet", ListFormat::Parquet),
];

/// Columns behind those of the schema.
const DEDUCED: [&str; 5] = ["position", "receives_public", "itinerant", "hours_week", "sources"];

/// Writes places to a file, whole or not at all, or to standard output when `path` is absent.
/// Those with a distance have it.
///
/// # Errors
/// Parquet without a file; the system refuses to write.
pub fn write_list(
    register: &Register,
    places: &[Near],
    format: ListFormat,
    at: When,
    path: Option<&Path>,
) -> Result<()> {
    let Some(path) = path else {
        if format == ListFormat::Parquet {
            return Err(Error::request("Parquet is written to a file").with_help("add -o FILE"));
        }
        let mut out = std::io::stdout().lock();
        return write_list_to(register, places, format, at, &mut out)
            .and_then(|()| out.flush())
            .map_err(|e| Error::io("write", "standard output", e));
    };
    write_whole(path, |part| {
        if format == ListFormat::Parquet {
            let places: Vec<&Place> = places.iter().map(|n| n.place).collect();
            return write_some_places(part, register, &places);
        }
        let file = std::fs::File::create(part).map_err(|e| Error::io("create", path, e))?;
        let mut out = std::io::BufWriter::new(file);
        write_list_to(register, places, format, at, &mut out)
            .and_then(|()| out.flush())
            .map_err(|e| Error::io("write", path, e))
    })
}

/// Writes places as text.
///
/// # Errors
/// What takes the text refuses.
pub fn write_list_to(
    register: &Register,
    places: &[Near],
    format: ListFormat,
    at: When,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    match format {
        ListFormat::Json => {
            lines(out, "[", "]", places, |n| place_json(register, n.place, at, distance(n)))
        }
        ListFormat::Geojson => {
            lines(out, "{\"type\":\"FeatureCollection\",\"features\":[", "]}", places, |near| {
                json!({
                    "type": "Feature",
                    "id": near.place.id(),
                    "geometry": { "type": "Point", "coordinates": near.place.point },
                    "properties": place_json(register, near.place, at, distance(near)),
                })
            })
        }
        ListFormat::Csv | ListFormat::Parquet => csv(register, places, false, out),
        ListFormat::Excel => csv(register, places, true, out),
    }
}

/// None of a place that is somewhere in the commune asked for: its distance is not known to be 0.
fn distance(near: &Near) -> Option<f64> {
    Some(near.metres).filter(|metres| metres.is_finite() && !near.somewhere_here())
}

fn lines(
    out: &mut dyn Write,
    before: &str,
    after: &str,
    places: &[Near],
    value: impl Fn(&Near) -> Value,
) -> std::io::Result<()> {
    writeln!(out, "{before}")?;
    for (i, near) in places.iter().enumerate() {
        let comma = if i + 1 < places.len() { "," } else { "" };
        writeln!(out, "{}{comma}", value(near))?;
    }
    writeln!(out, "{after}")
}

fn csv(
    register: &Register,
    places: &[Near],
    excel: bool,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let number = |text: String| if excel { text.replace('.', ",") } else { text };
    if excel {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .delimiter(if excel { b';' } else { b',' })
        .from_writer(out);
    let distances = places.iter().any(|n| n.metres.is_finite());
    let mut header: Vec<&str> = Field::ALL.iter().map(|f| f.name()).chain(DEDUCED).collect();
    header.extend(distances.then_some("distance_km"));
    writer.write_record(&header).map_err(csv_io)?;
    for near in places {
        let place = near.place;
        let text = |field: &Field| {
            let text = place.text(*field).unwrap_or_default().to_string();
            match field.info().kind {
                FieldKind::Number => number(text),
                _ if excel => inert(&text).into_owned(),
                _ => text,
            }
        };
        let mut row: Vec<String> = Field::ALL.iter().map(text).collect();
        row.push(place.position.name().into());
        row.push(place.receives_public.to_string());
        row.push(place.itinerant.to_string());
        row.push(place.hours_week.map(|h| number(h.to_string())).unwrap_or_default());
        let sources = register.sources_of(place).collect::<Vec<_>>().join("|");
        row.push(if excel { inert(&sources).into_owned() } else { sources });
        let kilometres = |metres: f64| number((metres.round() / 1000.0).to_string());
        row.extend(distances.then(|| distance(near).map(kilometres).unwrap_or_default()));
        writer.write_record(&row).map_err(csv_io)?;
    }
    writer.flush()
}
