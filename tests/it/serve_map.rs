//! What the map asks of the server: layers and workbooks, points to write names at, tenths of a level.

use std::collections::BTreeMap;

use crate::common::geo::{Feature, features};
use crate::common::rows::{number, parquet, same};
use crate::common::server::{Server, served};
use crate::common::{built_without_contours, run_python};
use serde_json::{Value, json};

#[test]
fn layers_hold_contours_and_say_which_choice_they_are_of() {
    let (_, server) = served();
    let reply = server.get("/api/v1/scores/commune?zone=departement:90&format=geojson").ok();
    assert_eq!(reply.header("content-type"), "application/geo+json");
    assert!(
        reply
            .header("content-disposition")
            .ends_with("ifn-commune-territoire-de-belfort-90.geojson\"")
    );
    let layer = reply.json();
    let all = features(&layer);
    assert_eq!(all.len(), 101);
    assert!(all.iter().all(|f| !f.rings.is_empty()));
    let rows = server.get("/api/v1/scores/commune?zone=departement:90").ok().json();
    for (feature, row) in
        layer["features"].as_array().unwrap().iter().zip(rows["units"].as_array().unwrap())
    {
        assert_eq!((&feature["id"], &feature["properties"]), (&row["code"], row));
    }
    let notice = rows["notice"].as_str().unwrap();
    assert_eq!((&layer["notice"], &layer["method"]), (&rows["notice"], &rows["method"]["title"]));
    // Codes come first, asked for or not; only what was asked for follows.
    for columns in ["score,name", "score,code,name"] {
        let path = format!("/api/v1/scores/region?format=geojson&sort=-score&columns={columns}");
        let layer = server.get(&path).ok().json();
        let first = layer["features"][0]["properties"].as_object().unwrap();
        assert_eq!(first.keys().collect::<Vec<_>>(), ["code", "score", "name"]);
    }
    // A town's IRIS has no contour of its own: null, and nothing in its place.
    let path = "/api/v1/scores/iris?zone=commune:63113&format=geojson&columns=score";
    let town = server.get(path).ok().json();
    let town = town["features"].as_array().unwrap();
    assert!(town.len() > 30 && town.iter().all(|f| f["geometry"].is_null()), "{}", town.len());
    let choice = json!({
        "level": "departement", "weights": {"age": 2}, "format": "geojson",
        "columns": ["name", "rank", "method_rank"], "sort": ["rank"], "limit": 5,
    });
    let anew = server.score(&choice).ok().json();
    assert_eq!(anew["features"].as_array().unwrap().len(), 5);
    assert_eq!(anew["features"][0]["properties"]["rank"], 1);
    let told = anew["notice"].as_str().unwrap();
    assert!(told.starts_with(notice) && told.contains("réglages personnalisés (age = 2)"));
}

#[test]
fn a_build_without_contours_has_no_layers() {
    let server = Server::start(&built_without_contours(), &[]);
    let layer = "/api/v1/scores/commune?format=geojson";
    server.get(layer).problem(409, "the build holds no contours of level `commune`");
    server.score(&json!({"level": "commune", "format": "geojson"})).problem(409, "no contours");
    let points = server.get("/api/v1/territories/commune").ok().json();
    assert_eq!(points["features"], json!([]));
    let sheet = server.get("/api/v1/territories/commune/63113").ok().json();
    assert_eq!((&sheet["bbox"], &sheet["point"]), (&Value::Null, &Value::Null));
    server.get("/api/v1/scores/commune?format=xlsx&limit=2").ok();
}

#[test]
fn points_lie_in_their_units_the_most_populated_first() {
    let (_, server) = served();
    for level in ["region", "departement", "epci", "commune", "iris"] {
        let path = format!("/api/v1/scores/{level}?format=geojson&columns=name,population");
        let layer = server.get(&path).ok().json();
        let contours: BTreeMap<String, Feature> =
            features(&layer).into_iter().map(|f| (f.code.clone(), f)).collect();
        let known = contours.values().filter(|f| !f.rings.is_empty()).count();
        let points = server.get(&format!("/api/v1/territories/{level}")).ok().json();
        let points = points["features"].as_array().unwrap();
        assert_eq!(points.len(), known, "{level}");
        let mut last = f64::INFINITY;
        for point in points {
            let properties = &point["properties"];
            let unit = &contours[properties["code"].as_str().unwrap()];
            assert_eq!(properties["name"], unit.properties["name"]);
            assert!(
                same(&properties["population"], &unit.properties["population"]),
                "{properties}"
            );
            let [x, y] = [0, 1].map(|i| point["geometry"]["coordinates"][i].as_f64().unwrap());
            assert!(unit.holds(x, y), "{level} {properties}: {x} {y}");
            let population = properties["population"].as_f64().unwrap_or(0.0);
            assert!(population <= last, "{level} {properties}");
            last = population;
        }
    }
    server.get("/api/v1/territories/comune").problem(404, "did you mean commune?");
    server.get("/api/v1/territories/commune?q=x").problem(400, "there is no parameter");
}

#[test]
fn tenths_of_a_level_are_those_of_its_scores() {
    let (dir, server) = served();
    let levels = server.get("/api/v1/levels").ok().json();
    for level in levels["levels"].as_array().unwrap() {
        let id = level["id"].as_str().unwrap();
        let file = dir.join(format!("out/scores/{id}.parquet"));
        let scores = parquet(std::fs::read(file).unwrap());
        let mut tenths: BTreeMap<u8, Vec<f64>> = BTreeMap::new();
        for row in 0..scores.num_rows() {
            let (score, decile) = (number(&scores, "score", row), number(&scores, "decile", row));
            assert_eq!(score.is_null(), decile.is_null());
            if let (Some(score), Some(decile)) = (score.as_f64(), decile.as_f64().map(|d| d as u8))
            {
                tenths.entry(decile).or_default().push(score);
            }
        }
        let told = level["deciles"].as_array().unwrap();
        assert_eq!(told.len(), tenths.len(), "{id}");
        for (told, (decile, scores)) in told.iter().zip(&mut tenths) {
            scores.sort_unstable_by(f64::total_cmp);
            assert!(same(&told["decile"], &json!(decile)));
            assert_eq!(told["units"], scores.len());
            assert!(same(&told["from"], &json!(scores[0])));
            assert!(same(&told["to"], &json!(scores[scores.len() - 1])));
        }
    }
}

#[test]
fn openpyxl_and_gdal_read_what_is_downloaded() {
    let (_, server) = served();
    let Some(run) = run_python(&["tests/clients/map.py", &server.url("")]) else { return };
    print!("{}", run.ok().out);
}
