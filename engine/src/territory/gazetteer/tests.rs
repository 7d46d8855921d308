use std::path::Path;
use std::sync::OnceLock;

use super::Gazetteer;
use crate::catalog::Catalog;
use crate::territory::{Level, LevelIndex, Parents, Passage, Territory, UnitIndex, load_france};

fn france() -> Territory {
    let level = |id: &str, units: &[(&str, &str, f64)]| Level {
        id: id.into(),
        codes: units.iter().map(|u| u.0.to_string()).collect::<Vec<_>>().into(),
        names: units.iter().map(|u| u.1.to_string()).collect(),
        population: units.iter().map(|u| u.2).collect(),
        parents: Vec::new(),
    };
    let mut t = Territory {
        levels: vec![
            level(
                "iris",
                &[
                    ("302580101", "Centre Ville", 3e3),
                    ("930660101", "Plaine", 2e3),
                    ("974110101", "Saint-Denis", 2e3),
                ],
            ),
            level(
                "commune",
                &[
                    ("30189", "Gard", 90.0),
                    ("30258", "Saint-Gilles", 13e3),
                    ("76540", "L'Haÿ-les-Roses", 31e3),
                    ("93066", "Saint-Denis", 150e3),
                    ("97411", "Saint-Denis", 155e3),
                ],
            ),
            level("departement", &[("30", "Gard", 7e5), ("93", "Seine-Saint-Denis", 16e5)]),
        ],
        ..Territory::default()
    };
    let at = |position| Some(UnitIndex::new(position));
    t.link(vec![
        Parents { level: LevelIndex::new(1), of_unit: [1, 3, 4].map(at).to_vec(), nests: true },
        Parents { level: LevelIndex::new(2), of_unit: vec![at(0), at(1), None], nests: true },
    ]);
    t
}

#[test]
fn former_communes_lead_to_their_commune() {
    let mut t = france();
    t.passage = Passage::builtin().expect("the embedded table").clone();
    let gazetteer = Gazetteer::new(&t);
    let found = |text: &str| {
        let first = gazetteer.find(text, None, 2).into_iter().next()?;
        let code = t[first.level].code(first.unit).to_string();
        Some((code, first.former.map(|f| t.passage.at(f).0.to_string())))
    };
    let pierrefitte = Some(("93066".into(), Some("93059".into())));
    assert_eq!(found("Pierrefitte-sur-Seine"), pierrefitte);
    assert_eq!(found("pierrefite sur seine"), pierrefitte);
    assert_eq!(found("93059"), pierrefitte);
    let mut paris = t.clone();
    paris.levels[1].codes = vec!["30189", "30258", "75056", "93066", "97411"]
        .into_iter()
        .map(String::from)
        .collect::<Vec<_>>()
        .into();
    let gazetteer_of_paris = Gazetteer::new(&paris);
    for text in ["Paris 16e", "paris 16", "Paris 16ème", "Paris XVIe", "Paris 16e arr."] {
        let first = gazetteer_of_paris.find(text, None, 1)[0];
        let former = first.former.map(|f| t.passage.at(f).0);
        assert_eq!(former, Some("75116"), "{text}");
    }
    // A commune in force is never found as another one's part.
    assert_eq!(found("93066"), Some(("93066".into(), None)));
    assert_eq!(found("saint denis"), Some(("97411".into(), None)));
}

fn found(text: &str) -> Vec<String> {
    let t = france();
    let all = Gazetteer::new(&t).find(text, None, 10);
    all.iter().map(|m| t[m.level].code(m.unit).to_string()).collect()
}

#[test]
fn names_as_they_are_typed() {
    assert_eq!(found("st denis")[..3], ["97411", "93066", "93"]);
    assert_eq!(found("hay les roses"), ["76540"]);
    assert_eq!(found("L’HAŸ LES"), ["76540"]);
    assert_eq!(found("sain gil"), ["30258", "302580101"]);
    assert_eq!(found("saint denys")[..2], ["97411", "93066"]);
    assert_eq!(found("sait-gile")[0], "30258");
    assert_eq!(found("gard"), ["30", "30189"]);
    assert_eq!(found("plaine denis"), ["930660101"]);
    assert!(found("").is_empty() && found("xyzxyz").is_empty() && found("'").is_empty());
}

