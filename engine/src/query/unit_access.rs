//! Access to help around one unit of a build.
//!
//! In: a unit, a service or any help, and a level's scores where they are not those of the build. Out: its
//! [`AccessValues`] (persons, kilometres, gap 0–100), and the places nearest to its people, in metres.

use super::rescore::{Rescored, Rescorer};
use crate::analysis::AccessValues;
use crate::build::access_values;
use crate::error::{Error, Result};
use crate::places::schema::SERVICES;
use crate::territory::PopulationPoint;

/// A place near the people of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearbyPlace {
    /// The service that was looked for, by its position in [`SERVICES`]; `None`: any help.
    pub service: Option<usize>,
    /// The place, by its position in the register.
    pub place: u32,
    /// Geodesic distance.
    pub metres: f64,
}

impl Rescorer {
    /// Access of the unit `code` of a rescored level to a service, or to any help; `built` is what the
    /// build holds of it. Places within the unit are those of `built`: they are counted for any help.
    ///
    /// # Errors
    /// A method that counts no help; those of [`Rescorer::score`]; no such unit.
    pub fn unit_access(
        &self,
        scored: &Rescored,
        code: &str,
        service: Option<usize>,
        built: &AccessValues,
    ) -> Result<AccessValues> {
        let unit = self.territory()[scored.level].find(code);
        let unit = unit.ok_or_else(|| Error::internal(format!("no unit {code} to rescore")))?;
        // Of all units: the rank of a gap is among them.
        let gaps = self.gaps(scored, service, None)?;
        Ok(AccessValues {
            supply: built.supply,
            supply_per_10000: built.supply_per_10000,
            ..access_values(&gaps, unit.get())
        })
    }

    /// The `most` places nearest to where most people of a unit live, of a service or of any help; after
    /// those of any help, the nearest place of each service. None for a unit of several communes, and for one
    /// that no inventory covers: there may be nearer ones.
    pub fn nearest_places(
        &self,
        level: &str,
        code: &str,
        service: Option<usize>,
        most: usize,
    ) -> Vec<NearbyPlace> {
        let (Some(access), Some(at)) = (self.access(), self.main_point(level, code)) else {
            return Vec::new();
        };
        let near = |service: Option<usize>, most: usize| {
            let supply = access.supply(service);
            let known = access.demand.inventoried.of(service)[at.unit.get()];
            let found = supply.points.nearest(at.point.into(), if known { most } else { 0 });
            let found = found.into_iter();
            found.map(move |found| NearbyPlace {
                service,
                place: supply.places[found.index as usize],
                metres: found.metres,
            })
        };
        let mut out: Vec<NearbyPlace> = near(service, most).collect();
        if service.is_none() {
            out.extend((0..SERVICES.len()).flat_map(|service| near(Some(service), 1)));
        }
        out
    }

    /// Where most people of a unit live; `None` for a unit of several communes.
    fn main_point(&self, level: &str, code: &str) -> Option<PopulationPoint> {
        let (positions, territory) = (&self.access()?.demand.positions, self.territory());
        let level = territory.level(level)?;
        let unit = territory[level].find(code)?;
        let unit = match level {
            here if here == positions.level => unit,
            finer if finer < positions.level => {
                territory[finer].parents_in(positions.level)?.get(unit)?
            }
            _ => return None,
        };
        positions.main(unit)
    }
}
