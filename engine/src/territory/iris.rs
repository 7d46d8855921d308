//! IRIS of the census table, carried to the reference year.
//!
//! An IRIS follows its commune and keeps its four last digits. Where another IRIS of the new
//! commune has them already (two communes with quarters of their own have merged) it keeps its
//! published code, for no official passage says otherwise. Whole communes that merged are one.
//! A commune without IRIS in the table is the IRIS `XXXXX0000`.
//!
//! Quarters are called as INSEE's reference of IRIS calls them where it is on this machine ([`super::iris_names`]), by
//! their number where it is not.

use std::collections::BTreeMap;

use arrow::array::Array;
use rustc_hash::FxHashMap;

use super::cells::value;
use super::insee_code::{CodeError, CommuneCode, IrisCode};
use super::iris_names::IrisNames;
use super::level_index::COMMUNE_LEVEL;
use super::{Carried, How, Level, LevelIndex, Territory, UnitIndex};
use crate::error::{Error, Result};
use crate::table::Table;
use crate::text::fold;

/// An IRIS of the census table, or one of the reference year.
#[derive(Debug, Clone, PartialEq)]
struct Iris {
    code: IrisCode,
    /// Its code in the census table.
    published: IrisCode,
    commune: UnitIndex,
    /// A quarter of a commune (H, A, D), not a whole commune (Z).
    quarter: bool,
    persons: f64,
}

/// An IRIS whose commune's code changed: its published code is in `iris`.
struct MovedIris {
    iris: Iris,
    new: IrisCode,
}

/// Builds the IRIS level; returns the commune of each IRIS.
pub fn level(
    territory: &mut Territory,
    census: &Table,
    arm: &Table,
    names: &IrisNames,
) -> Result<Vec<UnitIndex>> {
    let (codes, com, kind) = (census.keys()?, census.text("com")?, census.text("typ_iris")?);
    let persons = census.numbers("pop")?.values;
    let mut settled = Vec::with_capacity(census.rows);
    let mut moved = Vec::new();
    for row in 0..census.rows {
        let (code, com) = (value(&codes, row), value(&com, row));
        let found = territory.resolve(COMMUNE_LEVEL, com, false).ok_or_else(|| {
            Error::input(&census.path, format!("IRIS {code}: commune {com} leads nowhere"))
        })?;
        let code: IrisCode = code.parse().map_err(|e| refused(census, &e))?;
        let iris = Iris {
            code,
            published: code,
            commune: found.unit,
            quarter: value(&kind, row) != "Z",
            persons: if persons.is_null(row) { f64::NAN } else { persons.value(row) },
        };
        if found.how == How::Carried {
            let commune = territory[COMMUNE_LEVEL].code(found.unit);
            let commune: CommuneCode = commune.parse().map_err(|e| refused(census, &e))?;
            moved.push(MovedIris { new: code.in_commune(commune), iris });
        } else {
            settled.push(iris);
        }
    }
    let mut carried = Carried { rows: census.rows, ..Carried::default() };
    let mut all = carry(settled, moved, &mut carried);
    whole_communes(&mut all, &territory[COMMUNE_LEVEL], &mut carried)
        .map_err(|e| refused(census, &e))?;
    let (level, commune_of_iris) = name(&all, &territory[COMMUNE_LEVEL], arm, names)?;
    territory[LevelIndex::FINEST] = level;
    territory.carried = carried;
    Ok(commune_of_iris)
}

/// A code of the tables that is none.
fn refused(table: &Table, error: &CodeError) -> Error {
    Error::input(&table.path, error.to_string())
}

/// Puts the IRIS that moved among those that did not.
fn carry(mut settled: Vec<Iris>, mut moved: Vec<MovedIris>, carried: &mut Carried) -> Vec<Iris> {
    settled.sort_by_key(|iris| iris.code);
    moved.sort_by_key(|moved| moved.iris.code);
    let mut arrived: BTreeMap<IrisCode, Iris> = BTreeMap::new();
    for MovedIris { iris, new } in moved {
        let there = match settled.binary_search_by(|i| i.code.cmp(&new)) {
            Ok(position) => settled.get_mut(position),
            Err(_) => arrived.get_mut(&new),
        };
        match there {
            Some(there) if iris.quarter || there.quarter => {
                carried.kept.push(iris.code.to_string());
                arrived.insert(iris.code, iris);
            }
            Some(there) => {
                carried.renamed.push((iris.code.to_string(), new.to_string()));
                carried.merged += 1;
                there.persons = if there.persons.is_nan() {
                    iris.persons
                } else {
                    there.persons + iris.persons
                };
            }
            None => {
                carried.renamed.push((iris.code.to_string(), new.to_string()));
                arrived.insert(new, Iris { code: new, ..iris });
            }
        }
    }
    settled.extend(arrived.into_values());
    settled.sort_by_key(|iris| iris.code);
    settled
}

