//! Layers: reference systems, geometries, GeoJSON.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, BinaryArray, FixedSizeListArray, Float64Array, ListArray, RecordBatch,
    StringArray, StructArray,
};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field, Float64Type};
use parquet::file::metadata::KeyValue;
use serde_json::{Value, json};

use crate::common::{ifn, rows};

type Ring = Vec<[f64; 2]>;

/// Boxes of 1 to 2 and 2.4 to 3 °E, 46 to 47 °N: their corners in Lambert-93, by PROJ 9.5.
fn boxes() -> [Ring; 2] {
    let first = [
        [622_609.119_992_160_8, 6_544_963.910_583_734],
        [624_015.535_468_011_7, 6_656_012.009_658_32],
        [548_043.257_396_416_6, 6_657_455.380_547_704],
        [545_230.652_006_961, 6_546_433.997_186_241],
        [622_609.119_992_160_8, 6_544_963.910_583_734],
    ];
    let second = [
        [700_000.0, 6_544_473.855_517_732],
        [700_000.0, 6_655_530.860_306_128],
        [654_408.541_324_575_3, 6_655_704.075_554_556],
        [653_564.677_602_659_7, 6_544_650.276_850_555],
        [700_000.0, 6_544_473.855_517_732],
    ];
    [first.to_vec(), second.to_vec()]
}

fn wkb(kind: u32, points: &[[f64; 2]]) -> Vec<u8> {
    let mut out = vec![1];
    out.extend(kind.to_le_bytes());
    if kind == 3 {
        out.extend(1_u32.to_le_bytes());
    }
    if kind != 1 {
        out.extend((points.len() as u32).to_le_bytes());
    }
    points.iter().flatten().for_each(|x| out.extend(x.to_le_bytes()));
    out
}

/// Coordinates as a structure of x and y, or as a list of two.
fn coordinates(points: &[[f64; 2]], interleaved: bool) -> ArrayRef {
    if interleaved {
        let all = Float64Array::from_iter_values(points.iter().flatten().copied());
        let field = Arc::new(Field::new("xy", DataType::Float64, false));
        return Arc::new(FixedSizeListArray::new(field, 2, Arc::new(all), None));
    }
    let axis = |name: &str, k: usize| {
        let values = Float64Array::from_iter_values(points.iter().map(|p| p[k]));
        (Arc::new(Field::new(name, DataType::Float64, false)), Arc::new(values) as ArrayRef)
    };
    Arc::new(StructArray::from(vec![axis("x", 0), axis("y", 1)]))
}

/// One list a row, of `each` values.
fn lists(values: ArrayRef, each: usize) -> ArrayRef {
    let count = values.len() / each;
    let ends: Vec<i32> = (0..=count).map(|i| (i * each) as i32).collect();
    let field = Arc::new(Field::new("item", values.data_type().clone(), false));
    Arc::new(ListArray::new(field, OffsetBuffer::new(ScalarBuffer::from(ends)), values, None))
}

/// A file of Parquet with a column `code` and one of geometries; `geo` is what it says of that.
fn write(path: &Path, codes: &[&str], geometry: ArrayRef, geo: Option<&Value>) {
    let codes: ArrayRef = Arc::new(StringArray::from(codes.to_vec()));
    let batch = RecordBatch::try_from_iter([("code", codes), ("geometry", geometry)]).unwrap();
    let file = std::fs::File::create(path).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    if let Some(about) = geo {
        let geo = json!({"version": "1.1.0", "primary_column": "geometry",
            "columns": {"geometry": about}});
        writer.append_key_value_metadata(KeyValue::new("geo".to_string(), geo.to_string()));
    }
    writer.close().unwrap();
}

fn epsg(code: u32) -> Value {
    json!({"type": "ProjectedCRS", "name": "x", "id": {"authority": "EPSG", "code": code}})
}

