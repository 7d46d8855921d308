//! Distance to the nearest place and supply within reach, unit by unit, at any level.

use super::{CatchmentZones, Demand, PlaceSupply, e2sfca};
use crate::catalog::AccessRule;
use crate::table::MissingReason;
use crate::territory::{LevelIndex, PositionKind, Territory, UnitIndex};

/// Persons that access is counted per.
pub const PER: f64 = 10_000.0;

/// Reach of the units of one level.
#[derive(Debug, Clone)]
pub struct Reach {
    /// What is within reach per 10,000 persons at risk (E2SFCA); NaN where it is not known where
    /// people are. 0: nothing is within reach.
    pub access: Vec<f64>,
    /// Mean distance to the nearest place, in kilometres; NaN where unknown.
    pub km: Vec<f64>,
    /// Position in the register of the place that is nearest to most of the unit; `u32::MAX` where
    /// there is none.
    pub nearest: Vec<u32>,
    /// What the distance is measured from.
    pub from: Vec<PositionKind>,
    /// Share of the unit's persons who live where an inventory covers places, 0–1: the others count in
    /// nothing of this. Of a unit without persons on a coarser level NaN.
    pub inventoried: Vec<f64>,
    /// Why an inventoried unit has no distance.
    pub otherwise: MissingReason,
}

impl Reach {
    /// Reach of the units of the demand's own level; nothing is known of those that are not `inventoried`. The
    /// people of these count all the same among whom a place within their reach is shared.
    pub fn new(
        demand: &Demand,
        supply: &PlaceSupply,
        rule: &AccessRule,
        inventoried: &[bool],
    ) -> Self {
        let units = demand.positions.of.len();
        let mut out = Self::unknown(units);
        // A unit is covered or not, whether its people can be placed or not.
        out.inventoried = inventoried.iter().map(|covered| f64::from(u8::from(*covered))).collect();
        if supply.is_empty() {
            out.otherwise = MissingReason::NoPlace;
            return out;
        }
        let at = demand.positions.points();
        let zones = CatchmentZones {
            edges: rule.zones_km.iter().map(|km| km * 1000.0).collect(),
            weights: rule.weights.clone(),
        };
        let persons = demand.persons_by_point();
        let (nearest, access) = rayon::join(
            || supply.points.nearest_of_each(&at),
            || e2sfca(&at, &persons, &supply.points, &supply.capacity, &zones),
        );
        let km = nearest.iter().map(|f| f.map_or(f64::NAN, |f| f.metres / 1000.0));
        out.km = demand.positions.mean(km);
        out.access = demand.positions.mean(access.iter().map(|a| a * PER));
        let mut largest = vec![0.0; units];
        for (at, found) in demand.positions.at.iter().zip(nearest) {
            if let Some(found) = found
                && at.share > largest[at.unit.get()]
            {
                largest[at.unit.get()] = at.share;
                out.nearest[at.unit.get()] = supply.places[found.index as usize];
            }
        }
        out.from.clone_from(&demand.positions.of);
        for unit in (0..units).filter(|unit| !inventoried[*unit]) {
            (out.access[unit], out.km[unit]) = (f64::NAN, f64::NAN);
            (out.nearest[unit], out.from[unit]) = (u32::MAX, PositionKind::Unknown);
        }
        out
    }

    /// Why a unit has no distance; nothing where it has one. One that no inventory covers is not inventoried,
    /// whatever else is not known of it: the same units as in the manifest.
    pub fn reason(&self, unit: UnitIndex) -> Option<MissingReason> {
        match unit.get() {
            unit if self.km[unit].is_finite() => None,
            unit if self.inventoried[unit] == 0.0 => Some(MissingReason::NotInventoried),
            _ => Some(self.otherwise),
        }
    }

    /// Of units of which nothing is known.
    pub fn unknown(units: usize) -> Self {
        let nothing = vec![f64::NAN; units];
        Self {
            access: nothing.clone(),
            inventoried: nothing.clone(),
            otherwise: MissingReason::NoPosition,
            km: nothing,
            nearest: vec![u32::MAX; units],
            from: vec![PositionKind::Unknown; units],
        }
    }

    /// At another level: means by the persons among whom help is shared, of those who are inventoried, above; what is known of the
    /// containing unit below. The nearest place of a coarser unit is that of the unit with most of its
    /// persons.
    #[must_use]
    pub fn at_level(&self, demand: &Demand, territory: &Territory, level: LevelIndex) -> Self {
        let (here, units) = (demand.level(), territory[level].len());
        if level == here {
            return self.clone();
        }
        let mut out = Self::unknown(units);
        out.access = demand.at_level(territory, level, &self.access);
        out.km = demand.at_level(territory, level, &self.km);
        out.inventoried = demand.at_level(territory, level, &self.inventoried);
        out.otherwise = self.otherwise;
        if level < here {
            let Some(down) = territory[level].parents_in(here) else { return out };
            for (unit, parent) in down.of_unit.iter().enumerate() {
                let Some(parent) = parent.map(UnitIndex::get) else { continue };
                out.nearest[unit] = self.nearest[parent];
                out.from[unit] = self.from[parent];
            }
            return out;
        }
        let Some(up) = territory[here].parents_in(level) else { return out };
        let mut most = vec![-1.0; units];
        for (unit, parent) in up.of_unit.iter().enumerate() {
            let Some(parent) = parent.map(UnitIndex::get) else { continue };
            let persons = demand.persons[unit];
            if self.km[unit].is_finite() && persons > most[parent] {
                most[parent] = persons;
                out.nearest[parent] = self.nearest[unit];
                out.from[parent] = self.from[unit];
            }
        }
        out
    }
}
