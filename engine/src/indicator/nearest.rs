//! Distance to the nearest place, as an indicator.

use std::sync::Arc;

use super::{Measured, Origin, Sums};
use crate::spatial::PointIndex;
use crate::table::MissingReason;
use crate::territory::{PositionKind, Positions};

/// Distance in kilometres, times `factor`, from the people of each unit to the nearest point of each
/// of `kinds`, averaged over them: a basket. A unit without a position has none, nor one that is not
/// `inventoried` (all are, without them). `population` is that of the level of the positions, and weights the
/// values above it.
pub fn nearest(
    kinds: &[&PointIndex],
    positions: &Positions,
    population: &[f64],
    factor: f64,
    inventoried: Option<&[bool]>,
) -> Measured {
    let from = positions.points();
    let mut km = vec![0.0; from.len()];
    for points in kinds {
        for (sum, found) in km.iter_mut().zip(points.nearest_of_each(&from)) {
            *sum += found.map_or(f64::NAN, |f| f.metres / 1000.0);
        }
    }
    let mut values = positions.mean(km.into_iter().map(|sum| factor * sum / kinds.len() as f64));
    let units = values.len();
    let unknown = |unit: usize| inventoried.is_some_and(|inventoried| !inventoried[unit]);
    for unit in (0..units).filter(|unit| unknown(*unit)) {
        values[unit] = f64::NAN;
    }
    let mut sums = Sums::nothing(positions.level, units, factor);
    let mut out = Measured {
        level: positions.level,
        origin: vec![Origin::Missing; units],
        reason: vec![Some(MissingReason::NoPosition); units],
        sums: Arc::default(),
        divisions_by_zero: 0,
        values,
    };
    for unit in 0..units {
        // First of all reasons, as in access.
        if unknown(unit) {
            out.reason[unit] = Some(MissingReason::NotInventoried);
            continue;
        }
        if positions.of[unit] == PositionKind::Unknown {
            continue;
        }
        if !out.values[unit].is_finite() {
            out.reason[unit] = Some(MissingReason::NoPlace);
            continue;
        }
        out.reason[unit] = None;
        out.origin[unit] = match positions.of[unit] {
            PositionKind::Grid => Origin::Grid,
            PositionKind::TownHall => Origin::TownHall,
            PositionKind::Centre | PositionKind::Unknown => Origin::Centre,
        };
        if population[unit] > 0.0 {
            sums.numerator[unit] = out.values[unit] / factor * population[unit];
            sums.denominator[unit] = population[unit];
        }
    }
    out.sums = Arc::new(sums);
    out
}

#[cfg(test)]
mod tests {
    use geo_types::Point;

    use super::*;
    use crate::territory::LevelIndex;

    #[test]
    fn a_basket_is_the_mean_over_its_kinds() {
        let hall = |lon: f64| Some(([lon, 0.0], PositionKind::TownHall));
        let positions = Positions::new(LevelIndex::FINEST, &[hall(0.0), hall(1.0), None]);
        let [a, b] = [0.0, 1.0].map(|lon| PointIndex::new([Point::new(lon, 0.0)]));
        let m = nearest(&[&a, &b], &positions, &[10.0, 30.0, 5.0], 1.0, None);
        // One degree of the equator is 111.3195 km.
        assert!(
            (m.values[0] - 55.659_745).abs() < 1e-5 && (m.values[1] - m.values[0]).abs() < 1e-9
        );
        assert_eq!(m.origin, [Origin::TownHall, Origin::TownHall, Origin::Missing]);
        assert_eq!(m.reason[2], Some(MissingReason::NoPosition));
        assert!((m.sums.numerator[1] - 30.0 * m.values[1]).abs() < 1e-9);
        let none = nearest(&[&PointIndex::new([])], &positions, &[1.0; 3], 1.0, None);
        assert_eq!(none.reason[0], Some(MissingReason::NoPlace));
        let part = nearest(&[&a, &b], &positions, &[1.0; 3], 1.0, Some(&[true, false, false]));
        assert_eq!((part.values[0], part.origin[1]), (m.values[0], Origin::Missing));
        assert!(part.values[1].is_nan() && part.sums.denominator[1].is_nan());
        let why = [None, Some(MissingReason::NotInventoried), Some(MissingReason::NotInventoried)];
        assert_eq!(part.reason, why);
    }
}
