//! Headers, footers and separators of tables.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::{Field, Schema};

use super::numbers::{build, method, values};
use crate::common::{Run, TABLE, ifn};

fn folder(name: &str, content: impl AsRef<[u8]>, keys: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(name), content).unwrap();
    method(dir.path(), &format!("path = '{name}'\n{keys}"));
    dir
}

/// 100 a / b of the small table.
fn rates() -> BTreeMap<String, f64> {
    let rows = TABLE.lines().skip(1).map(|line| line.split(';').collect::<Vec<_>>());
    rows.map(|r| {
        (r[0].to_string(), 100.0 * r[1].parse::<f64>().unwrap() / r[2].parse::<f64>().unwrap())
    })
    .collect()
}

/// The build reads the small table, and says so much.
fn reads(dir: &Path, said: &[&str]) -> Run {
    let run = build(dir).ok();
    assert_eq!(values(dir), rates(), "{}", run.err);
    let manifest = std::fs::read_to_string(dir.join("o/manifest.json")).unwrap();
    for text in said {
        assert!(run.err.contains(text), "{text:?} is not in:\n{}", run.err);
        assert!(manifest.contains(&text.replace('"', "\\\"")), "{text:?} is not in the manifest");
    }
    if said.is_empty() {
        assert!(!run.err.contains("table `t`"), "{}", run.err);
    }
    run
}

/// Build and check fail alike.
fn refuses(dir: &Path, said: &[&str]) {
    for args in [&["build", "m.toml", "--no-geometry", "--out", "o"][..], &["check", "m.toml"]] {
        let run = ifn(dir, args);
        assert_eq!(run.status, 1, "out: {}\nerr: {}", run.out, run.err);
        for text in said {
            assert!(run.err.contains(text), "{text:?} is not in:\n{}", run.err);
        }
    }
}

fn parquet(dir: &Path, names: [&str; 3]) {
    let rows: Vec<Vec<&str>> = TABLE.lines().skip(1).map(|l| l.split(';').collect()).collect();
    let text: ArrayRef = Arc::new(StringArray::from_iter_values(rows.iter().map(|r| r[0])));
    let number = |i: usize| -> ArrayRef {
        Arc::new(rows.iter().map(|r| r[i].parse::<f64>().ok()).collect::<Float64Array>())
    };
    let columns = [text, number(1), number(2)];
    let fields: Vec<Field> = names
        .iter()
        .zip(&columns)
        .map(|(n, c)| Field::new(*n, c.data_type().clone(), true))
        .collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.to_vec()).unwrap();
    let file = std::fs::File::create(dir.join("t.parquet")).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn workbook(dir: &Path, names: [&str; 3]) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (c, name) in names.into_iter().enumerate() {
        sheet.write_string(0, c as u16, name).unwrap();
    }
    for (r, line) in TABLE.lines().skip(1).enumerate() {
        for (c, cell) in line.split(';').enumerate() {
            let (r, c) = (r as u32 + 1, c as u16);
            match cell.parse::<f64>() {
                Ok(n) if c > 0 => sheet.write_number(r, c, n).unwrap(),
                _ => sheet.write_string(r, c, cell).unwrap(),
            };
        }
    }
    book.save(dir.join("t.xlsx")).unwrap();
}

fn objects(names: [&str; 3], geojson: bool) -> String {
    let object = |line: &str| {
        let cells: Vec<&str> = line.split(';').collect();
        let [code, a, b] = names;
        let plain = format!(
            "{{\"{code}\": \"{}\", \"{a}\": {}, \"{b}\": {}}}",
            cells[0], cells[1], cells[2]
        );
        if geojson {
            format!(
                "{{\"type\": \"Feature\", \"geometry\": {{\"type\": \"Point\", \"coordinates\": [2, 48]}}, \
                 \"properties\": {plain}}}"
            )
        } else {
            plain
        }
    };
    let all: Vec<String> = TABLE.lines().skip(1).map(object).collect();
    if geojson {
        format!("{{\"type\": \"FeatureCollection\", \"features\": [{}]}}", all.join(","))
    } else {
        format!("[{}]", all.join(","))
    }
}

/// The small table in every format under other names.
fn every_format(dir: &Path, names: [&str; 3]) -> Vec<&'static str> {
    std::fs::write(dir.join("t.csv"), TABLE.replacen("code;a;b", &names.join(";"), 1)).unwrap();
    std::fs::write(dir.join("t.json"), objects(names, false)).unwrap();
    std::fs::write(dir.join("t.geojson"), objects(names, true)).unwrap();
    parquet(dir, names);
    workbook(dir, names);
    vec!["t.csv", "t.json", "t.geojson", "t.parquet", "t.xlsx"]
}