#[test]
fn codes_whole_or_begun() {
    assert_eq!(found("93"), ["93", "93066", "930660101"]);
    assert_eq!(found("93066")[0], "93066");
    assert_eq!(found("974110101"), ["974110101"]);
}

#[test]
fn very_long_texts_find_nothing_and_take_no_time() {
    assert!(found(&"é".repeat(1_000_000)).is_empty());
    assert!(found(&"x ".repeat(1_000_000)).is_empty());
}

/// Units of a search in France itself, and why they were found.
fn in_france(text: &str) -> Vec<(String, &'static str, bool)> {
    static FRANCE: OnceLock<(Territory, Gazetteer)> = OnceLock::new();
    let (t, gazetteer) = FRANCE.get_or_init(|| {
        let catalog = Catalog::builtin().expect("datasets");
        let t = load_france(&catalog, Path::new("data")).expect("the embedded tables");
        let gazetteer = Gazetteer::of_france(&t).expect("postal codes");
        (t, gazetteer)
    });
    let all = gazetteer.find(text, None, 20).into_iter();
    all.map(|m| (t[m.level].code(m.unit).to_string(), m.reason.name(), m.exact)).collect()
}

#[test]
fn postal_codes_and_places_beside_names() {
    let first = |text: &str| in_france(text).into_iter().next().expect(text);
    for (text, code, reason) in [
        ("97400", "97411", "postal_code"),
        ("23000", "23096", "postal_code"),
        ("75012", "75056", "postal_code"),
        ("St Denis 93", "93066", "name"),
        ("97400 Saint-Denis", "97411", "name"),
        ("Ajaccio 20000", "2A004", "name"),
        ("20600 bastia", "2B033", "name"),
        ("Marseille 13", "13055", "arrondissement"),
        ("lyon 69", "69123", "name"),
        ("Lomme", "59350", "associated"),
        ("Pierrefitte-sur-Seine", "93066", "delegated"),
        ("63266", "63255", "former_code"),
        ("200 046 977", "200046977", "siren"),
        ("1", "01", "code"),
        ("1000", "01053", "postal_code"),
        ("guéret creuse", "23096", "name"),
        ("Montreuil seine-saint-denis", "93048", "name"),
        ("Brest Finistère", "29019", "name"),
        ("Saint-Denis (La Réunion)", "97411", "name"),
        ("Saint-Louis réunion", "97414", "name"),
        ("Seine-Saint-Denis, Saint-Denis", "93066", "name"),
        ("23000 Guéret, Creuse", "23096", "name"),
        ("Saint-Denis 93 200", "93066", "name"),
        ("Ajaccio 20", "2A004", "name"),
        ("Haute-Vienne", "87", "name"),
        ("val d'oise", "95", "name"),
        ("Roissy-en-France", "95527", "name"),
        ("Cherbourg-Octeville", "50129", "former_name"),
        ("Cherbourg-Octeville manche", "50129", "former_name"),
        ("Condé-sur-Noireau", "14174", "former_name"),
        ("Saint-Samson-de-Bonfossé", "50546", "former_name"),
        ("50129", "50129", "code"),
        ("Châlons-sur-Marne", "51108", "former_name"),
        ("chalons sur marne marne", "51108", "former_name"),
        ("Neuilly-sur-Marne Seine-Saint-Denis", "93050", "name"),
        ("Dun-sur-Meuse, Lorraine", "55167", "name"),
    ] {
        let found = if text == "1000" {
            // While it is typed it is the beginning of five digits; read as 01000 it is exact.
            in_france(text).into_iter().find(|(_, _, exact)| *exact).expect(text)
        } else {
            first(text)
        };
        assert_eq!(found, (code.to_string(), reason, true), "{text}");
    }
    // A post office that is in no list leaves its département, and a proposal.
    assert_eq!(first("gueret cre"), ("23096".to_string(), "name", false));
    assert_eq!(first("gueert creuse"), ("23096".to_string(), "name", false));
    // An EPCI whose name begins as that of a département.
    assert_eq!(first("loire forez").0, "200065886");
    let limoges = ("87085".to_string(), "name", false);
    assert_eq!(first("87031 Limoges cedex 1"), limoges);
}
