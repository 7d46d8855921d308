//! Routes, asked without a socket or a process: a small territory of its own is built in a temporary
//! folder, loaded, and served by [`ifn_server::app`].

#![allow(clippy::unwrap_used)]

mod proposal;
mod zones;

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
