//! GeoParquet 1.0 and 1.1, geometries as WKB or in one of the native encodings, and Parquet's own type of
//! geometry. Specifications: <https://geoparquet.org/releases/v1.1.0/>, and Parquet's `Geospatial.md`.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef};
use arrow::compute::concat;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::LogicalType;
use parquet::file::metadata::ParquetMetaData;
use serde_json::Value;

use super::declared::Declared;
use super::native::{Encoding, shapes};
use super::{
    Choice, RawLayer, Unusable, column_of, own_column, own_points, to_degrees, within_limits,
};
use crate::error::{Error, Result};
use crate::geometry::{Crs, OFF};
use crate::table::json_text::UniqueJson;

/// What a file says of its columns of geometries.
pub struct Geometries {
    primary: String,
    columns: Vec<GeometryMeta>,
}

struct GeometryMeta {
    name: String,
    /// As written.
    encoding: String,
    crs: Declared,
}

impl Geometries {
    /// Reads what the file says; no column where it says nothing.
    ///
    /// # Errors
    /// A key `geo` that is no JSON.
    pub fn of(path: &Path, metadata: &ParquetMetaData) -> Result<Self> {
        let file = metadata.file_metadata();
        let pairs = file.key_value_metadata().map_or(&[][..], Vec::as_slice);
        let value = |key: &str| pairs.iter().find(|p| p.key == key)?.value.as_deref();
        let mut out = match value("geo") {
            Some(geo) => Self::of_key(path, geo)?,
            None => Self { primary: String::new(), columns: Vec::new() },
        };
        for field in file.schema_descr().root_schema().get_fields() {
            let crs = match field.get_basic_info().logical_type_ref() {
                Some(LogicalType::Geometry(of)) => of.crs.as_deref(),
                Some(LogicalType::Geography(of)) => of.crs.as_deref(),
                _ => continue,
            };
            if out.columns.iter().any(|c| c.name == field.name()) {
                continue;
            }
            let crs = match crs {
                None => Declared::Default,
                // The text is that of another key.
                Some(named) => match named.strip_prefix("projjson:") {
                    Some(key) => value(key).map_or(Declared::Unknown, Declared::text),
                    None => Declared::text(named),
                },
            };
            if out.primary.is_empty() {
                out.primary = field.name().into();
            }
            out.columns.push(GeometryMeta {
                name: field.name().into(),
                encoding: "WKB".into(),
                crs,
            });
        }
        Ok(out)
    }

    /// What the key `geo` says.
    ///
    /// # Errors
    /// It is no JSON.
    pub fn of_key(path: &Path, geo: &str) -> Result<Self> {
        let UniqueJson(geo) = serde_json::from_str(geo).map_err(|e| {
            Error::input(path, format!("its key `geo`, which says where things are: {e}"))
        })?;
        let mut out = Self {
            primary: geo["primary_column"].as_str().unwrap_or("geometry").into(),
            columns: Vec::new(),
        };
        for (name, about) in geo["columns"].as_object().into_iter().flatten() {
            let encoding = match &about["encoding"] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let crs = match about.get("crs") {
                None => Declared::Default,
                Some(Value::Null) => Declared::Unknown,
                Some(said) => Declared::projjson(said),
            };
            out.columns.push(GeometryMeta { name: name.clone(), encoding, crs });
        }
        Ok(out)
    }

    /// The reference system of a column; `None` of one that is no geometry. `given`: the EPSG code that
    /// the user says.
    ///
    /// # Errors
    /// See [`Declared::resolve`].
    pub fn crs(self, path: &Path, column: &str, given: Option<u32>) -> Result<Option<Crs>> {
        let found = self.columns.into_iter().find(|c| c.name == column);
        found.map(|c| c.crs.resolve(path, given)).transpose()
    }

    /// Brings the columns of geometries among those of a table to WKB in WGS 84 degrees, and gives their
    /// names.
    ///
    /// # Errors
    /// A reference system that cannot be used, a geometry that cannot.
    pub fn moved(
        self,
        path: &Path,
        given: Option<u32>,
        columns: &mut HashMap<String, ArrayRef>,
    ) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for GeometryMeta { name, encoding, crs } in self.columns {
            let Some(column) = columns.get_mut(&name) else { continue };
            let crs = crs.resolve(path, given)?;
            let encoding = Encoding::of(path, &name, &encoding)?;
            let mut unusable = Unusable::default();
            let mut found = shapes(path, &name, encoding, column, &mut unusable)?;
            let own = to_degrees(path, &crs, OFF, &mut found, &mut unusable)?;
            unusable.refuse(path)?;
            *column = column_of(&found);
            columns.extend(own_column(&found, &own).map(|column| (own_points(&name), column)));
            names.push(name);
        }
        Ok(names)
    }
}

/// See [`super::read`].
pub fn read(path: &Path, choice: Choice) -> Result<RawLayer> {
    let wrong = |e: &dyn std::fmt::Display| Error::input(path, e.to_string());
    let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| wrong(&e))?;
    let metadata = builder.metadata();
    let said = Geometries::of(path, metadata)?;
    let primary = said.primary;
    if said.columns.is_empty() {
        return Err(Error::input(path, "is Parquet without the key `geo`: no GeoParquet")
            .with_help("write it with geopandas or GDAL"));
    }
    let about = said.columns.into_iter().find(|c| c.name == primary).ok_or_else(|| {
        Error::input(path, format!("says nothing of its own column of geometries, `{primary}`"))
            .with_help("write it with geopandas or GDAL")
    })?;
    let encoding = Encoding::of(path, &primary, &about.encoding)?;
    let crs = about.crs.resolve(path, choice.crs)?;
    let rows = metadata.file_metadata().num_rows().max(0) as usize;
    let fields = builder.schema().fields().clone();
    within_limits(path, rows, fields.len())?;
    let mut parts: Vec<Vec<ArrayRef>> = vec![Vec::new(); fields.len()];
    for batch in builder.build().map_err(|e| wrong(&e))? {
        let batch = batch.map_err(|e| wrong(&e))?;
        for (parts, column) in parts.iter_mut().zip(batch.columns()) {
            parts.push(column.clone());
        }
    }
    let mut columns = Vec::new();
    let mut geometry = None;
    for (field, parts) in fields.iter().zip(parts) {
        let refs: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
        let whole = match refs.as_slice() {
            [] => arrow::array::new_empty_array(field.data_type()),
            refs => concat(refs).map_err(|e| wrong(&e))?,
        };
        if *field.name() == primary {
            geometry = Some(whole);
        } else {
            columns.push((field.name().clone(), whole));
        }
    }
    let geometry =
        geometry.ok_or_else(|| Error::input(path, format!("has no column `{primary}`")))?;
    let mut unusable = Unusable::default();
    let shapes = shapes(path, &primary, encoding, &geometry, &mut unusable)?;
    Ok(RawLayer { shapes, columns, unusable, geometry: primary, crs })
}
