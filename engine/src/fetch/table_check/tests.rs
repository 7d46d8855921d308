//! Files that are sound, and not what was wanted.

use std::io::{Cursor, Write};

use super::*;
use crate::catalog::Layout;

fn item(file: &str, layout: Layout, columns: &[&str]) -> FetchItem {
    FetchItem {
        file: file.into(),
        layout,
        columns: columns.iter().map(ToString::to_string).collect(),
        ..FetchItem::default()
    }
}

fn layout() -> Layout {
    Layout { delimiter: b';', ..Layout::default() }
}

/// What is said of a file, by `check`.
fn said(
    check: fn(&Path, &FetchItem) -> Option<String>,
    content: &[u8],
    wanted: &FetchItem,
) -> Option<String> {
    let dir = tempfile::tempdir().expect("folder");
    let path = dir.path().join("x");
    std::fs::write(&path, content).expect("written");
    check(&path, wanted)
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("start");
        out.write_all(bytes).expect("write");
    }
    out.finish().expect("finish").into_inner()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(text).expect("write");
    out.finish().expect("finish")
}

#[test]
fn another_kind_under_the_name_of_a_table() {
    let quota = br#"{"error":"quota exceeded"}"#;
    for (file, content, why) in [
        ("t.csv", &quota[..], "is JSON ({\"error\":\"quota exceeded\"}), not a csv file"),
        ("t.txt", b"\n[ {\"code\": 1}]", "is JSON"),
        ("t.csv", &gzip(b"code;a\n1;2\n"), "is packed by gzip, not a csv file"),
        ("t.csv", &zip(&[("t.csv", b"code;a\n")]), "is a zip or a workbook"),
        ("t.csv", b"%PDF-1.7\n", "is a PDF"),
        ("t.geojson", quota, "is no map layer and no list"),
        ("t.json", quota, "is no map layer and no list"),
        ("t.csv.gz", &gzip(quota), "holds t.csv, which is JSON"),
        (
            "t.csv",
            b"Too many requests\n",
            "has none of the columns that the dataset names (code, CODGEO)",
        ),
        ("t.xlsx", &zip(&[("lisezmoi.txt", b"x")]), "is a zip and no workbook: it holds lisezmoi"),
        ("t.parquet", b"PAR1..PAR1", "is a damaged Parquet"),
        ("t.csv", b"a;b\n1;2\n", "it begins with a;b"),
    ] {
        let wanted = item(file, layout(), &["code", "CODGEO"]);
        let got = said(wrong, content, &wanted).expect(file);
        assert!(got.contains(why), "{file}: {got}");
    }
}

