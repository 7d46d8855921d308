//! Numbers as people write them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::common::{Case, METHOD, Run, ifn};

/// The method over a table of its own.
pub fn method(dir: &Path, keys: &str) {
    let method = METHOD.replace("path = \"t.csv\"\n", "").replace("delimiter = \";\"\n", "");
    std::fs::write(dir.join("m.toml"), format!("{method}{keys}\n")).unwrap();
}

pub fn build(dir: &Path) -> Run {
    ifn(dir, &["build", "m.toml", "--no-geometry", "--out", "o"])
}

/// Values of the indicator, by commune.
pub fn values(dir: &Path) -> BTreeMap<String, f64> {
    let text = ifn(dir, &["export", "commune", "--out", "o"]).ok().out;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let (code, value) = (at("code"), at("value_part"));
    reader
        .records()
        .map(Result::unwrap)
        .filter_map(|r| Some((r[code].to_string(), r[value].parse().ok()?)))
        .collect()
}

pub fn close(got: &BTreeMap<String, f64>, right: &[(&str, f64)]) {
    assert_eq!(got.len(), right.len(), "{got:?}");
    for (code, right) in right {
        assert!((got[*code] - right).abs() < 1e-12 * right.abs().max(1.0), "{code}: {got:?}");
    }
}

/// Builds a table under some keys.
fn read(table: &str, keys: &str) -> (tempfile::TempDir, Run) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("n.csv"), table).unwrap();
    method(dir.path(), &format!("path = 'n.csv'\ndelimiter = ';'\n{keys}"));
    let run = build(dir.path());
    (dir, run)
}

fn reads(table: &str, keys: &str, right: &[(&str, f64)], said: &[&str]) {
    let (dir, run) = read(table, keys);
    let run = run.ok();
    close(&values(dir.path()), right);
    for text in said {
        assert!(run.err.contains(text), "{text:?} is not in:\n{}", run.err);
    }
    let manifest = std::fs::read_to_string(dir.path().join("o/manifest.json")).unwrap();
    for text in said {
        assert!(manifest.contains(&text.replace('"', "\\\"")), "{text:?} is not in the manifest");
    }
    if said.is_empty() {
        assert!(!run.err.contains("table `t`"), "{}", run.err);
        assert!(!manifest.contains("\"reading\""), "{manifest}");
    }
}

/// Build and check say the same.
fn refuses(table: &str, keys: &str, said: &[&str]) {
    let (dir, run) = read(table, keys);
    let check = ifn(dir.path(), &["check", "m.toml"]);
    for run in [run, check] {
        assert_eq!(run.status, 1, "out: {}\nerr: {}", run.out, run.err);
        for text in said {
            assert!(run.err.contains(text), "{text:?} is not in:\n{}", run.err);
        }
    }
}

const DOTS: &str = "code;a;b\n01001;10,5;980\n93066;120,5;1.234\n75056;20;12.600\n13055;25;300\n";

#[test]
fn a_point_before_three_digits_under_a_decimal_comma_is_in_doubt() {
    refuses(
        DOTS,
        "decimal = ','",
        &[
            "n.csv:3: column `b`: \"1.234\" may be 1234 or 1.234",
            "thousands = \".\" reads 1234, decimal = \".\" reads 1.234",
        ],
    );
    // 100 * a / b by pandas, read_csv(decimal=",", thousands=".").
    let right = [
        ("01001", 100.0 * 10.5 / 980.0),
        ("93066", 100.0 * 120.5 / 1234.0),
        ("75056", 100.0 * 20.0 / 12600.0),
        ("13055", 100.0 * 25.0 / 300.0),
    ];
    reads(DOTS, "decimal = ','\nthousands = '.'", &right, &[]);
    // The mark between thousands leaves the comma for decimals.
    reads(DOTS, "thousands = '.'", &right, &[]);
    // Another cell settles it.
    let settled = DOTS.replace(";300", ";1.000.300,0");
    let right = [right[0], right[1], right[2], ("13055", 100.0 * 25.0 / 1_000_300.0)];
    reads(&settled, "decimal = ','", &right, &[]);
}

