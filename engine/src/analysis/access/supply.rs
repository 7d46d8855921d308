//! The places that count as help.

use crate::catalog::{AccessRule, Capacity, Supply as SupplyRule};
use crate::places::{Place, Register};
use crate::spatial::PointIndex;

/// Places that help, ready to be asked for.
pub struct PlaceSupply {
    /// Where they are.
    pub points: PointIndex,
    /// What each can give.
    pub capacity: Vec<f64>,
    /// Their positions in the register.
    pub places: Vec<u32>,
    /// Those whose hours are not known, when hours count: they have the median.
    pub without_hours: usize,
}

impl PlaceSupply {
    /// Places of the register that count under a rule, those that give `service` (a bit of
    /// [`Place::services`]) when one is asked for. Itinerant ones are left out: where a bus
    /// is on a given day is not known.
    pub fn new(register: &Register, rule: &AccessRule, service: Option<u16>) -> Self {
        let services = counts_services(register, rule);
        let counts = |place: &Place| {
            fixed(place)
                && match service {
                    Some(service) => place.services & service != 0,
                    None => !services || place.services != 0,
                }
        };
        let kept = register.places.iter().enumerate().filter(|(_, place)| counts(place));
        let places: Vec<u32> = kept.map(|(position, _)| position as u32).collect();
        let of = |position: &u32| &register.places[*position as usize];
        let points = PointIndex::new(places.iter().map(|p| of(p).point.into()));
        let (capacity, without_hours) = match rule.capacity {
            Capacity::Place => (vec![1.0; places.len()], 0),
            Capacity::Hours => hours(places.iter().map(|p| of(p).hours_week)),
        };
        Self { points, capacity, places, without_hours }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

/// Someone can go there.
fn fixed(place: &Place) -> bool {
    place.receives_public && !place.itinerant
}

/// Whether only places that name a service count.
pub fn counts_services(register: &Register, rule: &AccessRule) -> bool {
    match rule.supply {
        SupplyRule::Services => true,
        SupplyRule::All => false,
        SupplyRule::Auto => register.places.iter().any(|place| fixed(place) && place.services != 0),
    }
}

/// Hours a week, those that are not known being the median of the others; how many these are.
fn hours(known: impl Iterator<Item = Option<f64>> + Clone) -> (Vec<f64>, usize) {
    let mut sorted: Vec<f64> = known.clone().flatten().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let median = match sorted.len() {
        0 => 1.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    };
    let without = known.clone().filter(Option::is_none).count();
    (known.map(|h| h.unwrap_or(median)).collect(), without)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_hours_are_the_median_and_counted() {
        let known = [Some(10.0), None, Some(30.0), Some(14.0)];
        assert_eq!(hours(known.into_iter()), (vec![10.0, 14.0, 30.0, 14.0], 1));
        assert_eq!(hours([None].into_iter()), (vec![1.0], 1));
    }
}
