//! Curves, and the corners of shapes in tiles.

use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray};
use serde_json::json;

use super::{POINTS, Ring, build, collection, epsg, own, polygon, wkb, write};
use crate::common::ifn;

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
