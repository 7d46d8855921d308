//! Two people's days from end to end, through the command and over HTTP alike: an officer's list of the communes of
//! their EPCI with reasons, as a workbook; an analyst's own territory, its ranks and its Parquet.

use std::path::Path;

use crate::common::server::{Server, served};
use crate::common::{built, ifn, run_python};

/// What a script in Python prints of files in a folder; nothing where there is no Python.
fn said(script: &str, dir: &Path) -> Option<String> {
    let (out, folder) = (built().join("out"), dir.display().to_string());
    let run = run_python(&["-c", script, &out.display().to_string(), &folder])?;
    Some(run.ok().out.trim().to_string())
}

fn save(server: &Server, path: &str, to: &Path) {
    std::fs::write(to, server.get(path).ok().body).unwrap();
}

/// By name, not by code: the command's error and the search both lead to it.
#[test]
fn an_officer_has_the_list_of_their_epci() {
    let dir = tempfile::tempdir().unwrap();
    let (_, server) = served();
    let out = built().join("out").display().to_string();
    let asked = ["export", "commune", "--zone", "Grand Guéret", "-o", "x.xlsx", "--out", &out];
    let wrong = ifn(dir.path(), &asked);
    assert!(
        wrong.status == 2 && wrong.err.contains("epci:200034825 (CA du Grand Guéret)"),
        "{}",
        wrong.err
    );
    let found = server.get("/api/v1/search?q=grand%20gueret&level=epci&limit=1").ok().json();
    assert_eq!(found["results"][0]["code"], "200034825");

    let zone = "epci:200034825";
    ifn(
        dir.path(),
        &["export", "commune", "--zone", zone, "-o", "command.xlsx", "--out", &out, "-q"],
    )
    .ok();
    let path = format!("/api/v1/scores/commune?zone={zone}&format=xlsx");
    save(&server, &path, &dir.path().join("http.xlsx"));
    let script = r#"
import sys, openpyxl, pandas as pd
out, dir = sys.argv[1:]
def sheets(name):
    book = openpyxl.load_workbook(f"{dir}/{name}.xlsx")
    return {sheet.title: [row for row in sheet.iter_rows(values_only=True)] for sheet in book}
book = sheets("command")
assert sheets("http") == book
rows = book["Communes"]
heads, rows = rows[3], rows[4:]
at = {head.replace("\u202f", " ").replace("\xa0", " "): column for column, head in enumerate(heads)}
every = pd.read_parquet(f"{out}/scores/commune.parquet")
here = every[every.epci == "200034825"].set_index("code")
assert sorted(row[at["Code"]] for row in rows) == sorted(here.index) and len(rows) > 20
rank = [column for head, column in at.items() if head.startswith("Rang : CA du Grand Guéret")][0]
own = here.score.round(11).rank(method="min", ascending=False)
for row in rows:
    code = row[at["Code"]]
    assert row[rank] == own[code] and row[at["Habitants"]] == here.population[code], row
    # The EPCI by its name, and why in words.
    assert row[at["Intercommunalité (EPCI)"]] == "CA du Grand Guéret", row
    assert ":" in row[at["Pourquoi"]] or "Aucun indicateur" in row[at["Pourquoi"]], row
print("listed")
"#;
    let Some(said) = said(script, dir.path()) else { return };
    assert_eq!(said, "listed");
}

/// A département, an EPCI and a commune elsewhere under one name: the ranks are those of pandas.
#[test]
fn an_analyst_has_the_ranks_of_their_own_territory() {
    let dir = tempfile::tempdir().unwrap();
    let (_, server) = served();
    let out = built().join("out").display().to_string();
    let members = "departement:23,epci:200043172,commune:87085";
    ifn(dir.path(), &["zones", members, "--name", "CAF du Centre", "-q", "-o", "own.json"]).ok();
    let export = |level: &str, file: &str| {
        let asked = ["export", level, "--zone", "own.json", "-q", "-o", file, "--out", &out];
        ifn(dir.path(), &asked).ok();
    };
    export("commune", "commune.parquet");
    export("iris", "iris.parquet");
    for level in ["commune", "iris"] {
        let path = format!("/api/v1/scores/{level}?zone={members}&format=parquet");
        save(&server, &path, &dir.path().join(format!("http-{level}.parquet")));
    }
    let answer = server.get(&format!("/api/v1/scores/commune?zone={members}&limit=1")).ok().json();
    std::fs::write(dir.path().join("heads.json"), answer["zone_set"]["heads"].to_string()).unwrap();
    let script = r#"
import json, sys, pandas as pd, pyarrow.parquet as pq
out, dir = sys.argv[1:]
def tenth(scores):
    known = scores.dropna()
    less = known.rank(method="min") - 1
    equal = known.groupby(known).transform("size")
    tenths = (1 + 5 * (2 * less + equal) // len(known)).clip(upper=10)
    return tenths.reindex(scores.index)
for level in ["commune", "iris"]:
    found = pd.read_parquet(f"{dir}/{level}.parquet")
    pd.testing.assert_frame_equal(found, pd.read_parquet(f"{dir}/http-{level}.parquet"))
    every = pd.read_parquet(f"{out}/scores/{level}.parquet")
    commune = every.code if level == "commune" else every.commune
    here = (every.departement == "23") | (every.epci == "200043172") | (commune == "87085")
    own = every[here].reset_index(drop=True)
    assert list(found.code) == list(own.code) and len(own) > 300, len(own)
    for by, column in [("score", "rank_in_zone"), ("gap", "gap_rank_in_zone")]:
        expected = own[by].round(11).rank(method="min", ascending=False)
        assert found[column].astype(float).equals(expected.astype(float)), (level, column)
    assert found.decile_in_zone.astype(float).equals(tenth(own.score.round(11)).astype(float)), level
    same = [column for column in own.columns if column != "rank_in_zone"]
    pd.testing.assert_frame_equal(found[same], own[same], check_dtype=False)
    field = pq.read_schema(f"{dir}/{level}.parquet").field("rank_in_zone")
    assert b"CAF du Centre" in field.metadata[b"description"], field.metadata
heads, communes = json.load(open(f"{dir}/heads.json")), pd.read_parquet(f"{dir}/commune.parquet")
assert heads["units"] == len(communes) and heads["population"] == communes.population.sum(), heads
assert abs(heads["at_risk"] - communes.at_risk.sum()) < 1e-6, heads
print("recounted")
"#;
    let Some(said) = said(script, dir.path()) else { return };
    assert_eq!(said, "recounted");
}
