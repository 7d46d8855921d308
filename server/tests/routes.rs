//! Routes, asked without a socket or a process: a small territory of its own is built in a temporary
//! folder, loaded, and served by [`ifn_server::app`].

#![allow(clippy::unwrap_used)]

#[path = "routes/proposal.rs"]
mod proposal;

use std::fmt::Write;
use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use ifn_engine::build::TilesOptions;
use ifn_engine::catalog::{Catalog, open_method};
use ifn_engine::pipeline::{self, BuildRequest};
use ifn_engine::progress::Silent;
use ifn_server::{Settings, Snapshot, app};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Nine squares of a tenth of a degree in three bands; the index is the mean of two values, one of
/// which the fourth square lacks.
const METHOD: &str = r#"
id = "carres"
title = "Carrés"
levels = ["carre"]
[normalise]
method = "min_max"
[[axis]]
id = "un"
[[axis.indicator]]
id = "part"
[[axis.indicator]]
id = "autre"
[indicator.part]
table = "t"
value = "a"
[indicator.autre]
table = "t"
value = "b"
[territory]
table = "t"
level = "carre"
code = "code"
name = "nom"
population = "pop"
geometry = "geometry"
[territory.parents]
bande = "bande"
[table.t]
path = "t.geojson"
key = "code"
level = "carre"
"#;

/// An application over the squares; the folder that it is of must outlive its downloads.
struct Served {
    app: Router,
    _dir: tempfile::TempDir,
}

/// An answer.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

fn write_squares(dir: &Path) {
    let mut features = String::new();
    for i in 0..9 {
        let (x, y) = (2.0 + 0.1 * f64::from(i % 3), 48.0 + 0.1 * f64::from(i / 3));
        let (east, north) = (x + 0.1, y + 0.1);
        // A value is missing: the square keeps its row and has no score of that indicator.
        let a = if i == 3 { "null".into() } else { i.to_string() };
        let comma = if i == 0 { "" } else { "," };
        write!(
            features,
            r#"{comma}{{"type":"Feature","properties":{{"code":"C{i}","nom":"Carré {i}","pop":{pop},
            "bande":"B{band}","a":{a},"b":{b}}},"geometry":{{"type":"Polygon","coordinates":
            [[[{x},{y}],[{east},{y}],[{east},{north}],[{x},{north}],[{x},{y}]]]}}}}"#,
            pop = 100 * (i + 1),
            band = i / 3,
            b = 20 - i
        )
        .unwrap();
    }
    let collection = format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
    std::fs::write(dir.join("t.geojson"), collection).unwrap();
    std::fs::write(dir.join("m.toml"), METHOD).unwrap();
}

fn served() -> Served {
    served_with(|_| {})
}

/// The same with other settings.
fn served_with(change: impl FnOnce(&mut Settings)) -> Served {
    let dir = tempfile::tempdir().unwrap();
    write_squares(dir.path());
    let catalog = Catalog::builtin().unwrap();
    let method = open_method(dir.path().join("m.toml").to_str().unwrap(), &catalog).unwrap();
    let out = dir.path().join("out");
    let request = BuildRequest {
        method,
        data: dir.path().join("data"),
        out: out.clone(),
        zone: None,
        geometry: true,
        tiles: Some(TilesOptions::default()),
    };
    pipeline::build(&request, &catalog, &Silent).unwrap();
    let snapshot = Snapshot::load(&out, 1 << 20).unwrap();
    let mut settings = Settings { out, access_log: false, ..Settings::default() };
    change(&mut settings);
    Served { app: app(settings, snapshot), _dir: dir }
}

impl Served {
    async fn ask(&self, request: Request<Body>) -> Reply {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap();
        Reply { status, headers, body: body.to_vec() }
    }

    async fn get(&self, path: &str) -> Reply {
        self.ask(request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, body: &Value) -> Reply {
        let request = request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        self.ask(request.unwrap()).await
    }
}

fn request(method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "ifn.test")
}

