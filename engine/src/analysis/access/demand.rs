//! Where the people are, and how many of them are at risk.

use super::Inventoried;
use crate::catalog::Method;
use crate::indicator::{Measured, at_level};
use crate::territory::{LevelIndex, Positions, Territory, UnitIndex};

/// Persons of every level, and where those of one of them are.
#[derive(Debug, Clone)]
pub struct Demand {
    /// Where the people of each unit of one level are.
    pub positions: Positions,
    /// Persons at risk of each unit of each level; NaN where unknown.
    pub at_risk: Vec<Vec<f64>>,
    /// Persons among whom help is shared, by unit of the level of the positions: those at risk, by the
    /// country's share where a unit's own is not known; all of them where the method names no group at risk.
    pub persons: Vec<f64>,
    /// Where places around them are known, by unit of the same level.
    pub inventoried: Inventoried,
}

impl Demand {
    /// Of a method. The share of persons at risk is that of its indicator `[access] at_risk`.
    pub fn new(
        method: &Method,
        territory: &Territory,
        measured: &[Measured],
        positions: Positions,
        inventoried: Inventoried,
    ) -> Self {
        let id = method.access.as_ref().and_then(|a| a.rule.at_risk.as_deref());
        let indicator = id.and_then(|id| method.indicators.iter().position(|i| i.id == id));
        let here = positions.level;
        let levels = territory.level_indices();
        let mut at_risk: Vec<Vec<f64>> = levels
            .clone()
            .map(|level| {
                let units = &territory[level];
                let Some(i) = indicator.filter(|_| level <= here) else {
                    return vec![f64::NAN; units.len()];
                };
                let share = at_level(&measured[i], territory, level).values;
                units.population.iter().zip(share).map(|(all, share)| all * share / 100.0).collect()
            })
            .collect();
        for level in levels.filter(|level| *level > here) {
            at_risk[level.get()] = summed(territory, (here, &at_risk[here.get()]), level);
        }
        let population = &territory[here].population;
        let country = indicator.map_or(1.0, |_| pooled(&at_risk[here.get()], population));
        let persons = at_risk[here.get()].iter().zip(population);
        let persons = persons
            .map(|(risk, all)| if risk.is_nan() { all * country } else { *risk })
            .map(|persons| if persons.is_finite() { persons } else { 0.0 })
            .collect();
        Self { positions, at_risk, persons, inventoried }
    }

    /// Level of the positions.
    pub fn level(&self) -> LevelIndex {
        self.positions.level
    }

    /// Persons at each point.
    pub fn persons_by_point(&self) -> Vec<f64> {
        self.positions.at.iter().map(|at| self.persons[at.unit.get()] * at.share).collect()
    }

    /// Values of the level of the positions at another one: means by persons above, those of the
    /// containing unit below; NaN where nothing is known or nobody lives.
    pub fn at_level(&self, territory: &Territory, level: LevelIndex, of_unit: &[f64]) -> Vec<f64> {
        let (here, units) = (self.level(), territory[level].len());
        if level == here {
            return of_unit.to_vec();
        }
        if let Some(down) = territory[level].parents_in(here).filter(|_| level < here) {
            let of = |parent: &Option<UnitIndex>| parent.map_or(f64::NAN, |p| of_unit[p.get()]);
            return down.of_unit.iter().map(of).collect();
        }
        let mut sums = vec![(0.0, 0.0); units];
        if let Some(up) = territory[here].parents_in(level) {
            for (unit, parent) in up.of_unit.iter().enumerate() {
                if let Some(parent) = parent
                    && of_unit[unit].is_finite()
                {
                    let (sum, weight) = &mut sums[parent.get()];
                    *sum += self.persons[unit] * of_unit[unit];
                    *weight += self.persons[unit];
                }
            }
        }
        sums.into_iter().map(|(sum, w)| if w > 0.0 { sum / w } else { f64::NAN }).collect()
    }
}

fn summed(
    territory: &Territory,
    (here, of_unit): (LevelIndex, &[f64]),
    level: LevelIndex,
) -> Vec<f64> {
    let mut out = vec![f64::NAN; territory[level].len()];
    let Some(parents) = territory[here].parents_in(level) else { return out };
    for (value, parent) in of_unit.iter().zip(&parents.of_unit) {
        if let Some(parent) = parent
            && !value.is_nan()
        {
            let sum = &mut out[parent.get()];
            *sum = if sum.is_nan() { *value } else { *sum + value };
        }
    }
    out
}

/// Share of all persons who are at risk, over the units where it is known.
fn pooled(at_risk: &[f64], population: &[f64]) -> f64 {
    let known = at_risk.iter().zip(population).filter(|(r, p)| r.is_finite() && p.is_finite());
    let (risk, all) = known.fold((0.0, 0.0), |(r, a), (risk, all)| (r + risk, a + all));
    if all > 0.0 { risk / all } else { 1.0 }
}
