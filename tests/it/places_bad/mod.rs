//! Inventories as people write them: everything that is wrong is reported by row and field, and the
//! rest is kept.

mod answers;
mod files;
mod values;

use std::path::Path;

use crate::common::{Run, ifn};

/// A Hub's own columns.
const MAPPING: &str = r#"
id = "hub"
title = "Inventaire du Hub"
publisher = "Hub"
licence = "Licence Ouverte 2.0"
vintage = "2026"
path = "hub.csv"
delimiter = ";"

[places]
id = "N°"
nom = "Structure"
commune = "Ville"
code_postal = "CP"
code_insee = { column = "INSEE", optional = true }
adresse = "Adresse"
latitude = "Lat"
longitude = "Lon"
telephone = "Tél"
horaires = "Horaires"
services = { column = "Offre", split = ",", values = { "Démarches" = "Aide aux démarches administratives", "Wifi" = "Accès internet et matériel informatique" } }
publics_specifiquement_adresses = "Publics"
modalites_acces = { column = "Accueil", values = { "oui" = "Se présenter", "non" = "Ce lieu n'accueille pas de public" } }
itinerance = { column = "Mobile", values = { "oui" = "Itinérant", "non" = "Fixe" } }
"#;

const HEAD: &str =
    "N°;Structure;Ville;CP;Adresse;Lat;Lon;Tél;Horaires;Offre;Publics;Accueil;Mobile\n";

fn folder(rows: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("hub.toml"), MAPPING).unwrap();
    std::fs::write(dir.path().join("hub.csv"), format!("{HEAD}{rows}")).unwrap();
    dir
}

fn check(dir: &Path, args: &[&str]) -> Run {
    ifn(dir, &[&["places", "check", "hub.csv", "--mapping", "hub.toml"], args].concat())
}

/// A row with some cells changed: (column, text).
fn row(changes: &[(usize, &str)]) -> String {
    let mut cells = [
        "1",
        "Maison",
        "Bordeaux",
        "33000",
        "8 rue de la Boétie",
        "44.8396",
        "-0.5802",
        "05 57 65 75 39",
        "Mo-Fr 09:00-12:00",
        "Wifi",
        "Seniors",
        "oui",
        "non",
    ];
    for (at, text) in changes {
        cells[*at] = text;
    }
    cells.join(";") + "\n"
}
