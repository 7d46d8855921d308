//! Lists of units: which come first, and how small the smallest may be.
//!
//! In: a table of units of one level. Out: its rows in the order of the list, and how many are left out. What is
//! not known comes last; where two units are equal, the order of the table stays.

use std::str::FromStr;

use arrow::array::{RecordBatch, UInt32Array};

use super::read::numbers;
use crate::composite::rank::comparable;
use crate::error::{Error, Result};

/// What comes first in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListOrder {
    /// The highest index.
    Rank,
    /// The most persons at risk.
    AtRisk,
    /// The largest gap.
    Gap,
    /// The largest gap × persons at risk.
    GapPersons,
}

impl ListOrder {
    /// All, by their names.
    pub const ALL: [(&str, Self); 4] = [
        ("rank", Self::Rank),
        ("at_risk", Self::AtRisk),
        (GAP, Self::Gap),
        (GAP_PERSONS, Self::GapPersons),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, order)| *order == self).map_or("", |(name, _)| name)
    }

    /// What rows are ordered by, the largest first; NaN where it is not known.
    ///
    /// # Errors
    /// The table has none of it.
    fn keys(self, table: &RecordBatch) -> Result<Vec<f64>> {
        let column = match self {
            Self::Rank => "rank",
            Self::AtRisk => AT_RISK,
            Self::Gap => GAP,
            Self::GapPersons => {
                return gap_persons(table).ok_or_else(|| self.absent("access to help"));
            }
        };
        if table.column_by_name(column).is_none() {
            return Err(self.absent("access to help"));
        }
        let keys = numbers(table, column);
        let known = keys.iter().any(|key| key.is_finite());
        if self == Self::AtRisk && !known && !keys.is_empty() {
            return Err(self.absent("persons at risk"));
        }
        // The first rank comes first.
        Ok(if self == Self::Rank { keys.iter().map(|rank| -rank).collect() } else { keys })
    }

    fn absent(self, what: &str) -> Error {
        let message =
            format!("units cannot be listed by {}: the build knows no {what}", self.name());
        Error::request(message)
            .with_help("list them by rank, or build with a method whose [access] says `at_risk`")
    }
}

impl FromStr for ListOrder {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, order)| *order).ok_or_else(|| {
            let known = Self::ALL.map(|(known, _)| known).join(", ");
            format!("units are not listed by {name:?}: expected one of {known}")
        })
    }
}

const AT_RISK: &str = "at_risk";
const GAP: &str = "gap";
/// Name of the order by gap × persons; no table has such a column.
pub const GAP_PERSONS: &str = "gap_persons";

/// Gap × persons at risk of each row: need × lack × persons, so many persons at most. NaN where one of them is
/// not known; nothing where the table has no gaps or no persons at risk.
pub fn gap_persons(table: &RecordBatch) -> Option<Vec<f64>> {
    table.column_by_name(GAP)?;
    table.column_by_name(AT_RISK)?;
    let both = numbers(table, GAP).into_iter().zip(numbers(table, AT_RISK));
    Some(both.map(|(gap, persons)| gap / 100.0 * persons).collect())
}

/// How units are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listing {
    /// What comes first; the order of the table without one.
    pub order: Option<ListOrder>,
    /// The least population of a unit that is listed.
    pub min_population: Option<u64>,
}

/// Rows of a table, as they are listed.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedRows {
    /// The rows, in their order.
    pub rows: UInt32Array,
    /// Units that are left out: they have fewer inhabitants.
    pub smaller: usize,
    /// Units that are left out: nobody knows how many inhabitants they have.
    pub unknown: usize,
}

impl ListedRows {
    /// Units that are left out.
    pub fn left_out(&self) -> usize {
        self.smaller + self.unknown
    }
}

