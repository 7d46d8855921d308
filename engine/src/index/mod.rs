//! Indicators → index: screen, impute, treat, normalise, weight, aggregate, rank. The stages are
//! here, their formulas in [`crate::composite`].
//!
//! In: the columns of one level ([`Raw`]), in the indicators' units. Out: [`Scores`]: normalised
//! indicators on the method's scale, axes, index, completeness (0–1), ranks (1 = the highest index) and
//! deciles (10 = the highest index). One type a stage, so that stages cannot be taken out of order:
//! [`Raw`] → [`Complete`] → [`Treated`] → [`Normalised`] → [`Scores`]. NaN stands for "missing"
//! inside.

mod prepared;
mod reference;
mod score;
mod screen;

use rayon::prelude::*;

use crate::catalog::{Indicator, Method};
use crate::composite::NO_GROUP;
use crate::composite::impute::{Impute, impute};
use crate::composite::normalise::{Input, normalise};
use crate::composite::treat::{Treatment, treat};
use crate::error::{Error, Result};
use crate::indicator::{Column, Origin};
use crate::territory::{LevelIndex, Territory, UnitIndex};

pub use prepared::PreparedLevel;
pub use reference::{Reference, ZoneFigures};
pub use score::{Lost, Scores, Weights};

/// The columns of one level, one an indicator of the method.
pub struct Raw {
    /// In the order of [`Method::indicators`].
    pub columns: Vec<Column>,
}

/// As [`Raw`], after screening and imputation.
pub struct Complete {
    /// In the order of [`Method::indicators`].
    pub columns: Vec<Column>,
    /// Units that are left out of everything, having too few indicators.
    pub screened: Vec<bool>,
}

/// What was done about outliers, by position in [`Method::indicators`].
#[derive(Default)]
pub struct Treated {
    /// `None` where the values are left as they are.
    pub columns: Vec<Option<(Vec<f64>, Treatment)>>,
}

/// Scored indicators on the method's scale.
pub struct Normalised {
    /// By position in [`Method::indicators`]; empty for context.
    pub values: Vec<Vec<f64>>,
    /// Units that were left out, each with the share of effective weight that it has.
    pub screened: Vec<(usize, f64)>,
}

/// The zones that the units of one level are compared in.
pub struct Zones {
    /// Level of the zones; `None` for France as a whole.
    pub level: Option<LevelIndex>,
    /// Number of each unit's zone, as [`Input::zone_of_unit`] takes it: [`NO_GROUP`] for a unit that lies
    /// in none.
    pub of_unit: Vec<u32>,
    /// Number of zones.
    pub count: usize,
}

impl Zones {
    /// Zones `name` (`france` or a level's id) of the units of `level`.
    ///
    /// # Errors
    /// A level whose units do not lie in such zones.
    pub fn new(territory: &Territory, level: LevelIndex, name: &str) -> Result<Self> {
        let units = &territory[level];
        if name == "france" {
            return Ok(Self { level: None, of_unit: vec![0; units.len()], count: 1 });
        }
        let zone = territory.level(name).ok_or_else(|| {
            Error::request(format!("no level `{name}` to take reference zones from"))
        })?;
        let parents = units.parents_in(zone).filter(|p| p.nests).ok_or_else(|| {
            Error::request(format!("a unit of level `{}` may lie in several `{name}`", units.id))
        })?;
        let count = territory[zone].len();
        let number = |zone: &Option<UnitIndex>| zone.map_or(NO_GROUP, UnitIndex::number);
        let of_unit = parents.of_unit.iter().map(number).collect();
        Ok(Self { level: Some(zone), of_unit, count })
    }

    /// Number of the zone of each unit of another level.
    pub fn of<'a>(
        &self,
        territory: &'a Territory,
        level: LevelIndex,
    ) -> impl Fn(UnitIndex) -> Option<usize> + use<'a> {
        let zone_level = self.level;
        let parents = zone_level.and_then(|zone| territory[level].parents_in(zone));
        move |unit| match zone_level {
            None => Some(0),
            Some(zone) if zone == level => Some(unit.get()),
            Some(_) => parents?.get(unit).map(UnitIndex::get),
        }
    }
}

impl Raw {
    /// Leaves out units that have too few indicators, then fills missing values as the method asks
    /// for; each keeps the origin `imputed`.
    ///
    /// # Errors
    /// A level whose units do not lie in the groups that are asked for.
    pub fn complete(
        self,
        method: &Method,
        territory: &Territory,
        level: LevelIndex,
    ) -> Result<Complete> {
        let screened = screen::screened(method, &self.columns, territory[level].len());
        let mut columns = self.columns;
        if !matches!(method.missing.impute, Impute::None) {
            let within = method.missing.within.as_deref().unwrap_or("france");
            let mut zones = Zones::new(territory, level, within)?;
            screen::leave_out(&mut zones.of_unit, &screened);
            for column in &mut columns {
                let filled = impute(
                    method.missing.impute,
                    &mut column.values,
                    Some((zones.of_unit.as_slice(), zones.count)),
                );
                for (unit, _) in filled.iter().enumerate().filter(|(_, filled)| **filled) {
                    column.origin[unit] = Origin::Imputed;
                    column.reason[unit] = None;
                }
            }
        }
        Ok(Complete { columns, screened })
    }
}

impl Complete {
    /// Draws outliers in, where the method asks for it; over all units of the level.
    pub fn treat(&self, method: &Method) -> Treated {
        let columns = method.indicators.par_iter().zip(&self.columns).map(|(indicator, column)| {
            let rule = indicator.scored.as_ref()?.treat.as_ref()?;
            treat(&screen::kept(&column.values, &self.screened), rule)
        });
        Treated { columns: columns.collect() }
    }
}

impl Treated {
    /// What is normalised of an indicator: its treated values, or its values as they are.
    pub fn values<'a>(&'a self, complete: &'a Complete, indicator: usize) -> &'a [f64] {
        match self.columns.get(indicator) {
            Some(Some((treated, _))) => treated,
            _ => &complete.columns[indicator].values,
        }
    }

    /// Puts every scored indicator on the method's scale, within the reference zones.
    ///
    /// # Errors
    /// A normalisation that cannot be applied.
    pub fn normalise(
        &self,
        complete: &Complete,
        method: &Method,
        territory: &Territory,
        zones: &Zones,
    ) -> Result<Normalised> {
        let column = |(i, indicator): (usize, &Indicator)| {
            let Some(scored) = &indicator.scored else { return Ok(Vec::new()) };
            let sums = &complete.columns[i].sums;
            let pooled = sums.pooled(&zones.of(territory, sums.level), zones.count);
            normalise(
                &scored.normalise,
                &Input {
                    values: &screen::kept(self.values(complete, i), &complete.screened),
                    zone_of_unit: &zones.of_unit,
                    zones: zones.count,
                    reference: Some(&pooled),
                    direction: indicator.direction,
                    scale: method.scale,
                },
            )
            .map_err(|e| Error::input(&method.path, format!("indicator `{}`: {e}", indicator.id)))
        };
        let values = method.indicators.par_iter().enumerate().map(column).collect::<Result<_>>()?;
        let screened = screen::completeness(method, &complete.columns, &complete.screened);
        Ok(Normalised { values, screened })
    }
}
