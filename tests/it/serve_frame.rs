//! Units within a frame on the map: held against the contours that the server itself hands out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use crate::common::geo::{Feature, features};
use crate::common::server::{Reply, Server, served};
use crate::common::{Case, ifn};
use serde_json::{Value, json};

/// Around Paris; a few streets of Clermont-Ferrand; Guadeloupe; where four régions meet; the world;
/// the middle of the Atlantic.
const FRAMES: [[f64; 4]; 6] = [
    [2.2, 48.8, 2.5, 48.95],
    [3.08, 45.775, 3.09, 45.78],
    [-61.9, 15.8, -60.9, 16.6],
    [0.0, 46.0, 1.5, 47.3],
    [-180.0, -90.0, 180.0, 90.0],
    [-40.0, 20.0, -30.0, 30.0],
];

fn asked(frame: &[f64; 4]) -> String {
    frame.map(|b| b.to_string()).join(",")
}

fn meets(frame: &[f64; 4], bounds: [f64; 4]) -> bool {
    let apart = bounds[2] < frame[0]
        || bounds[0] > frame[2]
        || bounds[3] < frame[1]
        || bounds[1] > frame[3];
    !apart
}

/// Codes of a page of JSON.
fn codes(reply: Reply) -> BTreeSet<String> {
    let found = reply.ok().json();
    let units = found["units"].as_array().unwrap();
    assert_eq!((&found["total"], &found["next"]), (&json!(units.len()), &Value::Null));
    units.iter().map(|u| u["code"].as_str().unwrap().to_string()).collect()
}

#[test]
fn a_frame_holds_the_units_whose_contours_reach_into_it() {
    let (_, server) = served();
    // Contours of the levels above, by level and code.
    let mut own: BTreeMap<(&str, String), [f64; 4]> = BTreeMap::new();
    let levels = ["iris", "commune", "epci", "departement", "region"];
    for (at, level) in levels.iter().enumerate().rev() {
        let above = &levels[at + 1..];
        let columns = [&["code"], above].concat().join(",");
        let path = format!("/api/v1/scores/{level}?format=geojson&columns={columns}");
        let all = features(&server.get(&path).ok().json());
        let without = all.iter().filter(|f| f.rings.is_empty()).count();
        // IRIS of towns; communes that left another one after its contour was drawn.
        let expected = [("iris", 16_240), ("commune", 4)].iter().find(|(l, _)| l == level);
        assert_eq!(without, expected.map_or(0, |(_, n)| *n), "{level}");
        own.extend(all.iter().filter_map(|f| Some(((*level, f.code.clone()), f.bounds()?))));
        // A unit without a contour is where the smallest one around it with a contour is.
        let place = |f: &Feature| {
            let around =
                above.iter().find_map(|l| own.get(&(*l, f.properties[*l].as_str()?.into())));
            (f.code.clone(), f.bounds().or(around.copied()))
        };
        let units: Vec<(String, Option<[f64; 4]>)> = all.iter().map(place).collect();
        for frame in &FRAMES {
            let known = |u: &&(String, Option<[f64; 4]>)| u.1.is_some_and(|b| meets(frame, b));
            let expected: BTreeSet<String> =
                units.iter().filter(known).map(|u| u.0.clone()).collect();
            let path =
                format!("/api/v1/scores/{level}?columns=code&limit=100000&bbox={}", asked(frame));
            assert_eq!(codes(server.get(&path)), expected, "{level} {frame:?}");
            let anew = server.score(&json!({"level": level, "bbox": frame, "columns": ["code"]}));
            let anew = anew.ok().json();
            assert_eq!(anew["bbox"], json!(frame));
            let found = anew["columns"]["code"].as_array().unwrap().iter();
            let found: BTreeSet<String> = found.map(|c| c.as_str().unwrap().into()).collect();
            assert_eq!(found, expected, "anew: {level} {frame:?}");
        }
    }
    let around = codes(
        server.get(&format!("/api/v1/scores/commune?columns=code&bbox={}", asked(&FRAMES[0]))),
    );
    assert!(around.contains("75056") && around.contains("93066") && !around.contains("77186"));
}

