//! Markers of missing values: a cell is one by its text, or by the number that both are.

use std::str::FromStr;

use crate::table::missing_reason::MissingReason;
use crate::table::number_text::NumberCell;

/// Markers of a table.
pub struct Markers<'a> {
    texts: &'a [String],
    /// Those that are numbers: -999 is written -999,0 and -999.00 as well.
    numbers: Vec<(f64, MissingReason)>,
}

impl<'a> Markers<'a> {
    /// Of `missing` of a table.
    pub fn of(texts: &'a [String]) -> Self {
        let number = |text: &String| {
            let number = one_number(text).or_else(|| finite(text.trim()))?;
            Some((number, MissingReason::of_marker(text)))
        };
        Self { texts, numbers: texts.iter().filter_map(number).collect() }
    }

    /// Why a cell without blanks around it has no value: it is empty, or a marker as written.
    fn text(&self, raw: &str) -> Option<MissingReason> {
        match self.texts.iter().find(|m| m.as_str() == raw) {
            Some(marker) => Some(MissingReason::of_marker(marker)),
            None => raw.is_empty().then_some(MissingReason::Empty),
        }
    }

    /// Why a number is no value.
    pub fn number(&self, number: f64) -> Option<MissingReason> {
        self.numbers.iter().find(|(marker, _)| *marker == number).map(|(_, why)| *why)
    }

    /// Why a cell that may be written with another decimal mark has no value.
    pub fn other(&self, raw: &str) -> Option<MissingReason> {
        let number = || if self.numbers.is_empty() { None } else { one_number(raw) };
        self.text(raw).or_else(|| self.number(number()?))
    }
}

/// The number that a text is whatever its decimal mark.
fn one_number(text: &str) -> Option<f64> {
    let cell = NumberCell::of(text, None, f64::INFINITY);
    (cell.unit.is_none() && !cell.is_either()).then(|| cell.point.or(cell.comma)).flatten()
}

/// A number as a plain parser reads it.
pub fn finite(text: &str) -> Option<f64> {
    f64::from_str(text).ok().filter(|n| n.is_finite())
}