fn own(zones: &str, points: &str) -> String {
    format!(
        "id = 'own'\ntitle = 'Own'\nlevels = ['zone']\n[normalise]\nmethod = 'percentile_rank'\n\
         [[axis]]\nid = 'un'\n[[axis.indicator]]\nid = 'n'\n[indicator.n]\ntable = 'pts'\n\
         numerator = '1'\ndenominator = '1'\n[territory]\ntable = 'zones'\nlevel = 'zone'\n\
         code = 'code'\ngeometry = 'geometry'\n[table.zones]\nkey = 'code'\nlevel = 'zone'\n\
         {zones}\n[table.pts]\nlevel = 'zone'\n{points}\n"
    )
}

const POINTS: &str = "path = 'p.csv'\nlocate = { lon = 'lon', lat = 'lat' }";
const LON_LAT: &str = "lon,lat\n1.1,46.1\n1.9,46.9\n2.5,46.5\n";

/// Bounds of the contours that a build wrote.
fn bounds(dir: &Path) -> [f64; 4] {
    let bytes = std::fs::read(dir.join("out/territories/zone.parquet")).unwrap();
    let batch = rows::parquet(bytes);
    let mut out = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for wkb in batch["geometry"].as_binary::<i32>().iter().flatten() {
        assert_eq!(wkb[..13], [1, 3, 0, 0, 0, 1, 0, 0, 0, wkb[9], 0, 0, 0], "one ring");
        for point in wkb[13..].chunks_exact(16) {
            let number = |at: usize| f64::from_le_bytes(point[at..at + 8].try_into().unwrap());
            let [w, s, e, n] = out;
            out = [w.min(number(0)), s.min(number(8)), e.max(number(0)), n.max(number(8))];
        }
    }
    out
}

fn build(dir: &Path, method: &str) -> crate::common::Run {
    std::fs::write(dir.join("m.toml"), method).unwrap();
    ifn(dir, &["build", "m.toml", "--no-tiles"])
}

/// Rows that were located, of three.
fn all_located(dir: &Path, method: &str) {
    let run = build(dir, method).ok();
    assert!(!run.err.contains("join no zone"), "{}", run.err);
    let found = bounds(dir);
    for (found, expected) in found.iter().zip([1.0, 46.0, 3.0, 47.0]) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }
}

#[test]
fn geoparquet_of_every_encoding_is_brought_to_degrees() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("p.csv"), LON_LAT).unwrap();
    let all = boxes();
    let corners: Ring = all.iter().flatten().copied().collect();
    let flat: ArrayRef = Arc::new(BinaryArray::from_iter_values(all.iter().map(|r| wkb(3, r))));
    let polygon = |interleaved: bool| lists(lists(coordinates(&corners, interleaved), 5), 1);
    for (encoding, geometry) in [
        ("WKB", flat),
        ("polygon", polygon(false)),
        ("polygon", polygon(true)),
        ("multipolygon", lists(polygon(false), 1)),
    ] {
        let about = json!({"encoding": encoding, "geometry_types": [], "crs": epsg(2154)});
        write(&dir.path().join("z.parquet"), &["A", "C"], geometry, Some(&about));
        all_located(dir.path(), &own("path = 'z.parquet'", POINTS));
        all_located(dir.path(), &own("path = 'z.parquet'\ncrs = 2154", POINTS));
    }
    // Points in GeoParquet, located in zones of degrees.
    let points = [
        [553_234.771_281_668_5, 6_557_344.731_276_771],
        [616_262.838_725_173_1, 6_645_007.375_291_575],
        [661_655.380_208_844_7, 6_600_121.401_816_466],
    ];
    let flat: ArrayRef =
        Arc::new(BinaryArray::from_iter_values(points.iter().map(|p| wkb(1, &[*p]))));
    for (encoding, geometry) in [
        ("WKB", flat.clone()),
        ("point", coordinates(&points, false)),
        ("point", coordinates(&points, true)),
        ("multipoint", lists(coordinates(&points, false), 1)),
    ] {
        let about = json!({"encoding": encoding, "geometry_types": [], "crs": epsg(2154)});
        write(&dir.path().join("p.parquet"), &["1", "2", "3"], geometry, Some(&about));
        let points = "path = 'p.parquet'\nlocate = { geometry = 'geometry' }";
        all_located(dir.path(), &own("path = 'z.parquet'", points));
    }
    // Plain Parquet: `crs` says it, and without it lengths are refused.
    write(&dir.path().join("p.parquet"), &["1", "2", "3"], flat, None);
    let plain = "path = 'p.parquet'\nlocate = { geometry = 'geometry' }";
    all_located(dir.path(), &own("path = 'z.parquet'", &format!("{plain}\ncrs = 2154")));
    let run = build(dir.path(), &own("path = 'z.parquet'", plain));
    assert!(run.status == 1 && run.err.contains("look like metres of Lambert-93"), "{}", run.err);
}

