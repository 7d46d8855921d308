//! Gap = need × lack of access.
//!
//! Need is the share of the level's units with a lower index, lack that of the units that are
//! better served, both 0–1 (`methods.md`, `percentile_rank`); the gap is 100 × their product: high
//! only where both are. What people read of them are their thirds ([`Third`]).

use super::{Demand, Reach, Third};
use crate::catalog::Remedy;
use crate::composite::rank::{comparable, competition_rank};
use crate::territory::{LevelIndex, UnitIndex};

/// Quadrants, by whether a unit is in the upper half by need and in the worse served half: a column of
/// files, which nothing shows.
pub const QUADRANTS: [&str; 4] = ["robust_near", "robust_far", "fragile_near", "fragile_far"];
/// No quadrant.
const NONE: u8 = u8::MAX;

/// What a unit needs, by its score.
#[derive(Clone, Copy)]
pub struct Need<'a> {
    /// The index; NaN where there is none.
    pub score: &'a [f64],
    /// What to study, whatever the need; `None` where the method can give no answer, or one alone.
    pub remedy: &'a [Option<Remedy>],
}

/// Gaps of the units of one level.
#[derive(Debug, Clone)]
pub struct Gaps {
    /// Persons at risk; NaN where unknown.
    pub at_risk: Vec<f64>,
    /// How far help is and how much of it.
    pub reach: Reach,
    /// Share of the level's units with a lower index, 0–1.
    pub need: Vec<f64>,
    /// Share of them that are better served, 0–1.
    pub lack: Vec<f64>,
    /// 100 × need × lack; NaN where one of them is not known.
    pub gap: Vec<f64>,
    /// 1 = the largest; 0 where there is none.
    pub rank: Vec<u32>,
    /// Position in [`QUADRANTS`].
    quadrant: Vec<u8>,
    /// What to study; nothing in particular in the lowest third by need.
    remedy: Vec<Option<Remedy>>,
}

/// Gaps of `level`. `reach` is that of its units.
pub fn gaps(level: LevelIndex, demand: &Demand, reach: Reach, need: Need) -> Gaps {
    let at_risk = demand.at_risk[level.get()].clone();
    let known: Vec<usize> = (0..need.score.len()).filter(|u| need.score[*u].is_finite()).collect();
    let by_score = |a: &usize, b: &usize| need.score[*a].total_cmp(&need.score[*b]);
    let of_need = positions(known, need.score.len(), by_score);
    let served: Vec<usize> = (0..reach.km.len()).filter(|u| reach.km[*u].is_finite()).collect();
    // The best served first; among those that have the same, as where nothing is within reach, the
    // nearest first.
    let by_access = |a: &usize, b: &usize| {
        let more = reach.access[*b].total_cmp(&reach.access[*a]);
        more.then(reach.km[*a].total_cmp(&reach.km[*b]))
    };
    let lack = positions(served, reach.km.len(), by_access);
    let gap: Vec<f64> = of_need.iter().zip(&lack).map(|(n, l)| 100.0 * n * l).collect();
    // What is equal on paper has one rank, as it has by score.
    let compared: Vec<f64> = gap.iter().map(|gap| comparable(*gap)).collect();
    let quadrant = of_need.iter().zip(&lack).map(|(need, lack)| {
        let known = need.is_finite() && lack.is_finite();
        if known { 2 * u8::from(*need >= 0.5) + u8::from(*lack >= 0.5) } else { NONE }
    });
    let quadrant: Vec<u8> = quadrant.collect();
    let remedy = of_need.iter().zip(need.remedy).map(|(need, remedy)| match Third::of(*need) {
        None => None,
        Some(Third::Low) => remedy.map(|_| Remedy::None),
        Some(Third::Middle | Third::High) => *remedy,
    });
    Gaps {
        at_risk,
        remedy: remedy.collect(),
        rank: competition_rank(&compared, None),
        need: of_need,
        lack,
        gap,
        quadrant,
        reach,
    }
}

/// `(#less + ½ #equal) / n` of each unit of `known`, ordered by `order`; NaN for the others.
fn positions(
    mut known: Vec<usize>,
    units: usize,
    order: impl Fn(&usize, &usize) -> std::cmp::Ordering,
) -> Vec<f64> {
    let mut out = vec![f64::NAN; units];
    known.sort_by(&order);
    let n = known.len() as f64;
    let mut start = 0;
    while start < known.len() {
        let same = known[start..].iter().take_while(|u| order(&known[start], u).is_eq()).count();
        let position = (start as f64 + 0.5 * same as f64) / n;
        for unit in &known[start..start + same] {
            out[*unit] = position;
        }
        start += same;
    }
    out
}

