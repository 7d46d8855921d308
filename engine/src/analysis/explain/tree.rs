//! The tree of a method, from the index down: what each axis and indicator contributes to the score of a unit.

use super::{Part, PartKind};
use crate::analysis::unit_values::{UnitValues, ZoneValues};
use crate::catalog::{IndicatorSummary, MethodSummary};
use crate::composite::aggregate::Aggregate;

/// A child of an axis or of the index.
#[derive(Clone, Copy)]
enum PartChild {
    Axis(usize),
    Indicator(usize),
}

struct PartTree<'a> {
    method: &'a MethodSummary,
    unit: &'a UnitValues,
    parts: Vec<Part>,
}

/// Axes and indicators in the order of the tree, then context.
pub fn parts(method: &MethodSummary, unit: &UnitValues) -> Vec<Part> {
    let mut tree = PartTree { method, unit, parts: Vec::new() };
    let factor = unit.score.map(|_| method.factor);
    if method.over == "indicators" {
        tree.over_indicators(factor);
    } else {
        let top: Vec<(PartChild, f64)> = tree.children(None);
        tree.walk(&top, &method.aggregate, factor, 0);
    }
    for (i, indicator) in method.indicators.iter().enumerate() {
        if indicator.axis.is_none() {
            tree.indicator(i, 0, None, None);
        }
    }
    tree.parts
}

/// Parts add up to the whole under these formulas alone.
fn adds_up(aggregate: &str) -> bool {
    matches!(aggregate, "arithmetic" | "sum")
}

impl PartTree<'_> {
    fn children(&self, parent: Option<&str>) -> Vec<(PartChild, f64)> {
        let mut out: Vec<(PartChild, f64)> = Vec::new();
        if let Some(axis) = parent {
            let of_axis = |i: &IndicatorSummary| i.axis.as_deref() == Some(axis);
            for (i, indicator) in self.method.indicators.iter().enumerate() {
                if of_axis(indicator) {
                    out.push((PartChild::Indicator(i), indicator.weight.unwrap_or(0.0)));
                }
            }
        }
        for (a, axis) in self.method.axes.iter().enumerate() {
            if axis.parent.as_deref() == parent {
                out.push((PartChild::Axis(a), axis.weight));
            }
        }
        out
    }

    fn score_of(&self, child: PartChild) -> Option<f64> {
        match child {
            PartChild::Axis(a) => self.unit.axes[a],
            PartChild::Indicator(i) => self.unit.normalised[i],
        }
    }

    /// `share`: what one point of the parent's score is worth in the index; `None` when parts do
    /// not add up on the way there.
    fn walk(
        &mut self,
        children: &[(PartChild, f64)],
        aggregate: &str,
        share: Option<f64>,
        depth: usize,
    ) {
        let total: f64 =
            children.iter().filter(|(c, _)| self.score_of(*c).is_some()).map(|(_, w)| *w).sum();
        for (child, weight) in children {
            let available = self.score_of(*child).is_some() && total > 0.0;
            let relative = available.then(|| weight / total);
            // `sum` adds weighted parts without dividing by the weights.
            let worth = if aggregate == Aggregate::Sum.name() { Some(*weight) } else { relative };
            let share = match (share, worth) {
                (Some(s), Some(w)) if adds_up(aggregate) && available => Some(s * w),
                _ => None,
            };
            match child {
                PartChild::Axis(a) => {
                    self.axis(*a, depth, relative, share);
                    let axis = &self.method.axes[*a];
                    let (below, rule) = (self.children(Some(&axis.id)), axis.aggregate.clone());
                    self.walk(&below, &rule, share, depth + 1);
                }
                PartChild::Indicator(i) => self.indicator(*i, depth, relative, share),
            }
        }
    }

    /// The index is a mean of all indicators: axes are shown beside it and contribute nothing of
    /// their own.
    fn over_indicators(&mut self, factor: Option<f64>) {
        let weight = |i: usize| self.method.indicators[i].effective_weight.unwrap_or(0.0);
        let total: f64 = (0..self.method.indicators.len())
            .filter(|i| self.unit.normalised[*i].is_some())
            .map(weight)
            .sum();
        let method = self.method;
        for (i, indicator) in method.indicators.iter().enumerate() {
            if indicator.axis.is_none() {
                continue;
            }
            let available = self.unit.normalised[i].is_some() && total > 0.0;
            let relative = available.then(|| weight(i) / total);
            let worth = if method.aggregate == "sum" { Some(weight(i)) } else { relative };
            let share = match (factor, worth) {
                (Some(f), Some(w)) if adds_up(&method.aggregate) && available => Some(f * w),
                _ => None,
            };
            let part = self.make_indicator(i, 0, relative, share);
            self.parts.push(part);
        }
        for a in 0..method.axes.len() {
            self.axis(a, 0, None, None);
        }
    }

    fn axis(&mut self, a: usize, depth: usize, weight: Option<f64>, share: Option<f64>) {
        let axis = &self.method.axes[a];
        let normalised = self.unit.axes[a];
        self.parts.push(Part {
            kind: PartKind::Axis,
            id: axis.id.clone(),
            title: axis.title.clone(),
            depth,
            value: None,
            unit: String::new(),
            origin: String::new(),
            reason: None,
            source: String::new(),
            publisher: String::new(),
            vintage: String::new(),
            zone: ZoneValues::default(),
            normalised,
            weight,
            contribution: normalised.zip(share).map(|(n, s)| n * s),
        });
    }

    fn indicator(&mut self, i: usize, depth: usize, weight: Option<f64>, share: Option<f64>) {
        let part = self.make_indicator(i, depth, weight, share);
        self.parts.push(part);
    }

    fn make_indicator(
        &self,
        i: usize,
        depth: usize,
        weight: Option<f64>,
        share: Option<f64>,
    ) -> Part {
        let indicator = &self.method.indicators[i];
        let normalised = self.unit.normalised[i];
        Part {
            kind: if indicator.axis.is_some() { PartKind::Indicator } else { PartKind::Context },
            id: indicator.id.clone(),
            title: indicator.title.clone(),
            depth,
            value: self.unit.values[i],
            unit: indicator.unit.clone(),
            origin: self.unit.origins[i].clone(),
            reason: self.unit.reasons[i].clone(),
            source: indicator.table.clone(),
            publisher: indicator.publisher.clone(),
            vintage: indicator.vintage.clone(),
            zone: self.unit.zone[i],
            normalised,
            weight,
            contribution: normalised.zip(share).map(|(n, s)| n * s),
        }
    }
}
