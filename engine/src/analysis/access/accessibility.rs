//! Spatial accessibility of the places of one register, level by level and service by service.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::{Demand, Gaps, Need, PlaceSupply, Reach, gaps, inside};
use crate::catalog::{AccessRule, Method, Remedy};
use crate::composite::Scale;
use crate::index::{Normalised, Scores};
use crate::places::Register;
use crate::places::schema::SERVICES;
use crate::territory::{LevelIndex, Territory};

/// Services, and any of them.
const ASKED: usize = SERVICES.len() + 1;

/// Distances and supply around every unit; what was computed for a service is kept.
pub struct Accessibility {
    /// How places are counted.
    pub rule: AccessRule,
    /// The places.
    pub register: Arc<Register>,
    /// Where people are.
    pub demand: Demand,
    supplies: [OnceLock<Arc<PlaceSupply>>; ASKED],
    reaches: [OnceLock<Arc<Reach>>; ASKED],
    distances: OnceLock<Vec<Vec<f64>>>,
}

/// Access to places around the units of one level.
#[derive(Debug, Clone)]
pub struct AccessSummary {
    /// Need, lack of access, gaps.
    pub gaps: Gaps,
    /// Places that count, within each unit; NaN where it is not known in which unit they are, and where no
    /// inventory covers the unit.
    pub inside: Vec<f64>,
    /// Id of the place that is nearest.
    pub nearest: Vec<Option<Box<str>>>,
    /// Distance in kilometres to the nearest place of each service, in the order of [`SERVICES`]; NaN
    /// where no place gives it.
    pub km: Vec<Vec<f64>>,
}

/// The scores of a level, as gaps need them.
pub struct ScoredLevel<'a> {
    /// The level.
    pub level: LevelIndex,
    /// The index; NaN where there is none.
    pub score: &'a [f64],
    /// Scored indicators by id, on the method's scale.
    pub normalised: Vec<(&'a str, &'a [f64])>,
    /// The scale.
    pub scale: Scale,
}

impl<'a> ScoredLevel<'a> {
    /// Of a method's scores at a level.
    pub fn new(
        method: &'a Method,
        level: LevelIndex,
        normalised: &'a Normalised,
        scores: &'a Scores,
    ) -> Self {
        let ids = method.indicators.iter().map(|i| i.id.as_str());
        let columns = ids.zip(normalised.values.iter().map(Vec::as_slice));
        Self {
            level,
            score: &scores.index,
            normalised: columns.filter(|(_, values)| !values.is_empty()).collect(),
            scale: method.scale,
        }
    }
}

impl AccessSummary {
    /// Of units around which no place is known.
    pub fn unknown(units: usize) -> Self {
        Self {
            gaps: Gaps::unknown(units),
            inside: vec![f64::NAN; units],
            nearest: vec![None; units],
            km: vec![vec![f64::NAN; units]; SERVICES.len()],
        }
    }
}

impl Accessibility {
    /// Over a register.
    pub fn new(rule: AccessRule, register: Arc<Register>, demand: Demand) -> Self {
        Self {
            rule,
            register,
            demand,
            supplies: Default::default(),
            reaches: Default::default(),
            distances: OnceLock::new(),
        }
    }

    /// Whether only places that name a service count.
    pub fn services_count(&self) -> bool {
        super::counts_services(&self.register, &self.rule)
    }

    /// Places that give a service (a position in [`SERVICES`]), or any help.
    pub fn supply(&self, service: Option<usize>) -> &Arc<PlaceSupply> {
        let slot = &self.supplies[service.map_or(0, |s| s + 1)];
        let bit = service.map(|s| 1 << s);
        slot.get_or_init(|| Arc::new(PlaceSupply::new(&self.register, &self.rule, bit)))
    }

    /// How far they are from the people of the demand's level.
    pub fn reach(&self, service: Option<usize>) -> &Arc<Reach> {
        let supply = Arc::clone(self.supply(service));
        let slot = &self.reaches[service.map_or(0, |s| s + 1)];
        slot.get_or_init(|| {
            Arc::new(Reach::new(
                &self.demand,
                &supply,
                &self.rule,
                self.demand.inventoried.of(service),
            ))
        })
    }

    /// Gaps of a level, for a service or for any help.
    pub fn gaps(
        &self,
        territory: &Territory,
        scored: &ScoredLevel,
        service: Option<usize>,
    ) -> Gaps {
        let reach = self.reach(service).at_level(&self.demand, territory, scored.level);
        let remedy = self.remedies(scored);
        let need = Need { score: scored.score, remedy: &remedy };
        gaps(scored.level, &self.demand, reach, need)
    }

    /// Everything about a level, with the gaps for a service or for any help.
    pub fn summary(
        &self,
        territory: &Territory,
        scored: &ScoredLevel,
        service: Option<usize>,
    ) -> AccessSummary {
        let level = scored.level;
        let gaps = self.gaps(territory, scored, service);
        let km = self.distances();
        let at_level = |of_unit: &Vec<f64>| self.demand.at_level(territory, level, of_unit);
        let km = km.par_iter().map(at_level).collect();
        let mut inside = inside::count(territory, level, &self.register, self.supply(None));
        for (places, inventoried) in inside.iter_mut().zip(&gaps.reach.inventoried) {
            // Those that an inventory lists are not all of them.
            if *inventoried == 0.0 {
                *places = f64::NAN;
            }
        }
        AccessSummary { nearest: self.ids(&gaps.reach.nearest), inside, gaps, km }
    }

    /// Ids of places, by their positions in the register.
    pub fn ids(&self, places: &[u32]) -> Vec<Option<Box<str>>> {
        let id = |place: &u32| Some(self.register.places.get(*place as usize)?.id().into());
        places.iter().map(id).collect()
    }

    fn distances(&self) -> &Vec<Vec<f64>> {
        self.distances.get_or_init(|| {
            let at = self.demand.positions.points();
            let one = |service: usize| {
                let supply = self.supply(Some(service));
                let nearest = supply.points.nearest_of_each(&at).into_iter();
                let km = nearest.map(|f| f.map_or(f64::NAN, |f| f.metres / 1000.0));
                let mut of_unit = self.demand.positions.mean(km);
                for (km, known) in of_unit.iter_mut().zip(&self.demand.inventoried.services) {
                    if !known {
                        *km = f64::NAN;
                    }
                }
                of_unit
            };
            (0..SERVICES.len()).map(one).collect()
        })
    }

    fn remedies(&self, scored: &ScoredLevel) -> Vec<Option<Remedy>> {
        let of = |id: &String| scored.normalised.iter().find(|(i, _)| i == id).map(|(_, x)| *x);
        let groups: Vec<(Remedy, Vec<&[f64]>)> = self
            .rule
            .remedies
            .iter()
            .map(|(remedy, ids)| (*remedy, ids.iter().filter_map(of).collect()))
            .collect();
        super::remedies(&groups, scored.scale, scored.score.len())
    }
}
