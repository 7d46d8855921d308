//! What units are compared with: the figures of each zone, for the sheets and for `explain`.

use super::stats::{mean, median};
use super::{Complete, Zones};
use crate::catalog::Method;
use crate::territory::{NONE, Territory};

/// Figures of one indicator among the units of one zone.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneFigures {
    /// Level of the zone; `None` for France as a whole.
    pub zone_level: Option<usize>,
    /// Position of the zone in its level (0 for France).
    pub zone: u32,
    /// Position of the indicator.
    pub indicator: usize,
    /// Units with a value.
    pub n: u32,
    /// Value of the zone as a whole: Σ numerators / Σ denominators; NaN where unknown.
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
        method: &Method,
        territory: &Territory,
        level: usize,
        zones: &Zones,
    ) -> Vec<ZoneFigures> {
        use rayon::prelude::*;
        let france =
            Zones { level: None, of_unit: vec![0; territory.levels[level].len()], count: 1 };
        let sets: Vec<&Zones> =
            if zones.level.is_none() { vec![&france] } else { vec![&france, zones] };
        let mut out = Vec::new();
        for zones in sets {
            let part: Vec<Vec<ZoneFigures>> = (0..method.indicators.len())
                .into_par_iter()
                .map(|indicator| {
                    let column = &complete.columns[indicator];
                    let pooled =
                        column.sums.pooled(&zones.of(territory, column.sums.level), zones.count);
                    let mut members: Vec<Vec<f64>> = vec![Vec::new(); zones.count];
                    for (value, zone) in column.values.iter().zip(&zones.of_unit) {
                        if *zone != NONE && !value.is_nan() {
                            members[*zone as usize].push(*value);
                        }
                    }
                    members
                        .iter()
                        .enumerate()
                        .map(|(zone, values)| ZoneFigures {
                            zone_level: zones.level,
                            zone: zone as u32,
                            indicator,
                            n: values.len() as u32,
                            pooled: pooled[zone],
                            mean: mean(values),
                            median: median(values),
                            min: values.iter().copied().fold(f64::NAN, f64::min),
                            max: values.iter().copied().fold(f64::NAN, f64::max),
                        })
                        .collect()
                })
                .collect();
            out.extend(part.into_iter().flatten());
        }
        out
    }
}
