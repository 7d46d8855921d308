//! Scores → ranks (1 = the highest index) and deciles (10 = the tenth with the highest index). 0 stands for "no
//! score": a unit whose score is NaN or infinite has neither. Equal scores have equal ranks and
//! deciles; nothing depends on the order of the units.

use super::order::{Order, Tie};

/// A score to eleven decimals: what is equal on paper has one rank, whatever the order in which its
/// parts were added. Ranks, deciles and orders compare these.
///
/// ```
/// use ifn_engine::composite::rank::comparable;
/// assert_ne!(0.1 + 0.2, 0.3);
/// assert_eq!(comparable(0.1 + 0.2), comparable(0.3));
/// ```
pub fn comparable(score: f64) -> f64 {
    const STEPS: f64 = 1e11;
    let rounded = (score * STEPS).round() / STEPS;
    if rounded.is_finite() { rounded } else { score }
}

/// Competition ranks ("1224"): 1 + the number of units with a higher score.
///
/// With `groups` (the group of each unit, the number of groups) units are ranked within their
/// group; one whose group is [`NO_GROUP`](super::NO_GROUP) has rank 0.
///
/// ```
/// use ifn_engine::composite::rank::competition_rank;
/// assert_eq!(competition_rank(&[3.0, 9.0, 5.0, 5.0, f64::NAN], None), [4, 1, 2, 2, 0]);
/// let departement = [0, 0, 1, 1, 1];
/// let ranks = competition_rank(&[3.0, 9.0, 5.0, 5.0, 1.0], Some((&departement, 2)));
/// assert_eq!(ranks, [2, 1, 1, 1, 3]);
/// ```
pub fn competition_rank(scores: &[f64], groups: Option<(&[u32], usize)>) -> Vec<u32> {
    Order::new(scores, groups, false).fill(0, competition)
}

fn competition(tie: Tie) -> u32 {
    (tie.n - tie.less - tie.equal + 1) as u32
}

/// Tenths: `min(10, 1 + floor(10·percentile_rank))` over all units with a score.
///
/// In whole numbers, `10·(less + ½·equal)/n = 5·(2·less + equal)/n`: no rounding moves a unit
/// across an edge.
///
/// ```
/// use ifn_engine::composite::rank::deciles;
/// assert_eq!(deciles(&[3.0, 9.0, 5.0, 5.0, 1.0]), [4, 10, 7, 7, 2]);
/// ```
pub fn deciles(scores: &[f64]) -> Vec<u8> {
    Order::new(scores, None, false).fill(0, tenth)
}

fn tenth(tie: Tie) -> u8 {
    (1 + 5 * (2 * tie.less + tie.equal) / tie.n).min(10) as u8
}

/// [`competition_rank`] and [`deciles`] over all units, from one sort.
///
/// ```
/// use ifn_engine::composite::rank::ranks_and_deciles;
/// let (ranks, deciles) = ranks_and_deciles(&[3.0, 9.0, 5.0, 5.0, f64::NAN]);
/// assert_eq!(ranks, [4, 1, 2, 2, 0]);
/// assert_eq!(deciles, [2, 9, 6, 6, 0]);
/// ```
pub fn ranks_and_deciles(scores: &[f64]) -> (Vec<u32>, Vec<u8>) {
    let order = Order::new(scores, None, false);
    (order.fill(0, competition), order.fill(0, tenth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_missing_and_zero() {
        assert_eq!(competition_rank(&[-0.0, 0.0, -1.0], None), [1, 1, 3]);
        assert_eq!(competition_rank(&[f64::INFINITY, 2.0, f64::NAN], None), [0, 1, 0]);
        assert_eq!(competition_rank(&[7.0, 7.0], Some((&[u32::MAX, 0], 1))), [0, 1]);
        assert_eq!(deciles(&[f64::NEG_INFINITY, f64::NAN]), [0, 0]);
        assert!(competition_rank(&[], None).is_empty() && deciles(&[]).is_empty());
    }

    #[test]
    fn one_unit_and_all_equal_are_in_the_middle() {
        assert_eq!(deciles(&[4.0]), [6]);
        assert_eq!(deciles(&[4.0; 30]), [6; 30]);
        assert_eq!(competition_rank(&[4.0; 3], None), [1; 3]);
    }

    #[test]
    fn a_vec_of_groups_is_accepted() {
        let groups: Vec<u32> = vec![0, 1];
        assert_eq!(competition_rank(&[1.0, 2.0], Some((&groups, 2))), [1, 1]);
    }

    proptest! {
        #[test]
        fn deciles_are_balanced_without_ties(n in 1_usize..400) {
            // 7919 is a prime above n: a permutation.
            let scores: Vec<f64> = (0..n).map(|i| ((i * 7919) % 7907) as f64).collect();
            let mut count = [0_usize; 11];
            for decile in deciles(&scores) {
                count[decile as usize] += 1;
            }
            let most = count[1..].iter().max().copied().unwrap_or(0);
            let least = count[1..].iter().min().copied().unwrap_or(0);
            prop_assert!(count[0] == 0 && most - least <= 1);
        }

        #[test]
        fn ranks_agree_with_their_definition(scores in prop::collection::vec(-5_i8..5, 1..80)) {
            let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
            for (x, rank) in scores.iter().zip(competition_rank(&scores, None)) {
                prop_assert_eq!(rank as usize, 1 + scores.iter().filter(|y| *y > x).count());
            }
        }

        #[test]
        fn a_higher_score_is_never_in_a_lower_decile(scores in prop::collection::vec(-1e3..1e3_f64, 1..80)) {
            let deciles = deciles(&scores);
            for (i, x) in scores.iter().enumerate() {
                for (j, y) in scores.iter().enumerate() {
                    prop_assert!(x > y || deciles[i] <= deciles[j]);
                }
            }
        }
    }
}
