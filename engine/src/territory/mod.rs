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
mod gazetteer;
mod iris;
mod neighbours;
mod own;
mod passage;
mod positions;
mod search;
mod spelling;

pub use crate::text::fold;
pub use codes::Codes;
pub use contours::{ContourKind, Contours, commune_shapes, iris_shapes, load as load_contours};
pub use former::{Lead, LeadKind, gone, lead};
pub use france::load as load_france;
pub use gazetteer::{Gazetteer, Match};
pub use neighbours::neighbours;
pub use own::load as load_own;
pub use passage::{How, JoinReport, Joined, PASSAGE, Passage, Resolved, without_row};
pub use positions::{PopulationPoint, PositionKind, Positions, TOWN_HALLS, positions};
pub use search::{UnitMatch, nearest_codes};
pub use spelling::arrondissement;

use arrow::array::BinaryArray;

use crate::table::Opened;

/// No parent, no unit.
pub const NONE: u32 = u32::MAX;

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
    /// Position of the coarser level in [`Territory::levels`].
    pub level: usize,
    /// Position of the parent; [`NONE`] where there is none or where a unit straddles several.
    pub of_unit: Vec<u32>,
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

impl Level {
    /// Number of units.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Position of a code.
    pub fn find(&self, code: &str) -> Option<u32> {
        self.codes.find(code)
    }

    /// Parents in a coarser level.
    pub fn parents_in(&self, level: usize) -> Option<&Parents> {
        self.parents.iter().find(|p| p.level == level)
    }
}

impl Territory {
    /// Position of a level.
    pub fn level(&self, id: &str) -> Option<usize> {
        self.levels.iter().position(|l| l.id == id)
    }

    /// Fills [`Level::parents`] from the parents of the finest level: the parent of a coarser unit
    /// is that of all the finest units in it, and none where they differ.
    pub(crate) fn link(&mut self, finest: Vec<Parents>) {
        let mut all: Vec<Vec<Parents>> = vec![Vec::new(); self.levels.len()];
        for (position, from) in finest.iter().enumerate() {
            for to in finest.iter().skip(position + 1) {
                let mut of_unit = vec![NONE; self.levels[from.level].len()];
                let mut straddles = vec![false; of_unit.len()];
                for (a, b) in from.of_unit.iter().zip(&to.of_unit) {
                    if *a == NONE || *b == NONE {
                        continue;
                    }
                    let unit = *a as usize;
                    if of_unit[unit] == NONE && !straddles[unit] {
                        of_unit[unit] = *b;
                    } else if of_unit[unit] != *b {
                        of_unit[unit] = NONE;
                        straddles[unit] = true;
                    }
                }
                let nests = !straddles.contains(&true);
                all[from.level].push(Parents { level: to.level, of_unit, nests });
            }
        }
        all[0] = finest;
        for (level, parents) in self.levels.iter_mut().zip(all) {
            level.parents = parents;
        }
    }

    /// Which units of `level` have at least one finest unit in `zone` (level position, unit).
    pub fn in_zone(&self, level: usize, zone: (usize, u32)) -> Vec<bool> {
        let mut inside = vec![false; self.levels[level].len()];
        let finest = &self.levels[0];
        let parent = |of: usize, unit: usize| match of {
            0 => unit as u32,
            of => finest.parents_in(of).map_or(NONE, |p| p.of_unit[unit]),
        };
        for unit in 0..finest.len() {
            let member = parent(level, unit);
            if member != NONE && parent(zone.0, unit) == zone.1 {
                inside[member as usize] = true;
            }
        }
        inside
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
        t.link(vec![
            Parents { level: 1, of_unit: vec![0, 0, 1], nests: true },
            Parents { level: 2, of_unit: vec![0, 1, 1], nests: true },
        ]);
        let up = t.levels[1].parents_in(2).expect("linked");
        assert_eq!((up.of_unit.as_slice(), up.nests), (&[NONE, 1][..], false));
        assert_eq!(t.in_zone(1, (2, 0)), [true, false]);
        assert_eq!(t.in_zone(0, (1, 0)), [true, true, false]);
    }
}
