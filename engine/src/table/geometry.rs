//! Columns of geometries, in WGS 84 degrees whatever the format of the file.

use arrow::array::{Array, BinaryArray};

use super::Table;
use super::vector::{ARC_POINTS, Unusable, one_system, own_points, to_degrees};
use crate::error::Result;
use crate::geometry::{OFF, read_drawn, srid, write_shape};

impl Table {
    /// A column of geometries, WKB in WGS 84 degrees, to compute with: polygons as others drew them are
    /// closed, curves are lines of many points, long edges have points on them so that they stay straight
    /// in the system that they are given in, heights are gone.
    ///
    /// # Errors
    /// A column without geometries; a reference system that cannot be used, or coordinates that are no
    /// degrees where none is declared; a geometry that cannot be used.
    pub fn geometry(&self, name: &str) -> Result<BinaryArray> {
        self.shapes(name, false)
    }

    /// The same, with the file's own points alone, to be drawn and written.
    ///
    /// # Errors
    /// See [`Self::geometry`].
    pub fn contours(&self, name: &str) -> Result<BinaryArray> {
        self.shapes(name, true)
    }

    fn shapes(&self, name: &str, own: bool) -> Result<BinaryArray> {
        // A map layer's were brought there when it was read.
        if self.in_degrees.iter().any(|n| n == name) {
            let alone = own_points(name);
            let name = if own && self.columns.contains_key(&alone) { &alone } else { name };
            return self.binary(name);
        }
        let wkb = self.binary(name)?;
        let srids = (0..wkb.len()).filter(|row| wkb.is_valid(*row)).map(|row| srid(wkb.value(row)));
        let crs = one_system(&self.path, srids)?.resolve(&self.path, self.crs)?;
        let (mut room, mut unusable) = (ARC_POINTS, Unusable::default());
        let mut shapes = Vec::with_capacity(wkb.len());
        for row in 0..wkb.len() {
            let found =
                if wkb.is_null(row) { Ok(None) } else { read_drawn(wkb.value(row), &mut room) };
            shapes.push(found.unwrap_or_else(|e| {
                unusable.add(row, &e);
                None
            }));
        }
        let alone = to_degrees(&self.path, &crs, OFF, &mut shapes, &mut unusable)?;
        unusable.refuse(&self.path)?;
        if own {
            for (row, shape) in alone {
                shapes[row] = Some(shape);
            }
        }
        Ok(shapes.iter().map(|s| s.as_ref().map(write_shape)).collect())
    }
}
