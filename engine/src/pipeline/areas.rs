//! The areas that inventories of places cover: what is taken for granted of them, what speaks against them, and
//! the units that lie in them.

use std::collections::BTreeSet;

use crate::catalog::{Dataset, TO_COMPLETE};
use crate::error::Result;
use crate::places::{self, Communes, PlaceSource, Register};
use crate::territory::{Positions, Territory};

/// One place in so many outside of the area that its inventory covers is an error at the border; more are not.
const OUTSIDE: usize = 10;
/// Zones that a message lists.
const ZONES_LISTED: usize = 5;

/// What is taken for granted of the areas that inventories cover, and what speaks against them; what a mapping
/// leaves to be completed.
pub fn notes<'a>(registers: impl Iterator<Item = &'a Register>) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for source in registers.flat_map(|register| &register.sources) {
        let PlaceSource { id, places, outside, .. } = source;
        let keys = source.to_complete();
        if !keys.is_empty() {
            out.insert(format!(
                "places `{id}`: their mapping does not say {} (« {TO_COMPLETE} »): sources name the file alone",
                keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
            ));
        }
        match &source.covers {
            None => out.insert(format!(
                "places `{id}` do not say which area they cover: taken as all of France, so that a commune \
                 without a place nearby is far from help; say it with `covers` in the file or with --covers"
            )),
            Some(zones) if outside * OUTSIDE > *places => out.insert(format!(
                "places `{id}`: {outside} of {places} lie outside of the area that they cover ({}): is `covers` \
                 right?",
                listed(zones)
            )),
            Some(_) => false,
        };
    }
    out
}

/// The first of many zones.
fn listed(zones: &[String]) -> String {
    let more = zones.len().saturating_sub(ZONES_LISTED);
    let shown = zones[..zones.len() - more].join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// The units of `positions` that an inventory covers; nothing where it covers all of them. A unit of one's own
/// lies where the commune that holds its point does.
pub fn area(
    dataset: &Dataset,
    communes: &Communes,
    territory: &Territory,
    positions: &Positions,
) -> Result<Option<Vec<bool>>> {
    let Some(covered) = places::covered(dataset, communes)? else { return Ok(None) };
    if !territory.own {
        return Ok(Some(covered));
    }
    let mut out = vec![false; territory[positions.level].len()];
    for at in &positions.at {
        let commune = communes.by_position(at.point);
        out[at.unit.get()] = commune.is_some_and(|commune| covered[commune.get()]);
    }
    Ok(Some(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_to_be_completed_are_named() {
        let source = |publisher: &str, vintage: &str| PlaceSource {
            id: "hub".into(),
            title: "Lieux du Hub".into(),
            publisher: publisher.into(),
            licence: "Licence Ouverte 2.0".into(),
            vintage: vintage.into(),
            covers: Some(vec!["france".into()]),
            ..PlaceSource::default()
        };
        let said = |source: PlaceSource| {
            notes(std::iter::once(&Register { sources: vec![source], ..Register::default() }))
        };
        assert!(said(source("Le Hub", "2026")).is_empty());
        let open = said(source("", "")).into_iter().collect::<Vec<_>>().join("\n");
        assert!(open.contains("`publisher`, `vintage`") && !open.contains("licence"), "{open}");
        assert_eq!(source("", "").credit(), "Lieux du Hub");
        assert_eq!(source("Le Hub", "2026").credit(), "Le Hub (2026)");
    }
}