#[test]
fn no_decimal_mark_declared() {
    // Points that may all be between thousands, beside small numbers without any.
    let table = DOTS.replace("10,5", "10").replace("120,5", "120");
    refuses(&table, "", &["n.csv:3: column `b`: \"1.234\" may be 1234 or 1.234"]);
    let of = |b: [f64; 4]| {
        let codes = ["01001", "93066", "75056", "13055"].into_iter();
        codes
            .zip([10.0, 120.0, 20.0, 25.0].into_iter().zip(b).map(|(a, b)| 100.0 * a / b))
            .collect::<Vec<_>>()
    };
    reads(&table, "decimal = '.'", &of([980.0, 1.234, 12.6, 300.0]), &[]);
    reads(&table, "thousands = '.'", &of([980.0, 1234.0, 12600.0, 300.0]), &[]);
    // One cell that is no group of three shows a decimal point, and nothing changes.
    reads(&table.replace("980", "980.5"), "", &of([980.5, 1.234, 12.6, 300.0]), &[]);
    // Where every number has three decimals it is told how they are read.
    let table = table.replace("980", "980.000").replace(";300", ";300.125");
    let said = ["every point stands before three digits; \"980.000\" (line 2) is read as 980"];
    reads(&table, "", &of([980.0, 1.234, 12.6, 300.125]), &said);
}

#[test]
fn a_comma_before_three_digits_under_a_decimal_point_is_in_doubt() {
    let table = "code;a;b\n01001;10.5;980\n93066;120.5;1,234\n75056;20;12,600\n";
    refuses(
        table,
        "",
        &[
            "n.csv:3: column `b`: \"1,234\" may be 1234 or 1.234",
            "thousands = \",\" reads 1234, decimal = \",\" reads 1.234",
        ],
    );
    let right = [
        ("01001", 100.0 * 10.5 / 980.0),
        ("93066", 100.0 * 120.5 / 1234.0),
        ("75056", 100.0 * 20.0 / 12600.0),
    ];
    reads(table, "thousands = ','", &right, &[]);
    reads(
        &table.replace("980", "1,000,980.0"),
        "",
        &[("01001", 100.0 * 10.5 / 1_000_980.0), right[1], right[2]],
        &[],
    );
}

#[test]
fn a_file_with_points_under_the_layout_of_another_year() {
    let table = "code;a;b\n01001;10.5;980\n93066;0.125;200\n75056;20.25;1200.5\n13055;1.234;7\n";
    let right = [
        ("01001", 100.0 * 10.5 / 980.0),
        ("93066", 100.0 * 0.125 / 200.0),
        ("75056", 100.0 * 20.25 / 1200.5),
        ("13055", 100.0 * 1.234 / 7.0),
    ];
    let said = ["column `a`: the decimal mark is a point in 4 cells (line 2: \"10.5\")"];
    reads(table, "decimal = ','", &right, &said);
}

#[test]
fn blanks_and_apostrophes_between_thousands() {
    for blank in [" ", "\u{a0}", "\u{202f}", "'", "’"] {
        let table = format!(
            "code;a;b\n01001;10,5;1{blank}234\n93066;1{blank}200,5;2{blank}412\n75056;20;400\n"
        );
        let right =
            [("01001", 100.0 * 10.5 / 1234.0), ("93066", 100.0 * 1200.5 / 2412.0), ("75056", 5.0)];
        reads(&table, "decimal = ','", &right, &[]);
    }
    let table = "code;a;b\n01001;10;1\u{202f}2345\n";
    // The value is shown as typed.
    refuses(
        table,
        "",
        &["n.csv:2: column `b`: \"1\u{202f}2345\" is not a number", "exactly three"],
    );
}

#[test]
fn percent_and_currency_signs_are_left_out() {
    let table = "code;a;b\n01001;12,5 %;1 000 €\n93066;30%;2 000 €\n75056;20;500,50 €\n";
    reads(
        table,
        "decimal = ','",
        &[("01001", 1.25), ("93066", 1.5), ("75056", 100.0 * 20.0 / 500.5)],
        &[
            "column `a`: the sign % is left out of 2 cells: \"12,5 %\" is 12.5; 1 cell without it",
            "column `b`: the sign € is left out of 3 cells: \"1 000 €\" is 1000",
        ],
    );
    refuses(
        &table.replace(";20;", ";0,2;"),
        "decimal = ','",
        &["n.csv:4: column `a`: \"0,2\" has no percent sign and \"12,5 %\" (line 2) has one"],
    );
    refuses(
        &table.replace("2 000 €", "2 000 $"),
        "decimal = ','",
        &["n.csv:3: column `b`: \"2 000 $\" has another unit than \"1 000 €\" (line 2)"],
    );
    refuses(
        &table.replace("12,5 %", "12,5 km"),
        "decimal = ','",
        &["n.csv:2: column `a`: \"12,5 km\" is not a number", "take \"km\" out"],
    );
}

#[test]
fn markers_that_are_numbers() {
    let table = "code;a;b\n01001;10;100\n93066;-999;200\n75056;20;400\n";
    let right = [("01001", 10.0), ("75056", 5.0)];
    for cell in ["-999", "-999.0", "-999,00"] {
        reads(&table.replace("-999", cell), "missing = ['-999']", &right, &[]);
    }
}

