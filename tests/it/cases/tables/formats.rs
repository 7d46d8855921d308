//! The same keys in every format.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::{Field, Schema};

use super::{folder, reads, refuses};
use crate::cases::numbers::method;
use crate::common::{TABLE, ifn};

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
fn json_and_geojson_in_utf16() {
    for (file, geojson) in [("t.json", false), ("t.geojson", true)] {
        let text = format!("\u{feff}{}", objects(["code", "a", "b"], geojson));
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let dir = folder(file, bytes, "");
        reads(dir.path(), &[]);
    }
}

#[test]
fn numbers_in_percent_beside_others() {
    let dir = tempfile::tempdir().unwrap();
    let percent = rust_xlsxwriter::Format::new().set_num_format("0.0%");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (c, name) in ["code", "a", "b"].into_iter().enumerate() {
        sheet.write_string(0, c as u16, name).unwrap();
    }
    for (r, code) in (1..).zip(["01001", "93001", "93066"]) {
        sheet.write_string(r, 0, code).unwrap();
        sheet.write_number_with_format(r, 1, 0.125, &percent).unwrap();
        sheet.write_number(r, 2, 100).unwrap();
    }
    sheet.write_number(3, 1, 12).unwrap();
    book.save(dir.path().join("t.xlsx")).unwrap();
    method(dir.path(), "path = 't.xlsx'");
    let said = "column `a`: Sheet1!B2 is in percent (0.125 is stored) and Sheet1!B4 is not (12)";
    refuses(dir.path(), &[said, "the same format"]);
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
    let twice = objects(["code", "a", "a"], true);
    std::fs::write(dir.path().join("t.geojson"), twice).unwrap();
    method(dir.path(), "path = 't.geojson'");
    refuses(dir.path(), &["t.geojson:1: ", "feature 1: the key `a` is there twice"]);
    // Two columns that nobody asks for take nothing away.
    let table = TABLE.replace('\n', ";x;y\n").replacen("x;y", "note;note", 1);
    let dir = folder("t.csv", table, "delimiter = ';'");
    reads(dir.path(), &[]);
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
