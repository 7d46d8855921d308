//! Two outputs side by side: another method, other weights, another vintage.
//!
//! In: the columns of one level of each ([`ComparedBuild`]), joined by code. Out: a [`Comparison`]: rank
//! correlation, the largest moves with the indicator that explains each, the transition of deciles.
//! Scores of two methods have no common scale: places are compared as percentile ranks among the
//! units that both have scored (1 = the highest index), and contributions in standard deviations of
//! their own index.

use std::collections::HashMap;

use serde::Serialize;

use super::audit::{pearson, spearman};
use super::contribution::contributions;
use crate::catalog::MethodSummary;
use crate::composite::order::Order;
use crate::composite::rank::{comparable, competition_rank, deciles};
use crate::composite::stats::{mean, population_sd};

/// One output at one level; one value a unit, NaN where missing.
pub struct ComparedBuild {
    /// Its method.
    pub method: MethodSummary,
    /// Codes of the units.
    pub codes: Vec<String>,
    /// Their names.
    pub names: Vec<String>,
    /// The index.
    pub index: Vec<f64>,
    /// Values by indicator, in its unit.
    pub values: Vec<Vec<f64>>,
    /// Normalised indicators; empty for context.
    pub normalised: Vec<Vec<f64>>,
}

/// The result.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// Level.
    pub level: String,
    /// The zone whose units alone are compared; ranks and deciles are among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The first method.
    pub a: ComparedMethod,
    /// The second.
    pub b: ComparedMethod,
    /// Units with a score in both: all figures below are about them.
    pub common: usize,
    /// Units with a score in the first alone.
    pub only_a: usize,
    /// A few of their codes.
    pub only_a_examples: Vec<String>,
    /// Units with a score in the second alone.
    pub only_b: usize,
    /// A few of their codes.
    pub only_b_examples: Vec<String>,
    /// Spearman's rank correlation of the scores.
    pub spearman: Option<f64>,
    /// Pearson's correlation of the scores.
    pub pearson: Option<f64>,
    /// Mean absolute change of rank.
    pub mean_move: f64,
    /// Units whose decile did not change.
    pub same_decile: usize,
    /// `deciles[i][j]`: units of decile i + 1 in the first and j + 1 in the second.
    pub deciles: Vec<Vec<usize>>,
    /// The largest moves, up or down.
    pub moves: Vec<Move>,
}

/// A method, as a comparison names it.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedMethod {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Its notice, which every output carries.
    pub notice: String,
}

impl ComparedMethod {
    fn of(method: &MethodSummary) -> Self {
        Self { id: method.id.clone(), title: method.title.clone(), notice: method.notice.clone() }
    }
}

/// One unit that changed place.
#[derive(Debug, Clone, Serialize)]
pub struct Move {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Rank in the first among the common units, 1 = the highest index.
    pub rank_a: u32,
    /// Rank in the second.
    pub rank_b: u32,
    /// Decile in the first, 10 = the highest index.
    pub decile_a: u8,
    /// Decile in the second.
    pub decile_b: u8,
    /// Score in the first.
    pub score_a: f64,
    /// Score in the second.
    pub score_b: f64,
    /// The indicator that did most of it.
    pub because: Option<Cause>,
}

/// The indicator whose contribution changed most in the direction of the move.
#[derive(Debug, Clone, Serialize)]
pub struct Cause {
    /// Its id.
    pub indicator: String,
    /// Its name for people.
    pub title: String,
    /// Its value in the first; `None` when it is missing or not in that method.
    pub value_a: Option<f64>,
    /// Its value in the second.
    pub value_b: Option<f64>,
    /// Unit of the values.
    pub unit: String,
    /// Change of its contribution, in standard deviations of the index.
    pub change: f64,
    /// Whether it counts in one of the two alone.
    pub only_in_one: bool,
}

/// Codes shown as examples.
const EXAMPLES: usize = 5;

