use crate::catalog::{Catalog, ZoneSet};
use crate::territory::{Level, LevelIndex, Parents, Territory, UnitIndex, load_france};

/// Three IRIS, two EPCI, two départements; the first EPCI lies in both.
fn straddling() -> Territory {
    let level = |id: &str, units: &[(&str, &str)]| Level {
        id: id.into(),
        codes: units.iter().map(|u| u.0.to_string()).collect::<Vec<_>>().into(),
        names: units.iter().map(|u| u.1.to_string()).collect(),
        population: vec![1.0; units.len()],
        parents: Vec::new(),
    };
    let mut territory = Territory {
        levels: vec![
            level("iris", &[("a", ""), ("b", ""), ("c", "")]),
            level("epci", &[("E1", "Presqu’île"), ("E2", "Côte")]),
            level("dep", &[("1", "Ain"), ("2", "Aisne")]),
        ],
        ..Territory::default()
    };
    let at = |position| Some(UnitIndex::new(position));
    territory.link(vec![
        Parents { level: LevelIndex::new(1), of_unit: [0, 0, 1].map(at).to_vec(), nests: true },
        Parents { level: LevelIndex::new(2), of_unit: [0, 1, 1].map(at).to_vec(), nests: true },
    ]);
    territory
}

fn zone(text: &str) -> ZoneSet {
    text.parse().expect("a zone")
}

#[test]
fn units_lie_in_a_zone_by_any_member() {
    let t = straddling();
    let [iris, epci, dep] = [0, 1, 2].map(LevelIndex::new);
    let of = |text: &str, level| t.in_zone(level, &t.zone(&zone(text)).expect("found"));
    assert_eq!(of("dep:1", epci), [true, false]);
    assert_eq!(of("epci:E1", iris), [true, true, false]);
    assert_eq!(of("dep:1,epci:E2", iris), [true, false, true]);
    assert_eq!(of("dep:1,dep:2", iris), [true; 3]);
    assert_eq!(of("iris:c", dep), [false, true]);
}

#[test]
fn what_is_counted_once_is_said() {
    let t = straddling();
    let notes = |text: &str| t.zone(&zone(text)).expect("found").found.notes(&|_| None);
    assert!(notes("dep:1,dep:2").is_empty());
    assert_eq!(notes("dep:2,iris:c"), ["iris:c lies in dep:2: counted once"]);
    assert_eq!(notes("epci:E1,dep:2"), ["dep:2 and epci:E1 share units: counted once"]);
    assert_eq!(notes("dep:1,dep:1"), ["dep:1 is given more than once: counted once"]);
    let many = t.zone(&zone("dep:1,dep:2,epci:E1,epci:E2,iris:a,iris:b,iris:c")).expect("found");
    assert_eq!(many.found.overlaps.len(), 9);
    let notes = many.found.notes(&|_| None);
    assert_eq!(notes.len(), 6);
    assert!(notes[5].starts_with("4 more pairs"), "{notes:?}");
}

#[test]
fn an_unknown_member_is_an_error_with_the_nearest() {
    let t = straddling();
    let wrong = |text: &str| t.zone(&zone(text)).expect_err("not there");
    let help = |text: &str| wrong(text).help().expect("a help");
    assert_eq!(wrong("dep:1,dep:Aisne").to_string(), "no dep has the code `Aisne`");
    assert_eq!(help("dep:1,dep:aisne"), "did you mean dep:2 (Aisne)?");
    assert_eq!(help("epci:presquile"), "did you mean epci:E1 (Presqu’île)?");
    assert_eq!(help("epci:E3"), "expected one of: E1, E2");
    assert_eq!(help("depp:1"), "did you mean dep?");
    assert!(wrong("depp:1").to_string().contains("unknown level `depp` in the zone `depp:1`"));
}

#[test]
fn the_four_departements_of_bretagne_are_its_region() {
    let catalog = Catalog::builtin().expect("the catalogue");
    let france = load_france(&catalog, "data".as_ref()).expect("the territory");
    let four = zone("departement:56,departement:22,departement:35,departement:29");
    let four = france.zone(&four).expect("found");
    let region = france.zone(&zone("region:53")).expect("found");
    for level in france.level_indices() {
        assert_eq!(france.in_zone(level, &four), france.in_zone(level, &region));
    }
    assert!(four.found.notes(&|_| None).is_empty());
    // A former commune leads to the one that it is in, which is given too.
    let twice = france.zone(&zone("commune:93059,commune:93066")).expect("found");
    assert_eq!(twice.found.zone.to_string(), "commune:93066");
    let notes = twice.found.notes(&|_| Some("Saint-Denis".into()));
    assert_eq!(
        notes,
        [
            "93059 Pierrefitte-sur-Seine is now in 93066 Saint-Denis",
            "commune:93066 is given more than once: counted once"
        ]
    );
    let help = |text: &str| france.zone(&zone(text)).expect_err(text).help().expect("a help");
    for (text, said) in [
        ("departement:Finistere", "did you mean departement:29 (Finistère)?"),
        ("epci:grand gueret", "did you mean epci:200034825 (CA du Grand Guéret)?"),
        (
            "departement:20",
            "20 is departement:2A (Corse-du-Sud) and departement:2B (Haute-Corse) now",
        ),
        (
            "region:74",
            "74 was Limousin until 2015, which is in region:75 (Nouvelle-Aquitaine) now; it was \
             departement:19 (Corrèze), departement:23 (Creuse), departement:87 (Haute-Vienne)",
        ),
        ("commune:97400", "97400 is a postal code of commune:97411 (Saint-Denis)"),
        (
            "commune:Condé-sur-Noireau",
            "Condé-sur-Noireau is now in commune:14174 (Condé-en-Normandie)",
        ),
    ] {
        assert_eq!(help(text), said, "{text}");
    }
    assert!(help("region:limousin").starts_with("74 was Limousin until 2015"));
    let gueret = help("commune:23000");
    assert!(gueret.starts_with("23000 is a postal code of commune:23096 (Guéret), "), "{gueret}");
    assert!(gueret.ends_with(" and 12 more"), "{gueret}");
}
