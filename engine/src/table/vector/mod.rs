//! Map layers → shapes in WGS 84 and Arrow columns: GeoParquet, GeoPackage, GeoJSON.
//!
//! In: a file. Out: [`Vector`], one shape a feature. A feature whose geometry cannot be used is
//! kept without one, counted and shown. Files are untrusted: sizes and counts are bounded.

mod cells;
mod geojson;
mod geopackage;
mod geoparquet;

use std::path::Path;

use arrow::array::ArrayRef;

use crate::archive::MAX_BYTES;
use crate::error::{Error, Result};
use crate::geometry::{Crs, Shape};

/// More features than any layer that belongs on a map of territories.
const MAX_FEATURES: usize = 5_000_000;
/// More columns than a client can use.
const MAX_COLUMNS: usize = 500;
/// How many features are shown of those that cannot be used.
const SHOWN: usize = 3;

/// One layer of features.
#[derive(Debug)]
pub struct Vector {
    /// What each feature looks like, longitude and latitude in WGS 84 degrees.
    pub shapes: Vec<Option<Shape>>,
    /// What is said of each.
    pub columns: Vec<(String, ArrayRef)>,
    /// Features whose geometry cannot be used.
    pub unusable: Unusable,
    /// What the file calls the column of geometries.
    pub geometry: String,
}

/// Which layer of a file, and in which reference system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice<'a> {
    /// Name of the layer.
    pub layer: Option<&'a str>,
    /// EPSG code, in place of what the file says.
    pub crs: Option<u32>,
    /// Of several layers without such a name, the first is taken when none was named.
    pub or_first: bool,
}

/// Features whose geometry cannot be used.
#[derive(Debug, Default, PartialEq)]
pub struct Unusable {
    /// How many.
    pub count: usize,
    /// The first of them, by their row from 1, and why.
    pub examples: Vec<(usize, String)>,
}

impl Unusable {
    fn add(&mut self, row: usize, why: &dyn std::fmt::Display) {
        self.count += 1;
        if self.examples.len() < SHOWN {
            self.examples.push((row + 1, why.to_string()));
        }
    }
}

/// As a file gives it: shapes in its own reference system.
struct Raw {
    shapes: Vec<Option<Shape>>,
    columns: Vec<(String, ArrayRef)>,
    unusable: Unusable,
    geometry: String,
    crs: Crs,
}

/// Reads the layer `name` of a file; of a file with one layer, that one, whatever its name.
///
/// # Errors
/// No such file, a kind that is not known, a reference system that is not known or not said, a
/// damaged file, more features or columns than are read.
pub fn read(path: &Path, name: &str) -> Result<Vector> {
    choose(path, Choice { layer: Some(name), ..Choice::default() })
}

/// Reads the layer that is chosen.
///
/// # Errors
/// See [`read`].
pub fn choose(path: &Path, choice: Choice) -> Result<Vector> {
    let size = std::fs::metadata(path).map_err(|e| Error::io("read", path, e))?.len();
    if size > MAX_BYTES {
        return Err(Error::input(path, format!("is {size} bytes; the limit is {MAX_BYTES}")));
    }
    let kind = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    let mut raw = match kind.as_str() {
        "parquet" | "geoparquet" => geoparquet::read(path, choice)?,
        "gpkg" => geopackage::read(path, choice)?,
        "geojson" | "json" => geojson::read(path, choice)?,
        other => {
            return Err(Error::input(path, format!("unknown kind of map layer `{other}`"))
                .with_help(super::converted(path).unwrap_or_else(|| {
                    "GeoParquet (.parquet), GeoPackage (.gpkg) and GeoJSON can be read".into()
                })));
        }
    };
    for (row, shape) in raw.shapes.iter_mut().enumerate() {
        let moved = shape.as_mut().map_or(Ok(()), |s| raw.crs.to_wgs84(s.coords_mut()));
        if let Err(e) = moved {
            raw.unusable.add(row, &e);
            *shape = None;
        }
    }
    let Raw { shapes, columns, unusable, geometry, .. } = raw;
    Ok(Vector { shapes, columns, unusable, geometry })
}

/// Refuses what is too much.
fn within_limits(path: &Path, features: usize, columns: usize) -> Result<()> {
    if features > MAX_FEATURES {
        return Err(Error::input(path, format!("more than {MAX_FEATURES} features")));
    }
    if columns > MAX_COLUMNS {
        let message = format!("{columns} columns; at most {MAX_COLUMNS} are read");
        return Err(Error::input(path, message));
    }
    Ok(())
}

impl Choice<'_> {
    /// The reference system that is chosen, or else what the file says.
    fn crs_or(&self, path: &Path, said: impl FnOnce() -> Result<Crs>) -> Result<Crs> {
        let Some(code) = self.crs else { return said() };
        Crs::epsg(code).map_err(|e| Error::input(path, format!("crs = {code}: {e}")))
    }
}

/// The reference system of an authority's code.
fn crs(path: &Path, authority: &str, code: &str) -> Result<Crs> {
    if authority.eq_ignore_ascii_case("OGC") && code.eq_ignore_ascii_case("CRS84") {
        return Ok(Crs::wgs84());
    }
    let known = match code.parse::<u32>() {
        Ok(code) if authority.eq_ignore_ascii_case("EPSG") => Crs::epsg(code).ok(),
        _ => None,
    };
    known.ok_or_else(|| {
        Error::input(path, format!("is in the reference system {authority}:{code}, not known here"))
            .with_help(
                "bring it to WGS 84 first, for instance with ogr2ogr -t_srs EPSG:4326; in a method, \
                 say which it is: crs = 2154 in the table",
            )
    })
}

/// No reference system is said.
fn no_crs(path: &Path) -> Error {
    Error::input(path, "does not say its reference system").with_help(
        "give it one, for instance with ogr2ogr -a_srs EPSG:2154; in a method, say which it is: \
             crs = 2154 in the table",
    )
}
