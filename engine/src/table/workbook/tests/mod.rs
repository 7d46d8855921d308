//! The kit of these tests: small workbooks of each format, and what is read from them.

mod binary;
mod limits;
mod ods;
mod sheets;
mod values;

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Format, Formula, Workbook};
use zip::write::SimpleFileOptions;

use super::biff::tests::{compound, record_of};
use super::*;
use crate::catalog::Catalog;

fn dataset(extra: &str) -> Dataset {
    let text = format!(
        "id='a'\ntitle='t'\npublisher='p'\nlicence='l'\nvintage='v'\npath='t.xlsx'\n{extra}"
    );
    let mut catalog = Catalog::default();
    catalog.add(&text, Path::new("a.toml")).expect("valid");
    catalog.datasets.remove("a").expect("there")
}

fn opened(name: &str, bytes: Vec<u8>) -> Opened {
    Opened { path: name.into(), bytes: bytes.into(), sha256: String::new() }
}

fn saved(mut book: Workbook) -> Opened {
    opened("t.xlsx", book.save_to_buffer().expect("a workbook"))
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        zip.start_file(*name, SimpleFileOptions::default()).expect("begun");
        zip.write_all(content).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A workbook of one sheet, `sheetData` as given.
fn xlsx(rows: &str, after: &str) -> Opened {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetData>{rows}</sheetData>{after}</worksheet>"
    );
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let bytes = zipped(&[
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r\" \
                 Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            )
            .as_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"Feuil1\" sheetId=\"1\" \
                 r:id=\"r1\"/></sheets></workbook>"
            )
            .as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" \
                 Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            )
            .as_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    opened("t.xlsx", bytes)
}

fn ods(styles: &str, tables: &str, active: Option<&str>) -> Opened {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content>\
         <office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let settings = format!(
        "<office:document-settings><config:config-item config:name=\"ActiveTable\" \
         config:type=\"string\">{}</config:config-item></office:document-settings>",
        active.unwrap_or_default()
    );
    let mut members: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ];
    if active.is_some() {
        members.push(("settings.xml", settings.as_bytes()));
    }
    opened("t.ods", zipped(&members))
}

fn texts(dataset: &Dataset, opened: &Opened, column: &str) -> Vec<Option<String>> {
    let table = read(dataset, opened, &[column.into()]).expect("read");
    table.text(column).expect("text").iter().map(|t| t.map(String::from)).collect()
}

fn some(all: &[&str]) -> Vec<Option<String>> {
    all.iter().map(|t| (!t.is_empty()).then(|| (*t).to_string())).collect()
}

fn error(dataset: &Dataset, opened: &Opened, column: &str) -> (String, String) {
    let e = read(dataset, opened, &[column.into()]).expect_err("an error");
    (e.to_string(), e.help().unwrap_or_default())
}
