//! One table in every layout that publishers use gives one result.

use std::io::Write;
use std::sync::Arc;

use crate::common::{Case, METHOD, TABLE, ifn};
use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};

/// The rows of the table, as text.
fn rows() -> Vec<Vec<&'static str>> {
    TABLE.lines().map(|l| l.split(';').collect()).collect()
}

fn delimited(by: &str, end: &str) -> String {
    rows().iter().map(|r| r.join(by) + end).collect()
}

/// Scores of communes under a changed `[table.t]`.
fn scores(case: &Case, keys: &str) -> String {
    let method = METHOD.replace("path = \"t.csv\"\n", "").replace("delimiter = \";\"\n", "");
    case.write("m.toml", format!("{method}{keys}\n"));
    ifn(case.path(), &["build", "m.toml", "-q", "--no-geometry", "--out", "o"]).ok();
    ifn(case.path(), &["export", "commune", "--out", "o"]).ok().out
}

#[test]
fn every_layout_gives_the_same_scores() {
    let case = Case::new();
    let expected = scores(&case, "path = 't.csv'\ndelimiter = ';'");
    assert!(expected.contains("93066,Saint-Denis"));

    case.write("comma.csv", delimited(",", "\n"));
    assert_eq!(scores(&case, "path = 'comma.csv'"), expected);

    case.write("tab.tsv", delimited("\t", "\n"));
    assert_eq!(scores(&case, "path = 'tab.tsv'\ndelimiter = '\\t'"), expected);

    case.write("bom.csv", format!("\u{feff}{}", delimited(";", "\r\n")));
    assert_eq!(scores(&case, "path = 'bom.csv'\ndelimiter = ';'"), expected);

    case.write(
        "quoted.csv",
        delimited("\";\"", "\"\n\"").trim_end_matches('"').replacen("code", "\"code", 1),
    );
    assert_eq!(scores(&case, "path = 'quoted.csv'\ndelimiter = ';'"), expected);

    // Words above the header, in the encoding of another age.
    let mut old = b"Donn\xe9es provisoires ; \x80\n\n".to_vec();
    old.extend(
        delimited(";", "\r\n").replace("code;", "n\u{0}code;").replace("n\u{0}", "").bytes(),
    );
    case.write("old.csv", &old);
    let keys = "path = 'old.csv'\ndelimiter = ';'\nskip_lines = 2\nencoding = 'windows-1252'";
    assert_eq!(scores(&case, keys), expected);

    // Decimal commas, markers, and codes that lost their leading zeros.
    let text = delimited(";", "\n").replace(";10;", ";10,0;").replace("\n01001", "\n1001");
    case.write("french.csv", format!("{text}93005;s;100\n93006;4;nd\n93007;;\n"));
    let keys = "path = 'french.csv'\ndelimiter = ';'\ndecimal = ','\ncode_width = 5";
    let french = scores(&case, keys);
    let line = |text: &str, code: &str| {
        text.lines().find(|l| l.starts_with(code)).map(String::from).unwrap()
    };
    for code in ["01001", "93066", "75056", "2A004", "97411"] {
        assert_eq!(line(&french, code), line(&expected, code));
    }
    assert!(line(&french, "93005").ends_with(",missing,s"), "{}", line(&french, "93005"));
    assert!(line(&french, "93006").ends_with(",missing,nd"));
    assert!(line(&french, "93007").ends_with(",missing,empty"));
    assert!(line(&french, "93008").ends_with(",missing,no_row"));

    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in
        [("meta_t.CSV", "COD_VAR;LIB_VAR\n".into()), ("d/t.CSV", delimited(";", "\n"))]
    {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    case.write("t.zip", zip.finish().unwrap().into_inner());
    assert_eq!(scores(&case, "path = 't.zip'\ndelimiter = ';'"), expected);
    assert_eq!(scores(&case, "path = 't.zip'\nmember = 't*.csv'\ndelimiter = ';'"), expected);

    let data = rows();
    let text = |i: usize| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(data[1..].iter().map(|r| r[i])))
    };
    let number = |i: usize| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(
            data[1..].iter().map(|r| r[i].parse::<f64>().unwrap()),
        ))
    };
    let batch =
        RecordBatch::try_from_iter([("code", text(0)), ("a", number(1)), ("b", text(2))]).unwrap();
    let file = std::fs::File::create(case.path().join("t.parquet")).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    assert_eq!(scores(&case, "path = 't.parquet'"), expected);

    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("COM").unwrap();
    sheet.write_string(0, 0, "Mise en ligne le 1er janvier").unwrap();
    for (r, row) in data.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let (r, c) = (r as u32 + 2, c as u16);
            match cell.parse::<f64>() {
                Ok(n) if c > 0 => sheet.write_number(r, c, n).unwrap(),
                _ => sheet.write_string(r, c, *cell).unwrap(),
            };
        }
    }
    book.add_worksheet().set_name("ARM").unwrap();
    book.save(case.path().join("t.xlsx")).unwrap();
    assert_eq!(scores(&case, "path = 't.xlsx'\nskip_lines = 2\nsheet = 'COM'"), expected);
    case.untouched();
}

#[test]
fn codes_of_other_years_are_carried_and_folded() {
    let case = Case::new();
    // Pierrefitte (93059) joined Saint-Denis in 2025; Paris comes by arrondissements, Lyon both
    // ways; 01015 absorbed 01340 in 2016.
    case.write(
        "t.csv",
        "code;a;b\n93066;60;200\n93059;40;100\n75101;1;10\n75102;3;10\n69123;9;10\n69381;1;10\n01015;1;4\n01340;1;4\n",
    );
    let keys = "path = 't.csv'\ndelimiter = ';'";
    let method = METHOD.replace("path = \"t.csv\"\n", "").replace("delimiter = \";\"\n", "");
    case.write(
        "m.toml",
        format!("{method}{keys}\n").replace("geography = 2026", "geography = 2015"),
    );
    let run = ifn(case.path(), &["build", "m.toml", "--no-geometry", "--out", "o"]).ok();
    assert!(!run.err.contains("join no"), "{}", run.err);
    let csv = ifn(case.path(), &["export", "commune", "--out", "o"]).ok().out;
    let head: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    let at = |name: &str| head.iter().position(|h| *h == name).unwrap();
    let cell = |code: &str, name: &str| {
        let line = csv.lines().find(|l| l.starts_with(code)).unwrap();
        // Origins stand after the one quoted name at most.
        line.split(',').nth(at(name)).unwrap().to_string()
    };
    for (code, value, origin) in [
        ("93066", 100.0 / 3.0, "aggregated"),
        ("75056", 20.0, "aggregated"),
        ("69123", 90.0, "measured"),
        ("01015", 25.0, "aggregated"),
    ] {
        let found: f64 = cell(code, "value_part").parse().unwrap();
        assert!((found - value).abs() < 1e-12, "{code}: {found}");
        assert_eq!(cell(code, "origin_part"), origin, "{code}");
    }
    // Of the reference year, no code may be carried: what does not join is said.
    case.write("m.toml", format!("{method}{keys}\n"));
    let run = ifn(case.path(), &["build", "m.toml", "--no-geometry", "--out", "o"]).ok();
    assert!(
        run.err.contains(
            "2 of 8 rows join no commune (for instance 93059 (Pierrefitte-sur-Seine, now 93066), \
             01340 (Saint-Bois, now 01015))"
        ),
        "{}",
        run.err
    );
}
