//! Inventories of places: codes, names, postal codes and positions that contradict each other, hours,
//! telephones and dates as people write them. Codes are those of La Poste's and INSEE's lists, distances
//! those of shapely and pyproj, telephones those of `phonenumbers`.

mod cells;
mod communes;

use std::fmt::Write;
use std::path::Path;

use ifn_engine::catalog::{Catalog, open_places};
use ifn_engine::places::schema::Field;
use ifn_engine::places::{self, Communes, Register};
use ifn_engine::territory::load_france;

use crate::common::ifn;

const MAPPING: &str = r#"
id = "hub"
title = "Inventaire du Hub"
publisher = "Hub"
licence = "Licence Ouverte 2.0"
vintage = "2026"
path = "hub.csv"
delimiter = "\t"

[places]
id = "id"
nom = "nom"
commune = "ville"
code_postal = "cp"
code_insee = "insee"
adresse = "adresse"
"#;

const HEAD: &str = "id\tnom\tville\tcp\tinsee\tadresse";

/// Reads rows with some more columns: their names, what the mapping says of them, the rows.
fn read(more: &[&str], mapping: &str, rows: &[&[&str]]) -> (Register, Vec<[String; 5]>) {
    let dir = tempfile::tempdir().unwrap();
    let mut csv = [&[HEAD], more].concat().join("\t") + "\n";
    for (at, cells) in rows.iter().enumerate() {
        writeln!(csv, "p{at}\tMaison {at}\t{}", cells.join("\t")).unwrap();
    }
    std::fs::write(dir.path().join("hub.toml"), format!("{MAPPING}{mapping}\n")).unwrap();
    std::fs::write(dir.path().join("hub.csv"), csv).unwrap();
    let register = load(dir.path());
    let args = ["places", "check", "hub.csv", "--mapping", "hub.toml", "-o", "r.csv"];
    ifn(dir.path(), &args).ok();
    let mut reader = csv::Reader::from_path(dir.path().join("r.csv")).unwrap();
    let rejects = reader.records().map(|record| {
        let record = record.unwrap();
        [1, 2, 3, 4, 5].map(|i| record[i].to_string())
    });
    (register, rejects.collect())
}

fn load(dir: &Path) -> Register {
    let catalog = Catalog::builtin().unwrap();
    let territory = load_france(&catalog, dir).unwrap();
    let dataset = open_places(&dir.join("hub.toml")).unwrap();
    let communes = Communes::new(&territory, &catalog, dir).unwrap();
    places::load(&[dataset], dir, &communes).unwrap()
}

fn text(register: &Register, row: usize, field: Field) -> &str {
    let id = format!("p{row}");
    let place = register.places.iter().find(|place| place.id() == id);
    place.unwrap_or_else(|| panic!("{id} is kept out")).text(field).unwrap_or_default()
}

#[track_caller]
fn told<'a>(rejects: &'a [[String; 5]], row: usize, field: &str, words: &str) -> &'a [String; 5] {
    let row = (row + 1).to_string();
    let found = rejects.iter().find(|r| r[0] == row && r[1] == field && r[3].contains(words));
    found.unwrap_or_else(|| panic!("row {row} {field}: {words:?} is not in {rejects:#?}"))
}
