//! Values and rows that are wrong, told by row and field.

use ifn_engine::catalog::{Catalog, open_places};
use ifn_engine::places::{self, Communes};
use ifn_engine::territory::load_france;
use serde_json::Value;

use super::{check, folder, row};

/// Everything that is reported of these rows: row, field, value, problem, kept.
fn told(rows: &str) -> (Vec<[String; 5]>, Value) {
    let dir = folder(rows);
    let run = check(dir.path(), &["-o", "r.csv", "--json"]).ok();
    let mut reader = csv::Reader::from_path(dir.path().join("r.csv")).unwrap();
    let cells = reader.records().map(|r| {
        let r = r.unwrap();
        [1, 2, 3, 4, 5].map(|i| r[i].to_string())
    });
    (cells.collect(), serde_json::from_str(&run.out).unwrap())
}

#[track_caller]
fn says(changes: &[(usize, &str)], field: &str, said: &str, kept: &str) {
    let (told, json) = told(&row(changes));
    let found = told.iter().find(|t| t[1] == field && t[3].contains(said));
    let found = found.unwrap_or_else(|| panic!("{field} {said:?} is not in {told:?}"));
    assert_eq!((found[0].as_str(), found[4].as_str()), ("1", kept));
    assert_eq!(json["places"], u64::from(kept != "nothing"));
}

#[test]
fn a_row_that_is_right() {
    let (told, json) = told(&row(&[]));
    assert!(told.is_empty(), "{told:?}");
    assert_eq!((json["places"].as_u64(), json["source"]["at_centre"].as_u64()), (Some(1), Some(0)));
}

#[test]
fn values_that_are_not_allowed() {
    says(&[(9, "Wifi,Réparation")], "services", "the mapping does not say", "without_field");
    says(
        &[(10, "Séniors 65+")],
        "publics_specifiquement_adresses",
        "did you mean Seniors? (allowed: Jeunes, Étudiants",
        "without_field",
    );
    says(&[(11, "parfois")], "modalites_acces", "the mapping does not say", "without_field");
    says(&[(8, "lundi matin")], "horaires", "OpenStreetMap", "without_field");
    says(&[(7, "05 57")], "telephone", "ten digits", "without_field");
    says(&[(3, "33")], "code_postal", "five digits", "without_field");
    says(&[(4, "")], "adresse", "asked for by the schema", "without_field");
    says(&[(9, "")], "services", "asked for by the schema", "without_field");
}

#[test]
fn rows_that_make_no_place() {
    says(&[(1, " ")], "nom", "a place has a name", "nothing");
    says(&[(2, ""), (5, ""), (6, "")], "", "neither coordinates nor a commune", "nothing");
    says(
        &[(2, "Nulle-Part"), (5, ""), (6, "")],
        "",
        "neither coordinates nor a commune",
        "nothing",
    );
}

#[test]
fn coordinates_that_cannot_be() {
    says(&[(5, "-0.5802"), (6, "44.8396")], "latitude", "swapped", "mended");
    says(
        &[(5, "6422000"), (6, "417000")],
        "latitude",
        "these look like Lambert-93",
        "without_field",
    );
    says(&[(5, "0"), (6, "0")], "latitude", "Gulf of Guinea", "without_field");
    says(&[(5, "40.7"), (6, "-74")], "latitude", "is not in France", "without_field");
    says(&[(5, "nord"), (6, "-0.58")], "latitude", "numbers, in degrees", "without_field");
    says(&[(5, "NaN"), (6, "inf")], "latitude", "numbers, in degrees", "without_field");
    says(&[(5, "44.8"), (6, "")], "latitude", "one coordinate is missing", "without_field");
    // The minus sign was lost, and a homonym's position: far from the commune.
    says(&[(6, "0.5802")], "latitude", "km from the centre of Bordeaux (33063)", "mended");
    says(&[(5, "48.85"), (6, "2.35")], "latitude", "its centre stands for it", "mended");
    let (_, json) = told(&row(&[(5, "0"), (6, "0")]));
    assert_eq!(json["source"]["at_centre"], 1);
    // Decimal commas are read.
    assert!(told(&row(&[(5, "44,8396"), (6, "-0,5802")])).0.is_empty());
}

#[test]
fn communes_by_name_and_by_older_codes() {
    let register = |rows: &str| {
        let dir = folder(rows);
        let catalog = Catalog::builtin().unwrap();
        let territory = load_france(&catalog, dir.path()).unwrap();
        let dataset = open_places(&dir.path().join("hub.toml")).unwrap();
        places::load(
            &[dataset],
            dir.path(),
            &Communes::new(&territory, &catalog, dir.path()).unwrap(),
        )
        .unwrap()
    };
    let code = |rows: &str| {
        let found = register(rows);
        found.places.first().and_then(|p| p.text(schema_code()).map(String::from))
    };
    // No coordinates: by name and département, "St" and capitals and all.
    let at = |town: &str, postal: &str| code(&row(&[(2, town), (3, postal), (5, ""), (6, "")]));
    assert_eq!(at("ST DENIS", "93200").as_deref(), Some("93066"));
    assert_eq!(at("Saint-Denis", "97400").as_deref(), Some("97411"));
    assert_eq!(at("Lyon 3e", "69003").as_deref(), Some("69123"));
    assert_eq!(at("BORDEAUX CEDEX", "33077").as_deref(), Some("33063"));
    assert_eq!(at("Bordeaux", "").as_deref(), Some("33063"));
    assert_eq!(at("Saint-Denis", ""), None, "four communes");
    // With coordinates the nearest of them is meant.
    assert_eq!(
        code(&row(&[(2, "Saint-Denis"), (3, ""), (5, "48.936"), (6, "2.357")])).as_deref(),
        Some("93066")
    );
}

fn schema_code() -> ifn_engine::places::schema::Field {
    ifn_engine::places::schema::Field::CodeInsee
}

#[test]
fn the_same_place_twice() {
    let rows =
        row(&[]) + &row(&[(0, "2"), (1, "MAISON"), (4, "8, r. de la Boétie"), (9, "Démarches")]);
    let (told, json) = told(&rows);
    assert_eq!(json["places"], 1);
    let [row, field, value, problem, kept] = &told[0];
    assert_eq!([row, field, value, kept].map(String::as_str), ["2", "id", "2", "merged"]);
    assert_eq!(problem, "the same place as 1");
    // Two rows with one id that are two places.
    let (told, json) = self::told(&(row_of(&[]) + &row_of(&[(1, "Autre")])));
    assert_eq!(json["places"], 2);
    assert!(told[0][3].contains("row 1 already"), "{told:?}");
}

fn row_of(changes: &[(usize, &str)]) -> String {
    row(changes)
}