#[tokio::test]
async fn every_described_get_is_answered() {
    let served = served();
    let description = served.get("/openapi.json").await;
    assert_eq!(description.status, StatusCode::OK);
    let examples = [
        ("{level}", "carre"),
        ("{code}", "C1"),
        ("{tileset}", "territories"),
        ("{z}", "8"),
        ("{x}", "129"),
        ("{y}", "88"),
        ("{file}", "scores/carre.parquet"),
        ("{id}", "x"),
        ("{division}", "city"),
    ];
    for (path, calls) in description.json()["paths"].as_object().unwrap() {
        let address = match path.as_str() {
            "/tiles/{tileset}" => "/tiles/territories.json".to_string(),
            "/api/v1/search" => "/api/v1/search?q=carre".to_string(),
            path => examples.iter().fold(path.to_string(), |p, (from, to)| p.replace(from, to)),
        };
        let reply = served.get(&address).await;
        let expected = match path.as_str() {
            // Whether files can be sent does not depend on the build.
            "/api/v1/places/proposal" => 200,
            // The build has neither places nor the levels of the former portal.
            p if p.contains("/access") || p.contains("/gaps/") || p.contains("/places") => 404,
            p if p.contains("{division}") => 404,
            _ if calls.get("get").is_none() => 405,
            _ => 200,
        };
        let got = reply.status.as_u16();
        assert_eq!(got, expected, "{address}: {}", String::from_utf8_lossy(&reply.body));
    }
}

