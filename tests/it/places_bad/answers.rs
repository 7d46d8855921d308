//! The places of a build, as they are asked for.

use ifn_engine::build::write_places;
use ifn_engine::catalog::{Catalog, open_places};
use ifn_engine::places::{self, Communes, Register};
use ifn_engine::territory::load_france;
use serde_json::Value;

use super::{folder, row};
use crate::common::{Case, ifn};

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
        "accès internet et matériel informatique, ouvert à l’heure demandée",
        "1. Maison — ",
        "8 rue de la Boétie, 33000 Bordeaux",
        "du lundi au vendredi de 9 h à 12 h\u{202f}; fermé le samedi et le dimanche (ouvert à l’heure demandée, jusqu’à 12 h)",
        "Téléphone\u{202f}: 05 57 65 75 39",
        "Sources\u{202f}: Hub (2026)",
    ] {
        assert!(sheet.contains(said), "{said:?} is not in:\n{sheet}");
    }
    assert!(!sheet.contains("Bureaux") && !sheet.contains("Bus"), "{sheet}");
    let all = near(&["-0.5802,44.8396"]).ok().out;
    assert!(all.contains("1. Maison — 0 m") && all.contains("2. Bus"), "{all}");
    assert!(all.contains("itinérant") && all.contains("Position approchée"), "{all}");
    assert!(all.contains("Horaires\u{202f}: non renseigné"), "{all}");
    // Nobody knows where in Libourne it is: another that is known to be at its centre comes first.
    let libourne = near(&["Libourne"]).ok().out;
    assert!(libourne.contains("1. Loin — dans la commune, position inconnue"), "{libourne}");
    assert!(all.contains("3. Loin — environ 2"), "{all}");
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
        ("2a004", "2a004\u{202f}: lu comme Ajaccio (2A004).", "Ajaccio (2A004)"),
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