#[test]
fn a_system_is_never_guessed_nor_contradicted() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("p.csv"), LON_LAT).unwrap();
    let geometry = || -> ArrayRef {
        Arc::new(BinaryArray::from_iter_values(boxes().iter().map(|r| wkb(3, r))))
    };
    let path = dir.path().join("z.parquet");
    for (crs, key, said) in [
        (Some(Value::Null), "", "does not say its reference system"),
        (Some(epsg(99_999)), "", "is in the reference system EPSG:99999 (x), not known here"),
        (Some(json!({"name": "Mine"})), "", "is in the reference system Mine, not known here"),
        (
            Some(epsg(2154)),
            "crs = 4326",
            "declares the reference system EPSG:2154 (x), not EPSG:4326",
        ),
        // Nothing is degrees by the specification, and these are none.
        (None, "", "look like metres of Lambert-93"),
        (Some(json!("EPSG:4326")), "", "look like metres of Lambert-93"),
    ] {
        let mut about = json!({"encoding": "WKB", "geometry_types": []});
        if let Some(crs) = crs {
            about["crs"] = crs;
        }
        write(&path, &["A", "C"], geometry(), Some(&about));
        let run = build(dir.path(), &own(&format!("path = 'z.parquet'\n{key}"), POINTS));
        assert!(run.status == 1 && run.err.contains(said), "{said}: {}", run.err);
        assert!(!dir.path().join("out").exists());
    }
    // The key says what the file does not, or what cannot be known here.
    for crs in [Value::Null, json!({"name": "Mine"}), json!("ESRI:102110")] {
        let about = json!({"encoding": "WKB", "geometry_types": [], "crs": crs});
        write(&path, &["A", "C"], geometry(), Some(&about));
        all_located(dir.path(), &own("path = 'z.parquet'\ncrs = 2154", POINTS));
    }
    // GeoJSON: the old member, the key, and degrees that are none of Lambert-93.
    let layer = |crs: &str, rings: &[Ring]| {
        let features: Vec<Value> = rings
            .iter()
            .zip(["A", "C"])
            .map(|(ring, code)| {
                json!({"type": "Feature", "properties": {"code": code},
                    "geometry": {"type": "Polygon", "coordinates": [ring]}})
            })
            .collect();
        let mut layer = json!({"type": "FeatureCollection", "features": features});
        if !crs.is_empty() {
            layer["crs"] = json!({"type": "name", "properties": {"name": crs}});
        }
        std::fs::write(dir.path().join("z.geojson"), layer.to_string()).unwrap();
    };
    for (crs, key) in [
        ("urn:ogc:def:crs:EPSG::2154", ""),
        ("http://www.opengis.net/def/crs/EPSG/0/2154", ""),
        ("EPSG:2154", "crs = 9793"),
        ("", "crs = 2154"),
    ] {
        layer(crs, &boxes());
        all_located(dir.path(), &own(&format!("path = 'z.geojson'\n{key}"), POINTS));
    }
    let degrees = vec![[1.0, 46.0], [2.0, 46.0], [2.0, 47.0], [1.0, 46.0]];
    layer("EPSG:2154", &[degrees]);
    let run = build(dir.path(), &own("path = 'z.geojson'", POINTS));
    assert!(
        run.status == 1 && run.err.contains("look like degrees, not like those of EPSG:2154"),
        "{}",
        run.err
    );
    // Text in a table says its system too.
    layer("EPSG:2154", &boxes());
    let text = "geometry\nPOINT (553234.77 6557344.73)\nPOINT (616262.84 6645007.38)\n\
                POINT (661655.38 6600121.40)\n";
    std::fs::write(dir.path().join("p.csv"), text).unwrap();
    let points = "path = 'p.csv'\nlocate = { geometry = 'geometry' }";
    all_located(dir.path(), &own("path = 'z.geojson'", &format!("{points}\ncrs = 2154")));
    std::fs::write(dir.path().join("p.csv"), text.replace("POINT", "SRID=2154;POINT")).unwrap();
    all_located(dir.path(), &own("path = 'z.geojson'", points));
    let run = build(dir.path(), &own("path = 'z.geojson'", &format!("{points}\ncrs = 4326")));
    assert!(
        run.status == 1 && run.err.contains("declares the reference system EPSG:2154"),
        "{}",
        run.err
    );
}

