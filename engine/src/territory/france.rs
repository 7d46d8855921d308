//! The five levels of France in the COG of the reference year.
//!
//! Communes, EPCI, départements and régions are those of the embedded tables; IRIS come from the
//! census table ([`super::iris`]), with their names from INSEE's reference where it is on this machine. Populations are legal ones; above the commune they are sums.

use std::path::Path;

use super::cells::value;
use super::iris_names::IrisNames;
use super::level_index::COMMUNE_LEVEL;
use super::passage::PASSAGE;
use super::{Level, LevelIndex, Parents, Passage, SourceUse, Territory, UnitIndex, iris};
use rayon::prelude::*;

use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::table::{self, Table};

/// Dataset of communes.
pub const COMMUNES: &str = "communes-2026";
const ARRONDISSEMENTS: &str = "arrondissements-2026";
const EPCI: &str = "epci-2026";
const DEPARTEMENTS: &str = "departements-2026";
const REGIONS: &str = "regions-2026";
const IRIS: &str = "iris-rp-2021";

/// Reads the embedded tables, and the names of IRIS where they are in the folder `data`, and links the levels.
///
/// # Errors
/// An embedded file that cannot be read: the program is damaged; a file of names that is not what it should be.
pub fn load(catalog: &Catalog, data: &Path) -> Result<Territory> {
    const TABLES: [(&str, &[&str]); 7] = [
        (COMMUNES, &["name", "epci", "departement", "region", "population"]),
        (ARRONDISSEMENTS, &["name", "commune"]),
        (EPCI, &["name"]),
        (DEPARTEMENTS, &["name"]),
        (REGIONS, &["name"]),
        (PASSAGE, &Passage::COLUMNS),
        (IRIS, &["com", "typ_iris", "pop"]),
    ];
    let mut territory = Territory::default();
    let read_tables = || -> Result<Vec<(SourceUse, Table)>> {
        let tables = TABLES.par_iter().with_max_len(1).map(|(id, columns)| {
            let dataset = catalog.dataset(id)?;
            let opened = table::open(dataset, data)?;
            let wanted: Vec<String> = columns.iter().map(ToString::to_string).collect();
            let table = table::read(dataset, &opened, &wanted)?;
            Ok((SourceUse::new(id, &opened, table.rows), table))
        });
        tables.collect()
    };
    let (read, iris_names) = rayon::join(read_tables, || IrisNames::read(catalog, data));
    let (read, mut iris_names) = (read?, iris_names?);
    let mut tables = Vec::with_capacity(TABLES.len());
    for (source, table) in read {
        territory.sources.push(source);
        tables.push(table);
    }
    territory.sources.extend(iris_names.source.take());
    let [communes, arrondissements, epci, departements, regions, passage, iris] = &tables[..]
    else {
        return Err(Error::request("the program's territories are incomplete"));
    };

    territory.passage = Passage::read(passage)?;
    let mut commune_level = named("commune", communes)?;
    let population = communes.numbers("population")?;
    commune_level.population = population.values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
    let coarse = [("epci", epci), ("departement", departements), ("region", regions)];
    territory.levels = vec![Level::default(), commune_level];
    for (id, table) in coarse {
        territory.levels.push(named(id, table)?);
    }
    let commune_of_iris = iris::level(&mut territory, iris, arrondissements, &iris_names)?;

    let of_unit = commune_of_iris.iter().copied().map(Some).collect();
    let mut finest = vec![Parents { level: COMMUNE_LEVEL, of_unit, nests: true }];
    let above = territory.level_indices().filter(|level| *level > COMMUNE_LEVEL);
    for (level, (id, _)) in above.zip(coarse) {
        let of_commune = parents(&territory[level], communes, id)?;
        sum_population(&mut territory, level, &of_commune);
        let of_unit = commune_of_iris.iter().map(|c| of_commune[c.get()]).collect();
        finest.push(Parents { level, of_unit, nests: true });
    }
    territory.link(finest);
    Ok(territory)
}

/// Codes and names of a table that is sorted by code.
fn named(id: &str, table: &Table) -> Result<Level> {
    let (codes, names) = (table.keys()?, table.text("name")?);
    let codes: Vec<String> = (0..table.rows).map(|r| value(&codes, r).to_string()).collect();
    if !codes.is_sorted() {
        return Err(Error::input(&table.path, "is not sorted by code"));
    }
    Ok(Level {
        id: id.into(),
        names: (0..table.rows).map(|r| value(&names, r).to_string()).collect(),
        population: vec![f64::NAN; codes.len()],
        codes: codes.into(),
        parents: Vec::new(),
    })
}

/// Parent of each commune, by the column of that name.
fn parents(level: &Level, communes: &Table, column: &str) -> Result<Vec<Option<UnitIndex>>> {
    let codes = communes.text(column)?;
    (0..communes.rows)
        .map(|row| match value(&codes, row) {
            "" => Ok(None),
            code => level.find(code).map(Some).ok_or_else(|| {
                Error::input(&communes.path, format!("{column} {code} is not in its table"))
            }),
        })
        .collect()
}

/// Persons of a coarser level: those of its communes.
fn sum_population(territory: &mut Territory, level: LevelIndex, of_commune: &[Option<UnitIndex>]) {
    let mut sums = vec![f64::NAN; territory[level].len()];
    for (persons, parent) in territory[COMMUNE_LEVEL].population.iter().zip(of_commune) {
        if let Some(parent) = parent
            && !persons.is_nan()
        {
            let sum = &mut sums[parent.get()];
            *sum = if sum.is_nan() { *persons } else { *sum + persons };
        }
    }
    territory[level].population = sums;
}