#[test]
fn a_frame_changes_no_score_and_combines_with_a_zone() {
    let (_, server) = served();
    let frame = asked(&FRAMES[0]);
    let path =
        |more: &str| format!("/api/v1/scores/commune?columns=code,score,rank&limit=2000{more}");
    let zone = codes(server.get(&path("&zone=departement:93")));
    let inside = codes(server.get(&path(&format!("&bbox={frame}"))));
    let both = codes(server.get(&path(&format!("&bbox={frame}&zone=departement:93"))));
    assert_eq!(both, zone.intersection(&inside).cloned().collect());
    assert!(!both.is_empty() && both.len() < zone.len().min(inside.len()));
    let seen = server.get(&path(&format!("&bbox={frame}&sort=-score"))).ok().json();
    let all = server.get("/api/v1/scores/commune?columns=code,score,rank&limit=100000").ok().json();
    let all: BTreeMap<&str, &Value> =
        all["units"].as_array().unwrap().iter().map(|u| (u["code"].as_str().unwrap(), u)).collect();
    for unit in seen["units"].as_array().unwrap() {
        assert_eq!(unit, all[unit["code"].as_str().unwrap()]);
    }
    let choice = |more: Value| {
        let mut choice = json!({"level": "commune", "weights": {"age": 2}, "sort": ["-score"]});
        choice.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.score(&choice).ok().json()["columns"].clone()
    };
    let both = choice(json!({"bbox": FRAMES[0], "zone": "departement:93"}));
    let zone = choice(json!({"zone": "departement:93"}));
    let ranks: BTreeMap<&str, &Value> = zone["code"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c.as_str().unwrap())
        .zip(zone["rank"].as_array().unwrap())
        .collect();
    assert!(both["code"].as_array().unwrap().len() < ranks.len());
    for (code, rank) in
        both["code"].as_array().unwrap().iter().zip(both["rank"].as_array().unwrap())
    {
        assert_eq!(rank, ranks[code.as_str().unwrap()]);
    }
    // The first of the frame are the first of all who are in it.
    let three = choice(json!({"bbox": FRAMES[0], "limit": 3}));
    let many = choice(json!({"bbox": FRAMES[0]}));
    assert_eq!(three["code"].as_array().unwrap()[..], many["code"].as_array().unwrap()[..3]);
}

#[test]
fn pages_and_kept_answers_belong_to_their_frame() {
    let (_, server) = served();
    let path = format!("/api/v1/scores/commune?columns=code&limit=40&bbox={}", asked(&FRAMES[3]));
    let first = server.get(&path).ok();
    let told = first.json();
    assert_eq!(told["bbox"], json!(FRAMES[3]));
    let (mut seen, mut next) = (BTreeSet::new(), path.clone());
    loop {
        let reply = server.get(&next).ok();
        for unit in reply.json()["units"].as_array().unwrap() {
            assert!(seen.insert(unit["code"].as_str().unwrap().to_string()));
        }
        let link = reply.header("link");
        let Some(link) = link.strip_prefix('<').and_then(|l| l.split('>').next()) else { break };
        assert!(link.contains("bbox="), "{link}");
        next = link.into();
    }
    assert_eq!(told["total"], seen.len());
    assert!(seen.len() > 100);
    let cursor = told["next"].as_str().unwrap();
    let other = format!("/api/v1/scores/commune?limit=40&bbox=0,46,1,47&cursor={cursor}");
    server.get(&other).problem(409, "of another query");
    server.get(&format!("/api/v1/scores/commune?cursor={cursor}")).problem(409, "of another query");
    let tag = first.header("etag");
    assert_eq!(server.get_with(&path, &[("if-none-match", tag)]).status, 304);
    let other = path.replace("bbox=0,", "bbox=0.1,");
    let other = server.get_with(&other, &[("if-none-match", tag)]).ok();
    assert_ne!(other.header("etag"), tag);
}

