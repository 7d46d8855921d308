//! What each indicator adds to the score of each unit, for whole columns.

use crate::catalog::MethodSummary;

/// Contribution of each scored indicator to each unit's index, by indicator (empty for context),
/// in the index's own unit; NaN where the indicator is missing. `normalised` is by indicator, one
/// value a unit.
///
/// The weights are relative to what is available among siblings, so that contributions sum to the
/// index under an arithmetic mean at every step. Under another formula they are those that an
/// arithmetic mean would give: a way to compare, not a sum.
pub fn contributions(method: &MethodSummary, normalised: &[Vec<f64>]) -> Vec<Vec<f64>> {
    by_share(method, normalised, |share, x| share * x)
}

/// By how much each scored indicator holds each unit's index above the middle of the method's scale (below 0: under
/// it), by indicator and in the index's own unit, with the weights of [`contributions`]; NaN where it is missing.
///
/// The same measure as on the map's sheets: what is said to raise an index is above 0 here.
pub fn above_middle(method: &MethodSummary, normalised: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let middle = f64::midpoint(method.scale[0], method.scale[1]);
    by_share(method, normalised, |share, x| share * (x - middle))
}

fn by_share(
    method: &MethodSummary,
    normalised: &[Vec<f64>],
    of: impl Fn(f64, f64) -> f64,
) -> Vec<Vec<f64>> {
    let units = normalised.iter().map(Vec::len).max().unwrap_or(0);
    let mut out: Vec<Vec<f64>> = normalised.iter().map(|n| vec![f64::NAN; n.len()]).collect();
    let tree = WeightTree::new(method);
    let mut shares = vec![0.0; method.indicators.len()];
    for unit in 0..units {
        let there = |i: usize| normalised[i].get(unit).is_some_and(|x| x.is_finite());
        shares.fill(0.0);
        tree.share(&tree.top, method.factor, &there, &mut shares);
        for (i, share) in shares.iter().enumerate() {
            if there(i) {
                out[i][unit] = of(*share, normalised[i][unit]);
            }
        }
    }
    out
}

/// A child of an axis or of the index, with its relative weight.
enum WeightChild {
    Axis(usize, f64),
    Indicator(usize, f64),
}

struct WeightTree {
    top: Vec<WeightChild>,
    under: Vec<Vec<WeightChild>>,
}

impl WeightTree {
    fn new(method: &MethodSummary) -> Self {
        if method.over == "indicators" {
            let all = method.indicators.iter().enumerate();
            let top = all.filter_map(|(i, x)| Some(WeightChild::Indicator(i, x.effective_weight?)));
            return Self { top: top.collect(), under: Vec::new() };
        }
        let children = |parent: Option<&str>| -> Vec<WeightChild> {
            let inside = method
                .indicators
                .iter()
                .enumerate()
                .filter(|(_, x)| parent.is_some() && x.axis.as_deref() == parent);
            let axes =
                method.axes.iter().enumerate().filter(|(_, a)| a.parent.as_deref() == parent);
            inside
                .map(|(i, x)| WeightChild::Indicator(i, x.weight.unwrap_or(0.0)))
                .chain(axes.map(|(a, axis)| WeightChild::Axis(a, axis.weight)))
                .collect()
        };
        Self {
            top: children(None),
            under: method.axes.iter().map(|a| children(Some(&a.id))).collect(),
        }
    }

    fn has_any(&self, child: &WeightChild, there: &dyn Fn(usize) -> bool) -> bool {
        match child {
            WeightChild::Indicator(i, _) => there(*i),
            WeightChild::Axis(a, _) => self.under[*a].iter().any(|c| self.has_any(c, there)),
        }
    }

    fn share(
        &self,
        children: &[WeightChild],
        share: f64,
        there: &dyn Fn(usize) -> bool,
        out: &mut [f64],
    ) {
        let present = || children.iter().filter(|c| self.has_any(c, there));
        let weight = |child: &WeightChild| match child {
            WeightChild::Axis(_, w) | WeightChild::Indicator(_, w) => *w,
        };
        let total: f64 = present().map(weight).sum();
        if total <= 0.0 {
            return;
        }
        for child in present() {
            let share = share * weight(child) / total;
            match child {
                WeightChild::Indicator(i, _) => out[*i] = share,
                WeightChild::Axis(a, _) => self.share(&self.under[*a], share, there, out),
            }
        }
    }
}
