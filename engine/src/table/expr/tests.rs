//! Every operator against hand-computed values with nulls, and random arithmetic against a naive
//! interpreter.

use std::collections::HashMap;

use arrow::array::{Array, Float64Array, StringArray};
use proptest::prelude::*;

use super::*;

struct Small {
    numbers: HashMap<&'static str, Vec<Option<f64>>>,
    texts: HashMap<&'static str, Vec<Option<&'static str>>>,
}

impl Columns for Small {
    fn rows(&self) -> usize {
        4
    }
    fn number(&self, name: &str) -> Result<Float64Array, String> {
        self.numbers.get(name).map(|c| c.clone().into()).ok_or_else(|| format!("no {name}"))
    }
    fn text(&self, name: &str) -> Result<StringArray, String> {
        self.texts.get(name).map(|c| c.clone().into()).ok_or_else(|| format!("no {name}"))
    }
}

fn small() -> Small {
    Small {
        numbers: HashMap::from([
            ("a", vec![Some(1.0), Some(2.0), None, Some(-4.0)]),
            ("b", vec![Some(0.0), Some(4.0), Some(5.0), None]),
            ("Mixed Case", vec![Some(7.0); 4]),
        ]),
        texts: HashMap::from([
            ("t", vec![Some("930660101"), Some("D"), None, Some("é1")]),
            ("u", vec![Some("D"); 4]),
        ]),
    }
}

fn numbers(text: &str) -> Vec<Option<f64>> {
    let e = Expr::parse(text).expect(text).numbers(&small()).expect(text);
    e.values.iter().collect()
}

fn mask(text: &str) -> Vec<Option<bool>> {
    Expr::parse(text).expect(text).mask(&small()).expect(text).iter().collect()
}

const T: Option<bool> = Some(true);
const F: Option<bool> = Some(false);

#[test]
fn arithmetic() {
    assert_eq!(numbers("a + b"), [Some(1.0), Some(6.0), None, None]);
    assert_eq!(numbers("a - b * 2"), [Some(1.0), Some(-6.0), None, None]);
    assert_eq!(numbers("-(a - 1)"), [Some(-0.0), Some(-1.0), None, Some(5.0)]);
    assert_eq!(numbers("ABS(a)"), [Some(1.0), Some(2.0), None, Some(4.0)]);
    assert_eq!(numbers("\"Mixed Case\" / 2"), [Some(3.5); 4]);
}

#[test]
fn division_by_zero_is_null_and_counted() {
    let e = Expr::parse("a / b").expect("parse").numbers(&small()).expect("numbers");
    assert_eq!(e.values.iter().collect::<Vec<_>>(), [None, Some(0.5), None, None]);
    assert_eq!(e.divisions_by_zero, 1);
    let e = Expr::parse("a * 1e308 * 1e308").expect("parse").numbers(&small()).expect("numbers");
    assert_eq!((e.values.null_count(), e.not_finite), (4, 3));
}

#[test]
fn functions() {
    assert_eq!(numbers("COALESCE(a, b, 9)"), [Some(1.0), Some(2.0), Some(5.0), Some(-4.0)]);
    assert_eq!(numbers("NULLIF(b, 0)"), [None, Some(4.0), Some(5.0), None]);
    assert_eq!(numbers("NULLIF(a, b)"), [Some(1.0), Some(2.0), None, Some(-4.0)]);
    assert_eq!(numbers("LEAST(a, b)"), [Some(0.0), Some(2.0), Some(5.0), Some(-4.0)]);
    assert_eq!(numbers("GREATEST(a, b, 3)"), [Some(3.0), Some(4.0), Some(5.0), Some(3.0)]);
    assert_eq!(
        numbers("CAST(SUBSTR('2021', 3, 2) AS DOUBLE) + a"),
        [Some(22.0), Some(23.0), None, Some(17.0)]
    );
    assert_eq!(
        numbers("CASE WHEN a > 1 THEN a WHEN a IS NULL THEN 0 ELSE b END"),
        [Some(0.0), Some(2.0), Some(0.0), None]
    );
}

