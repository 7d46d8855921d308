//! Where places are known: what is not inventoried is not far from help, it is unknown.

use crate::catalog::AccessRule;
use crate::places::Register;

/// Units that some inventory covers, of the level at which it is known where people are.
#[derive(Debug, Clone, PartialEq)]
pub struct Inventoried {
    /// By an inventory whose places can count as help.
    pub help: Vec<bool>,
    /// By one that names services.
    pub services: Vec<bool>,
}

impl Inventoried {
    /// All units.
    pub fn everywhere(units: usize) -> Self {
        Self { help: vec![true; units], services: vec![true; units] }
    }

    /// The union of the inventories of a register. `covered` holds, in the order of its sources, the units
    /// that each covers; nothing for one that covers all. Where only places that name a service count, an
    /// inventory that names none (town halls) says nothing of help.
    pub fn new(
        register: &Register,
        rule: &AccessRule,
        covered: &[Option<Vec<bool>>],
        units: usize,
    ) -> Self {
        let only_services = super::counts_services(register, rule);
        let mut out = Self { help: vec![false; units], services: vec![false; units] };
        for (source, covered) in register.sources.iter().zip(covered) {
            let names = source.with_services > 0;
            let counts = [(&mut out.help, names || !only_services), (&mut out.services, names)];
            for (all, _) in counts.into_iter().filter(|(_, counts)| *counts) {
                match covered {
                    None => all.fill(true),
                    Some(units) => all.iter_mut().zip(units).for_each(|(all, here)| *all |= here),
                }
            }
        }
        out
    }

    /// Units where places are known: of any help, or of a service.
    pub fn of(&self, service: Option<usize>) -> &[bool] {
        if service.is_some() { &self.services } else { &self.help }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Capacity, Supply};
    use crate::places::PlaceSource;

    fn rule(supply: Supply) -> AccessRule {
        AccessRule {
            title: String::new(),
            note: String::new(),
            supply,
            capacity: Capacity::Place,
            zones_km: vec![5.0],
            weights: vec![1.0],
            at_risk: None,
            people: String::new(),
            remedies: Vec::new(),
        }
    }

    #[test]
    fn the_union_of_inventories_that_can_count() {
        let source = |with_services| PlaceSource { with_services, ..PlaceSource::default() };
        let register =
            Register { sources: vec![source(0), source(9), source(2)], ..Register::default() };
        // Town halls of all of France, and two regional inventories of mediation.
        let covered =
            [None, Some(vec![true, false, false, false]), Some(vec![true, true, false, false])];
        let of = |supply| Inventoried::new(&register, &rule(supply), &covered, 4);
        let regional = vec![true, true, false, false];
        let services = of(Supply::Services);
        assert_eq!((&services.help, &services.services), (&regional, &regional));
        let all = of(Supply::All);
        assert_eq!((&all.help, &all.services), (&vec![true; 4], &regional));
        assert_eq!((all.of(None), all.of(Some(3))), (&[true; 4][..], &regional[..]));
        let none = Inventoried::new(&Register::default(), &rule(Supply::All), &[], 2);
        assert_eq!(none.help, [false, false]);
    }
}
