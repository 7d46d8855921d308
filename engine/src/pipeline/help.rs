//! Places, and help around the units of each level.
//!
//! In: the datasets of places that a method names, the territory. Out: [`Places`]: a register for
//! what is set against the index, one for each kind of place that an indicator measures distances to.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Request;
use super::located::Ground;
use crate::analysis::access::{self, Demand, Help, Scored, Supply};
use crate::catalog::{Access, AccessRule, Catalog, Dataset, Measure, Method};
use crate::error::Result;
use crate::index::{Normalised, Scores};
use crate::indicator::Measured;
use crate::output::{self, LevelResult, SourceEntry};
use crate::places::{self, Communes, Register};
use crate::progress::Progress;
use crate::spatial::Points;
use crate::territory::{self, Positions, Territory};

/// Registers of places and where people are; both absent where the method has no use for them.
#[derive(Default)]
pub struct Places {
    /// Of `[access]`.
    pub access: Option<Arc<Register>>,
    /// By id of the dataset that an indicator measures distances to.
    pub kinds: BTreeMap<String, Register>,
    /// Where people are.
    pub positions: Option<Positions>,
    /// The same for `[access]`: where town halls count as help, distances are not measured from them.
    pub of_access: Option<Positions>,
}

/// Reads every register that a method needs. A published file that is not on this machine is left out
/// of `[access]`, and it is said; an indicator cannot do without it unless it is optional.
///
/// # Errors
/// A file that cannot be read.
pub fn read(
    request: &Request,
    catalog: &Catalog,
    territory: &Territory,
    ground: Option<&Ground>,
    progress: &dyn Progress,
) -> Result<Places> {
    let method = &request.method;
    let kinds = kinds(request);
    if method.access.is_none() && kinds.is_empty() {
        return Ok(Places::default());
    }
    let squares = match (ground, &method.grid) {
        (Some(ground), Some(grid)) => ground.squares(grid, &request.data, territory)?,
        _ => Vec::new(),
    };
    let positions = |halls: bool| {
        let found = territory::positions(territory, halls, catalog, &request.data)?;
        let same = ground.is_some_and(|ground| ground.level() == found.level);
        Ok::<_, crate::Error>(if same { found.with_grid(&squares) } else { found })
    };
    let of_indicators = positions(true)?;
    // Places are told by the communes of France, whatever the units.
    let france =
        territory.own.then(|| territory::load_france(catalog, &request.data)).transpose()?;
    let france = france.as_ref().unwrap_or(territory);
    let there = |dataset: &Dataset| dataset.path(&request.data).is_none_or(|path| path.exists());
    let communes = Communes::new(france, catalog, &request.data)?;
    let load = |datasets: &[Dataset]| places::load(datasets, &request.data, &communes);
    let access = || match &method.access {
        None => Ok(None),
        Some(access) => {
            let (found, absent): (Vec<Dataset>, Vec<Dataset>) =
                access.places.iter().cloned().partition(there);
            for dataset in absent {
                let message = format!("places `{}` are not on this machine: left out", dataset.id);
                progress.warn(&message);
            }
            load(&found).map(|register| Some(Arc::new(register)))
        }
    };
    let of_kinds = || {
        kinds
            .par_iter()
            .map(|dataset| Ok((dataset.id.clone(), load(std::slice::from_ref(*dataset))?)))
            .collect::<Result<_>>()
    };
    let (access, kinds) = rayon::join(access, of_kinds);
    let (access, kinds): (Option<Arc<Register>>, BTreeMap<String, Register>) = (access?, kinds?);
    for source in kinds.values().chain(access.as_deref()).flat_map(|register| &register.sources) {
        for note in &source.reading {
            progress.warn(&format!("places `{}`: {note}", source.id));
        }
    }
    let of_access = match (&access, &method.access) {
        (Some(register), Some(Access { rule, .. })) if counts_town_halls(register, rule) => {
            positions(false)?
        }
        _ => of_indicators.clone(),
    };
    Ok(Places { access, kinds, positions: Some(of_indicators), of_access: Some(of_access) })
}

/// Whether the town halls that distances are measured from are help themselves.
fn counts_town_halls(register: &Register, rule: &AccessRule) -> bool {
    let counted = Supply::new(register, rule, None).places;
    counted.iter().any(|place| {
        let place = &register.places[*place as usize];
        register.sources_of(place).any(|source| source == territory::TOWN_HALLS)
    })
}

/// Datasets that indicators measure distances to, without those that may be absent and are.
fn kinds(request: &Request) -> Vec<&Dataset> {
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

impl Places {
    /// Where the places of a dataset are.
    pub fn points(&self, id: &str) -> Option<Points> {
        let points: Vec<[f64; 2]> = self.kinds.get(id)?.places.iter().map(|p| p.point).collect();
        Some(Points::new(&points))
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

    /// Help, ready to be asked for.
    pub fn access(
        &self,
        method: &Method,
        territory: &Territory,
        measured: &[Measured],
    ) -> Option<access::Access> {
        let (register, rule) = (self.access.as_ref()?, &method.access.as_ref()?.rule);
        let positions = self.of_access.clone()?;
        let demand = Demand::new(method, territory, measured, positions);
        Some(access::Access::new(rule.clone(), Arc::clone(register), demand))
    }
}

/// Help as a build left it; none where its method counts none.
///
/// # Errors
/// A missing or damaged file.
pub fn open(
    folder: &Path,
    method: &Method,
    territory: &Territory,
    measured: &[Measured],
) -> Result<Option<access::Access>> {
    let Some(access) = &method.access else { return Ok(None) };
    let register = output::read_places(&folder.join("places.parquet"))?;
    let demand = output::read_demand(folder, method, territory, measured)?;
    Ok(Some(access::Access::new(access.rule.clone(), Arc::new(register), demand)))
}

/// Help around the units of every level.
pub fn around(
    method: &Method,
    territory: &Territory,
    access: &access::Access,
    results: &mut [LevelResult],
) {
    results.par_iter_mut().for_each(|result| {
        let LevelResult { level, normalised, scores, .. } = &*result;
        result.help = Some(of_level(method, territory, access, *level, normalised, scores));
    });
}

fn of_level(
    method: &Method,
    territory: &Territory,
    access: &access::Access,
    level: usize,
    normalised: &Normalised,
    scores: &Scores,
) -> Help {
    let columns = by_id(method, normalised);
    access.help(territory, scored(method, level, &columns, scores))
}

/// Scored indicators with their ids.
pub fn by_id<'a>(method: &'a Method, normalised: &'a Normalised) -> Vec<(&'a str, &'a [f64])> {
    let ids = method.indicators.iter().map(|i| i.id.as_str());
    let columns = ids.zip(normalised.values.iter().map(Vec::as_slice));
    columns.filter(|(_, values)| !values.is_empty()).collect()
}

/// Scores as gaps need them.
pub fn scored<'a>(
    method: &Method,
    level: usize,
    columns: &'a [(&'a str, &'a [f64])],
    scores: &'a Scores,
) -> Scored<'a> {
    Scored { level, score: &scores.index, normalised: columns, scale: method.scale }
}
