//! What units are compared with: the figures of each zone, for the sheets and for `explain`.

use rayon::prelude::*;

use super::{Complete, Zones};
use crate::composite::stats::{mean, median};
use crate::territory::{LevelIndex, Territory, UnitIndex};

/// Figures of one indicator, or of the index, among the units of one zone.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneFigures {
    /// The zone: a level and a unit of it; `None` for France as a whole.
    pub zone: Option<(LevelIndex, UnitIndex)>,
    /// Position of the indicator; `None` for the index itself.
    pub indicator: Option<usize>,
    /// Units with a value.
    pub n: u32,
    /// Value of the zone as a whole: Σ numerators / Σ denominators; NaN where unknown, and for the
    /// index, for scores are never put together.
    pub pooled: f64,
    /// Mean over units; NaN without any.
    pub mean: f64,
    /// Median over units.
    pub median: f64,
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
}

/// Figures of every zone that a level's units may be set against.
pub struct Reference;

impl Reference {
    /// Figures over France and, when the method compares within smaller zones, over each of them.
    pub fn figures(
        complete: &Complete,
        index: &[f64],
        territory: &Territory,
        level: LevelIndex,
        zones: &Zones,
    ) -> Vec<ZoneFigures> {
        let france = Zones { level: None, of_unit: vec![0; territory[level].len()], count: 1 };
        let mut sets = vec![&france];
        sets.extend(zones.level.is_some().then_some(zones));
        sets.into_iter()
            .flat_map(|zones| {
                let indicators = (0..complete.columns.len()).into_par_iter().flat_map_iter(|i| {
                    let column = &complete.columns[i];
                    let pooled =
                        column.sums.pooled(&zones.of(territory, column.sums.level), zones.count);
                    of_zones(Some(i), &column.values, &pooled, zones)
                });
                let mut figures: Vec<ZoneFigures> = indicators.collect();
                figures.extend(of_zones(None, index, &vec![f64::NAN; zones.count], zones));
                figures
            })
            .collect()
    }
}

fn of_zones(
    indicator: Option<usize>,
    values: &[f64],
    pooled: &[f64],
    zones: &Zones,
) -> Vec<ZoneFigures> {
    let mut members: Vec<Vec<f64>> = vec![Vec::new(); zones.count];
    for (value, zone) in values.iter().zip(&zones.of_unit) {
        // A unit in no zone has a number beyond all.
        if let Some(members) = members.get_mut(*zone as usize).filter(|_| !value.is_nan()) {
            members.push(*value);
        }
    }
    let of_zone = |(zone, values): (usize, &Vec<f64>)| ZoneFigures {
        zone: zones.level.map(|level| (level, UnitIndex::new(zone))),
        indicator,
        n: values.len() as u32,
        pooled: pooled[zone],
        mean: mean(values),
        median: median(values),
        min: values.iter().copied().fold(f64::NAN, f64::min),
        max: values.iter().copied().fold(f64::NAN, f64::max),
    };
    members.iter().enumerate().map(of_zone).collect()
}
