//! Good bytes and bad.

use geo_types::{Coord, LineString, Rect};

use super::*;
use crate::geometry::bounds;

type Point = [f64; 2];

const SQUARE: [Point; 5] = [[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0], [0.0, 0.0]];

fn one(ring: &[Point]) -> Polygons {
    let len = ring.len() as u32;
    Polygons { coords: ring.to_vec(), ring_ends: vec![len], part_ends: vec![1] }
}

fn put(mut bytes: Vec<u8>, at: usize, with: &[u8]) -> Vec<u8> {
    bytes[at..at + with.len()].copy_from_slice(with);
    bytes
}

#[test]
fn what_is_written_is_read() {
    let mut two = one(&SQUARE);
    assert_eq!(read_wkb(&write_wkb(&two)), Ok(two.clone()));
    assert_eq!(bounds(&two), Some(Rect::new([0.0, 0.0], [2.0, 1.0])));
    two.coords.extend(SQUARE.map(|[x, y]| [x + 5.0, y]));
    two.ring_ends.push(10);
    two.part_ends.push(2);
    let bytes = write_wkb(&two);
    assert_eq!((bytes[1], read_wkb(&bytes)), (6, Ok(two)));
    let none = Polygons::default();
    assert_eq!(read_wkb(&write_wkb(&none)), Ok(none.clone()));
    assert_eq!(bounds(&none), None);
}

#[test]
fn big_endian_and_srid_are_read() {
    let mut big = vec![0, 0x20, 0, 0, 3, 0, 0, 0x10, 0xe6, 0, 0, 0, 1, 0, 0, 0, 5];
    for number in SQUARE.as_flattened() {
        big.extend(number.to_be_bytes());
    }
    assert_eq!(read_wkb(&big), Ok(one(&SQUARE)));
}

#[test]
fn every_truncation_is_refused() {
    let mut two = one(&SQUARE);
    two.coords.extend(SQUARE);
    two.ring_ends.push(10);
    two.part_ends.push(2);
    let bytes = write_wkb(&two);
    for len in 0..bytes.len() {
        let got = read_wkb(&bytes[..len]);
        assert!(matches!(got, Err(WkbError::Truncated { .. })), "{len}: {got:?}");
    }
}

#[test]
fn malformed_bytes_are_named() {
    let good = write_wkb(&one(&SQUARE));
    let huge = u32::MAX.to_le_bytes();
    let needed = |least: u64| u64::from(u32::MAX) * least;
    let refused = |found| WkbError::Type { at: 0, found, expected: FLAT_POLYGONS };
    let longer = [good.as_slice(), &[0]].concat();
    let short = write_wkb(&one(&[[0.0; 2], [1.0, 0.0], [0.0; 2]]));
    let table = [
        (put(good.clone(), 0, &[7]), WkbError::ByteOrder { at: 0, found: 7 }),
        (put(good.clone(), 1, &[1]), refused(1)),
        (put(good.clone(), 1, &1003_u32.to_le_bytes()), refused(1003)),
        (put(good.clone(), 4, &[0x80]), refused(0x8000_0003)),
        (put(good.clone(), 5, &huge), WkbError::Truncated { at: 9, needed: needed(4), left: 84 }),
        (put(good.clone(), 9, &huge), WkbError::Truncated { at: 13, needed: needed(16), left: 80 }),
        (put(good.clone(), 29, &f64::NAN.to_le_bytes()), WkbError::NotFinite { at: 29 }),
        (put(good.clone(), 37, &f64::INFINITY.to_le_bytes()), WkbError::NotFinite { at: 29 }),
        (put(good, 77, &1.0_f64.to_le_bytes()), WkbError::Ring { at: 9, points: 5 }),
        (short, WkbError::Ring { at: 9, points: 3 }),
        (longer, WkbError::Trailing { extra: 1 }),
    ];
    for (bytes, error) in table {
        assert_eq!(read_wkb(&bytes), Err(error));
    }
}

/// A geometry of one type, each point with `ordinates` numbers.
fn of(kind: u32, ordinates: u32, points: &[Point]) -> Vec<u8> {
    let mut out = vec![1];
    out.extend(kind.to_le_bytes());
    if kind % 1000 == 2 {
        out.extend((points.len() as u32).to_le_bytes());
    }
    for point in points {
        let heights = (2..ordinates).map(|_| &9.0);
        out.extend(point.iter().chain(heights).flat_map(|x: &f64| x.to_le_bytes()));
    }
    out
}

