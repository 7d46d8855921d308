//! Does the index hold together? Correlations, reliability, double counting, real weights, and how
//! much rests on missing data (OECD/JRC handbook, steps 4, 5 and 8).
//!
//! In: the columns of one level ([`Audited`]): normalised indicators, axes, index; NaN is missing.
//! Out: an [`Audit`], the same for text, JSON and a page. A figure that cannot be computed (a constant
//! column, too few units) is `None`.

mod audited;
mod correlation;
mod inflation;
mod missing;
mod report;

use rayon::prelude::*;

use crate::composite::stats::{mean, population_sd};
pub use audited::{Audited, LITTLE};
pub use correlation::{pearson, spearman};
pub use inflation::{cronbach_alpha, variance_inflation};
pub use missing::{GroupMissing, LowUnit};
pub use report::{Audit, Finding, Histogram, IndicatorAudit, Reliability};

/// Correlation from which two indicators measure nearly the same.
pub const DOUBLE: f64 = 0.9;
/// Variance inflation from which an indicator is nearly a sum of the others.
pub const INFLATED: f64 = 10.0;

/// Audits one level.
pub fn audit(audited: &Audited) -> Audit {
    let method = audited.method;
    let scored: Vec<usize> =
        (0..method.indicators.len()).filter(|i| method.indicators[*i].axis.is_some()).collect();
    let mut columns: Vec<(&str, &[f64])> = scored
        .iter()
        .map(|i| (method.indicators[*i].id.as_str(), audited.normalised[*i]))
        .collect();
    columns.extend(method.axes.iter().map(|a| a.id.as_str()).zip(audited.axes.iter().copied()));
    columns.push(("score", audited.index));
    let all: Vec<&[f64]> = columns.iter().map(|(_, c)| *c).collect();
    let (pearson, spearman) =
        rayon::join(|| correlation::matrix(&all, pearson), || correlation::matrix(&all, spearman));
    let indicators = indicators(audited, &scored, &pearson, &spearman);
    let reliability = reliability(audited, &scored);
    let (missing, low) = (missing::by_group(audited, &scored), missing::low(audited));
    let ids: Vec<String> = columns.iter().map(|(id, _)| (*id).to_string()).collect();
    let findings = findings(&ids[..scored.len()], &pearson, &indicators, &reliability);
    Audit {
        method: method.id.clone(),
        title: method.title.clone(),
        notice: method.notice.clone(),
        level: audited.level.into(),
        zone: audited.zone.clone(),
        units: audited.codes.len(),
        scored: audited.index.iter().filter(|x| x.is_finite()).count(),
        columns: ids,
        pearson,
        spearman,
        indicators,
        reliability,
        group_level: audited.group_level.clone(),
        missing,
        low,
        histogram: histogram(audited.index),
        findings,
    }
}

fn indicators(
    audited: &Audited,
    scored: &[usize],
    pearson: &[Vec<Option<f64>>],
    spearman: &[Vec<Option<f64>>],
) -> Vec<IndicatorAudit> {
    let complete = complete(audited, scored);
    let inflation = variance_inflation(&complete.columns);
    let one = |(position, i): (usize, &usize)| {
        let indicator = &audited.method.indicators[*i];
        let n = audited.normalised[*i].iter().filter(|x| x.is_finite()).count();
        let weight = indicator.effective_weight.unwrap_or(0.0);
        let last = pearson.len() - 1;
        let column = &complete.columns[position];
        IndicatorAudit {
            id: indicator.id.clone(),
            title: indicator.title.clone(),
            axis: indicator.axis.clone().unwrap_or_default(),
            n,
            missing: 1.0 - n as f64 / (audited.codes.len().max(1)) as f64,
            effective_weight: weight,
            influence: influence(weight * audited.method.factor, column, &complete.index),
            pearson: pearson[position][last],
            spearman: spearman[position][last],
            variance_inflation: inflation.get(position).copied().flatten(),
        }
    };
    scored.par_iter().enumerate().map(one).collect()
}

/// Units that have every scored indicator and a score.
struct CompleteUnits {
    columns: Vec<Vec<f64>>,
    index: Vec<f64>,
}

