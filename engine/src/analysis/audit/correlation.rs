//! Correlations over the units that have both values.

use rayon::prelude::*;

use crate::composite::order::Order;
use crate::composite::stats::mean;

/// Pearson's correlation over the pairs that are both finite; `None` under three pairs or when one
/// side is constant.
///
/// ```
/// use ifn_engine::analysis::audit::pearson;
/// let (x, y) = ([1.0, 2.0, 3.0, 4.0, f64::NAN], [2.0, 1.0, 4.0, 3.0, 9.0]);
/// assert!((pearson(&x, &y).unwrap() - 0.6).abs() < 1e-12);
/// ```
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = pairs(x, y);
    of_pairs(&x, &y)
}

/// Spearman's: Pearson's of the average ranks among the pairs.
///
/// ```
/// use ifn_engine::analysis::audit::spearman;
/// let (x, y) = ([1.0, 2.0, 3.0, 4.0, f64::NAN], [1.0, 10.0, 100.0, 1000.0, 9.0]);
/// assert_eq!(spearman(&x, &y), Some(1.0));
/// ```
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = pairs(x, y);
    of_pairs(&ranks(&x), &ranks(&y))
}

/// `of` every two columns; 1 on the diagonal where the column varies.
pub fn matrix(columns: &[&[f64]], of: fn(&[f64], &[f64]) -> Option<f64>) -> Vec<Vec<Option<f64>>> {
    let n = columns.len();
    let cells: Vec<(usize, usize)> = (0..n).flat_map(|a| (a..n).map(move |b| (a, b))).collect();
    let found: Vec<Option<f64>> =
        cells.par_iter().map(|(a, b)| of(columns[*a], columns[*b])).collect();
    let mut out = vec![vec![None; n]; n];
    for ((a, b), r) in cells.into_iter().zip(found) {
        out[a][b] = r;
        out[b][a] = r;
    }
    out
}

fn pairs(x: &[f64], y: &[f64]) -> (Vec<f64>, Vec<f64>) {
    x.iter().zip(y).filter(|(x, y)| x.is_finite() && y.is_finite()).unzip()
}

fn ranks(values: &[f64]) -> Vec<f64> {
    Order::new(values, None, false)
        .fill(f64::NAN, |tie| (2 * tie.less + tie.equal + 1) as f64 / 2.0)
}

fn of_pairs(x: &[f64], y: &[f64]) -> Option<f64> {
    if x.len() < 3 {
        return None;
    }
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (dx, dy) = (x - mean_x, y - mean_y);
        xy += dx * dy;
        xx += dx * dx;
        yy += dy * dy;
    }
    let r = xy / (xx * yy).sqrt();
    r.is_finite().then(|| r.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_told_is_none() {
        assert_eq!(pearson(&[1.0, 2.0], &[1.0, 2.0]), None);
        assert_eq!(pearson(&[4.0; 9], &[1.0; 9]), None);
        assert_eq!(spearman(&[f64::NAN; 9], &[1.0; 9]), None);
    }

    #[test]
    fn a_matrix_is_symmetric() {
        let (a, b) = ([1.0, 2.0, 3.0, 5.0], [5.0, 3.0, 2.0, 1.0]);
        let found = matrix(&[&a, &b], spearman);
        assert_eq!(found, [[Some(1.0), Some(-1.0)], [Some(-1.0), Some(1.0)]]);
    }
}