#[test]
fn tables_as_they_are() {
    let utf16: Vec<u8> = "\u{feff}code\ta\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let preamble = Layout { skip_lines: 2, ..layout() };
    let latin = b"caf\xe9;d\xe9partement\n1;2\n";
    for (content, layout, columns) in [
        (&b"code;a\n1;2\n"[..], layout(), &["code"][..]),
        (b"\xef\xbb\xbf\"code\";a\r\n1;2\r\n", layout(), &["code"]),
        (b"sep=,\ncode,a\n1,2\n", layout(), &["code"]),
        (b"a;code\r1;2\r", layout(), &["code"]),
        (b"Source\n\ncode;a\n", preamble, &["code"]),
        // The delimiter, or the lines above, are a fault of the dataset: whoever reads it says so.
        (b"Source\n\ncode,a\n", layout(), &["code"]),
        (b"new;a\n", layout(), &["old", "new"]),
        (latin, layout(), &["d\u{e9}partement"]),
        (&utf16, Layout { encoding: "utf-16".into(), ..layout() }, &["code"]),
        (b"\"Nom, \"\"x\"\"\";a\n", layout(), &["Nom, \"x\""]),
        (b"anything\n", layout(), &[]),
        (b"{name};a\n", layout(), &["a"]),
    ] {
        let wanted = item("t.csv", layout, columns);
        assert_eq!(said(wrong, content, &wanted), None, "{}", String::from_utf8_lossy(content));
    }
    // Names that stand in a file of their own.
    let apart = Layout { header: Some("names.csv".into()), ..layout() };
    assert_eq!(said(wrong, b"1;2\n", &item("t.csv", apart, &["code"])), None);
    for (file, content) in [
        ("t.geojson", &br#"{"type":"FeatureCollection","features":[]}"#[..]),
        ("t.json", br#"[{"code":1}]"#),
        ("t.gpkg", b"SQLite format 3\0"),
    ] {
        assert_eq!(said(wrong, content, &item(file, layout(), &["code"])), None, "{file}");
    }
}

/// What publishers give, in the formats that are not text.
#[test]
fn workbooks_and_parquet() {
    let book = zip(&[("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x")]);
    assert_eq!(said(wrong, &book, &item("t.xlsx", layout(), &["code"])), None);
    let codes: arrow::array::ArrayRef =
        std::sync::Arc::new(arrow::array::StringArray::from(vec!["01001"]));
    let batch = arrow::array::RecordBatch::try_from_iter([("code", codes)]).expect("a table");
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("whole");
    assert_eq!(said(wrong, &bytes, &item("t.parquet", layout(), &["code"])), None);
    let got = said(wrong, &bytes, &item("t.parquet", layout(), &["IRIS"])).expect("another");
    assert_eq!(got, "has none of the columns that the dataset names (IRIS): it has code");
}

#[test]
fn an_archive_without_the_member() {
    let of = |member: Option<&str>| {
        item("t.zip", Layout { member: member.map(String::from), ..layout() }, &["IRIS"])
    };
    let other = zip(&[("lisezmoi.txt", b"x")]);
    let got = said(wrong, &other, &of(Some("base-*.CSV"))).expect("another");
    assert_eq!(got, "has no member `base-*.CSV`: it holds lisezmoi.txt");
    let got = said(wrong, &other, &of(None)).expect("no table");
    assert_eq!(got, "holds no table and no layer: it holds lisezmoi.txt");
    let quota = zip(&[("base-2022.CSV", br#"{"error":"quota exceeded"}"#)]);
    let got = said(wrong, &quota, &of(Some("base-*.CSV"))).expect("JSON");
    assert!(got.starts_with("holds base-2022.CSV, which is JSON"), "{got}");
    let good = zip(&[("base-2022.CSV", b"IRIS;P22_POP\n1;2\n"), ("meta.CSV", b"x")]);
    let inner = zip(&[("in.zip", &good)]);
    for (bytes, member) in
        [(&good, Some("base-*.CSV")), (&good, None), (&inner, Some("base-*.CSV"))]
    {
        assert_eq!(said(wrong, bytes, &of(member)), None, "{member:?}");
    }
    assert!(said(wrong, &inner, &of(Some("x.csv"))).is_some());
    // Which of several is meant is for whoever reads it.
    let two = zip(&[("a.csv", b"x"), ("b.csv", b"x")]);
    assert_eq!(said(wrong, &two, &of(None)), None);
}

#[test]
fn a_last_row_with_too_few_cells() {
    let wanted = item("t.csv", layout(), &["code"]);
    for (text, line) in [
        ("code;a\n1;2\n3", 3),
        ("code;a\n1;2\n3\n", 3),
        ("sep=;\ncode;a\n1;\"2\n2\"\n3", 5),
        ("code;a\r\n1;2\r\n3", 3),
    ] {
        let got = said(cut_short, text.as_bytes(), &wanted).expect(text);
        assert!(got.contains(&format!("line {line}, has 1 of 2 cells")), "{text:?}: {got}");
    }
    for text in [
        "code;a\n1;2\n3;4",
        "code;a\n1;2\n",
        "code;a\n1;\"2\n3\"",
        "code\n1\n2",
        "code;a\n1;2\n\n",
        "",
        "code;a\n",
    ] {
        assert_eq!(said(cut_short, text.as_bytes(), &wanted), None, "{text:?}");
    }
    let foot = Layout { skip_bottom: 1, ..layout() };
    assert_eq!(said(cut_short, b"code;a\n1;2\nSource", &item("t.csv", foot, &[])), None);
}