#[test]
fn conditions_have_three_values() {
    assert_eq!(mask("a > 1"), [F, T, None, F]);
    assert_eq!(mask("a > 1 AND b > 1"), [F, T, None, F]);
    assert_eq!(mask("a > 1 OR b > 1"), [F, T, T, None]);
    assert_eq!(mask("NOT a > 1"), [T, F, None, T]);
    assert_eq!(mask("a IS NULL"), [F, F, T, F]);
    assert_eq!(mask("a IS NOT NULL"), [T, T, F, T]);
    assert_eq!(mask("a IN (1, 2)"), [T, T, None, F]);
    assert_eq!(mask("a NOT IN (1, NULL)"), [F, None, None, None]);
    assert_eq!(mask("a BETWEEN 1 AND 2"), [T, T, None, F]);
    assert_eq!(mask("b = -0.0"), [T, F, F, None]);
}

#[test]
fn text() {
    assert_eq!(mask("t <> 'D'"), [T, F, None, T]);
    assert_eq!(mask("SUBSTR(t, 1, 5) = '93066'"), [T, F, None, F]);
    assert_eq!(mask("t IN ('D', 'é1')"), [F, T, None, T]);
    assert_eq!(mask("SUBSTR(t, 1, 1) = 'é'"), [F, F, None, T]);
    assert_eq!(mask("CAST(t AS VARCHAR) IS NULL"), [F, F, T, F]);
}

#[test]
fn columns_and_their_kinds() {
    let e = Expr::parse("CASE WHEN kind = 'H' AND x <> y THEN x / 2 ELSE 0 END").expect("parse");
    assert_eq!(e.columns(), ["kind", "x", "y"]);
    let kinds: Vec<ValueKind> =
        e.types(ValueKind::Number).expect("types").into_iter().map(|t| t.1).collect();
    assert_eq!(kinds, [ValueKind::Text, ValueKind::Number, ValueKind::Number]);
}

#[test]
fn what_nothing_tells_apart_yet_is_told_by_what_follows() {
    assert_eq!(mask("t IS NULL OR t <> 'D'"), [T, F, T, T]);
    assert_eq!(mask("u = t AND t = 'D'"), [F, T, None, F]);
    assert_eq!(mask("t BETWEEN 'A' AND 'E'"), [F, T, None, F]);
    assert_eq!(
        numbers("CASE t WHEN 'D' THEN 1 ELSE 2 END"),
        [Some(2.0), Some(1.0), Some(2.0), Some(2.0)]
    );
}

#[test]
fn nothing_infinite_on_the_way() {
    assert_eq!(numbers("1 / (a * 1e308 * 1e308)"), [None; 4]);
    assert_eq!(mask("a * 1e308 * 1e308 > 5"), [None; 4]);
    assert_eq!(numbers("CAST('inf' AS DOUBLE)"), [None; 4]);
}

#[test]
fn each_part_is_evaluated_once() {
    let e = Expr::parse("NULLIF(a / b, 9)").expect("parse").numbers(&small()).expect("numbers");
    assert_eq!(e.divisions_by_zero, 1);
    // Both would double with every level if a part were copied.
    let nullifs = format!("{}a{}", "NULLIF(".repeat(40), ", 1)".repeat(40));
    assert_eq!(
        Expr::parse(&nullifs).expect("parse").numbers(&small()).expect("numbers").values.len(),
        4
    );
    let between = format!("{}a{}", "(".repeat(40), " BETWEEN 0 AND 1)".repeat(40));
    assert!(Expr::parse(&between).and_then(|e| e.mask(&small())).is_err());
}

