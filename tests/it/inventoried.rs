//! What is not inventoried is not far from help: three regional inventories, recounted with pandas; areas that
//! inventories say, and mistakes in them.

use std::path::Path;

use serde_json::Value;

use crate::common::server::Server;
use crate::common::{ifn, manifest, run_python, shared};

/// Auvergne-Rhône-Alpes, Bourgogne-Franche-Comté and Gironde, beside the town halls of all of France.
fn three_regions(dir: &Path) -> Option<String> {
    let data = shared()?;
    let file = |id: &str, name: &str| format!("{id}={}", data.join(name).display());
    let run = ifn(
        dir,
        &[
            "build",
            "--no-geometry",
            "--places",
            &file("preschema", "anct/lieux_aura_preschema.json"),
            "--places",
            &file("bfc-ternum", "mednum/bfc-ternum-dataset.csv"),
            "--places",
            &file("gironde", "mednum/gironde.json"),
        ],
    );
    Some(run.ok().out)
}

/// Recounts the areas, and what is known in them.
const RECOUNT: &str = r"
import json, sys, numpy as np, pandas as pd
out = sys.argv[1]
m = json.load(open(f'{out}/manifest.json'))
s = pd.read_parquet(f'{out}/scores/commune.parquet').set_index('code')
inside = s.region.isin(['84', '27']) | (s.departement == '33')
entry = m['places']['not_inventoried']
assert (entry['level'], entry['units'], entry['among']) == ('commune', int((~inside).sum()), len(s)), entry
assert entry['persons'] == s.population[~inside].sum(), entry
assert (s.inventoried == inside).all()
# One count, whether people can be placed or not: the manifest, the scores, the map.
far = s[~inside]
assert (far.access_reason == 'not_inventoried').all() and entry['units'] == len(far)
placed = s.access_reason != 'no_position'
assert (~placed).sum() < 10
unknown = ['access', 'access_km', 'lack', 'gap', 'gap_rank', 'lack_class', 'quadrant', 'supply', 'supply_per_10000',
           'nearest_id', 'access_from'] + [c for c in s if c.startswith('km_')]
for column in unknown:
    assert far[column].isna().all(), column
# Who lives there, and what they need, is known all the same.
assert far.need.notna().mean() > 0.99 and far.at_risk.notna().mean() > 0.99
near = s[inside & placed]
assert near.access_km.notna().all() and near.access_reason.isna().all() and near.supply.notna().all()
# Bretagne is unknown, not far; lack is a share of those that are known.
assert (s[s.region == '53'].access_reason.dropna() == 'not_inventoried').all()
order = near.assign(d=-near.access_km)[['access', 'd']].apply(tuple, axis=1).rank(ascending=False)
assert np.allclose(near.lack, (order - 0.5) / len(near), atol=1e-12)
assert near.lack_class.value_counts().min() > len(near) / 3 - 50
r = pd.read_parquet(f'{out}/scores/region.parquet').set_index('code')
assert r.access_reason['53'] == 'not_inventoried' and r.inventoried['53'] == 0 and np.isnan(r.lack['53'])
assert r.inventoried['84'] == 1 and r.access_km['84'] > 0
# Of Nouvelle-Aquitaine, Gironde alone: the share of the persons among whom help is shared, and their mean.
people = (s.population * s.value_part_65_plus / 100).fillna(0)
na = s.region == '75'
share = people[na & inside].sum() / people[na].sum()
assert abs(r.inventoried['75'] - share) < 1e-12 and 0.2 < share < 0.4, share
d = pd.read_parquet(f'{out}/scores/departement.parquet').set_index('code')
assert abs(r.access_km['75'] - d.access_km['33']) < 1e-9 and r.supply['75'] >= d.supply['33']
assert set(d.index[d.access_reason.isna()]) == set(s.departement[inside])
print(len(far), 'communes not inventoried,', len(near), 'inventoried')
";

/// The nearest place in the list of a workbook.
const LISTED: &str = r"
import sys, openpyxl
rows = list(openpyxl.load_workbook(sys.argv[1])['Communes'].iter_rows(min_row=4, values_only=True))
place = rows[0].index('Lieu le plus proche')
said = {row[place] for row in rows[1:]}
assert said - {None} == {'territoire que les inventaires de lieux ne couvrent pas'} and len(rows) > 1000, said
print('said')
";

