//! Scores, ranks and populations.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use arrow::array::{Array, AsArray};

use super::codes::column;
use crate::common::{ifn, manifest, rows, shared};

/// A method of two indicators of the same table.
fn method(scale: &str, normalise: &str, aggregate: &str) -> String {
    let mut text = format!(
        "id = \"g\"\ntitle = \"G\"\nlevels = [\"commune\"]\n{scale}[normalise]\n{normalise}\n\
         [[axis]]\nid = \"un\"\naggregate = {aggregate}\n"
    );
    for id in ["x", "y"] {
        let _ = writeln!(text, "[[axis.indicator]]\nid = \"{id}\"");
    }
    for id in ["x", "y"] {
        let _ =
            writeln!(text, "[indicator.{id}]\ntitle = \"{id}\"\ntable = \"t\"\nvalue = \"{id}\"");
    }
    text + "[table.t]\npath = \"t.csv\"\nkey = \"code\"\nlevel = \"commune\"\ngeography = 2026\n"
}

fn case(method: &str, table: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("t.csv"), table).unwrap();
    std::fs::write(dir.path().join("m.toml"), method).unwrap();
    dir
}

const FROM_0: &str = "[scale]\nmin = 0\nmax = 100\n";
const FROM_1: &str = "[scale]\nmin = 1\nmax = 100\n";
const TABLE: &str = "code,x,y\n01001,-5,3\n01002,-1,7\n01004,0,9\n93066,900,40\n";

#[test]
fn a_mean_that_takes_no_0_is_refused_over_a_scale_that_begins_there() {
    let min_max = "method = \"min_max\"";
    for (scale, normalise, aggregate, said) in [
        (FROM_0, min_max, "\"geometric\"", "`x` (min_max) goes down to 0, where the scale begins"),
        (FROM_0, min_max, "\"harmonic\"", "numbers above 0, and `x`"),
        (FROM_0, min_max, "\"power\"\np = -1", "aggregate = \"power\" takes numbers above 0"),
        ("", min_max, "\"geometric\"", "set [scale] min = 1 and max = 10"),
        (FROM_0, "method = \"quantile_position\"", "\"geometric\"", "(quantile_position)"),
        (FROM_0, "method = \"goalposts\"\nlow = 0\nhigh = 9", "\"geometric\"", "(goalposts)"),
        (FROM_1, "method = \"z_score\"", "\"geometric\"", "0 or below for some units by z_score"),
        (FROM_1, "method = \"z_score\"", "\"power\"\np = 2", "takes numbers from 0"),
        (
            FROM_1,
            "method = \"quantile_class\"\nedges = { lower = [0.5], upper = [0.9] }",
            "\"geometric\"",
            "by quantile_class",
        ),
    ] {
        let text = method(scale, normalise, aggregate);
        let dir = case(&text, TABLE);
        let line = 1 + text.lines().position(|line| line.starts_with("aggregate")).unwrap();
        for command in [&["check", "m.toml"][..], &["build", "m.toml", "--no-geometry"]] {
            let run = ifn(dir.path(), command);
            assert_eq!(run.status, 1, "{aggregate} {normalise}: {}", run.out);
            assert!(run.err.contains(said), "{said:?} is not in:\n{}", run.err);
            assert!(run.err.contains(&format!("m.toml:{line}: axis `un`")), "{}", run.err);
            assert!(run.err.contains("[scale] min = 1"), "{}", run.err);
        }
    }
    // The index too, over axes that reach 0.
    let text = method(FROM_0, min_max, "\"arithmetic\"")
        .replace("[normalise]", "[index]\naggregate = \"geometric\"\n[normalise]");
    let run = ifn(case(&text, TABLE).path(), &["check", "m.toml"]);
    assert!(run.err.contains("m.toml:8: the index: aggregate = \"geometric\""), "{}", run.err);
    // What stays above 0 passes, and every unit has its score.
    for (scale, normalise) in
        [(FROM_1, min_max), (FROM_0, "method = \"percentile_rank\""), (FROM_0, "method = \"rank\"")]
    {
        let dir = case(&method(scale, normalise, "\"geometric\""), TABLE);
        ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
        assert_eq!(column(&dir.path().join("out"), "commune", "score").len(), 4, "{normalise}");
    }
}

#[test]
fn a_score_that_the_data_take_away_has_its_reason() {
    let dir = case(&method(FROM_1, "method = \"identity\"", "\"geometric\""), TABLE);
    let out = dir.path().join("out");
    ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    let scores = column(&out, "commune", "score");
    // scipy.stats.gmean([900, 40])
    assert_eq!(scores.len(), 1);
    assert!((scores["93066"] - 189.736_659_610_102_8).abs() < 1e-9, "{scores:?}");
    let batch = rows::parquet(std::fs::read(out.join("scores/commune.parquet")).unwrap());
    let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
    let (codes, reasons) = (text("code"), text("reason_score"));
    let reason = |code: &str| {
        let row = (0..codes.len()).find(|row| codes.value(*row) == code).unwrap();
        reasons.is_valid(row).then(|| reasons.value(row).to_string())
    };
    for code in ["01001", "01002", "01004"] {
        assert_eq!(reason(code).as_deref(), Some("not_above_zero"), "{code}");
    }
    assert_eq!((reason("93066"), reason("75056").as_deref()), (None, Some("too_little")));
    let manifest = manifest(&out);
    assert_eq!(manifest["levels"]["commune"]["lost"], serde_json::json!({"not_above_zero": 3}));
    let run = ifn(dir.path(), &["explain", "01001"]).ok();
    let said =
        "no score: an indicator or an axis is 0 or below, where the formula takes numbers above 0";
    assert!(run.out.contains(said), "{}", run.out);
    assert!(!run.out.contains("is needed"), "{}", run.out);
    // A method whose formulas take any number has no such column.
    let dir = case(&method(FROM_1, "method = \"identity\"", "\"arithmetic\""), TABLE);
    ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    let path = dir.path().join("out/scores/commune.parquet");
    let batch = rows::parquet(std::fs::read(path).unwrap());
    assert!(batch.column_by_name("reason_score").is_none());
}

