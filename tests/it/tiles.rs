//! Vector tiles, opened by those who will open them: a Rust decoder, MapLibre's own, GDAL, and an
//! oracle that holds them against the contours.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use crate::common::mvt::{check_polygons, decode};
use crate::common::pmtiles::read;
use crate::common::{Run, built, command, manifest, node, root, run_python};
use mvt_reader::feature::Value;

fn archive() -> PathBuf {
    built().join("out/tiles/territories.pmtiles")
}

#[test]
fn every_tile_decodes_in_rust() {
    let found = read(&archive());
    assert!(found.clustered);
    assert_eq!(found.metadata["method"]["id"], "embarque");
    assert!(found.metadata["description"].as_str().unwrap().contains("indice partiel"));
    let mut seen: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for ((z, x, y), tile) in found.tiles {
        for (layer, features) in decode(tile) {
            assert!(!features.is_empty(), "{z}/{x}/{y} {layer}");
            for feature in features {
                check_polygons(&feature.geometry);
                let id = feature.id.unwrap();
                if let Some(Value::String(code)) =
                    feature.properties.as_ref().and_then(|p| p.get("code"))
                {
                    assert_eq!(id, ifn_engine::tiles::feature_id(code));
                }
                if z == 12 {
                    seen.entry(layer.clone()).or_default().insert(id);
                }
            }
        }
    }
    let counts: Vec<(&str, usize)> = seen.iter().map(|(l, ids)| (l.as_str(), ids.len())).collect();
    let manifest = manifest(&built().join("out"));
    for (level, count) in counts.iter().filter(|(level, _)| *level != "iris") {
        let units = manifest["levels"][level]["units"].as_u64().unwrap();
        let without = manifest["territory"]["without_contour"][level].as_u64().unwrap();
        assert_eq!(*count as u64, units - without, "{level}");
    }
    // Each IRIS with a contour, and each other commune once.
    assert_eq!(seen["iris"].len(), seen["commune"].len());
}

#[test]
fn the_oracle_finds_no_gap_and_no_overlap() {
    let out = built().join("out").display().to_string();
    let script = "tests/oracle/tiles.py";
    let Some(run) = run_python(&[script, &archive().display().to_string(), &out]) else { return };
    print!("{}", run.ok().out);
}

#[test]
fn gdal_opens_the_archive() {
    let script = r"
import sys, pyogrio
path = sys.argv[1]
layers = {name for name, _ in pyogrio.list_layers(path)}
assert layers == {'region', 'departement', 'epci', 'commune', 'iris'}, layers
g = pyogrio.read_dataframe(path, layer='departement', ZOOM_LEVEL=6)
assert g.code.nunique() == 101 and g.decile.dropna().between(1, 10).all(), g
assert g.crs.to_epsg() == 3857
";
    let Some(run) = run_python(&["-c", script, &archive().display().to_string()]) else { return };
    run.ok();
}

/// Runs a script of `tests/browser`.
fn run_node(script: &str, args: &[&str]) -> Option<Run> {
    let node = node()?;
    let folder = root().join("tests/browser");
    let output = Command::new(node).current_dir(folder).arg(script).args(args).output().unwrap();
    Some(Run::of(&output))
}

#[test]
fn every_tile_decodes_in_javascript() {
    let Some(run) = run_node("decode.mjs", &[&archive().display().to_string()]) else { return };
    let run = run.ok();
    let found: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(found["tiles"], read(&archive()).tiles.len());
}

#[test]
fn maplibre_draws_it_without_a_gap() {
    let shots = root().join("target/screenshots");
    std::fs::create_dir_all(&shots).unwrap();
    let args = [archive().display().to_string(), shots.display().to_string()];
    let Some(run) = run_node("draw.mjs", &[&args[0], &args[1]]) else { return };
    print!("{}", run.ok().out);
}

#[test]
fn same_bytes_whatever_the_threads_and_from_build_or_alone() {
    let dir = tempfile::tempdir().unwrap();
    let alone = |threads: &str| {
        let file = dir.path().join(threads);
        let mut run = command(&built());
        run.env("RAYON_NUM_THREADS", threads).args(["tiles", "--quiet", "-o"]).arg(&file);
        Run::of(&run.output().unwrap()).ok();
        std::fs::read(&file).unwrap()
    };
    // The build took as many threads as there are processors.
    let expected = std::fs::read(archive()).unwrap();
    assert!(["1", "7"].iter().all(|threads| alone(threads) == expected));
}
