//! The communes that an inventory covers.

use super::communes::Communes;
use crate::catalog::{Covers, Dataset, MOST_MEMBERS, ZoneName, ZoneSet};
use crate::error::{Error, Result};

/// Which communes of France an inventory covers; nothing where it covers all of them, or does not say.
///
/// # Errors
/// A zone that is not known: the nearest are proposed; one that is smaller than a commune.
pub fn covered(dataset: &Dataset, communes: &Communes) -> Result<Option<Vec<bool>>> {
    let Covers::Zones(zones) = &dataset.covers else { return Ok(None) };
    let (territory, level) = (communes.territory(), communes.level());
    let mut out = vec![false; territory[level].len()];
    let wrong = |wrong: Error| {
        let message = format!("places `{}`: `covers`: {wrong}", dataset.id);
        Error::request(message).with_help(wrong.help().unwrap_or_default())
    };
    // What an inventory covers is known by commune: a part of one would count as all of it.
    let smaller = |member: &&ZoneName| territory.level(&member.level).is_some_and(|l| l < level);
    if let Some(member) = zones.iter().find(smaller) {
        return Err(wrong(
            Error::request(format!("`{member}` is smaller than a commune")).with_help(
                "an inventory covers communes, EPCI, départements or régions as a whole",
            ),
        ));
    }
    // An inventory may list more units than a zone has members.
    for members in zones.chunks(MOST_MEMBERS) {
        let zone = ZoneSet::new(None, members.iter().cloned()).map_err(Error::request);
        let units = zone.and_then(|zone| territory.zone(&zone)).map_err(wrong)?;
        for (covered, inside) in out.iter_mut().zip(territory.in_zone(level, &units)) {
            *covered |= inside;
        }
    }
    Ok(Some(out))
}