/// A commune without IRIS is one.
fn whole_communes(
    all: &mut Vec<Iris>,
    communes: &Level,
    carried: &mut Carried,
) -> std::result::Result<(), CodeError> {
    let mut has = vec![false; communes.len()];
    for iris in all.iter() {
        has[iris.commune.get()] = true;
    }
    for (commune, _) in has.iter().enumerate().filter(|(_, has)| !**has) {
        let code = &communes.codes[commune];
        carried.without_iris.push(code.clone());
        let whole = code.parse::<CommuneCode>()?.whole_iris();
        all.push(Iris {
            code: whole,
            published: whole,
            commune: UnitIndex::new(commune),
            quarter: false,
            persons: communes.population[commune],
        });
    }
    all.sort_by_key(|iris| iris.code);
    Ok(())
}

/// The level: an IRIS that is its whole commune has its name, others their own and that of the commune, or its
/// name and their number.
fn name(
    all: &[Iris],
    communes: &Level,
    arm: &Table,
    official: &IrisNames,
) -> Result<(Level, Vec<UnitIndex>)> {
    let (codes, texts) = (arm.keys()?, arm.text("name")?);
    let arrondissements: BTreeMap<&str, &str> =
        (0..arm.rows).map(|r| (value(&codes, r), value(&texts, r))).collect();
    let mut count = vec![0_u32; communes.len()];
    for iris in all {
        count[iris.commune.get()] += 1;
    }
    let mut level = Level { id: "iris".into(), ..Level::default() };
    let mut commune_of_iris = Vec::with_capacity(all.len());
    let mut codes = Vec::with_capacity(all.len());
    let within = |iris: &Iris| {
        let arrondissement = arrondissements.get(iris.code.commune().as_str()).copied();
        arrondissement.unwrap_or_else(|| communes.name(iris.commune))
    };
    let own = |iris: &Iris| {
        let name = official.of(iris.published, iris.code).filter(|_| iris.quarter)?;
        // That of its commune tells it from none of the others.
        (fold(name) != fold(within(iris))).then_some(name)
    };
    let mut same: FxHashMap<(&str, &str), u32> = FxHashMap::default();
    for iris in all {
        if let Some(own) = own(iris) {
            *same.entry((within(iris), own)).or_default() += 1;
        }
    }
    for iris in all {
        let (code, of, within) = (iris.code, iris.code.commune(), within(iris));
        let arrondissement = arrondissements.contains_key(of.as_str());
        // It keeps the code of a commune that is no more: by its number alone two would have one name.
        let kept = !arrondissement && of.as_str() != communes.code(iris.commune);
        let number = if kept { code.as_str() } else { code.number() };
        level.names.push(match own(iris) {
            _ if !arrondissement && count[iris.commune.get()] == 1 => within.to_string(),
            Some(own) if same.get(&(within, own)) == Some(&1) => format!("{own} ({within})"),
            Some(own) => format!("{own} ({within}, IRIS {number})"),
            None => format!("{within} (IRIS {number})"),
        });
        level.population.push(iris.persons);
        commune_of_iris.push(iris.commune);
        codes.push(code.to_string());
    }
    level.codes = codes.into();
    Ok((level, commune_of_iris))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iris(code: &str, quarter: bool, persons: f64) -> Iris {
        let code = code.parse().expect("a code");
        Iris { code, published: code, commune: UnitIndex::new(0), quarter, persons }
    }

    fn moved(old: &str, new: &str, quarter: bool, persons: f64) -> MovedIris {
        MovedIris { iris: iris(old, quarter, persons), new: new.parse().expect("a code") }
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
