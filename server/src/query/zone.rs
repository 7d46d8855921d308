//! The zone and the bounding box that rows of a table are filtered by.

use arrow::array::BooleanArray;
use arrow::compute::and;
use ifn_engine::build::{members, zone_of};
use ifn_engine::catalog::ZoneName;

use crate::http::Problem;
use crate::model::Carried;
use crate::snapshot::{Bbox, LevelTable, Snapshot};

/// A zone as `level:code`, led to a unit in force where its code is not one, and how.
///
/// # Errors
/// It is not written so (400). Whether it exists is for the caller to find out.
pub fn zone(
    build: &Snapshot,
    text: Option<&str>,
) -> Result<(Option<ZoneName>, Option<Carried>), Problem> {
    let asked = text.map(str::parse::<ZoneName>).transpose().map_err(Problem::bad_request)?;
    let (Some(asked), Some(finest)) = (&asked, build.levels.first()) else {
        return Ok((asked, None));
    };
    match zone_of(&build.manifest.method, (&finest.id, &finest.scores), asked) {
        Ok((zone, Some(lead))) => {
            let now = build.name_of(&zone.level, &zone.code).unwrap_or_default();
            let carried = Carried::of(&lead, &now);
            Ok((Some(zone), carried))
        }
        _ => Ok((Some(asked.clone()), None)),
    }
}

/// Rows of a level that lie in a zone and meet a bounding box; `None` where neither is given: all.
///
/// # Errors
/// A zone that is not there (404); a bounding box where the build holds no contours (409).
pub fn filter_rows(
    build: &Snapshot,
    level: &LevelTable,
    zone: Option<&ZoneName>,
    bbox: Option<&Bbox>,
) -> Result<Option<BooleanArray>, Problem> {
    let in_zone = |zone| {
        let finest = &build.levels[0];
        let (finest, of) =
            ((finest.id.as_str(), &finest.scores), (level.id.as_str(), &level.scores));
        members(&build.manifest.method, finest, of, zone).map_err(Problem::absent)
    };
    let in_zone = zone.map(in_zone).transpose()?;
    let in_bbox = bbox.map(|bbox| bbox.inside(build, level)).transpose()?;
    match (in_zone, in_bbox) {
        (Some(zone), Some(bbox)) => and(&zone, &bbox).map(Some).map_err(|e| Problem::internal(&e)),
        (either, other) => Ok(either.or(other)),
    }
}
