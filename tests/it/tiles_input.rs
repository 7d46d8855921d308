//! What may be drawn as tiles: levels and zooms of choice, layers beside, territories of one's own;
//! and what is done about bad input.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use crate::common::mvt::{check_polygons, decode};
use crate::common::pmtiles::read;
use crate::common::{built_small, built_without_contours, copy, ifn, run_python, turns};
use geo_types::Geometry;
use mvt_reader::feature::Value;
use tempfile::TempDir;

/// A build of one small département, quick to draw.
fn small() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    // As in `common::built`: those who wait for it hold no test up that measures.
    turns::beside_others();
    let dir = BUILT.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        ifn(dir.path(), &["build", "--quiet", "--no-tiles", "--zone", "departement:90"]).ok();
        assert!(!dir.path().join("out/tiles").exists());
        dir
    });
    dir.path()
}

#[test]
fn levels_and_zooms_of_choice() {
    let file = small().join("choice.pmtiles");
    let name = file.display().to_string();
    let run =
        ifn(small(), &["tiles", "--level", "commune", "--zooms", "3-5", "-o", &name, "--json"])
            .ok();
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let zooms: Vec<&String> = report["zooms"].as_object().unwrap().keys().collect();
    assert_eq!(zooms, ["3", "4", "5"]);
    let tiles = read(&file).tiles;
    // Far smaller than a step, yet none has vanished.
    let communes: BTreeSet<u64> = tiles
        .iter()
        .filter(|((z, ..), _)| *z == 3)
        .flat_map(|(_, t)| decode(t.clone()))
        .fold(BTreeSet::new(), |mut ids, (layer, features)| {
            assert_eq!(layer, "commune");
            ids.extend(features.iter().map(|f| f.id.unwrap()));
            ids
        });
    assert_eq!(communes.len(), 101);
}

/// QPV-like, with everything that real files have.
const EXTRA: &str = r#"{"type": "FeatureCollection", "bbox": [6, 47, 8, 48], "features": [
{"type":"Feature","properties":{"code":"QP090001","nom":"Les Résidences","actif":true,"n":-3},
 "geometry":{"type":"Polygon","coordinates":[[[6.85,47.63],[6.86,47.63],[6.86,47.64],[6.85,47.64],[6.85,47.63]]]}},
{"type":"Feature","properties":{"code":"noeud","nom":"papillon"},
 "geometry":{"type":"Polygon","coordinates":[[[6.9,47.6],[6.95,47.65],[6.95,47.6],[6.9,47.65],[6.9,47.6]]]}},
{"type":"Feature","properties":{"code":"eclat"},
 "geometry":{"type":"Polygon","coordinates":[[[6.9,47.7],[7.1,47.7],[7.1,47.70000001],[6.9,47.7]]]}},
{"type":"Feature","properties":{"code":"ouvert"},
 "geometry":{"type":"Polygon","coordinates":[[[6.9,47.7],[7.1,47.7],[7.1,47.8]]]}},
{"type":"Feature","properties":{"code":"sans"},"geometry":null},
{"type":"Feature","properties":{"code":"wallis"},
 "geometry":{"type":"Polygon","coordinates":[[[179,-14],[-179,-14],[-179,-13],[179,-13],[179,-14]]]}},
{"type":"Feature","properties":{"code":"ligne"},
 "geometry":{"type":"LineString","coordinates":[[6.8,47.6],[7.0,47.7]]}},
{"type":"Feature","properties":{"code":"point"},
 "geometry":{"type":"MultiPoint","coordinates":[[166.45,-22.27],[6.86,47.64]]}}
]}"#;

/// A tile, and what lies in it.
type Placed = ((u32, u32), Geometry<i32>);

