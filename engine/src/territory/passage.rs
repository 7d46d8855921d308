//! Codes of other years carried to the reference year; rows of a table joined to units.
//!
//! Where each passage comes from is in the embedded table itself (`passage.parquet`, columns
//! `kind` and `source`): former codes, delegated and associated communes, municipal
//! arrondissements. An IRIS follows its commune and keeps its four last digits.

use std::collections::BTreeMap;

use arrow::array::{Array, StringArray};

use super::{Codes, Level, NONE, Territory};
use crate::catalog::{Dataset, OnDuplicate};
use crate::error::{Error, Result};
use crate::table::Table;

/// How many codes are shown as examples.
const EXAMPLES: usize = 5;

/// How a row came to its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The code is in force.
    Direct,
    /// Through the passage table.
    Carried,
    /// A municipal arrondissement folded into its commune.
    Arrondissement,
}

/// A code's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resolved {
    /// Position in the level.
    pub unit: u32,
    /// How.
    pub how: How,
}

/// Former communes → communes in force, sorted by old code.
#[derive(Debug, Clone, Default)]
pub struct Passage {
    pub(super) old: Codes,
    pub(super) new: Vec<String>,
    pub(super) arrondissement: Vec<bool>,
    pub(super) population: Vec<f64>,
}

impl Passage {
    fn find(&self, code: &str) -> Option<usize> {
        self.old.find(code).map(|i| i as usize)
    }

    /// The commune that a code leads to, and whether it is a municipal arrondissement's.
    pub fn commune(&self, code: &str) -> Option<(&str, bool)> {
        let found = self.find(code)?;
        Some((&self.new[found], self.arrondissement[found]))
    }

    /// Persons of the former commune or arrondissement; NaN where unknown.
    pub fn population(&self, code: &str) -> f64 {
        self.find(code).map_or(f64::NAN, |i| self.population[i])
    }

    /// Number of passages.
    pub fn len(&self) -> usize {
        self.old.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.old.is_empty()
    }
}

/// What became of a table's rows.
#[derive(Debug, Clone, Default)]
pub struct JoinReport {
    /// Rows joined to a unit by a code in force.
    pub direct: usize,
    /// Rows carried by the passage table.
    pub carried: usize,
    /// Rows of municipal arrondissements folded into their commune.
    pub arrondissements: usize,
    /// Rows that repeat an earlier one, or a part of it.
    pub repeated: usize,
    /// Rows that no unit claims, and a few of their codes.
    pub unmatched: usize,
    /// See `unmatched`.
    pub unmatched_examples: Vec<String>,
    /// Units of the level without a row, and a few of their codes.
    pub without_row: usize,
    /// See `without_row`.
    pub without_row_examples: Vec<String>,
}

/// A table's rows and their units.
#[derive(Debug, Clone)]
pub struct Joined {
    /// Unit of each row; [`NONE`] for a row that counts nowhere.
    pub unit_of_row: Vec<u32>,
    /// How each row came to it.
    pub how: Vec<How>,
    /// Persons of the row's former commune, to weigh values that are put together.
    pub population: Vec<f64>,
    /// In figures.
    pub report: JoinReport,
}

impl Territory {
    /// The unit of a code at a level. `same_year`: the code is of the reference year, so that only
    /// arrondissements may need a passage.
    pub fn resolve(&self, level: usize, code: &str, same_year: bool) -> Option<Resolved> {
        let units = &self.levels[level];
        if let Some(unit) = units.find(code) {
            return Some(Resolved { unit, how: How::Direct });
        }
        let carried = match (units.id.as_str(), code.len()) {
            ("commune", 5) => {
                let (new, arrondissement) = self.passage.commune(code)?;
                let unit = units.find(new)?;
                let how = if arrondissement { How::Arrondissement } else { How::Carried };
                Resolved { unit, how }
            }
            ("iris", 9) if code.is_ascii() => {
                let (new, _) = self.passage.commune(&code[..5])?;
                let unit = units.find(&format!("{new}{}", &code[5..]))?;
                Resolved { unit, how: How::Carried }
            }
            _ => return None,
        };
        (!same_year || carried.how == How::Arrondissement).then_some(carried)
    }

