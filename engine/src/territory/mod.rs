//! Units: codes, names, populations, parents, and the passage from older codes.
//!
//! In: the embedded tables of the reference COG year (communes, EPCI, départements, régions,
//! passage, IRIS of the census). Out: a [`Territory`] of levels, finest first, each sorted by
//! code, with the position of every unit's parent at each coarser level; [`Contours`] in WGS 84
//! degrees. Populations are persons.

mod cells;
mod codes;
mod contours;
pub mod dissolve;
mod former;
mod france;
mod france_names;
mod gazetteer;
mod insee_code;
mod iris;
mod iris_names;
mod join;
mod level_index;
mod neighbours;
mod older_names;
mod own;
mod passage;
mod positions;
mod postal;
mod search;
mod spelling;
mod unit_index;
mod zone;

pub use crate::text::fold;
pub use codes::Codes;
pub use contours::{ContourKind, Contours, commune_shapes, iris_shapes, load as load_contours};
pub use former::{Lead, LeadKind, gone, lead};
pub use france::load as load_france;
pub use france_names::{FormerRegion, france_name};
pub use gazetteer::{Gazetteer, Match, MatchReason};
pub use insee_code::{CodeError, CommuneCode, DepartementCode, IrisCode, LocalCode};
pub use join::{JoinReport, Joined, without_row};
pub use level_index::{COMMUNE_LEVEL, LevelIndex};
pub use neighbours::neighbours;
pub use older_names::OlderName;
pub use own::load as load_own;
pub use passage::{How, PASSAGE, Passage, PassageKind, Resolved};
pub use positions::{PopulationPoint, PositionKind, Positions, TOWN_HALLS, positions};
pub use postal::{PostalCodes, is_postal_code, postal_number};
pub use search::{UnitMatch, nearest_codes};
pub use spelling::arrondissement;
pub use unit_index::{NONE, UnitIndex};
pub use zone::{FoundZone, NearUnit, Overlap, ZoneUnits, near_units, shares_inside, unknown_level};

use arrow::array::BinaryArray;

use crate::table::Opened;

/// One level of units, sorted by code.
#[derive(Debug, Clone, Default)]
pub struct Level {
    /// `iris`, `commune`, …
    pub id: String,
    /// Codes, ascending.
    pub codes: Codes,
    /// Names for people.
    pub names: Vec<String>,
    /// Persons; NaN where unknown.
    pub population: Vec<f64>,
    /// Position of each unit's parent in every coarser level.
    pub parents: Vec<Parents>,
}

/// Where the units of one level lie in a coarser one.
#[derive(Debug, Clone)]
pub struct Parents {
    /// The coarser level.
    pub level: LevelIndex,
    /// The parent; `None` where there is none or where a unit straddles several.
    pub of_unit: Vec<Option<UnitIndex>>,
    /// No unit straddles two parents.
    pub nests: bool,
}

/// A source that was read, for the manifest.
#[derive(Debug, Clone)]
pub struct SourceUse {
    /// Dataset id.
    pub id: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows read.
    pub rows: usize,
    /// What was passed over, mended or chosen among several while the file was read.
    pub reading: Vec<String>,
}

impl SourceUse {
    /// Of an opened dataset.
    pub fn new(id: &str, opened: &Opened, rows: usize) -> Self {
        Self { id: id.into(), sha256: opened.sha256.clone(), rows, reading: Vec::new() }
    }

    /// The same with the notes of its table.
    #[must_use]
    pub fn noting(mut self, table: &crate::table::Table) -> Self {
        self.reading = table.notes();
        self
    }
}

/// How the units came to be, for the manifest: what was carried to the reference year.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    /// Rows of the IRIS table.
    pub rows: usize,
    /// IRIS whose commune's code changed; they keep their four last digits.
    pub renamed: Vec<(String, String)>,
    /// Of these, IRIS that became one with another.
    pub merged: usize,
    /// IRIS that keep their published code: another one of the commune has their four digits.
    pub kept: Vec<String>,
    /// Communes that have no IRIS in the table: the IRIS `XXXXX0000` stands for them.
    pub without_iris: Vec<String>,
}

