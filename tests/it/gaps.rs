//! Where need is high and help is missing: figures against an oracle that shares no code with the
//! engine, what is written, and the command.

use std::path::Path;

use crate::common::seine_saint_denis::{build, method};
use crate::common::{built, ifn, root, run_python, shared};

fn oracle(dir: &Path, departements: &[&str]) {
    let out = dir.join("out").display().to_string();
    let mut args = vec!["tests/oracle/gaps.py", &out];
    args.extend(departements);
    if let Some(run) = run_python(&args) {
        print!("{}", run.ok().out);
    }
}

#[test]
fn town_halls_by_their_hours() {
    let dir = built();
    oracle(&dir, &["23", "974", "93"]);
    let gaps = ifn(&dir, &["gaps", "--zone", "departement:23", "--top", "3"]).ok().out;
    assert!(gaps.contains("largest gaps among 255 communes of Creuse (23)"), "{gaps}");
    assert!(gaps.contains("not of persons in difficulty"), "{gaps}");
    assert!(gaps.contains("Mairie") || gaps.contains("mairie"), "{gaps}");
    // The same as a table, the largest first, no more than asked.
    let csv = ifn(&dir, &["gaps", "--zone", "departement:23", "--top", "3", "--format", "csv"]);
    let csv = csv.ok().out;
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 4, "{csv}");
    let column = |name: &str| rows[0].split(',').position(|c| c == name).unwrap();
    let gap = |row: &str| row.split(',').nth(column("gap")).unwrap().parse::<f64>().unwrap();
    assert!(gap(rows[1]) >= gap(rows[2]) && gap(rows[2]) >= gap(rows[3]));
    // A map layer has the contours of the same units.
    let written = tempfile::tempdir().unwrap();
    let file = written.path().join("gaps.geojson");
    ifn(&dir, &["gaps", "--top", "5", "-q", "-o", file.to_str().unwrap()]).ok();
    let layer = std::fs::read_to_string(file).unwrap();
    let layer: serde_json::Value = serde_json::from_str(&layer).unwrap();
    assert_eq!(layer["features"].as_array().unwrap().len(), 5);
    assert!(layer["features"][0]["geometry"]["coordinates"].is_array());
    // And the sheet on the command line says it too.
    let sheet = ifn(&dir, &["explain", "23096"]).ok().out;
    assert!(sheet.contains("help within reach") && sheet.contains("rank"), "{sheet}");
}

#[test]
fn real_inventories_by_service() {
    if shared().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out").display().to_string();
    let method = "tests/methods/communes-2021.toml";
    ifn(&root(), &["build", method, "--quiet", "--no-tiles", "--out", &out]).ok();
    oracle(dir.path(), &["33", "21"]);
    let one = |service: &str| {
        let run = ifn(dir.path(), &["gaps", "--service", service, "--top", "1", "--json"]).ok();
        serde_json::from_str::<serde_json::Value>(&run.out).unwrap()[0].clone()
    };
    // By its id and by its name: the same. Another service: other distances.
    assert_eq!(one("demarches"), one("Aide aux démarches administratives"));
    assert_ne!(one("demarches")["access_km"], one("loisirs")["access_km"]);
}