#[test]
fn three_regional_inventories_leave_bretagne_unknown() {
    let dir = tempfile::tempdir().unwrap();
    let Some(said) = three_regions(dir.path()) else { return };
    let out = dir.path().join("out");
    assert!(said.contains("communes (") && said.contains("are not inventoried"), "{said}");
    let path = out.display().to_string();
    if let Some(run) = run_python(&["-c", RECOUNT, &path]) {
        print!("{}", run.ok().out);
    }
    // Distances and supply of what is covered are those of an independent computation.
    if let Some(run) = run_python(&["tests/oracle/gaps.py", &path, "33", "21"]) {
        print!("{}", run.ok().out);
    }
    let places = manifest(&out)["places"].take();
    let covers = |id: &str| {
        let sources = places["sources"].as_array().unwrap().iter();
        sources.clone().find(|s| s["id"] == id).unwrap()["covers"].clone()
    };
    assert_eq!(covers("gironde"), serde_json::json!(["departement:33"]));
    assert_eq!(covers("mairies"), serde_json::json!(["france"]));
    let gaps = ifn(dir.path(), &["gaps", "--zone", "region:53", "--top", "3"]).ok().out;
    assert!(gaps.contains("are not inventoried: no inventory of places covers them"), "{gaps}");
    // A list to read says it in the place of the nearest place.
    ifn(dir.path(), &["export", "commune", "--zone", "region:53", "-q", "-o", "53.xlsx"]).ok();
    let book = dir.path().join("53.xlsx").display().to_string();
    if let Some(run) = run_python(&["-c", LISTED, &book]) {
        assert_eq!(run.ok().out.trim(), "said");
    }
    let rennes = ifn(dir.path(), &["explain", "35238"]).ok().out;
    assert!(rennes.contains("no distance: no inventory of places covers the unit"), "{rennes}");
    let region = ifn(dir.path(), &["explain", "region:75"]).ok().out;
    assert!(region.contains("inventories of places cover"), "{region}");

    let server = Server::start(dir.path(), &[]);
    let access = server.get("/api/v1/access").ok().json();
    assert_eq!(access["not_inventoried"], places["not_inventoried"]);
    let sheet = server.get("/api/v1/territories/commune/35238").ok().json();
    let help = &sheet["access"];
    assert_eq!((&help["reason"], &help["inventoried"]), (&"not_inventoried".into(), &0.0.into()));
    assert!(help["lack"].is_null() && help["access_km"].is_null() && help["supply"].is_null());
    // For a service, and with other weights: computed again, and the same communes are unknown.
    for asked in ["", "&service=demarches", "&weights=age:2"] {
        let of = |zone: &str| {
            let address = format!("/api/v1/gaps/commune?zone={zone}{asked}");
            server.get(&address).ok().json()["units"].as_array().unwrap().clone()
        };
        let unknown =
            |unit: &Value| unit["access_reason"] == "not_inventoried" && unit["lack"].is_null();
        assert!(of("departement:35").iter().all(unknown), "{asked}");
        let known = |unit: &Value| unit["access_reason"].is_null() && unit["lack"].is_number();
        assert!(of("departement:21").iter().all(known), "{asked}");
    }
}

const HUB: &str = "\
nom,commune,code_insee,latitude,longitude,services
Espace numérique,Rennes,35238,48.117,-1.678,Aide aux démarches administratives
Médiathèque,Fougères,35115,48.352,-1.199,Aide aux démarches administratives
";

fn mapping(id: &str, covers: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = \"Hub\"\npublisher = \"Hub\"\nlicence = \"L\"\nvintage = \"2026\"\n\
         path = \"hub.csv\"\n{covers}\n[places]\nsame_names = true\n"
    )
}

/// A folder with an inventory of two places in Ille-et-Vilaine, and the mapping that reads it.
fn hub(covers: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("hub.csv"), HUB).unwrap();
    std::fs::write(dir.path().join("hub.toml"), mapping("hub", covers)).unwrap();
    dir
}

fn outside(dir: &Path) -> u64 {
    manifest(&dir.join("out"))["places"]["not_inventoried"]["units"].as_u64().unwrap()
}

const BUILD: [&str; 6] =
    ["build", "--no-geometry", "--level", "commune,region", "--places", "hub.toml"];

