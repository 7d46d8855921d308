//! The five levels of France in the COG of the reference year.
//!
//! IRIS come from the census table, carried to the reference year: an IRIS follows its commune and
//! keeps its four last digits; where another IRIS of the new commune has them already (two
//! communes with quarters of their own have merged) it keeps its published code, for no official
//! passage says otherwise. A commune without IRIS in the table is the IRIS `XXXXX0000`.

use std::collections::BTreeMap;
use std::path::Path;

use arrow::array::{Array, StringArray};

use super::{Carried, How, Level, NONE, Parents, Passage, SourceUse, Territory};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::table::{self, Table};

/// Dataset of communes.
pub const COMMUNES: &str = "communes-2026";
const ARRONDISSEMENTS: &str = "arrondissements-2026";
const EPCI: &str = "epci-2026";
const DEPARTEMENTS: &str = "departements-2026";
const REGIONS: &str = "regions-2026";
/// Dataset of passages from older codes.
pub const PASSAGE: &str = "passage-2026";
const IRIS: &str = "iris-rp-2021";

/// Reads the embedded tables and links the levels.
///
/// # Errors
/// An embedded file that cannot be read: the program is damaged.
pub fn load(catalog: &Catalog, data: &Path) -> Result<Territory> {
    let mut territory = Territory::default();
    let mut open = |id: &str, columns: &[&str]| -> Result<Table> {
        let dataset = catalog.dataset(id)?;
        let opened = table::open(dataset, data)?;
        let wanted: Vec<String> = columns.iter().map(ToString::to_string).collect();
        let table = table::read(dataset, &opened, &wanted)?;
        territory.sources.push(SourceUse::new(id, &opened, table.rows));
        Ok(table)
    };
    let communes = open(COMMUNES, &["name", "epci", "departement", "region", "population"])?;
    let arrondissements = open(ARRONDISSEMENTS, &["name", "commune"])?;
    let epci = open(EPCI, &["name"])?;
    let departements = open(DEPARTEMENTS, &["name"])?;
    let regions = open(REGIONS, &["name"])?;
    let passage = open(PASSAGE, &["new_code", "kind", "population"])?;
    let iris = open(IRIS, &["com", "typ_iris", "pop"])?;

    territory.passage = read_passage(&passage)?;
    let mut commune_level = named("commune", &communes)?;
    let population = communes.numbers("population")?;
    commune_level.population = population.values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
    let coarse = [("epci", &epci), ("departement", &departements), ("region", &regions)];
    territory.levels = vec![Level::default(), commune_level];
    for (id, table) in coarse {
        territory.levels.push(named(id, table)?);
    }
    let commune_of_iris = iris_level(&mut territory, &iris, &arrondissements)?;

    let mut finest = vec![Parents { level: 1, of_unit: commune_of_iris.clone(), nests: true }];
    for (position, (id, _)) in coarse.iter().enumerate() {
        let level = position + 2;
        let of_commune = parents(&territory.levels[level], &communes, id)?;
        sum_population(&mut territory, level, &of_commune);
        let of_unit = commune_of_iris.iter().map(|c| of_commune[*c as usize]).collect();
        finest.push(Parents { level, of_unit, nests: true });
    }
    territory.link(finest);
    Ok(territory)
}

fn value(text: &StringArray, row: usize) -> &str {
    if text.is_null(row) { "" } else { text.value(row) }
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
        codes,
        parents: Vec::new(),
    })
}

fn read_passage(table: &Table) -> Result<Passage> {
    let (old, new, kind) = (table.keys()?, table.text("new_code")?, table.text("kind")?);
    let population = table.numbers("population")?.values;
    let mut rows: Vec<usize> = (0..table.rows).collect();
    rows.sort_by(|a, b| value(&old, *a).cmp(value(&old, *b)));
    Ok(Passage {
        old: rows.iter().map(|r| value(&old, *r).to_string()).collect(),
        new: rows.iter().map(|r| value(&new, *r).to_string()).collect(),
        arrondissement: rows
            .iter()
            .map(|r| value(&kind, *r) == "arrondissement municipal")
            .collect(),
        population: rows
            .iter()
            .map(|r| if population.is_null(*r) { f64::NAN } else { population.value(*r) })
            .collect(),
    })
}

/// Parent of each commune, by the column of that name.
fn parents(level: &Level, communes: &Table, column: &str) -> Result<Vec<u32>> {
    let codes = communes.text(column)?;
    (0..communes.rows)
        .map(|row| match value(&codes, row) {
            "" => Ok(NONE),
            code => level.find(code).ok_or_else(|| {
                Error::input(&communes.path, format!("{column} {code} is not in its table"))
            }),
        })
        .collect()
}

/// Persons of a coarser level: those of its communes.
fn sum_population(territory: &mut Territory, level: usize, of_commune: &[u32]) {
    let mut sums = vec![f64::NAN; territory.levels[level].len()];
    for (persons, parent) in territory.levels[1].population.iter().zip(of_commune) {
        if *parent != NONE && !persons.is_nan() {
            let sum = &mut sums[*parent as usize];
            *sum = if sum.is_nan() { *persons } else { *sum + persons };
        }
    }
    territory.levels[level].population = sums;
}

/// A row of the census table on its way to the reference year.
struct Row<'a> {
    old: &'a str,
    new: String,
    commune: u32,
    /// A quarter of a commune (H, A, D), not a whole commune (Z).
    quarter: bool,
    persons: f64,
}

