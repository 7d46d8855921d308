//! How many places stand in each unit.

use super::PlaceSupply;
use crate::places::Register;
use crate::places::schema::Field;
use crate::spatial::Locator;
use crate::territory::{LevelIndex, Territory, UnitIndex};

/// Places that count, by unit of `level`; NaN where it is not known in which unit they are: an IRIS
/// that shares its commune with others has no contour of its own.
pub fn count(
    territory: &Territory,
    level: LevelIndex,
    register: &Register,
    supply: &PlaceSupply,
) -> Vec<f64> {
    let units = territory[level].len();
    if territory.own && level > LevelIndex::FINEST {
        let finest = LevelIndex::FINEST;
        return sums(territory, (finest, &count(territory, finest, register, supply)), level);
    }
    if let Some(geometry) = territory.ground.as_ref().filter(|_| level == LevelIndex::FINEST) {
        let shapes: Vec<Option<&[u8]>> = geometry.iter().collect();
        let Ok(locator) = Locator::new(&shapes) else { return vec![f64::NAN; units] };
        let mut out: Vec<f64> =
            shapes.iter().map(|s| if s.is_some() { 0.0 } else { f64::NAN }).collect();
        for place in &supply.places {
            let at = register.places[*place as usize].point.into();
            if let Some(unit) = locator.locate(at) {
                out[unit.get()] += 1.0;
            }
        }
        return out;
    }
    let Some(commune) = territory.level("commune") else { return vec![f64::NAN; units] };
    let mut of_commune = vec![0.0; territory[commune].len()];
    for place in &supply.places {
        let code = register.places[*place as usize].text(Field::CodeInsee);
        if let Some(unit) = code.and_then(|code| territory[commune].find(code)) {
            of_commune[unit.get()] += 1.0;
        }
    }
    if level == commune {
        return of_commune;
    }
    if level > commune {
        return sums(territory, (commune, &of_commune), level);
    }
    let Some(parents) = territory[level].parents_in(commune) else {
        return vec![f64::NAN; units];
    };
    let mut iris = vec![0_u32; of_commune.len()];
    for parent in parents.of_unit.iter().flatten() {
        iris[parent.get()] += 1;
    }
    let whole = |parent: &Option<UnitIndex>| match parent.map(UnitIndex::get) {
        Some(parent) if iris[parent] == 1 => of_commune[parent],
        _ => f64::NAN,
    };
    parents.of_unit.iter().map(whole).collect()
}

fn sums(
    territory: &Territory,
    (finer, counts): (LevelIndex, &[f64]),
    level: LevelIndex,
) -> Vec<f64> {
    let mut out = vec![0.0; territory[level].len()];
    if let Some(parents) = territory[finer].parents_in(level) {
        for (count, parent) in counts.iter().zip(&parents.of_unit) {
            if let Some(parent) = parent
                && count.is_finite()
            {
                out[parent.get()] += count;
            }
        }
    }
    out
}
