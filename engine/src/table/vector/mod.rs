//! Map layers → shapes in WGS 84 and Arrow columns: GeoParquet, GeoPackage, GeoJSON.
//!
//! In: a file. Out: [`Vector`], one shape a feature. A feature whose geometry cannot be used is
//! kept without one, counted and shown. Files are untrusted: sizes and counts are bounded.

mod cells;
mod declared;
mod geojson;
mod geopackage;
mod geoparquet;
mod native;
mod ring;
mod srid;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray};
use geo_types::Coord;

use crate::archive::MAX_BYTES;
use crate::error::{Error, Result};
use crate::geometry::{Crs, CrsError, OFF_DRAWN, Shape, write_shape};
pub use declared::Declared;
pub use geoparquet::Geometries;
pub use srid::one_system;

/// More features than any layer that belongs on a map of territories.
const MAX_FEATURES: usize = 5_000_000;
/// More columns than a client can use.
const MAX_COLUMNS: usize = 500;
/// How many features are shown of those that cannot be used.
const SHOWN: usize = 3;
/// Points that the curves of a layer become, at most.
pub(super) const ARC_POINTS: usize = 20_000_000;
/// Points put on the long edges of a layer, at most.
const EDGE_POINTS: usize = 20_000_000;

/// One layer of features.
#[derive(Debug)]
pub struct Vector {
    /// What each feature looks like, longitude and latitude in WGS 84 degrees.
    pub shapes: Vec<Option<Shape>>,
    /// Attributes of each.
    pub columns: Vec<(String, ArrayRef)>,
    /// Features whose geometry cannot be used.
    pub unusable: Unusable,
    /// What the file calls the column of geometries.
    pub geometry: String,
    /// Shapes to whose long edges points were added, by position, with the file's own points alone.
    pub own_points: HashMap<usize, Shape>,
}

/// Which layer of a file, and in which reference system.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// Name of the layer.
    pub layer: Option<&'a str>,
    /// EPSG code, where the file does not say it.
    pub crs: Option<u32>,
    /// How far chords may lie from the long edges of the file, metres.
    pub off: f64,
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
    /// Refuses a table of which some cannot be used.
    pub(super) fn refuse(&self, path: &Path) -> Result<()> {
        let Some((row, why)) = self.examples.first() else { return Ok(()) };
        let message = format!("{} geometries cannot be used: row {row} {why}", self.count);
        Err(Error::input(path, message)
            .with_help("mend them, for instance with ogr2ogr -makevalid"))
    }

    pub(super) fn add(&mut self, row: usize, why: &dyn std::fmt::Display) {
        self.count += 1;
        if self.examples.len() < SHOWN {
            self.examples.push((row + 1, why.to_string()));
        }
    }
}

/// As a file gives it: shapes in its own reference system.
struct RawLayer {
    shapes: Vec<Option<Shape>>,
    columns: Vec<(String, ArrayRef)>,
    unusable: Unusable,
    geometry: String,
    crs: Crs,
}

/// Reads the layer `name` of a file, to be drawn; of a file with one layer, that one, whatever its name.
///
/// # Errors
/// No such file, a kind that is not known, a reference system that is not known or not declared, a
/// damaged file, more features or columns than are read.
pub fn read(path: &Path, name: &str) -> Result<Vector> {
    choose(path, Choice { layer: Some(name), crs: None, off: OFF_DRAWN, or_first: false })
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
    let own_points = to_degrees(path, &raw.crs, choice.off, &mut raw.shapes, &mut raw.unusable)?;
    let RawLayer { shapes, columns, unusable, geometry, .. } = raw;
    Ok(Vector { shapes, columns, unusable, geometry, own_points })
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

/// Brings shapes to WGS 84 degrees; edges stay straight in the system that they are given in. Those that
/// cannot be brought have none, and are counted. Gives the shapes that got points on long edges, with
/// their own points alone.
///
/// # Errors
/// Coordinates that betray another reference system than `crs`.
pub(super) fn to_degrees(
    path: &Path,
    crs: &Crs,
    off: f64,
    shapes: &mut [Option<Shape>],
    unusable: &mut Unusable,
) -> Result<HashMap<usize, Shape>> {
    betrayed(path, crs, shapes)?;
    let mut room = EDGE_POINTS;
    let mut own_points = HashMap::new();
    for (row, place) in shapes.iter_mut().enumerate() {
        let Some(shape) = place else { continue };
        let (before, points) = (room, (!crs.is_wgs84()).then(|| shape.clone()));
        match crs.carry(shape, off, &mut room) {
            Ok(()) => {
                if let (true, Some(mut alone)) = (room < before, points)
                    && alone.try_map_coords_in_place(|point| crs.to_wgs84(point)).is_ok()
                {
                    own_points.insert(row, alone);
                }
            }
            Err(e @ CrsError::TooLong) => {
                return Err(Error::input(path, format!("row {}: {e}", row + 1))
                    .with_help("bring the layer to WGS 84 first: ogr2ogr -t_srs EPSG:4326"));
            }
            Err(e) => {
                unusable.add(row, &e);
                *place = None;
            }
        }
    }
    Ok(own_points)
}

/// WKB of shapes.
pub(super) fn column_of(shapes: &[Option<Shape>]) -> ArrayRef {
    let wkb = shapes.iter().map(|s| s.as_ref().map(write_shape));
    Arc::new(wkb.collect::<BinaryArray>())
}

/// WKB of shapes, those that got points on long edges without them; `None` where none got any.
pub(super) fn own_column(
    shapes: &[Option<Shape>],
    own_points: &HashMap<usize, Shape>,
) -> Option<ArrayRef> {
    let of = |(row, shape): (usize, &Option<Shape>)| {
        own_points.get(&row).or(shape.as_ref()).map(write_shape)
    };
    let wkb = || shapes.iter().enumerate().map(of).collect::<BinaryArray>();
    (!own_points.is_empty()).then(|| Arc::new(wkb()) as ArrayRef)
}

/// Name under which a table keeps a column of geometries with the file's own points alone. No file has
/// such a column.
pub fn own_points(column: &str) -> String {
    format!("{column}\0own points")
}

/// Refuses coordinates that are degrees in a system of lengths, or the other way.
fn betrayed(path: &Path, crs: &Crs, shapes: &[Option<Shape>]) -> Result<()> {
    let degrees = |p: Coord<f64>| p.x.abs() <= 360.0 && p.y.abs() <= 90.0;
    let shapes = || shapes.iter().flatten();
    let Some(Coord { x, y }) = shapes().find_map(|s| s.coords().next()) else { return Ok(()) };
    let like = |what: &str, help: &str| {
        let message = format!("its coordinates (for instance {x} {y}) {what} {}", crs.name());
        Err(Error::input(path, message).with_help(help.to_string()))
    };
    if crs.is_projected() {
        return if shapes().all(|s| s.coords().all(degrees)) {
            like(
                "look like degrees, not like those of",
                "if they are longitude and latitude, say so: crs = 4326 in the table; if the file \
                 declares another system, correct it with ogr2ogr -a_srs EPSG:4326",
            )
        } else {
            Ok(())
        };
    }
    if shapes().any(|s| s.coords().any(degrees)) {
        return Ok(());
    }
    let lambert = (0.0..1_400_000.0).contains(&x) && (6_000_000.0..7_300_000.0).contains(&y);
    like(
        if lambert {
            "look like metres of Lambert-93, not like the degrees of"
        } else {
            "look like lengths, not like the degrees of"
        },
        "say which system it is: crs = 2154 in the table, or give it to the file, for \
         instance with ogr2ogr -a_srs EPSG:2154",
    )
}
