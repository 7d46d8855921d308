//! Against brute force.

use proptest::prelude::*;

use super::*;

fn brute(points: &[Point], at: Point) -> Vec<Neighbour> {
    let mut all: Vec<Neighbour> = points
        .iter()
        .enumerate()
        .map(|(i, p)| Neighbour { index: i as u32, metres: geodesic(at, *p) })
        .filter(|f| !f.metres.is_nan())
        .collect();
    sort(&mut all);
    all
}

/// The same points, but for those whose distances are the same to a tenth of a millimetre.
fn alike(found: &[Neighbour], expected: &[Neighbour]) -> bool {
    found.len() == expected.len()
        && found.iter().zip(expected).all(|(a, b)| (a.metres - b.metres).abs() < 1e-4)
}

fn place() -> impl Strategy<Value = Point> {
    let place = prop_oneof![
        [-180.0..=180.0_f64, -90.0..=90.0_f64],
        // Near each other, near the poles, near the antimeridian.
        [2.0..2.1_f64, 48.0..48.1_f64],
        [-180.0..=180.0_f64, 89.9..=90.0_f64],
        [179.9..=180.1_f64, -0.1..=0.1_f64],
        [-180.1..=-179.9_f64, -0.1..=0.1_f64],
        [(0..4).prop_map(f64::from), (0..4).prop_map(f64::from)],
        [Just(f64::NAN), Just(0.0)],
    ];
    place.prop_map(Point::from)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn as_brute_force_finds(
        points in prop::collection::vec(place(), 0..200),
        from in prop::collection::vec(place(), 1..20),
        k in 0..12_usize,
        metres in prop_oneof![Just(0.0), 1.0..10_000.0_f64, 1e5..2.1e7_f64],
    ) {
        let tree = PointIndex::new(points.iter().copied());
        let nearest = tree.nearest_of_each(&from);
        let pairs = std::sync::Mutex::new(vec![Vec::new(); from.len()]);
        tree.pairs_within(&from, metres, |i, found| {
            pairs.lock().expect("lock")[i] = found.collect::<Vec<_>>();
        });
        let pairs = pairs.into_inner().expect("lock");
        for (i, at) in from.iter().enumerate() {
            let all = brute(&points, *at);
            prop_assert!(alike(&tree.nearest(*at, k), &all[..k.min(all.len())]));
            prop_assert!(alike(nearest[i].as_slice(), &all[..all.len().min(1)]));
            let near: Vec<Neighbour> = all.iter().copied().filter(|f| f.metres <= metres).collect();
            let within = tree.within(*at, metres);
            // A point on the circle may fall to either side.
            prop_assert!(within.len().abs_diff(near.len()) <= all.iter().filter(|f| (f.metres - metres).abs() < 1e-4).count());
            prop_assert_eq!(pairs[i].len(), within.len());
        }
    }
}

#[test]
fn ties_by_position_and_what_is_no_place() {
    let points = [[f64::NAN, 0.0], [1.0, 1.0], [0.0, 95.0], [1.0, 1.0], [1.0, f64::INFINITY]];
    let tree = PointIndex::new(points.map(Point::from));
    assert_eq!(tree.len(), 2);
    let nearest = tree.nearest(Point::new(1.0, 1.5), 5);
    assert_eq!(nearest.iter().map(|f| f.index).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(
        tree.nearest_of_each(&[[1.0, 1.0], [f64::NAN, 1.0]].map(Point::from)),
        [Some(Neighbour { index: 1, metres: 0.0 }), None]
    );
    assert!(tree.nearest(Point::new(f64::NAN, 1.0), 1).is_empty());
    assert!(tree.within(Point::new(1.0, 1.0), f64::NAN).is_empty());
    let (none, origin) = (PointIndex::new([]), Point::new(0.0, 0.0));
    assert!(none.is_empty() && none.nearest(origin, 3).is_empty());
    assert_eq!(none.nearest_of_each(&[origin]), [None]);
}

#[test]
fn over_a_pole_and_the_antimeridian() {
    let points = [[180.0, 89.99], [0.0, 80.0], [-179.99, 0.0], [179.0, 0.0]];
    let tree = PointIndex::new(points.map(Point::from));
    let nearest = |lon: f64, lat: f64| tree.nearest(Point::new(lon, lat), 1)[0].index;
    assert_eq!(nearest(0.0, 89.99), 0, "over the pole");
    assert_eq!(nearest(179.995, 0.0), 2, "over the antimeridian");
}
