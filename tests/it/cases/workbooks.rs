//! Workbooks as people save them.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Float64Type;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rust_xlsxwriter::{Format, Workbook};

use crate::common::{METHOD, Run, ifn};

/// Values of `part` by code, from a build in `out`.
fn values(dir: &Path) -> Vec<(String, f64)> {
    let file = std::fs::File::open(dir.join("out/scores/commune.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut out = Vec::new();
    for batch in reader.map(Result::unwrap) {
        let code = batch.column_by_name("code").unwrap().as_string::<i32>().clone();
        let part =
            batch.column_by_name("value_part").unwrap().as_primitive::<Float64Type>().clone();
        let there = (0..part.len()).filter(|r| part.is_valid(*r));
        out.extend(there.map(|r| (code.value(r).to_string(), part.value(r))));
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

fn method(keys: &str) -> String {
    METHOD.replace("path = \"t.csv\"", keys).replace("delimiter = \";\"\n", "")
}

fn build(dir: &Path, keys: &str) -> Run {
    std::fs::write(dir.join("m.toml"), method(keys)).unwrap();
    ifn(dir, &["build", "m.toml", "--no-geometry"])
}

/// An XLSX of one sheet called `Feuil1`, with the rows that are given.
fn xlsx(rows: &str, after: &str) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, kind: &str, to: &str| {
        format!(
            "<Relationships><Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{to}\"/></Relationships>"
        )
    };
    zip(&[
        ("_rels/.rels", relation("r", "officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"Feuil1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        ("xl/_rels/workbook.xml.rels", relation("r1", "worksheet", "worksheets/sheet1.xml")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>"),
        ),
    ])
}

fn zip(members: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Rows of texts and numbers; what begins with `=` is a formula without a result.
fn rows(table: &[&[&str]]) -> String {
    let cell = |text: &str| match text.strip_prefix('=') {
        Some(formula) => format!("<c><f>{formula}</f><v/></c>"),
        None if text.parse::<f64>().is_ok() && !text.starts_with('0') => {
            format!("<c><v>{text}</v></c>")
        }
        None if text.is_empty() => "<c/>".to_string(),
        None => format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"),
    };
    let row = |row: &&[&str]| {
        format!("<row>{}</row>", row.iter().map(|text| cell(text)).collect::<String>())
    };
    table.iter().map(row).collect()
}

#[test]
fn formulas_that_were_never_computed() {
    let dir = tempfile::tempdir().unwrap();
    let table: [&[&str]; 4] = [
        &["code", "a", "b"],
        &["01001", "=9+1", "100"],
        &["93001", "30", "120"],
        &["93066", "=59+1", "200"],
    ];
    std::fs::write(dir.path().join("t.xlsx"), xlsx(&rows(&table), "")).unwrap();
    let run = build(dir.path(), "path = \"t.xlsx\"");
    assert_eq!(run.status, 1, "{}", run.err);
    for said in ["t.xlsx: 2 cells hold formulas without a stored result: Feuil1!B2, B4", "save it"]
    {
        assert!(run.err.contains(said), "{said:?} is not in:\n{}", run.err);
    }
    // With their results, as a spreadsheet program saves them.
    let saved = rows(&table).replace("<f>9+1</f><v/>", "<f>9+1</f><v>10</v>");
    let saved = saved.replace("<f>59+1</f><v/>", "<f>59+1</f><v>60</v>");
    std::fs::write(dir.path().join("t.xlsx"), xlsx(&saved, "")).unwrap();
    build(dir.path(), "path = \"t.xlsx\"").ok();
    let expected = [("01001", 10.0), ("93001", 25.0), ("93066", 30.0)];
    assert_eq!(values(dir.path()), expected.map(|(c, v)| (c.to_string(), v)));
}

#[test]
fn headers_of_two_lines() {
    let dir = tempfile::tempdir().unwrap();
    let table: [&[&str]; 5] = [
        &["code", "Allocataires", "", "Foyers", ""],
        &["", "2023", "2024", "2023", "2024"],
        &["01001", "7", "10", "80", "100"],
        &["93001", "8", "30", "90", "120"],
        &["97411", "9", "44", "95", "100"],
    ];
    let merged = "<mergeCells><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"D1:E1\"/>\
                  <mergeCell ref=\"A1:A2\"/></mergeCells>";
    std::fs::write(dir.path().join("t.xlsx"), xlsx(&rows(&table), merged)).unwrap();
    for keys in ["path = \"t.xlsx\"", "path = \"t.xlsx\"\nskip_lines = 1"] {
        let run = build(dir.path(), keys);
        assert_eq!(run.status, 1, "{}", run.err);
        assert!(run.err.contains("header_lines = 2"), "{}", run.err);
    }
    let two = method("path = \"t.xlsx\"\nheader_lines = 2")
        .replace("\"a\"\n", "\"\\\"Allocataires / 2024\\\"\"\n")
        .replace("\"b\"\n", "\"\\\"Foyers / 2024\\\"\"\n");
    std::fs::write(dir.path().join("m.toml"), two).unwrap();
    ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    let expected = [("01001", 10.0), ("93001", 25.0), ("97411", 44.0)];
    assert_eq!(values(dir.path()), expected.map(|(c, v)| (c.to_string(), v)));
}

#[test]
fn the_sheet_that_opens_is_read_and_the_others_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let save = |active: usize| {
        let mut book = Workbook::new();
        for (place, name) in ["Lisez-moi", "Données", "2024"].iter().enumerate() {
            let sheet = book.add_worksheet();
            sheet.set_name(*name).unwrap();
            if place == active {
                sheet.set_active(true);
            }
            if place == 2 {
                sheet.set_hidden(true);
            }
            if place == 0 {
                sheet.write(0, 0, "Source : Caf").unwrap();
                continue;
            }
            let data = [("01001", 10 * place, 100), ("93001", 30, 120)];
            for (column, title) in ["code", "a", "b"].iter().enumerate() {
                sheet.write(0, column as u16, *title).unwrap();
            }
            for (row, (code, a, b)) in data.iter().enumerate() {
                let row = row as u32 + 1;
                sheet.write(row, 0, *code).unwrap();
                sheet.write(row, 1, *a as u32).unwrap();
                sheet.write(row, 2, *b).unwrap();
            }
        }
        book.save(dir.path().join("t.xlsx")).unwrap();
    };
    save(1);
    let run = build(dir.path(), "path = \"t.xlsx\"").ok();
    assert!(run.err.contains("sheet `Données` is read"), "{}", run.err);
    assert!(run.err.contains("`Lisez-moi`, `2024` (hidden)"), "{}", run.err);
    assert_eq!(values(dir.path())[0], ("01001".to_string(), 10.0));
    let run = build(dir.path(), "path = \"t.xlsx\"\nsheet = \"2024\"").ok();
    assert!(!run.err.contains("is read"), "{}", run.err);
    assert_eq!(values(dir.path())[0], ("01001".to_string(), 20.0));
    save(0);
    let run = build(dir.path(), "path = \"t.xlsx\"");
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("set sheet = \"Données\""), "{}", run.err);
}

#[test]
fn codes_that_are_shown_with_zeros() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let code = Format::new().set_num_format("00000");
    for (column, title) in ["code", "a", "b"].iter().enumerate() {
        sheet.write(0, column as u16, *title).unwrap();
    }
    for (row, (code_of, a)) in [(1001, 10), (6088, 9), (93_001, 30)].iter().enumerate() {
        let row = row as u32 + 1;
        sheet.write_with_format(row, 0, *code_of, &code).unwrap();
        sheet.write(row, 1, *a).unwrap();
        sheet.write(row, 2, 100).unwrap();
    }
    book.save(dir.path().join("t.xlsx")).unwrap();
    build(dir.path(), "path = \"t.xlsx\"").ok();
    let expected = [("01001", 10.0), ("06088", 9.0), ("93001", 30.0)];
    assert_eq!(values(dir.path()), expected.map(|(c, v)| (c.to_string(), v)));
}

#[test]
fn true_dates_and_times_of_an_inventory() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let time = Format::new().set_num_format("hh:mm");
    let titles = ["N", "Structure", "Ville", "CP", "Adresse", "Lat", "Lon", "MAJ", "Arrivee"];
    for (column, title) in titles.iter().enumerate() {
        sheet.write(0, column as u16, *title).unwrap();
    }
    for row in 1..=3 {
        sheet.write(row, 0, row).unwrap();
        sheet.write(row, 1, format!("Maison {row}")).unwrap();
        sheet.write(row, 2, "Bordeaux").unwrap();
        sheet.write(row, 3, "33000").unwrap();
        sheet.write(row, 4, format!("{row} rue X")).unwrap();
        sheet.write(row, 5, 44.8396).unwrap();
        sheet.write(row, 6, -0.5802).unwrap();
    }
    sheet.write_with_format(1, 7, 46_086, &date).unwrap();
    sheet.write_with_format(2, 7, 46_086.604_166_666_66, &date).unwrap();
    sheet.write(3, 7, "05/03/2026").unwrap();
    sheet.write_with_format(3, 8, 0.375, &time).unwrap();
    book.save(dir.path().join("hub.xlsx")).unwrap();
    let mapping = "id = \"hub\"\ntitle = \"Hub\"\npublisher = \"Hub\"\nlicence = \"L\"\n\
                   vintage = \"2026\"\npath = \"hub.xlsx\"\n[places]\nid = \"N\"\n\
                   nom = \"Structure\"\ncommune = \"Ville\"\ncode_postal = \"CP\"\n\
                   adresse = \"Adresse\"\nlatitude = \"Lat\"\nlongitude = \"Lon\"\n\
                   presentation_resume = \"Arrivee\"\n\
                   date_maj = { column = \"MAJ\", date = \"%d/%m/%Y\" }\n";
    std::fs::write(dir.path().join("hub.toml"), mapping).unwrap();
    let run = ifn(dir.path(), &["places", "check", "hub.xlsx", "--mapping", "hub.toml"]).ok();
    assert!(!run.out.contains("date_maj"), "{}", run.out);
    ifn(dir.path(), &["build", "--no-geometry", "--no-tiles", "--places", "hub.toml", "-q"]).ok();
    let list = ifn(dir.path(), &["places", "list", "--out", "out", "--json"]).ok();
    let list: serde_json::Value = serde_json::from_str(&list.out).unwrap();
    let text = list.to_string();
    assert_eq!(text.matches("2026-03-05").count(), 3, "{text}");
    assert!(text.contains("\"09:00\""), "{text}");
}

/// Runs within an address space of 4 GB.
fn within_bounds(dir: &Path, args: &[&str]) -> Run {
    let output = Command::new("prlimit")
        .arg("--as=4000000000")
        .arg(env!("CARGO_BIN_EXE_ifn"))
        .args(args)
        .current_dir(dir)
        .env("IFN_OFFLINE", "true")
        .output()
        .unwrap();
    Run::of(&output)
}

#[test]
fn far_cells_are_refused_within_bounded_memory() {
    let dir = tempfile::tempdir().unwrap();
    let repeated = "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
        <table:table table:name=\"F\"><table:table-row table:number-rows-repeated=\"1048576\">\
        <table:table-cell office:value-type=\"float\" office:value=\"1\" \
        table:number-columns-repeated=\"16384\"/></table:table-row></table:table>\
        </office:spreadsheet></office:body></office:document-content>";
    let files = [
        (
            "far.xlsx",
            xlsx(
                "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>",
                "",
            ),
            "sheet `Feuil1` goes as far as cell XFD1048576",
        ),
        (
            "row.xlsx",
            xlsx("<row r=\"99999999999\"><c r=\"ZZZZZZZ99999999999\"><v>1</v></c></row>", ""),
            "sheet `Feuil1`: row 99999999999 is outside of any sheet",
        ),
        (
            "large.xlsx",
            xlsx(&" ".repeat((1 << 30) + 1), ""),
            "`xl/worksheets/sheet1.xml` unpacks to 10737",
        ),
        (
            "repeated.ods",
            zip(&[
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".into()),
                ("META-INF/manifest.xml", "<manifest:manifest/>".into()),
                ("content.xml", repeated.into()),
            ]),
            "sheet `F` repeats cells",
        ),
    ];
    for (name, bytes, said) in files {
        std::fs::write(dir.path().join(name), bytes).unwrap();
        std::fs::write(dir.path().join("m.toml"), method(&format!("path = \"{name}\""))).unwrap();
        let run = within_bounds(dir.path(), &["build", "m.toml", "--no-geometry", "-q"]);
        assert_eq!(run.status, 1, "{name}: {}", run.err);
        assert!(run.err.contains(name) && run.err.contains(said), "{said:?} not in:\n{}", run.err);
    }
}
