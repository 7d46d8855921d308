//! What a normalisation computes with: one column, its zones, the scale.

use super::error::NormaliseError;
use crate::composite::NO_GROUP;
use crate::composite::direction::Direction;
use crate::composite::order::Order;
use crate::composite::scale::Scale;
use crate::composite::stats::Running;

/// Everything a normalisation may need of one column.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// One value a unit; NaN or infinite is missing.
    pub values: &'a [f64],
    /// Reference zone of each unit; [`NO_GROUP`] for none.
    pub zone_of_unit: &'a [u32],
    /// Number of zones.
    pub zones: usize,
    /// Value of each zone as a whole, for `ratio_to_reference` with `pooled`; NaN for none.
    pub reference: Option<&'a [f64]>,
    /// Which end raises the index.
    pub direction: Direction,
    /// What `min_max`, `quantile_position` and `goalposts` map on.
    pub scale: Scale,
}

impl Input<'_> {
    pub(super) fn check(&self) -> Result<(), NormaliseError> {
        let length = |what, found, expected| {
            if found == expected {
                Ok(())
            } else {
                Err(NormaliseError::Length { what, found, expected })
            }
        };
        length("zones of units", self.zone_of_unit.len(), self.values.len())?;
        length("reference values", self.reference.map_or(self.zones, <[f64]>::len), self.zones)?;
        self.scale.validate().map_err(NormaliseError::Parameter)?;
        let unknown = |zone: &u32| *zone != NO_GROUP && *zone as usize >= self.zones;
        match self.zone_of_unit.iter().position(unknown) {
            None => Ok(()),
            Some(unit) => {
                let zone = self.zone_of_unit[unit];
                Err(NormaliseError::Zone { unit, zone, zones: self.zones })
            }
        }
    }

    /// Results of the values that are present, whatever their zone.
    pub(super) fn map(&self, result: impl Fn(f64) -> f64) -> Vec<f64> {
        let result = |x: &f64| if x.is_finite() { result(*x) } else { f64::NAN };
        self.values.iter().map(result).collect()
    }

    /// Results of the values that are present in a zone, from what is known of that zone.
    pub(super) fn map_in_zones<T>(&self, zones: &[T], result: impl Fn(f64, &T) -> f64) -> Vec<f64> {
        let result = |(x, zone): (&f64, &u32)| match zones.get(*zone as usize) {
            Some(zone) if x.is_finite() => result(*x, zone),
            _ => f64::NAN,
        };
        self.values.iter().zip(self.zone_of_unit).map(result).collect()
    }

    /// Count, mean and bounds of each zone; sums in the order of the units.
    pub(super) fn running(&self) -> Vec<Running> {
        let mut zones = vec![Running::default(); self.zones];
        for (x, zone) in self.values.iter().zip(self.zone_of_unit) {
            if let Some(zone) = zones.get_mut(*zone as usize).filter(|_| x.is_finite()) {
                zone.add(*x);
            }
        }
        zones
    }

    /// Units by zone and value, those that raise the index least first.
    pub(super) fn order(&self) -> Order {
        let descending = self.direction == Direction::Down;
        Order::new(self.values, Some((self.zone_of_unit, self.zones)), descending)
    }
}
