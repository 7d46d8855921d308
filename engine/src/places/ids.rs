//! Identifiers that no two places have.

use std::collections::{HashMap, HashSet};

use super::merge::Listed;
use super::model::{Kept, Place, Register, Reject};
use super::schema::Field;

/// Gives every place an identifier of its own: the row's where there is none, and another one where
/// two rows have the same.
pub fn within(dataset: &str, places: &mut [(u32, Place)], rejects: &mut Vec<Reject>, source: u16) {
    let mut first: HashMap<String, u32> = HashMap::with_capacity(places.len());
    let before = rejects.len();
    for (row, place) in places.iter_mut() {
        if place.id().is_empty() {
            place.set(Field::Id, Some(&format!("{dataset}-{row}")));
        }
        let id = place.id().to_string();
        let Some(earlier) = first.insert(id.clone(), *row) else { continue };
        first.insert(id.clone(), earlier);
        let mut other = format!("{id}~{row}");
        while first.contains_key(&other) {
            other.push('~');
        }
        place.set(Field::Id, Some(&other));
        first.insert(other.clone(), *row);
        rejects.push(Reject {
            source,
            row: *row,
            field: Field::Id.name(),
            value: id,
            problem: format!("stands in row {earlier} already"),
            kept: Kept::Mended,
            correction: Some(other),
        });
    }
    if rejects.len() > before {
        rejects.sort_by_key(|r| r.row);
    }
}

/// Sources do not know of each other's identifiers: those that are taken get the source's name in
/// front.
pub fn across(register: &mut Register, listed: &mut [Listed]) {
    let mut taken: HashSet<String> = HashSet::with_capacity(listed.len());
    for Listed { row, place } in listed {
        let id = place.id().to_string();
        if taken.insert(id.clone()) {
            continue;
        }
        let source = place.sources.first().copied().unwrap_or_default();
        let mut other = format!("{}-{id}", register.sources[source as usize].id);
        while !taken.insert(other.clone()) {
            other.push('~');
        }
        place.set(Field::Id, Some(&other));
        register.rejects.push(Reject {
            source,
            row: *row,
            field: Field::Id.name(),
            value: id,
            problem: format!("stands in another source already: {other}"),
            kept: Kept::Mended,
            correction: Some(other),
        });
    }
}
