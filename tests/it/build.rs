//! Whole builds through the command: contents, determinism, zones, explanations, exports.

use crate::common::{
    Case, built, built_communes, built_without_contours, command, files, ifn, manifest, root,
    run_python,
};

/// Everything but the one part of the manifest that may differ.
fn without_timings(dir: &std::path::Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut all = files(dir);
    let manifest = all.remove("manifest.json").unwrap();
    let mut value: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert!(value.as_object_mut().unwrap().remove("timings").is_some());
    all.insert("manifest.json".into(), value.to_string().into_bytes());
    all
}

#[test]
fn same_bytes_whatever_the_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    // As many threads as there are processors.
    let expected = without_timings(&built().join("out"));
    assert!(expected.len() >= 12, "scores and territories of five levels");
    for threads in ["1", "7"] {
        let out = dir.path().join(threads);
        let done = command(dir.path())
            .args(["build", "--quiet", "--out", threads])
            .env("RAYON_NUM_THREADS", threads)
            .status()
            .unwrap();
        assert!(done.success());
        let other = without_timings(&out);
        for (name, bytes) in &expected {
            assert!(other[name] == *bytes, "{name} differs");
        }
        assert_eq!(expected.len(), other.len());
    }
}

#[test]
fn the_embedded_index_says_what_it_is() {
    let m = manifest(&built().join("out"));
    assert!(m["method"]["title"].as_str().unwrap().contains("indice partiel"));
    assert!(m["notice"].as_str().unwrap().contains("ce n'est pas l'indice"));
    assert_eq!(m["territory"]["iris_rows"], 49_280);
    for (level, at_least) in [
        ("iris", 49_000),
        ("commune", 34_800),
        ("epci", 1_240),
        ("departement", 100),
        ("region", 17),
    ] {
        assert!(m["levels"][level]["scored"].as_u64().unwrap() >= at_least, "{level}");
    }
    // Every source names producer, licence, vintage and checksum.
    for source in m["sources"].as_array().unwrap() {
        for key in ["publisher", "licence", "vintage", "sha256"] {
            assert!(!source[key].as_str().unwrap().is_empty(), "{key} of {}", source["id"]);
        }
    }
    // Missing is null with a reason, never 0: the reasons add up to what is missing.
    for level in m["levels"].as_object().unwrap().values() {
        for count in level["indicators"].as_object().unwrap().values() {
            let missing = count["origin"]["missing"].as_u64().unwrap();
            let reasons = count["missing"].as_object().unwrap();
            assert_eq!(reasons.values().map(|n| n.as_u64().unwrap()).sum::<u64>(), missing);
            let all: u64 =
                count["origin"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
            assert_eq!(all, level["units"].as_u64().unwrap());
        }
    }
}

#[test]
fn a_zone_is_written_alone_and_compared_with_france() {
    let dir = tempfile::tempdir().unwrap();
    let all = built_without_contours().join("out").display().to_string();
    ifn(dir.path(), &["build", "--no-geometry", "-q", "--out", "93", "--zone", "departement:93"])
        .ok();
    let explain = |out: &str| -> serde_json::Value {
        let run = ifn(dir.path(), &["explain", "93066", "--out", out, "--json"]).ok();
        serde_json::from_str(&run.out).unwrap()
    };
    let (all, zone) = (explain(&all), explain("93"));
    for key in ["score", "rank", "decile"] {
        assert_eq!(all[key], zone[key], "{key}");
    }
    // Ranks are counted among France's communes, not among the 39 that were written.
    assert_eq!(all["scored"], zone["scored"]);
    let run = ifn(dir.path(), &["explain", "01001", "--out", "93"]);
    assert!(run.err.contains("this build holds only Seine-Saint-Denis (93)"), "{}", run.err);
    let csv = ifn(dir.path(), &["export", "departement", "--out", "93"]).ok().out;
    assert_eq!(csv.lines().count(), 2, "one département: {csv}");
    // An EPCI of several départements touches this one.
    let csv = ifn(dir.path(), &["export", "epci", "--out", "93"]).ok().out;
    assert!(csv.contains("200054781"), "Métropole du Grand Paris: {csv}");
}

#[test]
fn an_explanation_adds_up() {
    let dir = &built_without_contours();
    for code in
        ["93066", "departement:93", "region:93", "200054781", "010010000", "75056", "Guéret"]
    {
        let run = ifn(dir, &["explain", code, "--json"]).ok();
        let e: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let parts = e["parts"].as_array().unwrap();
        let sum = |kind: &str| -> f64 {
            parts
                .iter()
                .filter(|p| p["kind"] == kind)
                .filter_map(|p| p["contribution"].as_f64())
                .sum()
        };
        let score = e["score"].as_f64().unwrap();
        assert!((sum("indicator") - score).abs() < 1e-9, "{code}: {} {score}", sum("indicator"));
        assert!((sum("axis") - score).abs() < 1e-9, "{code}");
        for p in parts.iter().filter(|p| p["kind"] != "axis" && !p["value"].is_null()) {
            for key in ["origin", "source", "vintage", "publisher", "title", "unit"] {
                assert!(!p[key].as_str().unwrap().is_empty(), "{code} {} {key}", p["id"]);
            }
            assert!(p["zone"]["pooled"].is_number(), "{code} {}", p["id"]);
        }
    }
    let text = ifn(dir, &["explain", "93066"]).ok().out;
    for said in [
        "Saint-Denis — commune 93066",
        "rank ",
        " of 34 8",
        "decile 1",
        "INSEE RP 2021 · iris-rp-2021",
        "%",
    ] {
        assert!(text.contains(said), "{said:?} is not in\n{text}");
    }
    // 93 is a département and a région: the first is shown, the other is named.
    let text = ifn(dir, &["explain", "93"]).ok().out;
    assert!(text.starts_with("Seine-Saint-Denis"), "{text}");
    assert!(text.contains("region:93"), "{text}");
    let run = ifn(dir, &["explain", "93067"]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("did you mean") && run.err.contains("93066 (commune Saint-Denis)"),
        "{}",
        run.err
    );
    let run = ifn(dir, &["explain", "Sant-Denis"]);
    assert!(run.err.contains("Saint-Denis"), "{}", run.err);
}

#[test]
fn exports() {
    let case = Case::new();
    let dir = case.path();
    ifn(dir, &["build", "--quiet", "--out", "out", "--zone", "departement:93"]).ok();
    let csv = ifn(dir, &["export", "commune", "--zone", "departement:93"]).ok().out;
    assert!(csv.starts_with("code,name,epci,departement,region,population,score,"));
    assert!(
        csv.lines().any(|l| l.starts_with("93066,Saint-Denis,200054781,93,11,149077,")),
        "{csv}"
    );
    for file in ["c.csv", "c.xlsx", "c.parquet", "c.geojson", "c.geoparquet"] {
        ifn(dir, &["export", "commune", "-q", "-o", file]).ok();
    }
    ifn(dir, &["export", "commune", "-q", "--excel", "-o", "excel.csv"]).ok();
    let excel = std::fs::read(dir.join("excel.csv")).unwrap();
    assert!(excel.starts_with(b"\xef\xbb\xbfcode;name;"));
    let script = r"
import sys, json, pandas as pd, geopandas as gpd
d = sys.argv[1]
text = {c: 'str' for c in ['code', 'epci', 'departement', 'region']}
a = pd.read_csv(d + '/c.csv', dtype=text)
e = pd.read_csv(d + '/excel.csv', dtype=text, sep=';', decimal=',')
x = pd.read_excel(d + '/c.xlsx', dtype=text, sheet_name='Données techniques')
p = pd.read_parquet(d + '/c.parquet')
j = gpd.read_file(d + '/c.geojson')
g = gpd.read_parquet(d + '/c.geoparquet')
assert list(pd.ExcelFile(d + '/c.xlsx').sheet_names) == ['Communes', 'Données techniques', 'Dictionnaire', 'Sources et précautions']
for other in (e, x, p, j, g):
    assert list(a.code) == list(other.code)
    assert list(a.columns) == [c for c in other.columns if c not in ('geometry', 'id')], other.columns
    for c in ('score', 'value_densite', 'rank', 'population'):
        assert (a[c] - other[c]).abs().max() < 1e-12, c
assert j.crs.to_epsg() == 4326 and g.crs.to_string() == 'OGC:CRS84'
assert g.geometry.is_valid.all() and j.geometry.is_valid.all() and len(g) == 39, len(g)
print('same')
";
    let Some(run) = run_python(&["-c", script, &dir.display().to_string()]) else { return };
    assert_eq!(run.ok().out.trim(), "same");
}

#[test]
fn the_national_method_scores_at_least_34_000_communes() {
    let Some(dir) = built_communes() else { return };
    let manifest = std::fs::read(dir.join("out/manifest.json")).unwrap();
    let m: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let commune = &m["levels"]["commune"];
    assert!(commune["scored"].as_u64().unwrap() >= 34_000);
    // Secret values are missing with their reason, not 0; the manifest counts them.
    let poverty = &commune["indicators"]["poverty"];
    assert!(poverty["missing"]["s"].as_u64().unwrap() > 30_000);
    assert!(poverty["origin"]["measured"].as_u64().unwrap() > 4_000);
    let taux = m["sources"].as_array().unwrap().iter().find(|s| s["id"] == "taux").unwrap();
    // Paris, Lyon and Marseille have a row of their own: their 45 arrondissements are not counted again.
    assert_eq!(taux["join"]["arrondissements"], 0);
    assert_eq!(taux["join"]["repeated"], 45);
    assert!(taux["join"]["carried"].as_u64().unwrap() > 90);
    assert_eq!(taux["join"]["unmatched"], 4);
}

#[test]
fn check_computes_nothing_and_tells_everything() {
    let case = Case::new();
    let run = ifn(case.path(), &["check", "m.toml"]).ok();
    assert!(run.out.contains("7 joined by code") && run.out.ends_with("valid\n"), "{}", run.out);
    case.untouched();
    let run = ifn(case.path(), &["methods"]).ok();
    assert!(run.out.contains("embarque"));
    let run = ifn(case.path(), &["datasets", "--json"]).ok();
    let all: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert!(all.as_array().unwrap().len() >= 8);
    for shell in ["bash", "zsh", "fish"] {
        assert!(ifn(case.path(), &["completions", shell]).ok().out.contains("ifn"));
    }
}

#[test]
fn the_dictionary_is_that_of_the_outputs() {
    let written = std::fs::read_to_string(root().join("docs/dictionary.md")).unwrap();
    let run = ifn(&root(), &["check", "embarque", "--dictionary"]).ok();
    assert!(run.out == written, "run: ifn check embarque --dictionary > docs/dictionary.md");
}
