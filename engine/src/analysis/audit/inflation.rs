//! How much indicators repeat one another: variance inflation and Cronbach's alpha, both from the
//! matrix of correlations over units that have all of them.

use super::correlation;

/// Pivots under this are taken for 0: the indicator is a sum of others.
const SINGULAR: f64 = 1e-10;

/// Variance inflation `1/(1 − R²)` of each column given the others: the diagonal of the inverse of
/// the correlation matrix. `None` for a constant column or one that is a sum of others.
///
/// ```
/// use ifn_engine::analysis::audit::variance_inflation;
/// let (x, y) = (vec![1.0, 2.0, 3.0, 4.0], vec![2.0, 1.0, 4.0, 3.0]);
/// let found = variance_inflation(&[x, y]); // r = 0.6
/// assert!((found[0].unwrap() - 1.0 / (1.0 - 0.36)).abs() < 1e-12);
/// ```
pub fn variance_inflation(columns: &[Vec<f64>]) -> Vec<Option<f64>> {
    let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let r = correlation::matrix(&views, correlation::pearson);
    let varies: Vec<usize> = (0..columns.len()).filter(|i| r[*i][*i].is_some()).collect();
    let of = |i: usize| {
        let others: Vec<usize> = varies.iter().copied().filter(|j| *j != i).collect();
        let cell = |a: usize, b: usize| r[a][b].unwrap_or(0.0);
        let matrix: Vec<Vec<f64>> =
            others.iter().map(|a| others.iter().map(|b| cell(*a, *b)).collect()).collect();
        let right: Vec<f64> = others.iter().map(|a| cell(*a, i)).collect();
        let explained: f64 =
            solve(matrix, right.clone()).iter().zip(&right).map(|(b, r)| b * r).sum();
        (1.0 - explained > SINGULAR).then(|| 1.0 / (1.0 - explained))
    };
    (0..columns.len()).map(|i| r[i][i].and_then(|_| of(i))).collect()
}

/// Cronbach's alpha of standardised columns: `k·r̄ / (1 + (k − 1)·r̄)`, r̄ the mean of the
/// correlations between them. `None` under two columns or with a constant one.
///
/// ```
/// use ifn_engine::analysis::audit::cronbach_alpha;
/// let (x, y) = (vec![1.0, 2.0, 3.0, 4.0], vec![2.0, 1.0, 4.0, 3.0]);
/// assert!((cronbach_alpha(&[x, y]).unwrap() - 1.2 / 1.6).abs() < 1e-12);
/// ```
pub fn cronbach_alpha(columns: &[Vec<f64>]) -> Option<f64> {
    let k = columns.len();
    if k < 2 {
        return None;
    }
    let mut sum = 0.0;
    for a in 0..k {
        for b in a + 1..k {
            sum += correlation::pearson(&columns[a], &columns[b])?;
        }
    }
    let mean = sum / (k * (k - 1) / 2) as f64;
    let alpha = k as f64 * mean / (1.0 + (k - 1) as f64 * mean);
    alpha.is_finite().then_some(alpha)
}

/// Solves a symmetric system by Gauss-Jordan elimination with the greatest pivot; a direction in
/// which the matrix says nothing gets 0.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    let mut solved: Vec<Option<usize>> = vec![None; n];
    let mut used = vec![false; n];
    for column in 0..n {
        let free = (0..n).filter(|row| !used[*row]);
        let Some(pivot) =
            free.max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))
        else {
            break;
        };
        if matrix[pivot][column].abs() < SINGULAR {
            continue;
        }
        used[pivot] = true;
        solved[column] = Some(pivot);
        let scale = matrix[pivot][column];
        matrix[pivot].iter_mut().for_each(|x| *x /= scale);
        right[pivot] /= scale;
        for row in (0..n).filter(|row| *row != pivot) {
            let share = matrix[row][column];
            if share != 0.0 {
                for j in 0..n {
                    matrix[row][j] -= share * matrix[pivot][j];
                }
                right[row] -= share * right[pivot];
            }
        }
    }
    solved.iter().map(|row| row.map_or(0.0, |row| right[row])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_others_has_no_inflation_to_tell() {
        let a = vec![1.0, 5.0, 2.0, 8.0, 3.0];
        let b = vec![4.0, 1.0, 7.0, 2.0, 2.0];
        let sum: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
        assert_eq!(variance_inflation(&[a.clone(), b.clone(), sum]), [None, None, None]);
        let constant = vec![3.0; 5];
        let found = variance_inflation(&[a, constant, b]);
        assert!(found[1].is_none() && found[0].is_some_and(|v| v >= 1.0));
    }

    #[test]
    fn a_column_twice_does_not_hide_the_rest() {
        let a = vec![1.0, 5.0, 2.0, 8.0, 3.0];
        let b = vec![4.0, 1.0, 7.0, 2.0, 2.0];
        let found = variance_inflation(&[a.clone(), a.clone(), b.clone()]);
        let alone = variance_inflation(&[a, b]);
        assert_eq!(found[..2], [None, None]);
        assert!((found[2].expect("told") - alone[1].expect("told")).abs() < 1e-9);
    }
}
