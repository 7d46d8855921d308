//! Other weights, told whole: every column, the built method's beside, and sheets.

use crate::common::ifn;
use crate::common::rows::{number, parquet, same};
use crate::common::server::{Server, served};
use arrow::array::{Array, AsArray, RecordBatch};
use serde_json::{Value, json};

fn names(batch: &RecordBatch) -> Vec<String> {
    batch.schema().fields().iter().map(|f| f.name().clone()).collect()
}

#[test]
fn every_column_anew_is_that_of_a_build_with_the_same_choice() {
    let (_, server) = served();
    let dir = tempfile::tempdir().unwrap();
    let args =
        ["--weight", "age=3", "--reference", "departement", "--only", "part_65_plus,densite"];
    let build = ["build", "--quiet", "--no-geometry", "--level", "commune", "--level", "iris"];
    ifn(dir.path(), &[&build[..], &args].concat()).ok();
    for level in ["commune", "iris"] {
        let file = dir.path().join(format!("out/scores/{level}.parquet"));
        let expected = parquet(std::fs::read(file).unwrap());
        let columns = names(&expected);
        for start in ["value_", "norm_", "origin_", "reason_", "axis_"] {
            assert!(columns.iter().any(|c| c.starts_with(start)), "{start}: {columns:?}");
        }
        let choice = json!({
            "level": level, "weights": {"age": 3}, "reference": "departement",
            "indicators": ["part_65_plus", "densite"], "columns": columns, "format": "parquet",
        });
        let found = parquet(server.score(&choice).ok().body);
        assert_eq!(names(&found), columns);
        for (i, name) in columns.iter().enumerate() {
            assert_eq!(found.column(i).as_ref(), expected.column(i).as_ref(), "{level}: {name}");
        }
    }
}

#[test]
fn columns_of_the_built_method_stand_beside_those_anew() {
    let (_, server) = served();
    for level in ["departement", "iris"] {
        let plain = server.get(&format!("/api/v1/scores/{level}?format=parquet"));
        let plain = parquet(plain.ok().body);
        let choice = json!({
            "level": level, "weights": {"age": 5}, "format": "parquet",
            "columns": ["code", "score", "rank", "method_rank", "method_score", "method_decile"],
        });
        let found = parquet(server.score(&choice).ok().body);
        let column = |batch: &RecordBatch, name: &str| batch.column_by_name(name).unwrap().clone();
        for name in ["score", "rank", "decile"] {
            let (built, beside) = (column(&plain, name), column(&found, &format!("method_{name}")));
            assert_eq!(built.as_ref(), beside.as_ref(), "{level}: {name}");
        }
        assert_ne!(column(&found, "rank").as_ref(), column(&found, "method_rank").as_ref());
        // Units can be ordered by what they lose.
        let first = json!({"level": level, "weights": {"age": 5}, "sort": ["method_rank"],
            "columns": ["method_rank", "method_score"], "limit": 1});
        assert_eq!(server.score(&first).ok().json()["columns"]["method_rank"], json!([1]));
    }
    server
        .score(&json!({"level": "region", "columns": ["method_scor"]}))
        .problem(400, "there is no column");
}

