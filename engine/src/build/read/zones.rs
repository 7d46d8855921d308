//! Zones of a build: which units lie in one, by the columns of the finest level's scores.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use arrow::array::{Array, AsArray, BooleanArray, Float64Array, RecordBatch, StringArray};
use rustc_hash::{FxHashMap, FxHashSet};

use super::parquet::numbers;
use crate::build::manifest::Manifest;
use crate::catalog::{MethodSummary, ZoneName, ZoneSet};
use crate::error::{Error, Result};
use crate::territory::{self, FoundZone, Lead, NearUnit, Passage};

/// Codes, names and persons of the units of a level, for proposals; nothing where they are not at hand.
pub type UnitNames<'a> = &'a dyn Fn(&str) -> Vec<(String, String, f64)>;

/// A zone as a build knows it.
#[derive(Debug, Clone)]
pub struct BuiltZone {
    /// Its members, and what is to be said of them.
    pub found: FoundZone,
    /// The zone that was built, where the build holds a part of this one alone: rows, ranks and head counts are of
    /// that part.
    pub within: Option<ZoneSet>,
    /// The finest level that was built, and its scores: they hold a column for each level above.
    finest: String,
    finer: RecordBatch,
    /// Which of its rows lie in the zone.
    inside: Vec<bool>,
    /// All the finest units that there are, and which of them lie in the zone, where not all were built.
    all: Option<(RecordBatch, Vec<bool>)>,
}

/// What a build holds that was written of a zone alone.
#[derive(Debug, Clone)]
pub struct BuiltPart {
    /// The zone that was written.
    pub written: ZoneSet,
    /// Codes, levels above and populations of all units of the finest level that was built, those that were not
    /// written too.
    pub all: RecordBatch,
}

/// Persons of a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadCount {
    /// Level whose units were counted.
    pub level: String,
    /// Units of it in the zone.
    pub units: usize,
    /// Persons who live there, where any unit's are known.
    pub population: Option<f64>,
    /// Persons at risk, where any unit's are known: a head count of a group, not of persons in
    /// difficulty.
    pub at_risk: Option<f64>,
    /// Units whose persons at risk are not known.
    pub without_at_risk: usize,
}

impl BuiltZone {
    /// Finds a zone in a build: former communes lead to the ones that they are in now. `finer` are the
    /// scores of the finest level that was built, `part` what it is a part of where a zone alone was
    /// written; `names` is asked when a member is not there.
    ///
    /// # Errors
    /// A level or member that the build does not have: where the code went, or the nearest codes and
    /// names.
    pub fn new(
        method: &MethodSummary,
        (finest, finer): (&str, &RecordBatch),
        part: Option<BuiltPart>,
        zone: &ZoneSet,
        names: UnitNames,
    ) -> Result<Self> {
        // Codes of each level of a member.
        let mut levels: BTreeMap<&str, FxHashSet<&str>> = BTreeMap::new();
        for member in zone.members() {
            if let Entry::Vacant(free) = levels.entry(&member.level) {
                let column = of_level((finest, finer), &member.level).ok_or_else(|| {
                    let known = method.territory_levels.iter().map(String::as_str);
                    territory::unknown_level(member, known)
                })?;
                free.insert(column.iter().flatten().collect());
            }
        }
        let nothing = Passage::default();
        let passage = if method.territory.is_none() { Passage::builtin()? } else { &nothing };
        let mut found = FoundZone::new(zone, |member| {
            let known = levels.get(member.level.as_str());
            let known = known.ok_or_else(|| Error::internal("a level was not looked up"))?;
            find(passage, known, member, names)
        })?;
        let mut cover = |rows: &RecordBatch| {
            let columns: BTreeMap<&str, &StringArray> = levels
                .keys()
                .filter_map(|level| Some((*level, of_level((finest, rows), level)?)))
                .collect();
            found.cover_rows(rows.num_rows(), |level, row| {
                let column = columns.get(level)?;
                column.is_valid(row).then(|| column.value(row))
            })
        };
        let inside = cover(finer);
        let of = |inside: &[bool]| inside.iter().filter(|inside| **inside).count();
        let (mut within, mut all) = (None, None);
        if let Some(BuiltPart { written, all: rows }) = part {
            let everywhere = cover(&rows);
            within = Some(written).filter(|_| of(&everywhere) > of(&inside));
            all = Some((rows, everywhere));
        }
        Ok(Self { found, within, finest: finest.into(), finer: finer.clone(), inside, all })
    }

    /// What descriptions call it: a build may hold a part of it alone.
    pub fn label(&self, manifest: &Manifest) -> String {
        let label = manifest.zone_label(&self.found.zone);
        match &self.within {
            Some(written) => {
                let written = manifest.zone_label(written);
                format!("{label} as far as this build of {written} holds it")
            }
            None => label,
        }
    }

    /// Units of a level that have at least one unit of the finest level in the zone: which rows of
    /// `scores`, those of the level, or of another table of its units.
    ///
    /// # Errors
    /// A table without codes.
    pub fn mask(&self, level: &str, scores: &RecordBatch) -> Result<BooleanArray> {
        let wrong = || Error::internal(format!("a table of level {level} has no column `code`"));
        let units = of_level((&self.finest, &self.finer), level).ok_or_else(wrong)?;
        let rows = (0..units.len()).filter(|row| self.inside[*row] && units.is_valid(*row));
        let inside: FxHashSet<&str> = rows.map(|row| units.value(row)).collect();
        let codes = scores.column_by_name("code").and_then(|c| c.as_string_opt::<i32>());
        let codes = codes.ok_or_else(wrong)?;
        Ok(codes.iter().map(|code| code.map(|c| inside.contains(c))).collect())
    }

