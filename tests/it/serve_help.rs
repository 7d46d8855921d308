//! Places, gaps and help on sheets over HTTP, over the embedded town halls: each answer is held
//! against the files of the build, or against another answer that must say the same.

use crate::common::mvt::decode;
use crate::common::server::served;
use mvt_reader::feature::Value as Attribute;
use serde_json::{Value, json};

fn km(a: &Value, b: &Value) -> f64 {
    // A sphere is near enough to tell an order.
    let radians = |v: &Value, k: &str| v[k].as_f64().unwrap().to_radians();
    let (la, lb) = (radians(a, "latitude"), radians(b, "latitude"));
    let d = radians(a, "longitude") - radians(b, "longitude");
    let h = ((la - lb) / 2.0).sin().powi(2) + la.cos() * lb.cos() * (d / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().asin()
}

#[test]
fn places_around_a_commune() {
    let (_, server) = served();
    let found = server.get("/api/v1/places?commune=23096&limit=5").ok().json();
    assert_eq!((found["count"].as_u64(), &found["near"]["name"]), (Some(5), &json!("Guéret")));
    let places = found["places"].as_array().unwrap();
    assert_eq!(places[0]["commune"], "Guéret");
    let near = json!({"longitude": found["near"]["lon"], "latitude": found["near"]["lat"]});
    let mut last = 0.0;
    for place in places {
        let told = place["distance_km"].as_f64().unwrap();
        assert!(told >= last && (told - km(&near, place)).abs() < 0.1, "{place}");
        assert_eq!(place["week"].as_array().map(Vec::len), Some(7), "{place}");
        last = told;
    }
    // The same from its point; pages follow each other; nothing lies beyond the radius.
    let at = format!("near={},{}", found["near"]["lon"], found["near"]["lat"]);
    let again = server.get(&format!("/api/v1/places?{at}&limit=5")).ok().json();
    assert_eq!(again["places"], found["places"]);
    let next = server.get(&format!("/api/v1/places?{at}&limit=2&cursor=3")).ok().json();
    assert_eq!(next["places"][0], found["places"][3]);
    let close = server.get(&format!("/api/v1/places?{at}&radius=6&limit=1000")).ok().json();
    let all = close["places"].as_array().unwrap();
    assert_eq!(close["total"].as_u64(), Some(all.len() as u64));
    assert!(all.iter().all(|p| p["distance_km"].as_f64().unwrap() <= 6.0));
    // One of them by its id, and as a map layer and a table.
    let id = places[1]["id"].as_str().unwrap();
    assert_eq!(server.get(&format!("/api/v1/places/{id}")).ok().json()["nom"], places[1]["nom"]);
    let layer = server.get(&format!("/api/v1/places?{at}&limit=5&format=geojson")).ok().json();
    assert_eq!(layer["features"][1]["id"], places[1]["id"]);
    let csv = server.get(&format!("/api/v1/places?{at}&limit=5&format=csv")).ok();
    let csv = String::from_utf8(csv.body).unwrap();
    assert_eq!(csv.lines().count(), 6, "{csv}");
    assert!(csv.starts_with("id,"), "{csv}");
}

#[test]
fn open_at_a_time() {
    let (_, server) = served();
    // A Tuesday in the morning against a Sunday at night.
    let ask = |at: &str| {
        let path = format!("/api/v1/places?zone=departement:23&open={at}&limit=1000");
        server.get(&path).ok().json()
    };
    let (morning, night) = (ask("2026-11-24T10:00"), ask("2026-11-22T23:30"));
    assert!(morning["total"].as_u64() > Some(50) && night["total"].as_u64() == Some(0));
    for place in morning["places"].as_array().unwrap() {
        assert_eq!(place["open"], true);
        let times = place["week"][1].as_array().unwrap();
        let open = |t: &Value| t[0].as_str() <= Some("10:00") && t[1].as_str() > Some("10:00");
        assert!(times.iter().any(open), "{place}");
    }
}

#[test]
fn gaps_are_those_of_the_files_and_of_sheets() {
    let (dir, server) = served();
    let path = "/api/v1/gaps/commune?zone=departement:23&limit=3";
    let top = server.get(path).ok().json();
    let units = top["units"].as_array().unwrap();
    assert_eq!((units.len(), top["total"].as_u64()), (3, Some(255)));
    let written = ifn_json(&dir, "departement:23");
    for (unit, written) in units.iter().zip(written.as_array().unwrap()) {
        for column in ["code", "gap", "gap_rank", "need", "lack", "at_risk", "remedy", "nearest_id"]
        {
            assert_eq!(unit[column], written[column], "{column}");
        }
        let code = unit["code"].as_str().unwrap();
        let sheet = server.get(&format!("/api/v1/territories/commune/{code}")).ok().json();
        let help = &sheet["access"];
        assert_eq!((&help["gap"], &help["gap_rank"]), (&unit["gap"], &unit["gap_rank"]));
        assert_eq!(help["nearest"][0]["place"]["id"], unit["nearest_id"]);
        let near = help["nearest"].as_array().unwrap();
        assert_eq!(near.len(), 3, "no service is known of town halls: {near:?}");
        let html = server.get(&format!("/api/v1/territories/commune/{code}?format=html")).ok();
        let html = String::from_utf8(html.body).unwrap();
        assert!(html.contains("Aide à proximité") && html.contains("un effectif"), "{html}");
    }
    // All rows as columns, for a map.
    let path = "/api/v1/gaps/commune?layout=columns&columns=code,need_class,lack_class";
    let columns = server.get(path).ok().json();
    assert_eq!(columns["columns"]["code"].as_array().unwrap().len(), 34_875);
    // Other weights change need, not lack; the method's own change nothing.
    let path = "/api/v1/gaps/commune?zone=departement:23&sort=code&limit=50&columns=code,need,lack";
    let (own, other) = (server.get(path).ok().json(), server.get(&format!("{path}&weights=age:3")));
    let other = other.ok().json();
    let column = |of: &Value, name: &str| -> Vec<Value> {
        of["units"].as_array().unwrap().iter().map(|u| u[name].clone()).collect()
    };
    assert_ne!(column(&own, "need"), column(&other, "need"));
    assert_eq!(column(&own, "lack"), column(&other, "lack"));
}

fn ifn_json(dir: &std::path::Path, zone: &str) -> Value {
    let run = crate::common::ifn(dir, &["gaps", "--zone", zone, "--top", "3", "--json"]).ok();
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn what_can_be_asked() {
    let (_, server) = served();
    let access = server.get("/api/v1/access").ok().json();
    assert_eq!((&access["supply"], &access["capacity"]), (&json!("all"), &json!("hours")));
    assert_eq!(access["services"], json!([]));
    assert_eq!(access["typologies"][0]["id"], "muni");
    let all = access["typologies"][0]["places"].as_u64();
    let found = server.get("/api/v1/places?typologie=MUNI&limit=1").ok().json();
    assert_eq!(found["total"].as_u64(), all);
    for (path, status, told) in [
        ("/api/v1/places?near=48.9", 400, "longitude, then latitude"),
        ("/api/v1/places?near=2.4,148.9", 400, "longitude, then latitude"),
        ("/api/v1/places?radius=5", 409, "goes with"),
        ("/api/v1/places?near=2.4,48.9&radius=900", 400, "0 to 200"),
        ("/api/v1/places?near=2.4,48.9&commune=93066", 409, "exclude"),
        ("/api/v1/places?commune=93999", 404, "93999"),
        ("/api/v1/places?service=demarche", 409, "demarches"),
        ("/api/v1/places?typologie=mun", 409, "muni"),
        ("/api/v1/places?open=lundi", 400, "2026-11-24T10:00"),
        ("/api/v1/places?format=xlsx", 400, "csv"),
        ("/api/v1/places/nowhere", 404, "no place has the id"),
        ("/api/v1/gaps/canton", 404, "was not built"),
        ("/api/v1/gaps/commune?service=wifi", 409, "wifi"),
        ("/api/v1/gaps/commune?layout=boxes", 400, "rows or columns"),
        ("/tiles/places/4/8/5.mvt?service=wifi", 409, "wifi"),
    ] {
        let reply = server.get(path);
        let body = String::from_utf8_lossy(&reply.body).into_owned();
        assert_eq!(reply.status, status, "{path}: {body}");
        assert!(body.contains(told), "{path}: {body}");
    }
}

#[test]
fn tiles_hold_every_place_once() {
    let (_, server) = served();
    let all = server.get("/api/v1/places?limit=1").ok().json()["total"].as_u64().unwrap();
    let of = |path: &str| -> Vec<(u64, bool)> {
        let reply = server.get(path);
        if reply.status == 204 {
            return Vec::new();
        }
        let layers = decode(reply.ok().body);
        assert_eq!(layers.keys().collect::<Vec<_>>(), ["places"]);
        let of = |f: &mvt_reader::feature::Feature<i32>| {
            let all = f.properties.as_ref().unwrap();
            let Some(Attribute::UInt(n)) = all.get("n") else { panic!("{all:?}") };
            (*n, all.contains_key("id"))
        };
        layers["places"].iter().map(of).collect()
    };
    for z in [0_u32, 2, 5] {
        let side = 1 << z;
        let tiles = (0..side).flat_map(|x| (0..side).map(move |y| (x, y)));
        let found: Vec<_> =
            tiles.flat_map(|(x, y)| of(&format!("/tiles/places/{z}/{x}/{y}.mvt"))).collect();
        assert_eq!(found.iter().map(|(n, _)| n).sum::<u64>(), all, "zoom {z}");
        assert!(found.iter().all(|(n, id)| (*n == 1) == *id), "a heap is no place");
    }
    // Near, each is a point of its own; a filter leaves out what it says.
    let town = of("/tiles/places/13/4149/2817.mvt");
    assert!(!town.is_empty() && town.iter().all(|(n, id)| *n == 1 && *id), "{town:?}");
    assert!(of("/tiles/places/13/4149/2817.mvt?open=2026-11-22T23:30").is_empty());
    let json = server.get("/tiles/places.json?open=now").ok().json();
    assert!(json["tiles"][0].as_str().unwrap().contains("open=now"), "{json}");
}
