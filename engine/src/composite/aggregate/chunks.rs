//! The loop under the formulas: a few units at a time, child by child, so that running sums stay
//! in the nearest cache, nothing is allocated for a unit, and the compiler can take several at once.

use rayon::prelude::*;

use super::weighs;

/// Units taken together.
const CHUNK: usize = 1024;
/// Chunks below which another thread is not worth its start.
const CHUNKS_PER_THREAD: usize = 4;

/// Children that count at one range of units, with their weights.
pub(super) struct Children<'a> {
    columns: &'a [&'a [f64]],
    weights: &'a [f64],
    from: usize,
    len: usize,
}

/// Running sums of a range of units.
pub(super) struct PartialSums {
    /// Σ of the formula's parts over available children.
    pub parts: [f64; CHUNK],
    /// Σ of their weights; 0 when none is available.
    pub weights: [f64; CHUNK],
}

impl Children<'_> {
    fn each(&self) -> impl Iterator<Item = (&[f64], f64)> {
        let range = self.from..self.from + self.len;
        let weighing = self.columns.iter().zip(self.weights).filter(|(_, w)| weighs(**w));
        weighing.map(move |(column, w)| (&column[range.clone()], *w))
    }

    /// Sums `part(unit in the range, x, w)` and weights, in the order of the children.
    pub fn sum(&self, part: impl Fn(usize, f64, f64) -> f64) -> PartialSums {
        let mut sums = PartialSums { parts: [0.0; CHUNK], weights: [0.0; CHUNK] };
        for (column, w) in self.each() {
            let totals = sums.parts.iter_mut().zip(&mut sums.weights);
            for (unit, ((parts, weights), x)) in totals.zip(column).enumerate() {
                let here = x.is_finite();
                *parts += if here { part(unit, *x, w) } else { 0.0 };
                *weights += if here { w } else { 0.0 };
            }
        }
        sums
    }

    /// The available value furthest to one side at each unit, from `start`.
    pub fn fold(&self, start: f64, further: impl Fn(f64, f64) -> f64) -> [f64; CHUNK] {
        let mut out = [start; CHUNK];
        for (column, _) in self.each() {
            for (out, x) in out.iter_mut().zip(column) {
                *out = if x.is_finite() { further(*out, *x) } else { *out };
            }
        }
        out
    }
}

/// One column, `fill` writing it range by range.
pub(super) fn column(
    columns: &[&[f64]],
    weights: &[f64],
    units: usize,
    fill: impl Fn(&Children, &mut [f64]) + Sync,
) -> Vec<f64> {
    let mut out = vec![f64::NAN; units];
    let chunks = out.par_chunks_mut(CHUNK).with_min_len(CHUNKS_PER_THREAD).enumerate();
    chunks.for_each(|(chunk, out)| {
        fill(&Children { columns, weights, from: chunk * CHUNK, len: out.len() }, out);
    });
    out
}

/// One column of a formula that sums `part(x, w)` and makes of the sum and of the weights' sum
/// (above 0) `whole(sum, weights)`.
pub(super) fn summed(
    columns: &[&[f64]],
    weights: &[f64],
    units: usize,
    part: impl Fn(f64, f64) -> f64 + Sync,
    whole: impl Fn(f64, f64) -> f64 + Sync,
) -> Vec<f64> {
    column(columns, weights, units, |children, out| {
        let sums = children.sum(|_, x, w| part(x, w));
        for ((out, parts), weights) in out.iter_mut().zip(&sums.parts).zip(&sums.weights) {
            *out = if *weights > 0.0 { whole(*parts, *weights) } else { f64::NAN };
        }
    })
}

/// As [`summed`], of one unit.
pub(super) fn summed_one(
    values: &[f64],
    weights: &[f64],
    part: impl Fn(f64, f64) -> f64,
    whole: impl Fn(f64, f64) -> f64,
) -> f64 {
    let (mut parts, mut total) = (0.0, 0.0);
    for (x, w) in values.iter().zip(weights) {
        if x.is_finite() && weighs(*w) {
            parts += part(*x, *w);
            total += w;
        }
    }
    if total > 0.0 { whole(parts, total) } else { f64::NAN }
}