/// Values of a column of scores, by code.
fn scores(dir: &Path, level: &str, column: &str) -> Vec<(String, f64)> {
    let batch =
        rows::parquet(std::fs::read(dir.join(format!("out/scores/{level}.parquet"))).unwrap());
    let codes = arrow::compute::cast(&batch["code"], &DataType::Utf8).unwrap();
    let values = arrow::compute::cast(&batch[column], &DataType::Float64).unwrap();
    let codes = codes.as_string::<i32>().iter().map(|c| c.unwrap().to_string());
    codes.zip(values.as_primitive::<Float64Type>().iter().map(|v| v.unwrap_or(f64::NAN))).collect()
}

fn polygon(code: &str, ring: &[[f64; 2]]) -> Value {
    json!({"type": "Feature", "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn collection(features: &[Value]) -> String {
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

const COVERED: &str = "id = 'm'\ntitle = 'm'\nlevels = ['u']\n[scale]\nmin = 1.0\nmax = 10.0\n\
    [normalise]\nmethod = 'quantile_position'\n[[axis]]\nid = 'a'\n[[axis.indicator]]\nid = 'c'\n\
    [indicator.c]\ncovered = 'z'\nof = 'area'\nfactor = 100.0\n[territory]\ntable = 't'\n\
    level = 'u'\ncode = 'code'\ngeometry = 'geometry'\n[table.t]\npath = 'u.geojson'\nlevel = 'u'\n\
    key = 'code'\n[table.z]\npath = 'z.geojson'\nlevel = 'u'\nlocate = { geometry = 'geometry' }\n";

/// A ring with a rough border around a point.
fn rough(at: [f64; 2], radius: f64, points: u32) -> Ring {
    let mut ring: Ring = (0..points)
        .map(|i| {
            let angle = f64::from(i) / f64::from(points) * std::f64::consts::TAU;
            let far = radius * (1.0 + 0.3 * (f64::from(i) * 2.7).sin());
            [at[0] + far * angle.cos(), at[1] + far * angle.sin()]
        })
        .collect();
    ring.push(ring[0]);
    ring
}

#[test]
fn full_cover_is_100_and_none_is_0() {
    let dir = tempfile::tempdir().unwrap();
    let whole = ["A", "B", "C", "D", "E"].iter().zip([7_u32, 40, 300, 1200, 3000]);
    let mut units: Vec<Value> = whole
        .map(|(code, points)| {
            let at = [4.5 + f64::from(points % 7) / 5.0, 45.5 + f64::from(points % 11) / 10.0];
            polygon(code, &rough(at, 0.03, points))
        })
        .collect();
    // Corner to corner with what covers, where two zones meet, along its border, half, outside.
    units.push(polygon("F", &[[4.0, 45.0], [4.2, 45.0], [4.2, 45.3], [4.0, 45.3], [4.0, 45.0]]));
    units.push(polygon("G", &rough([5.0, 46.3], 0.11, 500)));
    units.push(polygon("H", &[[3.0, 45.1], [4.0, 45.1], [4.0, 45.7], [3.0, 45.1]]));
    units.push(polygon("I", &[[5.9, 46.0], [6.1, 46.0], [6.1, 46.1], [5.9, 46.1], [5.9, 46.0]]));
    units.push(polygon("J", &rough([9.0, 46.0], 0.1, 50)));
    std::fs::write(dir.path().join("u.geojson"), collection(&units)).unwrap();
    let zone =
        |w: f64, e: f64| polygon("z", &[[w, 45.0], [e, 45.0], [e, 47.0], [w, 47.0], [w, 45.0]]);
    std::fs::write(dir.path().join("z.geojson"), collection(&[zone(4.0, 5.0), zone(5.0, 6.0)]))
        .unwrap();
    build(dir.path(), COVERED).ok();
    let values = scores(dir.path(), "u", "value_c");
    for (code, value) in &values[..7] {
        assert_eq!(*value, 100.0, "{code}");
    }
    assert_eq!([values[7].1, values[9].1], [0.0, 0.0]);
    // The half of a box of degrees is its half on the ground.
    assert!((values[8].1 - 50.0).abs() < 1e-6, "{}", values[8].1);
    let ranks = scores(dir.path(), "u", "rank");
    assert!(ranks[..7].iter().all(|(_, rank)| *rank == ranks[0].1), "{ranks:?}");
    let norms = scores(dir.path(), "u", "norm_c");
    assert!(norms[..7].iter().all(|(_, n)| *n == norms[0].1), "{norms:?}");
    // A hole of 10 m makes it less than all.
    let hole: Ring = vec![[4.5, 46.0], [4.5001, 46.0], [4.5001, 46.0001], [4.5, 46.0]];
    let outer = [[4.0, 45.0], [6.0, 45.0], [6.0, 47.0], [4.0, 47.0], [4.0, 45.0]];
    let mut with_hole = polygon("z", &outer);
    with_hole["geometry"]["coordinates"].as_array_mut().unwrap().push(json!(hole));
    std::fs::write(dir.path().join("z.geojson"), collection(&[with_hole])).unwrap();
    let unit = polygon("A", &[[4.4, 45.9], [4.6, 45.9], [4.6, 46.1], [4.4, 46.1], [4.4, 45.9]]);
    let other = polygon("B", &rough([5.0, 46.3], 0.11, 500));
    std::fs::write(dir.path().join("u.geojson"), collection(&[unit, other])).unwrap();
    build(dir.path(), COVERED).ok();
    let values = scores(dir.path(), "u", "value_c");
    assert!(values[0].1 < 100.0 && values[0].1 > 99.9999, "{values:?}");
    assert_eq!(values[1].1, 100.0);
}

/// Code, west, south of boxes of a tenth of a degree, and the share of them in the strip below.
const STRIP: [(&str, f64, f64, f64); 18] = [
    ("A", -2.0, 47.24, 45.1545),
    ("B", -2.0, 48.14, 56.6541),
    ("C", -1.0, 47.28, 46.7866),
    ("D", -1.0, 48.18, 54.3588),
    ("E", 0.3, 47.31, 39.8431),
    ("F", 0.3, 48.22, 50.6645),
    ("G", 1.4, 47.33, 39.9678),
    ("H", 1.4, 48.24, 50.1959),
    ("I", 2.2, 47.34, 42.0552),
    ("J", 2.2, 48.24, 57.9706),
    ("K", 3.0, 47.35, 49.6469),
    ("L", 3.0, 48.25, 50.3372),
    ("M", 4.1, 47.34, 45.3226),
    ("N", 4.1, 48.24, 54.7597),
    ("O", 5.0, 47.33, 47.7090),
    ("P", 5.0, 48.23, 52.5877),
    ("Q", 5.5, 47.32, 47.6045),
    ("R", 5.5, 48.22, 52.8633),
];

/// A strip of 600 km by 100 km in Lambert-93 is straight there: shares of boxes across its southern border,
/// by PROJ and shapely with edges of 200 m on the ellipsoid's equal-area plane (EPSG:6933).
#[test]
fn long_edges_are_straight_in_their_own_system() {
    let dir = tempfile::tempdir().unwrap();
    let strip = [
        [300_000.0, 6_700_000.0],
        [900_000.0, 6_700_000.0],
        [900_000.0, 6_800_000.0],
        [300_000.0, 6_800_000.0],
        [300_000.0, 6_700_000.0],
    ];
    let mut zone: Value = serde_json::from_str(&collection(&[polygon("z", &strip)])).unwrap();
    zone["crs"] = json!({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}});
    std::fs::write(dir.path().join("z.geojson"), zone.to_string()).unwrap();
    let square = |code: &str, lon: f64, lat: f64| {
        let (e, n) = (lon + 0.1, lat + 0.1);
        polygon(code, &[[lon, lat], [e, lat], [e, n], [lon, n], [lon, lat]])
    };
    let units: Vec<Value> =
        STRIP.iter().map(|(code, lon, lat, _)| square(code, *lon, *lat)).collect();
    std::fs::write(dir.path().join("u.geojson"), collection(&units)).unwrap();
    build(dir.path(), COVERED).ok();
    for ((code, value), (_, lon, lat, expected)) in
        scores(dir.path(), "u", "value_c").iter().zip(STRIP)
    {
        assert!((value - expected).abs() < 0.002, "{code} {lon} {lat}: {value}, not {expected}");
    }
}

#[test]
fn numbers_of_geojson_to_the_last_bit() {
    let dir = tempfile::tempdir().unwrap();
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"A1","v":45.738850890935716},"geometry":{"type":"Polygon",
        "coordinates":[[[4.95,45.73],[4.960238714490366,45.738850890935716],[4.95,45.74],[4.95,45.73]]]}},
        {"type":"Feature","properties":{"code":"B1","v":2},"geometry":{"type":"Polygon",
        "coordinates":[[[4.97,45.73],[4.97,45.74],[4.965,45.735],[4.97,45.73]]]}}]}"#;
    std::fs::write(dir.path().join("t.geojson"), text).unwrap();
    std::fs::write(dir.path().join("v.csv"), "code,v\nA1,45.738850890935716\nB1,2\n").unwrap();
    std::fs::write(
        dir.path().join("v.json"),
        r#"[{"code":"A1","v":45.738850890935716},{"code":"B1","v":2}]"#,
    )
    .unwrap();
    std::fs::write(dir.path().join("p.csv"), "x,y\n4.960238714490366,45.738850890935716\n")
        .unwrap();
    let indicator = |id: &str, table: &str| {
        format!(
            "[[axis.indicator]]\nid = '{id}'\n[indicator.{id}]\ntable = '{table}'\nvalue = 'v'\n"
        )
    };
    let method = format!(
        "id = 'm'\ntitle = 'm'\nlevels = ['u']\n[normalise]\nmethod = 'identity'\n[[axis]]\nid = 'a'\n{}{}{}\
         [territory]\ntable = 't'\nlevel = 'u'\ncode = 'code'\ngeometry = 'geometry'\n\
         [table.t]\npath = 't.geojson'\nlevel = 'u'\nkey = 'code'\n[table.c]\npath = 'v.csv'\n\
         level = 'u'\nkey = 'code'\n[table.j]\npath = 'v.json'\nlevel = 'u'\nkey = 'code'\n",
        indicator("x", "t"),
        indicator("y", "c"),
        indicator("z", "j")
    );
    build(dir.path(), &method).ok();
    for column in ["value_x", "value_y", "value_z"] {
        assert_eq!(
            scores(dir.path(), "u", column)[0].1.to_bits(),
            45.738_850_890_935_716_f64.to_bits()
        );
    }
    let run = ifn(dir.path(), &["locate", "p.csv", "--lon", "x", "--lat", "y"]).ok();
    assert!(run.out.contains("A1") && !run.out.contains("outside"), "{}", run.out);
}