/// The units of a country.
#[derive(Debug, Clone, Default)]
pub struct Territory {
    /// Finest first.
    pub levels: Vec<Level>,
    /// From older codes to those of the reference year.
    pub passage: Passage,
    /// What was read.
    pub sources: Vec<SourceUse>,
    /// What was carried.
    pub carried: Carried,
    /// Units of the user's own, not France's.
    pub own: bool,
    /// Contours of the user's own finest units, WKB.
    pub geometry: Option<BinaryArray>,
    /// The same to compute with: long edges have points on them, so that they stay straight in the system
    /// that they were given in.
    pub ground: Option<BinaryArray>,
}

impl Parents {
    /// Parent of a unit.
    pub fn get(&self, unit: UnitIndex) -> Option<UnitIndex> {
        self.of_unit[unit.get()]
    }
}

impl Level {
    /// Number of units.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// All units, in the order of their codes.
    pub fn units(
        &self,
    ) -> impl DoubleEndedIterator<Item = UnitIndex> + ExactSizeIterator + Clone + use<> {
        UnitIndex::first(self.len())
    }

    /// The unit that has a code.
    pub fn find(&self, code: &str) -> Option<UnitIndex> {
        self.codes.find(code).map(UnitIndex::new)
    }

    /// Code of a unit.
    pub fn code(&self, unit: UnitIndex) -> &str {
        &self.codes[unit.get()]
    }

    /// Name of a unit.
    pub fn name(&self, unit: UnitIndex) -> &str {
        &self.names[unit.get()]
    }

    /// Parents in a coarser level.
    pub fn parents_in(&self, level: LevelIndex) -> Option<&Parents> {
        self.parents.iter().find(|p| p.level == level)
    }
}

impl Territory {
    /// Position of a level.
    pub fn level(&self, id: &str) -> Option<LevelIndex> {
        self.levels.iter().position(|l| l.id == id).map(LevelIndex::new)
    }

    /// Fills [`Level::parents`] from the parents of the finest level: the parent of a coarser unit
    /// is that of all the finest units in it, and none where they differ.
    pub(crate) fn link(&mut self, finest: Vec<Parents>) {
        let mut all: Vec<Vec<Parents>> = vec![Vec::new(); self.levels.len()];
        for (position, from) in finest.iter().enumerate() {
            for to in finest.iter().skip(position + 1) {
                let mut of_unit: Vec<Option<UnitIndex>> = vec![None; self[from.level].len()];
                let mut straddles = vec![false; of_unit.len()];
                for (a, b) in from.of_unit.iter().zip(&to.of_unit) {
                    let (Some(unit), Some(_)) = (a, b) else { continue };
                    let unit = unit.get();
                    if of_unit[unit].is_none() && !straddles[unit] {
                        of_unit[unit] = *b;
                    } else if of_unit[unit] != *b {
                        of_unit[unit] = None;
                        straddles[unit] = true;
                    }
                }
                let nests = !straddles.contains(&true);
                all[from.level.get()].push(Parents { level: to.level, of_unit, nests });
            }
        }
        all[LevelIndex::FINEST.get()] = finest;
        for (level, parents) in self.levels.iter_mut().zip(all) {
            level.parents = parents;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_that_straddles_has_no_parent() {
        let level = |id: &str, codes: &[&str]| Level {
            id: id.into(),
            codes: codes.iter().map(ToString::to_string).collect::<Vec<_>>().into(),
            names: codes.iter().map(ToString::to_string).collect(),
            population: vec![1.0; codes.len()],
            parents: Vec::new(),
        };
        let mut t = Territory {
            levels: vec![
                level("iris", &["a", "b", "c"]),
                level("epci", &["E", "F"]),
                level("dep", &["1", "2"]),
            ],
            ..Territory::default()
        };
        let at = |position| Some(UnitIndex::new(position));
        t.link(vec![
            Parents { level: LevelIndex::new(1), of_unit: [0, 0, 1].map(at).to_vec(), nests: true },
            Parents { level: LevelIndex::new(2), of_unit: [0, 1, 1].map(at).to_vec(), nests: true },
        ]);
        let [epci, dep] = [1, 2].map(LevelIndex::new);
        let up = t[epci].parents_in(dep).expect("linked");
        assert_eq!((up.of_unit.as_slice(), up.nests), (&[None, at(1)][..], false));
    }
}
