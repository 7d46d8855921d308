//! Coordinates that betray another reference system than the one that is declared.

use super::Locator;
use crate::territory::NONE;

/// Points that are looked at.
const LOOKED_AT: usize = 20_000;

/// What is wrong with coordinates that are declared as longitudes and latitudes in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// Metres of Lambert-93 (EPSG:2154).
    Lambert93,
    /// Other metres.
    Metres,
    /// Latitudes where longitudes are expected.
    Swapped,
}

impl Suspicion {
    /// What was seen, in words.
    pub fn what(self) -> &'static str {
        match self {
            Self::Lambert93 => "the coordinates look like metres of Lambert-93, not degrees",
            Self::Metres => "the coordinates look like metres, not degrees",
            Self::Swapped => "longitude and latitude look swapped",
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Lambert93 => "name them x and y, with their reference system EPSG:2154",
            Self::Metres => "name them x and y, with the EPSG code of their reference system",
            Self::Swapped => "exchange the two columns",
        }
    }
}

/// Looks for what betrays another reference system: most points beyond what degrees can be, or almost
/// none in any unit while most would be with longitude and latitude exchanged.
pub fn suspect(locator: &Locator, lon: &[f64], lat: &[f64]) -> Option<Suspicion> {
    let points = lon.iter().zip(lat).filter(|(x, y)| x.is_finite() && y.is_finite());
    let (lon, lat): (Vec<f64>, Vec<f64>) = points.take(LOOKED_AT).unzip();
    let count = lon.len();
    let share = |n: usize| n as f64 / count.max(1) as f64;
    let inside = |x: &[f64], y: &[f64]| {
        share(locator.locate_all(x, y).iter().filter(|u| **u != NONE).count())
    };
    if count == 0 || inside(&lon, &lat) >= 0.1 {
        return None;
    }
    if inside(&lat, &lon) > 0.5 {
        return Some(Suspicion::Swapped);
    }
    let of = |is: &dyn Fn(f64, f64) -> bool| {
        share(lon.iter().zip(&lat).filter(|(x, y)| is(**x, **y)).count())
    };
    if of(&|x, y| x.abs() > 360.0 || y.abs() > 90.0) <= 0.5 {
        return None;
    }
    let lambert = of(&|x, y| (0.0..1.3e6).contains(&x) && (6.0e6..7.2e6).contains(&y));
    Some(if lambert > 0.5 { Suspicion::Lambert93 } else { Suspicion::Metres })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Polygons, write_wkb};

    #[test]
    fn metres_and_swapped_ones_are_seen() {
        let coords = vec![[-5.0, 41.0], [9.0, 41.0], [9.0, 51.0], [-5.0, 51.0], [-5.0, 41.0]];
        let france = write_wkb(&Polygons { coords, ring_ends: vec![5], part_ends: vec![1] });
        let locator = Locator::new(&[Some(&france)]).expect("a rectangle");
        let of = |x: [f64; 3], y: [f64; 3]| suspect(&locator, &x, &y);
        assert_eq!(of([2.3, 2.4, 200.0], [48.8, 48.9, 0.0]), None);
        assert_eq!(of([48.8, 48.9, f64::NAN], [2.3, 2.4, 2.0]), Some(Suspicion::Swapped));
        assert_eq!(
            of([652_301.0, 652_000.0, 0.0], [6_861_302.0, 6_861_000.0, 0.0]),
            Some(Suspicion::Lambert93)
        );
        assert_eq!(
            of([261_600.0, 261_601.0, 0.0], [1_249_447.0, 1_249_448.0, 0.0]),
            Some(Suspicion::Metres)
        );
        assert_eq!(
            of([0.0, 20.0, -40.0], [0.0, 0.0, 0.0]),
            None,
            "at sea is no mistake of the system"
        );
        assert_eq!(suspect(&locator, &[f64::NAN], &[1.0]), None);
    }
}
