//! The zone and the bounding box that rows of a table are filtered by.

use arrow::array::BooleanArray;
use arrow::compute::and;
use ifn_engine::build::BuiltZone;
use ifn_engine::catalog::ZoneSet;

use crate::http::Problem;
use crate::snapshot::{Bbox, LevelTable, Snapshot};

/// The zone that a text names; nothing without one. Whether it exists is for the caller to find out.
///
/// # Errors
/// It is not written as `level:code`, several between commas (400).
pub fn asked_zone(text: Option<&str>) -> Result<Option<ZoneSet>, Problem> {
    text.map(str::parse::<ZoneSet>).transpose().map_err(|why| {
        Problem::bad_request(format!("parameter `zone`: {why}"))
            .help("zone=departement:22,departement:29")
    })
}

/// The zone that a text names, as the build knows it.
///
/// # Errors
/// As [`asked_zone`]; a member that is not there (404).
pub fn zone(build: &Snapshot, text: Option<&str>) -> Result<Option<BuiltZone>, Problem> {
    let asked = asked_zone(text)?;
    asked.map(|zone| build.zone(&zone).map_err(Problem::absent)).transpose()
}

/// Rows of a level that lie in a zone and meet a bounding box; `None` where neither is given: all.
///
/// # Errors
/// A bounding box where the build holds no contours (409).
pub fn filter_rows(
    build: &Snapshot,
    level: &LevelTable,
    in_zone: Option<BooleanArray>,
    bbox: Option<&Bbox>,
) -> Result<Option<BooleanArray>, Problem> {
    let in_bbox = bbox.map(|bbox| bbox.inside(build, level)).transpose()?;
    match (in_zone, in_bbox) {
        (Some(zone), Some(bbox)) => and(&zone, &bbox).map(Some).map_err(|e| Problem::internal(&e)),
        (either, other) => Ok(either.or(other)),
    }
}
