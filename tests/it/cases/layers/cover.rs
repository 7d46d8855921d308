//! What polygons cover of units.

use serde_json::{Value, json};

use super::{Ring, build, collection, polygon, scores};

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
