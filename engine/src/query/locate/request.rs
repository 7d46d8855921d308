//! What to locate, what became of the rows, and why a row has no unit.

use std::collections::BTreeMap;
use std::path::PathBuf;

use arrow::array::{Array, BooleanArray};
use serde::Serialize;

use super::keys::TableKeys;
use crate::catalog::ZoneSet;

/// What to locate, and where to write it.
#[derive(Debug, Default)]
pub struct LocateRequest {
    /// A file of any kind that a table is read from; `-` is standard input, as CSV.
    pub file: PathBuf,
    /// Columns of the coordinates: east or longitude, north or latitude.
    pub columns: Option<(String, String)>,
    /// A column of geometries instead: WKB, or text.
    pub geometry: Option<String>,
    /// EPSG code of the coordinates; WGS 84 degrees when absent.
    pub crs: Option<u32>,
    /// Level of the units; the finest that has contours when absent.
    pub level: Option<String>,
    /// Zone of which a column says whether each row lies in it; no row is left out.
    pub zone: Option<ZoneSet>,
    /// Folder of the build.
    pub out: PathBuf,
    /// File to write, CSV or Parquet by its ending; standard output, as CSV, when absent.
    pub output: Option<PathBuf>,
    /// How the file is written.
    pub table: TableKeys,
    /// Folder where map layers of an archive are unpacked.
    pub data: PathBuf,
}

/// A row that could not be located.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocateExample {
    /// Line of a CSV, row of a Parquet file, from 1.
    pub line: u64,
    /// Why.
    pub reason: &'static str,
    /// What is there.
    pub value: String,
    /// What would read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LocateReport {
    /// Level of the units.
    pub level: String,
    /// Level whose contours were used.
    pub contours: String,
    /// Columns that the coordinates were read from.
    pub columns: Vec<String>,
    /// Encoding of a CSV.
    pub encoding: Option<String>,
    /// All rows.
    pub rows: u64,
    /// Rows located, by how: `contour`, or the level of the larger unit that alone is known.
    pub located: BTreeMap<String, u64>,
    /// Rows in the zone that was asked for, where one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_zone: Option<ZoneRows>,
    /// Rows without unit, by reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// The first of them.
    pub examples: Vec<LocateExample>,
    /// What was passed over, or chosen among several, while the file was read.
    pub notes: Vec<String>,
}

/// Rows of a zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ZoneRows {
    /// What the zone is called.
    pub zone: String,
    /// Rows that lie in it.
    pub inside: u64,
    /// Rows that were located and lie elsewhere.
    pub outside: u64,
    /// Rows of which it is not known: they have no unit, or one that lies in the zone in part.
    pub unknown: u64,
}

impl ZoneRows {
    /// None yet, of a zone by its name.
    pub fn of(zone: &str) -> Self {
        Self { zone: zone.into(), ..Self::default() }
    }

    /// Counts some more rows.
    pub fn add(&mut self, inside: &BooleanArray) {
        let yes = inside.true_count() as u64;
        let unknown = inside.null_count() as u64;
        self.inside += yes;
        self.unknown += unknown;
        self.outside += inside.len() as u64 - unknown - yes;
    }
}

/// Why a row has no unit, as written; the first is that it has one. A row that is `swapped` has one: that
/// of its coordinates the other way round.
pub const REASONS: [&str; 6] =
    ["", "outside", "no_coordinates", "not_a_number", "no_contour", "swapped"];
/// It has one.
pub const FOUND: u8 = 0;
/// It is outside every contour.
pub const OUTSIDE: u8 = 1;
/// A coordinate is missing.
pub const NO_COORDINATES: u8 = 2;
/// A coordinate is not a number.
pub const NOT_A_NUMBER: u8 = 3;
/// Only the larger unit is known.
pub const NO_CONTOUR: u8 = 4;
/// Its coordinates are the other way round.
pub const SWAPPED: u8 = 5;
