//! Entries of a name that lie where what stands beside it says: by postal code, département or région.

use super::area::NamedArea;
use super::find::Candidate;
use super::place::{NamedPlace, named_place};
use super::{EPCI, Gazetteer, GazetteerEntry, REGION, canonical};
use crate::territory::spelling::arrondissement;

impl GazetteerEntry {
    /// Whether its code begins with that of its département: those of EPCI and régions begin with those of none.
    fn numbered(&self) -> bool {
        !matches!(self.order.0, EPCI | REGION)
    }
}

impl Gazetteer {
    /// Entries whose name begins as the name of a place, and that lie there: where the postal code is, or else,
    /// as with a CEDEX, in its département.
    pub(super) fn in_place(&self, place: &NamedPlace) -> Vec<Candidate> {
        let named = self.beginning(&canonical(&place.name));
        let entry = |c: &Candidate| &self.entries[c.id as usize];
        if place.whole {
            let there = self.codes_from(&place.prefix).iter().map(|id| &self.entries[*id as usize]);
            let there: Vec<_> = there.map(|entry| (entry.level, entry.unit)).collect();
            let lies = |c: &&Candidate| there.contains(&(entry(c).level, entry(c).unit));
            let found: Vec<Candidate> =
                named.iter().filter(lies).copied().map(Candidate::first).collect();
            if !found.is_empty() {
                return found;
            }
        }
        let departements = place.departements();
        let lies = |c: &Candidate| {
            entry(c).numbered() && departements.iter().any(|begin| entry(c).code.starts_with(begin))
        };
        let found = named.into_iter().filter(lies).map(Candidate::first);
        found.map(|c| Candidate { exact: c.exact && !place.whole, ..c }).collect()
    }

    /// Entries that a text names in one of the ways to read it: in the first that gives a very name, else in the
    /// first that gives any.
    pub(super) fn in_areas(&self, read: &[NamedArea]) -> Vec<Candidate> {
        let mut found: Vec<Vec<Candidate>> = read.iter().map(|area| self.in_area(area)).collect();
        let very = found.iter().position(|found| found.iter().any(|c| c.exact));
        let any = || found.iter().position(|found| !found.is_empty());
        very.or_else(any).map(|first| found.swap_remove(first)).unwrap_or_default()
    }

    /// Entries that a text names without the areas beside it, and that lie there.
    fn in_area(&self, area: &NamedArea) -> Vec<Candidate> {
        let very = |c: Candidate| if c.exact { c.first() } else { c };
        let named = match (arrondissement(&area.name), named_place(&area.name)) {
            (Some(name), _) => self.beginning(&name).into_iter().map(very).collect(),
            (None, Some(place)) => self.in_place(&place),
            (None, None) => self.beginning(&canonical(&area.name)).into_iter().map(very).collect(),
        };
        named.into_iter().filter(|c| self.lies_in(area, *c)).collect()
    }

    pub(super) fn lies_in(&self, area: &NamedArea, candidate: Candidate) -> bool {
        let entry = &self.entries[candidate.id as usize];
        entry.numbered() && area.holds(&entry.code)
    }
}
