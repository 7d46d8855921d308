//! Which rows of a table count for each unit.

use arrow::array::Array;

use super::evaluated_column::EvaluatedColumn;
use crate::territory::{How, Joined, UnitIndex};

/// Rows that count for each unit. Arrondissements count only where the commune has no value of
/// its own: tables that list both are not counted twice.
pub struct RowsByUnit {
    start: Vec<u32>,
    rows: Vec<u32>,
}

impl RowsByUnit {
    /// Of rows that are joined; for a rate both sides must have a value.
    pub fn new(
        joined: &Joined,
        units: usize,
        first: &EvaluatedColumn,
        second: Option<&EvaluatedColumn>,
    ) -> Self {
        let has_value = |row: usize| {
            !first.values.is_null(row) && second.is_none_or(|s| !s.values.is_null(row))
        };
        let mut own = vec![false; units];
        let mut folded = vec![false; units];
        let located = joined.unit_of_row.iter().enumerate();
        let located = located.filter_map(|(row, unit)| Some((row, unit.map(UnitIndex::get)?)));
        for (row, unit) in located.clone().filter(|(row, _)| has_value(*row)) {
            match joined.how[row] {
                How::Arrondissement => folded[unit] = true,
                How::Direct | How::Carried => own[unit] = true,
            }
        }
        // Of a commune listed beside its arrondissements: the one side that has values.
        let counts = |row: usize, unit: usize| match joined.how[row] {
            How::Arrondissement => !own[unit],
            How::Direct | How::Carried => own[unit] || !folded[unit],
        };
        let counted = located.filter(|(row, unit)| counts(*row, *unit));
        let mut start = vec![0_u32; units + 1];
        for (_, unit) in counted.clone() {
            start[unit + 1] += 1;
        }
        for unit in 0..units {
            start[unit + 1] += start[unit];
        }
        let mut next = start.clone();
        let mut rows = vec![0; start[units] as usize];
        for (row, unit) in counted {
            let at = &mut next[unit];
            rows[*at as usize] = row as u32;
            *at += 1;
        }
        Self { start, rows }
    }

    /// Rows of one unit.
    pub fn of(&self, unit: usize) -> &[u32] {
        &self.rows[self.start[unit] as usize..self.start[unit + 1] as usize]
    }
}
