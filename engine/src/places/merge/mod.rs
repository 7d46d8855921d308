//! Places that several inventories list, or one lists twice, become one.
//!
//! Two places are the same when their names and their addresses are ([`key`] says what is
//! overlooked) and they lie within 50 m of each other; where one of them has no position of its
//! own, in the same commune. What is left is that of the place that is known best, filled in by
//! the others; lists of services and the like are united. The answer depends on the places alone,
//! not on threads.

pub mod key;

use rustc_hash::FxHashMap;

use super::distance::metres;
use super::model::{Kept, Place, Position, Reject};
use super::schema::Field;

/// Two positions farther apart are two places, in metres.
const APART: f64 = 50.0;
/// The same in degrees of latitude, with some room: a degree is at least 110.5 km.
const APART_DEGREES: f64 = APART / 110_500.0 * 1.01;
/// Lists of which each source may know a part.
const UNITED: [Field; 7] = [
    Field::Typologie,
    Field::Services,
    Field::Publics,
    Field::PriseEnCharge,
    Field::Dispositifs,
    Field::Formations,
    Field::ModalitesAccompagnement,
];

/// A place and the row that it stands in.
pub struct Listed {
    /// Row of its source.
    pub row: u32,
    /// The place, of one source.
    pub place: Place,
}

/// Merges what is the same. `reports` gets one entry a place that went into another.
pub fn merge(listed: Vec<Listed>, reports: &mut Vec<Reject>) -> Vec<Place> {
    let groups = groups(&listed);
    let mut listed: Vec<Option<Listed>> = listed.into_iter().map(Some).collect();
    let mut out = Vec::with_capacity(listed.len());
    for group in groups {
        let mut members: Vec<Listed> =
            group.iter().filter_map(|i| listed[*i as usize].take()).collect();
        // Known best first, then the most recent, then in the order of the sources.
        members.sort_by(|a, b| {
            let date = |l: &Listed| l.place.text(Field::DateMaj).unwrap_or_default().to_string();
            let known = |l: &Listed| l.place.known();
            known(b).cmp(&known(a)).then(date(b).cmp(&date(a)))
        });
        let mut members = members.into_iter();
        let Some(Listed { row: _, place: mut best }) = members.next() else { continue };
        let single = members.len() == 0;
        for Listed { row, place } in members {
            reports.push(Reject {
                source: place.sources.first().copied().unwrap_or_default(),
                row,
                field: Field::Id.name(),
                value: place.id().into(),
                problem: format!("the same place as {}", best.id()),
                kept: Kept::Merged,
                correction: None,
            });
            fill(&mut best, &place);
        }
        if !single {
            best.deduce();
        }
        out.push(best);
    }
    out
}

/// Rows of places that a register holds already, ascending, each with the position there of the first place
/// that is the same.
pub fn known_among(mut listed: Vec<Listed>, known: &[Place]) -> Vec<(u32, usize)> {
    let own = listed.len();
    listed.extend(known.iter().map(|place| Listed { row: 0, place: place.clone() }));
    let mut out = Vec::new();
    for group in groups(&listed) {
        // Those of the file come first in each group.
        let (rows, others): (Vec<usize>, Vec<usize>) =
            group.iter().map(|i| *i as usize).partition(|i| *i < own);
        if let Some(other) = others.first() {
            out.extend(rows.into_iter().map(|i| (listed[i].row, other - own)));
        }
    }
    out.sort_unstable();
    out
}

/// What another source knows of a place.
fn fill(best: &mut Place, other: &Place) {
    for field in Field::ALL {
        if UNITED.contains(&field) {
            let all = field.allowed();
            let mut values: Vec<&str> = best.list(field).collect();
            values.extend(other.list(field).filter(|v| !best.has(field, v)));
            values.sort_by_key(|v| all.iter().position(|known| known == v));
            let text = values.join("|");
            best.set(field, Some(&text));
        } else if best.text(field).is_none()
            && let Some(text) = other.text(field)
        {
            best.set(field, Some(text));
        }
    }
    if best.position == Position::CommuneCentre && other.position == Position::Given {
        (best.point, best.position) = (other.point, other.position);
    }
    best.sources.extend(&other.sources);
    best.sources.sort_unstable();
    best.sources.dedup();
}

/// Positions of the places that are one, by the first of each; most stand alone.
fn groups(listed: &[Listed]) -> Vec<Vec<u32>> {
    use rayon::prelude::*;
    let keys: Vec<Option<u64>> =
        listed.par_iter().with_min_len(256).map(|l| key::hash(&l.place)).collect();
    let mut same: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for (i, key) in keys.iter().enumerate() {
        if let Some(key) = key {
            same.entry(*key).or_default().push(i as u32);
        }
    }
    let mut parent: Vec<u32> = (0..listed.len() as u32).collect();
    // In whatever order: what is one does not depend on it.
    for bucket in same.values().filter(|b| b.len() > 1) {
        link(listed, bucket, &mut parent);
    }
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); listed.len()];
    for i in 0..listed.len() as u32 {
        members[root(&mut parent, i) as usize].push(i);
    }
    members.retain(|m| !m.is_empty());
    members
}

/// Links the places of one name and address that lie near each other.
fn link(listed: &[Listed], bucket: &[u32], parent: &mut [u32]) {
    let place = |i: u32| &listed[i as usize].place;
    let commune = |i: u32| place(i).text(Field::CodeInsee);
    let mut given: Vec<u32> =
        bucket.iter().copied().filter(|i| place(*i).position == Position::Given).collect();
    given.sort_by(|a, b| {
        let at = |i: u32| place(i).point;
        at(*a)[1].total_cmp(&at(*b)[1]).then(at(*a)[0].total_cmp(&at(*b)[0])).then(a.cmp(b))
    });
    for (n, a) in given.iter().enumerate() {
        for b in &given[n + 1..] {
            if place(*b).point[1] - place(*a).point[1] > APART_DEGREES {
                break;
            }
            if root(parent, *a) == root(parent, *b) {
                // At one point: the rest is linked through the next one.
                if place(*a).point == place(*b).point {
                    break;
                }
                continue;
            }
            if near(place(*a).point, place(*b).point) {
                unite(parent, *a, *b);
                if place(*a).point == place(*b).point {
                    break;
                }
            }
        }
    }
    // Without a position of their own, the commune decides; two positions there are two places.
    let mut by_commune: FxHashMap<&str, u32> = FxHashMap::default();
    for i in bucket.iter().filter(|i| place(**i).position == Position::CommuneCentre) {
        let Some(code) = commune(*i) else { continue };
        match by_commune.get(code) {
            Some(first) => unite(parent, *first, *i),
            None => {
                by_commune.insert(code, *i);
                if let Some(other) = given.iter().find(|g| commune(**g) == Some(code)) {
                    unite(parent, *other, *i);
                }
            }
        }
    }
}

fn near(a: [f64; 2], b: [f64; 2]) -> bool {
    let east = (a[0] - b[0]).abs() * a[1].to_radians().cos();
    let north = (a[1] - b[1]).abs();
    // Of the flat earth below; the geodesic decides near the limit.
    let about = east.hypot(north) * 111_300.0;
    match about {
        d if d > APART * 1.05 => false,
        d if d < APART * 0.95 => true,
        _ => metres(a, b) <= APART,
    }
}

fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}

/// The smaller position is the root: the same whatever the order.
fn unite(parent: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(parent, a), root(parent, b));
    parent[a.max(b) as usize] = a.min(b);
}

#[cfg(test)]
mod tests;