/// Compares one level of two outputs; `top` moves are listed.
pub fn compare(level: &str, a: &ComparedBuild, b: &ComparedBuild, top: usize) -> Comparison {
    let of_b: HashMap<&str, usize> =
        b.codes.iter().enumerate().map(|(i, code)| (code.as_str(), i)).collect();
    let of_a: HashMap<&str, usize> =
        a.codes.iter().enumerate().map(|(i, code)| (code.as_str(), i)).collect();
    let pairs: Vec<(usize, usize)> = (0..a.codes.len())
        .filter(|i| a.index[*i].is_finite())
        .filter_map(|i| Some((i, *of_b.get(a.codes[i].as_str())?)))
        .filter(|(_, j)| b.index[*j].is_finite())
        .collect();
    let alone = |side: &ComparedBuild,
                 other: &ComparedBuild,
                 of_other: &HashMap<&str, usize>|
     -> Vec<String> {
        let lacks = |code: &str| of_other.get(code).is_none_or(|j| !other.index[*j].is_finite());
        let scored = (0..side.codes.len()).filter(|i| side.index[*i].is_finite());
        scored.filter(|i| lacks(&side.codes[*i])).map(|i| side.codes[i].clone()).collect()
    };
    let (only_a, only_b) = (alone(a, b, &of_b), alone(b, a, &of_a));
    let x: Vec<f64> = pairs.iter().map(|(i, _)| a.index[*i]).collect();
    let y: Vec<f64> = pairs.iter().map(|(_, j)| b.index[*j]).collect();
    let rounded = |scores: &[f64]| scores.iter().map(|s| comparable(*s)).collect::<Vec<f64>>();
    let (of_a, of_b) = (rounded(&x), rounded(&y));
    let (rank_a, rank_b) = (competition_rank(&of_a, None), competition_rank(&of_b, None));
    let (decile_a, decile_b) = (deciles(&of_a), deciles(&of_b));
    let mut transition = vec![vec![0; 10]; 10];
    for (from, to) in decile_a.iter().zip(&decile_b) {
        transition[usize::from(*from) - 1][usize::from(*to) - 1] += 1;
    }
    let shift: Vec<f64> = places(&of_b).iter().zip(places(&of_a)).map(|(b, a)| b - a).collect();
    let mut largest: Vec<usize> = (0..pairs.len()).filter(|p| shift[*p] != 0.0).collect();
    largest.sort_by(|p, q| {
        shift[*q]
            .abs()
            .total_cmp(&shift[*p].abs())
            .then(a.codes[pairs[*p].0].cmp(&a.codes[pairs[*q].0]))
    });
    let causes = Causes::new(a, b, &pairs, &x, &y);
    let moves = largest.into_iter().take(top).map(|p| {
        let (i, j) = pairs[p];
        Move {
            code: a.codes[i].clone(),
            name: a.names[i].clone(),
            rank_a: rank_a[p],
            rank_b: rank_b[p],
            decile_a: decile_a[p],
            decile_b: decile_b[p],
            score_a: x[p],
            score_b: y[p],
            because: causes.of(i, j, shift[p] > 0.0),
        }
    });
    let distance = |(ra, rb): (&u32, &u32)| f64::from(ra.abs_diff(*rb));
    Comparison {
        level: level.into(),
        zone: None,
        a: ComparedMethod::of(&a.method),
        b: ComparedMethod::of(&b.method),
        common: pairs.len(),
        only_a: only_a.len(),
        only_a_examples: only_a.into_iter().take(EXAMPLES).collect(),
        only_b: only_b.len(),
        only_b_examples: only_b.into_iter().take(EXAMPLES).collect(),
        spearman: spearman(&x, &y),
        pearson: pearson(&x, &y),
        mean_move: rank_a.iter().zip(&rank_b).map(distance).sum::<f64>()
            / pairs.len().max(1) as f64,
        same_decile: (0..10).map(|d| transition[d][d]).sum(),
        deciles: transition,
        moves: moves.collect(),
    }
}

