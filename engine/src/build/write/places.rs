//! `places.parquet`: the register as GeoParquet 1.1 points, and `places_rejects.csv` beside it.
//!
//! Columns: the 32 fields of the national schema under their own names (lists as lists), what is
//! deduced from them, and the position as WKB, WGS 84 longitude and latitude. The sources stand in
//! the file's metadata (`ifn:places`). `read_places` gives back what [`write_places`] was given,
//! but for the rejects, which `read_rejects` reads.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, Float64Array, ListBuilder, StringArray, StringBuilder,
};
use rayon::prelude::*;
use serde_json::json;

use super::parquet::{encode_batch, write_batch};
use super::rejects::write_rejects;
use crate::build::columns::{BuildTable, ColumnInfo};
use crate::build::registers::{SOURCES, rejects_path};
use crate::error::{Error, Result};
use crate::places::schema::{Field, FieldKind};
use crate::places::{Place, Register};

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
    write_batch(&columns(register, places).batch(path)?, path, metadata(register, places)?)
}

/// The same in memory.
///
/// # Errors
/// Columns that cannot be written.
pub fn places_parquet(register: &Register, places: &[&Place]) -> Result<Vec<u8>> {
    let path = Path::new("places.parquet");
    let metadata = metadata(register, places)?;
    encode_batch(&columns(register, places).batch(path)?, Vec::new(), path, metadata)
}

fn metadata(register: &Register, places: &[&Place]) -> Result<Vec<(String, String)>> {
    let sources =
        serde_json::to_string(&register.sources).map_err(|e| Error::internal(e.to_string()))?;
    Ok(vec![(SOURCES.into(), sources), ("geo".into(), geo(places))])
}

fn columns(register: &Register, places: &[&Place]) -> BuildTable {
    let mut table = BuildTable::default();
    let arrays: Vec<ArrayRef> = Field::ALL.par_iter().map(|f| column(*f, places)).collect();
    for (field, array) in Field::ALL.into_iter().zip(arrays) {
        table.push(&ColumnInfo::new(field.name(), about(field)), array);
    }
    let texts = |text: &dyn Fn(&Place) -> Option<&'static str>| -> ArrayRef {
        Arc::new(places.iter().map(|p| text(p)).collect::<StringArray>())
    };
    let flags = |flag: &dyn Fn(&Place) -> bool| -> ArrayRef {
        Arc::new(places.iter().map(|p| Some(flag(p))).collect::<BooleanArray>())
    };
    table.push(
        &ColumnInfo::new("position", "given: by the source; commune_centre: of the commune, the source gives none that can be used"),
        texts(&|p| Some(p.position.name())),
    );
    table.push(
        &ColumnInfo::new(
            "receives_public",
            "False where `modalites_acces` says that nobody is received",
        ),
        flags(&|p| p.receives_public),
    );
    table.push(
        &ColumnInfo::new("itinerant", "It moves, and does not stand at its address as well"),
        flags(&|p| p.itinerant),
    );
    table.push(
        &ColumnInfo::new(
            "hours_week",
            "Hours of opening in an ordinary week, in h; null where not known",
        ),
        Arc::new(places.iter().map(|p| p.hours_week).collect::<Float64Array>()),
    );
    let lists = places.iter().map(|p| register.sources_of(p));
    table.push(&ColumnInfo::new("sources", "Datasets that know the place"), list(lists));
    let points = places.iter().map(|p| p.point[0].is_finite().then(|| wkb(p.point)));
    table.push(
        &ColumnInfo::new("geometry", "Position, WGS 84 longitude and latitude, WKB"),
        Arc::new(points.collect::<BinaryArray>()),
    );
    table
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
        FieldKind::Hours => " (OpenStreetMap opening_hours)",
        FieldKind::Commune => " (COG of the reference year)",
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
