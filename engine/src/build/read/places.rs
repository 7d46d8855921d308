//! `places.parquet` and `places_rejects.csv` → a register of places.

use std::path::Path;

use arrow::array::{Array, AsArray, BooleanArray, ListArray, RecordBatch, StringArray};
use arrow::datatypes::Float64Type;
use bytes::Bytes;
use rayon::prelude::*;

use super::parquet::{columns_of, damaged};
use crate::build::registers::SOURCES;
use crate::build::spreadsheet::bare;
use crate::error::{Error, Result};
use crate::places::schema::Field;
use crate::places::{Kept, Place, PlaceSource, Position, Register, Reject};

/// Reads a register; its rejects stay in their own file.
///
/// # Errors
/// No such file, or one that this program did not write.
pub fn read_places(path: &Path) -> Result<Register> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    places_of(bytes.into(), path)
}

/// The same of bytes that were read; `path` names them in errors.
///
/// # Errors
/// See [`read_places`].
pub fn places_of(bytes: Bytes, path: &Path) -> Result<Register> {
    let batch = columns_of(bytes, path, |name| name != "geometry")?;
    let schema = batch.schema();
    let listed = schema.metadata().get(SOURCES).map_or("[]", String::as_str);
    let sources: Vec<PlaceSource> = serde_json::from_str(listed).map_err(|e| damaged(path, &e))?;
    let columns = PlaceColumns::of(&batch, path)?;
    let places = (0..batch.num_rows())
        .into_par_iter()
        .with_min_len(1024)
        .map(|row| columns.place(row, &sources))
        .collect();
    Ok(Register { places, sources, ..Register::default() })
}

enum FieldColumn<'a> {
    One(&'a StringArray),
    Many(&'a ListArray),
    /// In the point.
    Point,
}

struct PlaceColumns<'a> {
    fields: Vec<FieldColumn<'a>>,
    lon: &'a arrow::array::Float64Array,
    lat: &'a arrow::array::Float64Array,
    position: &'a StringArray,
    receives_public: &'a BooleanArray,
    itinerant: &'a BooleanArray,
    hours_week: &'a arrow::array::Float64Array,
    sources: &'a ListArray,
}

impl<'a> PlaceColumns<'a> {
    fn of(batch: &'a RecordBatch, path: &Path) -> Result<Self> {
        let wrong = |name: &str| damaged(path, &format!("has no usable column `{name}`"));
        let column = |name: &str| batch.column_by_name(name).ok_or_else(|| wrong(name));
        let text = |name: &str| column(name)?.as_string_opt::<i32>().ok_or_else(|| wrong(name));
        let flag = |name: &str| column(name)?.as_boolean_opt().ok_or_else(|| wrong(name));
        let number =
            |name: &str| column(name)?.as_primitive_opt::<Float64Type>().ok_or_else(|| wrong(name));
        let list = |name: &str| {
            let list = column(name)?.as_list_opt::<i32>().ok_or_else(|| wrong(name))?;
            match list.values().as_string_opt::<i32>() {
                Some(_) => Ok(list),
                None => Err(wrong(name)),
            }
        };
        let fields = Field::ALL.into_iter().map(|field| match field {
            Field::Latitude | Field::Longitude => Ok(FieldColumn::Point),
            field if field.is_list() => list(field.name()).map(FieldColumn::Many),
            field => text(field.name()).map(FieldColumn::One),
        });
        Ok(Self {
            fields: fields.collect::<Result<_>>()?,
            lon: number("longitude")?,
            lat: number("latitude")?,
            position: text("position")?,
            receives_public: flag("receives_public")?,
            itinerant: flag("itinerant")?,
            hours_week: number("hours_week")?,
            sources: list("sources")?,
        })
    }

    fn place(&self, row: usize, sources: &[PlaceSource]) -> Place {
        let degrees = |column: &arrow::array::Float64Array| {
            if column.is_valid(row) { column.value(row) } else { f64::NAN }
        };
        let position = match self.position.value(row) {
            "commune_centre" => Position::CommuneCentre,
            _ => Position::Given,
        };
        let point = [degrees(self.lon), degrees(self.lat)];
        let mut place = Place::new(point, position, Vec::new());
        for (field, texts) in Field::ALL.into_iter().zip(&self.fields) {
            match texts {
                FieldColumn::One(column) if column.is_valid(row) => {
                    place.set(field, Some(column.value(row)));
                }
                FieldColumn::Many(column) if column.is_valid(row) => {
                    place.set(field, Some(&joined(column, row)));
                }
                _ => {}
            }
        }
        let named = joined(self.sources, row);
        let known = |id: &str| sources.iter().position(|s| s.id == id);
        place.sources = named.split('|').filter_map(known).map(|p| p as u16).collect();
        place.deduce_without_hours();
        // As written: working hours out again would cost more than reading everything.
        place.receives_public = self.receives_public.value(row);
        place.itinerant = self.itinerant.value(row);
        place.hours_week = self.hours_week.is_valid(row).then(|| self.hours_week.value(row));
        place
    }
}

fn joined(column: &ListArray, row: usize) -> String {
    let values = column.value(row);
    let texts = values.as_string::<i32>();
    let mut out = String::new();
    for (i, text) in texts.iter().flatten().enumerate() {
        if i > 0 {
            out.push('|');
        }
        out += text;
    }
    out
}

/// Reads the rejects that were written beside a register.
///
/// # Errors
/// No such file, or one that this program did not write.
pub fn read_rejects(path: &Path, register: &Register) -> Result<Vec<Reject>> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| Error::input(path, e.to_string()))?;
        let cell = |i: usize| record.get(i).unwrap_or_default();
        let row = cell(1).parse().ok();
        let source = register.sources.iter().position(|s| s.id == bare(cell(0)));
        let kept = Kept::ALL.into_iter().find(|k| k.name() == cell(5));
        let (Some(row), Some(source), Some(kept)) = (row, source, kept) else {
            return Err(Error::input(path, format!("holds no rejects of places: {record:?}")));
        };
        out.push(Reject {
            source: source as u16,
            row,
            field: Field::of(cell(2)).map_or("", Field::name),
            value: bare(cell(3)).into(),
            problem: bare(cell(4)).into(),
            kept,
            // Builds of former versions have no such column.
            correction: Some(bare(cell(6)).to_string()).filter(|text| !text.is_empty()),
        });
    }
    Ok(out)
}