#[test]
fn shapes_of_every_type_lose_heights() {
    let path = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
    let points = |n: usize| Ok(Some(Shape::Points(path[..n].to_vec().into())));
    assert_eq!(read_shape(&of(1, 2, &path[..1])), points(1));
    assert_eq!(read_shape(&of(1001, 3, &path[..1])), points(1));
    assert_eq!(read_shape(&of(3001, 4, &path[..1])), points(1));
    assert_eq!(read_shape(&of(0x8000_0001, 3, &path[..1])), points(1));
    let line = Ok(Some(Shape::Lines(path.to_vec().into())));
    assert_eq!(read_shape(&of(2, 2, &path)), line);
    assert_eq!(read_shape(&of(2002, 3, &path)), line);
    let mut several = vec![1, 4, 0, 0, 0, 2, 0, 0, 0];
    several.extend(of(1, 2, &path[..1]));
    several.extend(of(1, 2, &path[1..2]));
    assert_eq!(read_shape(&several), points(2));
    assert_eq!(read_shape(&write_wkb(&one(&SQUARE))), Ok(Some(Shape::Polygons(one(&SQUARE)))));
}

#[test]
fn empty_and_foreign_shapes() {
    assert_eq!(read_shape(&of(1, 2, &[[f64::NAN; 2]])), Ok(None));
    assert_eq!(read_shape(&of(2, 2, &[])), Ok(None));
    assert_eq!(read_shape(&write_wkb(&Polygons::default())), Ok(None));
    let refused = read_shape(&of(7, 2, &[]));
    assert_eq!(refused, Err(WkbError::Type { at: 0, found: 7, expected: KNOWN }));
    let infinite = read_shape(&of(1, 2, &[[0.0, f64::INFINITY]]));
    assert_eq!(infinite, Err(WkbError::NotFinite { at: 5 }));
    let whole = write_wkb(&one(&SQUARE));
    for len in 0..whole.len() {
        assert!(matches!(read_shape(&whole[..len]), Err(WkbError::Truncated { .. })), "{len}");
    }
}

#[test]
fn areas_are_closed_and_what_has_none_is_left_out() {
    let ring = |points: &[Point]| {
        let mut bytes = (points.len() as u32).to_le_bytes().to_vec();
        points.iter().flatten().for_each(|x| bytes.extend(x.to_le_bytes()));
        bytes
    };
    let polygon = |rings: &[&[Point]]| {
        let mut bytes = vec![1, 3, 0, 0, 0];
        bytes.extend((rings.len() as u32).to_le_bytes());
        bytes.extend(rings.iter().flat_map(|r| ring(r)));
        bytes
    };
    let read = |bytes: &[u8]| {
        let mut out = Polygons::default();
        read_areas(bytes, &mut out).map(|()| out)
    };
    assert_eq!(read(&polygon(&[&SQUARE[..4]])), Ok(one(&SQUARE)));
    assert_eq!(read(&polygon(&[&SQUARE])), Ok(one(&SQUARE)));
    assert_eq!(read(&polygon(&[])), Ok(Polygons::default()));
    // Without an exterior its holes are none; a hole without area is left out.
    assert_eq!(read(&polygon(&[&SQUARE[..2], &SQUARE])), Ok(Polygons::default()));
    assert_eq!(read(&polygon(&[&SQUARE, &SQUARE[..2]])), Ok(one(&SQUARE)));
    let point = [&[1, 1, 0, 0, 0][..], &[0; 16]].concat();
    assert!(matches!(read(&point), Err(WkbError::Type { found: 1, .. })));
    let cut = polygon(&[&SQUARE]);
    assert!(matches!(read(&cut[..cut.len() - 1]), Err(WkbError::Truncated { .. })));
    let bad = polygon(&[&[[0.0, 0.0], [f64::NAN, 1.0], [1.0, 1.0]]]);
    assert!(matches!(read(&bad), Err(WkbError::NotFinite { .. })));
}

