//! Which units a workbook lists: the zone, the order, those that are left out.

use crate::composite::rank::comparable;

/// Which units are listed.
#[derive(Debug, Clone, Default)]
pub struct ListScope {
    /// The zone that they lie in, when one was asked for or built.
    pub zone: Option<ListZone>,
    /// What people call the zone that `rank_in_zone` of the technical sheet is counted in; nothing where it is the
    /// reference zone.
    pub ranks_in: Option<String>,
    /// The zone that was built, where the build holds a part of [`ListScope::zone`] alone.
    pub within: Option<String>,
    /// Units of the level with a score: what national ranks are counted among.
    pub ranked: usize,
    /// The column that the rows are ordered by, when an order was asked for; by rank without one.
    pub order: Option<String>,
    /// The least population of a unit that is listed, when one was asked for.
    pub min_population: Option<u64>,
    /// Units that are left out for it.
    pub left_out: usize,
    /// How many units there would be, where the rows are the first of them alone.
    pub first_of: Option<usize>,
    /// Units of the zone that no inventory of places covers, where gaps are listed.
    pub not_inventoried: Option<usize>,
}

/// A zone, with the index of all its units: also of those that are not listed.
#[derive(Debug, Clone, Default)]
pub struct ListZone {
    /// Its name, for people.
    pub name: String,
    /// The highest first.
    scores: Vec<f64>,
}

impl ListZone {
    /// Of the scores of all its units; those that have none are NaN.
    pub fn new(name: impl Into<String>, scores: impl IntoIterator<Item = f64>) -> Self {
        let known = scores.into_iter().filter(|score| score.is_finite());
        let mut scores: Vec<f64> = known.map(comparable).collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        Self { name: name.into(), scores }
    }

    /// Units with a score.
    pub fn ranked(&self) -> usize {
        self.scores.len()
    }

    /// Rank of a score among them, 1 = the highest; equal ones share the best.
    pub fn rank(&self, score: f64) -> usize {
        let score = comparable(score);
        1 + self.scores.partition_point(|other| *other > score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_within_a_zone() {
        let zone = ListZone::new("Creuse", [3.0, f64::NAN, 9.0, 0.1 + 0.2, 0.3]);
        assert_eq!(zone.ranked(), 4);
        assert_eq!([9.0, 3.0, 0.3].map(|score| zone.rank(score)), [1, 2, 3]);
        assert_eq!(zone.rank(0.1 + 0.2), 3, "equal on paper");
        assert_eq!(zone.rank(0.0), 5);
    }
}