#[test]
fn an_axis_that_the_data_take_away_is_told() {
    let text = method(FROM_1, "method = \"identity\"", "\"geometric\"").replace(
        "[indicator.x]",
        "[[axis]]\nid = \"deux\"\n[[axis.indicator]]\nid = \"z\"\n[indicator.z]\ntitle = \"z\"\n\
         table = \"t\"\nvalue = \"y\"\n[indicator.x]",
    );
    let dir = case(&text, TABLE);
    ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    let run = ifn(dir.path(), &["explain", "01001"]).ok();
    assert!(run.out.contains("an axis has no result"), "{}", run.out);
    let manifest = manifest(&dir.path().join("out"));
    let lost = &manifest["levels"]["commune"]["lost"];
    assert_eq!(*lost, serde_json::json!({"axis_not_above_zero": 3}));
}

fn merged(dir: &Path, table: &str, geography: u16, code: &str) -> f64 {
    let text = format!(
        "id = \"m\"\ntitle = \"m\"\nlevels = [\"commune\"]\n[normalise]\nmethod = \"rank\"\n[[axis]]\n\
         id = \"a\"\n[[axis.indicator]]\nid = \"val\"\n[indicator.val]\ntable = \"t\"\nvalue = \"v\"\n\
         [table.t]\npath = \"t.csv\"\nkey = \"code\"\nlevel = \"commune\"\ngeography = {geography}\n"
    );
    std::fs::write(dir.join("m.toml"), text).unwrap();
    std::fs::write(dir.join("t.csv"), table).unwrap();
    ifn(dir, &["build", "m.toml", "--no-geometry"]).ok();
    column(&dir.join("out"), "commune", "value_val")[code]
}

#[test]
fn merged_communes_are_weighted_by_what_they_had_in_2017() {
    let dir = tempfile::tempdir().unwrap();
    // 18131 had 35 inhabitants in 2017, 18173 had 263.
    let found = merged(dir.path(), "code,v\n18131,28\n18173,58.824\n", 2020, "18173");
    assert!((found - (35.0 * 28.0 + 263.0 * 58.824) / 298.0).abs() < 1e-9, "{found}");
    assert!((found - 55.2).abs() < 0.01, "{found}");
    // Alone, a part is the whole.
    assert_eq!(merged(dir.path(), "code,v\n18173,58.824\n", 2020, "18173"), 58.824);
}

/// Of every commune that merged since, the weights are the populations that INSEE published for 2017.
#[test]
fn weights_of_merged_communes_are_those_published() {
    let Some(data) = shared() else { return };
    let path = data.join("insee/populations_legales_2017/Communes.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let published: Vec<(String, f64)> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split(';');
            Some((fields.next()?.to_string(), fields.nth(1)?.parse().ok()?))
        })
        .collect();
    assert!(published.len() > 34_000);
    let value = |code: &str| f64::from(code.bytes().map(u32::from).sum::<u32>() * 7919 % 101);
    let mut table = String::from("code,v\n");
    for (code, _) in &published {
        let _ = writeln!(table, "{code},{}", value(code));
    }
    let passage = crate::common::root().join("datasets/embedded/passage.parquet");
    let passage = rows::parquet(std::fs::read(passage).unwrap());
    let text = |name: &str| passage.column_by_name(name).unwrap().as_string::<i32>().clone();
    let (old, new) = (text("old_code"), text("new_code"));
    let now: BTreeMap<&str, &str> =
        (0..old.len()).filter(|r| new.is_valid(*r)).map(|r| (old.value(r), new.value(r))).collect();
    let mut parts: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for (code, persons) in &published {
        let unit = now.get(code.as_str()).copied().unwrap_or(code);
        parts.entry(unit).or_default().push((*persons, value(code)));
    }
    parts.retain(|_, parts| parts.len() > 1);
    assert!(parts.len() > 60, "{}", parts.len());
    let dir = tempfile::tempdir().unwrap();
    merged(dir.path(), &table, 2020, "93066");
    let found = column(&dir.path().join("out"), "commune", "value_val");
    let wrong = |(unit, parts): (&&str, &Vec<(f64, f64)>)| {
        let total: f64 = parts.iter().map(|(persons, _)| persons).sum();
        let mean = parts.iter().map(|(persons, v)| persons * v).sum::<f64>() / total;
        ((found[*unit] - mean).abs() > 1e-9).then(|| (*unit).to_string())
    };
    let wrong: Vec<String> = parts.iter().filter_map(wrong).collect();
    // 45287 merged on 1 January 2020 without a status of its own, so that no package has its population
    // of 2017: the two are weighted equally.
    assert_eq!(wrong, ["45307"], "of {}", parts.len());
}
