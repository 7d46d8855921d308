//! Registers of places, and access to them around the units of each level.
//!
//! In: the datasets of places that a method names, the territory. Out: [`PlaceRegisters`]: a register for
//! what is set against the index, one for each kind of place that an indicator measures distances to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::areas;
use super::request::BuildRequest;
use crate::analysis::access::{Accessibility, Demand, Inventoried, PlaceSupply, ScoredLevel};
use crate::build::{LevelResult, SourceEntry};
use crate::catalog::{Access, AccessRule, Catalog, Dataset, Measure, Method};
use crate::error::Result;
use crate::indicator::Measured;
use crate::places::{self, Communes, Kept, Register, Reject};
use crate::progress::Progress;
use crate::spatial::PointIndex;
use crate::spatial_join::SpatialJoin;
use crate::territory::{self, Positions, Territory};

/// Registers of places and where people are; both absent where the method has no use for them.
#[derive(Default)]
pub struct PlaceRegisters {
    /// Of `[access]`.
    pub access: Option<Arc<Register>>,
    /// By id of the dataset that an indicator measures distances to.
    pub kinds: BTreeMap<String, Register>,
    /// Where people are.
    pub positions: Option<Positions>,
    /// The same for `[access]`: where town halls count as help, distances are not measured from them.
    pub of_access: Option<Positions>,
    /// By the same ids as `kinds`, the units of `positions` that the inventory covers; without those that cover
    /// all.
    covered: BTreeMap<String, Vec<bool>>,
    /// The units of `positions` where places of `[access]` are known.
    inventoried: Option<Inventoried>,
}

/// Reads every register that a method needs. A published file that is not on this machine is left out
/// of `[access]` with a warning, one of the user's own must be there; an indicator cannot do without it
/// unless it is optional.
///
/// # Errors
/// A file that cannot be read.
pub fn read(
    request: &BuildRequest,
    catalog: &Catalog,
    territory: &Territory,
    join: Option<&SpatialJoin>,
    progress: &dyn Progress,
) -> Result<PlaceRegisters> {
    let method = &request.method;
    let kinds = kinds(request);
    if method.access.is_none() && kinds.is_empty() {
        return Ok(PlaceRegisters::default());
    }
    let squares = match (join, &method.grid) {
        (Some(join), Some(grid)) => join.squares(grid, &request.data, territory, progress)?,
        _ => Vec::new(),
    };
    let positions = |halls: bool| {
        let found = territory::positions(territory, halls, catalog, &request.data)?;
        let same = join.is_some_and(|join| join.level() == found.level);
        Ok::<_, crate::Error>(if same { found.with_grid(&squares) } else { found })
    };
    let of_indicators = positions(true)?;
    // Places are located by the communes of France, whatever the units.
    let france =
        territory.own.then(|| territory::load_france(catalog, &request.data)).transpose()?;
    let france = france.as_ref().unwrap_or(territory);
    let communes = Communes::new(france, catalog, &request.data)?;
    // One inventory may be counted and measured to.
    let wrong: Mutex<BTreeSet<String>> = Mutex::default();
    let load = |datasets: &[Dataset]| {
        let register = places::load(datasets, &request.data, &communes)?;
        if let Ok(mut wrong) = wrong.lock() {
            wrong.extend(problems(datasets, &register, request, catalog));
        }
        Ok::<_, crate::Error>(register)
    };
    let access = || match &method.access {
        None => Ok((None, Vec::new())),
        Some(access) => {
            let mut found = Vec::with_capacity(access.places.len());
            for dataset in &access.places {
                match dataset.not_fetched(&request.data) {
                    None => found.push(dataset.clone()),
                    Some(path) => progress.warn(&format!(
                        "places `{}` are not on this machine ({}): left out",
                        dataset.id,
                        path.display()
                    )),
                }
            }
            let register = load(&found)?;
            Ok((Some(Arc::new(register)), found))
        }
    };
    let of_kinds = || {
        kinds
            .par_iter()
            .map(|dataset| Ok((dataset.id.clone(), load(std::slice::from_ref(*dataset))?)))
            .collect::<Result<_>>()
    };
    let (access, kinds) = rayon::join(access, of_kinds);
    let (access, found): (Option<Arc<Register>>, Vec<Dataset>) = access?;
    let kinds: BTreeMap<String, Register> = kinds?;
    for problems in wrong.into_inner().unwrap_or_default() {
        progress.warn(&problems);
    }
    for source in kinds.values().chain(access.as_deref()).flat_map(|register| &register.sources) {
        for note in &source.reading {
            progress.warn(&format!("places `{}`: {note}", source.id));
        }
    }
    for note in areas::notes(kinds.values().chain(access.as_deref())) {
        progress.warn(&note);
    }
    let area = |dataset: &Dataset| areas::area(dataset, &communes, territory, &of_indicators);
    let mut covered = BTreeMap::new();
    for id in kinds.keys() {
        let dataset = method.tables.iter().find(|table| table.id == *id);
        if let Some(area) = dataset.map(area).transpose()?.flatten() {
            covered.insert(id.clone(), area);
        }
    }
    let inventoried = match (&access, &method.access) {
        (Some(register), Some(Access { rule, .. })) => {
            let covered = found.iter().map(area).collect::<Result<Vec<_>>>()?;
            let units = territory[of_indicators.level].len();
            Some(Inventoried::new(register, rule, &covered, units))
        }
        _ => None,
    };
    let of_access = match (&access, &method.access) {
        (Some(register), Some(Access { rule, .. })) if counts_town_halls(register, rule) => {
            positions(false)?
        }
        _ => of_indicators.clone(),
    };
    Ok(PlaceRegisters {
        access,
        kinds,
        positions: Some(of_indicators),
        of_access: Some(of_access),
        covered,
        inventoried,
    })
}