impl Listing {
    /// The rows of `table` that are listed, among those of `among` when it is given.
    ///
    /// # Errors
    /// An order by what the table does not hold; a least population where it holds no population.
    pub fn rows(&self, table: &RecordBatch, among: Option<&UInt32Array>) -> Result<ListedRows> {
        let mut rows: Vec<u32> = match among {
            Some(among) => among.values().to_vec(),
            None => (0..table.num_rows() as u32).collect(),
        };
        let (mut smaller, mut unknown) = (0, 0);
        if let Some(least) = self.min_population.filter(|least| *least > 0) {
            if table.column_by_name("population").is_none() {
                return Err(Error::internal("a table of units has no column `population`"));
            }
            let population = numbers(table, "population");
            rows.retain(|row| match population[*row as usize] {
                persons if persons.is_nan() => {
                    unknown += 1;
                    false
                }
                persons => {
                    let listed = persons >= least as f64;
                    smaller += usize::from(!listed);
                    listed
                }
            });
        }
        if let Some(order) = self.order {
            let keys: Vec<f64> = order.keys(table)?.into_iter().map(comparable).collect();
            let key = |row: &u32| Some(keys[*row as usize]).filter(|key| key.is_finite());
            rows.sort_by(|a, b| match (key(a), key(b)) {
                (Some(a), Some(b)) => b.total_cmp(&a),
                (a, b) => b.is_some().cmp(&a.is_some()),
            });
        }
        Ok(ListedRows { rows: rows.into(), smaller, unknown })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Float64Array, Int32Array, Int64Array};

    use super::*;

    fn table() -> RecordBatch {
        let columns: [(&str, ArrayRef); 4] = [
            (
                "population",
                Arc::new(Int64Array::from(vec![Some(900), Some(1000), None, Some(5000)])),
            ),
            ("rank", Arc::new(Int32Array::from(vec![Some(2), Some(3), None, Some(1)]))),
            ("at_risk", Arc::new(Int64Array::from(vec![Some(300), Some(100), None, Some(1000)]))),
            ("gap", Arc::new(Float64Array::from(vec![Some(50.0), Some(90.0), None, Some(10.0)]))),
        ];
        RecordBatch::try_from_iter(columns).expect("a table")
    }

    fn listed(order: Option<&str>, least: Option<u64>) -> Vec<u32> {
        let order = order.map(|name| name.parse().expect("an order"));
        let listing = Listing { order, min_population: least };
        listing.rows(&table(), None).expect("rows").rows.values().to_vec()
    }

    #[test]
    fn each_order_and_what_is_not_known_last() {
        assert_eq!(listed(None, None), [0, 1, 2, 3]);
        assert_eq!(listed(Some("rank"), None), [3, 0, 1, 2]);
        assert_eq!(listed(Some("at_risk"), None), [3, 0, 1, 2]);
        assert_eq!(listed(Some("gap"), None), [1, 0, 3, 2]);
        // 150, 90 and 100 persons.
        assert_eq!(listed(Some("gap_persons"), None), [0, 3, 1, 2]);
        assert_eq!(listed(Some("gap_persons"), Some(1000)), [3, 1]);
        assert_eq!(listed(None, Some(0)), [0, 1, 2, 3]);
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let listing = Listing { order: None, min_population: Some(1000) };
        let found = listing.rows(&table(), None).expect("rows");
        assert_eq!((found.smaller, found.unknown, found.left_out()), (1, 1, 2));
        let among = UInt32Array::from(vec![3, 0]);
        let found = listing.rows(&table(), Some(&among)).expect("rows");
        assert_eq!((found.rows.values().to_vec(), found.left_out()), (vec![3], 1));
    }

    #[test]
    fn an_order_that_is_not_there_is_refused() {
        let why = "persons".parse::<ListOrder>().expect_err("unknown");
        assert!(why.contains("gap_persons") && why.contains("at_risk"), "{why}");
        let bare = table().project(&[0, 1]).expect("two columns");
        for order in ["at_risk", "gap", "gap_persons"] {
            let listing =
                Listing { order: Some(order.parse().expect("an order")), min_population: None };
            let why = listing.rows(&bare, None).expect_err("no such column");
            assert!(why.is_usage() && why.to_string().contains(order), "{why}");
        }
    }
}
