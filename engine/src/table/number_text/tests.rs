use proptest::prelude::*;

use super::*;

const COMMA: Marks = Marks { decimal: Some(Mark::Comma), thousands: None, most: f64::INFINITY };
const POINT: Marks = Marks { decimal: Some(Mark::Point), ..COMMA };
const ANY: Marks = Marks { decimal: None, ..COMMA };

fn all(marks: Marks, texts: &[&str]) -> Vec<Result<f64, Wrong>> {
    let mut column = ColumnMarks::new(marks);
    texts.iter().enumerate().for_each(|(row, text)| column.see(row, text));
    let settled = column.settle();
    texts.iter().map(|text| settled.read(text)).collect()
}

fn numbers(marks: Marks, texts: &[&str]) -> Vec<f64> {
    all(marks, texts).into_iter().map(|x| x.expect("a number")).collect()
}

#[test]
fn blanks_and_apostrophes_between_thousands() {
    let texts = [
        "1 234",
        "1\u{a0}200,5",
        "2\u{202f}412",
        "1'234'567,25",
        "1’234",
        "-12 000",
        "\u{2212}1 000",
        "+1 000",
        "12 345 678,9",
        "1\u{2009}234",
        "12,5",
    ];
    let right = [
        1234.0,
        1200.5,
        2412.0,
        1_234_567.25,
        1234.0,
        -12000.0,
        -1000.0,
        1000.0,
        12_345_678.9,
        1234.0,
        12.5,
    ];
    assert_eq!(numbers(COMMA, &texts), right);
    for odd in ["12 34", "1 2345", "1234 567", "0 123", "1 234'567", "1 234 ", "1  234", " 1 234"] {
        let got = all(COMMA, &[odd]).remove(0);
        // Blanks around are no part of it.
        assert_eq!(got.is_ok(), odd.trim() == "1 234", "{odd}: {got:?}");
    }
}

#[test]
fn a_point_under_a_decimal_comma_is_settled_by_the_column() {
    // In doubt.
    for text in ["1.234", "12.600", "-123.456"] {
        let got = all(COMMA, &["12,5", text]);
        assert!(matches!(got[1], Err(Wrong::Either { mark: Mark::Point, .. })), "{got:?}");
    }
    let Err(wrong) = &all(COMMA, &["1.234"])[0] else { panic!("read") };
    assert_eq!(
        wrong.message("1.234"),
        "\"1.234\" may be 1234 or 1.234, and no other cell tells which"
    );
    assert_eq!(
        wrong.help(NumberKeys::Table).expect("help"),
        "thousands = \".\" reads 1234, decimal = \".\" reads 1.234"
    );
    assert_eq!(
        wrong.help(NumberKeys::Options).expect("help"),
        "--thousands . reads 1234, --decimal . reads 1.234"
    );
    // Points between thousands, by another cell.
    assert_eq!(numbers(COMMA, &["1.234", "1.234,5"]), [1234.0, 1234.5]);
    assert_eq!(numbers(COMMA, &["1.234.567", "12.600"]), [1_234_567.0, 12600.0]);
    // Declared.
    let declared = Marks { thousands: Some(Mark::Point), ..COMMA };
    assert_eq!(numbers(declared, &["1.234", "12.600", "1 000"]), [1234.0, 12600.0, 1000.0]);
    assert_eq!(all(declared, &["12.5"])[0], Err(Wrong::Thousands));
    // A decimal point, by other cells.
    assert_eq!(
        numbers(COMMA, &["12.5", "0.123", "1.234", "1234.567"]),
        [12.5, 0.123, 1.234, 1234.567]
    );
    // One such cell among many in doubt, and two that contradict each other, settle nothing.
    assert!(all(COMMA, &["12.5", "1.234", "2.345"]).iter().all(Result::is_err));
    let got = all(COMMA, &["12.5", "1.234.567", "1.234"]);
    assert_eq!(got[0], Err(Wrong::Decimal(Mark::Point)));
    assert!(got[2].is_err(), "{got:?}");
    assert!(all(COMMA, &["12,5", "12.5", "1.234"])[2].is_err());
    // Another cell may be 1,234 for 1234: a plain parser would read 1.234.
    assert_eq!(all(COMMA, &["1,234.5"])[0], Err(Wrong::Decimal(Mark::Point)));
}

#[test]
fn a_comma_under_a_decimal_point_is_settled_by_the_column() {
    assert_eq!(numbers(POINT, &["1,234.5", "1,234"]), [1234.5, 1234.0]);
    assert_eq!(numbers(POINT, &["1,234,567", "12,600"]), [1_234_567.0, 12600.0]);
    let Err(wrong) = &all(POINT, &["1,234"])[0] else { panic!("read") };
    assert_eq!(
        wrong.help(NumberKeys::Table).expect("help"),
        "thousands = \",\" reads 1234, decimal = \",\" reads 1.234"
    );
    assert_eq!(all(POINT, &["60,5"])[0], Err(Wrong::Decimal(Mark::Comma)));
    let declared = Marks { thousands: Some(Mark::Comma), ..POINT };
    assert_eq!(numbers(declared, &["1,234", "12.5"]), [1234.0, 12.5]);
    assert_eq!(all(declared, &["12,34"])[0], Err(Wrong::Thousands));
}

