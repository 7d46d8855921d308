//! What holds for all formulas.

use proptest::prelude::*;

use super::*;

const ALL: [Aggregate; 6] = [
    Aggregate::Arithmetic,
    Aggregate::Geometric,
    Aggregate::Harmonic,
    Aggregate::Power { p: 2.5 },
    Aggregate::Power { p: -1.5 },
    Aggregate::Sum,
];

fn one(kind: Aggregate, values: &[f64], weights: &[f64]) -> f64 {
    match kind {
        Aggregate::Arithmetic => arithmetic(values, weights),
        Aggregate::Geometric => geometric(values, weights),
        Aggregate::Harmonic => harmonic(values, weights),
        Aggregate::Power { p } => power(values, weights, p),
        Aggregate::Sum => sum(values, weights),
    }
}

/// Five columns with missing, infinite, negative and zero values here and there.
fn columns(units: usize) -> Vec<Vec<f64>> {
    let value = |child: usize, unit: usize| match (unit * 31 + child * 17) % 97 {
        0 => f64::NAN,
        1 => f64::INFINITY,
        2 => 0.0,
        3 => -4.0,
        n => n as f64 / 7.0,
    };
    (0..5).map(|child| (0..units).map(|unit| value(child, unit)).collect()).collect()
}

fn bits(column: &[f64]) -> Vec<u64> {
    column.iter().map(|x| if x.is_nan() { 0 } else { x.to_bits() }).collect()
}

#[test]
fn a_column_is_its_units_one_by_one() {
    let columns = columns(5000);
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let weights = [1.0, 2.0, 0.3, 0.0, 0.7];
    for kind in ALL {
        let expected: Vec<f64> = (0..5000)
            .map(|unit| one(kind, &columns.iter().map(|c| c[unit]).collect::<Vec<_>>(), &weights))
            .collect();
        assert_eq!(bits(&aggregate(kind, &columns, &weights)), bits(&expected), "{kind:?}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let columns = columns(49_280);
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    for kind in ALL {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| aggregate(kind, &columns, &[0.1, 0.7, 1.0, 3.0, 0.2]))
        };
        assert_eq!(bits(&on(1)), bits(&on(4)), "{kind:?}");
    }
}

#[test]
fn nothing_to_aggregate() {
    for kind in ALL {
        assert!(aggregate(kind, &[], &[]).is_empty());
        assert!(aggregate(kind, &[&[]], &[1.0]).is_empty());
        let none = aggregate(kind, &[&[f64::NAN, 5.0], &[f64::NEG_INFINITY, 5.0]], &[1.0, 0.0]);
        assert!(none[0].is_nan() && (none[1] - 5.0).abs() < 1e-12);
        assert!(aggregate(kind, &[&[5.0]], &[0.0])[0].is_nan());
    }
}

#[test]
fn keys() {
    for name in Aggregate::NAMES {
        let p = (name == "power").then_some(2.0);
        assert_eq!(Aggregate::from_key(name, p).map(Aggregate::name), Ok(name));
        assert_eq!(Aggregate::from_key(name, p).map(Aggregate::exponent), Ok(p));
    }
    let wrong = |name, p| Aggregate::from_key(name, p).expect_err("a mistake");
    assert!(wrong("mean", None).contains("`arithmetic`"));
    assert!(wrong("power", None).contains("p = 2.0"));
    assert!(wrong("power", Some(0.0)).contains("other than 0"));
    assert!(wrong("sum", Some(2.0)).contains("\"power\""));
}

#[test]
fn shares_of_nothing_are_0() {
    assert_eq!(shares(&[1.0, 2.0], &[false, false]), [0.0; 2]);
    assert_eq!(shares(&[0.0, f64::NAN], &[true, true]), [0.0; 2]);
    assert!(shares(&[], &[]).is_empty());
}

proptest! {
    #[test]
    fn equal_children_give_their_value(x in 0.01..1e3_f64, w in prop::collection::vec(0.01..10.0_f64, 1..8)) {
        for kind in ALL.into_iter().filter(|kind| *kind != Aggregate::Sum) {
            prop_assert!((one(kind, &vec![x; w.len()], &w) / x - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn harmonic_geometric_arithmetic_in_this_order(
        pairs in prop::collection::vec((0.01..1e3_f64, 0.01..10.0_f64), 1..8),
    ) {
        let (x, w): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let slack = 1.0 + 1e-12;
        prop_assert!(harmonic(&x, &w) <= geometric(&x, &w) * slack);
        prop_assert!(geometric(&x, &w) <= arithmetic(&x, &w) * slack);
    }

    #[test]
    fn only_relative_weights_count(pairs in prop::collection::vec((0.01..1e3_f64, 0.01..10.0_f64), 1..8)) {
        let (x, w): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let tenfold: Vec<f64> = w.iter().map(|w| 10.0 * w).collect();
        for kind in ALL.into_iter().filter(|kind| *kind != Aggregate::Sum) {
            prop_assert!((one(kind, &x, &tenfold) / one(kind, &x, &w) - 1.0).abs() < 1e-12);
        }
        let parts = shares(&w, &vec![true; w.len()]);
        let by_parts: f64 = parts.iter().zip(&x).map(|(part, x)| part * x).sum();
        prop_assert!((by_parts / arithmetic(&x, &w) - 1.0).abs() < 1e-12);
    }
}