/// Builds the IRIS level; returns the commune of each IRIS.
fn iris_level(territory: &mut Territory, iris: &Table, arm: &Table) -> Result<Vec<u32>> {
    let (codes, com, kind) = (iris.keys()?, iris.text("com")?, iris.text("typ_iris")?);
    let persons = iris.numbers("pop")?.values;
    let mut rows = Vec::with_capacity(iris.rows);
    let mut carried = Carried { rows: iris.rows, ..Carried::default() };
    for row in 0..iris.rows {
        let old = value(&codes, row);
        let com = value(&com, row);
        let found = territory.resolve(1, com, false).ok_or_else(|| {
            Error::input(&iris.path, format!("IRIS {old}: commune {com} leads nowhere"))
        })?;
        let new = match found.how {
            How::Carried => {
                format!("{}{}", territory.levels[1].codes[found.unit as usize], &old[5..])
            }
            How::Direct | How::Arrondissement => old.to_string(),
        };
        rows.push(Row {
            old,
            new,
            commune: found.unit,
            quarter: value(&kind, row) != "Z",
            persons: if persons.is_null(row) { f64::NAN } else { persons.value(row) },
        });
    }
    let units = carry(rows, &mut carried);
    let level = Units { units, communes: &territory.levels[1], arrondissements: arm };
    let (level, commune_of_iris) = level.finish(&mut carried)?;
    territory.levels[0] = level;
    territory.carried = carried;
    Ok(commune_of_iris)
}

/// Code → (commune, persons).
type Carry = BTreeMap<String, (u32, f64)>;

fn carry(mut rows: Vec<Row>, carried: &mut Carried) -> Carry {
    // Codes in force first, so that those which are carried find them taken.
    rows.sort_by(|a, b| (a.old != a.new).cmp(&(b.old != b.new)).then(a.old.cmp(b.old)));
    let mut units: Carry = BTreeMap::new();
    let mut quarters = std::collections::HashSet::new();
    for row in rows {
        let moved = row.old != row.new;
        let taken = units.contains_key(&row.new);
        let code = if taken && (row.quarter || quarters.contains(&row.new)) {
            carried.kept.push(row.old.to_string());
            row.old.to_string()
        } else {
            if moved {
                carried.renamed.push((row.old.to_string(), row.new.clone()));
                carried.merged += usize::from(taken);
            }
            row.new
        };
        if row.quarter {
            quarters.insert(code.clone());
        }
        let unit = units.entry(code).or_insert((row.commune, f64::NAN));
        unit.1 = if unit.1.is_nan() { row.persons } else { unit.1 + row.persons };
    }
    units
}

struct Units<'a> {
    units: Carry,
    communes: &'a Level,
    arrondissements: &'a Table,
}

impl Units<'_> {
    fn finish(mut self, carried: &mut Carried) -> Result<(Level, Vec<u32>)> {
        let mut count = vec![0_u32; self.communes.len()];
        for (commune, _) in self.units.values() {
            count[*commune as usize] += 1;
        }
        for (commune, _) in count.iter().enumerate().filter(|(_, n)| **n == 0) {
            let code = &self.communes.codes[commune];
            carried.without_iris.push(code.clone());
            let persons = self.communes.population[commune];
            self.units.insert(format!("{code}0000"), (commune as u32, persons));
        }
        let names = arrondissement_names(self.arrondissements)?;
        let mut level = Level { id: "iris".into(), ..Level::default() };
        let mut commune_of_iris = Vec::with_capacity(self.units.len());
        for (code, (commune, persons)) in self.units {
            let commune_name = &self.communes.names[commune as usize];
            let place = names.get(&code[..5]).unwrap_or(commune_name);
            level.names.push(if count[commune as usize] <= 1 {
                commune_name.clone()
            } else {
                format!("{place} (IRIS {})", &code[5..])
            });
            level.codes.push(code);
            level.population.push(persons);
            commune_of_iris.push(commune);
        }
        Ok((level, commune_of_iris))
    }
}

fn arrondissement_names(table: &Table) -> Result<BTreeMap<String, String>> {
    let (codes, names) = (table.keys()?, table.text("name")?);
    Ok((0..table.rows)
        .map(|r| (value(&codes, r).to_string(), value(&names, r).to_string()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(old: &'a str, new: &str, quarter: bool, persons: f64) -> Row<'a> {
        Row { old, new: new.into(), commune: 0, quarter, persons }
    }

    #[test]
    fn merged_whole_communes_sum_and_quarters_never_do() {
        let mut carried = Carried::default();
        let units = carry(
            vec![
                row("100000000", "200000000", false, 5.0), // Z joins Z
                row("200000000", "200000000", false, 7.0),
                row("300000101", "400000101", true, 1.0), // taken: keeps its code
                row("300000103", "400000103", true, 2.0), // free: four last digits
                row("400000101", "400000101", true, 3.0),
            ],
            &mut carried,
        );
        let got: Vec<(&str, f64)> = units.iter().map(|(c, (_, p))| (c.as_str(), *p)).collect();
        assert_eq!(
            got,
            [("200000000", 12.0), ("300000101", 1.0), ("400000101", 3.0), ("400000103", 2.0)]
        );
        assert_eq!((carried.merged, carried.kept), (1, vec!["300000101".to_string()]));
    }
}