#[test]
fn names_of_another_edition_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    for file in every_format(dir.path(), ["code", "P21_A", " b "]) {
        let keys =
            format!("path = '{file}'\ndelimiter = ';'\nrenamed = {{ a = ['P22_A', 'P21_A'] }}");
        method(dir.path(), &keys);
        reads(dir.path(), &[]);
    }
}

#[test]
fn two_columns_of_one_name_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    for file in every_format(dir.path(), ["code", "a", "a "]) {
        let keys = format!("path = '{file}'\ndelimiter = ';'\nrenamed = {{ b = ['code'] }}");
        method(dir.path(), &keys);
        refuses(dir.path(), &["has two columns `a`: the 2nd and the 3rd", "another name"]);
    }
    // One object that says a thing twice.
    std::fs::write(dir.path().join("t.json"), r#"[{"code": "01001", "a": 1, "a": 2, "b": 3}]"#)
        .unwrap();
    method(dir.path(), "path = 't.json'");
    refuses(dir.path(), &["object 1 has the key `a` twice"]);
    // Two columns that nobody asks for take nothing away.
    let table = TABLE.replace('\n', ";x;y\n").replacen("x;y", "note;note", 1);
    let dir = folder("t.csv", table, "delimiter = ';'");
    reads(dir.path(), &[]);
}

#[test]
fn the_line_of_excel() {
    for (line, keys) in [
        ("sep=;\n", "delimiter = ';'"),
        // It says the delimiter.
        ("sep=;\r\n", ""),
        ("\u{feff}\"SEP=;\"\n", ""),
        ("sep=;\n", "skip_lines = 1"),
    ] {
        let dir = folder("t.csv", format!("{line}{TABLE}"), keys);
        reads(dir.path(), &["line 1, `sep=;`, declares the delimiter and is passed over"]);
    }
    let dir = folder("t.csv", format!("sep=;\n{}", TABLE.replace("60;200", "soixante;200")), "");
    refuses(dir.path(), &["t.csv:5: column `a`: \"soixante\""]);
}

#[test]
fn line_ends_of_macintosh() {
    let dir = folder("t.csv", TABLE.replace('\n', "\r"), "delimiter = ';'");
    reads(dir.path(), &["lines end with carriage returns alone"]);
    let bad = TABLE.replace("60;200", "soixante;200").replace('\n', "\r");
    let dir = folder("t.csv", bad, "delimiter = ';'");
    refuses(dir.path(), &["t.csv:4: column `a`: \"soixante\""]);
    let mixed = TABLE.replacen("120\n", "120\r", 1);
    let dir = folder("t.csv", mixed, "delimiter = ';'");
    refuses(dir.path(), &["t.csv:3", "one kind of line ends"]);
}

#[test]
fn separators_at_the_end_of_rows() {
    let every = TABLE.replace('\n', ";\n").replacen(";\n", "\n", 1);
    for end in ["\n", "\r\n"] {
        let dir = folder("t.csv", every.replace('\n', end), "delimiter = ';'");
        reads(dir.path(), &["every row ends with one separator more than the header"]);
    }
    let quoted = every.replace("93066;", "\"93066\";");
    let dir = folder("t.csv", quoted, "delimiter = ';'");
    reads(dir.path(), &["every row ends with one separator more than the header"]);
    let dir = folder("t.csv", TABLE.replacen('\n', ";\n", 1), "delimiter = ';'");
    reads(dir.path(), &["the header ends with one separator more than the rows"]);
    let dir = folder("t.csv", TABLE.replace('\n', ";\n"), "delimiter = ';'");
    reads(dir.path(), &[]);
    // In one row, it may be a delimiter that nobody quoted.
    let dir = folder("t.csv", TABLE.replace("60;200", "60;200;"), "delimiter = ';'");
    refuses(
        dir.path(),
        &["t.csv:4", "expected 3 got more than 3", "1 of 7 rows end with one separator"],
    );
}