    /// Joins a table's rows to the units of its level.
    ///
    /// # Errors
    /// Two rows with one code that say different things.
    pub fn join(&self, dataset: &Dataset, table: &Table, reference_year: u16) -> Result<Joined> {
        let layout = &dataset.layout;
        let level = self.level(&layout.level).ok_or_else(|| {
            Error::request(format!("table `{}`: no level `{}`", dataset.id, layout.level))
        })?;
        let keys = trimmed(table.keys()?);
        let same_year = layout.geography == Some(reference_year);
        let mut joined = Joined {
            unit_of_row: vec![NONE; table.rows],
            how: vec![How::Direct; table.rows],
            population: vec![f64::NAN; table.rows],
            report: JoinReport::default(),
        };
        let repeated = repeated_rows(table, &keys, layout.duplicates)?;
        for row in 0..table.rows {
            let code = keys.value(row);
            if repeated.contains_key(&row) {
                joined.report.repeated += 1;
                continue;
            }
            match self.resolve(level, code, same_year) {
                Some(found) => {
                    joined.unit_of_row[row] = found.unit;
                    joined.how[row] = found.how;
                    if layout.level == "commune" {
                        joined.population[row] = self.passage.population(code);
                    }
                    match found.how {
                        How::Direct => joined.report.direct += 1,
                        How::Carried => joined.report.carried += 1,
                        How::Arrondissement => joined.report.arrondissements += 1,
                    }
                }
                None => {
                    joined.report.unmatched += 1;
                    if joined.report.unmatched_examples.len() < EXAMPLES {
                        joined.report.unmatched_examples.push(code.into());
                    }
                }
            }
        }
        joined.once(self.levels[level].len());
        without_row(&self.levels[level], &joined.unit_of_row, &mut joined.report);
        Ok(joined)
    }
}

impl Joined {
    /// Some files list Paris, Lyon and Marseille and their arrondissements too: they are counted once,
    /// by the commune's own row.
    fn once(&mut self, units: usize) {
        let mut own = vec![false; units];
        for (unit, how) in self.unit_of_row.iter().zip(&self.how) {
            if *unit != NONE && *how == How::Direct {
                own[*unit as usize] = true;
            }
        }
        for (unit, how) in self.unit_of_row.iter_mut().zip(&self.how) {
            if *unit != NONE && *how == How::Arrondissement && own[*unit as usize] {
                *unit = NONE;
                self.report.arrondissements -= 1;
                self.report.repeated += 1;
            }
        }
    }
}

/// Counts the units that no row joins.
pub fn without_row(level: &Level, unit_of_row: &[u32], report: &mut JoinReport) {
    let mut has = vec![false; level.len()];
    for unit in unit_of_row.iter().filter(|u| **u != NONE) {
        has[*unit as usize] = true;
    }
    for (unit, _) in has.iter().enumerate().filter(|(_, has)| !**has) {
        report.without_row += 1;
        if report.without_row_examples.len() < EXAMPLES {
            report.without_row_examples.push(level.codes[unit].clone());
        }
    }
}

/// Codes without blanks around them.
fn trimmed(keys: StringArray) -> StringArray {
    let clean = |k: &str| k.trim().len() == k.len();
    if keys.null_count() == 0 && keys.iter().flatten().all(clean) {
        return keys;
    }
    StringArray::from_iter_values(keys.iter().map(|k| k.unwrap_or_default().trim().to_string()))
}

/// Rows whose code stands on an earlier row: position of the row → of the first.
fn repeated_rows(
    table: &Table,
    keys: &StringArray,
    rule: OnDuplicate,
) -> Result<BTreeMap<usize, usize>> {
    let mut first = rustc_hash::FxHashMap::default();
    first.reserve(keys.len());
    let mut repeated = BTreeMap::new();
    for row in 0..keys.len() {
        let key = keys.value(row);
        let Some(earlier) = first.insert(key, row) else { continue };
        first.insert(key, earlier);
        if rule == OnDuplicate::Error && !table.same_rows(earlier, row) {
            return Err(Error::input(
                &table.path,
                format!(
                    "code {key:?} stands twice with different values (first: {})",
                    table.place(earlier)
                ),
            )
            .at_line(table.line(row))
            .with_help("mend the file, keep one with `filter`, or set duplicates = \"first\""));
        }
        repeated.insert(row, earlier);
    }
    Ok(repeated)
}