#[test]
fn a_byte_order_mark_is_no_content() {
    let dir = tempfile::tempdir().unwrap();
    let mark = |text: &str| format!("\u{feff}{text}");
    let ring = |w: f64, e: f64| [[w, 46.0], [e, 46.0], [e, 47.0], [w, 47.0], [w, 46.0]];
    let zones = collection(&[polygon("A", &ring(1.0, 2.0)), polygon("C", &ring(2.4, 3.0))]);
    std::fs::write(dir.path().join("z.geojson"), mark(&zones)).unwrap();
    std::fs::write(dir.path().join("p.csv"), mark(LON_LAT)).unwrap();
    all_located(dir.path(), &mark(&own("path = 'z.geojson'", POINTS)));
    let run =
        ifn(dir.path(), &["tiles", "--zooms", "4-5", "--extra", "ex=z.geojson", "-o", "o.pmtiles"])
            .ok();
    assert!(!run.err.contains("not drawn"), "{}", run.err);
}

/// A circle of 3 km around Guéret as a curve polygon of two arcs, in Lambert-93.
fn circle() -> Vec<u8> {
    let ([x, y], r) = ([612_000.0, 6_563_000.0], 3000.0);
    let arcs = [[x - r, y], [x, y + r], [x + r, y], [x, y - r], [x - r, y]];
    let mut out = vec![1, 10, 0, 0, 0, 1, 0, 0, 0];
    out.extend(wkb(8, &arcs));
    out
}