#[test]
fn text_below_the_rows() {
    let source = "Source : Caf, 2025";
    for (below, line, lines) in [
        (format!("\n{source}"), 10, 1),
        (format!("{source}\n\nChamp : France entière.\n"), 9, 3),
        (format!("\n\"{source} ; 2026\"\n"), 10, 1),
    ] {
        let table = format!("{TABLE}{below}");
        let dir = folder("t.csv", &table, "delimiter = ';'");
        let said = [format!("t.csv:{line}: \"{source}"), format!("set skip_bottom = {lines}")];
        refuses(dir.path(), &said.each_ref().map(String::as_str));
        let keys = format!("delimiter = ';'\nskip_bottom = {lines}");
        let dir = folder("t.csv", &table, &keys);
        let said = match lines {
            1 => "the last line is left out (skip_bottom): ".into(),
            _ => format!("the last {lines} lines are left out (skip_bottom), from "),
        };
        reads(dir.path(), &[&said]);
    }
    // As wide as the rows: a row, but it is said.
    let dir = folder("t.csv", format!("{TABLE}{source};;\n"), "delimiter = ';'");
    reads(dir.path(), &["line 9 looks like no row: \"Source : Caf, 2025\": skip_bottom = 1"]);
    // With separators at the end of every row.
    let table = format!("{}\n{source}\n", TABLE.replace('\n', ";\n").replacen(";\n", "\n", 1));
    let dir = folder("t.csv", table, "delimiter = ';'\nskip_bottom = 1");
    reads(dir.path(), &["every row ends with one separator more"]);
    // More than there is.
    let dir = folder("t.csv", TABLE, "delimiter = ';'\nskip_bottom = 99");
    refuses(dir.path(), &["has no row left", "`skip_bottom`"]);
    // A row that was cut is no footer.
    let dir = folder("t.csv", TABLE.trim_end_matches(";44;100\n"), "delimiter = ';'");
    refuses(dir.path(), &["t.csv:8", "cut short"]);
}

#[test]
fn rows_and_lines_that_are_empty() {
    let dir = folder("t.csv", format!("{TABLE};;\n;;\n\n"), "delimiter = ';'");
    reads(dir.path(), &["2 rows of separators alone at the end are left out"]);
    let blank = TABLE.replace("93066", "\n\n93066");
    let dir = folder("t.csv", &blank, "delimiter = ';'");
    reads(dir.path(), &[]);
    // Lines are counted all the same.
    let dir = folder("t.csv", blank.replace("60;200", "soixante;200"), "delimiter = ';'");
    refuses(dir.path(), &["t.csv:6: column `a`: \"soixante\""]);
    let quoted = TABLE.replace("93001;30", "\"93001\n\";30").replace("60;200", "soixante;200");
    let dir = folder("t.csv", quoted, "delimiter = ';'");
    refuses(dir.path(), &["t.csv:5: column `a`: \"soixante\""]);
}

#[test]
fn text_above_the_header() {
    let above = "Allocataires par commune\n\n";
    let dir = folder("t.csv", format!("{above}{TABLE}"), "delimiter = ';'");
    refuses(
        dir.path(),
        &[
            "t.csv:1: has no column `code` in its header, line 1",
            "line 3 has it: set skip_lines = 2",
        ],
    );
    let dir = folder("t.csv", format!("{above}{TABLE}"), "");
    refuses(dir.path(), &["set skip_lines = 2 and delimiter = \";\""]);
    let dir = folder("t.csv", format!("Allocataires;;\n{TABLE}"), "delimiter = ';'");
    refuses(dir.path(), &["set skip_lines = 1"]);
    let dir = folder("t.csv", TABLE, "delimiter = ';'\nskip_lines = 1");
    refuses(dir.path(), &["t.csv:2", "line 1 has it: set skip_lines = 0"]);
}

#[test]
fn a_delimiter_within_quotes_is_none() {
    let table = TABLE
        .replacen("code;a;b", "code;\"a, b, c, d\";a;b", 1)
        .replace(';', ";x;")
        .replacen("code;x;\"a, b, c, d\";x;a;x;b", "code;\"n, o, p, q, r, s\";a;\"t,u\";b", 1);
    let dir = folder("t.csv", &table, "delimiter = ';'");
    reads(dir.path(), &[]);
    let dir = folder("t.csv", &table, "delimiter = '|'");
    refuses(dir.path(), &["one column when split at '|'", "set delimiter = \";\""]);
    let dir = folder("t.csv", &table, "delimiter = ','");
    refuses(dir.path(), &["t.csv:1", "set delimiter = \";\""]);
}

