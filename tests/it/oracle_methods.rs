//! Every normalisation, aggregation, reference zone, treatment and imputation through the command,
//! on real data, against an oracle that shares no code with the engine; audits and comparisons too.

use std::fmt::Write;

use crate::common::{ifn, root, run_python};

const NORMALISATIONS: [(&str, &str); 13] = [
    ("identity", ""),
    ("min_max", ""),
    ("z_score", ""),
    ("rank", ""),
    ("percentile_rank", ""),
    ("quantile_position", ""),
    ("quantile_class", "edges = { lower = [0.1, 0.25, 0.4], upper = [0.6, 0.75, 0.9] }"),
    ("ratio_to_reference", ""),
    ("ratio_to_reference", "statistic = \"mean\""),
    ("ratio_to_reference", "statistic = \"median\""),
    ("goalposts", "low = 5\nhigh = 35"),
    ("distance_to_target", "target = 20"),
    ("min_max", ""),
];
/// Indicators of the catalogue that they are tried on, in turn: rates and values, of IRIS and of
/// communes, with and without missing.
const MEASURES: [&str; 4] = [
    "table = \"iris-rp-2021\"\nnumerator = \"pop_65p\"\ndenominator = \"pop\"\nfactor = 100.0",
    "table = \"communes-2026\"\nnumerator = \"population\"\ndenominator = \"area_km2\"",
    "table = \"mairies\"\nvalue = \"hours_week\"",
    "table = \"communes-2026\"\nvalue = \"pole5000_km\"\nweight = \"population\"",
];
const AGGREGATES: [&str; 5] = [
    "aggregate = \"arithmetic\"",
    "aggregate = \"geometric\"",
    "aggregate = \"harmonic\"",
    "aggregate = \"power\"\np = 2.5",
    "aggregate = \"sum\"",
];

/// A method with every normalisation, up and down, in axes of every aggregation.
fn method(zone: &str, levels: &str, index: &str, more: &str) -> String {
    let mut text = format!(
        "id = \"tout\"\ntitle = \"Tout\"\nlevels = [{levels}]\n{more}\n[scale]\nmin = 1.0\nmax = 10.0\n\
         [reference]\nzone = \"{zone}\"\n[index]\n{index}\n"
    );
    let mut declared = String::new();
    for (a, aggregate) in AGGREGATES.iter().enumerate() {
        let parent = if a == 4 { "parent = \"axe0\"\n" } else { "" };
        let _ =
            writeln!(text, "[[axis]]\nid = \"axe{a}\"\nweight = {}\n{parent}{aggregate}", a + 1);
        for (n, (name, parameters)) in NORMALISATIONS.iter().enumerate() {
            let down = (n + a) % 2 == 1 && *name != "identity";
            // What goes below 0 is refused under the means that take numbers above 0, and stands in
            // the arithmetic axis instead.
            let below = ["z_score", "quantile_class"].contains(name);
            let here = if below { a == 0 || a == 4 } else { (n + a) % 3 == 0 };
            if here {
                let id = format!("{name}_{n}_{a}");
                let _ = writeln!(
                    text,
                    "[[axis.indicator]]\nid = \"{id}\"\nweight = {}\n[axis.indicator.normalise]\n\
                     method = \"{name}\"\n{parameters}",
                    1 + n % 3
                );
                let direction = if down { "down" } else { "up" };
                let measure = MEASURES[(n + 2 * a) % 4];
                let _ =
                    writeln!(declared, "[indicator.{id}]\ndirection = \"{direction}\"\n{measure}");
            }
        }
    }
    text + &declared
}

fn checked(text: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tout.toml");
    std::fs::write(&path, text).unwrap();
    let (path, out) = (path.display().to_string(), dir.path().join("out").display().to_string());
    ifn(&root(), &["build", &path, "--quiet", "--no-geometry", "--out", &out]).ok();
    if let Some(run) = run_python(&["tests/oracle/oracle.py", &path, &out]) {
        print!("{}", run.ok().out);
    }
}

