//! Against brute force, and the points that are hard.

use proptest::prelude::*;
use robust::{Coord, orient2d};

use super::*;
use crate::geometry::{Polygons, WkbError, write_wkb};

type Ring = Vec<LonLat>;

/// A unit of closed rings, one part.
fn wkb(rings: &[Ring]) -> Vec<u8> {
    let mut polygons = Polygons::default();
    for ring in rings {
        polygons.coords.extend(ring);
        polygons.coords.push(ring[0]);
        polygons.ring_ends.push(polygons.coords.len() as u32);
    }
    polygons.part_ends.push(polygons.ring_ends.len() as u32);
    write_wkb(&polygons)
}

fn locator(units: &[Vec<Ring>]) -> Locator {
    let bytes: Vec<Vec<u8>> = units.iter().map(|rings| wkb(rings)).collect();
    let units: Vec<Option<&[u8]>> = bytes.iter().map(|b| Some(b.as_slice())).collect();
    Locator::new(&units).expect("polygons")
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Ring {
    vec![[west, south], [east, south], [east, north], [west, north]]
}

/// The first unit that touches a point or around whose point its rings go an odd number of times.
fn brute(units: &[Vec<Ring>], p: LonLat) -> u32 {
    let coord = |[x, y]: LonLat| Coord { x, y };
    let holds = |rings: &Vec<Ring>| {
        let mut inside = false;
        for ring in rings {
            for i in 0..ring.len() {
                let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                if a == b {
                    continue;
                }
                let turn = orient2d(coord(a), coord(b), coord(p));
                let within = |axis: usize| {
                    p[axis] >= a[axis].min(b[axis]) && p[axis] <= a[axis].max(b[axis])
                };
                if turn == 0.0 && within(0) && within(1) {
                    return true;
                }
                let up = b[1] > a[1];
                inside ^= (a[1] > p[1]) != (b[1] > p[1]) && (turn > 0.0) == up;
            }
        }
        inside
    };
    units.iter().position(holds).map_or(NONE, |u| u as u32)
}

/// Numbers of which many are equal, on lines of a grid or between them.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (0..9_i32).prop_map(f64::from),
        (0..33_i32).prop_map(|n| f64::from(n) / 4.0),
        0.0..8.0_f64,
        (1..9_i32).prop_map(|n| f64::from(n).next_up()),
    ]
}

fn point() -> impl Strategy<Value = LonLat> {
    [number(), number()]
}

