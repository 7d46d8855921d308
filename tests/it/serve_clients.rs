//! The server, asked by those who will ask it: pandas, pyarrow, DuckDB, GDAL, the `pmtiles` package,
//! MapLibre, a browser that prints; and by a tool that reads its description and tries everything.

use std::process::Command;

use crate::common::server::Server;
use crate::common::{Run, built, installed, node, python, root, run_python};

fn server() -> Server {
    Server::start(&built(), &["--no-access-log"])
}

#[test]
fn pandas_pyarrow_duckdb_and_gdal() {
    let server = server();
    let Some(run) = run_python(&["tests/clients/serve.py", &server.url("")]) else { return };
    print!("{}", run.ok().out);
}

#[test]
fn maplibre_pmtiles_and_a_browser_that_prints() {
    let Some(node) = node() else { return };
    let shots = root().join("target/screenshots");
    std::fs::create_dir_all(&shots).unwrap();
    let server = server();
    let output = Command::new(node)
        .current_dir(root().join("tests/browser"))
        .args(["serve.mjs", &server.url(""), &shots.display().to_string()])
        .output()
        .unwrap();
    print!("{}", Run::of(&output).ok().out);
}

#[test]
fn ogrinfo_opens_the_archive_where_it_lies() {
    let server = server();
    let path = format!("/vsicurl/{}", server.url("/downloads/tiles/territories.pmtiles"));
    let Ok(output) = Command::new("ogrinfo").args(["--formats"]).output() else {
        eprintln!("skipped: no ogrinfo");
        return;
    };
    if !String::from_utf8_lossy(&output.stdout).contains("PMTiles") {
        // Before 3.8 there is no such driver: contours as GeoJSON by tile it knows.
        let tile = server.url("/tiles/territories/6/32/22.mvt");
        let opened = Command::new("ogrinfo")
            .args(["-so", "-al", &format!("MVT:/vsicurl/{tile}")])
            .output()
            .unwrap();
        let said = Run::of(&opened).ok().out;
        assert!(said.contains("Layer name: commune") && said.contains("decile"), "{said}");
        return;
    }
    let said = Run::of(&Command::new("ogrinfo").arg(&path).output().unwrap()).ok().out;
    assert!(said.contains("commune"), "{said}");
}

#[test]
fn nothing_that_the_description_allows_surprises() {
    let Some(python) = python() else { return };
    let Some(tool) = installed(python.with_file_name("schemathesis")) else { return };
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(tool)
        .current_dir(folder.path())
        .env("SCHEMATHESIS_HOOKS", root().join("tests/clients/hooks.py"))
        .args([
            "run",
            &server.url("/openapi.json"),
            "--max-examples",
            "60",
            "--seed",
            "20261123",
            "--no-color",
        ])
        .output()
        .unwrap();
    let run = Run::of(&output);
    let end: String =
        run.out.chars().rev().take(3000).collect::<Vec<_>>().into_iter().rev().collect();
    assert_eq!(run.status, 0, "{end}");
    println!("{}", end.lines().find(|l| l.contains("generated")).unwrap_or_default());
    assert!(!server.log().contains("ERROR"), "{}", server.log());
}