#[test]
fn every_formula_over_france() {
    checked(&method(
        "france",
        "\"iris\", \"commune\", \"epci\", \"departement\", \"region\"",
        "",
        "",
    ));
}

#[test]
fn every_formula_within_regions() {
    let index = "aggregate = \"power\"\np = -1.5\nfactor = 3.5";
    checked(&method("region", "\"commune\", \"departement\"", index, ""));
}

#[test]
fn every_formula_within_departements() {
    let missing = "[missing]\nmin_available = 0.9";
    checked(&method("departement", "\"iris\", \"commune\"", "over = \"indicators\"", missing));
}

#[test]
fn every_formula_within_epci() {
    let missing = "[missing]\nimpute = \"median\"\nwithin = \"departement\"\nscreen = 0.8";
    checked(&method("epci", "\"commune\"", "aggregate = \"sum\"", missing));
}

#[test]
fn outliers_drawn_in() {
    let method = r#"
id = "traite"
title = "Traité"
levels = ["iris", "commune", "departement"]
treat = { winsorise = 3, then = "log" }
[missing]
screen = 0.6
impute = "mean"
[normalise]
method = "z_score"
[[axis]]
id = "a"
[[axis.indicator]]
id = "densite"
treat = { winsorise = 2, then = "box_cox" }
[[axis.indicator]]
id = "distance_pole"
[[axis.indicator]]
id = "heures_mairie"
treat = { winsorise = 100 }
[[axis.indicator]]
id = "habitants"
[axis.indicator.normalise]
method = "min_max"
[[axis.indicator]]
id = "part_65_plus"
[indicator.habitants]
table = "communes-2026"
value = "population"
"#;
    checked(method);
}

#[test]
fn audits_and_comparisons() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let build = |out: &str, more: &[&str]| {
        let out = at(out);
        let args =
            [&["build", "embarque", "--quiet", "--no-geometry", "--out", &out], more].concat();
        ifn(&root(), &args).ok();
    };
    build("a", &[]);
    build("b", &["--only", "part_65_plus,densite,heures_mairie", "--weight", "age=2,5"]);
    let page = at("audit.html");
    for level in ["iris", "commune"] {
        let args = ["audit", "embarque", "--json", "--quiet", "--level", level, "--html", &page];
        std::fs::write(at("audit.json"), ifn(&root(), &args).ok().out).unwrap();
        if let Some(run) = run_python(&["tests/oracle/audit.py", &at("audit.json"), &at("a")]) {
            run.ok();
        }
    }
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("indice partiel") && page.matches("<svg").count() == 4);
    assert!(!page.contains("http://") || !page.contains("src="), "a page that needs nothing else");
    build("c", &["--weight", "age=3"]);
    // Most that moved far did so by what was taken out, or by what counts more; and it says so.
    for (other, reason) in [("b", "distance_pole"), ("c", "part_65_plus")] {
        let args =
            ["compare", &at("a"), &at(other), "--level", "commune", "--json", "--top", "200"];
        let json = ifn(&root(), &args).ok().out;
        std::fs::write(at("compare.json"), &json).unwrap();
        let oracle = ["tests/oracle/audit.py", &at("compare.json"), &at("a"), &at(other)];
        if let Some(run) = run_python(&oracle) {
            run.ok();
        }
        let found: serde_json::Value = serde_json::from_str(&json).unwrap();
        let moves = found["moves"].as_array().unwrap();
        let because = moves.iter().filter(|m| m["because"]["indicator"] == reason).count();
        assert!(moves.len() == 200 && because > 120, "{because} of {}", moves.len());
    }
    let text = ifn(&root(), &["compare", &at("a"), &at("b")]).ok().out;
    for said in ["rank correlation (Spearman)", "réglages personnalisés", "largest moves"] {
        assert!(text.contains(said), "{text}");
    }
}
