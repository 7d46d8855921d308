//! Rings of polygons, as every format of map layers must have them.

use crate::geometry::Polygons;

/// Adds a ring to the last part of polygons.
///
/// # Errors
/// A ring that is not closed, or of fewer than four points.
pub fn push_ring(polygons: &mut Polygons, points: Vec<[f64; 2]>) -> Result<(), String> {
    if points.len() < 4 || points.first() != points.last() {
        return Err(format!(
            "a ring of {} points: four or more expected, the last as the first",
            points.len()
        ));
    }
    polygons.coords.extend(points);
    polygons.end_ring();
    Ok(())
}
