//! Codes of other years carried to the reference year.
//!
//! Where each passage comes from is in the embedded table itself (`passage.parquet`, columns
//! `kind` and `source`): former codes, delegated and associated communes, municipal
//! arrondissements. An IRIS follows its commune and keeps its four last digits.

use std::path::Path;
use std::sync::OnceLock;

use arrow::array::{Array, StringArray};
use rustc_hash::FxHashMap;

use super::cells::value;
use super::insee_code::LocalCode;
use super::{Codes, LevelIndex, Territory, UnitIndex};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::table::{self, Table};

/// Dataset of passages from older codes.
pub const PASSAGE: &str = "passage-2026";

/// What an older code is the code of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PassageKind {
    /// A commune that is no more, or one whose code changed.
    #[default]
    Former,
    /// A commune that is now a commune déléguée of another one.
    Delegated,
    /// The same, a commune associée.
    Associated,
    /// A municipal arrondissement.
    Arrondissement,
}

impl PassageKind {
    /// As the embedded table writes it.
    fn read(kind: &str) -> Self {
        match kind {
            "commune déléguée" => Self::Delegated,
            "commune associée" => Self::Associated,
            "arrondissement municipal" => Self::Arrondissement,
            _ => Self::Former,
        }
    }
}

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
    /// The unit.
    pub unit: UnitIndex,
    /// How.
    pub how: How,
}

/// Former communes → communes in force, sorted by old code.
#[derive(Debug, Clone, Default)]
pub struct Passage {
    pub(super) old: Codes,
    /// Empty where the code leads out of the territory.
    pub(super) new: Vec<String>,
    pub(super) kinds: Vec<PassageKind>,
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
        let kind = |r: &usize| PassageKind::read(value(&kind, *r));
        Ok(Self {
            old: Codes::from(texts(&old) as Vec<String>),
            new: texts(&new),
            kinds: rows.iter().map(kind).collect(),
            population: numbers(&population),
            whole: numbers(&whole),
            names: texts(&names),
            whole_of: OnceLock::new(),
        })
    }

    pub(super) fn find(&self, code: &str) -> Option<usize> {
        self.old.find(code)
    }

    /// The commune that a code leads to, and whether it is a municipal arrondissement's. Nothing for
    /// a code that leads out of the territory.
    pub fn commune(&self, code: &str) -> Option<(&str, bool)> {
        let found = self.find(code).filter(|i| !self.new[*i].is_empty())?;
        Some((&self.new[found], self.kinds[found] == PassageKind::Arrondissement))
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
    pub(super) fn whole(&self, code: &str) -> f64 {
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

impl Territory {
    /// The unit of a code at a level. `same_year`: the code is of the reference year, so that only
    /// arrondissements may need a passage.
    pub fn resolve(&self, level: LevelIndex, code: &str, same_year: bool) -> Option<Resolved> {
        let units = &self[level];
        if let Some(unit) = units.find(code) {
            return Some(Resolved { unit, how: How::Direct });
        }
        let code = LocalCode::of(&units.id, code)?;
        let (new, arrondissement) = self.passage.commune(code.commune().as_str())?;
        let unit = units.find(code.in_commune(new.parse().ok()?).as_str())?;
        let folded = arrondissement && matches!(code, LocalCode::Commune(_));
        let how = if folded { How::Arrondissement } else { How::Carried };
        (!same_year || folded).then_some(Resolved { unit, how })
    }
}
