//! Which units touch: they share an edge of their contours.

use super::dissolve::{Coverage, CoverageError};

/// Positions of each unit's neighbours, ascending. Units are WKB polygons in WGS 84 degrees whose
/// neighbours share identical vertices; one without contour has no neighbours.
///
/// # Errors
/// A geometry that is not one, with the position of its unit.
pub fn neighbours(units: &[Option<&[u8]>]) -> Result<Vec<Vec<u32>>, CoverageError> {
    let coverage = Coverage::new(units)?;
    let mut out = vec![Vec::new(); units.len()];
    for (a, b) in coverage.borders() {
        out[a as usize].push(b);
        out[b as usize].push(a);
    }
    for list in &mut out {
        list.sort_unstable();
        list.dedup();
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Polygons, write_wkb};

    fn square(x: f64, y: f64) -> Vec<u8> {
        let p = Polygons {
            coords: vec![[x, y], [x + 1.0, y], [x + 1.0, y + 1.0], [x, y + 1.0], [x, y]],
            ring_ends: vec![5],
            part_ends: vec![1],
        };
        write_wkb(&p)
    }

    #[test]
    fn an_edge_not_a_corner() {
        let units = [square(0.0, 0.0), square(1.0, 0.0), square(1.0, 1.0)];
        let units: Vec<Option<&[u8]>> =
            units.iter().map(|u| Some(u.as_slice())).chain([None]).collect();
        let expected: [&[u32]; 4] = [&[1], &[0, 2], &[1], &[]];
        assert_eq!(neighbours(&units).expect("valid"), expected);
    }
}