impl Gaps {
    /// Of units of which nothing is known.
    pub fn unknown(units: usize) -> Self {
        let nothing = vec![f64::NAN; units];
        Self {
            at_risk: nothing.clone(),
            reach: Reach::unknown(units),
            need: nothing.clone(),
            lack: nothing.clone(),
            gap: nothing,
            rank: vec![0; units],
            quadrant: vec![NONE; units],
            remedy: vec![None; units],
        }
    }

    /// Name of a unit's quadrant.
    pub fn quadrant(&self, unit: UnitIndex) -> Option<&'static str> {
        QUADRANTS.get(usize::from(self.quadrant[unit.get()])).copied()
    }

    /// What to study in a unit.
    pub fn remedy(&self, unit: UnitIndex) -> Option<Remedy> {
        self.remedy[unit.get()]
    }

    /// Third of the level's units by need and by lack, 1–3; 0 where unknown.
    pub fn classes(&self) -> [Vec<u8>; 2] {
        let third = |x: &f64| Third::of(*x).map_or(0, Third::class);
        [&self.need, &self.lack].map(|values| values.iter().map(third).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::access::Inventoried;
    use crate::table::MissingReason;
    use crate::territory::{PositionKind, Positions};

    fn of(score: &[f64], access: &[f64], km: &[f64]) -> Gaps {
        let units = score.len();
        let positions = Positions::new(LevelIndex::FINEST, &vec![None; units]);
        let demand = Demand {
            positions,
            at_risk: vec![vec![20.0; units]],
            persons: vec![20.0; units],
            inventoried: Inventoried::everywhere(units),
        };
        let reach = Reach {
            access: access.to_vec(),
            km: km.to_vec(),
            nearest: vec![0; units],
            from: vec![PositionKind::Centre; units],
            inventoried: vec![1.0; units],
            otherwise: MissingReason::NoPosition,
        };
        let remedy = vec![Some(Remedy::Mediation); units];
        gaps(LevelIndex::FINEST, &demand, reach, Need { score, remedy: &remedy })
    }

    #[test]
    fn both_must_be_high() {
        let g = of(&[9.0, 9.5, 1.0, 2.0], &[0.0, 8.0, 0.0, 9.0], &[30.0, 1.0, 40.0, 1.0]);
        assert_eq!(g.need, [0.625, 0.875, 0.125, 0.375]);
        // The furthest without anything within reach comes last.
        assert_eq!(g.lack, [0.625, 0.375, 0.875, 0.125]);
        assert_eq!(g.rank[0], 1);
        let quadrants: Vec<_> = UnitIndex::first(4).filter_map(|u| g.quadrant(u)).collect();
        assert_eq!(quadrants, ["fragile_far", "fragile_near", "robust_far", "robust_near"]);
        assert_eq!(g.remedy(UnitIndex::new(0)), Some(Remedy::Mediation));
        assert_eq!(g.remedy(UnitIndex::new(2)), Some(Remedy::None));
        assert_eq!(g.classes(), [vec![2, 3, 1, 2], vec![2, 2, 3, 1]]);
    }

    #[test]
    fn gaps_that_are_equal_on_paper_share_a_rank() {
        let g = of(&[4.0, 5.0, 1.0, 2.0, 3.0], &[0.0, 1.0, 9.0, 8.0, 7.0], &[1.0; 5]);
        // 0.7 × 0.9 and 0.9 × 0.7, which differ in their last bits.
        assert!(g.gap[0] > g.gap[1], "{:?}", g.gap);
        assert_eq!(g.rank[..2], [1, 1]);
        assert!(g.rank[2..].iter().all(|rank| *rank >= 3), "{:?}", g.rank);
    }

    #[test]
    fn what_is_not_known_is_not_a_gap() {
        let nan = f64::NAN;
        let g = of(&[9.0, nan, 3.0], &[1.0, 1.0, nan], &[1.0, 1.0, nan]);
        assert!(g.gap[1].is_nan() && g.gap[2].is_nan() && g.gap[0].is_finite());
        assert_eq!(
            (g.rank[1], g.quadrant(UnitIndex::new(1)), g.remedy(UnitIndex::new(1))),
            (0, None, None)
        );
        // Equal units share the middle.
        assert_eq!(g.lack[..2], [0.5, 0.5]);
    }
}