#[test]
fn an_inventory_that_does_not_say_its_area_is_taken_as_france_and_this_is_said() {
    let dir = hub("");
    let run = ifn(dir.path(), &BUILD).ok();
    assert!(
        run.err.contains("places `hub` do not say which area they cover: taken as all of France"),
        "{}",
        run.err
    );
    assert_eq!(outside(dir.path()), 0);
    // Said on the command line, it is an area, and the rest is not known.
    let run = ifn(dir.path(), &[&BUILD[..], &["--covers", "hub=departement:35"]].concat()).ok();
    assert!(!run.err.contains("taken as all of France"), "{}", run.err);
    let one = outside(dir.path());
    assert!((34_000..34_700).contains(&one), "{one}");
    // What is not inventoried is counted in the answer, and a file holds the rows that it does.
    let server = Server::start(dir.path(), &[]);
    let gaps = server.get("/api/v1/gaps/commune?zone=departement:23").ok().json();
    assert_eq!(gaps["not_inventoried"]["units"], 255);
    assert!(gaps["not_inventoried"]["persons"].as_f64().unwrap() > 100_000.0);
    assert_eq!(gaps["units"].as_array().unwrap().len(), 255);
    let csv = ifn(dir.path(), &["gaps", "--zone", "departement:23", "--format", "csv"]).ok();
    assert_eq!(csv.out.matches("not_inventoried").count(), 255);
    assert!(csv.err.contains("255 of them ("), "{}", csv.err);
    // And what is said of the places that count is of those that do.
    let note = server.get("/api/v1/access").ok().json()["note"].as_str().unwrap().to_string();
    assert!(note.contains("ceux de « Hub »") && !note.contains("besoin comme dans"), "{note}");
    drop(server);
    // Given twice, the areas add up.
    let twice = ["--covers", "hub=departement:35", "--covers", "hub=departement:23"];
    ifn(dir.path(), &[&BUILD[..], &twice].concat()).ok();
    assert_eq!(outside(dir.path()) + 255, one);
    // Two inventories: their union.
    let other = mapping("other", "covers = [\"departement:22\", \"epci:243500139\"]");
    std::fs::write(dir.path().join("other.toml"), other).unwrap();
    let both = ["--places", "other.toml", "--covers", "hub=departement:35"];
    let run = ifn(dir.path(), &[&BUILD[..], &both].concat()).ok();
    assert!(outside(dir.path()) + 300 < one, "{} {one}", outside(dir.path()));
    // Both of its places are in Ille-et-Vilaine, one of them outside of Rennes Métropole.
    assert!(
        run.err.contains("places `other`: 1 of 2 lie outside of the area that they cover"),
        "{}",
        run.err
    );
}

#[test]
fn mistakes_in_an_area_are_told() {
    for (covers, said) in [
        ("covers = []", &["hub.toml", "`covers` is empty"][..]),
        ("covers = [\"35\"]", &["a zone is written level:code", "departement:35"]),
        (
            "covers = [\"departement:350\"]",
            &["places `hub`: `covers`", "no departement has the code `350`"],
        ),
        ("covers = [\"iris:352380101\"]", &["is smaller than a commune"]),
        (
            "covers = [\"departemnt:35\"]",
            &["unknown level `departemnt`", "did you mean departement?"],
        ),
    ] {
        let dir = hub(covers);
        let run = ifn(dir.path(), &BUILD);
        assert_ne!(run.status, 0, "{covers}");
        for said in said {
            assert!(run.err.contains(said), "{covers}: {}", run.err);
        }
        assert!(!dir.path().join("out").exists());
    }
    let dir = hub("");
    let run = ifn(dir.path(), &[&BUILD[..], &["--covers", "hbu=region:53"]].concat());
    assert!(run.err.contains("counts no places `hbu`"), "{}", run.err);
    let run = ifn(dir.path(), &[&BUILD[..], &["--covers", "hub"]].concat());
    assert!(run.status == 2 && run.err.contains("expected ID=LEVEL:CODE"), "{}", run.err);
}

const DISTANCE: &str = r#"
id = "m"
title = "Distance à un lieu"
levels = ["commune", "departement"]
[scale]
min = 1.0
max = 10.0
[[axis]]
id = "a"
[[axis.indicator]]
id = "km"
[axis.indicator.normalise]
method = "percentile_rank"
[indicator.km]
title = "Distance"
unit = "km"
nearest = ["hub"]
[table.hub]
mapping = "lieux-mediation-numerique"
path = "hub.csv"
covers = ["departement:35"]
"#;

#[test]
fn a_distance_outside_of_the_area_is_missing_and_says_why() {
    let dir = hub("");
    std::fs::write(dir.path().join("m.toml"), DISTANCE).unwrap();
    ifn(dir.path(), &["build", "m.toml", "--no-geometry", "-q"]).ok();
    let json = |code: &str| -> Value {
        let run = ifn(dir.path(), &["explain", code, "--json"]).ok();
        serde_json::from_str(&run.out).unwrap()
    };
    let of = |code: &str| json(code)["parts"].as_array().unwrap().last().unwrap().clone();
    assert!(of("35238")["value"].as_f64().unwrap() < 10.0);
    let brest = of("29019");
    assert_eq!((&brest["value"], &brest["reason"]), (&Value::Null, &"not_inventoried".into()));
    assert_eq!(json("29019")["score"], Value::Null);
    assert!(of("departement:35")["value"].is_number() && of("departement:29")["value"].is_null());
}