#[test]
fn curves_become_lines_of_many_points() {
    let dir = tempfile::tempdir().unwrap();
    let square = [
        [630_000.0, 6_563_000.0],
        [640_000.0, 6_563_000.0],
        [640_000.0, 6_573_000.0],
        [630_000.0, 6_573_000.0],
        [630_000.0, 6_563_000.0],
    ];
    let all = [circle(), wkb(3, &square)];
    let geometry: ArrayRef = Arc::new(BinaryArray::from_iter_values(&all));
    let about = json!({"encoding": "WKB", "geometry_types": [], "crs": epsg(2154)});
    write(&dir.path().join("z.parquet"), &["c1", "c2"], geometry, Some(&about));
    // 2.9 km north-east of the centre, within the circle and without its square of chords; 3.05 km.
    let (near, far) = ((614_050.0, 6_565_050.0), (614_160.0, 6_565_160.0));
    let points = format!("x,y\n{},{}\n{},{}\n635000,6568000\n", near.0, near.1, far.0, far.1);
    std::fs::write(dir.path().join("p.csv"), points).unwrap();
    let points = "path = 'p.csv'\nlocate = { x = 'x', y = 'y', crs = 2154 }";
    let run = build(dir.path(), &own("path = 'z.parquet'", points)).ok();
    assert!(run.err.contains("1 of 3 rows join no zone"), "{}", run.err);
    // Its share of a box around it: π/4, as shapely's buffer of 3000 m has 28.3 km².
    let run =
        ifn(dir.path(), &["tiles", "--zooms", "8-9", "--extra", "e=z.parquet", "-o", "o.pmtiles"]);
    assert!(!run.ok().err.contains("not drawn"));
    let archive = crate::common::pmtiles::read(&dir.path().join("o.pmtiles"));
    let most = archive.tiles.iter().filter(|((z, ..), _)| *z == 9).flat_map(|(_, tile)| {
        let layers = crate::common::mvt::decode(tile.clone());
        layers["e"].iter().map(|f| corners(&f.geometry).len()).collect::<Vec<_>>()
    });
    assert!(most.max().unwrap() > 12, "a circle is drawn round");
}

