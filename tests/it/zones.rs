//! Zones of several members, as somebody's own territory: four départements of Bretagne, recounted by
//! pandas; a small file; the same through command and server; what is counted once is said.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::common::server::Server;
use crate::common::{built, built_without_contours, ifn, run_python};

const FOUR: [&str; 4] = ["22", "29", "35", "56"];

fn bretagne() -> String {
    FOUR.map(|code| format!("departement:{code}")).join(",")
}

fn hub(dir: &Path) -> String {
    let members = FOUR.map(|code| format!("departement:{code}"));
    let text = json!({"name": "Hub Bretagne", "members": members}).to_string();
    let path = dir.join("hub.json");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn four_departements_against_pandas() {
    let dir = tempfile::tempdir().unwrap();
    let out = built_without_contours().join("out").display().to_string();
    for level in ["iris", "commune", "epci", "departement", "region"] {
        let file = dir.path().join(format!("{level}.parquet")).display().to_string();
        ifn(
            dir.path(),
            &["export", level, "-q", "--zone", &bretagne(), "-o", &file, "--out", &out],
        )
        .ok();
    }
    // A build that writes the zone alone, by the small file, holds the same rows and ranks.
    let zone = hub(dir.path());
    ifn(dir.path(), &["build", "--no-geometry", "-q", "--out", "alone", "--zone", &zone]).ok();
    let script = r"
import sys, json, pandas as pd, pyarrow.parquet as pq
out, dir = sys.argv[1:3]
four = ['22', '29', '35', '56']
iris = pd.read_parquet(f'{out}/scores/iris.parquet')
here = iris[iris.departement.isin(four)]
inside = {'iris': here.code, 'commune': here.commune, 'epci': here.epci, 'departement': here.departement,
          'region': here.region}
ranks = 0
for level, codes in inside.items():
    whole = pd.read_parquet(f'{out}/scores/{level}.parquet')
    whole = whole[whole.code.isin(codes.dropna())].reset_index(drop=True)
    found = pd.read_parquet(f'{dir}/{level}.parquet')
    assert list(found.code) == list(whole.code) and len(found) > 0, level
    for by, rank in [('score', 'rank_in_zone'), ('gap', 'gap_rank_in_zone')]:
        expected = whole[by].round(11).rank(method='min', ascending=False)
        assert found[rank].isna().equals(expected.isna()), (level, rank)
        assert (found[rank].dropna() == expected.dropna()).all(), (level, rank)
        ranks += expected.notna().sum()
    same = [c for c in whole.columns if c != 'rank_in_zone']
    pd.testing.assert_frame_equal(found[same], whole[same], check_dtype=False)
    alone = pd.read_parquet(f'{dir}/alone/scores/{level}.parquet')
    pd.testing.assert_frame_equal(alone, found)
    about = pq.read_schema(f'{dir}/alone/scores/{level}.parquet').field('rank_in_zone').metadata
    assert 'Hub Bretagne' in about[b'description'].decode()
assert ranks > 3000, ranks
manifest = json.load(open(f'{dir}/alone/manifest.json'))
assert manifest['zone'] == ','.join(f'departement:{c}' for c in four) and manifest['zone_name'] == 'Hub Bretagne'
print('recounted')
";
    let folder = dir.path().display().to_string();
    let Some(run) = run_python(&["-c", script, &out, &folder]) else { return };
    assert_eq!(run.ok().out.trim(), "recounted");
    // Sheets of the zone's own build keep the rank among all of France.
    let explain = |out: &str| -> Value {
        let run = ifn(dir.path(), &["explain", "35238", "--json", "--out", out]).ok();
        serde_json::from_str(&run.out).unwrap()
    };
    let (all, alone) = (explain(&out), explain("alone"));
    for key in ["rank", "rank_in_zone", "scored", "scored_in_zone", "decile"] {
        assert_eq!(all[key], alone[key], "{key}");
    }
    // Asked for, the rank inside is that of the list.
    let asked = ["explain", "35238", "--json", "--out", &out, "--zone", &zone];
    let asked: Value = serde_json::from_str(&ifn(dir.path(), &asked).ok().out).unwrap();
    let list = ["export", "commune", "--out", "alone", "--zone", "commune:35238"];
    assert_eq!(asked["in_zone"]["zone"], "Hub Bretagne");
    assert!(asked["in_zone"]["scored"].as_u64().unwrap() > 1000, "{asked}");
    let one = ifn(dir.path(), &list).ok().out;
    assert_eq!(one.lines().count(), 2, "{one}");
    let apart = ifn(dir.path(), &["explain", "93066", "--out", &out, "--zone", &zone]);
    assert!(apart.err.contains("commune 93066 does not lie in Hub Bretagne"), "{}", apart.err);
    // A comparison of the zone is of its units.
    let compared = ["compare", "alone", &out, "--level", "commune", "--zone", &zone];
    let compared = ifn(dir.path(), &compared).ok().out;
    assert!(compared.contains("communes of Hub Bretagne have a score in both"), "{compared}");
    assert!(compared.contains("no unit changed place"), "{compared}");
    let lost = ifn(dir.path(), &["explain", "93066", "--out", "alone"]);
    assert!(lost.err.contains("this build holds only Hub Bretagne"), "{}", lost.err);
}

#[test]
fn the_command_says_what_a_zone_is_made_of() {
    let (dir, out) = (tempfile::tempdir().unwrap(), built().join("out").display().to_string());
    let run = |args: &[&str]| ifn(dir.path(), args);
    let said = run(&["zones", &bretagne(), "--name", "Hub Bretagne", "-o", "hub.json"]).ok();
    assert!(
        said.out.starts_with("Hub Bretagne\n  departement:22  Côtes-d’Armor")
            || said.out.starts_with("Hub Bretagne\n  departement:22  Côtes-d'Armor"),
        "{}",
        said.out
    );
    assert!(said.out.contains(&format!("--zone {}", bretagne())), "{}", said.out);
    let file: Value =
        serde_json::from_str(&std::fs::read_to_string(dir.path().join("hub.json")).unwrap())
            .unwrap();
    assert_eq!(file["members"][0], "departement:22");
    let json: Value =
        serde_json::from_str(&run(&["zones", "hub.json", "--json"]).ok().out).unwrap();
    assert_eq!((&json["name"], &json["zone"]), (&json!("Hub Bretagne"), &json!(bretagne())));
    let region: Value =
        serde_json::from_str(&run(&["zones", "region:53", "--json"]).ok().out).unwrap();
    assert_eq!((&json["units"], &json["population"]), (&region["units"], &region["population"]));
    assert!(json["population"].as_f64().unwrap() > 3e6, "{json}");
    // Gaps are listed with both ranks, under the name and the persons of the zone.
    let gaps = run(&["gaps", "--zone", "hub.json", "--top", "3", "--out", &out]).ok().out;
    let communes = json["units"].as_u64().unwrap();
    let thousands = format!("{} {:03}", communes / 1000, communes % 1000);
    assert!(
        gaps.contains(&format!(
            "among {thousands} communes of Hub Bretagne\n{thousands} communes, population 3"
        )),
        "{gaps}"
    );
    assert!(gaps.contains("at risk") && gaps.contains("in zone"), "{gaps}");
    let rows: Value = serde_json::from_str(
        &run(&["gaps", "--zone", "hub.json", "--top", "3", "--json", "--out", &out]).ok().out,
    )
    .unwrap();
    assert_eq!(rows[0]["gap_rank_in_zone"], 1);
    assert!(rows[0]["gap_rank"].as_u64().unwrap() >= 1);
    // Places of the zone are those of its members.
    let places = |zone: &str| -> BTreeSet<String> {
        let list = run(&["places", "list", "--zone", zone, "-f", "csv", "--out", &out]).ok().out;
        list.lines().skip(1).filter_map(|line| line.split(',').next()).map(String::from).collect()
    };
    let four = places("hub.json");
    let each = FOUR.iter().flat_map(|code| places(&format!("departement:{code}")));
    assert!(!four.is_empty() && four == each.collect());
}

#[test]
fn what_is_wrong_or_counted_once_is_said() {
    let (dir, out) = (tempfile::tempdir().unwrap(), built().join("out").display().to_string());
    let export =
        |zone: &str| ifn(dir.path(), &["export", "commune", "--zone", zone, "--out", &out]);
    let rows = |zone: &str| export(zone).ok().out.lines().count();
    let both = export("departement:35,commune:35238,departement:35").ok();
    assert!(
        both.err.contains("departement:35 is given more than once: counted once"),
        "{}",
        both.err
    );
    assert!(
        both.err.contains("commune:35238 lies in departement:35: counted once"),
        "{}",
        both.err
    );
    assert_eq!(both.out.lines().count(), rows("departement:35"));
    let former = export("commune:93059,commune:93066").ok();
    assert!(former.err.contains("93059 Pierrefitte-sur-Seine is now in 93066"), "{}", former.err);
    assert_eq!(former.out.lines().count(), 2);
    for (zone, said) in [
        ("departement:22,departement:999", "the build has no departement `999`"),
        ("departement:22,departement:Finistere", "did you mean departement:29 (Finistère)?"),
        ("departement:22,Finistère", "did you mean departement:29 (Finistère)"),
        ("departement:22,canton:1", "unknown level `canton`"),
        ("departement:22,", "an empty member"),
        ("none.json", "cannot read none.json"),
    ] {
        let run = export(zone);
        assert_eq!(run.status, 2, "{zone}: {}", run.err);
        assert!(run.err.contains(said), "{zone}: {}", run.err);
    }
    std::fs::write(dir.path().join("odd.json"), "{\"name\": \"x\",\n \"membres\": []}").unwrap();
    let run = export("odd.json");
    assert!(run.err.contains("odd.json:2: is no file of a zone"), "{}", run.err);
    let ending = ifn(dir.path(), &["zones", "region:53", "-o", "hub.toml"]);
    assert!(ending.err.contains("call it hub.toml.json"), "{}", ending.err);
}

#[test]
fn the_server_answers_for_a_zone_of_several_members() {
    let server = Server::start(&built(), &[]);
    let get = |path: &str| server.get(&format!("/api/v1/{path}")).ok().json();
    let list = |answer: &Value| answer["units"].as_array().unwrap().clone();
    for path in ["scores/commune?limit=100000", "gaps/commune?sort=code"] {
        let columns = "columns=code,score,rank,rank_in_zone,population,at_risk,gap,gap_rank";
        let zone = get(&format!("{path}&{columns},gap_rank_in_zone&zone={}", bretagne()));
        let mut each = Vec::new();
        for code in FOUR {
            each.extend(list(&get(&format!("{path}&{columns}&zone=departement:{code}"))));
        }
        each.sort_by_key(|unit| unit["code"].as_str().unwrap().to_string());
        let units = list(&zone);
        assert_eq!(units.len(), each.len());
        for (unit, alone) in units.iter().zip(&each) {
            for column in ["code", "score", "rank", "population", "gap_rank"] {
                assert_eq!(unit[column], alone[column], "{path}");
            }
        }
        for (by, rank) in [("score", "rank_in_zone"), ("gap", "gap_rank_in_zone")] {
            let known: Vec<f64> = units.iter().filter_map(|unit| unit[by].as_f64()).collect();
            for unit in &units {
                let above = |value: f64| known.iter().filter(|x| **x > value + 1e-11).count() + 1;
                assert_eq!(unit[rank], json!(unit[by].as_f64().map(above)), "{path} {rank}");
            }
        }
        let set = &zone["zone_set"];
        let sum = |column: &str| units.iter().filter_map(|unit| unit[column].as_f64()).sum::<f64>();
        assert_eq!(set["heads"]["population"].as_f64().unwrap(), sum("population"));
        assert_eq!(set["heads"]["at_risk"].as_f64().unwrap(), sum("at_risk"));
        assert_eq!(
            set["members"][1],
            json!({"level": "departement", "code": "29", "name": "Finistère"})
        );
        assert!(set["name"].as_str().unwrap().ends_with("Finistère, Ille-et-Vilaine, Morbihan"));
    }
    // A sheet says the same rank inside, on the page too.
    let units = list(&get(&format!("scores/commune?limit=100000&zone={}", bretagne())));
    let rennes = units.iter().find(|unit| unit["code"] == "35238").unwrap();
    let sheet = get(&format!("territories/commune/35238?zone={}", bretagne()));
    assert_eq!(sheet["in_zone"]["rank"], rennes["rank_in_zone"]);
    assert_eq!(sheet["in_zone"]["zone"], bretagne());
    let rescored = get(&format!("territories/commune/35238?weights=age:2&zone={}", bretagne()));
    let choice = json!({"level": "commune", "zone": bretagne(), "weights": {"age": 2}});
    let scored = server.score(&choice).ok().json()["columns"].clone();
    let row = scored["code"].as_array().unwrap().iter().position(|code| code == "35238").unwrap();
    assert_eq!(rescored["in_zone"]["rank"], scored["rank_in_zone"][row]);
    let page = format!("/api/v1/territories/commune/35238?format=html&zone={}", bretagne());
    assert!(server.get(&page).ok().text().contains("Ille-et-Vilaine, Morbihan"));
    server
        .get("/api/v1/territories/commune/93066?zone=departement:35")
        .problem(409, "does not lie in the zone");
    // Places: those of the four together.
    let total = |zone: &str| get(&format!("places?zone={zone}&limit=1"))["total"].as_u64().unwrap();
    let each: u64 = FOUR.iter().map(|code| total(&format!("departement:{code}"))).sum();
    assert_eq!(total(&bretagne()), each);
    let places = get(&format!("places?zone=departement:35,{}&limit=1", bretagne()));
    assert_eq!(places["zone"], bretagne());
    assert_eq!(places["zone_set"]["repeated"], json!(["departement:35"]));
    let unknown = format!("/api/v1/gaps/commune?zone={},departement:Finistere", bretagne());
    server.get(&unknown).problem(404, "did you mean departement:29 (Finistère)?");
}

#[test]
fn what_is_of_the_reference_zone_and_what_is_national_is_said() {
    let server = Server::start(&built(), &[]);
    let choice = json!({
        "level": "commune", "reference": "departement", "zone": bretagne(),
        "columns": ["code", "departement", "score", "rank", "rank_in_zone", "rank_in_reference"],
    });
    let scored = server.score(&choice).ok().json();
    assert_eq!(
        scored["compared"],
        json!({"scores": "departement", "ranks": "france", "rank_in_zone": "zone"})
    );
    let column = |name: &str| scored["columns"][name].as_array().unwrap().clone();
    let (score, departement) = (column("score"), column("departement"));
    let in_zone = column("rank_in_zone");
    let rank = |here: &dyn Fn(usize) -> bool, of: usize| {
        let value = score[of].as_f64()?;
        let others = (0..score.len()).filter(|i| here(*i)).filter_map(|i| score[i].as_f64());
        Some(1 + others.filter(|x| *x > value + 1e-11).count())
    };
    for (i, found) in column("rank_in_reference").iter().enumerate() {
        let same = |other: usize| departement[other] == departement[i];
        assert_eq!(*found, json!(rank(&same, i)));
        assert_eq!(in_zone[i], json!(rank(&|_| true, i)));
    }
    let sheet = server.get("/api/v1/territories/commune/35238?reference=departement").ok().json();
    assert_eq!(
        sheet["compared"],
        json!({"scores": "departement", "ranks": "france", "rank_in_zone": "departement"})
    );
    let page = "/api/v1/territories/commune/35238?reference=departement&format=html";
    let page = server.get(page).ok().text();
    assert!(page.contains("compare aux communes de son département"), "{page}");
    let out = built().join("out").display().to_string();
    let dir = tempfile::tempdir().unwrap();
    let gaps =
        ifn(dir.path(), &["gaps", "--reference", "departement", "--top", "1", "--out", &out]);
    let gaps = gaps.ok().out;
    assert!(gaps.contains("scores compare communes with those of the same departement"), "{gaps}");
}
