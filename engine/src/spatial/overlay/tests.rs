//! Shares that are known, and one polygon of many points.

use super::area::E;
use super::*;
use crate::geometry::write_wkb;

fn polygon(rings: &[Vec<PlanarPoint>]) -> Vec<u8> {
    let mut out = Polygons::default();
    for ring in rings {
        out.coords.extend(ring);
        out.coords.push(ring[0]);
        out.ring_ends.push(out.coords.len() as u32);
    }
    out.part_ends.push(out.ring_ends.len() as u32);
    write_wkb(&out)
}

fn rectangle(w: f64, s: f64, e: f64, n: f64) -> Vec<PlanarPoint> {
    vec![[w, s], [e, s], [e, n], [w, n]]
}

#[test]
fn areas_are_the_ellipsoids() {
    // Area of a rectangle of degrees, integrated along its meridians.
    let (a, e2) = (6_378_137.0_f64, E * E);
    let steps = 20_000;
    let strip = |i: i32| {
        let lat = (48.0 + (f64::from(i) + 0.5) / f64::from(steps)).to_radians();
        let w2 = 1.0 - e2 * lat.sin().powi(2);
        a * a * (1.0 - e2) * lat.cos() / (w2 * w2)
    };
    let degree = 1.0_f64.to_radians();
    let expected = (0..steps).map(strip).sum::<f64>() * degree * degree / f64::from(steps);
    let square = polygon(&[rectangle(2.0, 48.0, 3.0, 49.0)]);
    let nothing = CoverageIndex::new(&[]).expect("nothing");
    let cover = nothing.of(&[Some(&square), None]).expect("a square");
    assert!((cover[0].area / expected - 1.0).abs() < 1e-8, "{} {expected}", cover[0].area);
    assert_eq!((cover[0].covered, cover[0].share()), (0.0, 0.0));
    assert!(cover[1].area.is_nan() && cover[1].share().is_nan());
}

#[test]
fn shares_of_overlapping_polygons_with_holes() {
    let unit = polygon(&[rectangle(0.0, 0.0, 0.04, 0.01), rectangle(0.0, 0.0, 0.01, 0.01)]);
    let hole = polygon(&[rectangle(0.01, 0.0, 0.03, 0.01), rectangle(0.01, 0.0, 0.02, 0.01)]);
    let twice = polygon(&[rectangle(0.025, -1.0, 0.035, 1.0)]);
    let covering = CoverageIndex::new(&[Some(&hole), None, Some(&twice)]).expect("polygons");
    let cover = covering.of(&[Some(&unit)]).expect("a unit");
    // Of 3 parts in a row: the second whole (0.02–0.03), half of the third.
    assert!((cover[0].share() - 0.5).abs() < 1e-6, "{}", cover[0].share());
}

#[test]
fn a_polygon_of_many_points_is_cut() {
    let star: Vec<PlanarPoint> = (0..200_000)
        .map(|i| {
            let angle = f64::from(i) / 200_000.0 * std::f64::consts::TAU;
            let radius = if i % 2 == 0 { 1.0 } else { 0.9 };
            [radius * angle.cos(), radius * angle.sin()]
        })
        .collect();
    let star = polygon(&[star]);
    let covering = CoverageIndex::new(&[Some(&star)]).expect("a star");
    let cells: Vec<Vec<u8>> = (0..400)
        .map(|i| {
            let (x, y) = (f64::from(i % 20) * 0.1 - 1.0, f64::from(i / 20) * 0.1 - 1.0);
            polygon(&[rectangle(x, y, x + 0.1, y + 0.1)])
        })
        .collect();
    let cells: Vec<Option<&[u8]>> = cells.iter().map(|c| Some(c.as_slice())).collect();
    let covers = covering.of(&cells).expect("cells");
    let covered: f64 = covers.iter().map(|c| c.covered).sum();
    let whole =
        CoverageIndex::new(&[]).expect("nothing").of(&[Some(&star)]).expect("the star")[0].area;
    assert!((covered / whole - 1.0).abs() < 1e-6, "{covered} {whole}");
    assert_eq!(covers, covering.of(&cells).expect("again"));
}
