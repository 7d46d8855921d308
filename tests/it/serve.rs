//! The server, asked as its users ask: scores in every format, scores anew, search, sheets.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::rows::parquet;
use crate::common::server::{Server, served};
use crate::common::{built_communes, ifn, root};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int32Type};
use serde_json::json;

/// Equal but for the last bit, which this reader of JSON may miss.
fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 4.0 * f64::EPSILON * b.abs(),
        (a, b) => a == b,
    }
}

fn texts<'a>(batch: &'a RecordBatch, name: &str) -> Vec<&'a str> {
    batch.column_by_name(name).unwrap().as_string::<i32>().iter().map(Option::unwrap).collect()
}

#[test]
fn json_comes_by_pages_that_hold_every_unit_once() {
    let (dir, server) = served();
    let all = parquet(std::fs::read(dir.join("out/scores/commune.parquet")).unwrap());
    let scores = all.column_by_name("score").unwrap().as_primitive::<Float64Type>();
    let mut seen = BTreeMap::new();
    let mut last = f64::INFINITY;
    let mut path =
        "/api/v1/scores/commune?sort=-score,code&columns=code,score&limit=9000".to_string();
    for page in 0.. {
        let reply = server.get(&path).ok();
        let found = reply.json();
        assert_eq!(found["total"], all.num_rows());
        assert_eq!(found["count"], found["units"].as_array().unwrap().len());
        for unit in found["units"].as_array().unwrap() {
            // What is missing comes last.
            let score = unit["score"].as_f64().unwrap_or(f64::NEG_INFINITY);
            assert!(score <= last);
            last = score;
            seen.insert(unit["code"].as_str().unwrap().to_string(), unit["score"].as_f64());
        }
        let Some(cursor) = found["next"].as_str() else {
            assert_eq!(page, 3);
            break;
        };
        let link = reply.header("link");
        path = link.strip_prefix('<').unwrap().split('>').next().unwrap().to_string();
        assert!(path.contains(cursor) && link.ends_with("rel=\"next\""), "{link}");
    }
    let expected: BTreeMap<String, Option<f64>> = texts(&all, "code")
        .into_iter()
        .zip(scores)
        .map(|(code, score)| (code.to_string(), score))
        .collect();
    assert_eq!(seen.len(), expected.len());
    for (code, score) in expected {
        assert!(close(seen[&code], score), "{code}: {:?} and {score:?}", seen[&code]);
    }
    // A cursor belongs to its query.
    let cursor = server.get("/api/v1/scores/commune?limit=5").json()["next"].clone();
    let other = format!("/api/v1/scores/commune?sort=name&cursor={}", cursor.as_str().unwrap());
    server.get(&other).problem(409, "of another query or an earlier build");
}

#[test]
fn every_format_holds_the_same_rows() {
    let (_, server) = served();
    let query = "/api/v1/scores/commune?zone=departement:90&columns=code,name,score,decile";
    let rows = parquet(server.get(&format!("{query}&format=parquet")).ok().body);
    assert_eq!(rows.num_rows(), 101);
    let names: Vec<String> = rows.schema().fields().iter().map(|f| f.name().clone()).collect();
    assert_eq!(names, ["code", "name", "score", "decile"]);
    let arrow = server.get(&format!("{query}&format=arrow")).ok();
    let reader = arrow::ipc::reader::StreamReader::try_new(arrow.body.as_slice(), None).unwrap();
    assert!(reader.schema().metadata()["ifn:notice"].contains("indice partiel"));
    let streamed: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    assert_eq!(streamed[0].columns(), rows.columns());
    let json = server.get(query).ok().json();
    let scores = rows.column_by_name("score").unwrap().as_primitive::<Float64Type>();
    for (row, unit) in json["units"].as_array().unwrap().iter().enumerate() {
        assert_eq!(unit["code"], texts(&rows, "code")[row]);
        assert!(close(unit["score"].as_f64(), scores.is_valid(row).then(|| scores.value(row))));
    }
    let csv = server.get(&format!("{query}&format=csv")).ok();
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"ifn-commune-territoire-de-belfort-90.csv\""
    );
    assert!(csv.text().starts_with("code,name,score,decile\n90001,Andelnans,"), "{}", csv.text());
    let excel = server.get(&format!("{query}&format=excel")).ok();
    assert!(excel.text().starts_with("\u{feff}code;name;score;decile\r\n90001;Andelnans;"));
    assert_eq!(excel.text().lines().count(), csv.text().lines().count());
    // Without the parameter, what the client takes best.
    let accept = [("accept", "text/csv;q=0.4, application/vnd.apache.parquet")];
    assert_eq!(
        server.get_with(query, &accept).ok().body,
        server.get(&format!("{query}&format=parquet")).body
    );
    // A whole level is made while it is sent.
    let whole = server.get("/api/v1/scores/iris?format=csv").ok();
    assert_eq!(whole.header("transfer-encoding"), "chunked");
    assert_eq!(whole.text().lines().count(), 49_231);
    // Every answer says what it is of.
    for reply in [&csv, &whole, &arrow] {
        assert_eq!(reply.header("ifn-method"), "embarque");
        assert_eq!(reply.header("ifn-vintage"), "COG 2026");
        assert_eq!(reply.header("ifn-licence"), "Licence Ouverte 2.0");
        assert!(reply.header("ifn-notice").contains("indice partiel"));
    }
    assert_eq!(json["method"]["id"], "embarque");
    assert_eq!(json["vintage"]["geography"], 2026);
}