#[test]
fn extra_layers_lie_beside_with_all_that_can_be_drawn() {
    let dir = small();
    std::fs::write(dir.join("qpv.geojson"), EXTRA).unwrap();
    let run = ifn(dir, &["tiles", "--extra", "qpv.geojson", "-o", "extra.pmtiles"]).ok();
    assert!(run.err.contains("1 of 8 features have no usable geometry"), "{}", run.err);
    assert!(run.err.contains("row 4 a ring of 3 points"), "{}", run.err);
    let found = read(&dir.join("extra.pmtiles"));
    let layers = found.metadata["vector_layers"].as_array().unwrap();
    assert_eq!(layers.last().unwrap()["id"], "qpv");
    assert_eq!(layers.last().unwrap()["fields"]["actif"], "Boolean");
    let mut at_12: BTreeMap<String, Vec<Placed>> = BTreeMap::new();
    for ((z, x, y), tile) in found.tiles {
        for feature in decode(tile).remove("qpv").into_iter().flatten().filter(|_| z == 12) {
            let properties = feature.properties.unwrap();
            let Value::String(code) = properties["code"].clone() else { panic!() };
            if code == "QP090001" {
                assert_eq!(properties["nom"], Value::String("Les Résidences".into()));
                assert_eq!(properties["actif"], Value::Bool(true));
                assert_eq!(properties["n"], Value::Double(-3.0));
            }
            at_12.entry(code).or_default().push(((x, y), feature.geometry));
        }
    }
    let names: Vec<&str> = at_12.keys().map(String::as_str).collect();
    assert_eq!(names, ["QP090001", "eclat", "ligne", "noeud", "point", "wallis"]);
    for (_, polygon) in at_12["noeud"].iter().chain(&at_12["eclat"]).chain(&at_12["wallis"]) {
        check_polygons(polygon);
    }
    // Both sides of the antimeridian, and nothing between them.
    let columns: BTreeSet<u32> = at_12["wallis"].iter().map(|((x, _), _)| *x).collect();
    assert!(columns.contains(&0) && columns.contains(&4095));
    assert!(columns.iter().all(|x| *x < 12 || *x > 4083), "{columns:?}");
    // One point on either side of the world, in the tiles around it too.
    let points: BTreeSet<bool> = at_12["point"].iter().map(|((x, _), _)| *x > 3000).collect();
    assert_eq!(points.len(), 2);
}

#[test]
fn geopackage_and_geoparquet_in_lambert_93() {
    let dir = small();
    std::fs::write(
        dir.join("source.geojson"),
        EXTRA.replace("null", r#"{"type":"Point","coordinates":[7,47.6]}"#),
    )
    .unwrap();
    let script = r"
import sys, geopandas as gpd
g = gpd.read_file(sys.argv[1] + '/source.geojson', engine='pyogrio', on_invalid='ignore')
g = g[g.code.isin(['QP090001', 'point', 'ligne'])].explode().cx[6:8, 47:48].to_crs(2154)
g.to_file(sys.argv[1] + '/lambert.gpkg', layer='qpv')
g.to_parquet(sys.argv[1] + '/lambert.parquet')
g.set_crs(None, allow_override=True).to_parquet(sys.argv[1] + '/nowhere.parquet')
";
    let Some(run) = run_python(&["-c", script, &dir.display().to_string()]) else { return };
    run.ok();
    let places = |file: &str| {
        let name = format!("{file}.pmtiles");
        ifn(dir, &["tiles", "--extra", &format!("qpv={file}"), "-o", &name]).ok();
        let tiles = read(&dir.join(&name)).tiles.into_iter().filter(|((z, ..), _)| *z == 12);
        let mut out = BTreeSet::new();
        for (at, tile) in tiles {
            for feature in decode(tile).remove("qpv").into_iter().flatten() {
                let code = feature.properties.unwrap()["code"].clone();
                out.insert(format!("{at:?} {code:?} {:?}", feature.geometry));
            }
        }
        out
    };
    let expected: BTreeSet<String> = {
        std::fs::write(dir.join("there.geojson"), EXTRA).unwrap();
        let wanted = ["QP090001", "point", "ligne"];
        let all = places("there.geojson");
        all.into_iter()
            .filter(|f| wanted.iter().any(|w| f.contains(w)) && f.contains("(12, 21"))
            .collect()
    };
    assert!(expected.len() >= 3, "{expected:?}");
    assert_eq!(places("lambert.gpkg"), expected);
    assert_eq!(places("lambert.parquet"), expected);
    let run = ifn(dir, &["tiles", "--extra", "nowhere.parquet", "-o", "no.pmtiles"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("does not say its reference system"), "{}", run.err);
    assert!(!dir.join("no.pmtiles").exists());
}

#[test]
fn what_cannot_be_drawn_says_why_and_leaves_the_archive_as_it_was() {
    let (dir, _) = copy(&built_small());
    let dir = dir.path();
    let archive = dir.join("out/tiles/territories.pmtiles");
    let before = std::fs::read(&archive).unwrap();
    let write = |name: &str, content: &[u8]| std::fs::write(dir.join(name), content).unwrap();
    write("coupe.geojson", br#"{"type":"FeatureCollection","features":[{"type":"Feature","#);
    write("coupe.gpkg", b"SQLite format 3\0 and then nothing");
    write("texte.parquet", b"PAR1 not really PAR1");
    write("carte.shp", b"");
    let vide = br#"{"type":"FeatureCollection","features":[]}"#;
    write("vide.geojson", vide);
    write("iris.geojson", vide);
    let loin = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":
        {"name":"urn:ogc:def:crs:EPSG::99999"}},"features":[]}"#;
    write("loin.geojson", loin.as_bytes());
    for (args, status, expected) in [
        (vec!["--extra", "absent.geojson"], 1, "cannot read absent.geojson"),
        (
            vec!["--extra", "coupe.geojson"],
            1,
            "coupe.geojson:1: is not a GeoJSON FeatureCollection",
        ),
        (vec!["--extra", "coupe.gpkg"], 1, "is not a usable GeoPackage"),
        (vec!["--extra", "texte.parquet"], 1, "texte.parquet"),
        (vec!["--extra", "carte.shp"], 1, "convert it first: ogr2ogr -f GPKG carte.gpkg carte.shp"),
        (vec!["--extra", "loin.geojson"], 1, "reference system EPSG:99999"),
        (vec!["--extra", "iris.geojson"], 2, "two layers would be called `iris`"),
        (vec!["--level", "comune"], 2, "did you mean commune?"),
        (vec!["--zooms", "8-4"], 2, "zooms 8-4 cannot be drawn"),
        (vec!["--zooms", "4-30"], 2, "at most 16"),
        (vec!["--zooms", "quatre"], 2, "two zooms expected"),
    ] {
        let run = ifn(dir, &[vec!["tiles"], args.clone()].concat());
        assert_eq!(run.status, status, "{args:?}: {}", run.err);
        assert!(run.err.contains(expected), "{args:?}: {}", run.err);
        assert_eq!(std::fs::read(&archive).unwrap(), before, "{args:?}");
    }
    let run = ifn(dir, &["tiles", "--extra", "vide.geojson", "-o", "vide.pmtiles"]).ok();
    assert!(run.err.contains("layer `vide` is empty"), "{}", run.err);
    let run = ifn(&built_without_contours(), &["tiles"]);
    assert!(run.err.contains("build again without --no-geometry"), "{}", run.err);
    // A commune without a contour: what surrounds it is drawn, it cannot be.
    ifn(dir, &["build", "--quiet", "--zone", "commune:15031", "--out", "celles"]).ok();
    let run = ifn(dir, &["tiles", "--out", "celles", "--level", "commune"]);
    assert!(run.status == 2 && run.err.contains("no feature has a geometry"), "{}", run.err);
    let names: Vec<String> = std::fs::read_dir(dir.join("out/tiles"))
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["territories.pmtiles"], "nothing half-written is left");
}

