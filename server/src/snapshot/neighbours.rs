//! Who touches whom at one level.

use std::path::Path;

use arrow::array::{Array, AsArray};
use ifn_engine::output::read_columns;
use ifn_engine::territory::neighbours;
use ifn_engine::{Error, Result};

/// Rows of each unit's neighbours.
pub struct Neighbours {
    /// End of each unit's neighbours in `rows`.
    ends: Vec<u32>,
    rows: Vec<u32>,
    has_contour: Vec<bool>,
}

impl Neighbours {
    /// Reads the contours of a level.
    pub fn read(path: &Path) -> Result<Self> {
        let batch = read_columns(path, |column| column == "geometry")?;
        let wkb = batch
            .column_by_name("geometry")
            .and_then(|c| c.as_binary_opt::<i32>())
            .ok_or_else(|| Error::input(path, "has no column `geometry`"))?;
        let shapes: Vec<Option<&[u8]>> = wkb.iter().collect();
        let found = neighbours(&shapes).map_err(|e| Error::input(path, e.to_string()))?;
        let mut ends = Vec::with_capacity(found.len());
        let mut rows = Vec::new();
        for list in found {
            rows.extend(list);
            ends.push(rows.len() as u32);
        }
        let has_contour = (0..wkb.len()).map(|row| wkb.is_valid(row)).collect();
        Ok(Self { ends, rows, has_contour })
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Rows of a unit's neighbours; `None` where its contour is not known.
    pub fn of(&self, row: usize) -> Option<&[u32]> {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.has_contour[row].then(|| &self.rows[start as usize..self.ends[row] as usize])
    }
}