#[test]
fn unicode_text_of_a_spreadsheet() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(TABLE.replace(';', "\t").encode_utf16().flat_map(u16::to_le_bytes));
    let dir = folder("t.txt", &bytes, "delimiter = '\\t'\nencoding = 'auto'");
    reads(dir.path(), &[]);
    let dir = folder("t.txt", &bytes, "delimiter = '\\t'\nencoding = 'utf-16'");
    reads(dir.path(), &[]);
    let dir = folder("t.txt", &bytes, "delimiter = '\\t'");
    refuses(dir.path(), &["is not UTF-8 text", "encoding = \"utf-16\""]);
}

#[test]
fn the_empty_side_of_a_rate_is_blamed() {
    let numerator = TABLE.lines().map(|l| {
        let cells: Vec<&str> = l.split(';').collect();
        if cells[0] == "code" { format!("{l}\n") } else { format!("{};;{}\n", cells[0], cells[2]) }
    });
    let dir = folder("t.csv", numerator.collect::<String>(), "delimiter = ';'");
    refuses(dir.path(), &["indicator `part`: the numerator `a` is missing everywhere (empty)"]);
    let dir = folder("t.csv", "code;a;b\n01001;;100\n93001;30;\n", "delimiter = ';'");
    refuses(dir.path(), &["no joined row has both the numerator `a` and the denominator `b`"]);
}

#[test]
fn long_headers_and_lines() {
    let name = "x".repeat(65_536);
    let table = TABLE.replace('\n', &format!(";{name}\n"));
    let dir = folder("t.csv", &table, "delimiter = ';'");
    reads(dir.path(), &[]);
    let dir = folder("t.csv", &table, "delimiter = ','");
    refuses(dir.path(), &["set delimiter = \";\""]);
    let wide = TABLE.replace('\n', &format!("{}\n", ";".repeat(65_536)));
    let dir = folder("t.csv", &wide, "delimiter = ';'");
    reads(dir.path(), &[]);
    let dir = folder("t.csv", format!("{TABLE}{}\n", ";".repeat(65_536)), "delimiter = ';'");
    reads(dir.path(), &["a row of separators alone"]);
}

const INVENTORY: &str = "N°;Structure;Ville;CP;Lat;Lon\n\
                         1;Maison;Bordeaux;33000;44.8396;-0.5802\n\
                         2;Mairie;Guéret;23000;46.1706;1.8717\n";

const MAPPING: &str = "id = 'hub'\ntitle = 'Hub'\npublisher = 'Hub'\nlicence = 'LO'\nvintage = '2026'\n\
                       path = 'hub.csv'\n";

const PLACES: &str = "[places]\nid = 'N°'\nnom = 'Structure'\ncommune = 'Ville'\ncode_postal = 'CP'\n\
                      latitude = 'Lat'\nlongitude = 'Lon'\n\
                      telephone = { column = 'Tel', optional = true }\n";

/// The keys of tables are those of inventories too.
#[test]
fn inventories_take_the_same_keys() {
    let dir = tempfile::tempdir().unwrap();
    let check = |keys: &str, text: &str| {
        std::fs::write(dir.path().join("hub.toml"), format!("{MAPPING}{keys}\n{PLACES}")).unwrap();
        std::fs::write(dir.path().join("hub.csv"), text).unwrap();
        ifn(dir.path(), &["places", "check", "hub.csv", "--mapping", "hub.toml"])
    };
    let run = check("delimiter = ';'", INVENTORY).ok();
    assert!(run.out.contains("2 rows read, 0 kept out, 2 places"), "{}", run.out);
    let below = format!("sep=;\n{}\nSource : le Hub\n", INVENTORY.replacen("Ville", "Commune", 1));
    let run = check("skip_bottom = 1\nrenamed = { Ville = ['Commune'] }", &below).ok();
    for text in ["2 rows read", "2 places", "declares the delimiter", "the last line is left out"] {
        assert!(run.out.contains(text), "{text:?} is not in:\n{}", run.out);
    }
    let run = check("delimiter = ';'", &format!("{INVENTORY}\nSource : le Hub\n"));
    assert_eq!(run.status, 1);
    assert!(run.err.contains("set skip_bottom = 1"), "{}", run.err);
    // An optional column under another edition's name is there.
    let phones = INVENTORY.replace('\n', ";0556102030\n").replacen("0556102030", "Phone", 1);
    let run = check("delimiter = ';'\nrenamed = { Tel = ['Phone'] }", &phones).ok();
    assert!(run.out.contains("nothing is wrong"), "{}", run.out);
    let phones = phones.replacen("0556102030", "douze", 1);
    let run = check("delimiter = ';'\nrenamed = { Tel = ['Phone'] }", &phones).ok();
    assert!(run.out.contains("douze"), "{}", run.out);
}