#[test]
fn mistakes_are_told() {
    let wrong = |args: &[&str], told: &str| {
        let run = ifn(&built(), args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.err);
        assert!(run.err.contains(told), "{args:?}: {}", run.err);
    };
    wrong(&["gaps", "--service", "demarche"], "did you mean demarches?");
    wrong(&["gaps", "--level", "canton"], "does not compute level `canton`");
    wrong(&["gaps", "--zone", "departement:999"], "the build has no departement `999`");
    wrong(&["gaps", "--format", "xlsx"], "name a file with -o");
    let dir = tempfile::tempdir().unwrap();
    let method = dir.path().join("m.toml");
    let text = std::fs::read_to_string(root().join("configs/embarque.toml")).unwrap();
    for (from, to, told) in [
        ("places = [\"mairies\",", "places = [\"mairie\",", "did you mean mairies?"),
        ("places = [\"mairies\",", "places = [\"regions-2026\",", "it has no [places]"),
        ("at_risk = \"part_65_plus\"", "at_risk = \"part_65\"", "did you mean part_65_plus?"),
        ("at_risk = \"part_65_plus\"", "at_risk = \"densite\"", "not a share of persons"),
        ("capacity = \"hours\"", "zones_km = [5, 3]\nweights = [1, 1]", "ascending"),
        ("capacity = \"hours\"", "zones_km = [5, 10]", "go together"),
        (
            "mediation = [\"part_65_plus\"",
            "mediation = [\"part_65_plu\"",
            "did you mean part_65_plus?",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        std::fs::write(&method, text.replace(from, to)).unwrap();
        let run = ifn(dir.path(), &["check", "m.toml"]);
        assert_eq!(run.status, 1, "{to}: {}", run.err);
        assert!(run.err.contains(told) && run.err.contains("m.toml:"), "{to}: {}", run.err);
    }
}

#[test]
fn a_method_without_help_has_none() {
    let dir = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root().join("configs/embarque.toml")).unwrap();
    let (before, rest) = text.split_once("[access]").unwrap();
    let after = rest.split_once("[[preset]]").unwrap().1;
    std::fs::write(dir.path().join("m.toml"), format!("{before}[[preset]]{after}")).unwrap();
    ifn(dir.path(), &["build", "m.toml", "--quiet", "--no-geometry"]).ok();
    assert!(!dir.path().join("out/places.parquet").exists());
    let run = ifn(dir.path(), &["gaps"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("its method has no [access]"), "{}", run.err);
}

/// Libraries as help, people of Bondy by squares of 200 m.
const BY_SQUARES: &str = r#"
[grid]
table = "grid"
persons = "ind"
[table.libraries]
mapping = "bibliotheques"
path = "DATA/culture/adresses-des-bibliotheques-publiques.csv"
[[axis]]
id = "a"
[[axis.indicator]]
id = "library_km"
[indicator.library_km]
unit = "km"
nearest = ["libraries"]
[access]
places = ["libraries"]
"#;

#[test]
fn people_by_squares_of_a_grid() {
    let Some(data) = shared() else { return };
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), &method(&data, BY_SQUARES)).ok();
    let script = r"
import sys, numpy as np, pandas as pd, geopandas as gpd, pyproj
data, out = sys.argv[1:]
iris = gpd.read_file(f'{data}/ign/contours_iris_93.gpkg', layer='contours_iris').set_index('CODE_IRIS')
grid = gpd.read_file(f'{data}/insee/carreaux/carreaux_bondy.gpkg', layer='bondy').set_crs(2154, allow_override=True)
# Squares are cut at Bondy's border: any point inside of what is left may stand for one.
d = pd.read_parquet(f'{out}/inputs/demand.parquet')
d = d[d.place == 'grid']
squares = gpd.GeoDataFrame(d[['code']], geometry=gpd.points_from_xy(d.lon, d.lat), crs=4326)
squares = gpd.sjoin(squares, grid.to_crs(4326)[['ind', 'geometry']], predicate='within').drop(columns='index_right')
assert len(squares) == len(d) > 160
squares = gpd.sjoin(squares, iris[['geometry']].to_crs(4326), predicate='within')
assert len(squares) == len(d) and (squares.code == squares.CODE_IRIS).all()
places = pd.read_parquet(f'{out}/places.parquet')
places = places[places.receives_public & places.longitude.between(2.2, 2.8) & places.latitude.between(48.7, 49.1)]
geod = pyproj.Geod(ellps='WGS84')
def km(lon, lat):
    n = len(places)
    return geod.inv(np.full(n, lon), np.full(n, lat), places.longitude, places.latitude)[2].min() / 1000
squares['km'] = [km(p.x, p.y) for p in squares.geometry]
squares['w'] = squares.km * squares.ind
mean = squares.groupby('CODE_IRIS')[['w', 'ind']].sum()
mean = (mean.w / mean.ind).dropna()
s = pd.read_parquet(f'{out}/scores/iris.parquet').set_index('code')
assert (s.origin_library_km[mean.index] == 'grid').all() and (s.access_from[mean.index] == 'grid').all()
others = s.drop(mean.index)
assert set(others.origin_library_km) == {'centre'}, set(others.origin_library_km)
off = (s.access_km[mean.index] - mean).abs()
assert len(mean) > 15 and off.max() < 1e-6, (len(mean), off.sort_values().tail())
# Offices that receive nobody are no help, but a library all the same.
assert (s.value_library_km[mean.index] <= s.access_km[mean.index] + 1e-9).all()
print(len(mean), 'IRIS by', len(squares), 'squares')
";
    let out = dir.path().join("out").display().to_string();
    if let Some(run) = run_python(&["-c", script, &data.display().to_string(), &out]) {
        print!("{}", run.ok().out);
    }
}