#[test]
fn shapes_that_are_written_are_read() {
    let line = LineString::from(vec![[0.0, 1.0], [2.0, 3.0]]);
    for shape in [
        Shape::Points(vec![[1.0, 2.0]].into()),
        Shape::Points(vec![[1.0, 2.0], [3.0, 4.0]].into()),
        Shape::Lines(line.clone().into()),
        Shape::Lines([line.clone(), line].into_iter().collect()),
        Shape::Polygons(one(&SQUARE)),
    ] {
        assert_eq!(read_shape(&write_shape(&shape)), Ok(Some(shape)));
    }
}

/// Little endian: a type, a count, then what follows.
fn head_of(kind: u32, count: u32) -> Vec<u8> {
    let mut out = vec![1];
    out.extend(kind.to_le_bytes());
    out.extend(count.to_le_bytes());
    out
}

fn string_of(kind: u32, points: &[Point]) -> Vec<u8> {
    let mut out = head_of(kind, points.len() as u32);
    points.as_flattened().iter().for_each(|x| out.extend(x.to_le_bytes()));
    out
}

#[test]
fn bytes_that_are_written() {
    let [first, second] = [[1.0, 2.0], [3.0, 4.0]];
    let line = vec![first, second];
    let polygon = [head_of(3, 1), string_of(3, &SQUARE)[5..].to_vec()].concat();
    let mut two = one(&SQUARE);
    two.coords.extend(SQUARE);
    two.ring_ends.push(10);
    let hole = Shape::Polygons(Polygons { part_ends: vec![2], ..two.clone() });
    two.part_ends.push(2);
    let table = [
        (Shape::Points(vec![first].into()), of(1, 2, &[first])),
        (
            Shape::Points(vec![first, second].into()),
            [head_of(4, 2), of(1, 2, &[first]), of(1, 2, &[second])].concat(),
        ),
        (Shape::Points(Vec::<Point>::new().into()), head_of(4, 0)),
        (Shape::Lines(line.clone().into()), string_of(2, &line)),
        (
            Shape::Lines([line.clone(), line.clone()].map(LineString::from).into_iter().collect()),
            [head_of(5, 2), string_of(2, &line), string_of(2, &line)].concat(),
        ),
        (Shape::Polygons(one(&SQUARE)), polygon.clone()),
        (hole, [&head_of(3, 2)[..], &polygon[9..], &polygon[9..]].concat()),
        (Shape::Polygons(two), [head_of(6, 2), polygon.clone(), polygon].concat()),
        (Shape::Polygons(Polygons::default()), head_of(6, 0)),
    ];
    for (shape, bytes) in table {
        assert_eq!(write_shape(&shape), bytes, "{shape:?}");
    }
}

fn area_of(shape: &Shape) -> f64 {
    let Shape::Polygons(polygons) = shape else { panic!("polygons") };
    let rings = (0..polygons.ring_ends.len()).map(|r| polygons.ring(r));
    let twice = |ring: &[Point]| -> f64 {
        ring.windows(2).map(|e| e[0][0] * e[1][1] - e[1][0] * e[0][1]).sum()
    };
    rings.map(|r| twice(r).abs() / 2.0).sum()
}

#[test]
fn a_circle_of_curves_has_its_area() {
    let (x, y, r) = (620_000.0, 6_560_000.0, 3000.0);
    let circle = std::f64::consts::PI * r * r;
    // Two half circles; one whole circle in three points; both as a surface of several.
    let halves = [[x - r, y], [x, y + r], [x + r, y], [x, y - r], [x - r, y]];
    let whole = [[x - r, y], [x + r, y], [x - r, y]];
    for ring in [&halves[..], &whole[..]] {
        let surface = [head_of(10, 1), string_of(8, ring)].concat();
        let several = [head_of(12, 1), surface.clone()].concat();
        for wkb in [surface, several] {
            let shape = read_shape(&wkb).expect("a curve").expect("an area");
            let share = area_of(&shape) / circle;
            assert!((0.9999..1.0).contains(&share), "{share}");
            let off = shape.coords().map(|p| ((p.x - x).hypot(p.y - y) - r).abs());
            assert!(off.fold(0.0, f64::max) < 1e-6, "every point is on the circle");
        }
    }
    let mut areas = Polygons::default();
    read_areas(&[head_of(10, 1), string_of(8, &halves)].concat(), &mut areas).expect("areas");
    assert_eq!(areas.part_ends, [1]);
}

