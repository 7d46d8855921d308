//! Rows of a table joined to units by their codes.
//!
//! In: a table with its dataset. Out: [`Joined`]: the unit of each row, how the row came to it, and a
//! [`JoinReport`]. A code in force comes first, then other spellings of one, then codes of other years
//! and of municipal arrondissements ([`super::passage`]).

use std::collections::BTreeMap;

use arrow::array::{Array, StringArray};
use rustc_hash::FxHashMap;

use super::passage::{How, Passage, Resolved};
use super::spelling::{shortest, spellings};
use super::{Level, LevelIndex, Territory, UnitIndex};
use crate::catalog::{Dataset, OnDuplicate};
use crate::error::{Error, Result};
use crate::table::Table;

/// How many codes are shown as examples.
const EXAMPLES: usize = 5;

/// What became of a table's rows.
#[derive(Debug, Clone, Default)]
pub struct JoinReport {
    /// Rows joined to a unit by a code in force.
    pub direct: usize,
    /// Rows carried by the passage table.
    pub carried: usize,
    /// Rows of municipal arrondissements folded into their commune.
    pub arrondissements: usize,
    /// Rows whose code was written otherwise than the unit's: without its leading zero, as a decimal
    /// number, in lower case. A few of them: as written → as read.
    pub respelled: usize,
    /// See `respelled`.
    pub respelled_examples: Vec<String>,
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
    /// Unit of each row; `None` for a row that counts in no unit.
    pub unit_of_row: Vec<Option<UnitIndex>>,
    /// How each row came to it.
    pub how: Vec<How>,
    /// Persons of the row's former commune, to weigh values that are put together.
    pub population: Vec<f64>,
    /// In figures.
    pub report: JoinReport,
}

impl Territory {
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
            unit_of_row: vec![None; table.rows],
            how: vec![How::Direct; table.rows],
            population: vec![f64::NAN; table.rows],
            report: JoinReport::default(),
        };
        let mut found: Vec<Option<Resolved>> =
            keys.iter().map(|code| self.resolve(level, code?, same_year)).collect();
        let keys = self.respell(level, same_year, keys, &mut found, &mut joined.report);
        let repeated = repeated_rows(table, &keys, layout.duplicates)?;
        for (row, found) in found.into_iter().enumerate() {
            let code = keys.value(row);
            if repeated.contains_key(&row) {
                joined.report.repeated += 1;
                continue;
            }
            match found {
                Some(found) => {
                    joined.unit_of_row[row] = Some(found.unit);
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
                        joined.report.unmatched_examples.push(self.lost(level, code));
                    }
                }
            }
        }
        if layout.level == "commune" {
            joined.own_persons(&keys, &self.passage, &self[level]);
        }
        joined.once(self[level].len());
        without_row(&self[level], &joined.unit_of_row, &mut joined.report);
        Ok(joined)
    }

    /// Codes of a table, where those that are none are read as the code that they can only be:
    /// "1001" is 01001, "1001.0" too, "2a004" is 2A004.
    fn respell(
        &self,
        level: LevelIndex,
        same_year: bool,
        keys: StringArray,
        found: &mut [Option<Resolved>],
        report: &mut JoinReport,
    ) -> StringArray {
        let shortest = shortest(&self[level]);
        let mut read: BTreeMap<usize, String> = BTreeMap::new();
        for row in (0..found.len()).filter(|row| keys.is_valid(*row)) {
            if found[row].is_some() {
                continue;
            }
            let code = keys.value(row);
            for spelling in spellings(code, shortest) {
                if let Some(unit) = self.resolve(level, &spelling, same_year) {
                    found[row] = Some(unit);
                    report.respelled += 1;
                    if report.respelled_examples.len() < EXAMPLES {
                        report.respelled_examples.push(format!("{code} → {spelling}"));
                    }
                    read.insert(row, spelling);
                    break;
                }
            }
        }
        if read.is_empty() {
            return keys;
        }
        let code = |row: usize| match read.get(&row) {
            Some(spelling) => spelling.as_str(),
            None if keys.is_null(row) => "",
            None => keys.value(row),
        };
        StringArray::from_iter_values((0..keys.len()).map(code))
    }

    /// A code that no unit claims, and where it went when that is known.
    fn lost(&self, level: LevelIndex, code: &str) -> String {
        let known = (self[level].id == "commune").then(|| self.passage.find(code)).flatten();
        match known.map(|i| (self.passage.names[i].as_str(), self.passage.new[i].as_str())) {
            Some((name, "")) => format!("{code} ({name}, outside the territory)"),
            Some((name, new)) => format!("{code} ({name}, now {new})"),
            None => code.into(),
        }
    }
}

impl Joined {
    /// Persons of a commune under its own code, where others that merged into it have rows of their
    /// own: those of the whole less those of these parts.
    fn own_persons(&mut self, keys: &StringArray, passage: &Passage, level: &Level) {
        let mut parts: FxHashMap<UnitIndex, f64> = FxHashMap::default();
        for (row, unit) in self.unit_of_row.iter().enumerate() {
            if let Some(unit) = unit
                && self.how[row] == How::Carried
            {
                *parts.entry(*unit).or_default() += passage.population(keys.value(row));
            }
        }
        if parts.is_empty() {
            return;
        }
        for (row, unit) in self.unit_of_row.iter().enumerate() {
            let Some(unit) = unit.filter(|_| self.how[row] == How::Direct) else { continue };
            let Some(parts) = parts.get(&unit) else { continue };
            let own = passage.whole(level.code(unit)) - parts;
            if own > 0.0 {
                self.population[row] = own;
            }
        }
    }

    /// Some files list Paris, Lyon and Marseille and their arrondissements too: they are counted once,
    /// by the commune's own row.
    fn once(&mut self, units: usize) {
        let mut own = vec![false; units];
        for (unit, how) in self.unit_of_row.iter().zip(&self.how) {
            if let Some(unit) = unit
                && *how == How::Direct
            {
                own[unit.get()] = true;
            }
        }
        for (unit, how) in self.unit_of_row.iter_mut().zip(&self.how) {
            let folded = *how == How::Arrondissement;
            if unit.is_some_and(|unit| folded && own[unit.get()]) {
                *unit = None;
                self.report.arrondissements -= 1;
                self.report.repeated += 1;
            }
        }
    }
}

/// Counts the units that no row joins.
pub fn without_row(level: &Level, unit_of_row: &[Option<UnitIndex>], report: &mut JoinReport) {
    let mut has = vec![false; level.len()];
    for unit in unit_of_row.iter().flatten() {
        has[unit.get()] = true;
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
    let mut first = FxHashMap::default();
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
