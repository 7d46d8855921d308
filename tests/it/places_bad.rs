//! Inventories as people write them: everything that is wrong is told, by row and field, and the
//! rest is kept.

use std::path::Path;

use crate::common::{Case, Run, command, ifn};
use ifn_engine::build::write_places;
use ifn_engine::catalog::{Catalog, open_places};
use ifn_engine::places::{self, Communes, Register};
use ifn_engine::territory::load_france;
use serde_json::Value;

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

/// Everything that is told of these rows: row, field, value, problem, kept.
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

#[test]
fn files_and_mappings_that_cannot_be_read() {
    let dir = folder(&row(&[]));
    let fails = |args: &[&str], status: i32, said: &[&str]| {
        let run = ifn(dir.path(), &[&["places", "check"], args].concat());
        assert_eq!(run.status, status, "out: {}\nerr: {}", run.out, run.err);
        for text in said {
            assert!(run.err.contains(text), "{text:?} is not in:\n{}", run.err);
        }
    };
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    fails(&["none.csv", "--mapping", "hub.toml"], 1, &["cannot read none.csv"]);
    fails(&["hub.csv", "--mapping", "none.toml"], 1, &["cannot read none.toml"]);
    fails(
        &["hub.csv", "--mapping", "girond"],
        2,
        &["no mapping of places `girond`", "did you mean gironde?"],
    );
    fails(&["hub.csv", "--mapping", "caf-2024"], 2, &["no mapping of places"]);
    fails(&["hub.csv", "--mapping", "gironde"], 1, &["hub.csv:1: has no column"]);
    write("hub.toml", &MAPPING.replace("\"Structure\"", "\"Strukture\""));
    fails(
        &["hub.csv", "--mapping", "hub.toml"],
        1,
        &["hub.csv:1: has no column `Strukture`", "did you mean Structure?"],
    );
    write("hub.toml", &MAPPING.replace("horaires =", "horaire ="));
    fails(
        &["hub.csv", "--mapping", "hub.toml"],
        1,
        &["hub.toml:20: [places] `horaire` is no field", "did you mean horaires"],
    );
    write("hub.toml", &MAPPING.replace("Aide aux démarches administratives", "Aide aux démarches"));
    fails(
        &["hub.csv", "--mapping", "hub.toml"],
        1,
        &[
            "hub.toml:21",
            "is no value of the schema",
            "did you mean Aide aux démarches administratives?",
        ],
    );
    write("hub.toml", MAPPING.split("[places]").next().unwrap());
    fails(&["hub.csv", "--mapping", "hub.toml"], 1, &["has no [places] section", "docs/places.md"]);
    write("hub.toml", MAPPING);
    write("hub.json", "[{\"Structure\": {\"x\": 1}}]");
    fails(&["hub.json", "--mapping", "hub.toml"], 1, &["hub.json"]);
    write("hub.pdf", "%PDF");
    fails(&["hub.pdf", "--mapping", "hub.toml"], 1, &["unknown kind of file `pdf`"]);
    // Another separator than the one that is declared is found.
    let commas = format!("{HEAD}{}", row(&[(9, "Wifi")])).replace(';', ",");
    write("hub.csv", &commas);
    let run = check(dir.path(), &[]).ok();
    assert!(run.out.contains("1 rows read, 0 kept out, 1 places"), "{}", run.out);
}

#[test]
fn the_same_answer_on_one_thread() {
    let rows: String = (0..3000)
        .map(|i| {
            row(&[
                (0, &i.to_string()),
                (1, &format!("Lieu {}", i % 700)),
                (9, ["Wifi", "x"][i % 2]),
            ])
        })
        .collect();
    let dir = folder(&rows);
    let run = |threads: &str, file: &str| {
        let mut command = command(dir.path());
        command.env("RAYON_NUM_THREADS", threads);
        command.args(["places", "check", "hub.csv", "--mapping", "hub.toml", "-o", file]);
        let out = Run::of(&command.output().unwrap()).ok().out;
        (out, std::fs::read(dir.path().join(file)).unwrap())
    };
    assert!(run("1", "a.csv") == run("4", "b.csv"));
}

/// A build with a few places.
fn built() -> Case {
    let case = Case::new();
    let dir = folder(
        &(row(&[])
            + &row(&[
                (0, "2"),
                (1, "Bus"),
                (4, "Place Gambetta"),
                (12, "oui"),
                (9, "Démarches"),
                (5, "44.841"),
            ])
            + &row(&[(0, "3"), (1, "Bureaux"), (4, "1 rue Sainte"), (11, "non")])
            + &row(&[
                (0, "4"),
                (1, "Loin"),
                (2, "Libourne"),
                (3, "33500"),
                (5, ""),
                (6, ""),
                (8, ""),
            ])),
    );
    let catalog = Catalog::builtin().unwrap();
    let territory = load_france(&catalog, dir.path()).unwrap();
    let dataset = open_places(&dir.path().join("hub.toml")).unwrap();
    let register: Register = places::load(
        &[dataset],
        dir.path(),
        &Communes::new(&territory, &catalog, dir.path()).unwrap(),
    )
    .unwrap();
    write_places(&case.path().join("out/places.parquet"), &register).unwrap();
    case
}