fn complete(audited: &Audited, scored: &[usize]) -> CompleteUnits {
    let units: Vec<usize> = (0..audited.codes.len())
        .filter(|u| {
            audited.index[*u].is_finite()
                && scored.iter().all(|i| audited.normalised[*i][*u].is_finite())
        })
        .collect();
    let take = |column: &[f64]| units.iter().map(|u| column[*u]).collect();
    CompleteUnits {
        columns: scored.iter().map(|i| take(audited.normalised[*i])).collect(),
        index: take(audited.index),
    }
}

fn influence(weight: f64, column: &[f64], index: &[f64]) -> Option<f64> {
    let (mean_x, mean_y, sd) = (mean(column), mean(index), population_sd(index));
    let covariance: f64 = column.iter().zip(index).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let share = weight * covariance / column.len() as f64 / (sd * sd);
    share.is_finite().then_some(share)
}

/// Alpha of each axis over its own indicators, then of all.
fn reliability(audited: &Audited, scored: &[usize]) -> Vec<Reliability> {
    let method = audited.method;
    let of_axis = |axis: &str| -> Vec<usize> {
        scored
            .iter()
            .copied()
            .filter(|i| method.indicators[*i].axis.as_deref() == Some(axis))
            .collect()
    };
    let groups = method.axes.iter().map(|a| (a.id.clone(), of_axis(&a.id)));
    groups
        .chain([("score".to_string(), scored.to_vec())])
        .filter(|(_, members)| members.len() > 1)
        .map(|(axis, members)| {
            let columns = complete(audited, &members).columns;
            let without = |left_out: usize| {
                let rest: Vec<Vec<f64>> = columns
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| *i != left_out)
                    .map(|(_, c)| c.clone())
                    .collect();
                (method.indicators[members[left_out]].id.clone(), cronbach_alpha(&rest))
            };
            Reliability {
                axis,
                indicators: members.len(),
                n: columns[0].len(),
                alpha: cronbach_alpha(&columns),
                without: if members.len() > 2 {
                    (0..members.len()).map(without).collect()
                } else {
                    Vec::new()
                },
            }
        })
        .collect()
}

fn histogram(index: &[f64]) -> Histogram {
    const STEPS: usize = 20;
    let scores = || index.iter().copied().filter(|x| x.is_finite());
    let (min, max) =
        (scores().fold(f64::INFINITY, f64::min), scores().fold(f64::NEG_INFINITY, f64::max));
    if min > max {
        return Histogram::default();
    }
    let mut counts = vec![0; STEPS];
    for score in scores() {
        let place = if max > min { (score - min) / (max - min) } else { 0.5 };
        counts[((place * STEPS as f64) as usize).min(STEPS - 1)] += 1;
    }
    Histogram { min, max, counts }
}

fn findings(
    ids: &[String],
    pearson: &[Vec<Option<f64>>],
    indicators: &[IndicatorAudit],
    reliability: &[Reliability],
) -> Vec<Finding> {
    let mut out = Vec::new();
    for a in 0..ids.len() {
        for b in a + 1..ids.len() {
            if let Some(r) = pearson[a][b].filter(|r| r.abs() >= DOUBLE) {
                out.push(Finding {
                    kind: "double_counting",
                    of: vec![ids[a].clone(), ids[b].clone()],
                    value: r,
                });
            }
        }
    }
    let mut say = |kind, id: &str, value: f64| {
        out.push(Finding { kind, of: vec![id.to_string()], value });
    };
    for i in indicators {
        if let Some(r) = i.pearson.filter(|r| *r < 0.0) {
            say("against", &i.id, r);
        }
        if let Some(v) = i.variance_inflation.filter(|v| *v >= INFLATED) {
            say("inflation", &i.id, v);
        }
        if let Some(share) = i.influence.filter(|s| *s >= 0.0 && *s < i.effective_weight / 2.0) {
            say("little_influence", &i.id, share);
        }
        if i.missing > 1.0 - LITTLE {
            say("missing", &i.id, i.missing);
        }
    }
    for r in reliability {
        if let Some(alpha) = r.alpha.filter(|a| *a < 0.7) {
            say("reliability", &r.axis, alpha);
        }
    }
    out
}
