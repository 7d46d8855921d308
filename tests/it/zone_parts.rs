//! Zones and units that lie in one another in part: a build that holds a part of a zone, units astride, zones of IRIS;
//! and how much of a list a file holds.

use std::path::Path;

use serde_json::{Value, json};

use crate::common::server::Server;
use crate::common::{built, built_small, ifn, run_python};

fn list(answer: &Value) -> Vec<Value> {
    answer["units"].as_array().unwrap().clone()
}

/// The first lines of a workbook's list, its headings, and its sources, as JSON.
fn book(path: &Path) -> Option<Value> {
    let script = r#"
import sys, json, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.worksheets[0]
terms = {row[1]: row[2] for row in book["Dictionnaire"].iter_rows(values_only=True) if row[0] == sheet.title}
said = {row[0]: row[1] for row in book["Sources et précautions"].iter_rows(values_only=True, max_col=2)}
heads = [cell.value for cell in sheet[4]]
rows = [dict(zip(heads, row)) for row in sheet.iter_rows(min_row=5, values_only=True)]
print(json.dumps({"about": sheet["A2"].value, "terms": terms, "said": said, "rows": rows}))
"#;
    let run = run_python(&["-c", script, path.to_str().unwrap()])?;
    Some(serde_json::from_str(&run.ok().out).unwrap())
}

#[test]
fn a_part_of_a_zone_is_not_given_as_the_whole() {
    let (dir, small) = (tempfile::tempdir().unwrap(), built_small());
    let out = small.join("out").display().to_string();
    let file = dir.path().join("x.xlsx");
    let export = |zone: &str| {
        let named = file.to_str().unwrap();
        ifn(dir.path(), &["export", "commune", "--zone", zone, "--out", &out, "-q", "-o", named])
            .ok();
        book(&file)
    };
    if let Some(book) = export("region:27") {
        let about = book["about"].as_str().unwrap();
        assert!(about.contains("Bourgogne-Franche-Comté (27), partie calculée"), "{about}");
        let said = book["said"]["Territoire en partie"].as_str().unwrap();
        assert!(said.contains("Territoire de Belfort (90)"), "{said}");
    }
    if let Some(book) = export("departement:90") {
        assert!(!book["about"].as_str().unwrap().contains("partie"), "{book}");
        assert!(book["said"]["Territoire en partie"].is_null());
    }
    let gaps = ifn(dir.path(), &["gaps", "--zone", "region:27", "--out", &out]).ok().out;
    assert!(gaps.contains("Bourgogne-Franche-Comté (27) as far as this build of"), "{gaps}");

    let server = Server::start(&small, &[]);
    let get = |path: &str| server.get(&format!("/api/v1/{path}")).ok().json();
    for path in ["scores/commune?limit=1", "gaps/commune?limit=1"] {
        let set = get(&format!("{path}&zone=region:27"))["zone_set"].clone();
        assert_eq!(set["name"], "Bourgogne-Franche-Comté, partie calculée", "{path}");
        assert_eq!(set["within"], "Territoire de Belfort");
        assert_eq!(set["heads"]["units"], 101);
        // What the build holds as a whole is not said to be a part.
        for whole in ["departement:90", "commune:90010", "epci:200069052"] {
            let set = get(&format!("{path}&zone={whole}"))["zone_set"].clone();
            assert!(set["within"].is_null() && set["heads"]["population"].is_number(), "{set}");
        }
    }
    let sheet = get("territories/commune/90010?zone=region:27");
    assert!(sheet["in_zone"]["name"].as_str().unwrap().ends_with("partie calculée"), "{sheet}");
    // Computed again, it is the whole zone, whose persons the build does not know.
    let choice = json!({"level": "commune", "zone": "region:27", "limit": 1});
    let scored = server.score(&choice).ok().json();
    assert!(scored["total"].as_u64().unwrap() > 3000, "{scored}");
    assert!(scored["zone_set"]["heads"].is_null() && scored["zone_set"]["within"].is_null());
    // How much of the région lies in the département does not depend on what was built.
    let share = |server: &Server| {
        let path = "/api/v1/scores/region?zone=departement:90&columns=code,share_in_zone";
        server.get(path).ok().json()["units"][0]["share_in_zone"].as_f64().unwrap()
    };
    let all = share(&Server::start(&built(), &[]));
    assert!(all > 0.02 && all < 0.1, "{all}");
    assert!((share(&server) - all).abs() < 1e-12, "{} {all}", share(&server));
}