#[test]
fn mistakes_are_told() {
    for (text, said) in [
        ("a +", "`a +`"),
        ("a b", "expected the end"),
        ("SUM(a)", "function SUM"),
        ("LAEST(a, 1)", "did you mean LEAST"),
        ("(SELECT 1)", "not allowed"),
        ("a OVER (ORDER BY b)", ""),
        ("CAST(a AS DATE)", "CAST AS DATE"),
        ("SUBSTR(t, 0, 1)", "SUBSTR takes"),
        ("a % 2", "operator %"),
    ] {
        let e = Expr::parse(text).expect_err(text).to_string();
        assert!(e.contains(said), "{text}: {e}");
    }
    for text in ["a + 't'", "a > 1", "t = 't'", "'t'"] {
        let e = Expr::parse(text).expect("parse").numbers(&small()).expect_err(text);
        assert!(matches!(e, ExprError::Type { .. }), "{text}: {e}");
    }
    let e = Expr::parse("a = 't' AND a > 1").expect("parse").mask(&small()).expect_err("both");
    assert!(
        e.to_string().contains("column a is text, a number is needed")
            || e.to_string().contains("number"),
        "{e}"
    );
    assert!(matches!(Expr::parse("a").expect("parse").mask(&small()), Err(ExprError::Type { .. })));
    assert_eq!(
        Expr::parse("zz + 1").expect("parse").numbers(&small()).expect_err("unknown"),
        ExprError::Column("no zz".into())
    );
}

#[test]
fn limits() {
    let deep = format!("{}a{}", "(".repeat(3000), ")".repeat(3000));
    assert!(matches!(Expr::parse(&deep), Err(ExprError::Limit { .. } | ExprError::Syntax { .. })));
    let long = "a+".repeat(MAX_LENGTH);
    assert!(matches!(Expr::parse(&long), Err(ExprError::Limit { what: "long", .. })));
    let longer = format!("a{}", "+a".repeat(4000));
    assert!(matches!(Expr::parse(&longer), Err(ExprError::Limit { what: "deep", .. })));
    // A long chain is no deep nesting for the one who writes it.
    let chain = format!("a{}", "+a".repeat(250));
    let e = Expr::parse(&chain).expect("chain").numbers(&small()).expect("numbers");
    assert!((e.values.value(0) - 251.0).abs() < f64::EPSILON);
}

/// A random expression as text, and what it is worth on one row.
#[derive(Debug, Clone)]
enum AnyExpr {
    A,
    B,
    Number(i8),
    Op(char, Box<AnyExpr>, Box<AnyExpr>),
    Neg(Box<AnyExpr>),
}

impl AnyExpr {
    fn text(&self) -> String {
        match self {
            Self::A => "a".into(),
            Self::B => "b".into(),
            Self::Number(n) => format!("({n})"),
            Self::Op(op, l, r) => format!("({} {op} {})", l.text(), r.text()),
            Self::Neg(x) => format!("(-{})", x.text()),
        }
    }

    fn value(&self, a: Option<f64>, b: Option<f64>) -> Option<f64> {
        match self {
            Self::A => a,
            Self::B => b,
            Self::Number(n) => Some(f64::from(*n)),
            Self::Neg(x) => x.value(a, b).map(|v| -v),
            Self::Op(op, l, r) => {
                let (l, r) = (l.value(a, b)?, r.value(a, b)?);
                match op {
                    '+' => Some(l + r),
                    '-' => Some(l - r),
                    '*' => Some(l * r),
                    _ => (r != 0.0).then(|| l / r),
                }
            }
        }
    }
}

fn tree() -> impl Strategy<Value = AnyExpr> {
    let leaf =
        prop_oneof![Just(AnyExpr::A), Just(AnyExpr::B), any::<i8>().prop_map(AnyExpr::Number)];
    leaf.prop_recursive(5, 32, 2, |inner| {
        let op = prop_oneof![Just('+'), Just('-'), Just('*'), Just('/')];
        prop_oneof![
            (op, inner.clone(), inner.clone()).prop_map(|(o, l, r)| AnyExpr::Op(
                o,
                Box::new(l),
                Box::new(r)
            )),
            inner.prop_map(|x| AnyExpr::Neg(Box::new(x))),
        ]
    })
}

proptest! {
    #[test]
    fn equals_a_naive_interpreter(t in tree()) {
        let columns = small();
        let got = Expr::parse(&t.text()).expect("parse").numbers(&columns).expect("numbers");
        for row in 0..4 {
            let want = t.value(columns.numbers["a"][row], columns.numbers["b"][row]);
            let want = want.filter(|v| v.is_finite());
            let found = got.values.is_valid(row).then(|| got.values.value(row));
            prop_assert_eq!(found, want);
        }
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,60}") {
        let _ = Expr::parse(&text).and_then(|e| e.numbers(&small()).map(|_| ()));
    }
}