#[test]
fn compound_curves_with_heights_and_flags() {
    // Along the axis, then a half circle back to the beginning.
    let (straight, arc) = ([[0.0, 0.0], [2.0, 0.0]], [[2.0, 0.0], [1.0, 1.0], [0.0, 0.0]]);
    let compound = [head_of(9, 2), string_of(2, &straight), string_of(8, &arc)].concat();
    let surface = [head_of(10, 1), compound.clone()].concat();
    let shape = read_shape(&surface).expect("a curve").expect("an area");
    assert!((area_of(&shape) - std::f64::consts::FRAC_PI_2).abs() < 2e-4, "{}", area_of(&shape));
    let several = [head_of(11, 2), compound, string_of(2, &straight)].concat();
    let Ok(Some(Shape::Lines(lines))) = read_shape(&several) else { panic!("lines") };
    let [first, second] = lines.0.as_slice() else { panic!("two lines") };
    assert_eq!((first.0[0], second.0.len()), (Coord::zero(), 2));
    assert_eq!(first.lines().filter(|e| e.start == e.end).count(), 0, "no point twice");
    // Heights: ISO and EWKB with its flag and SRID.
    let raised = |kind: u32, srid: &[u8]| {
        let mut out = vec![1];
        out.extend(kind.to_le_bytes());
        out.extend(srid);
        out.extend(3_u32.to_le_bytes());
        for [x, y] in arc {
            for v in [x, y, 7.0_f64] {
                out.extend(v.to_le_bytes());
            }
        }
        out
    };
    let flat = read_shape(&string_of(8, &arc));
    assert!(flat.as_ref().is_ok_and(Option::is_some));
    assert_eq!(read_shape(&raised(1008, &[])), flat);
    assert_eq!(read_shape(&raised(8 | HEIGHT | SRID, &2154_u32.to_le_bytes())), flat);
    assert_eq!(srid(&raised(8 | HEIGHT | SRID, &2154_u32.to_le_bytes())), Some(2154));
    assert_eq!(srid(&raised(1008, &[])), None);
}

#[test]
fn neighbours_share_their_arcs() {
    let arc = [[0.3, 0.1], [1.7, 2.9], [4.1, -0.7]];
    let mut back = arc;
    back.reverse();
    let points = |arc: &[Point]| match read_shape(&string_of(8, arc)) {
        Ok(Some(Shape::Lines(mut lines))) => lines.0.remove(0).0,
        other => panic!("{other:?}"),
    };
    let (there, mut and_back) = (points(&arc), points(&back));
    and_back.reverse();
    assert_eq!(there, and_back);
    assert_eq!(points(&[[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]).len(), 3, "a straight arc");
}

#[test]
fn curves_that_are_none_or_too_many_are_refused() {
    let even = string_of(8, &[[0.0, 0.0], [1.0, 1.0]]);
    assert_eq!(read_shape(&even), Err(WkbError::ArcPoints { at: 5, points: 2 }));
    let zigzag: Vec<Point> = (0..2001).map(|i| [f64::from(i), f64::from(i % 2)]).collect();
    let mut room = 1000;
    let refused = read_within(&string_of(8, &zigzag), &mut room);
    assert_eq!(refused, Err(WkbError::Arcs));
    assert!(WkbError::Arcs.to_string().contains("CONVERT_TO_LINEAR"));
    for kind in [9, 10, 11, 12] {
        let nested = [head_of(kind, 1), head_of(7, 0)].concat();
        assert!(matches!(read_shape(&nested), Err(WkbError::Type { .. })), "{kind}");
    }
}

#[test]
fn circles_beyond_all_numbers_are_refused() {
    // Finite points: the square of their distance is not, or the centre, or the points between.
    for far in [1e200, 1e110, f64::MAX] {
        let near = [[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]];
        let arcs = [&near[..], &[[-far, far], [far, -far / 2.0]]].concat();
        let refused = read_shape(&string_of(8, &arcs));
        assert_eq!(refused, Err(WkbError::NotFinite { at: 41 }), "{far}");
    }
    let whole = string_of(8, &[[f64::MAX; 2], [f64::MIN; 2], [f64::MAX; 2]]);
    assert_eq!(read_shape(&whole), Err(WkbError::NotFinite { at: 9 }));
}
