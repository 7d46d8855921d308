//! Normalised indicators → axes → index → ranks and deciles.

use rayon::prelude::*;

use super::{Normalised, Zones};
use crate::catalog::{Method, Node, Over};
use crate::composite::aggregate::{Aggregate, aggregate};
use crate::composite::rank::{comparable, competition_rank, ranks_and_deciles};

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
    /// 1 = the highest index, over all units of the level; 0 without a score.
    pub rank: Vec<u32>,
    /// The same within the unit's reference zone.
    pub rank_in_zone: Vec<u32>,
    /// 10 = the tenth with the highest index; 0 without a score.
    pub decile: Vec<u8>,
    /// Why a score, or an axis of it, is missing; empty where every formula takes any number.
    pub lost: Vec<Lost>,
}

impl Scores {
    /// Bytes that they take in memory.
    pub fn bytes(&self) -> usize {
        let numbers = self.axes.iter().chain([&self.index, &self.completeness]);
        numbers.map(|v| size_of_val(v.as_slice())).sum::<usize>()
            + size_of_val(self.rank.as_slice())
            + size_of_val(self.rank_in_zone.as_slice())
            + size_of_val(self.decile.as_slice())
            + size_of_val(self.lost.as_slice())
    }
}

/// Why a unit has no score, or lacks an axis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lost {
    /// It has both, or its completeness explains it.
    #[default]
    Nothing,
    /// Too small a share of the weight is available.
    TooLittle,
    /// An indicator or an axis is 0 or below, and a geometric, harmonic or power mean of it has no
    /// result.
    OutOfBounds,
    /// As [`Lost::OutOfBounds`], of an axis: the score is made of the others.
    Axis,
    /// The result is no finite number.
    NotFinite,
}

impl Lost {
    /// As written in outputs; nothing where nothing is lost.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::TooLittle => Some("too_little"),
            Self::OutOfBounds => Some("not_above_zero"),
            Self::Axis => Some("axis_not_above_zero"),
            Self::NotFinite => Some("not_finite"),
        }
    }

    /// All, in the order of the variants.
    pub const ALL: [Self; 5] =
        [Self::Nothing, Self::TooLittle, Self::OutOfBounds, Self::Axis, Self::NotFinite];
}

impl Normalised {
    /// Weights, aggregates and ranks: all that other weights ask for.
    pub fn score(&self, method: &Method, zones: &Zones) -> Scores {
        let weights = Weights::of(method).0;
        let units = zones.of_unit.len();
        let mut axes: Vec<Vec<f64>> = vec![Vec::new(); method.axes.len()];
        let rules = method.axes.iter().map(|a| a.aggregate).chain([method.index.aggregate]);
        let mut refused = RefusedUnits::new(rules, units);
        for axis in method.axes_bottom_up() {
            let rule = &method.axes[axis];
            let mut scores = self.combine(rule.aggregate, &rule.children, &axes, units);
            self.note(rule.aggregate, &rule.children, &axes, &mut refused.axis);
            let under = method.indicators_under(axis);
            let available = self.available(&under, &weights, units);
            blank_below(&mut scores, &available, method.missing.min_available);
            axes[axis] = scores;
        }
        let scored: Vec<usize> =
            (0..weights.len()).filter(|i| method.indicators[*i].scored.is_some()).collect();
        let mut completeness = self.available(&scored, &weights, units);
        let children: Vec<(Node, f64)> = match method.index.over {
            Over::Axes => method.top(),
            Over::Indicators => scored.iter().map(|i| (Node::Indicator(*i), weights[*i])).collect(),
        };
        let mut index = self.combine(method.index.aggregate, &children, &axes, units);
        self.note(method.index.aggregate, &children, &axes, &mut refused.index);
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
        let lost = refused.reasons(&index, &completeness, method.missing.min_available);
        let compared: Vec<f64> = index.iter().map(|s| comparable(*s)).collect();
        let ((rank, decile), rank_in_zone) = rayon::join(
            || ranks_and_deciles(&compared),
            || match zones.level {
                None => Vec::new(),
                Some(_) => competition_rank(&compared, Some((&zones.of_unit, zones.count))),
            },
        );
        let rank_in_zone = if zones.level.is_none() { rank.clone() } else { rank_in_zone };
        Scores { index, axes, completeness, rank, rank_in_zone, decile, lost }
    }

    /// Notes the units where a formula is handed a number that it does not take.
    fn note(
        &self,
        rule: Aggregate,
        children: &[(Node, f64)],
        axes: &[Vec<f64>],
        refused: &mut [bool],
    ) {
        if !rule.is_bounded() {
            return;
        }
        for (child, _) in children.iter().filter(|(_, weight)| *weight > 0.0) {
            let column = match child {
                Node::Axis(a) => axes[*a].as_slice(),
                Node::Indicator(i) => self.values[*i].as_slice(),
            };
            for (refused, x) in refused.iter_mut().zip(column) {
                *refused |= x.is_finite() && rule.refuses(*x);
            }
        }
    }

    fn combine(
        &self,
        rule: Aggregate,
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
                    *share += if value.is_finite() { *part } else { 0.0 };
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

/// Units where a formula was handed a number that it does not take; empty where every formula takes
/// any number.
struct RefusedUnits {
    axis: Vec<bool>,
    index: Vec<bool>,
}

impl RefusedUnits {
    fn new(mut rules: impl Iterator<Item = Aggregate>, units: usize) -> Self {
        let noted = if rules.any(Aggregate::is_bounded) { units } else { 0 };
        Self { axis: vec![false; noted], index: vec![false; noted] }
    }

    fn reasons(&self, index: &[f64], completeness: &[f64], min_available: f64) -> Vec<Lost> {
        let of_unit = |unit: usize| {
            let (here, share) = (index[unit].is_finite(), completeness[unit]);
            match (self.axis[unit], self.index[unit]) {
                (true, _) if here => Lost::Axis,
                _ if here => Lost::Nothing,
                _ if share + SHARE_TOLERANCE < min_available || share <= 0.0 => Lost::TooLittle,
                (false, false) => Lost::NotFinite,
                _ => Lost::OutOfBounds,
            }
        };
        (0..self.index.len()).map(of_unit).collect()
    }
}

fn blank_below(scores: &mut [f64], available: &[f64], min: f64) {
    for (score, share) in scores.iter_mut().zip(available) {
        if *share + SHARE_TOLERANCE < min || *share <= 0.0 {
            *score = f64::NAN;
        }
    }
}