/// Every point of polygons.
fn corners(geometry: &geo_types::Geometry<i32>) -> Vec<[i32; 2]> {
    let polygons: Vec<_> = match geometry {
        geo_types::Geometry::Polygon(p) => vec![p],
        geo_types::Geometry::MultiPolygon(all) => all.iter().collect(),
        other => panic!("{other:?}"),
    };
    let rings = polygons.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings.flat_map(|r| r.coords().map(|c| [c.x, c.y])).collect()
}

#[test]
fn tiles_are_rounded_not_cut_down() {
    let dir = tempfile::tempdir().unwrap();
    let at = [4.85, 45.75];
    // A star: no point lies near another, none is left out at these zooms.
    let mut ring: Ring = (0..6000)
        .map(|i| {
            let angle = f64::from(i) / 6000.0 * std::f64::consts::TAU;
            let far = if i % 2 == 0 { 0.04 } else { 0.041 + 0.0001 * f64::from(i % 97) };
            [at[0] + far * angle.cos(), at[1] + far * angle.sin()]
        })
        .collect();
    ring.push(ring[0]);
    let square = [[4.0, 45.0], [4.1, 45.0], [4.1, 45.1], [4.0, 45.0]];
    let zones = collection(&[polygon("A", &ring), polygon("C", &square)]);
    std::fs::write(dir.path().join("z.geojson"), &zones).unwrap();
    std::fs::write(dir.path().join("p.csv"), "lon,lat\n4.85,45.75\n4.05,45.01\n").unwrap();
    std::fs::write(dir.path().join("m.toml"), own("path = 'z.geojson'", POINTS)).unwrap();
    ifn(dir.path(), &["build", "m.toml", "--no-tiles", "-q"]).ok();
    ifn(dir.path(), &["tiles", "--zooms", "12-13", "--extra", "e=z.geojson", "-o", "o.pmtiles"])
        .ok();
    let archive = crate::common::pmtiles::read(&dir.path().join("o.pmtiles"));
    for layer in ["zone", "e"] {
        for zoom in [12_u8, 13] {
            let side = f64::from(1_u32 << zoom) * 4096.0;
            let world: Vec<[f64; 2]> = ring
                .iter()
                .map(|[lon, lat]| {
                    let down = 0.5 - lat.to_radians().tan().asinh() / std::f64::consts::TAU;
                    [(lon / 360.0 + 0.5) * side, down * side]
                })
                .collect();
            let (mut sum, mut count) = ([0.0; 2], 0);
            for ((_, x, y), tile) in archive.tiles.iter().filter(|((z, ..), _)| *z == zoom) {
                let corner = [*x, *y].map(|c| f64::from(c) * 4096.0);
                let layers = crate::common::mvt::decode(tile.clone());
                let drawn = layers.get(layer).into_iter().flatten();
                for point in drawn.flat_map(|f| corners(&f.geometry)) {
                    if point.iter().any(|c| *c <= 0 || *c >= 4096) {
                        continue;
                    }
                    let place = [0, 1].map(|k| corner[k] + f64::from(point[k]));
                    let off = |p: &[f64; 2]| [place[0] - p[0], place[1] - p[1]];
                    let nearest = world
                        .iter()
                        .map(off)
                        .min_by(|a, b| a[0].hypot(a[1]).total_cmp(&b[0].hypot(b[1])));
                    let nearest = nearest.unwrap();
                    if nearest[0].hypot(nearest[1]) < 1.5 {
                        assert!(nearest.iter().all(|c| c.abs() <= 0.5 + 0.02), "{nearest:?}");
                        sum = [sum[0] + nearest[0], sum[1] + nearest[1]];
                        count += 1;
                    }
                }
            }
            assert!(count > 4000, "{layer} {zoom}: {count}");
            let mean = sum.map(|s| s / f64::from(count));
            assert!(mean.iter().all(|m| m.abs() < 0.02), "{layer} {zoom}: {mean:?}");
        }
    }
}
