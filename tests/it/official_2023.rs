//! `ifn-2023` from files in the layouts of their publishers, for Seine-Saint-Denis: fetched from a
//! mirror over http, computed, and held against the same files read by pandas.

use std::collections::BTreeSet;
use std::path::Path;

use crate::common::official::{online, seven};
use crate::common::origin::{Origin, file, reply};
use crate::common::{Run, mvt, pmtiles, root, rows, run_python, shared};
use arrow::array::{Array, AsArray, RecordBatch};
use mvt_reader::feature::{Feature, Value};

/// The mirror's folder, and a server over it.
fn mirror(dir: &Path) -> Option<Origin> {
    let shared = shared()?;
    let script = root().join("tests/official/mirror.py");
    let args = [script.to_str().unwrap(), shared.to_str().unwrap(), dir.to_str().unwrap()];
    let said = run_python(&args)?.ok().out;
    assert!(said.contains("614 contours; 614 IRIS; 40 communes"), "{said}");
    pack(dir, "iris.gpkg");
    let mirror = dir.join("mirror");
    Some(Origin::start(move |asked, stream| {
        let path = asked.path.trim_start_matches('/').split('?').next().unwrap();
        match std::fs::read(mirror.join(path)) {
            Ok(body) => file(asked, stream, "1", &body),
            Err(_) => reply(stream, 404, &[], b"<html><title>404</title></html>"),
        }
    }))
}

/// Contours as the IGN delivers them: a GeoPackage deep in a 7z.
fn pack(dir: &Path, layer: &str) {
    let edition = "CONTOURS-IRIS_3-0__GPKG_LAMB93_FXX_2026-01-01";
    let iris = std::fs::read(dir.join(layer)).unwrap();
    let data =
        format!("{edition}/CONTOURS-IRIS/1_DONNEES_LIVRAISON_2026-02-00123/{edition}/iris.gpkg");
    let to = dir.join("mirror/contours-iris-2026");
    std::fs::create_dir_all(&to).unwrap();
    let members = [(&*format!("{edition}/LISEZ-MOI.pdf"), &b"%PDF"[..]), (&*data, &iris)];
    seven(&to.join(format!("{edition}.7z")), &members);
}

fn scores(out: &Path, level: &str) -> RecordBatch {
    rows::parquet(std::fs::read(out.join(format!("scores/{level}.parquet"))).unwrap())
}

fn count(batch: &RecordBatch, column: &str) -> usize {
    let column = batch.column_by_name(column).unwrap_or_else(|| panic!("no column {column}"));
    column.len() - column.null_count()
}