/// How much is wrong in each inventory, and what lists it; nothing of those in the program.
fn problems(
    datasets: &[Dataset],
    register: &Register,
    request: &BuildRequest,
    catalog: &Catalog,
) -> Vec<String> {
    let mut out = Vec::new();
    for (number, (dataset, source)) in datasets.iter().zip(&register.sources).enumerate() {
        let wrong = |r: &&Reject| usize::from(r.source) == number && r.kept != Kept::Merged;
        let count = register.rejects.iter().filter(wrong).count();
        let Some(path) = dataset.path(&request.data).filter(|_| count > 0) else { continue };
        let path = path.display().to_string();
        let quote = if path.contains(char::is_whitespace) { "\"" } else { "" };
        let check = format!("ifn places check {quote}{path}{quote} --mapping");
        out.push(format!(
            "places `{}`: {count} {}, {} of {} rows left out: {} lists them",
            dataset.id,
            if count == 1 { "problem" } else { "problems" },
            source.rejected,
            source.rows,
            if catalog.datasets.contains_key(&dataset.id) {
                format!("`{check} {}`", dataset.id)
            } else {
                format!("`{check} FILE.toml`, with the mapping that you named,")
            }
        ));
    }
    out
}

/// Whether the town halls that distances are measured from are help themselves.
fn counts_town_halls(register: &Register, rule: &AccessRule) -> bool {
    let counted = PlaceSupply::new(register, rule, None).places;
    counted.iter().any(|place| {
        let place = &register.places[*place as usize];
        register.sources_of(place).any(|source| source == territory::TOWN_HALLS)
    })
}

/// Datasets that indicators measure distances to, without those that may be absent and are.
fn kinds(request: &BuildRequest) -> Vec<&Dataset> {
    let method = &request.method;
    let mut out: Vec<&Dataset> = Vec::new();
    for indicator in &method.indicators {
        let Measure::Nearest { places } = &indicator.measure else { continue };
        let datasets = || places.iter().filter_map(|id| method.tables.iter().find(|t| t.id == *id));
        let absent = |d: &&Dataset| d.path(&request.data).is_some_and(|path| !path.exists());
        if indicator.optional && datasets().any(|d| absent(&d)) {
            continue;
        }
        for dataset in datasets() {
            if out.iter().all(|d| d.id != dataset.id) {
                out.push(dataset);
            }
        }
    }
    out
}

impl PlaceRegisters {
    /// Where the places of a dataset are.
    pub fn points(&self, id: &str) -> Option<PointIndex> {
        let places = &self.kinds.get(id)?.places;
        Some(PointIndex::new(places.iter().map(|p| p.point.into())))
    }

    /// The units of `positions` where the places of all these datasets are known; nothing where all are.
    pub fn covered(&self, ids: &[String]) -> Option<Vec<bool>> {
        let mut areas = ids.iter().filter_map(|id| self.covered.get(id));
        let mut out = areas.next()?.clone();
        for area in areas {
            out.iter_mut().zip(area).for_each(|(all, here)| *all &= here);
        }
        Some(out)
    }

    /// What they were read from.
    pub fn sources(&self) -> Vec<SourceEntry> {
        let registers = self.kinds.values().chain(self.access.as_deref());
        let sources = registers.flat_map(|register| &register.sources);
        let mut out: Vec<SourceEntry> = sources.map(SourceEntry::of_places).collect();
        out.sort_by(|a, b| a.id.cmp(&b.id));
        out.dedup_by(|a, b| a.id == b.id);
        out
    }

    /// Access to the places of `[access]`, where the method counts some.
    pub fn access(
        &self,
        method: &Method,
        territory: &Territory,
        measured: &[Measured],
    ) -> Option<Accessibility> {
        let (register, rule) = (self.access.as_ref()?, &method.access.as_ref()?.rule);
        let positions = self.of_access.clone()?;
        let inventoried = self.inventoried.clone()?;
        let demand = Demand::new(method, territory, measured, positions, inventoried);
        Some(Accessibility::new(rule.clone(), Arc::clone(register), demand))
    }
}

/// Measures access around the units of every level.
pub fn around(
    method: &Method,
    territory: &Territory,
    access: &Accessibility,
    results: &mut [LevelResult],
) {
    results.par_iter_mut().for_each(|result| {
        let LevelResult { level, normalised, scores, .. } = &*result;
        let summary =
            access.summary(territory, &ScoredLevel::new(method, *level, normalised, scores), None);
        result.access = summary;
    });
}
