//! IRIS of the census table, carried to the reference year.
//!
//! An IRIS follows its commune and keeps its four last digits. Where another IRIS of the new
//! commune has them already (two communes with quarters of their own have merged) it keeps its
//! published code, for no official passage says otherwise. Whole communes that merged are one.
//! A commune without IRIS in the table is the IRIS `XXXXX0000`.

use std::collections::BTreeMap;

use arrow::array::Array;

use super::cells::value;
use super::level_index::COMMUNE_LEVEL;
use super::{Carried, How, Level, LevelIndex, Territory, UnitIndex};
use crate::error::{Error, Result};
use crate::table::Table;

/// An IRIS of the census table, or one of the reference year.
#[derive(Debug, Clone, PartialEq)]
struct Iris {
    code: String,
    commune: UnitIndex,
    /// A quarter of a commune (H, A, D), not a whole commune (Z).
    quarter: bool,
    persons: f64,
}

/// An IRIS whose commune's code changed: its published code is in `iris`.
struct MovedIris {
    iris: Iris,
    new: String,
}

/// Builds the IRIS level; returns the commune of each IRIS.
pub fn level(territory: &mut Territory, iris: &Table, arm: &Table) -> Result<Vec<UnitIndex>> {
    let (codes, com, kind) = (iris.keys()?, iris.text("com")?, iris.text("typ_iris")?);
    let persons = iris.numbers("pop")?.values;
    let mut settled = Vec::with_capacity(iris.rows);
    let mut moved = Vec::new();
    for row in 0..iris.rows {
        let (code, com) = (value(&codes, row), value(&com, row));
        let found = territory.resolve(COMMUNE_LEVEL, com, false).ok_or_else(|| {
            Error::input(&iris.path, format!("IRIS {code}: commune {com} leads nowhere"))
        })?;
        let iris = Iris {
            code: code.to_string(),
            commune: found.unit,
            quarter: value(&kind, row) != "Z",
            persons: if persons.is_null(row) { f64::NAN } else { persons.value(row) },
        };
        if found.how == How::Carried {
            let commune = territory[COMMUNE_LEVEL].code(found.unit);
            moved.push(MovedIris { new: format!("{commune}{}", &code[5..]), iris });
        } else {
            settled.push(iris);
        }
    }
    let mut carried = Carried { rows: iris.rows, ..Carried::default() };
    let mut all = carry(settled, moved, &mut carried);
    whole_communes(&mut all, &territory[COMMUNE_LEVEL], &mut carried);
    let (level, commune_of_iris) = name(all, &territory[COMMUNE_LEVEL], arm)?;
    territory[LevelIndex::FINEST] = level;
    territory.carried = carried;
    Ok(commune_of_iris)
}

/// Puts the IRIS that moved among those that did not.
fn carry(mut settled: Vec<Iris>, mut moved: Vec<MovedIris>, carried: &mut Carried) -> Vec<Iris> {
    settled.sort_by(|a, b| a.code.cmp(&b.code));
    moved.sort_by(|a, b| a.iris.code.cmp(&b.iris.code));
    let mut arrived: BTreeMap<String, Iris> = BTreeMap::new();
    for MovedIris { iris, new } in moved {
        let there = match settled.binary_search_by(|i| i.code.cmp(&new)) {
            Ok(position) => settled.get_mut(position),
            Err(_) => arrived.get_mut(&new),
        };
        match there {
            Some(there) if iris.quarter || there.quarter => {
                carried.kept.push(iris.code.clone());
                arrived.insert(iris.code.clone(), iris);
            }
            Some(there) => {
                carried.renamed.push((iris.code, new));
                carried.merged += 1;
                there.persons = if there.persons.is_nan() {
                    iris.persons
                } else {
                    there.persons + iris.persons
                };
            }
            None => {
                carried.renamed.push((iris.code.clone(), new.clone()));
                arrived.insert(new.clone(), Iris { code: new, ..iris });
            }
        }
    }
    settled.extend(arrived.into_values());
    settled.sort_by(|a, b| a.code.cmp(&b.code));
    settled
}

/// A commune without IRIS is one.
fn whole_communes(all: &mut Vec<Iris>, communes: &Level, carried: &mut Carried) {
    let mut has = vec![false; communes.len()];
    for iris in all.iter() {
        has[iris.commune.get()] = true;
    }
    for (commune, _) in has.iter().enumerate().filter(|(_, has)| !**has) {
        let code = &communes.codes[commune];
        carried.without_iris.push(code.clone());
        all.push(Iris {
            code: format!("{code}0000"),
            commune: UnitIndex::new(commune),
            quarter: false,
            persons: communes.population[commune],
        });
    }
    all.sort_by(|a, b| a.code.cmp(&b.code));
}

/// The level: an IRIS that is its whole commune has its name, others add their number.
fn name(all: Vec<Iris>, communes: &Level, arm: &Table) -> Result<(Level, Vec<UnitIndex>)> {
    let (codes, names) = (arm.keys()?, arm.text("name")?);
    let arrondissements: BTreeMap<&str, &str> =
        (0..arm.rows).map(|r| (value(&codes, r), value(&names, r))).collect();
    let mut count = vec![0_u32; communes.len()];
    for iris in &all {
        count[iris.commune.get()] += 1;
    }
    let mut level = Level { id: "iris".into(), ..Level::default() };
    let mut commune_of_iris = Vec::with_capacity(all.len());
    let mut codes = Vec::with_capacity(all.len());
    for Iris { code, commune, persons, .. } in all {
        let (prefix, number) = code.split_at(5);
        let commune_name = communes.name(commune);
        level.names.push(match arrondissements.get(prefix) {
            Some(name) => format!("{name} (IRIS {number})"),
            None if count[commune.get()] == 1 => commune_name.to_string(),
            None if prefix == communes.code(commune) => {
                format!("{commune_name} (IRIS {number})")
            }
            // It keeps the code of a commune that is no more: two would have one name.
            None => format!("{commune_name} (IRIS {code})"),
        });
        level.population.push(persons);
        commune_of_iris.push(commune);
        codes.push(code);
    }
    level.codes = codes.into();
    Ok((level, commune_of_iris))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iris(code: &str, quarter: bool, persons: f64) -> Iris {
        Iris { code: code.into(), commune: UnitIndex::new(0), quarter, persons }
    }

    fn moved(old: &str, new: &str, quarter: bool, persons: f64) -> MovedIris {
        MovedIris { iris: iris(old, quarter, persons), new: new.into() }
    }

    #[test]
    fn merged_whole_communes_sum_and_quarters_never_do() {
        let mut carried = Carried::default();
        let units = carry(
            vec![iris("200000000", false, 7.0), iris("400000101", true, 3.0)],
            vec![
                moved("100000000", "200000000", false, 5.0), // Z joins Z
                moved("300000101", "400000101", true, 1.0),  // taken: keeps its code
                moved("300000103", "400000103", true, 2.0),  // free: four last digits
            ],
            &mut carried,
        );
        let got: Vec<(&str, f64)> = units.iter().map(|i| (i.code.as_str(), i.persons)).collect();
        assert_eq!(
            got,
            [("200000000", 12.0), ("300000101", 1.0), ("400000101", 3.0), ("400000103", 2.0)]
        );
        assert_eq!((carried.merged, carried.kept), (1, vec!["300000101".to_string()]));
    }
}
