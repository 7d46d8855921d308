//! Indicators → index: impute, normalise, weight, aggregate, rank (`methods.md`, 2 and 3).
//!
//! In: the columns of one level ([`Raw`]), in the indicators' units. Out: [`Scores`]: normalised
//! indicators on the method's scale, axes, index, completeness (0–1), ranks (1 = most fragile) and
//! deciles (10 = most fragile). One type a stage, so that stages cannot be taken out of order:
//! [`Raw`] → [`Complete`] → [`Normalised`] → [`Scores`]. NaN stands for "missing" inside.

pub mod aggregate;
pub mod impute;
pub mod normalise;
pub mod rank;
mod reference;
mod score;
pub mod stats;

use crate::catalog::Method;
use crate::error::{Error, Result};
use crate::indicator::{Column, Origin};
use crate::territory::{NONE, Territory};
use impute::{Impute, impute};
use normalise::Input;

pub use reference::{Reference, ZoneFigures};
pub use score::{Scores, Weights};

/// The columns of one level, one an indicator of the method.
pub struct Raw {
    /// In the order of [`Method::indicators`].
    pub columns: Vec<Column>,
}

/// As [`Raw`], after imputation.
pub struct Complete {
    /// In the order of [`Method::indicators`].
    pub columns: Vec<Column>,
}

/// Scored indicators on the method's scale.
pub struct Normalised {
    /// By position in [`Method::indicators`]; empty for context.
    pub values: Vec<Vec<f64>>,
}

/// The zones that the units of one level are compared in.
pub struct Zones {
    /// Level of the zones; `None` for France as a whole.
    pub level: Option<usize>,
    /// Zone of each unit; [`NONE`] for a unit that lies in none.
    pub of_unit: Vec<u32>,
    /// Number of zones.
    pub count: usize,
}

impl Zones {
    /// Zones `name` (`france` or a level's id) of the units of `level`.
    ///
    /// # Errors
    /// A level whose units do not lie in such zones.
    pub fn new(territory: &Territory, level: usize, name: &str) -> Result<Self> {
        let units = &territory.levels[level];
        if name == "france" {
            return Ok(Self { level: None, of_unit: vec![0; units.len()], count: 1 });
        }
        let zone = territory.level(name).ok_or_else(|| {
            Error::request(format!("no level `{name}` to take reference zones from"))
        })?;
        let parents = units.parents_in(zone).filter(|p| p.nests).ok_or_else(|| {
            Error::request(format!("a unit of level `{}` may lie in several `{name}`", units.id))
        })?;
        let count = territory.levels[zone].len();
        Ok(Self { level: Some(zone), of_unit: parents.of_unit.clone(), count })
    }

    /// Zone of a unit of another level.
    pub fn of(&self, territory: &Territory, level: usize) -> impl Fn(usize) -> u32 {
        let parents = match self.level {
            None => None,
            Some(zone) if zone == level => Some((0..territory.levels[zone].len() as u32).collect()),
            Some(zone) => Some(
                territory.levels[level]
                    .parents_in(zone)
                    .map_or_else(Vec::new, |p| p.of_unit.clone()),
            ),
        };
        move |unit| match &parents {
            None => 0,
            Some(of_unit) => of_unit.get(unit).copied().unwrap_or(NONE),
        }
    }
}

impl Raw {
    /// Fills missing values as the method asks for; each keeps the origin `imputed`.
    ///
    /// # Errors
    /// A level whose units do not lie in the groups that are asked for.
    pub fn impute(self, method: &Method, territory: &Territory, level: usize) -> Result<Complete> {
        let mut columns = self.columns;
        if !matches!(method.missing.impute, Impute::None) {
            let zones =
                Zones::new(territory, level, method.missing.within.as_deref().unwrap_or("france"))?;
            for column in &mut columns {
                let filled = impute(
                    method.missing.impute,
                    &mut column.values,
                    Some((zones.of_unit.as_slice(), zones.count)),
                );
                for (unit, _) in filled.iter().enumerate().filter(|(_, filled)| **filled) {
                    column.origin[unit] = Origin::Imputed;
                    column.reason[unit] = 0;
                }
            }
        }
        Ok(Complete { columns })
    }
}

impl Complete {
    /// Puts every scored indicator on the method's scale, within the reference zones.
    ///
    /// # Errors
    /// A normalisation that cannot be applied.
    pub fn normalise(
        &self,
        method: &Method,
        territory: &Territory,
        zones: &Zones,
    ) -> Result<Normalised> {
        use rayon::prelude::*;
        let values = method
            .indicators
            .par_iter()
            .zip(&self.columns)
            .map(|(indicator, column)| {
                let Some(scored) = &indicator.scored else { return Ok(Vec::new()) };
                let pooled =
                    column.sums.pooled(&zones.of(territory, column.sums.level), zones.count);
                normalise::normalise(
                    &scored.normalise,
                    &Input {
                        values: &column.values,
                        zone_of_unit: &zones.of_unit,
                        zones: zones.count,
                        reference: Some(&pooled),
                        direction: indicator.direction,
                        scale: method.scale,
                    },
                )
                .map_err(|e| {
                    Error::input(&method.path, format!("indicator `{}`: {e}", indicator.id))
                })
            })
            .collect::<Result<_>>()?;
        Ok(Normalised { values })
    }
}
