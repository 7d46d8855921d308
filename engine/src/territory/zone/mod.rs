//! Zones found among units: members by codes in force, the finest units that lie in them, and what is to
//! be said of it.
//!
//! In: a [`ZoneSet`], and units ([`Territory`]) or the rows of a build, which look members up in their own
//! way. Out: a [`FoundZone`]: codes that were carried, members that were given twice, members that share
//! units. A unit that lies in several members is counted once.

mod near;
mod shares;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Lead, LevelIndex, Territory, UnitIndex};
use crate::catalog::{ZoneName, ZoneSet};
use crate::error::{Error, Result};

pub use near::{NearUnit, near_units, unknown_level};
pub use shares::shares_inside;

/// Members that share units, as far as notes list them.
const LISTED: usize = 5;

/// Two members of a zone that share units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The one of fewer units.
    pub member: ZoneName,
    /// The other.
    pub other: ZoneName,
    /// Whether `member` lies in `other` as a whole.
    pub whole: bool,
}

impl Overlap {
    /// What is to be said of it, in words.
    pub fn said(&self) -> String {
        let Self { member, other, whole } = self;
        if *whole {
            format!("{member} lies in {other}: counted once")
        } else {
            format!("{member} and {other} share units: counted once")
        }
    }
}

/// A zone whose members were found.
#[derive(Debug, Clone)]
pub struct FoundZone {
    /// The zone, its members by codes in force.
    pub zone: ZoneSet,
    /// Members that were asked for by other codes, as they were asked for, and how each was reached.
    pub leads: Vec<(ZoneName, Lead)>,
    /// Members that were given more than once, by codes in force.
    pub repeated: Vec<ZoneName>,
    /// Members that share units.
    pub overlaps: Vec<Overlap>,
}

impl FoundZone {
    /// Finds every member by `find`, which gives its code in force and how that was reached where it is
    /// another one. Nothing is known of overlaps yet.
    ///
    /// # Errors
    /// The first that `find` gives; it says which member of several is meant.
    pub fn new(
        asked: &ZoneSet,
        find: impl Fn(&ZoneName) -> Result<(ZoneName, Option<Lead>)>,
    ) -> Result<Self> {
        let mut found = Vec::with_capacity(asked.members().len());
        let mut leads = Vec::new();
        for member in asked.members() {
            let (now, lead) = find(member)?;
            found.push(now);
            leads.extend(lead.map(|lead| (member.clone(), lead)));
        }
        let name = asked.name().map(String::from);
        let zone = ZoneSet::new(name, found).map_err(Error::request)?;
        let mut repeated = [asked.repeated(), zone.repeated()].concat();
        repeated.sort();
        repeated.dedup();
        Ok(Self { zone, leads, repeated, overlaps: Vec::new() })
    }

    /// Which of the finest units lie in the zone; notes members that share some. `columns` are the levels
    /// of the members, and for each row the member of that level that holds it.
    fn cover(&mut self, rows: usize, columns: &[Vec<Option<u32>>]) -> Vec<bool> {
        let members = self.zone.members();
        let mut units = vec![0_usize; members.len()];
        let mut shared: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        let mut inside = vec![false; rows];
        let mut here: Vec<u32> = Vec::with_capacity(columns.len());
        for (row, inside) in inside.iter_mut().enumerate() {
            here.clear();
            here.extend(columns.iter().filter_map(|column| column[row]));
            here.sort_unstable();
            *inside = !here.is_empty();
            for (i, member) in here.iter().enumerate() {
                units[*member as usize] += 1;
                for other in &here[i + 1..] {
                    *shared.entry((*member, *other)).or_default() += 1;
                }
            }
        }
        let overlap = |((a, b), both): (&(u32, u32), &usize)| {
            let (a, b) = (*a as usize, *b as usize);
            let (small, large) = if units[a] <= units[b] { (a, b) } else { (b, a) };
            Overlap {
                member: members[small].clone(),
                other: members[large].clone(),
                whole: *both == units[small],
            }
        };
        self.overlaps = shared.iter().map(overlap).collect();
        inside
    }

