//! `--zone` where it chooses or marks what is not a unit: rows of a table, tiles, an audit, places, what a search finds.

use serde_json::Value;

use crate::common::server::served;
use crate::common::{built, ifn};

/// Every row stays; a column says which lie in the zone, and nothing where that is not known.
#[test]
fn located_rows_say_whether_they_lie_in_a_zone() {
    let dir = tempfile::tempdir().unwrap();
    let out = built().join("out").display().to_string();
    let rows = "id,lon,lat\na,1.871,46.17\nb,2.35,48.85\nc,-30,40\nd,,\n";
    std::fs::write(dir.path().join("r.csv"), rows).unwrap();
    let locate = |level: &str, zone: &str| {
        let asked =
            ["locate", "r.csv", "--level", level, "--zone", zone, "--out", &out, "-o", "s.csv"];
        let said = ifn(dir.path(), &asked).ok().err;
        let text = std::fs::read_to_string(dir.path().join("s.csv")).unwrap();
        let last = |line: &str| line.rsplit(',').next().unwrap().to_string();
        (text.lines().map(last).collect::<Vec<_>>(), said)
    };
    let (column, said) = locate("commune", "departement:23");
    assert_eq!(column, ["ifn_in_zone", "true", "false", "", ""]);
    assert!(said.contains("in Creuse (23) (25 %): ifn_in_zone"), "{said}");
    assert!(said.contains("2  of which it is not known"), "{said}");
    // A département lies in a zone of some of its communes in part: whether a point does is not known.
    let (column, _) = locate("departement", "commune:23096");
    assert_eq!(column, ["ifn_in_zone", "", "false", "", ""]);
    let wrong = ifn(dir.path(), &["locate", "r.csv", "--zone", "departement:99", "--out", &out]);
    assert!(wrong.status == 2 && wrong.err.contains("no departement `99`"), "{}", wrong.err);
}

#[test]
fn tiles_of_a_zone_are_a_file_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let out = built().join("out").display().to_string();
    let tiles = |args: &[&str]| {
        ifn(dir.path(), &[&["tiles", "--out", &out, "--level", "commune"], args].concat())
    };
    let refused = tiles(&["--zone", "departement:23"]);
    assert!(refused.status == 2 && refused.err.contains("--output"), "{}", refused.err);
    let own = format!("{out}/tiles/territories.pmtiles");
    let refused = tiles(&["--zone", "departement:23", "-o", &own]);
    assert!(refused.status == 2 && refused.err.contains("the whole build"), "{}", refused.err);
    tiles(&["--zone", "departement:23", "-o", "23.pmtiles", "--zooms", "8-9", "-q"]).ok();
    tiles(&["-o", "all.pmtiles", "--zooms", "8-9", "-q"]).ok();
    let size = |file: &str| std::fs::metadata(dir.path().join(file)).unwrap().len();
    assert!(size("23.pmtiles") > 10_000 && size("23.pmtiles") * 20 < size("all.pmtiles"));
}

#[test]
fn an_audit_of_a_zone_counts_its_units() {
    let dir = tempfile::tempdir().unwrap();
    let zone = ["audit", "embarque", "--level", "commune", "--json", "--zone", "departement:23"];
    let audit: Value = serde_json::from_str(&ifn(dir.path(), &zone).ok().out).unwrap();
    assert_eq!((&audit["units"], &audit["zone"]), (&255.into(), &"Creuse (23)".into()));
    let whole: Value = serde_json::from_str(&ifn(dir.path(), &zone[..5]).ok().out).unwrap();
    assert!(whole["units"].as_u64() > Some(34_000) && whole.get("zone").is_none());
    // Scores are those among all units: what is missing is counted in the département alone.
    assert_eq!(audit["missing"].as_array().unwrap().len(), 1);
    let text =
        ifn(dir.path(), &["audit", "embarque", "--level", "commune", "--zone", "departement:23"]);
    assert!(text.ok().out.contains("of 255 communes of Creuse (23) have a score"));
}

#[test]
fn the_nearest_places_may_be_those_of_a_zone() {
    let dir = tempfile::tempdir().unwrap();
    let out = built().join("out").display().to_string();
    let near = |args: &[&str]| {
        let all = [&["places", "near", "23076", "--out", &out, "--limit", "30"], args].concat();
        ifn(dir.path(), &all).ok().out
    };
    let communes = |text: String| {
        let all: Vec<Value> = serde_json::from_str(&text).unwrap();
        all.iter().map(|p| p["code_insee"].as_str().unwrap()[..2].to_string()).collect::<Vec<_>>()
    };
    let every = communes(near(&["--json"]));
    assert!(every.len() == 30 && every.iter().any(|departement| departement == "03"), "{every:?}");
    let here = communes(near(&["--json", "--zone", "departement:23"]));
    assert!(here.len() == 30 && here.iter().all(|departement| departement == "23"), "{here:?}");
    assert!(near(&["--zone", "departement:23"]).contains("dans Creuse"));
}

#[test]
fn a_search_and_names_on_a_map_may_be_of_a_zone() {
    let (_, server) = served();
    let get = |path: &str| server.get(path).ok().json();
    let first = |path: &str| get(path)["results"][0]["code"].clone();
    assert_eq!(first("/api/v1/search?q=saint-denis"), "97411");
    assert_eq!(first("/api/v1/search?q=saint-denis&zone=region:11"), "93066");
    let found = get("/api/v1/search?q=saint-denis&zone=region:04&level=commune");
    assert_eq!(
        (&found["results"][0]["code"], &found["zone"]),
        (&"97411".into(), &"region:04".into())
    );
    let all = found["results"].as_array().unwrap();
    assert!(all.iter().all(|unit| unit["code"].as_str().unwrap().starts_with("974")), "{found}");
    server.get("/api/v1/search?q=x&zone=departement:999").problem(404, "999");
    let points = get("/api/v1/territories/commune?zone=departement:23");
    assert_eq!(points["features"].as_array().unwrap().len(), 255);
    assert!(get("/api/v1/territories/commune")["features"].as_array().unwrap().len() > 30_000);
    // Few units have ranks; many have tenths too.
    let few = get("/api/v1/scores/commune?zone=epci:200034825&limit=1&columns=decile_in_zone");
    assert_eq!(few["units"][0]["decile_in_zone"], Value::Null);
    let many = get(
        "/api/v1/scores/commune?zone=departement:23&limit=1&sort=-score&columns=decile_in_zone",
    );
    assert_eq!(many["units"][0]["decile_in_zone"], 10);
    let sheet = get("/api/v1/territories/commune/23076?zone=departement:23");
    assert!(
        sheet["in_zone"]["decile"].as_u64().is_some_and(|tenth| (1..=10).contains(&tenth)),
        "{sheet}"
    );
}
