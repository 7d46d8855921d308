//! What is looked at of a column: some of its cells, and the different texts among them.
//!
//! In: a column. Out: [`ColumnSample`]. Rows, texts and their length are bounded; which are looked at depends
//! on nothing but the file.

use std::collections::BTreeSet;

use arrow::array::{Array, StringArray};
use rustc_hash::FxHashMap;

/// Rows that are looked at, evenly spread over the file.
pub const MOST_ROWS: usize = 2_000;
/// Different texts that are looked at, in the order in which they first stand in the file.
const MOST_TEXTS: usize = 200;
/// Bytes of a cell that are looked at; no address, list or week of hours is longer.
const MOST_BYTES: usize = 1_000;
/// Spellings of « no value » that are kept.
const MOST_MISSING: usize = 30;

/// What people write where they know nothing, in lower case.
const NO_VALUE: [&str; 26] = [
    "nc",
    "n.c.",
    "n.c",
    "n/c",
    "na",
    "n/a",
    "n.a.",
    "#n/a",
    "nr",
    "n.r.",
    "nsp",
    "null",
    "none",
    "néant",
    "neant",
    "-",
    "--",
    "/",
    "?",
    "???",
    "non renseigné",
    "non renseigne",
    "non communiqué",
    "inconnu",
    "sans objet",
    "à compléter",
];

/// Cells of a column.
#[derive(Debug, Default)]
pub struct ColumnSample {
    /// Heading.
    pub name: String,
    /// Position in the file, from 0.
    pub position: usize,
    /// The cells that are looked at, in the order of the rows; `None` where there is no value.
    pub cells: Vec<Option<String>>,
    /// Different texts, with how many of the cells hold them.
    pub texts: Vec<(String, usize)>,
    /// How many different texts there are.
    pub different: usize,
    /// How many cells have a value.
    pub filled: usize,
    /// How many are longer than what is looked at of them.
    pub cut: usize,
}

/// The rows that are looked at.
pub fn rows(all: usize) -> Vec<usize> {
    let looked = all.min(MOST_ROWS);
    (0..looked).map(|i| i * all / looked.max(1)).collect()
}

impl ColumnSample {
    /// Looks at some rows of a column.
    pub fn of(name: &str, position: usize, column: &StringArray, rows: &[usize]) -> Self {
        let mut out = Self { name: name.into(), position, ..Self::default() };
        let mut known: FxHashMap<&str, usize> = FxHashMap::default();
        for row in rows {
            let whole = if column.is_null(*row) { "" } else { column.value(*row).trim() };
            let text = beginning(whole);
            if text.is_empty() || is_no_value(text) {
                out.cells.push(None);
                continue;
            }
            out.filled += 1;
            out.cut += usize::from(text.len() < whole.len());
            out.cells.push(Some(text.into()));
            let at = *known.entry(text).or_insert_with(|| {
                if out.texts.len() < MOST_TEXTS {
                    out.texts.push((text.into(), 0));
                }
                out.different += 1;
                out.different - 1
            });
            if let Some((_, count)) = out.texts.get_mut(at) {
                *count += 1;
            }
        }
        out
    }

    /// Mean of a test over the cells whose text is looked at; 0 of an empty column.
    pub fn share(&self, test: impl Fn(&str) -> f64) -> f64 {
        let all: usize = self.texts.iter().map(|(_, count)| count).sum();
        let passed: f64 = self.texts.iter().map(|(text, count)| test(text) * *count as f64).sum();
        if all == 0 { 0.0 } else { passed / all as f64 }
    }

    /// Share of the cells whose text passes.
    pub fn passing(&self, test: impl Fn(&str) -> bool) -> f64 {
        self.share(|text| f64::from(u8::from(test(text))))
    }

    /// Whether every row has a value, and each another one.
    pub fn identifies(&self) -> bool {
        self.filled > 0 && self.filled == self.cells.len() && self.different == self.filled
    }
}

/// How « no value » is spelled in a column, among the rows that are looked at.
pub fn missing(column: &StringArray, rows: &[usize]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for row in rows.iter().filter(|row| !column.is_null(**row)) {
        let text = column.value(*row).trim();
        if out.len() < MOST_MISSING && is_no_value(text) {
            out.insert(text.to_string());
        }
    }
    out
}

fn is_no_value(text: &str) -> bool {
    text.len() <= 20 && NO_VALUE.contains(&text.to_lowercase().as_str())
}

fn beginning(text: &str) -> &str {
    let end = (0..=MOST_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_spread_over_the_file() {
        assert_eq!(rows(0), Vec::<usize>::new());
        assert_eq!(rows(3), [0, 1, 2]);
        let many = rows(1_000_000);
        assert_eq!((many.len(), many[1], many[1999]), (MOST_ROWS, 500, 999_500));
    }

    #[test]
    fn what_is_looked_at_is_bounded() {
        let long = "é".repeat(40_000);
        let texts: Vec<String> = (0..1000).map(|i| format!("texte {i}")).collect();
        let column: StringArray =
            texts.iter().map(String::as_str).chain([long.as_str()]).map(Some).collect();
        let sample = ColumnSample::of("a", 0, &column, &rows(column.len()));
        assert_eq!((sample.texts.len(), sample.different, sample.cut), (MOST_TEXTS, 1001, 1));
        assert!(sample.cells.iter().flatten().all(|cell| cell.len() <= MOST_BYTES));
        assert!(sample.identifies());
    }

    #[test]
    fn no_value_is_none() {
        let column: StringArray =
            [Some("NC"), Some(" n/a"), None, Some(""), Some("Non"), Some("Non")]
                .into_iter()
                .collect();
        let rows = rows(column.len());
        let sample = ColumnSample::of("a", 0, &column, &rows);
        assert_eq!((sample.filled, sample.texts.clone()), (2, vec![("Non".to_string(), 2)]));
        assert_eq!(missing(&column, &rows), ["NC", "n/a"].map(String::from).into());
        assert!(!sample.identifies());
        assert!((sample.passing(|text| text == "Non") - 1.0).abs() < 1e-12);
    }
}