#[tokio::test]
async fn scores_come_filtered_ordered_and_by_pages() {
    let served = served();
    let first =
        served.get("/api/v1/scores/carre?columns=code,value_part&sort=-value_part&limit=4").await;
    let page = first.json();
    assert_eq!((&page["total"], &page["count"]), (&json!(9), &json!(4)));
    let codes = |page: &Value| -> Vec<String> {
        let units = page["units"].as_array().unwrap().iter();
        units.map(|unit| unit["code"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(codes(&page), ["C8", "C7", "C6", "C5"]);
    let link = first.header(header::LINK);
    let next = link.split(['<', '>']).nth(1).unwrap();
    let page = served.get(next).await.json();
    assert_eq!(codes(&page), ["C4", "C2", "C1", "C0"]);
    let last = served.get(next).await.json()["next"].as_str().unwrap().to_string();
    let cursor = format!(
        "/api/v1/scores/carre?columns=code,value_part&sort=-value_part&limit=4&cursor={last}"
    );
    // What is missing comes last, and is null.
    let page = served.get(&cursor).await.json();
    assert_eq!(codes(&page), ["C3"]);
    assert_eq!(page["units"][0]["value_part"], Value::Null);
    assert_eq!(page["next"], Value::Null);
}

#[tokio::test]
async fn a_zone_and_a_bounding_box_filter_together() {
    let served = served();
    let count = async |query: &str| {
        let reply = served.get(&format!("/api/v1/scores/carre?columns=code&{query}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{query}");
        let reply = reply.json();
        let units = reply["units"].as_array().unwrap().iter();
        units.map(|unit| unit["code"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(count("zone=bande:B1").await, ["C3", "C4", "C5"]);
    // Squares whose border alone is met are met.
    assert_eq!(count("bbox=2.01,48.01,2.05,48.05").await, ["C0"]);
    assert_eq!(count("bbox=2.01,48.05,2.05,48.15").await, ["C0", "C3"]);
    assert_eq!(count("zone=bande:B1&bbox=2.01,48.05,2.05,48.15").await, ["C3"]);
    let absent = served.get("/api/v1/scores/carre?zone=bande:B9").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_zone_of_several_members_counts_each_unit_once_and_ranks_inside() {
    let served = served();
    let columns = "columns=code,score,rank,rank_in_zone,population";
    let get = async |query: &str| {
        let reply = served.get(&format!("/api/v1/scores/carre?{columns}&{query}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", String::from_utf8_lossy(&reply.body));
        reply.json()
    };
    let zone = get("zone=bande:B2,carre:C0,bande:B0,bande:B2").await;
    assert_eq!((&zone["zone"], &zone["total"]), (&json!("bande:B0,bande:B2,carre:C0"), &json!(6)));
    let set = &zone["zone_set"];
    assert_eq!(set["repeated"], json!(["bande:B2"]));
    let whole = json!([{"member": "carre:C0", "other": "bande:B0", "whole": true}]);
    assert_eq!((&set["overlaps"], &set["overlapping"]), (&whole, &json!(1)));
    assert_eq!(set["members"][2], json!({"level": "carre", "code": "C0", "name": "Carré 0"}));
    let units = zone["units"].as_array().unwrap();
    // Ranks inside, recounted; those of all nine stay beside them.
    let score = |unit: &Value| unit["score"].as_f64().unwrap();
    for unit in units {
        let above = units.iter().filter(|other| score(other) > score(unit)).count();
        assert_eq!(unit["rank_in_zone"], json!(above + 1), "{unit}");
    }
    let all = get("limit=9").await;
    let of_all = |code: &Value| {
        all["units"].as_array().unwrap().iter().find(|u| u["code"] == *code).unwrap().clone()
    };
    assert!(units.iter().all(|unit| unit["rank"] == of_all(&unit["code"])["rank"]));
    assert!(units.iter().any(|unit| unit["rank"] != unit["rank_in_zone"]));
    let persons: f64 = units.iter().map(|unit| unit["population"].as_f64().unwrap()).sum();
    let heads = &set["heads"];
    assert_eq!((heads["units"].as_u64(), heads["population"].as_f64()), (Some(6), Some(persons)));
    assert_eq!(heads["at_risk"], Value::Null);
    assert_eq!(
        zone["compared"],
        json!({"scores": "france", "ranks": "france", "rank_in_zone": "zone"})
    );
    assert_eq!(all["compared"]["rank_in_zone"], "france");
    // The order of members changes nothing, the pages that follow included.
    let other = get("zone=carre:C0,bande:B0,bande:B2&limit=2").await;
    let next = other["next"].as_str().unwrap();
    let page = get(&format!("zone=bande:B2,bande:B0,carre:C0&limit=2&cursor={next}")).await;
    assert_eq!(page["units"].as_array().unwrap()[..], units[2..4]);
    // The same by the engine's scores of now; a bounding box cuts the list, not the ranks.
    let body = json!({"level": "carre", "zone": "bande:B2,bande:B0"});
    let scored = served.post("/api/v1/score", &body).await.json();
    let ranks = |units: &[Value]| -> Vec<Value> {
        units.iter().map(|unit| unit["rank_in_zone"].clone()).collect()
    };
    assert_eq!(scored["columns"]["rank_in_zone"], json!(ranks(units)));
    let body =
        json!({"level": "carre", "zone": "bande:B0,bande:B2", "bbox": [2.01, 48.01, 2.05, 48.05]});
    let framed = served.post("/api/v1/score", &body).await.json();
    assert_eq!(framed["columns"]["code"], json!(["C0"]));
    assert_eq!(framed["columns"]["rank_in_zone"], json!([units[0]["rank_in_zone"]]));
}

#[tokio::test]
async fn a_zone_that_is_none_is_said() {
    let served = served();
    let many = vec!["carre:C0"; 501].join(",");
    let long = format!("carre:{}", "9".repeat(15_000));
    for (zone, status, said) in [
        ("bande:B0,B1", 400, "not \"B1\""),
        ("bande:B0,", 400, "an empty member"),
        ("", 400, "a zone is written level:code"),
        ("bande:B0,bande:B9", 404, "the build has no bande `B9`"),
        ("bande:B0,bende:B1", 404, "unknown level `bende`"),
        (many.as_str(), 400, "at most 500 members"),
        (long.as_str(), 404, "the build has no carre"),
    ] {
        let reply = served.get(&format!("/api/v1/scores/carre?zone={zone}")).await;
        let problem = reply.json();
        assert_eq!(reply.status.as_u16(), status, "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(said), "{problem}");
        assert!(reply.body.len() < 2000, "{problem}");
    }
    let proposed = served.get("/api/v1/scores/carre?zone=carre:carr%C3%A9%204").await.json();
    assert_eq!(proposed["help"], "did you mean carre:C4 (Carré 4)?");
    let body = json!({"level": "carre", "zone": format!("bande:B0,{}", "x".repeat(60_000))});
    let refused = served.post("/api/v1/score", &body).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.json()["detail"].as_str().unwrap().contains("at most 16384 bytes"));
    // The name of a file is short whatever the zone.
    let zone = (0..9).map(|i| format!("carre:C{i}")).collect::<Vec<_>>().join(",");
    let file = served.get(&format!("/api/v1/scores/carre?format=csv&zone={zone}")).await;
    assert!(file.header(header::CONTENT_DISPOSITION).contains("\"ifn-carre-territoire.csv\""));
}

#[tokio::test]
async fn a_least_population_leaves_out_and_counts() {
    let served = served();
    // 100 to 900 inhabitants; three squares a band.
    let page = served.get("/api/v1/scores/carre?columns=code&min_population=500&limit=2").await;
    let page = page.json();
    assert_eq!((&page["total"], &page["left_out"]), (&json!(5), &json!(4)));
    assert_eq!(page["min_population"], json!(500));
    assert_eq!(page["units"][0]["code"], "C4");
    // A page belongs to its least population.
    let cursor = page["next"].as_str().unwrap();
    let next = |least: u32| format!("/api/v1/scores/carre?min_population={least}&cursor={cursor}");
    assert_eq!(served.get(&next(500)).await.json()["units"][0]["code"], "C6");
    assert_eq!(served.get(&next(400)).await.status, StatusCode::CONFLICT);
    let band = "zone=bande:B1&min_population=500";
    let band = served.get(&format!("/api/v1/scores/carre?{band}")).await.json();
    assert_eq!((&band["total"], &band["left_out"]), (&json!(2), &json!(1)));
    let anew = json!({"level": "carre", "zone": "bande:B1", "min_population": 500});
    let anew = served.post("/api/v1/score", &anew).await.json();
    assert_eq!((&anew["total"], &anew["left_out"]), (&json!(2), &json!(1)));
    assert_eq!(anew["columns"]["code"], json!(["C4", "C5"]));
    let plain = served.get("/api/v1/scores/carre").await.json();
    assert!(plain.get("left_out").is_none() && plain.get("min_population").is_none());
    for wrong in [json!(-1), json!(1.5), json!(1e12)] {
        let asked = json!({"level": "carre", "min_population": wrong});
        let reply = served.post("/api/v1/score", &asked).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn parameters_are_strict_and_say_what_is_expected() {
    let served = served();
    for (address, status, detail, help) in [
        (
            "/api/v1/scores/carre?zoen=x",
            400,
            "there is no parameter \"zoen\" here",
            "did you mean zone?",
        ),
        ("/api/v1/scores/carre?limit=1&limit=2", 400, "parameter `limit` is given twice", ""),
        (
            "/api/v1/scores/carre?limit=0",
            400,
            "parameter `limit` is 0; a whole number from 1 to 100000 is expected",
            "",
        ),
        (
            "/api/v1/search?q=x&limit=many",
            400,
            "parameter `limit` is \"many\"; a whole number from 1 to 50 is expected",
            "",
        ),
        (
            "/api/v1/scores/carre?bbox=1,2,3",
            400,
            "parameter `bbox` has 3 numbers; four numbers (west, south, east, north, in degrees) are expected",
            "bbox=2.2,48.8,2.5,48.95",
        ),
        (
            "/api/v1/scores/carre?format=xml",
            400,
            "there is no format \"xml\"",
            "json, csv, excel, xlsx, parquet, arrow or geojson",
        ),
        (
            "/api/v1/territories/carre/C1?weights=part",
            400,
            "parameter `weights` holds \"part\"",
            "weights=pauvrete:2,age:0.5",
        ),
        (
            "/api/v1/scores/carre?columns=code,,name",
            400,
            "parameter `columns` holds an empty value",
            "values are separated by commas",
        ),
        (
            "/api/v1/scores/carre?sort=-scor",
            400,
            "there is no column \"scor\"",
            "did you mean score?",
        ),
        (
            "/api/v1/scores/carre?min_population=-5",
            400,
            "parameter `min_population` is \"-5\"; a whole number from 0 to 100000000 is expected",
            "",
        ),
        ("/api/v1/scores/carres", 404, "level \"carres\" was not built", "did you mean carre?"),
        (
            "/api/v1/places",
            404,
            "its method counts no help: it has no [access]",
            "build with a method that has one",
        ),
        ("/health?x=1", 400, "there is no parameter \"x\" here", "none is declared"),
    ] {
        let reply = served.get(address).await;
        assert_eq!(reply.header(header::CONTENT_TYPE), "application/problem+json", "{address}");
        let problem = reply.json();
        assert_eq!(problem["status"], json!(status), "{address}: {problem}");
        assert_eq!(problem["detail"], json!(detail), "{address}");
        assert_eq!(problem["help"].as_str().unwrap_or_default(), help, "{address}");
    }
}

#[tokio::test]
async fn a_scenario_gives_the_same_scores_wherever_it_is_asked_for() {
    let served = served();
    let table = served
        .post(
            "/api/v1/score",
            &json!({"level": "carre", "weights": {"part": 3.0}, "columns": ["code", "score"]}),
        )
        .await;
    assert_eq!(table.status, StatusCode::OK, "{}", String::from_utf8_lossy(&table.body));
    let table = table.json();
    let at = table["columns"]["code"].as_array().unwrap().iter().position(|c| c == "C5").unwrap();
    let score = table["columns"]["score"][at].as_f64().unwrap();
    let sheet = served.get("/api/v1/territories/carre/C5?weights=part:3").await.json();
    assert_eq!(sheet["score"].as_f64().unwrap(), score);
    let built = served.get("/api/v1/territories/carre/C5").await.json();
    assert_ne!(built["score"], sheet["score"]);
    // The tile of the scenario is drawn, and is not the stored one.
    let stored = served.get("/tiles/territories/8/129/88.mvt").await;
    let drawn = served.get("/tiles/territories/8/129/88.mvt?weights=part:3").await;
    assert_eq!((stored.status, drawn.status), (StatusCode::OK, StatusCode::OK));
    assert_ne!(stored.header(header::ETAG), drawn.header(header::ETAG));
}

#[tokio::test]
async fn what_a_client_has_is_not_sent_again() {
    let served = served();
    for address in ["/api/v1/scores/carre", "/api/v1/levels", "/downloads/scores/carre.parquet"] {
        let tag = served.get(address).await.header(header::ETAG).to_string();
        assert!(!tag.is_empty(), "{address}");
        let again = request(Method::GET, address).header(header::IF_NONE_MATCH, tag);
        let again = served.ask(again.body(Body::empty()).unwrap()).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{address}");
    }
}

#[tokio::test]
async fn requests_are_counted_by_route() {
    let served = served();
    served.get("/api/v1/scores/carre").await;
    served.get("/tiles/territories/8/129/88.mvt").await;
    served.get("/nothing/there").await;
    let metrics = String::from_utf8(served.get("/metrics").await.body).unwrap();
    for (route, status) in
        [("/api/v1/scores/{level}", 200), ("/tiles/{tileset}/{z}/{x}/{y}", 200), ("", 404)]
    {
        let line = format!("ifn_http_requests_total{{route=\"{route}\",status=\"{status}\"}} 1");
        assert!(metrics.lines().any(|l| l == line), "{line} is not in:\n{metrics}");
    }
}