/// Rings that may cross themselves, run back, touch and overlap.
fn units(most: usize) -> impl Strategy<Value = Vec<Vec<Ring>>> {
    let ring = prop::collection::vec(point(), 3..12);
    prop::collection::vec(prop::collection::vec(ring, 1..4), 1..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn as_brute_force_says(
        units in units(5),
        points in prop::collection::vec(point(), 1..60),
    ) {
        let locator = locator(&units);
        let vertices = units.iter().flatten().flatten().copied();
        let middles = units.iter().flatten().flat_map(|ring| ring.windows(2)).map(|e| {
            [f64::midpoint(e[0][0], e[1][0]), f64::midpoint(e[0][1], e[1][1])]
        });
        for p in points.iter().copied().chain(vertices).chain(middles) {
            let expected = brute(&units, p);
            prop_assert_eq!(locator.number_of(p), expected, "{:?}", p);
            prop_assert_eq!(locator.locate_all(&[p[0]], &[p[1]]), [expected]);
        }
    }

    #[test]
    fn many_units_in_one_cell(
        fans in prop::collection::vec(prop::collection::vec(point(), 3..5), 33..80),
        points in prop::collection::vec(point(), 20),
    ) {
        // All of them in a corner of what a far one makes large.
        let mut units: Vec<Vec<Ring>> = fans.into_iter().map(|ring| vec![ring]).collect();
        units.push(vec![rectangle(20.0, 20.0, 170.0, 170.0)]);
        let locator = locator(&units);
        for p in points {
            prop_assert_eq!(locator.number_of(p), brute(&units, p), "{:?}", p);
        }
    }

    #[test]
    fn blocks_and_their_sides(
        rings in prop::collection::vec(prop::collection::vec([-170.0..170.0_f64, -80.0..80.0_f64], 3..30), 1..4),
        points in prop::collection::vec([-180.0..180.0_f64, -90.0..90.0_f64], 40),
    ) {
        // A fine grid: many small units beside large ones that cover blocks whole.
        let small = (0..600).map(|i| {
            let (x, y) = (f64::from(i % 30) * 0.11, f64::from(i / 30) * 0.07);
            vec![rectangle(x, y, x + 0.1, y + 0.06)]
        });
        let large = rings.into_iter().map(|ring| vec![ring]);
        let units: Vec<Vec<Ring>> = small.chain(large).filter(|u| !jumps(&u[0])).collect();
        let locator = locator(&units);
        let near = points.iter().map(|p| [p[0] / 60.0, p[1] / 60.0]);
        for p in points.iter().copied().chain(near) {
            prop_assert_eq!(locator.number_of(p), brute(&units, p), "{:?}", p);
        }
    }
}

/// More than half around the globe in one step: taken as across the antimeridian.
fn jumps(ring: &Ring) -> bool {
    (0..ring.len()).any(|i| (ring[i][0] - ring[(i + 1) % ring.len()][0]).abs() > 180.0)
}

#[test]
fn a_border_belongs_to_one_unit() {
    // Four squares around a corner, one with a hole.
    let mut units: Vec<Vec<Ring>> = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
        .map(|[x, y]| vec![rectangle(x, y, x + 1.0, y + 1.0)])
        .into();
    units[3].push(rectangle(1.25, 1.25, 1.75, 1.75));
    let locator = locator(&units);
    let at = |x: f64, y: f64| locator.number_of([x, y]);
    assert_eq!(
        [at(1.0, 1.0), at(1.0, 0.5), at(0.5, 1.0), at(1.5, 1.0), at(1.0, 1.5)],
        [0, 0, 0, 1, 2]
    );
    assert_eq!([at(0.0, 0.0), at(2.0, 2.0), at(2.0, 0.0), at(0.0, 2.0)], [0, 3, 1, 2]);
    assert_eq!([at(1.5, 1.5), at(1.25, 1.5), at(1.1, 1.5)], [NONE, 3, 3]);
    assert_eq!([at(1.0_f64.next_up(), 0.5), at(1.0_f64.next_down(), 0.5)], [1, 0]);
    assert_eq!([at(-0.0, 0.0), at((0.0_f64).next_down(), 0.5)], [0, NONE]);
}

#[test]
fn the_first_wins_where_units_overlap_or_are_the_same() {
    let square = vec![rectangle(0.0, 0.0, 2.0, 2.0)];
    let units = [square.clone(), square.clone(), vec![rectangle(1.0, 1.0, 3.0, 3.0)]];
    let locator = locator(&units);
    let at = [[1.5, 1.5], [2.0, 2.0], [2.5, 2.5]].map(|p| locator.number_of(p));
    assert_eq!(at, [0, 0, 2]);
}

#[test]
fn what_is_no_place_is_nowhere() {
    let locator = locator(&[vec![rectangle(0.0, 45.0, 2.0, 47.0)]]);
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 200.0] {
        let at = [[bad, 46.0], [1.0, bad]].map(|p| locator.number_of(p));
        assert_eq!(at, [NONE, NONE]);
    }
    assert_eq!(locator.locate_all(&[1.0, f64::NAN, 1.0], &[46.0, 46.0, 48.0]), [0, NONE, NONE]);
    assert!(locator.locate_all(&[], &[]).is_empty());
    for units in [&[][..], &[None, None]] {
        let nothing = Locator::new(units).expect("nothing is wrong");
        assert_eq!(nothing.locate(Point::new(0.0, 0.0)), None);
    }
}