    /// The finest units of the zone, among `rows`; notes members that share some. `code` gives the code of
    /// the unit of a level that holds a row.
    pub fn cover_rows<'a>(
        &mut self,
        rows: usize,
        code: impl Fn(&str, usize) -> Option<&'a str>,
    ) -> Vec<bool> {
        let members = self.zone.members();
        let mut levels: BTreeMap<&str, FxHashMap<&str, u32>> = BTreeMap::new();
        for (i, member) in members.iter().enumerate() {
            levels.entry(&member.level).or_default().insert(&member.code, i as u32);
        }
        let columns: Vec<Vec<Option<u32>>> = levels
            .iter()
            .map(|(level, known)| {
                let member = |row: usize| known.get(code(level, row)?).copied();
                (0..rows).map(member).collect()
            })
            .collect();
        self.cover(rows, &columns)
    }

    /// What is to be said of it, one sentence each; `name_of` gives the name of a member where the caller
    /// knows it.
    pub fn notes(&self, name_of: &dyn Fn(&ZoneName) -> Option<String>) -> Vec<String> {
        let carried = self.leads.iter().filter_map(|(asked, lead)| {
            let now = ZoneName { level: asked.level.clone(), code: lead.code.clone() };
            lead.said(&name_of(&now).unwrap_or_default())
        });
        let repeated = self
            .repeated
            .iter()
            .map(|member| format!("{member} is given more than once: counted once"));
        let overlaps = self.overlaps.iter().take(LISTED).map(Overlap::said);
        let mut out: Vec<String> = carried.chain(repeated).chain(overlaps).collect();
        if let Some(more) = self.overlaps.len().checked_sub(LISTED).filter(|n| *n > 0) {
            out.push(format!(
                "{more} more pairs of members share units: each unit is counted once"
            ));
        }
        out
    }
}

/// A zone found in a territory.
#[derive(Debug, Clone)]
pub struct ZoneUnits {
    /// Its members, and what is to be said of them.
    pub found: FoundZone,
    /// Which of the finest units lie in it.
    finest: Vec<bool>,
}

impl Territory {
    /// Finds a zone: every member, and the finest units that lie in any of them.
    ///
    /// # Errors
    /// A member of an unknown level, or whose code leads to no unit: where it went, or the nearest codes
    /// and names.
    pub fn zone(&self, zone: &ZoneSet) -> Result<ZoneUnits> {
        let mut found = FoundZone::new(zone, |member| self.member(member))?;
        let finest = &self[LevelIndex::FINEST];
        let code = |level: &str, row: usize| {
            let (unit, level) = (UnitIndex::new(row), self.level(level)?);
            self.above(level, unit).map(|above| self[level].code(above))
        };
        let finest = found.cover_rows(finest.len(), code);
        Ok(ZoneUnits { found, finest })
    }

    /// Name of a unit that is a member of a zone; nothing where there is no such unit.
    pub fn name_of(&self, member: &ZoneName) -> Option<String> {
        let level = &self[self.level(&member.level)?];
        Some(level.name(level.find(&member.code)?).to_string())
    }

    /// Which units of `level` have at least one finest unit in a zone.
    pub fn in_zone(&self, level: LevelIndex, zone: &ZoneUnits) -> Vec<bool> {
        let mut inside = vec![false; self[level].len()];
        for unit in self[LevelIndex::FINEST].units().filter(|unit| zone.finest[unit.get()]) {
            if let Some(above) = self.above(level, unit) {
                inside[above.get()] = true;
            }
        }
        inside
    }

    /// Share of each unit of `level` that lies in a zone, as [`shares_inside`] counts it.
    pub fn shares_in_zone(&self, level: LevelIndex, zone: &ZoneUnits) -> Vec<f64> {
        let finest = &self[LevelIndex::FINEST];
        let rows = finest.units().filter_map(|unit| {
            let above = self.above(level, unit)?;
            Some((above.get(), zone.finest[unit.get()], finest.population[unit.get()]))
        });
        shares_inside(self[level].len(), rows)
    }

    /// The unit of a level that holds a finest unit.
    fn above(&self, level: LevelIndex, unit: UnitIndex) -> Option<UnitIndex> {
        match level {
            LevelIndex::FINEST => Some(unit),
            level => self[LevelIndex::FINEST].parents_in(level)?.get(unit),
        }
    }

    /// A member of a zone by its code in force, and how that was reached where another was asked for.
    fn member(&self, member: &ZoneName) -> Result<(ZoneName, Option<Lead>)> {
        let ZoneName { level: id, code } = member;
        let level = self
            .level(id)
            .ok_or_else(|| unknown_level(member, self.levels.iter().map(|l| l.id.as_str())))?;
        if self[level].find(code).is_some() {
            return Ok((member.clone(), None));
        }
        if let Some(lead) = self.lead(level, code) {
            return Ok((ZoneName { level: id.clone(), code: lead.code.clone() }, Some(lead)));
        }
        let error = Error::request(format!("no {id} has the code `{code}`"));
        Err(error.with_help(self.gone(level, code).unwrap_or_else(|| {
            let units = &self[level];
            let near = units.units().map(|unit| NearUnit {
                code: units.code(unit),
                name: units.name(unit),
                population: units.population[unit.get()],
            });
            near_units(member, &near.collect::<Vec<_>>())
        })))
    }
}