/// What is compared to the last bit.
const COMPARED: [&str; 6] = ["code", "score", "rank", "rank_in_zone", "decile", "completeness"];

/// Code; score; rank, rank in the zone, decile; completeness.
type Bits = (String, Option<u64>, [Option<i32>; 3], u64);

/// Columns of scores, to the last bit.
fn bits(batch: &RecordBatch) -> Vec<Bits> {
    let float =
        |name: &str| batch.column_by_name(name).unwrap().as_primitive::<Float64Type>().clone();
    let int = |name: &str| batch.column_by_name(name).unwrap().as_primitive::<Int32Type>().clone();
    let (score, completeness) = (float("score"), float("completeness"));
    let ints = ["rank", "rank_in_zone", "decile"].map(int);
    let codes = texts(batch, "code");
    (0..batch.num_rows())
        .map(|row| {
            let of = |i: usize| ints[i].is_valid(row).then(|| ints[i].value(row));
            let score = score.is_valid(row).then(|| score.value(row).to_bits());
            (
                codes[row].to_string(),
                score,
                [of(0), of(1), of(2)],
                completeness.value(row).to_bits(),
            )
        })
        .collect()
}

/// Scores of a level of a build made by these arguments, and its manifest.
fn built_with(args: &[&str], level: &str) -> (RecordBatch, serde_json::Value) {
    let dir = tempfile::tempdir().unwrap();
    ifn(dir.path(), &[&["build", "--quiet", "--no-geometry", "--level", level], args].concat())
        .ok();
    let read = |name: &str| std::fs::read(dir.path().join("out").join(name)).unwrap();
    let scores = parquet(read(&format!("scores/{level}.parquet")));
    (scores, serde_json::from_slice(&read("manifest.json")).unwrap())
}

#[test]
fn scores_anew_are_those_of_a_build_with_the_same_choices() {
    let (_, server) = served();
    let cases: [(&str, serde_json::Value, &[&str]); 5] = [
        ("commune", json!({}), &[]),
        (
            "iris",
            json!({"weights": {"age": 3, "densite": 0.25}}),
            &["--weight", "age=3", "--weight", "densite=0.25"],
        ),
        (
            "commune",
            json!({"indicators": ["densite", "part_65_plus"], "reference": "departement"}),
            &["--only", "densite,part_65_plus", "--reference", "departement"],
        ),
        (
            "departement",
            json!({"reference": "region", "weights": {"eloignement": 0}}),
            &["--reference", "region", "--weight", "eloignement=0"],
        ),
        (
            "commune",
            json!({"zone": "departement:2A", "reference": "region", "weights": {"heures_mairie": 5}}),
            &["--zone", "departement:2A", "--reference", "region", "--weight", "heures_mairie=5"],
        ),
    ];
    for (level, mut choice, args) in cases {
        let (expected, manifest) = built_with(args, level);
        choice["level"] = level.into();
        let json = server.score(&choice).ok().json();
        choice["format"] = "parquet".into();
        choice["columns"] = json!(COMPARED);
        let reply = server.score(&choice).ok();
        let found = bits(&parquet(reply.body));
        assert_eq!(found, bits(&expected), "{choice}");
        // The same in JSON: every digit.
        let scores = json["columns"]["score"].as_array().unwrap();
        for ((_, score, ..), value) in found.iter().zip(scores) {
            assert!(close(value.as_f64(), score.map(f64::from_bits)), "{value} and {score:?}");
        }
        assert_eq!(json["method"]["sha256"], manifest["method"]["sha256"]);
        assert_eq!(json["notice"], manifest["notice"]);
    }
}

#[test]
fn real_tables_of_communes_are_scored_anew_to_the_last_bit() {
    let Some(dir) = built_communes() else { return };
    let method = root().join("tests/methods/communes-2021.toml");
    let method = method.to_str().unwrap();
    // One table speaks of IRIS, though none is scored: what is computed anew needs it.
    assert!(dir.join("out/inputs/iris.parquet").exists());
    assert!(!dir.join("out/scores/iris.parquet").exists());
    let server = Server::start(&dir, &[]);
    let args = [method, "--reference", "departement", "--weight", "menseul=3"];
    let (expected, _) = built_with(&args, "commune");
    let reply = server.score(&json!({
        "level": "commune", "reference": "departement", "weights": {"menseul": 3},
        "format": "parquet", "columns": COMPARED,
    }));
    assert_eq!(bits(&parquet(reply.ok().body)), bits(&expected));
}

