//! Where the units of a level lie: neighbours, bounding boxes, points inside. Degrees (EPSG:4326).

use std::path::Path;

use arrow::array::AsArray;
use ifn_engine::build::read_columns;
use ifn_engine::geometry::{bounds, point_on_surface, read_wkb};
use ifn_engine::territory::neighbours;
use ifn_engine::{Error, Result};
use rayon::prelude::*;

/// Contours of a level, in short.
pub struct Contours {
    /// End of each unit's neighbours in `rows`.
    ends: Vec<u32>,
    rows: Vec<u32>,
    /// Nothing where the contour is not known.
    extents: Vec<Option<Extent>>,
}

/// Where a unit lies, in degrees.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// West, south, east, north.
    pub bounds: [f64; 4],
    /// Longitude and latitude of a point inside.
    pub point: [f64; 2],
}

impl Contours {
    /// Reads the contours of a level.
    pub fn read(path: &Path) -> Result<Self> {
        let batch = read_columns(path, |column| column == "geometry")?;
        let wkb = batch
            .column_by_name("geometry")
            .and_then(|c| c.as_binary_opt::<i32>())
            .ok_or_else(|| Error::input(path, "has no column `geometry`"))?;
        let shapes: Vec<Option<&[u8]>> = wkb.iter().collect();
        let wrong = |e: String| Error::input(path, e);
        let (found, extents) = rayon::join(
            || neighbours(&shapes).map_err(|e| wrong(e.to_string())),
            || shapes.par_iter().map(|s| s.map_or(Ok(None), extent)).collect(),
        );
        let extents: std::result::Result<Vec<_>, String> = extents;
        let found = found?;
        let mut ends = Vec::with_capacity(found.len());
        let mut rows = Vec::new();
        for list in found {
            rows.extend(list);
            ends.push(rows.len() as u32);
        }
        Ok(Self { ends, rows, extents: extents.map_err(wrong)? })
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Rows of a unit's neighbours; `None` where its contour is not known.
    pub fn neighbours(&self, row: usize) -> Option<&[u32]> {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.extents[row].is_some().then(|| &self.rows[start as usize..self.ends[row] as usize])
    }

    /// Where a unit lies; `None` where its contour is not known.
    pub fn extent(&self, row: usize) -> Option<Extent> {
        self.extents[row]
    }
}

fn extent(wkb: &[u8]) -> std::result::Result<Option<Extent>, String> {
    let polygons = read_wkb(wkb).map_err(|e| e.to_string())?;
    Ok(bounds(&polygons).map(|around| {
        let (min, max) = (around.min(), around.max());
        let middle = [f64::midpoint(min.x, max.x), f64::midpoint(min.y, max.y)];
        let inside = point_on_surface(&polygons).map(|point| point.0.into());
        Extent { bounds: [min.x, min.y, max.x, max.y], point: inside.unwrap_or(middle) }
    }))
}
