//! Which rows a zone, a bounding box and a least population leave.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::served;

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
