//! How many rows, places or units are asked for.

use crate::http::{Parameter, Problem, deserialize_parameters};

/// A number of rows or places, 1 to 100,000.
#[derive(Debug, Clone, Copy)]
pub struct RowLimit(pub usize);

/// A number of units that a search finds, 1 to 50.
#[derive(Debug, Clone, Copy)]
pub struct UnitLimit(pub usize);

/// Reads a whole number of the parameter `limit`, 1 to `most`.
fn limit(text: &str, most: usize) -> Result<usize, Problem> {
    let wrong = |shown: &dyn std::fmt::Display| {
        let expected = format!("a whole number from 1 to {most} is expected");
        Problem::bad_request(format!("parameter `limit` is {shown}; {expected}"))
    };
    match text.parse::<usize>() {
        Ok(n) if (1..=most).contains(&n) => Ok(n),
        Ok(n) => Err(wrong(&n)),
        Err(_) => Err(wrong(&format_args!("{text:?}"))),
    }
}

impl Parameter for RowLimit {
    fn read(text: &str) -> Result<Self, Problem> {
        limit(text, 100_000).map(Self)
    }
}

impl Parameter for UnitLimit {
    fn read(text: &str) -> Result<Self, Problem> {
        limit(text, 50).map(Self)
    }
}

deserialize_parameters!(RowLimit, UnitLimit);