#[test]
fn a_unit_astride_is_marked_with_its_share() {
    let zone = "departement:22,departement:29,departement:35,departement:56";
    let (dir, out) = (tempfile::tempdir().unwrap(), built().join("out").display().to_string());
    let run = |args: &[&str]| ifn(dir.path(), &[args, &["--zone", zone, "--out", &out]].concat());
    let printed = run(&["gaps", "--level", "epci", "--top", "100"]).ok().out;
    let cap = printed.lines().find(|line| line.contains("Cap Atlantique")).unwrap();
    assert!(printed.contains("inside: share of the persons who live in"), "{printed}");
    assert!(cap.contains(" %"), "{cap}");
    let whole = printed.lines().find(|line| line.contains("Rennes Métropole")).unwrap();
    assert!(whole.contains(" all"), "{whole}");
    let server = Server::start(&built(), &[]);
    let path = format!("/api/v1/gaps/epci?zone={zone}&columns=code,name,share_in_zone");
    let units = list(&server.get(&path).ok().json());
    let astride: Vec<&Value> =
        units.iter().filter(|unit| unit["share_in_zone"].as_f64().unwrap() < 1.0).collect();
    let cap =
        astride.iter().find(|unit| unit["name"].as_str().unwrap().contains("Cap Atl")).unwrap();
    let share = cap["share_in_zone"].as_f64().unwrap();
    assert!(share > 0.05 && share < 0.5 && astride.len() < 10, "{astride:?}");
    let file = dir.path().join("x.xlsx");
    run(&["gaps", "--level", "epci", "-q", "-o", file.to_str().unwrap()]).ok();
    let Some(book) = book(&file) else { return };
    let rows = book["rows"].as_array().unwrap();
    let marked: Vec<&Value> = rows.iter().filter(|row| !row["À cheval"].is_null()).collect();
    assert_eq!((rows.len(), marked.len()), (units.len(), astride.len()));
    assert!(marked[0]["À cheval"].as_str().unwrap().starts_with("à cheval"), "{marked:?}");
    assert_eq!(book["terms"]["À cheval"], "share_in_zone");
}

#[test]
fn a_zone_of_iris_counts_its_own_persons() {
    let out = built().join("out").display().to_string();
    let server = Server::start(&built(), &[]);
    let get = |path: &str| server.get(&format!("/api/v1/{path}")).ok().json();
    let zone = "iris:230960101,iris:230960102";
    let answer = get(&format!("scores/iris?zone={zone}"));
    let sum =
        |column: &str| list(&answer).iter().filter_map(|unit| unit[column].as_f64()).sum::<f64>();
    let heads = &answer["zone_set"]["heads"];
    assert_eq!((&heads["level"], &heads["units"]), (&json!("iris"), &json!(2)));
    assert_eq!(heads["population"].as_f64().unwrap(), sum("population"));
    assert_eq!(heads["at_risk"].as_f64().unwrap(), sum("at_risk"));
    // Its commune lies there in part, and says so.
    let commune = list(&get(&format!("gaps/commune?zone={zone}")))[0].clone();
    let share = commune["share_in_zone"].as_f64().unwrap();
    assert!(commune["code"] == "23096" && share > 0.1 && share < 0.9, "{commune}");
    let dir = tempfile::tempdir().unwrap();
    let said = ifn(dir.path(), &["zones", zone, "--out", &out]).ok().out;
    assert!(said.contains("2 IRIS, population ") && said.contains(", at risk "), "{said}");
    let said: Value =
        serde_json::from_str(&ifn(dir.path(), &["zones", zone, "--json"]).ok().out).unwrap();
    assert_eq!((&said["units"], &said["level"]), (&json!(2), &json!("iris")));
    assert_eq!(said["population"].as_f64(), heads["population"].as_f64());
    let gaps = ifn(dir.path(), &["gaps", "--zone", zone, "--out", &out]).ok().out;
    assert!(gaps.contains("2 IRIS, population ") && gaps.contains("inside"), "{gaps}");
}

#[test]
fn a_file_of_gaps_holds_all_units_or_says_how_many() {
    let (dir, out) = (tempfile::tempdir().unwrap(), built().join("out").display().to_string());
    let gaps = |args: &[&str]| {
        ifn(dir.path(), &[&["gaps", "--zone", "departement:23", "--out", &out], args].concat()).ok()
    };
    let all = gaps(&["--format", "csv"]);
    assert_eq!(all.out.lines().count(), 256);
    assert!(all.err.contains("--min-population 1000"), "{}", all.err);
    let file = dir.path().join("x.xlsx");
    let named = file.to_str().unwrap();
    let first = gaps(&["--top", "20", "-o", named]);
    assert!(first.err.contains("the first 20 of 255 units written to"), "{}", first.err);
    if let Some(book) = book(&file) {
        let about = book["about"].as_str().unwrap().replace('\u{202f}', " ");
        assert!(about.contains("20 lignes sur 255"), "{about}");
        // Ranks of the territory and of France, each under its name.
        let terms: Vec<(String, String)> = book["terms"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(head, name)| {
                (head.replace('\u{202f}', " "), name.as_str().unwrap_or_default().into())
            })
            .collect();
        let of = |name: &str| terms.iter().find(|(_, known)| known == name).unwrap().0.clone();
        assert!(of("rank_in_zone").contains("Creuse (23)"), "{terms:?}");
        assert!(of("gap_rank_in_zone").contains("Creuse (23)"), "{terms:?}");
        assert!(of("gap_rank").contains("en France") && of("rank").contains("en France"));
    }
    let server = Server::start(&built(), &[]);
    let path = "/api/v1/gaps/commune?zone=departement:23";
    let answer = server.get(path).ok().json();
    assert_eq!(answer["not_inventoried"], json!({"units": 0, "persons": 0.0}));
    assert_eq!(list(&answer).len(), 255);
}
