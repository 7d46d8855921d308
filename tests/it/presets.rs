//! Weights that go with a method: what a method file may say of them, and what a server makes of it.

use crate::common::server::served;
use crate::common::{Case, METHOD, ifn};
use serde_json::json;

/// The method with an axis more, so that weights can differ, and these presets.
fn with(presets: &str) -> String {
    let two = METHOD.replace(
        "[indicator.part]",
        "[[axis]]\nid = \"deux\"\n[[axis.indicator]]\nid = \"autre\"\n[indicator.part]",
    );
    format!("{two}[indicator.autre]\ntable = \"t\"\nvalue = \"b\"\n{presets}")
}

#[test]
fn a_preset_that_cannot_be_is_named_with_its_line() {
    let case = Case::new();
    let first = "[[preset]]\nid = \"x\"\ntitle = \"X\"\nweights = { un = 2.0 }\n";
    for (presets, at, said) in [
        (
            "[[preset]]\nid = \"x\"\ntitle = \"X\"\nweights = { parts = 1.0 }\n".to_string(),
            "weights =",
            &["preset `x`: no scored indicator nor axis `parts`", "did you mean part?"][..],
        ),
        (
            // A line a weight: it is the weight's that is told.
            "[[preset]]\nid = \"x\"\ntitle = \"X\"\n[preset.weights]\nun = 1.0\ndeux = -1.0\n"
                .into(),
            "deux = -1",
            &["weight of `deux` is -1: a weight is a number ≥ 0"],
        ),
        (
            "[[preset]]\nid = \"x\"\ntitle = \"X\"\nweights = { un = nan }\n".into(),
            "weights =",
            &["weight of `un` is NaN"],
        ),
        (
            format!(
                "{first}[[preset]]\nid = \"x\" # again\ntitle = \"Y\"\nweights = {{ un = 3.0 }}\n"
            ),
            "id = \"x\" # again",
            &["preset `x` is there twice"],
        ),
        (
            "[[preset]]\nid = \"x\"\ntitle = \"X\"\nweights = { un = 0.0, deux = 0.0 }\n".into(),
            "id = \"x\"",
            &["preset `x`", "are all 0"],
        ),
        (
            "[[preset]]\nid = \"x\"\ntitle = \"X\"\nweights = { un = 1e7 }\n".into(),
            "id = \"x\"",
            &["preset `x`", "give a number from 0"],
        ),
        (
            "[[preset]]\nid = \"x\"\ntitel = \"X\"\nweights = { un = 1.0 }\n".into(),
            "titel",
            &["unknown field `titel`", "did you mean title?"],
        ),
        ("[[preset]]\nid = \"x\"\ntitle = \"X\"\n".into(), "[[preset]]", &["weights"]),
    ] {
        let text = with(&presets);
        // The table of the method is its last part but the presets.
        let line = text.lines().position(|l| l.contains(at)).unwrap() + 1;
        case.write("m.toml", &text);
        let run = case.fails(said);
        assert!(run.err.contains(&format!("m.toml:{line}: ")), "line {line}: {}", run.err);
    }
}

#[test]
fn presets_travel_with_the_build_and_leave_with_their_indicators() {
    let case = Case::new();
    case.write("m.toml", with("[[preset]]\nid = \"x\"\ntitle = \"X\"\nweights = { part = 2.0 }\n"));
    let build = |args: &[&str]| {
        ifn(case.path(), &[&["build", "m.toml", "--no-geometry", "--out", "o"], args].concat())
            .ok();
        let text = std::fs::read_to_string(case.path().join("o/manifest.json")).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["method"]["presets"].clone()
    };
    let expected = json!([{"id": "x", "title": "X", "note": "", "weights": {"part": 2.0}}]);
    assert_eq!(build(&[]), expected);
    // Weights that were chosen do not take a preset away.
    assert_eq!(build(&["--weight", "un=3"]), expected);
    assert_eq!(build(&["--only", "part,autre"]), expected);
}

#[test]
fn a_server_lists_them_and_scores_by_them() {
    let (_, server) = served();
    let methods = server.get("/api/v1/methods").ok().json();
    let presets = methods["served"]["presets"].as_array().unwrap().clone();
    let told: Vec<_> = presets.iter().map(|p| (p["id"].as_str().unwrap(), &p["weights"])).collect();
    assert_eq!(told, [("senior", &json!({"age": 2.0})), ("jeune", &json!({"age": 0.0}))]);
    assert!(presets.iter().all(|p| p["title"] != "" && p["note"] != ""));
    let plain = server.score(&json!({"level": "departement"})).ok().json();
    for preset in &presets {
        let choice = json!({"level": "departement", "weights": preset["weights"]});
        let scored = server.score(&choice).ok().json();
        assert_ne!(scored["columns"]["score"], plain["columns"]["score"]);
        assert_ne!(scored["method"]["sha256"], plain["method"]["sha256"]);
        assert!(scored["notice"].as_str().unwrap().contains("réglages personnalisés (age = "));
    }
    // Where age counts for nothing, the index is its other axis.
    let other = json!({
        "level": "departement", "weights": presets[1]["weights"], "columns": ["score", "axis_eloignement"],
    });
    let columns = server.score(&other).ok().json()["columns"].clone();
    assert_eq!(columns["score"], columns["axis_eloignement"]);
}
