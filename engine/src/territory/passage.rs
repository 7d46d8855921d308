//! Codes of other years carried to the reference year; rows of a table joined to units.
//!
//! Where each passage comes from is in the embedded table itself (`passage.parquet`, columns
//! `kind` and `source`): former codes, delegated and associated communes, municipal
//! arrondissements. An IRIS follows its commune and keeps its four last digits.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use arrow::array::{Array, StringArray};

use rustc_hash::FxHashMap;

use super::cells::value;
use super::spelling::{shortest, spellings};
use super::{Codes, Level, LevelIndex, NONE, Territory};
use crate::catalog::{Catalog, Dataset, OnDuplicate};
use crate::error::{Error, Result};
use crate::table::{self, Table};

/// Dataset of passages from older codes.
pub const PASSAGE: &str = "passage-2026";
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
    /// Empty where the code leads out of the territory.
    pub(super) new: Vec<String>,
    pub(super) arrondissement: Vec<bool>,
    pub(super) population: Vec<f64>,
    pub(super) whole: Vec<f64>,
    pub(super) names: Vec<String>,
    whole_of: OnceLock<FxHashMap<String, f64>>,
}

impl Passage {
    /// Columns of the embedded table.
    pub(super) const COLUMNS: [&'static str; 5] =
        ["new_code", "kind", "population", "whole", "name"];

    /// The embedded table, for those who have the units from elsewhere.
    ///
    /// # Errors
    /// It cannot be read: the program is damaged.
    pub fn builtin() -> Result<&'static Self> {
        static READ: OnceLock<Passage> = OnceLock::new();
        if let Some(read) = READ.get() {
            return Ok(read);
        }
        let catalog = Catalog::builtin()?;
        let dataset = catalog.dataset(PASSAGE)?;
        let opened = table::open(dataset, Path::new(""))?;
        let wanted = Self::COLUMNS.map(String::from);
        let read = Self::read(&table::read(dataset, &opened, &wanted)?)?;
        Ok(READ.get_or_init(|| read))
    }

    /// Of the embedded table.
    pub(super) fn read(table: &Table) -> Result<Self> {
        let (old, kind) = (table.keys()?, table.text("kind")?);
        let text = |name: &str| table.text(name);
        let (new, names) = (text("new_code")?, text("name")?);
        let persons = |name: &str| table.numbers(name).map(|n| n.values);
        let (population, whole) = (persons("population")?, persons("whole")?);
        let mut rows: Vec<usize> = (0..table.rows).collect();
        rows.sort_by(|a, b| value(&old, *a).cmp(value(&old, *b)));
        let texts = |of: &StringArray| rows.iter().map(|r| value(of, *r).to_string()).collect();
        let numbers = |of: &arrow::array::Float64Array| {
            let number = |r: &usize| if of.is_null(*r) { f64::NAN } else { of.value(*r) };
            rows.iter().map(number).collect()
        };
        let arrondissement = |r: &usize| value(&kind, *r) == "arrondissement municipal";
        Ok(Self {
            old: Codes::from(texts(&old) as Vec<String>),
            new: texts(&new),
            arrondissement: rows.iter().map(arrondissement).collect(),
            population: numbers(&population),
            whole: numbers(&whole),
            names: texts(&names),
            whole_of: OnceLock::new(),
        })
    }

    pub(super) fn find(&self, code: &str) -> Option<usize> {
        self.old.find(code).map(|i| i as usize)
    }

    /// The commune that a code leads to, and whether it is a municipal arrondissement's. Nothing for
    /// a code that leads out of the territory.
    pub fn commune(&self, code: &str) -> Option<(&str, bool)> {
        let found = self.find(code).filter(|i| !self.new[*i].is_empty())?;
        Some((&self.new[found], self.arrondissement[found]))
    }

    /// Persons of the former commune or arrondissement; NaN where unknown.
    pub fn population(&self, code: &str) -> f64 {
        self.find(code).map_or(f64::NAN, |i| self.population[i])
    }

    /// Name of the former commune or arrondissement.
    pub fn name(&self, code: &str) -> Option<&str> {
        self.find(code).map(|i| self.names[i].as_str()).filter(|name| !name.is_empty())
    }

    /// Persons of a commune in force, within its bounds of today, in the year of the populations of
    /// its parts; NaN where unknown, and where it has no part.
    fn whole(&self, code: &str) -> f64 {
        let whole_of = self.whole_of.get_or_init(|| {
            let known = self.new.iter().zip(&self.whole).filter(|(_, whole)| !whole.is_nan());
            known.map(|(new, whole)| (new.clone(), *whole)).collect()
        });
        whole_of.get(code).copied().unwrap_or(f64::NAN)
    }

    /// Number of passages.
    pub fn len(&self) -> usize {
        self.new.iter().filter(|new| !new.is_empty()).count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
    /// Unit of each row; [`NONE`] for a row that counts in no unit.
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
    pub fn resolve(&self, level: LevelIndex, code: &str, same_year: bool) -> Option<Resolved> {
        let units = &self[level];
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
        let mut parts: FxHashMap<u32, f64> = FxHashMap::default();
        for (row, unit) in self.unit_of_row.iter().enumerate() {
            if *unit != NONE && self.how[row] == How::Carried {
                *parts.entry(*unit).or_default() += passage.population(keys.value(row));
            }
        }
        if parts.is_empty() {
            return;
        }
        for (row, unit) in self.unit_of_row.iter().enumerate() {
            if *unit == NONE || self.how[row] != How::Direct {
                continue;
            }
            let Some(parts) = parts.get(unit) else { continue };
            let own = passage.whole(&level.codes[*unit as usize]) - parts;
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
