//! Normalised indicators → axes → index → ranks and deciles.

use rayon::prelude::*;

use super::aggregate::aggregate;
use super::rank::{competition_rank, ranks_and_deciles};
use super::{Normalised, Zones};
use crate::catalog::{Method, Node, Over};

/// Units at a time: what is summed stays in the processor's cache.
const CHUNK: usize = 8192;
/// Rounding must not take a score away from a unit that has exactly the share that is asked for.
const SHARE_TOLERANCE: f64 = 1e-12;

/// Effective weights of the scored indicators, by position; 0 for context.
pub struct Weights(pub Vec<f64>);

impl Weights {
    /// Those of the method.
    pub fn of(method: &Method) -> Self {
        let weight =
            |i: &crate::catalog::Indicator| i.scored.as_ref().map_or(0.0, |s| s.effective_weight);
        Self(method.indicators.iter().map(weight).collect())
    }
}

/// Everything that is scored at one level, by unit.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// The index, times its factor; NaN where it does not stand.
    pub index: Vec<f64>,
    /// Axes, in the order of the method.
    pub axes: Vec<Vec<f64>>,
    /// Share of effective weight that is available, 0–1.
    pub completeness: Vec<f64>,
    /// 1 = most fragile, over all units of the level; 0 without a score.
    pub rank: Vec<u32>,
    /// The same within the unit's reference zone.
    pub rank_in_zone: Vec<u32>,
    /// 10 = most fragile tenth; 0 without a score.
    pub decile: Vec<u8>,
}

impl Normalised {
    /// Weights, aggregates and ranks: all that other weights ask for.
    pub fn score(&self, method: &Method, zones: &Zones) -> Scores {
        let weights = Weights::of(method).0;
        let units = zones.of_unit.len();
        let mut axes: Vec<Vec<f64>> = vec![Vec::new(); method.axes.len()];
        for axis in method.axes_bottom_up() {
            let rule = &method.axes[axis];
            let mut scores = self.combine(rule.aggregate, &rule.children, &axes, units);
            let under = method.indicators_under(axis);
            let available = self.available(&under, &weights, units);
            blank_below(&mut scores, &available, method.missing.min_available);
            axes[axis] = scores;
        }
        let scored: Vec<usize> =
            (0..weights.len()).filter(|i| method.indicators[*i].scored.is_some()).collect();
        let mut completeness = self.available(&scored, &weights, units);
        let mut index = match method.index.over {
            Over::Axes => self.combine(method.index.aggregate, &method.top(), &axes, units),
            Over::Indicators => {
                let children: Vec<(Node, f64)> =
                    scored.iter().map(|i| (Node::Indicator(*i), weights[*i])).collect();
                self.combine(method.index.aggregate, &children, &axes, units)
            }
        };
        for score in &mut index {
            *score *= method.index.factor;
            if !score.is_finite() {
                *score = f64::NAN;
            }
        }
        blank_below(&mut index, &completeness, method.missing.min_available);
        for (unit, share) in &self.screened {
            completeness[*unit] = *share;
        }
        let compared: Vec<f64> = index.iter().map(|s| comparable(*s)).collect();
        let ((rank, decile), rank_in_zone) = rayon::join(
            || ranks_and_deciles(&compared),
            || match zones.level {
                None => Vec::new(),
                Some(_) => competition_rank(&compared, Some((&zones.of_unit, zones.count))),
            },
        );
        let rank_in_zone = if zones.level.is_none() { rank.clone() } else { rank_in_zone };
        Scores { index, axes, completeness, rank, rank_in_zone, decile }
    }

    fn combine(
        &self,
        rule: super::aggregate::Aggregate,
        children: &[(Node, f64)],
        axes: &[Vec<f64>],
        units: usize,
    ) -> Vec<f64> {
        let columns: Vec<&[f64]> = children
            .iter()
            .map(|(child, _)| match child {
                Node::Axis(a) => axes[*a].as_slice(),
                Node::Indicator(i) => self.values[*i].as_slice(),
            })
            .collect();
        let weights: Vec<f64> = children.iter().map(|(_, w)| *w).collect();
        let out = aggregate(rule, &columns, &weights);
        debug_assert_eq!(out.len(), units);
        out
    }

    /// Share of the weight of `indicators` that is available, by unit.
    fn available(&self, indicators: &[usize], weights: &[f64], units: usize) -> Vec<f64> {
        let total: f64 = indicators.iter().map(|i| weights[*i]).sum();
        let mut share = vec![0.0; units];
        if total <= 0.0 {
            return share;
        }
        let columns: Vec<(&[f64], f64)> =
            indicators.iter().map(|i| (self.values[*i].as_slice(), weights[*i] / total)).collect();
        share.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, share)| {
            for (values, part) in &columns {
                for (share, value) in share.iter_mut().zip(&values[chunk * CHUNK..]) {
                    *share += if value.is_nan() { 0.0 } else { *part };
                }
            }
            for share in share {
                // Sums of relative weights miss 1 by rounding.
                if (*share - 1.0).abs() < SHARE_TOLERANCE {
                    *share = 1.0;
                }
            }
        });
        share
    }
}

/// A score without its last bits: what is equal on paper has one rank, whatever the order in which
/// its parts were added.
fn comparable(score: f64) -> f64 {
    const STEPS: f64 = 1e11;
    let rounded = (score * STEPS).round() / STEPS;
    if rounded.is_finite() { rounded } else { score }
}

fn blank_below(scores: &mut [f64], available: &[f64], min: f64) {
    for (score, share) in scores.iter_mut().zip(available) {
        if *share + SHARE_TOLERANCE < min || *share <= 0.0 {
            *score = f64::NAN;
        }
    }
}
