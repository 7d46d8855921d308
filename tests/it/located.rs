//! Tables whose rows are located: premises, grid cells and antennas counted in the units that they lie
//! in, and what polygons cover of units; from real files.

use crate::common::seine_saint_denis::{build, method};
use crate::common::{Case, Run, ifn, manifest, root, run_python, shared, source};

/// Premises and squares, as tables whose rows are located.
const PREMISES: &str = r#"
[territory.names]
commune = "NOM_COM"
[table.premises]
path = "DATA/arcep/immeubles_bondy.gpkg"
level = "iris"
locate = { geometry = "geom" }
[[axis]]
id = "a"
[[axis.indicator]]
id = "not_deployed"
[[axis.indicator]]
id = "poor_households"
[[axis.indicator]]
id = "gridded_area"
[[axis.indicator]]
id = "gridded_premises"
[indicator.not_deployed]
unit = "%"
table = "premises"
numerator = "CASE WHEN imb_etat = 'deploye' THEN 0 ELSE 1 END"
denominator = "1"
factor = 100.0
[indicator.poor_households]
unit = "%"
table = "grid"
numerator = "men_pauv"
denominator = "men"
factor = 100.0
[indicator.gridded_area]
unit = "%"
covered = "grid"
of = "area"
factor = 100.0
[indicator.gridded_premises]
unit = "%"
covered = "grid"
of = "premises"
factor = 100.0
"#;

#[test]
fn premises_grid_and_overlay_of_seine_saint_denis() {
    let Some(data) = shared() else { return };
    let dir = tempfile::tempdir().unwrap();
    let method = method(&data, PREMISES);
    build(dir.path(), &method).ok();
    let out = dir.path().join("out");
    assert_eq!(source(&out, "premises")["rows"], 8054);
    assert_eq!(manifest(&out)["levels"]["iris"]["units"], 614);
    let script = root().join("tests/oracle/spatial.py").display().to_string();
    let (out, data) = (out.display().to_string(), data.display().to_string());
    let Some(run) = run_python(&[&script, "located", &out, &data]) else { return };
    let run = run.ok();
    print!("{}", run.out);
    assert!(run.out.starts_with("agree"), "{}", run.out);
    // The sums add up: a commune's share is that of its premises, whatever their IRIS.
    let run = ifn(dir.path(), &["explain", "commune:93010", "--json"]).ok();
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let text = told.to_string();
    // 437 of 8,054 premises, but for the few that lie beyond the commune's border.
    assert!(text.contains("not_deployed"), "{text}");
    // A layer whose system is undefined, and a point's table that is taken for degrees.
    for (from, to, said) in [
        ("crs = 2154\n", "", "is in the reference system"),
        ("sheet = \"bondy\"", "sheet = \"bondi\"", "none called `bondi`"),
        (
            "locate = { geometry = \"geom\" }",
            "locate = { geometry = \"geo\" }",
            "has no column `geo`",
        ),
        (
            "covered = \"grid\"\nof = \"area\"",
            "covered = \"grid\"\nof = \"surface\"",
            "unknown table `surface`",
        ),
        (
            "geometry = \"geom\"\n[territory.parents]",
            "[territory.parents]",
            "[territory] has no contours",
        ),
    ] {
        assert!(method.contains(from));
        let run = build(dir.path(), &method.replacen(from, to, 1));
        assert!(run.status == 1 && run.err.contains(said), "{said}: {}", run.err);
    }
}

#[test]
fn mobile_sites_of_two_islands() {
    let Some(data) = shared() else { return };
    let dir = tempfile::tempdir().unwrap();
    let data = data.canonicalize().unwrap().display().to_string();
    for (island, communes) in [("GUA", "971"), ("REU", "974")] {
        let method = format!(
            r#"
id = "sites"
title = "Sites"
levels = ["commune", "departement"]
[normalise]
method = "percentile_rank"
[[axis]]
id = "a"
[[axis.indicator]]
id = "without_4g"
[indicator.without_4g]
table = "sites"
numerator = "1 - C4G"
denominator = "1"
[table.sites]
path = "{data}/arcep/{island}_sites_mobiles_2020_T2.csv"
delimiter = ";"
level = "commune"
locate = {{ lon = "X", lat = "Y" }}
"#
        );
        std::fs::write(dir.path().join("m.toml"), method).unwrap();
        ifn(dir.path(), &["build", "m.toml", "--no-geometry", "-q"]).ok();
        let source = source(&dir.path().join("out"), "sites");
        let rows = source["rows"].as_u64().unwrap();
        let joined = source["join"]["direct"].as_u64().unwrap();
        assert!(
            rows > 500 && joined * 100 >= rows * 97,
            "{joined} of {rows} sites lie in a commune of {communes}"
        );
    }
}

#[test]
fn places_in_another_system_are_refused() {
    let case = Case::new();
    let with = |locate: &str| {
        case.method("key = \"code\"\n", &format!("locate = {locate}\n"));
    };
    case.write("t.csv", "code;lon;lat;a;b\nx;652892;6870814;1;2\ny;652000;6870000;1;2\n");
    with("{ lon = \"lon\", lat = \"lat\" }");
    case.fails(&["look like metres of Lambert-93", "EPSG:2154"]);
    case.write("t.csv", "code;lon;lat;a;b\nx;48.93;2.35;1;2\ny;48.85;2.34;1;2\n");
    case.fails(&["look swapped"]);
    with("{ x = \"lon\" }");
    case.fails(&["`locate` is {"]);
    case.method(
        "key = \"code\"\nlevel = \"commune\"",
        "locate = { lon = \"lon\", lat = \"lat\" }\nlevel = \"iris\"",
    );
    case.write("t.csv", "code;lon;lat;a;b\nx;2.3574;48.9356;1;2\n");
    case.fails(&["no iris has a contour here", "level = \"commune\""]);
    let text = crate::common::METHOD
        .replace("key = \"code\"\n", "locate = { x = \"lon\", y = \"lat\", crs = 2154 }\n");
    case.write("m.toml", text);
    case.write("t.csv", "code;lon;lat;a;b\nx;652892;6870814;1;2\ny;;;1;2\n");
    let run: Run = ifn(case.path(), &["build", "m.toml", "--no-geometry"]).ok();
    assert!(
        run.err.contains("1 of 2 rows join no commune (for instance line 3: no coordinates)"),
        "{}",
        run.err
    );
}
