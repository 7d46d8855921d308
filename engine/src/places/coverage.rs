//! The communes that an inventory covers.

use super::communes::Communes;
use crate::catalog::{Covers, Dataset};
use crate::error::{Error, Result};

/// Which communes of France an inventory covers; nothing where it covers all of them, or does not say.
///
/// # Errors
/// A zone that is not known: the nearest are proposed.
pub fn covered(dataset: &Dataset, communes: &Communes) -> Result<Option<Vec<bool>>> {
    let Covers::Zones(zones) = &dataset.covers else { return Ok(None) };
    let (territory, level) = (communes.territory(), communes.level());
    let mut out = vec![false; territory[level].len()];
    for zone in zones {
        let found = territory.zone(zone).map_err(|wrong| {
            let message = format!("places `{}`: `covers`: {wrong}", dataset.id);
            Error::request(message).with_help(wrong.help().unwrap_or_default())
        })?;
        for (covered, inside) in out.iter_mut().zip(territory.in_zone(level, found.0)) {
            *covered |= inside;
        }
    }
    Ok(Some(out))
}