/// Units that no coverage should have: one over all others, slivers, a bow tie, one across the
/// antimeridian, one without a contour.
#[test]
fn a_territory_of_ones_own_may_be_anything() {
    let dir = tempfile::tempdir().unwrap();
    let script = r"
import sys, geopandas as gpd, pandas as pd
from shapely.geometry import Polygon, box
units = {'GRAND': box(0, 40, 20, 60), 'DESSUS': box(10, 50, 30, 55), 'VIDE': None,
         'ECLAT': Polygon([(2, 48), (3, 48), (3, 48.0000001)]),
         'NOEUD': Polygon([(4, 45), (6, 47), (6, 45), (4, 47)]),
         'WALLIS': Polygon([(179, -14), (-179, -14), (-179, -13), (179, -13)])}
for i in range(20):
    for j in range(20):
        units[f'P{i:02}{j:02}'] = box(2 + i / 1000, 48 + j / 1000, 2 + (i + 1) / 1000, 48 + (j + 1) / 1000)
t = pd.DataFrame({'code': list(units), 'a': range(len(units))})
t['geometry'] = [None if g is None else g.wkb for g in units.values()]
t.to_parquet(sys.argv[1] + '/t.parquet')
";
    let Some(run) = run_python(&["-c", script, &dir.path().display().to_string()]) else { return };
    run.ok();
    let method = r#"
id = "essai"
title = "Essai"
levels = ["zone"]
[normalise]
method = "rank"
[[axis]]
id = "un"
[[axis.indicator]]
id = "a"
[indicator.a]
table = "t"
value = "a"
[territory]
table = "t"
level = "zone"
code = "code"
geometry = "geometry"
[table.t]
path = "t.parquet"
key = "code"
level = "zone"
"#;
    std::fs::write(dir.path().join("m.toml"), method).unwrap();
    let run = ifn(dir.path(), &["build", "m.toml", "--json"]).ok();
    let manifest: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    // What crosses in the data is told, and drawn all the same.
    assert!(manifest["tiles"]["zooms"]["12"]["crossing"].as_u64().unwrap() > 0);
    let mut seen: BTreeMap<u8, BTreeSet<u64>> = BTreeMap::new();
    for ((z, ..), tile) in read(&dir.path().join("out/tiles/territories.pmtiles")).tiles {
        for feature in decode(tile).into_values().flatten() {
            check_polygons(&feature.geometry);
            seen.entry(z).or_default().insert(feature.id.unwrap());
        }
    }
    assert_eq!(seen.keys().copied().collect::<Vec<u8>>(), (4..=12).collect::<Vec<u8>>());
    assert!(seen.values().all(|units| units.len() == 405), "each unit but the one without contour");
}
