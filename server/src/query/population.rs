//! The least population of the units that are answered.

use arrow::array::{BooleanArray, RecordBatch};
use ifn_engine::build::numbers;

use crate::http::{Parameter, Problem, deserialize_parameters};

/// More persons than any unit has.
const MOST: u64 = 100_000_000;

/// A number of inhabitants, 0 to 100,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeastPopulation(pub u64);

impl Parameter for LeastPopulation {
    fn read(text: &str) -> Result<Self, Problem> {
        let wrong = |shown: &dyn std::fmt::Display| {
            let expected = format!("a whole number from 0 to {MOST} is expected");
            Problem::bad_request(format!("parameter `min_population` is {shown}; {expected}"))
        };
        match text.parse::<u64>() {
            Ok(n) if n <= MOST => Ok(Self(n)),
            Ok(n) => Err(wrong(&n)),
            Err(_) => Err(wrong(&format_args!("{text:?}"))),
        }
    }
}

deserialize_parameters!(LeastPopulation);

impl LeastPopulation {
    /// Whether a unit of so many inhabitants is answered; one of which nobody knows how many it has (NaN) is not,
    /// unless all are.
    pub fn takes(self, persons: f64) -> bool {
        self.0 == 0 || persons >= self.0 as f64
    }
}

/// The rows of `mask` without those of fewer inhabitants, and how many these are.
pub fn without_smaller(
    table: &RecordBatch,
    mask: Option<BooleanArray>,
    least: Option<LeastPopulation>,
) -> (Option<BooleanArray>, usize) {
    let Some(least) = least else { return (mask, 0) };
    let population = numbers(table, "population");
    let mut left_out = 0;
    let kept = population.into_iter().enumerate().map(|(row, persons)| {
        let here = mask.as_ref().is_none_or(|mask| mask.value(row));
        let taken = here && least.takes(persons);
        left_out += usize::from(here && !taken);
        Some(taken)
    });
    let kept: BooleanArray = kept.collect();
    (Some(kept), left_out)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array};

    use super::*;

    #[test]
    fn what_is_smaller_is_left_out_and_counted() {
        let population: ArrayRef = Arc::new(Int64Array::from(vec![Some(999), Some(1000), None]));
        let table = RecordBatch::try_from_iter([("population", population)]).expect("a table");
        let rows = |mask: Option<Vec<bool>>, least| {
            let (kept, out) = without_smaller(&table, mask.map(Into::into), least);
            (kept.map(|kept| kept.iter().flatten().collect::<Vec<_>>()), out)
        };
        let least = Some(LeastPopulation(1000));
        assert_eq!(rows(None, None), (None, 0));
        assert_eq!(rows(None, least), (Some(vec![false, true, false]), 2));
        assert_eq!(rows(Some(vec![true, true, false]), least), (Some(vec![false, true, false]), 1));
        assert_eq!(rows(None, Some(LeastPopulation(0))), (Some(vec![true; 3]), 0));
    }

    #[test]
    fn a_least_population_is_a_whole_number() {
        assert_eq!(LeastPopulation::read("1000").map(|p| p.0).ok(), Some(1000));
        for text in ["", "-1", "1e3", "1 000", "100000001", "999999999999999999999"] {
            let why = LeastPopulation::read(text).expect_err(text).detail;
            assert!(why.contains("`min_population`") && why.contains("0 to 100000000"), "{why}");
        }
    }
}
