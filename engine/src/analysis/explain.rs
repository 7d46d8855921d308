//! Why a unit has this score: each axis and indicator with its value, what it is compared with,
//! its weight and what it contributes.

use serde::Serialize;

use super::unit_values::{AccessValues, UnitValues, ZoneValues};
use crate::catalog::MethodSummary;
use crate::composite::aggregate::Aggregate;

/// Axis, indicator or context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// A group of indicators.
    Axis,
    /// A scored indicator.
    Indicator,
    /// Shown, not scored.
    Context,
}

/// One line of an explanation.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Depth in the tree, from 0.
    pub depth: usize,
    /// Value, in `unit`; `None` for an axis or when missing.
    pub value: Option<f64>,
    /// Unit of the value.
    pub unit: String,
    /// `measured`, `aggregated`, `inherited`, `imputed`, `missing`.
    pub origin: String,
    /// Why the value is missing.
    pub reason: Option<String>,
    /// Dataset.
    pub source: String,
    /// Producer.
    pub publisher: String,
    /// Vintage.
    pub vintage: String,
    /// The reference zone's figures.
    pub zone: ZoneValues,
    /// Value on the method's scale, or the axis's score.
    pub normalised: Option<f64>,
    /// Share of its parent's score, among what is available there.
    pub weight: Option<f64>,
    /// Part of the index that comes from it. `None` where the formula does not add parts up.
    pub contribution: Option<f64>,
}

/// Why a unit has its score.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// Level.
    pub level: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// How the unit was reached, in words, when not by its own code or name: that of a former
    /// commune, one without its leading zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<String>,
    /// Level and code of what contains it.
    pub parents: Vec<(String, String)>,
    /// Persons.
    pub population: Option<f64>,
    /// Method id.
    pub method: String,
    /// Method title.
    pub title: String,
    /// The method's notice, which every output carries.
    pub notice: String,
    /// The index.
    pub score: Option<f64>,
    /// 1 = most fragile, among `scored` units.
    pub rank: Option<u32>,
    /// Units of the level with a score.
    pub scored: usize,
    /// Units of the level with a lower score, where the build holds all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<usize>,
    /// Reference zone: `france` or a level.
    pub reference: String,
    /// Rank within it, among `scored_in_zone`.
    pub rank_in_zone: Option<u32>,
    /// See `rank_in_zone`.
    pub scored_in_zone: usize,
    /// 10 = most fragile.
    pub decile: Option<u8>,
    /// Share of the weight that is available, 0–1.
    pub completeness: f64,
    /// Share below which no score is given.
    pub min_available: f64,
    /// Why the score, or an axis of it, is missing although enough is known of the unit:
    /// `not_above_zero`, `axis_not_above_zero`, `not_finite`, `screened`, or `not_compared` where
    /// values are known that could be set against nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
    /// Axes and indicators, in the order of the tree, then context.
    pub parts: Vec<Part>,
    /// Help around it, when the method counts some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<AccessValues>,
}

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

/// Explains one unit.
pub fn explain(method: &MethodSummary, unit: &UnitValues) -> Explanation {
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
    Explanation {
        level: unit.level.clone(),
        code: unit.code.clone(),
        name: unit.name.clone(),
        carried: None,
        parents: unit.parents.clone(),
        population: unit.population,
        method: method.id.clone(),
        title: method.title.clone(),
        notice: method.notice.clone(),
        score: unit.score,
        rank: unit.rank,
        scored: unit.scored,
        lower: unit.lower,
        reference: method.reference.clone(),
        rank_in_zone: unit.rank_in_zone,
        scored_in_zone: unit.scored_in_zone,
        decile: unit.decile,
        completeness: unit.completeness,
        min_available: method.min_available,
        lost: lost(method, unit),
        parts: tree.parts,
        help: unit.help.clone(),
    }
}

/// Why a unit has no score, or lacks an axis, where missing values do not say it.
fn lost(method: &MethodSummary, unit: &UnitValues) -> Option<String> {
    let reason = unit.lost.as_deref().filter(|why| *why != "too_little");
    if reason.is_some() || unit.score.is_some() {
        return reason.map(String::from);
    }
    if unit.completeness > 0.0 && unit.completeness + 1e-12 >= method.min_available {
        let screened = method.screen > 0.0;
        return Some(if screened { "screened" } else { "not_finite" }.into());
    }
    let uncompared = |i: usize| {
        let scored = method.indicators[i].axis.is_some();
        scored && unit.values[i].is_some() && unit.normalised[i].is_none()
    };
    (0..unit.values.len()).any(uncompared).then(|| "not_compared".into())
}

/// Parts add up to the whole under these formulas alone.
fn adds_up(aggregate: &str) -> bool {
    matches!(aggregate, "arithmetic" | "sum")
}

impl PartTree<'_> {
    fn children(&self, parent: Option<&str>) -> Vec<(PartChild, f64)> {
        let mut out: Vec<(PartChild, f64)> = Vec::new();
        if let Some(axis) = parent {
            let of_axis = |i: &crate::catalog::IndicatorSummary| i.axis.as_deref() == Some(axis);
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