/// Percentile ranks, 0–1.
fn places(scores: &[f64]) -> Vec<f64> {
    let place = |less: usize, equal: usize, n: usize| (2 * less + equal) as f64 / (2 * n) as f64;
    Order::new(scores, None, false).fill(f64::NAN, |tie| place(tie.less, tie.equal, tie.n))
}

/// Contributions of both sides, set on one scale: standard deviations of their own index over the
/// common units, around the indicator's own mean contribution.
struct Causes<'a> {
    a: &'a ComparedBuild,
    b: &'a ComparedBuild,
    of_a: Vec<Vec<f64>>,
    of_b: Vec<Vec<f64>>,
    /// Position in the first, in the second, of every indicator that counts in either.
    indicators: Vec<(Option<usize>, Option<usize>)>,
}

impl<'a> Causes<'a> {
    fn new(
        a: &'a ComparedBuild,
        b: &'a ComparedBuild,
        pairs: &[(usize, usize)],
        x: &[f64],
        y: &[f64],
    ) -> Self {
        let standard = |side: &ComparedBuild, units: &[usize], index: &[f64]| -> Vec<Vec<f64>> {
            let sd = population_sd(index);
            let mut columns = contributions(&side.method, &side.normalised);
            for column in columns.iter_mut().filter(|c| !c.is_empty()) {
                let common: Vec<f64> = units.iter().map(|u| column[*u]).collect();
                let center = mean(&common);
                for contribution in column.iter_mut() {
                    *contribution = (*contribution - center) / sd;
                }
            }
            columns
        };
        let (units_a, units_b): (Vec<usize>, Vec<usize>) = pairs.iter().copied().unzip();
        let scored = |side: &ComparedBuild| -> Vec<(String, usize)> {
            let all = side.method.indicators.iter().enumerate();
            all.filter(|(_, x)| x.axis.is_some()).map(|(i, x)| (x.id.clone(), i)).collect()
        };
        let (in_a, in_b) = (scored(a), scored(b));
        let find = |list: &[(String, usize)], id: &str| {
            list.iter().find(|(known, _)| known == id).map(|(_, i)| *i)
        };
        let mut indicators: Vec<(Option<usize>, Option<usize>)> =
            in_a.iter().map(|(id, i)| (Some(*i), find(&in_b, id))).collect();
        indicators.extend(
            in_b.iter().filter(|(id, _)| find(&in_a, id).is_none()).map(|(_, j)| (None, Some(*j))),
        );
        Self { a, b, of_a: standard(a, &units_a, x), of_b: standard(b, &units_b, y), indicators }
    }

    fn of(&self, i: usize, j: usize, up: bool) -> Option<Cause> {
        let finite = |x: &f64| x.is_finite();
        let change = |(in_a, in_b): &(Option<usize>, Option<usize>)| {
            let before = in_a.map(|k| self.of_a[k][i]).filter(finite).unwrap_or(0.0);
            let after = in_b.map(|k| self.of_b[k][j]).filter(finite).unwrap_or(0.0);
            after - before
        };
        let sign = if up { 1.0 } else { -1.0 };
        let most = |p: &&(Option<usize>, Option<usize>)| change(p) * sign;
        let best = self.indicators.iter().max_by(|p, q| most(p).total_cmp(&most(q)))?;
        let change = Some(change(best)).filter(|c| c * sign > 0.0)?;
        let about = match best {
            (Some(k), _) => &self.a.method.indicators[*k],
            (None, k) => &self.b.method.indicators[(*k)?],
        };
        Some(Cause {
            indicator: about.id.clone(),
            title: about.title.clone(),
            value_a: best.0.map(|k| self.a.values[k][i]).filter(finite),
            value_b: best.1.map(|k| self.b.values[k][j]).filter(finite),
            unit: about.unit.clone(),
            change,
            only_in_one: best.0.is_none() || best.1.is_none(),
        })
    }
}
