//! Inputs shared by the tests of every file, and what holds for all normalisations.

use std::ops::Range;

use proptest::prelude::*;

use super::*;
use crate::composite::{Direction, Scale};

pub const NAN: f64 = f64::NAN;
pub const INF: f64 = f64::INFINITY;
pub const SCALE: Scale = Scale { min: 1.0, max: 10.0 };
static ONE_ZONE: [u32; 1 << 16] = [0; 1 << 16];

/// One zone, high raises the index, scale 1–10.
pub fn up(values: &[f64]) -> Input<'_> {
    Input {
        values,
        zone_of_unit: &ONE_ZONE[..values.len()],
        zones: 1,
        reference: None,
        direction: Direction::Up,
        scale: SCALE,
    }
}

/// As [`up`], low raises the index.
pub fn down(values: &[f64]) -> Input<'_> {
    Input { direction: Direction::Down, ..up(values) }
}

/// Any values, of a size that a rate or a distance may have.
pub fn values(n: Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(prop_oneof![4 => -1e4..1e4_f64, 1 => Just(0.0)], n)
}

/// Values with many ties.
pub fn tied(n: Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-9_i8..9).prop_map(|x| f64::from(x) / 4.0), n)
}

/// NaN is equal to NaN.
pub trait ResultColumn {
    fn column(&self) -> &[f64];
}
impl ResultColumn for Result<Vec<f64>, NormaliseError> {
    fn column(&self) -> &[f64] {
        self.as_deref().expect("a result")
    }
}

#[track_caller]
pub fn assert_same(found: &impl ResultColumn, expected: &[f64]) {
    let found = found.column();
    let same = |(a, b): (&f64, &f64)| a == b || a.is_nan() && b.is_nan();
    let all = found.len() == expected.len() && found.iter().zip(expected).all(same);
    assert!(all, "found {found:?}, expected {expected:?}");
}

fn all() -> Vec<Normalise> {
    let edges = Edges { lower: vec![0.2, 0.4], upper: vec![0.6, 0.8] };
    let statistics = [Statistic::Pooled, Statistic::Mean, Statistic::Median];
    let ratios = statistics.map(|statistic| Normalise::RatioToReference { statistic });
    let mut all = vec![
        Normalise::Identity,
        Normalise::MinMax,
        Normalise::ZScore,
        Normalise::Rank,
        Normalise::PercentileRank,
        Normalise::QuantilePosition,
        Normalise::QuantileClass { edges },
        Normalise::Goalposts { low: -1.0, high: 1.0 },
        Normalise::DistanceToTarget { target: 3.0 },
    ];
    all.extend(ratios);
    all
}

#[test]
fn columns_that_do_not_go_together_are_refused() {
    let ok = up(&[1.0, 2.0]);
    let short = Input { zone_of_unit: &[0], ..ok };
    let outside = Input { zone_of_unit: &[0, 7], ..ok };
    let reversed = Input { scale: Scale { min: 1.0, max: 0.0 }, ..ok };
    let found = [short, outside, reversed].map(|i| normalise(&Normalise::MinMax, &i));
    assert!(matches!(found[0], Err(NormaliseError::Length { found: 1, expected: 2, .. })));
    assert_eq!(found[1], Err(NormaliseError::Zone { unit: 1, zone: 7, zones: 1 }));
    assert!(matches!(found[2], Err(NormaliseError::Parameter(_))));
    let parameter = normalise(&Normalise::DistanceToTarget { target: 0.0 }, &ok);
    assert!(matches!(parameter, Err(NormaliseError::Parameter(_))));
}

#[test]
fn all_missing_stays_missing() {
    for method in all() {
        let input = Input { reference: Some(&[5.0]), ..up(&[NAN, INF, -INF]) };
        assert_same(&normalise(&method, &input), &[NAN; 3]);
    }
}

proptest! {
    /// Missing or without zone ↔ null, and never infinite; on the scale where that is promised.
    #[test]
    fn present_values_have_results(
        units in prop::collection::vec(
            (prop_oneof![4 => 0.01..1e3_f64, 1 => Just(1.0), 1 => Just(NAN), 1 => Just(INF)], 0_u32..4), 1..50,
        ),
        turned: bool,
    ) {
        let (x, zones): (Vec<f64>, Vec<u32>) =
            units.into_iter().map(|(x, zone)| (x, if zone == 3 { u32::MAX } else { zone })).unzip();
        let direction = if turned { Direction::Down } else { Direction::Up };
        let reference = [2.0, 5.0, 0.5];
        let input = Input { zone_of_unit: &zones, zones: 3, reference: Some(&reference), direction, ..up(&x) };
        for method in all() {
            if turned && method == Normalise::Identity {
                continue;
            }
            let alone = matches!(method.name(), "identity" | "goalposts" | "distance_to_target");
            for ((x, zone), found) in x.iter().zip(&zones).zip(normalise(&method, &input).expect("numbers")) {
                prop_assert_eq!(found.is_finite(), x.is_finite() && (alone || *zone != u32::MAX));
                prop_assert!(!found.is_infinite());
                prop_assert!(!method.is_on_scale() || found.is_nan() || (1.0..=10.0).contains(&found));
            }
        }
    }

    /// Results follow the value, not the place of the unit.
    #[test]
    fn the_order_of_units_does_not_count(x in tied(1..50)) {
        let reversed: Vec<f64> = x.iter().rev().copied().collect();
        for method in all() {
            let one = normalise(&method, &Input { reference: Some(&[5.0]), ..up(&x) });
            let other = normalise(&method, &Input { reference: Some(&[5.0]), ..up(&reversed) });
            for (a, b) in one.column().iter().zip(other.column().iter().rev()) {
                prop_assert!((a - b).abs() < 1e-9 || a.is_nan() && b.is_nan());
            }
        }
    }

    /// Twice as large values, same positions: the unit of measure is free.
    #[test]
    fn the_unit_of_measure_does_not_count(x in tied(1..50)) {
        let doubled: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
        for method in all().iter().filter(|m| !matches!(m.name(), "identity" | "goalposts" | "distance_to_target")) {
            let one = normalise(method, &Input { reference: Some(&[5.0]), ..up(&x) });
            let other = normalise(method, &Input { reference: Some(&[10.0]), ..up(&doubled) });
            assert_same(&other, one.column());
        }
    }
}