#[test]
fn a_zone_that_was_built_alone_is_scored_among_all() {
    let dir = tempfile::tempdir().unwrap();
    ifn(dir.path(), &["build", "--quiet", "--no-tiles", "--zone", "departement:90"]).ok();
    let server = Server::start(dir.path(), &[]);
    let choice = json!({"level": "commune", "weights": {"age": 2}});
    let alone = server.score(&choice).ok().json();
    let mut choice = choice;
    choice["zone"] = "departement:90".into();
    let among = served().1.score(&choice).ok().json();
    assert_eq!(alone["columns"], among["columns"]);
    assert_eq!(alone["built_zone"], "departement:90");
    let levels = server.get("/api/v1/levels").ok().json();
    assert_eq!(levels["built_zone_name"], "Territoire de Belfort");
    let communes = levels["levels"].as_array().unwrap().iter().find(|l| l["id"] == "commune");
    let communes = communes.unwrap();
    assert!(communes["ranked"].as_u64() > communes["scored"].as_u64(), "{communes}");
    assert_eq!(communes["of_france"], true);
    server.get("/api/v1/territories/commune/93066").problem(404, "no commune has the code");
    server.get("/tiles/territories.json").problem(404, "there is no tileset");
    server.get("/health").ok();
}

#[test]
fn search_finds_what_people_type() {
    let (_, server) = served();
    let first = |q: &str| {
        let found = server.get(&format!("/api/v1/search?q={q}&limit=1")).ok().json();
        format!(
            "{}:{}",
            found["results"][0]["level"].as_str().unwrap_or(""),
            found["results"][0]["code"].as_str().unwrap_or("")
        )
    };
    for (typed, expected) in [
        ("93066", "commune:93066"),
        ("saint-denis", "commune:97411"),
        ("saint-denis%2093", "commune:93066"),
        ("clermont%2063", "commune:63113"),
        ("marseille%2011", "commune:13055"),
        ("St%20Germain%20en%20laye", "commune:78551"),
        ("l%27hay%20les%20roses", "commune:94038"),
        ("clermont%20ferand", "commune:63113"),
        ("marseile", "commune:13055"),
        ("gard", "departement:30"),
        ("bretagne", "region:53"),
        ("metropole%20de%20lyon", "epci:200046977"),
        ("paris%2018e%20iris%206902", "iris:751186902"),
    ] {
        assert_eq!(first(typed), expected, "{typed}");
    }
    let found = server.get("/api/v1/search?q=saint-denis&level=commune").ok().json();
    assert!(found["results"].as_array().unwrap().iter().all(|u| u["level"] == "commune"));
    assert_eq!(found["results"][1]["within"][1]["name"], "Seine-Saint-Denis");
    assert_eq!(server.get("/api/v1/search?q=zzzzqqq").ok().json()["results"], json!([]));
}

#[test]
fn a_sheet_says_why_and_prints() {
    let (dir, server) = served();
    let sheet = server.get("/api/v1/territories/commune/63113").ok().json();
    let explained: serde_json::Value =
        serde_json::from_str(&ifn(&dir, &["explain", "63113", "--json"]).ok().out).unwrap();
    for key in ["score", "rank", "decile", "completeness", "population", "scored"] {
        assert_eq!(sheet[key], explained[key], "{key}");
    }
    assert_eq!(
        sheet["breakdown"].as_array().unwrap().len(),
        explained["parts"].as_array().unwrap().len()
    );
    let sum: f64 = sheet["breakdown"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|l| l["kind"] == "indicator")
        .map(|l| l["contribution"].as_f64().unwrap())
        .sum();
    assert!((sum - sheet["score"].as_f64().unwrap()).abs() < 1e-9);
    let neighbours: BTreeSet<&str> = sheet["neighbours"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["name"].as_str().unwrap())
        .collect();
    assert!(neighbours.contains("Aubière") && neighbours.contains("Chamalières"), "{neighbours:?}");
    assert!(!neighbours.contains("Riom"));
    assert_eq!(sheet["within"][1]["name"], "Puy-de-Dôme");
    assert!(sheet["sources"].as_array().unwrap().iter().all(|s| s["vintage"] != ""));
    // An IRIS without a contour: unknown is told apart from none.
    let unknown = server.get("/api/v1/territories/iris/150310000");
    if unknown.status == 200 {
        assert_eq!(unknown.json()["neighbours"], serde_json::Value::Null);
    }
    let page = server
        .get_with("/api/v1/territories/commune/63113", &[("accept", "text/html,*/*;q=0.8")])
        .ok();
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("content-language"), "fr");
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    for said in [
        "Clermont-Ferrand",
        "Indice plus faible que dans 98\u{202f}% des communes",
        "Pourquoi ce résultat",
        "Part des 65 ans et plus",
        "Puy-de-Dôme",
        "Aubière",
        "COG 2026",
        "jamais des personnes",
    ] {
        assert!(page.text().contains(said), "{said}");
    }
    let asked = server.get("/api/v1/territories/commune/63113?format=html").ok();
    assert_eq!(asked.body, page.body);
}
