use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::*;
use crate::catalog::{Catalog, Dataset};
use crate::table::Opened;

fn dataset(keys: &str) -> Dataset {
    let head = "id='a'\ntitle='t'\npublisher='p'\nlicence='l'\nvintage='v'\npath='t.csv'\n";
    let mut catalog = Catalog::default();
    catalog.add(&format!("{head}{keys}"), std::path::Path::new("a.toml")).expect("valid");
    catalog.datasets.remove("a").expect("there")
}

fn of(column: ArrayRef, keys: &str) -> Table {
    let opened = Opened { path: "t.csv".into(), bytes: bytes::Bytes::new(), sha256: String::new() };
    let rows = column.len();
    Table::new(&dataset(keys), &opened, rows, 2, HashMap::from([("x".to_string(), column)]))
}

fn table(values: &[&str], keys: &str) -> Table {
    of(Arc::new(StringArray::from(values.to_vec())), keys)
}

const MARKERS: &str = "missing = ['s', 'ns', 'nd', 'so', 'c', '', '-']\n";

#[test]
fn markers_become_null_with_their_reason() {
    let keys = format!("{MARKERS}decimal = ','");
    let n = table(&["1,5", "s", "", " nd ", "-", "-2", "3.25"], &keys).numbers("x").expect("ok");
    let got: Vec<Option<f64>> = n.values.iter().collect();
    assert_eq!(got, [Some(1.5), None, None, None, None, Some(-2.0), Some(3.25)]);
    let why = n.reasons.iter().map(|r| r.map_or("", MissingReason::name)).collect::<Vec<_>>();
    assert_eq!(why, ["", "s", "empty", "nd", "marker", "", ""]);
}

#[test]
fn letters_are_refused_with_their_line() {
    let e = table(&["1", "abc"], "").numbers("x").expect_err("letters");
    assert_eq!(e.to_string(), "t.csv:3: column `x`: \"abc\" is not a number");
    let e = table(&["1,5"], "").numbers("x").expect_err("comma");
    assert!(e.help().expect("help").contains("decimal"));
    for odd in ["inf", "NaN", "1e999", "0x10"] {
        assert!(table(&[odd], "").numbers("x").is_err(), "{odd}");
    }
}

#[test]
fn a_marker_that_is_a_number_is_a_marker_in_text_and_in_numbers() {
    let keys = "missing = ['-999']";
    let column: ArrayRef = Arc::new(Float64Array::from(vec![Some(1.5), Some(-999.0), None]));
    for table in [table(&["1.5", "-999", ""], keys), of(column, keys)] {
        let n = table.numbers("x").expect("numbers");
        assert_eq!(n.values.iter().collect::<Vec<_>>(), [Some(1.5), None, None]);
        assert_eq!(n.reasons[1], Some(MissingReason::OtherMarker));
    }
}

#[test]
fn a_marker_that_is_a_number_is_one_however_it_is_written() {
    let cases = [
        ("", "-999", ["-999.0", "-999.00", "-999,0", "\u{2212}999"]),
        ("decimal = ','", "-999", ["-999,0", "-999.0", "-999,", "-999"]),
        ("decimal = ','", "-999,0", ["-999", "-999.0", "-999,00", "-999,0"]),
        ("decimal = ','\nthousands = '.'", "9999", ["9.999", "9 999", "9.999,0", "9999"]),
    ];
    for (keys, marker, cells) in cases {
        let keys = format!("{keys}\nmissing = ['s', '{marker}']");
        for cell in cells {
            let n = table(&["1", cell, "s"], &keys).numbers("x").expect(cell);
            assert_eq!(n.values.iter().collect::<Vec<_>>(), [Some(1.0), None, None], "{cell}");
            let why = [None, Some(MissingReason::OtherMarker), Some(MissingReason::Secret)];
            assert_eq!(n.reasons, why, "{cell}");
        }
        let n = table(&["-998", "99"], &keys).numbers("x").expect("other numbers");
        assert_eq!(n.values.null_count(), 0);
    }
    // A marker that is no number but by its text.
    let n = table(&["1.5", "1.234"], "missing = ['1.234']").numbers("x").expect("read");
    assert!(n.values.is_null(1));
    let column: ArrayRef = Arc::new(Float64Array::from(vec![1.5, -999.0]));
    let n = of(column, "missing = ['-999,0']").numbers("x").expect("numbers");
    assert!(n.values.is_null(1));
}

#[test]
fn two_units_are_told_by_the_first_of_each() {
    let e = table(&["12 €", "5 €", "5 %", "5 %"], "").numbers("x").expect_err("two units");
    let said = "t.csv:4: column `x`: \"5 %\" has another unit than \"12 €\" (line 2)";
    assert_eq!(e.to_string(), said);
    let e = table(&["5 %", "12 €"], "").numbers("x").expect_err("two units");
    let said = "t.csv:3: column `x`: \"12 €\" has another unit than \"5 %\" (line 2)";
    assert_eq!(e.to_string(), said);
}

#[test]
fn cells_read_by_the_other_decimal_mark_are_all_counted() {
    let table = table(&["0.500", "1.234", "7"], "decimal = ','");
    let n = table.numbers("x").expect("decimals");
    assert_eq!(n.values.values().to_vec(), [0.5, 1.234, 7.0]);
    let notes = table.notes();
    assert!(notes[0].contains("a point in 2 cells (line 2: \"0.500\")"), "{notes:?}");
}

#[test]
fn degrees_are_never_thousands() {
    let coordinates = table(&["2.347", "48"], "");
    assert!(coordinates.numbers("x").is_err());
    let n = coordinates.numbers_within("x", 180.0).expect("degrees");
    assert_eq!(n.values.values().to_vec(), [2.347, 48.0]);
    assert!(coordinates.notes().is_empty());
}

#[test]
fn every_number_as_text_is_read_as_a_plain_parser_reads_it() {
    let texts = ["0", "-0", "+5", ".5", "5.", "1e3", "1E-3", "007", "123456789.125", "1234567"];
    let plain = texts.map(|t| t.parse::<f64>().expect("a number"));
    let n = table(&texts, "").numbers("x").expect("numbers");
    assert_eq!(n.values.values().to_vec(), plain);
    let commas = texts.map(|t| t.replace('.', ","));
    let commas = commas.each_ref().map(String::as_str);
    let n = table(&commas, "decimal = ','").numbers("x").expect("numbers");
    assert_eq!(n.values.values().to_vec(), plain);
}