    /// Whether each unit of a level lies in the zone; unknown of one that lies there in part. Units of codes that
    /// the build does not hold lie outside of it.
    ///
    /// # Errors
    /// As [`BuiltZone::mask`].
    pub fn whole_units(&self, level: &str, scores: &RecordBatch) -> Result<BooleanArray> {
        let any = self.mask(level, scores)?;
        let outside =
            Self { inside: self.inside.iter().map(|inside| !inside).collect(), ..self.clone() };
        let cut = outside.mask(level, scores)?;
        let one = |(any, cut)| match (any, cut) {
            (Some(true), Some(true)) => None,
            (any, _) => any,
        };
        Ok(any.iter().zip(&cut).map(one).collect())
    }

    /// Share of each unit of a level that lies in the zone, row by row of a table of them: of its persons, see
    /// [`territory::shares_inside`]; null of those outside. Where a zone alone was built, those that were not written
    /// count too.
    ///
    /// # Errors
    /// As [`BuiltZone::mask`].
    pub fn shares(&self, level: &str, table: &RecordBatch) -> Result<Float64Array> {
        let wrong = || Error::internal(format!("a table of level {level} has no column `code`"));
        let (finer, inside) = match &self.all {
            Some((all, inside)) => (all, inside),
            None => (&self.finer, &self.inside),
        };
        let units = of_level((&self.finest, finer), level).ok_or_else(wrong)?;
        let codes = table.column_by_name("code").and_then(|c| c.as_string_opt::<i32>());
        let codes = codes.ok_or_else(wrong)?;
        let at: FxHashMap<&str, usize> =
            codes.iter().enumerate().filter_map(|(row, code)| Some((code?, row))).collect();
        let persons = numbers(finer, "population");
        let rows = (0..units.len())
            .filter(|row| units.is_valid(*row))
            .filter_map(|row| Some((*at.get(units.value(row))?, inside[row], persons[row])));
        let shares = territory::shares_inside(codes.len(), rows);
        let mask = self.mask(level, table)?;
        let share = |row: usize| Some(shares[row]).filter(|_| mask.value(row));
        Ok((0..codes.len()).map(share).collect())
    }

    /// The level by whose units the persons of the zone are counted: that of the method, or the finest that was
    /// built where a member is finer still, which would otherwise count as the whole unit around it.
    pub fn heads_level<'a>(&'a self, method: &'a MethodSummary) -> &'a str {
        let usual = method.heads_level();
        let at = |level: &str| method.territory_levels.iter().position(|known| known == level);
        let finer = |member: &ZoneName| at(&member.level) < at(usual);
        if self.found.zone.members().iter().any(finer) { &self.finest } else { usual }
    }

    /// Persons of the zone, by the units of a level and its scores.
    ///
    /// # Errors
    /// As [`BuiltZone::mask`].
    pub fn heads(&self, level: &str, scores: &RecordBatch) -> Result<HeadCount> {
        let mask = self.mask(level, scores)?;
        let rows: Vec<usize> =
            (0..mask.len()).filter(|row| mask.is_valid(*row) && mask.value(*row)).collect();
        let sum = |name: &str| {
            let all = numbers(scores, name);
            let known: Vec<f64> =
                rows.iter().map(|row| all[*row]).filter(|x| x.is_finite()).collect();
            ((!known.is_empty()).then(|| known.iter().sum::<f64>()), rows.len() - known.len())
        };
        let (population, _) = sum("population");
        let (at_risk, without_at_risk) = sum("at_risk");
        let units = rows.len();
        Ok(HeadCount { level: level.into(), units, population, at_risk, without_at_risk })
    }
}

/// Codes of a level's units, row by row of the finest level.
fn of_level<'a>((finest, finer): (&str, &'a RecordBatch), name: &str) -> Option<&'a StringArray> {
    let column = if name == finest { "code" } else { name };
    finer.column_by_name(column)?.as_string_opt::<i32>()
}

/// A member by its code in force, and how that was reached where another was asked for.
fn find(
    passage: &Passage,
    known: &FxHashSet<&str>,
    member: &ZoneName,
    names: UnitNames,
) -> Result<(ZoneName, Option<Lead>)> {
    let ZoneName { level, code } = member;
    if known.contains(code.as_str()) {
        return Ok((member.clone(), None));
    }
    let shortest = known.iter().map(|code| code.len()).min().unwrap_or(0);
    let of = (level.as_str(), shortest);
    if let Some(lead) = territory::lead(passage, of, code, &|code| known.contains(code)) {
        return Ok((ZoneName { level: level.clone(), code: lead.code.clone() }, Some(lead)));
    }
    let error = Error::request(format!("the build has no {level} `{code}`"));
    Err(error.with_help(match territory::gone(passage, of, code, &|_| None) {
        Some(gone) => format!("{gone}, which this build does not hold"),
        None => {
            let named = names(level).into_iter().map(|(code, name, n)| (code, (name, n)));
            let named: FxHashMap<String, (String, f64)> = named.collect();
            let nothing = (String::new(), f64::NAN);
            let mut units: Vec<NearUnit> = Vec::with_capacity(known.len());
            for code in known {
                let (name, population) = named.get(*code).unwrap_or(&nothing);
                units.push(NearUnit { code, name, population: *population });
            }
            units.sort_unstable_by_key(|unit| unit.code);
            territory::near_units(member, &units)
        }
    }))
}