#[test]
fn either_mark_where_none_is_declared() {
    assert_eq!(numbers(ANY, &["613 000,5", "613000.5", "613\u{202f}000,5"]), [613_000.5; 3]);
    assert_eq!(numbers(ANY, &["1.234", "12.5"]), [1.234, 12.5]);
    assert_eq!(numbers(ANY, &["1,234", "12,5"]), [1.234, 12.5]);
    assert!(all(ANY, &["1,234"])[0].is_err());
    // No longitude is 2347 degrees.
    let degrees = Marks { most: 180.0, ..ANY };
    assert_eq!(numbers(degrees, &["2,347", "48.859"]), [2.347, 48.859]);
    assert_eq!(all(degrees, &["1 234"])[0], Err(Wrong::TooLarge(180.0)));
}

#[test]
fn units() {
    let texts = ["12,5 %", "30%", "30\u{202f}%"];
    assert_eq!(numbers(COMMA, &texts), [12.5, 30.0, 30.0]);
    let texts = ["1 200,50 €", "€ 5", "-5 EUR", "€-5", "12 euros"];
    assert_eq!(numbers(COMMA, &texts), [1200.5, 5.0, -5.0, -5.0, 12.0]);
    let mut column = ColumnMarks::new(COMMA);
    ["5 €", "5 %", "5 $"].iter().enumerate().for_each(|(row, text)| column.see(row, text));
    assert_eq!((column.percent.cells, column.currency.cells), (1, 2));
    assert_eq!(column.settle().unlike, Some((1, 0)));
    let got = all(COMMA, &["12 km", "3 k€", "5 ‰"]);
    let unit = |u: &str| Err(Wrong::Unit(u.into()));
    assert_eq!(got, [unit("km"), unit("k€"), unit("‰")]);
}

#[test]
fn what_is_no_number() {
    let long = "1".repeat(65_536);
    let blanks = format!("1{}", " 234".repeat(20_000));
    for odd in [
        "",
        "-",
        "--5",
        "abc",
        "1e",
        "1e5e5",
        "1,2,3.4.5",
        "%",
        "€",
        "€ 5 €",
        "5 % %",
        ",",
        ".",
        "1/2",
        "12:30",
        "NaN",
        "inf",
        "0x10",
        "1_000",
        "(5)",
        "1e999",
        long.as_str(),
        blanks.as_str(),
        "１２",
    ] {
        for marks in [COMMA, POINT, ANY] {
            assert!(all(marks, &[odd])[0].is_err(), "{odd:.40}");
        }
    }
    assert_eq!(numbers(COMMA, &["1,5e3", "1.5E-2", ",5", "5,"]), [1500.0, 0.015, 0.5, 5.0]);
    assert_eq!(shown("1\u{202f}2\u{a0}3\n\u{7}"), "\"1\u{202f}2\u{a0}3\\n\\u{7}\"");
    assert_eq!(shown(&long).chars().count(), 43);
}

/// Digits in groups of three.
fn grouped(number: f64, decimals: usize, between: &str, decimal: &str) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push_str(between);
        }
        out.push(c);
    }
    if decimals > 0 {
        out.push_str(decimal);
        out.push_str(fraction);
    }
    if number.is_sign_negative() { format!("-{out}") } else { out }
}

proptest! {
    #[test]
    fn what_is_written_in_french_or_english_is_read_back(
        number in prop_oneof![-1e12..1e12f64, -1000.0..1000.0f64, any::<f64>().prop_filter("finite", |x| x.is_finite() && x.abs() < 1e60)],
        decimals in 0usize..18,
        blank in prop_oneof![Just(" "), Just("\u{a0}"), Just("\u{202f}"), Just("'"), Just("’")],
    ) {
        let right: f64 = format!("{number:.decimals$}").parse().expect("a number");
        let french = grouped(number, decimals, blank, ",");
        prop_assert_eq!(numbers(COMMA, &[&french]), [right]);
        prop_assert_eq!(numbers(COMMA, &[&format!("{french}\u{a0}%")]), [right]);
        let english = grouped(number, decimals, blank, ".");
        prop_assert_eq!(numbers(POINT, &[&english]), [right]);
        let points = Marks { thousands: Some(Mark::Point), ..COMMA };
        prop_assert_eq!(numbers(points, &[&grouped(number, decimals, ".", ",")]), [right]);
        let commas = Marks { thousands: Some(Mark::Comma), ..POINT };
        prop_assert_eq!(numbers(commas, &[&grouped(number, decimals, ",", ".")]), [right]);
    }

    #[test]
    fn no_text_is_read_as_another_number_or_panics(text in "[-+0-9., '\u{a0}%€eE]{0,24}") {
        for marks in [COMMA, POINT, ANY] {
            let got = all(marks, &[&text]).remove(0);
            // What a plain parser reads under the declared mark, this reads equally, or is in doubt of.
            let plain = match marks.decimal {
                Some(Mark::Comma) => (!text.contains('.')).then(|| text.replace(',', ".")),
                _ => Some(text.clone()),
            };
            if let (Some(Ok(plain)), Ok(got)) = (plain.map(|t| t.trim().parse::<f64>()), &got) {
                prop_assert_eq!(plain, *got, "{}", text);
            }
        }
    }
}