#[test]
fn a_stray_quote_takes_in_no_row() {
    let table = "code;a;b\n01001;10;\"100\n93066;60;200\n75056;20;400\n";
    refuses(
        table,
        "",
        &[
            "n.csv:2: a quote opens a cell here and is never closed: the 2 lines below it are read as \
             part of that cell",
            "a quote is written twice",
        ],
    );
    refuses(
        "code;a;b\n01001;10;100\n93066;60;200\n\"Source : Insee; 2025\"\n",
        "",
        &["n.csv:4: \"Source : Insee; 2025\" is one cell", "skip_bottom = 1"],
    );
    // Two, and the rows between them.
    let rows =
        (0..20).map(|i| format!("{:05};nom;60;200\n", 93001 + i)).collect::<Vec<_>>().concat();
    let table = format!("code;n;a;b\n01001;\"nom;10;100\n{rows}75056;nom\";20;400\n");
    refuses(&table, "", &["n.csv:2: a quote opens a cell here", "line 23", "look like rows"]);
    // A name of two lines is none.
    let table = "code;n;a;b\n01001;\"no\nm\";10;100\n75056;nom;20;400\n";
    reads(table, "", &[("01001", 10.0), ("75056", 5.0)], &[]);
}

#[test]
fn numbers_of_a_workbook_and_of_json_are_no_text() {
    let dir = tempfile::tempdir().unwrap();
    let right = [("01001", 100.0 * 1.234 / 12.6), ("93066", 100.0 * 10.5 / 2500.0)];
    let json =
        r#"[{"code": "01001", "a": 1.234, "b": 12.6}, {"code": "93066", "a": "10,5", "b": 2500}]"#;
    std::fs::write(dir.path().join("n.json"), json).unwrap();
    method(dir.path(), "path = 'n.json'\ndecimal = ','");
    build(dir.path()).ok();
    close(&values(dir.path()), &right);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["code", "a", "b"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, name).unwrap();
    }
    sheet.write_string(1, 0, "01001").unwrap();
    sheet.write_number(1, 1, 1.234).unwrap();
    sheet.write_number(1, 2, 12.6).unwrap();
    sheet.write_string(2, 0, "93066").unwrap();
    sheet.write_string(2, 1, "10,5").unwrap();
    sheet.write_number(2, 2, 2500.0).unwrap();
    book.save(dir.path().join("n.xlsx")).unwrap();
    method(dir.path(), "path = 'n.xlsx'\ndecimal = ','");
    build(dir.path()).ok();
    close(&values(dir.path()), &right);
}

#[test]
fn filters_checks_and_observations_read_the_same_numbers() {
    let table = "code;a;b;c\n01001;10;100;1 234\n93066;60;200;999\n75056;20;400;2 000\n";
    reads(table, "filter = 'c > 1000'", &[("01001", 10.0), ("75056", 5.0)], &[]);
    let table = table.replace("999", "1,234");
    refuses(
        &table,
        "filter = 'c > 1000'",
        &["n.csv:3: column `c`: \"1,234\" may be 1234 or 1.234", "thousands = \",\" reads 1234"],
    );
    let long = "geo;m;v\n01001;A;1 000,5\n01001;B;2 001\n93066;A;1.234\n93066;B;1.000\n";
    let keys = "decimal = ','\npivot = { names = 'm', values = 'v' }";
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("n.csv"), long).unwrap();
    let keys =
        format!("path = 'n.csv'\ndelimiter = ';'\nrenamed = {{ a = ['A'], b = ['B'] }}\n{keys}");
    method(dir.path(), &keys);
    let text = std::fs::read_to_string(dir.path().join("m.toml")).unwrap();
    std::fs::write(dir.path().join("m.toml"), text.replace("key = \"code\"", "key = \"geo\""))
        .unwrap();
    let run = build(dir.path());
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("\"1.234\" may be 1234 or 1.234"), "{}", run.err);
    std::fs::write(dir.path().join("n.csv"), long.replace('.', " ")).unwrap();
    build(dir.path()).ok();
    close(&values(dir.path()), &[("01001", 100.0 * 1000.5 / 2001.0), ("93066", 123.4)]);
}

#[test]
fn long_cells_end_quickly_and_are_shown_short() {
    for cell in [
        "1".repeat(65_536),
        "1 ".repeat(32_768),
        format!("1{}", ".234".repeat(20_000)),
        "é".repeat(65_536),
    ] {
        let case = Case::new();
        case.write("t.csv", format!("code;a;b\n01001;{cell};100\n"));
        let started = std::time::Instant::now();
        let run = case.fails(&["t.csv:2: column `a`: \"", "is not a number"]);
        assert!(run.err.len() < 2000, "{}", run.err.len());
        assert!(started.elapsed().as_secs() < 20);
    }
}