#[test]
fn where_to_send_somebody() {
    let case = built();
    let near = |args: &[&str]| ifn(case.path(), &[&["places", "near"], args].concat());
    let sheet = near(&["Bordeaux", "--open-at", "2026-11-24T10:00", "--service", "acces"]).ok().out;
    for said in [
        "au départ de Bordeaux (33063)",
        "accès internet et matériel informatique, ouvert à l'heure demandée",
        "1. Maison — ",
        "8 rue de la Boétie, 33000 Bordeaux",
        "du lundi au vendredi de 9 h à 12 h ; fermé le samedi et le dimanche (ouvert, jusqu'à 12 h)",
        "Téléphone : 05 57 65 75 39",
        "Sources : Hub (2026)",
    ] {
        assert!(sheet.contains(said), "{said:?} is not in:\n{sheet}");
    }
    assert!(!sheet.contains("Bureaux") && !sheet.contains("Bus"), "{sheet}");
    let all = near(&["-0.5802,44.8396"]).ok().out;
    assert!(all.contains("1. Maison — 0 m") && all.contains("2. Bus"), "{all}");
    assert!(all.contains("itinérant") && all.contains("Position approchée"), "{all}");
    assert!(all.contains("Horaires : non communiqués"), "{all}");
    let none = near(&["Bordeaux", "--public", "femmes"]).ok().out;
    assert!(none.contains("Aucun lieu connu"), "{none}");
    let json =
        near(&["33063", "--format", "json", "--limit", "1", "--radius", "3", "--service", "acces"])
            .ok()
            .out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["nom"], "Maison");
    assert_eq!(json[0]["week"][0][0][0], "09:00");
    assert!(json[0]["distance_km"].as_f64().unwrap() < 3.0);
    assert_eq!(json[0]["services"][0], "Accès internet et matériel informatique");
    // From a former commune or an arrondissement: why from another one is said.
    for (from, said, start) in [
        (
            "Pierrefitte-sur-Seine",
            "93059 Pierrefitte-sur-Seine fait maintenant partie de Saint-Denis (93066).",
            "Saint-Denis (93066)",
        ),
        ("93059", "93059 Pierrefitte-sur-Seine fait maintenant partie", "Saint-Denis (93066)"),
        (
            "Paris 16e",
            "75116 Paris 16e Arrondissement fait partie de Paris (75056).",
            "Paris (75056)",
        ),
        ("Lyon 3ème", "69383 Lyon 3e Arrondissement fait partie de Lyon", "Lyon (69123)"),
        ("2a004", "2a004 : lu comme Ajaccio (2A004).", "Ajaccio (2A004)"),
    ] {
        let sheet = near(&[from]).ok().out;
        let head = format!("au départ de {start}\n{said}");
        assert!(sheet.contains(&head), "{head:?} is not in:\n{sheet}");
    }
    assert!(!near(&["Paris"]).ok().out.contains("partie"));
    let run = near(&["Paris XVIe", "--format", "csv"]).ok();
    assert_eq!(run.err.trim(), "75116 Paris 16e Arrondissement is part of 75056 Paris");
    for (args, said) in [
        (["Saint-Denis", "-q"], "several communes are named"),
        (["Bordeau", "-q"], "did you mean Bordeaux (33063)"),
        (["44.8,200", "-q"], "longitude comes first"),
        (["33063", "--service=wifi"], "unknown service \"wifi\""),
        (["33063", "--public=senior"], "did you mean seniors?"),
        (["33063", "--open-at=demain"], "write it as 2026-11-24T10:00"),
        (["33063", "--radius=-1"], "numbers above 0"),
    ] {
        let run = near(&args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.err);
        assert!(run.err.contains(said), "{said:?} is not in:\n{}", run.err);
    }
}

#[test]
fn places_of_a_build_as_files() {
    let case = built();
    let list = |args: &[&str]| ifn(case.path(), &[&["places", "list"], args].concat()).ok().out;
    let csv = list(&[]);
    assert!(csv.starts_with("id,pivot,nom,commune,code_postal,code_insee,"), "{csv}");
    assert_eq!(csv.lines().count(), 5);
    assert_eq!(list(&["--zone", "commune:33243"]).lines().count(), 2);
    assert_eq!(list(&["--zone", "departement:93"]).lines().count(), 1);
    let geo: Value =
        serde_json::from_str(&list(&["--format", "geojson", "--service", "demarches"])).unwrap();
    assert_eq!(geo["features"].as_array().unwrap().len(), 1);
    assert_eq!(geo["features"][0]["properties"]["itinerant"], true);
    list(&["-o", "p.parquet"]);
    assert_eq!(
        ifn_engine::build::read_places(&case.path().join("p.parquet")).unwrap().places.len(),
        4
    );
    let run = ifn(case.path(), &["places", "list", "-o", "p.ods"]);
    assert_eq!((run.status, run.err.contains("unknown format `ods`")), (2, true), "{}", run.err);
    let run = ifn(case.path(), &["places", "list", "--format", "parquet"]);
    assert_eq!((run.status, run.err.contains("add -o FILE")), (2, true), "{}", run.err);
    std::fs::remove_file(case.path().join("out/places.parquet")).unwrap();
    let run = ifn(case.path(), &["places", "list"]);
    assert_eq!((run.status, run.err.contains("holds no places")), (1, true), "{}", run.err);
}