#[test]
fn poles_and_the_antimeridian() {
    let units = [
        vec![rectangle(-180.0, -90.0, 180.0, -60.0)],
        vec![vec![[-180.0, 80.0], [180.0, 80.0], [180.0, 90.0], [-180.0, 90.0]]],
    ];
    // A ring of the whole width has edges longer than half the globe: it is cut in steps.
    let cut = |ring: &Ring| -> Ring {
        (0..ring.len())
            .flat_map(|i| {
                let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                (0..4).map(move |k| {
                    let share = f64::from(k) / 4.0;
                    [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
                })
            })
            .collect()
    };
    let units = units.map(|rings| rings.iter().map(&cut).collect::<Vec<_>>());
    let poles = locator(&units);
    let at = [[12.0, -90.0], [-180.0, -75.0], [77.0, 90.0], [0.0, 0.0]];
    assert_eq!(at.map(|p| poles.number_of(p)), [0, 0, 1, NONE]);
    // Fiji's way: from 178° E to 178° W.
    let across = locator(&[
        vec![vec![[178.0, -18.0], [-178.0, -18.0], [-178.0, -16.0], [178.0, -16.0]]],
        vec![rectangle(10.0, 10.0, 11.0, 11.0)],
    ]);
    let at = |lon: f64| across.number_of([lon, -17.0]);
    assert_eq!([at(179.0), at(-179.0), at(180.0), at(-180.0), at(0.0)], [0, 0, 0, 0, NONE]);
    assert_eq!(across.locate_all(&[-179.0, 10.5], &[-17.0, 10.5]), [0, 1]);
}

#[test]
fn contours_that_are_odd() {
    let raw = |rings: &[&[LonLat]]| {
        let mut bytes = vec![1, 3, 0, 0, 0];
        bytes.extend((rings.len() as u32).to_le_bytes());
        for ring in rings {
            bytes.extend((ring.len() as u32).to_le_bytes());
            ring.iter().flatten().for_each(|x| bytes.extend(x.to_le_bytes()));
        }
        bytes
    };
    let square = rectangle(0.0, 0.0, 1.0, 1.0);
    // Unclosed, empty, of no area, a bow tie.
    let unclosed = raw(&[&square]);
    let empty = raw(&[]);
    let flat = raw(&[&[[5.0, 5.0], [6.0, 6.0], [5.0, 5.0]]]);
    let tie = raw(&[&[[2.0, 0.0], [4.0, 2.0], [4.0, 0.0], [2.0, 2.0], [2.0, 0.0]]]);
    let found = Locator::new(&[Some(&empty), None, Some(&unclosed), Some(&flat), Some(&tie)]);
    let found = found.expect("each has its way");
    let at = |x: f64, y: f64| found.number_of([x, y]);
    assert_eq!(
        [at(0.5, 0.5), at(0.0, 0.5), at(2.5, 1.0), at(3.0, 1.0), at(3.0, 0.5)],
        [2, 2, 4, 4, NONE]
    );
    // What cannot be read says which unit.
    let bad = raw(&[&[[0.0, 0.0], [f64::INFINITY, 1.0], [1.0, 1.0]]]);
    let e = Locator::new(&[Some(&unclosed), Some(&bad)]).err().expect("not finite");
    assert_eq!((e.unit, matches!(e.source, WkbError::NotFinite { .. })), (1, true));
    assert!(e.to_string().contains("unit 1"), "{e}");
    let cut = Locator::new(&[Some(&unclosed[..20])]).err().expect("cut short");
    assert!(matches!(cut.source, WkbError::Truncated { .. }));
}

#[test]
fn a_long_ring_in_small_blocks() {
    // One unit of 40,000 edges, and its surroundings.
    let star: Ring = (0..40_000)
        .map(|i| {
            let angle = f64::from(i) / 40_000.0 * std::f64::consts::TAU;
            let radius = if i % 2 == 0 { 10.0 } else { 9.0 };
            [radius * angle.cos(), 45.0 + radius * angle.sin()]
        })
        .collect();
    let units = [vec![star], vec![rectangle(-12.0, 33.0, 12.0, 57.0)]];
    let locator = locator(&units);
    for i in 0..300 {
        let angle = f64::from(i) * 0.7;
        let radius = 8.8 + f64::from(i % 7) * 0.2;
        let p = [radius * angle.cos(), 45.0 + radius * angle.sin()];
        assert_eq!(locator.number_of(p), brute(&units, p), "{p:?}");
    }
}
