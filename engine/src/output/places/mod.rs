//! `places.parquet`: the register as GeoParquet 1.1 points, and `places_rejects.csv` beside it.
//!
//! Columns: the 32 fields of the national schema under their own names (lists as lists), what is
//! deduced from them, and the position as WKB, WGS 84 longitude and latitude. The sources stand in
//! the file's metadata (`ifn:places`). [`read_places`] gives back what [`write_places`] was given,
//! but for the rejects, which [`read_rejects`] reads.

mod json;
mod list;
mod read;
mod rejects;
mod sheet;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, Float64Array, ListBuilder, StringArray, StringBuilder,
};
use rayon::prelude::*;
use serde_json::json;

use super::describe::Description;
use super::table::{Columns, encode_batch};
use crate::error::{Error, Result};
use crate::places::schema::{Field, Kind};
use crate::places::{Place, Register};

pub use json::place_json;
pub use list::{LIST_FORMATS, ListFormat, write_list, write_list_to};
pub use read::{places_of, read_places};
pub use rejects::{read_rejects, rejects_table, write_rejects};
pub use sheet::{Asked, sheet};

/// Metadata key of the sources.
const SOURCES: &str = "ifn:places";

/// Where the rejects of a `places.parquet` are.
pub fn rejects_path(places: &Path) -> PathBuf {
    places.with_file_name("places_rejects.csv")
}

/// Writes a register and its rejects; `path` is that of the Parquet file.
///
/// # Errors
/// The system refuses to write.
pub fn write_places(path: &Path, register: &Register) -> Result<()> {
    let all: Vec<&Place> = register.places.iter().collect();
    write_some_places(path, register, &all)?;
    write_rejects(&rejects_path(path), register)
}

/// Writes some places of a register, without rejects.
///
/// # Errors
/// The system refuses to write.
pub fn write_some_places(path: &Path, register: &Register, places: &[&Place]) -> Result<()> {
    let sources =
        serde_json::to_string(&register.sources).map_err(|e| Error::input(path, e.to_string()))?;
    columns(register, places)
        .write(path, vec![(SOURCES.into(), sources), ("geo".into(), geo(places))])
}

/// The same in memory.
///
/// # Errors
/// Columns that cannot be written.
pub fn places_parquet(register: &Register, places: &[&Place]) -> Result<Vec<u8>> {
    let path = Path::new("places.parquet");
    let sources =
        serde_json::to_string(&register.sources).map_err(|e| Error::input(path, e.to_string()))?;
    let metadata = vec![(SOURCES.into(), sources), ("geo".into(), geo(places))];
    encode_batch(&columns(register, places).batch(path)?, Vec::new(), path, metadata)
}

fn columns(register: &Register, places: &[&Place]) -> Columns {
    let mut columns = Columns::default();
    let arrays: Vec<ArrayRef> = Field::ALL.par_iter().map(|f| column(*f, places)).collect();
    for (field, array) in Field::ALL.into_iter().zip(arrays) {
        columns.push(Description::new(field.name(), about(field)), array);
    }
    let texts = |text: &dyn Fn(&Place) -> Option<&'static str>| -> ArrayRef {
        Arc::new(places.iter().map(|p| text(p)).collect::<StringArray>())
    };
    let flags = |flag: &dyn Fn(&Place) -> bool| -> ArrayRef {
        Arc::new(places.iter().map(|p| Some(flag(p))).collect::<BooleanArray>())
    };
    columns.push(
        Description::new("position", "given: by the source; commune_centre: of the commune, the source gives none that can be used"),
        texts(&|p| Some(p.position.name())),
    );
    columns.push(
        Description::new(
            "receives_public",
            "False where `modalites_acces` says that nobody is received",
        ),
        flags(&|p| p.receives_public),
    );
    columns.push(
        Description::new("itinerant", "It moves, and does not stand at its address as well"),
        flags(&|p| p.itinerant),
    );
    columns.push(
        Description::new(
            "hours_week",
            "Hours of opening in an ordinary week, in h; null where not known",
        ),
        Arc::new(places.iter().map(|p| p.hours_week).collect::<Float64Array>()),
    );
    let lists = places.iter().map(|p| register.sources_of(p));
    columns.push(Description::new("sources", "Datasets that know the place"), list(lists));
    let points = places.iter().map(|p| p.point[0].is_finite().then(|| wkb(p.point)));
    columns.push(
        Description::new("geometry", "Position, WGS 84 longitude and latitude, WKB"),
        Arc::new(points.collect::<BinaryArray>()),
    );
    columns
}

fn column(field: Field, places: &[&Place]) -> ArrayRef {
    match field {
        Field::Longitude => numbers(places.iter().map(|p| p.point[0])),
        Field::Latitude => numbers(places.iter().map(|p| p.point[1])),
        field if field.is_list() => list(places.iter().map(|p| p.list(field))),
        field => Arc::new(places.iter().map(|p| p.text(field)).collect::<StringArray>()),
    }
}

fn numbers(values: impl Iterator<Item = f64>) -> ArrayRef {
    Arc::new(values.map(|v| v.is_finite().then_some(v)).collect::<Float64Array>())
}

/// A list a row; null where there is nothing.
fn list<'a, I: Iterator<Item = &'a str>>(rows: impl Iterator<Item = I>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for row in rows {
        let mut any = false;
        for value in row {
            builder.values().append_value(value);
            any = true;
        }
        builder.append(any);
    }
    Arc::new(builder.finish())
}

fn about(field: Field) -> String {
    let info = field.info();
    let rule = match info.kind {
        Kind::Hours => " (OpenStreetMap opening_hours)",
        Kind::Commune => " (COG of the reference year)",
        _ => "",
    };
    format!("{}{rule}", info.title)
}

/// A point, little endian.
fn wkb([lon, lat]: [f64; 2]) -> [u8; 21] {
    let mut out = [0; 21];
    out[0] = 1;
    out[1] = 1;
    out[5..13].copy_from_slice(&lon.to_le_bytes());
    out[13..].copy_from_slice(&lat.to_le_bytes());
    out
}

/// The `geo` key of GeoParquet 1.1.
fn geo(places: &[&Place]) -> String {
    let mut bbox = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for [lon, lat] in places.iter().map(|p| p.point).filter(|p| p[0].is_finite()) {
        bbox = [bbox[0].min(lon), bbox[1].min(lat), bbox[2].max(lon), bbox[3].max(lat)];
    }
    let mut geometry = json!({ "encoding": "WKB", "geometry_types": ["Point"], "edges": "planar" });
    if bbox[0].is_finite() {
        geometry["bbox"] = json!(bbox);
    }
    json!({
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": { "geometry": geometry },
    })
    .to_string()
}

#[cfg(test)]
mod tests;
