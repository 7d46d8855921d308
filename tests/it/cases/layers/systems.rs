//! Reference systems: read from every encoding, never guessed.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, FixedSizeListArray, Float64Array, ListArray, StructArray,
};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field};
use serde_json::{Value, json};

use super::{LON_LAT, POINTS, Ring, all_located, build, epsg, own, wkb, write};

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