#[test]
fn every_format_holds_the_units_of_the_frame() {
    let (_, server) = served();
    let frame = &FRAMES[0];
    let expected = codes(
        server
            .get(&format!("/api/v1/scores/commune?columns=code&limit=5000&bbox={}", asked(frame))),
    );
    let rows = |format: &str, body: Vec<u8>| match format {
        "csv" | "excel" => String::from_utf8(body).unwrap().lines().count() - 1,
        "geojson" => {
            serde_json::from_slice::<Value>(&body).unwrap()["features"].as_array().unwrap().len()
        }
        "arrow" => arrow::ipc::reader::StreamReader::try_new(body.as_slice(), None)
            .unwrap()
            .map(|batch| batch.unwrap().num_rows())
            .sum(),
        "parquet" => {
            let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(
                bytes::Bytes::from(body),
            );
            reader.unwrap().metadata().file_metadata().num_rows() as usize
        }
        _ => {
            let mut book = zip::ZipArchive::new(std::io::Cursor::new(body)).unwrap();
            let mut sheet = String::new();
            // The technical sheet.
            book.by_name("xl/worksheets/sheet2.xml").unwrap().read_to_string(&mut sheet).unwrap();
            sheet.matches("<row ").count() - 1
        }
    };
    for format in ["csv", "excel", "xlsx", "parquet", "arrow", "geojson"] {
        let path = format!(
            "/api/v1/scores/commune?columns=code,name&format={format}&bbox={}",
            asked(frame)
        );
        assert_eq!(rows(format, server.get(&path).ok().body), expected.len(), "{format}");
        let choice =
            json!({"level": "commune", "bbox": frame, "format": format, "weights": {"age": 2}});
        assert_eq!(rows(format, server.score(&choice).ok().body), expected.len(), "anew: {format}");
    }
    // A workbook of nobody is one all the same.
    let nobody = format!("/api/v1/scores/commune?format=xlsx&bbox={}", asked(&FRAMES[5]));
    assert_eq!(rows("xlsx", server.get(&nobody).ok().body), 0);
}

#[test]
fn a_frame_that_is_none_is_refused() {
    let (_, server) = served();
    for (frame, said) in [
        ("", "west, south, east, north"),
        ("2", "has 1 numbers"),
        ("2,48,3", "has 3 numbers"),
        ("2,48,3,49,50", "has 5 numbers"),
        ("2,48,3,x", "west, south, east, north"),
        ("2;48;3;49", "west, south, east, north"),
        ("2,48,3,NaN", "holds NaN"),
        ("-inf,48,3,49", "holds -inf"),
        ("2,48,1e999,49", "holds inf"),
        ("3,48,3,49", "from west 3 to east 3"),
        ("3,48,2,49", "from west 3 to east 2"),
        ("2,49,3,48", "from south 49 to north 48"),
        ("-180.1,48,3,49", "longitude -180.1"),
        ("2,48,181,49", "longitude 181"),
        ("2,-91,3,49", "latitude -91"),
        ("2,48,3,90.5", "latitude 90.5"),
    ] {
        let problem = server.get(&format!("/api/v1/scores/commune?bbox={frame}"));
        problem.problem(400, "parameter `bbox`");
        problem.problem(400, said);
    }
    for (frame, said) in [
        (json!([]), "has 0 numbers"),
        (json!([2, 48, 3]), "has 3 numbers"),
        (json!([3, 48, 2, 49]), "from west 3 to east 2"),
        (json!([2, 48, 3, 91]), "latitude 91"),
        (json!("2,48,3,49"), "expected a sequence"),
        (json!([2, 48, 3, null]), "expected f64"),
        (json!({"west": 2}), "expected a sequence"),
    ] {
        server.score(&json!({"level": "commune", "bbox": frame})).problem(400, said);
    }
    let body = "{\"level\": \"commune\", \"bbox\": [2, 48, 1e999, 49]}";
    server
        .ask("POST", "/api/v1/score", &[("content-type", "application/json")], body)
        .problem(400, "");
    server.get("/api/v1/scores/commune?bbox=1,2,3,4&bbox=1,2,3,4").problem(400, "given twice");
    // Null is none.
    server.score(&json!({"level": "region", "bbox": null})).ok();
}

#[test]
fn a_build_without_contours_has_no_frames() {
    let case = Case::new();
    let server = Server::start(case.path(), &[]);
    let path = "/api/v1/scores/commune?bbox=2,48,3,49";
    server.get(path).problem(409, "holds no contours");
    server
        .score(&json!({"level": "commune", "bbox": [2, 48, 3, 49]}))
        .problem(409, "holds no contours");
    // What is wrong in itself is told first.
    server.get("/api/v1/scores/commune?bbox=3,48,2,49").problem(400, "from west 3");
    // A build of IRIS alone knows where communes of one IRIS are, and no town.
    let dir = tempfile::tempdir().unwrap();
    ifn(dir.path(), &["build", "--quiet", "--no-tiles", "--level", "iris"]).ok();
    let server = Server::start(dir.path(), &[]);
    let world =
        codes(server.get("/api/v1/scores/iris?columns=code&limit=100000&bbox=-180,-90,180,90"));
    assert!(world.contains("010010000") && !world.contains("751186902"), "{}", world.len());
}