/// What a sheet says with this choice is what scores say of the unit with the same choice.
fn sheet_is_as_scored(server: &Server, level: &str, code: &str, query: &str, choice: &Value) {
    let sheet = server.get(&format!("/api/v1/territories/{level}/{code}?{query}")).ok();
    assert!(sheet.header("ifn-notice").contains("personnalis"), "{}", sheet.header("ifn-notice"));
    let sheet = sheet.json();
    let mut choice = choice.clone();
    choice["level"] = level.into();
    let heading = server.score(&choice).ok().json();
    for key in ["method", "notice", "reference"] {
        assert_eq!(sheet[key], heading[key], "{key}");
    }
    let lines = sheet["breakdown"].as_array().unwrap();
    let ids = |kind: &str| -> Vec<&str> {
        let of_kind = lines.iter().filter(|l| l["kind"] == kind);
        of_kind.map(|l| l["id"].as_str().unwrap()).collect()
    };
    let mut columns: Vec<String> =
        ["code", "population", "score", "rank", "rank_in_zone", "decile"].map(String::from).into();
    columns.push("completeness".into());
    columns.extend(ids("axis").iter().map(|id| format!("axis_{id}")));
    for id in ids("indicator") {
        columns.extend([format!("value_{id}"), format!("norm_{id}")]);
    }
    choice["columns"] = json!(columns);
    choice["format"] = "parquet".into();
    let scores = parquet(server.score(&choice).ok().body);
    let codes = scores.column_by_name("code").unwrap().as_string::<i32>().clone();
    let row = codes.iter().position(|c| c == Some(code)).unwrap();
    for column in &columns[1..7] {
        let told = number(&scores, column, row);
        assert!(same(&sheet[column.as_str()], &told), "{code} {column}: {told} in {sheet}");
    }
    let scored = scores.column_by_name("score").unwrap();
    assert_eq!(sheet["scored"], scored.len() - scored.null_count());
    let mut sum = 0.0;
    for line in lines {
        let id = line["id"].as_str().unwrap();
        let told = match line["kind"].as_str().unwrap() {
            "axis" => vec![("normalised", format!("axis_{id}"))],
            "indicator" => {
                vec![("value", format!("value_{id}")), ("normalised", format!("norm_{id}"))]
            }
            _ => continue,
        };
        for (key, column) in told {
            assert!(same(&line[key], &number(&scores, &column, row)), "{code} {column}: {line}");
        }
        if line["kind"] == "indicator" {
            sum += line["contribution"].as_f64().unwrap_or(0.0);
        }
    }
    assert!(sheet["score"].as_f64().is_none_or(|score| (score - sum).abs() < 1e-9), "{sheet}");
}

#[test]
fn a_sheet_with_other_weights_is_what_is_scored_with_them() {
    let (_, server) = served();
    let weights = json!({"weights": {"age": 4, "densite": 0.5}});
    for (level, code) in
        [("commune", "63113"), ("iris", "751186902"), ("departement", "2A"), ("commune", "97608")]
    {
        sheet_is_as_scored(&server, level, code, "weights=age:4,densite:0.5", &weights);
    }
    let own = json!({"reference": "departement", "indicators": ["part_65_plus", "densite"]});
    let query = "reference=departement&indicators=part_65_plus,densite";
    sheet_is_as_scored(&server, "commune", "63113", query, &own);
    let sheet = server.get(&format!("/api/v1/territories/commune/63113?{query}")).ok().json();
    // The département as a whole, as its own table has it; France beside it.
    let whole = server.get("/api/v1/territories/departement/63").ok().json();
    let line = |sheet: &Value, id: &str| {
        sheet["breakdown"].as_array().unwrap().iter().find(|l| l["id"] == id).unwrap().clone()
    };
    let (here, there) = (line(&sheet, "part_65_plus"), line(&whole, "part_65_plus"));
    assert!(same(&here["reference"], &there["value"]), "{here} {there}");
    assert!(same(&here["within"]["departement"], &there["value"]));
    assert!(same(&here["france"], &there["reference"]) && there["reference"].is_number());
    assert_ne!(here["reference"], here["france"]);
    // As many units of the zone as the zone has.
    let zone = json!({"level": "commune", "zone": "departement:63", "columns": ["score"]});
    let scores = server.score(&zone).ok().json()["columns"]["score"].clone();
    let known = scores.as_array().unwrap().iter().filter(|s| s.is_number()).count();
    assert_eq!(sheet["scored_in_zone"], known);
    // What is around it stays as built, and so does the sheet that chooses nothing.
    let plain = server.get("/api/v1/territories/commune/63113").ok().json();
    assert_eq!((&sheet["neighbours"], &sheet["within"]), (&plain["neighbours"], &plain["within"]));
    assert_ne!(sheet["score"], plain["score"]);
    let page = server.get(&format!("/api/v1/territories/commune/63113?{query}&format=html")).ok();
    assert!(page.text().contains("référence = departement"), "{}", page.text());
    // Its figures as JSON are those of the same choice.
    assert!(page.text().contains("?reference=departement&amp;indicators="), "{}", page.text());
    let wrong = "/api/v1/territories/commune/63113?weights=";
    server.get(&format!("{wrong}agee:2")).problem(409, "did you mean age?");
    server.get(&format!("{wrong}age")).problem(400, "weights=pauvrete:2");
    server.get(&format!("{wrong}age:0,eloignement:0")).problem(409, "are all 0");
}