#[test]
fn six_hundred_and_fourteen_iris() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let Some(origin) = mirror(dir) else { return };
    // Two commands, as the guide says.
    let mut fetch = online(dir);
    let run =
        Run::of(&fetch.args(["fetch", "ifn-2023", "--mirror", &origin.url("")]).output().unwrap());
    let run = run.ok();
    assert!(run.out.contains("contours-iris-2026") && !run.out.contains("FAILED"), "{}", run.out);
    let config = root().join("configs/ifn-2023.toml");
    let mut build = online(dir);
    build.args(["build", config.to_str().unwrap(), "--zone", "departement:93", "--offline"]);
    let run = Run::of(&build.output().unwrap()).ok();
    let asked = origin.asked().len();

    let out = dir.join("out");
    let iris = scores(&out, "iris");
    assert_eq!(iris.num_rows(), 614, "{}", run.out);
    // In one nobody lives: it has coverage alone, and no score.
    assert_eq!(count(&iris, "score"), 613);
    let empty = (0..614).find(|row| iris.column_by_name("score").unwrap().is_null(*row)).unwrap();
    assert_eq!(rows::number(&iris, "population", empty), 0.0);
    // Poverty is secret in some, and stays missing with its reason.
    assert!((400..614).contains(&count(&iris, "value_poverty_rate")));
    for (indicator, values) in [
        ("older_65_rate", 613),
        ("nscol15p_rate", 613),
        ("no_thd_coverage_rate", 614),
        ("menseul_rate", 611),
        ("library_distance", 614),
        ("public_service_distance", 614),
    ] {
        assert_eq!(count(&iris, &format!("value_{indicator}")), values, "{indicator}");
        assert_eq!(count(&iris, &format!("origin_{indicator}")), 614, "{indicator}");
    }
    let territory = out.join("territories/iris.parquet");
    let contours = rows::parquet(std::fs::read(&territory).unwrap());
    assert_eq!(count(&contours, "geometry"), 614, "each has its contour");

    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap();
    let sources = manifest["sources"].as_array().unwrap();
    for id in ["rp-2022-population", "filosofi-2021-iris", "contours-iris-2026", "france-services"]
    {
        let source = sources.iter().find(|s| s["id"] == id).unwrap_or_else(|| panic!("no {id}"));
        let sha256 = source["sha256"].as_str().unwrap();
        assert!(
            dir.join("data/objects").join(sha256).is_file(),
            "{id}: what was read is what came"
        );
    }
    explained(dir, &iris);

    // The same by one command, which fetches nothing any more.
    let mut build = online(dir);
    let mirror = origin.url("");
    build.args([
        "build",
        "ifn-2023",
        "--out",
        "again",
        "--zone",
        "departement:93",
        "--mirror",
        &mirror,
    ]);
    Run::of(&build.output().unwrap()).ok();
    assert_eq!(origin.asked().len(), asked, "all is here");
    assert!(scores(&dir.join("again"), "iris") == iris, "the same bytes, the same scores");

    let check = root().join("tests/oracle/official.py");
    let args = [check.to_str().unwrap(), dir.to_str().unwrap(), env!("CARGO_BIN_EXE_ifn")];
    let said = run_python(&args).unwrap().ok().out;
    assert!(said.contains("614 IRIS"), "{said}");
    println!("{said}");
    partly_drawn(dir);
}

/// Two IRIS are not in the contours: their communes lie below the IRIS that are, and hide none.
fn partly_drawn(dir: &Path) {
    pack(dir, "iris-partly.gpkg");
    for args in [
        &["fetch", "ifn-2023", "--mirror", "mirror", "--data", "other"][..],
        &["build", "ifn-2023", "--zone", "departement:93", "--data", "other", "--out", "partly"],
    ] {
        crate::common::ifn(dir, args).ok();
    }
    let archive = pmtiles::read(&dir.join("partly/tiles/territories.pmtiles"));
    let mut below = BTreeSet::new();
    for tile in archive.tiles.into_values() {
        let mut layers = mvt::decode(tile);
        let features = layers.remove("iris").unwrap_or_default();
        let property = |f: &Feature<i32>, name: &str| f.properties.as_ref()?.get(name).cloned();
        let stands = |f: &Feature<i32>| property(f, "stands_in") == Some(Value::Bool(true));
        assert!(features.is_sorted_by_key(|f| !stands(f)), "a commune lies over its IRIS");
        below.extend(features.iter().filter(|f| stands(f)).filter_map(|f| {
            match property(f, "code")? {
                Value::String(code) => Some(code),
                other => panic!("{other:?}"),
            }
        }));
    }
    assert_eq!(below.into_iter().collect::<Vec<_>>(), ["93001", "93066"]);
    let contours = std::fs::read(dir.join("partly/territories/iris.parquet")).unwrap();
    assert_eq!(count(&rows::parquet(contours), "geometry"), 612);
}

/// A person asks why one of them has its score.
fn explained(dir: &Path, iris: &RecordBatch) {
    let codes = iris.column_by_name("code").unwrap();
    let code = codes.as_string::<i32>().value(0).to_string();
    let run = crate::common::ifn(dir, &["explain", &code]).ok();
    for told in ["RP 2022", "Filosofi 2021", "compatible IFN 2023"] {
        assert!(run.out.contains(told), "{told}: {}", run.out);
    }
}
