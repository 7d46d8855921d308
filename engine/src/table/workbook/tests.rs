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

#[test]
fn dates_times_and_codes_of_a_workbook() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let time = Format::new().set_num_format("hh:mm");
    let code = Format::new().set_num_format("00000");
    let phone = Format::new().set_num_format("0#\\ ##\\ ##\\ ##\\ ##");
    for (column, name) in ["date", "heure", "code", "tel"].iter().enumerate() {
        sheet.write(0, column as u16, *name).expect("written");
    }
    sheet.write_with_format(1, 0, 46_086, &date).expect("written");
    sheet.write_with_format(2, 0, 46_086.604_166_666_66, &date).expect("written");
    sheet.write(4, 0, "05/03/2026").expect("written");
    sheet.write_with_format(1, 1, 0.375, &time).expect("written");
    sheet.write_with_format(1, 2, 1001, &code).expect("written");
    sheet.write_with_format(2, 2, "2A004", &code).expect("written");
    sheet.write_with_format(1, 3, 474_240_308, &phone).expect("written");
    sheet.write(2, 3, 474_240_308).expect("written");
    let opened = saved(book);
    let dataset = dataset("");
    assert_eq!(columns(&dataset, &opened).expect("names"), ["date", "heure", "code", "tel"]);
    assert_eq!(
        texts(&dataset, &opened, "date"),
        some(&["2026-03-05", "2026-03-05T14:30", "", "05/03/2026"])
    );
    assert_eq!(texts(&dataset, &opened, "heure"), some(&["09:00", "", "", ""]));
    assert_eq!(texts(&dataset, &opened, "code"), some(&["01001", "2A004", "", ""]));
    assert_eq!(texts(&dataset, &opened, "tel"), some(&["0474240308", "474240308", "", ""]));
}

#[test]
fn formulas_without_results_are_named_by_cell() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>k</t></is></c>\
         <c r=\"B1\" t=\"inlineStr\"><is><t>a</t></is></c></row>\
         <row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><f>9+1</f><v/></c></row>\
         <row r=\"3\"><c r=\"A3\"><f>1+1</f><v>2</v></c><c r=\"B3\"><f>1</f></c></row>";
    let opened = xlsx(rows, "");
    let (said, help) = error(&dataset(""), &opened, "a");
    assert_eq!(said, "t.xlsx: 2 cells hold formulas without a stored result: Feuil1!B2, B3");
    assert!(help.contains("save it"), "{help}");
    // A formula that gives an empty text has a result.
    let empty =
        rows.replace("<c r=\"B2\"><f>9+1</f><v/>", "<c r=\"B2\" t=\"str\"><f>\"\"</f><v></v>");
    let empty = empty.replace("<f>1</f>", "<f>1</f><v>1</v>");
    let one = [Some(String::new()), Some("1".to_string())];
    assert_eq!(texts(&dataset(""), &xlsx(&empty, ""), "a"), one);
    // A column that nobody asks for holds up nothing.
    assert_eq!(texts(&dataset(""), &opened, "k"), some(&["1", "2"]));

    let table = "<table:table table:name=\"F\"><table:table-row>\
         <table:table-cell office:value-type=\"string\"><text:p>a</text:p></table:table-cell>\
         </table:table-row><table:table-row><table:table-cell table:formula=\"of:=9+1\"/>\
         </table:table-row></table:table>";
    let (said, _) = error(&dataset(""), &ods("", table, None), "a");
    assert_eq!(said, "t.ods: F!A2 holds a formula without a stored result");
    let empty = table.replace(
        "table:formula=\"of:=9+1\"/>",
        "table:formula=\"of:=&quot;&quot;\" office:value-type=\"string\" office:string-value=\"\"/>",
    );
    assert_eq!(texts(&dataset(""), &ods("", &empty, None), "a"), Vec::<Option<String>>::new());
}

#[test]
fn a_zero_that_is_a_placeholder_is_refused() {
    // Its writer stores 0 as the result of what it does not compute, and asks to be computed.
    let book = |formulas: &[Formula], numbers: &[f64]| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "a").expect("written");
        sheet.write(0, 1, "b").expect("written");
        for (row, formula) in (1..).zip(formulas) {
            sheet.write_formula(row, 0, formula.clone()).expect("written");
            sheet.write(row, 1, 7).expect("written");
        }
        for (row, number) in (1 + formulas.len() as u32..).zip(numbers) {
            sheet.write(row, 0, *number).expect("written");
        }
        saved(book)
    };
    let (raw, computed) = (Formula::new("=9+1"), Formula::new("=9+1").set_result("10"));
    let one = book(std::slice::from_ref(&raw), &[20.0, 30.0, 40.0]);
    let (said, help) = error(&dataset(""), &one, "a");
    assert_eq!(
        said,
        "t.xlsx: Sheet1!A2 holds a formula whose stored result is 0, in a file that asks to be computed \
         when it is opened: it may stand for any result"
    );
    assert!(help.contains("save it"), "{help}");
    assert_eq!(texts(&dataset(""), &one, "b"), some(&["7", "", "", ""]));
    let (said, _) = error(&dataset(""), &book(&[computed.clone(), raw.clone(), raw], &[]), "a");
    assert!(said.contains("2 cells hold formulas whose stored result is 0"), "{said}");
    assert!(said.contains("(Sheet1!A3, A4)"), "{said}");
    let good = book(&[computed.clone(), computed], &[0.0]);
    let table = read(&dataset(""), &good, &["a".into()]).expect("read");
    assert_eq!(table.notes(), Vec::<String>::new());
    assert_eq!(texts(&dataset(""), &good, "a"), some(&["10", "10", "0"]));
}

#[test]
fn zeros_of_a_file_that_asks_for_nothing_are_doubted() {
    let rows = |b: &str| {
        format!(
            "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c><c r=\"B1\" t=\"str\"><v>b</v></c></row>\
             <row r=\"2\"><c r=\"A2\"><f>9+1</f><v>0</v></c><c r=\"B2\"{b}</c></row>\
             <row r=\"3\"><c r=\"A3\"><f>1</f></c></row>"
        )
    };
    let notes = |b: &str| {
        // The last row is left out, with what is not computed there.
        let dataset = dataset("skip_bottom=1");
        let sheet = rows(b).replace("<f>1</f>", "<f>1</f><v>5</v>");
        assert_eq!(texts(&dataset, &xlsx(&sheet, ""), "a"), some(&["0"]));
        let sheet = rows(b).replace("<c r=\"A3\">", "<c r=\"B3\"><v>5</v></c><c r=\"A3\">");
        read(&dataset, &xlsx(&sheet, ""), &["a".into()]).expect("read").notes()
    };
    let doubt = notes("><v>1</v>");
    assert!(doubt[0].contains("every formula of the sheet gives 0 (Feuil1!A2)"), "{doubt:?}");
    // A program that computed one computed the other.
    assert_eq!(notes("><f>1</f><v>1</v>"), Vec::<String>::new());
    assert_eq!(notes(" t=\"b\"><f>1&gt;2</f><v>0</v>"), Vec::<String>::new());
    let (said, _) = error(&dataset(""), &xlsx(&rows("><v>1</v>"), ""), "a");
    assert!(said.contains("Feuil1!A3 holds a formula without a stored result"), "{said}");
}

#[test]
fn the_sheet_that_opens_is_read() {
    let book = |active: usize| {
        let mut book = Workbook::new();
        for (place, name) in ["Lisez-moi", "Données", "Brouillon"].iter().enumerate() {
            let sheet = book.add_worksheet();
            sheet.set_name(*name).expect("a name");
            if place == active {
                sheet.set_active(true);
            }
            sheet.write(0, 0, if place == 0 { "Source : Caf" } else { "code" }).expect("written");
            sheet.write(1, 0, format!("0100{place}")).expect("written");
        }
        book.worksheet_from_index(2).expect("there").set_hidden(true);
        saved(book)
    };
    let opened = book(1);
    let table = read(&dataset(""), &opened, &["code".into()]).expect("read");
    assert_eq!(table.text("code").expect("text").value(0), "01001");
    assert_eq!(
        table.notes(),
        ["sheet `Données` is read, the one that opens; beside it: `Lisez-moi`, `Brouillon` \
          (hidden) (`sheet` names another)"]
    );
    let named = dataset("sheet='Brouillon'");
    let table = read(&named, &opened, &["code".into()]).expect("read");
    assert_eq!((table.text("code").expect("text").value(0), table.notes().len()), ("01002", 0));
    // A cover.
    let (said, help) = error(&dataset(""), &book(0), "code");
    assert!(said.contains("has no column `code`"), "{said}");
    assert_eq!(
        help,
        "sheet `Lisez-moi` was read; sheet `Données` has these columns: set sheet = \"Données\""
    );

    let sheet = |name: &str, style: &str, code: &str| {
        let cell = |text: &str| {
            format!(
                "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>{text}\
                 </text:p></table:table-cell></table:table-row>"
            )
        };
        format!(
            "<table:table table:name=\"{name}\" table:style-name=\"{style}\">{}{}</table:table>",
            cell("code"),
            cell(code)
        )
    };
    let styles = "<style:style style:name=\"h\"><style:table-properties table:display=\"false\"/>\
                  </style:style>";
    let three = sheet("A", "h", "1") + &sheet("B", "", "2") + &sheet("C &amp; D", "", "3");
    assert_eq!(texts(&dataset(""), &ods(styles, &three, None), "code"), some(&["2"]));
    assert_eq!(texts(&dataset(""), &ods(styles, &three, Some("C &amp; D")), "code"), some(&["3"]));
}

#[test]
fn a_title_above_the_header() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Inventaire du Hub").expect("a cell");
    for (column, (name, value)) in
        [("Structure", "Maison"), ("Lon", "2"), ("Lat", "48")].iter().enumerate()
    {
        sheet.write_string(1, column as u16, *name).expect("a cell");
        sheet.write_string(2, column as u16, *value).expect("a cell");
    }
    let opened = saved(book);
    let (said, help) = error(&dataset(""), &opened, "Structure");
    assert_eq!(said, "t.xlsx:1: has no column `Structure` in its header, row 1");
    assert_eq!(help, "row 2 is likelier the header: set skip_lines = 1 for this table");
    assert_eq!(texts(&dataset("skip_lines=1"), &opened, "Structure"), some(&["Maison"]));
    // Of a column that no row has, names alone are proposed.
    let (_, help) = error(&dataset(""), &opened, "Adresse");
    assert_eq!(help, "expected one of: Inventaire du Hub");
}

#[test]
fn headers_of_two_lines() {
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = format!(
        "<row r=\"1\">{}{}{}</row><row r=\"2\">{}{}{}{}</row><row r=\"3\">{}</row>",
        cell("A1", "code"),
        cell("B1", "Allocataires"),
        cell("D1", "Foyers"),
        cell("B2", "2023"),
        cell("C2", "2024"),
        cell("D2", "2023"),
        cell("E2", "2024"),
        cell("C3", "7")
    );
    let merged = "<mergeCells><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"D1:E1\"/>\
                  <mergeCell ref=\"A1:A2\"/></mergeCells>";
    let expected =
        ["code", "Allocataires / 2023", "Allocataires / 2024", "Foyers / 2023", "Foyers / 2024"];
    let two = dataset("header_lines=2");
    let opened = xlsx(&rows, merged);
    assert_eq!(columns(&two, &opened).expect("names"), expected);
    assert_eq!(texts(&two, &opened, "Allocataires / 2024"), some(&["7"]));
    // The same without merged cells: a title stands above the first of its columns.
    assert_eq!(columns(&two, &xlsx(&rows, "")).expect("names"), expected);
    let (_, help) = error(&dataset(""), &opened, "2024");
    assert!(help.contains("merged cells (B1:C1)") && help.contains("header_lines = 2"), "{help}");
    let (_, help) = error(&dataset("skip_lines=1"), &opened, "code");
    assert!(help.contains("header_lines = 2"), "{help}");

    let text = |text: &str, more: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"{more}><text:p>{text}</text:p>\
             </table:table-cell>"
        )
    };
    let table = format!(
        "<table:table table:name=\"F\"><table:table-row>{}{}<table:covered-table-cell/>\
         </table:table-row><table:table-row><table:covered-table-cell/>{}{}</table:table-row>\
         </table:table>",
        text("code", " table:number-rows-spanned=\"2\""),
        text("Allocataires", " table:number-columns-spanned=\"2\""),
        text("2023", ""),
        text("2024", "")
    );
    assert_eq!(columns(&two, &ods("", &table, None)).expect("names"), expected[..3]);
}

#[test]
fn values_of_an_ods() {
    let row = |cells: &str, repeated: &str| {
        format!("<table:table-row{repeated}>{cells}</table:table-row>")
    };
    let value = |kind: &str, attribute: &str, value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"{kind}\" office:{attribute}=\"{value}\">\
             <text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\">{text}</table:table-cell>")
    };
    let table = format!(
        "<table:table table:name=\"F\">{}{}{}{}{}</table:table>",
        row(&(text("<text:p>v</text:p>") + &text("<text:p>w</text:p>")), ""),
        row(
            &(value("float", "value", "1001", "01001") + &value("float", "value", "1.50", "1,5")),
            ""
        ),
        row(
            &(value("date", "date-value", "2026-03-05T00:00:00", "05/03/26")
                + &value("time", "time-value", "PT09H00M00S", "09:00")),
            ""
        ),
        row(
            &(text(
                "<office:annotation><text:p>note</text:p></office:annotation><text:p>a<text:s \
                    text:c=\"2\"/>b &amp; é</text:p><text:p>c</text:p>"
            ) + &value("currency", "value", "12.50", "12,50 €")),
            " table:number-rows-repeated=\"2\""
        ),
        // What most files end with.
        row(
            "<table:table-cell table:number-columns-repeated=\"16384\"/>",
            " table:number-rows-repeated=\"1048570\""
        )
    );
    let opened = ods("", &table, None);
    let two = "a  b & é\nc";
    assert_eq!(texts(&dataset(""), &opened, "v"), some(&["01001", "2026-03-05", two, two]));
    assert_eq!(texts(&dataset(""), &opened, "w"), some(&["1.5", "09:00", "12.5", "12.5"]));
}

#[test]
fn numbers_in_percent() {
    let percent = Format::new().set_num_format("0.0 %");
    let book = |others: &[f64]| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "a").expect("written");
        sheet.write_with_format(1, 0, 0.125, &percent).expect("written");
        sheet.write_with_format(2, 0, 0.5, &percent).expect("written");
        sheet.write_with_format(3, 0, "nd", &percent).expect("written");
        for (row, other) in (4..).zip(others) {
            sheet.write(row, 0, *other).expect("written");
        }
        saved(book)
    };
    // All are: they stay as they are stored, and this is said. A 0 and a marker are in any unit.
    let known = dataset("missing=['nd','-9']");
    let good = book(&[0.0, -9.0]);
    assert_eq!(texts(&known, &good, "a"), some(&["0.125", "0.5", "nd", "0", "-9"]));
    assert_eq!(
        read(&known, &good, &["a".into()]).expect("read").notes(),
        [
            "column `a`: numbers in percent (Sheet1!A2, A3) are read as they are stored, as shares of 1: \
          Sheet1!A2 is 0.125"
        ]
    );
    let (said, help) = error(&known, &book(&[12.0]), "a");
    assert_eq!(
        said,
        "t.xlsx: column `a`: Sheet1!A2 is in percent (0.125 is stored) and Sheet1!A5 is not (12)"
    );
    assert!(help.contains("the same format"), "{help}");
    // What is left out at the end does not count.
    let cut = dataset("missing=['nd']\nskip_bottom=1");
    assert_eq!(texts(&cut, &book(&[12.0]), "a"), some(&["0.125", "0.5", "nd"]));

    let row = |kind: &str, value: &str, shown: &str| {
        format!(
            "<table:table-row><table:table-cell office:value-type=\"{kind}\" \
             office:value=\"{value}\"><text:p>{shown}</text:p></table:table-cell></table:table-row>"
        )
    };
    let name = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>a</text:p>\
                </table:table-cell></table:table-row>";
    let table = |rows: &[String]| {
        let table = format!("<table:table table:name=\"F\">{name}{}</table:table>", rows.concat());
        ods("", &table, None)
    };
    let share = row("percentage", "0.125", "12,5 %");
    let text = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>12,5 %</text:p>\
                </table:table-cell></table:table-row>";
    assert_eq!(texts(&dataset(""), &table(std::slice::from_ref(&share)), "a"), some(&["0.125"]));
    for other in [row("currency", "12.5", "12,50 €"), row("float", "7", "7"), text.into()] {
        let (said, _) = error(&dataset(""), &table(&[share.clone(), other]), "a");
        assert!(said.contains("F!A2 is in percent (0.125 is stored) and F!A3 is not"), "{said}");
    }
}

#[test]
fn cells_that_are_far_or_repeated_are_refused() {
    let far = xlsx(
        "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>\
         <row r=\"1\"><c r=\"A1\"><v>1</v></c></row>",
        "",
    );
    let (said, help) = error(&dataset(""), &far, "1");
    assert!(said.contains("t.xlsx: sheet `Feuil1` goes as far as cell XFD1048576"), "{said}");
    assert!(help.contains("delete"), "{help}");
    // A far cell that is only formatted is no cell.
    let formatted = xlsx(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>5</v></c></row>\
         <row r=\"1048576\"><c r=\"XFD1048576\" s=\"0\"/></row>",
        "",
    );
    assert_eq!(texts(&dataset(""), &formatted, "1"), some(&["5"]));
    for (row, cell, shown) in [
        ("99999999999", "ZZZZZZZ99999999999", "row 99999999999 is outside"),
        ("1", "A4294967298", "cell A4294967298 is outside"),
        ("1", "", "cell  is outside"),
    ] {
        let bad = xlsx(&format!("<row r=\"{row}\"><c r=\"{cell}\"><v>1</v></c></row>"), "");
        let (said, _) = error(&dataset(""), &bad, "1");
        assert!(said.contains(shown), "{said}");
    }
    let repeated = |rows: &str, columns: &str| {
        let table = format!(
            "<table:table table:name=\"F\"><table:table-row table:number-rows-repeated=\"{rows}\">\
             <table:table-cell office:value-type=\"float\" office:value=\"1\" \
             table:number-columns-repeated=\"{columns}\"/></table:table-row></table:table>"
        );
        error(&dataset(""), &ods("", &table, None), "1").0
    };
    assert!(repeated("1048576", "16384").contains("sheet `F` repeats cells"));
    assert!(repeated("1", "99999999999999999999").contains("is outside of any sheet"));
    assert!(repeated("4294967295", "1").contains("row 4294967295"));
}

#[test]
fn sheets_that_unpack_to_too_much_are_refused() {
    let spaces = vec![b' '; 1 << 20];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("mimetype", SimpleFileOptions::default()).expect("begun");
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").expect("written");
    zip.start_file("META-INF/manifest.xml", SimpleFileOptions::default()).expect("begun");
    zip.start_file("content.xml", SimpleFileOptions::default()).expect("begun");
    for _ in 0..=1024 {
        zip.write_all(&spaces).expect("written");
    }
    let bytes = zip.finish().expect("a zip").into_inner();
    let (said, _) = error(&dataset(""), &opened("t.ods", bytes.clone()), "a");
    assert_eq!(
        said,
        "t.ods: its part `content.xml` unpacks to 1074790400 bytes or more: at most 1073741824 are \
         read"
    );
    // The same with a lie about its size: in the table of contents, and before the member itself.
    let mut lying = bytes;
    let size = 1_074_790_400_u32.to_le_bytes();
    let places: Vec<usize> = memchr::memmem::find_iter(&lying, &size).collect();
    assert!(!places.is_empty());
    for place in places {
        lying[place..place + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let (said, _) = error(&dataset(""), &opened("t.ods", lying), "a");
    assert!(said.starts_with("t.ods: "), "{said}");
}

fn wide(text: &str) -> Vec<u8> {
    let mut out = (text.encode_utf16().count() as u32).to_le_bytes().to_vec();
    out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    out
}

#[test]
fn an_old_workbook() {
    let mut globals = record_of(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut window = [0; 18];
    window[10] = 1;
    globals.extend(record_of(0x003d, &window));
    globals.extend(record_of(0x0042, &1200_u16.to_le_bytes()));
    // A date by a format of its own number, in the second of two formats of cells.
    for format in [0_u16, 14] {
        let mut xf = vec![0; 20];
        xf[2..4].copy_from_slice(&format.to_le_bytes());
        globals.extend(record_of(0x00e0, &xf));
    }
    let sheet = |cells: &[Vec<u8>]| {
        let mut out = record_of(0x0809, &[0, 6, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for c in cells {
            out.extend(c);
        }
        out.extend(record_of(0x000a, &[]));
        out
    };
    let label = |row: u8, column: u8, text: &str| {
        let mut data = vec![row, 0, column, 0, 0, 0, text.len() as u8, 0, 0];
        data.extend(text.as_bytes());
        record_of(0x0204, &data)
    };
    let number = |row: u8, column: u8, format: u8, value: f64| {
        let mut data = vec![row, 0, column, 0, format, 0];
        data.extend(value.to_le_bytes());
        record_of(0x0203, &data)
    };
    // As xlwt writes it: no result.
    let formula = |row: u8, column: u8| {
        let mut data = vec![row, 0, column, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0xff, 0xff];
        data.extend([0, 0, 0, 0, 0, 0, 7, 0, 0x1e, 9, 0, 0x1e, 1, 0, 3]);
        record_of(0x0006, &data)
    };
    let cover = sheet(&[label(0, 0, "Source")]);
    let data = sheet(&[
        label(0, 0, "code"),
        label(0, 1, "maj"),
        label(0, 2, "calcul"),
        label(1, 0, "01001"),
        number(1, 1, 1, 46_086.0),
        formula(1, 2),
        number(2, 0, 0, 93_066.0),
    ]);
    let names = [("Couverture", 0_u8), ("Valeurs", 0)];
    let length: usize = names.iter().map(|(n, _)| 4 + 8 + n.len()).sum();
    let first = globals.len() + length + 4;
    let mut stream = globals;
    for ((name, hidden), start) in names.iter().zip([first, first + cover.len()]) {
        let mut bound = (start as u32).to_le_bytes().to_vec();
        bound.extend([*hidden, 0, name.len() as u8, 0]);
        bound.extend(name.as_bytes());
        stream.extend(record_of(0x0085, &bound));
    }
    stream.extend(record_of(0x000a, &[]));
    assert_eq!(stream.len(), first);
    stream.extend(cover);
    stream.extend(data);
    let opened = opened("t.xls", compound(&stream));
    assert_eq!(texts(&dataset(""), &opened, "code"), some(&["01001", "93066"]));
    assert_eq!(texts(&dataset(""), &opened, "maj"), some(&["2026-03-05", ""]));
    let table = read(&dataset(""), &opened, &["code".into()]).expect("read");
    assert!(table.notes()[0].contains("`Valeurs` is read"), "{:?}", table.notes());
    let (said, help) = error(&dataset(""), &opened, "calcul");
    assert_eq!(said, "t.xls: Valeurs!C2 holds a formula without a stored result");
    assert!(help.contains("save it"), "{help}");
}

#[test]
fn a_binary_workbook() {
    let record = |kind: u16, data: &[u8]| {
        let mut out = if kind < 0x80 {
            vec![kind as u8]
        } else {
            vec![(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8]
        };
        assert!(data.len() < 0x80, "one byte of length");
        out.push(data.len() as u8);
        out.extend(data);
        out
    };
    let bundle = |name: &str, id: &str, hidden: u8| {
        let mut data = vec![hidden, 0, 0, 0, 1, 0, 0, 0];
        data.extend(wide(id));
        data.extend(wide(name));
        record(0x9c, &data)
    };
    let mut view = [0; 29];
    view[24] = 1;
    let workbook: Vec<u8> = [
        record(0x83, &[]),
        record(0x9e, &view),
        record(0x8f, &[]),
        bundle("Couverture", "r1", 0),
        bundle("Valeurs", "r2", 0),
        record(0x90, &[]),
        record(0x9d, &[0; 26]),
        record(0x84, &[]),
    ]
    .concat();
    let text = |column: u8, text: &str| {
        let mut data = vec![column, 0, 0, 0, 0, 0, 0, 0];
        data.extend(wide(text));
        record(0x06, &data)
    };
    let number = |column: u32, value: f64| {
        let mut data = column.to_le_bytes().to_vec();
        data.extend([0; 4]);
        data.extend(value.to_le_bytes());
        record(0x05, &data)
    };
    let row = |row: u32| {
        let mut data = row.to_le_bytes().to_vec();
        data.extend([0; 13]);
        record(0x00, &data)
    };
    let sheet = |cells: &[Vec<u8>]| {
        let head =
            [record(0x81, &[]), record(0x93, &[0; 23]), record(0x94, &[0; 16]), record(0x91, &[])];
        [head.concat(), cells.concat(), record(0x92, &[]), record(0x82, &[])].concat()
    };
    let rels = |n: u8| {
        format!("<Relationship Id=\"r{n}\" Type=\"worksheet\" Target=\"worksheets/sheet{n}.bin\"/>")
    };
    // Three formats of cells: none, `0%`, and `0 %` by a number of its own.
    let style = |format: u8| {
        let mut data = vec![0, 0, format];
        data.resize(16, 0);
        record(0x2f, &data)
    };
    let styles = [
        record(0x2c, &[vec![164, 0], wide("0 %")].concat()),
        style(9),
        record(0x269, &[3, 0, 0, 0]),
        style(0),
        style(9),
        style(164),
        record(0x26a, &[]),
    ]
    .concat();
    let of = |workbook: &[u8], cells: &[Vec<u8>]| {
        let rels = format!("<Relationships>{}{}</Relationships>", rels(1), rels(2));
        let bytes = zipped(&[
            ("xl/workbook.bin", workbook),
            ("xl/_rels/workbook.bin.rels", rels.as_bytes()),
            ("xl/styles.bin", &styles),
            ("xl/worksheets/sheet1.bin", &sheet(&[row(0), text(0, "Source")])),
            ("xl/worksheets/sheet2.bin", &sheet(cells)),
        ]);
        opened("t.xlsb", bytes)
    };
    let book = |cells: &[Vec<u8>]| of(&workbook, cells);
    let good =
        book(&[row(0), text(0, "code"), row(1), text(0, "01001"), row(3), number(0, 93_066.5)]);
    assert_eq!(texts(&dataset(""), &good, "code"), some(&["01001", "", "93066.5"]));
    let far = book(&[row(0), text(0, "code"), row(1_048_575), number(16_383, 1.0)]);
    let (said, _) = error(&dataset(""), &far, "code");
    assert!(said.contains("t.xlsb: sheet `Valeurs` goes as far as cell XFD1048576"), "{said}");
    let percent = |style: u8, value: f64| {
        let mut data = vec![0, 0, 0, 0, style, 0, 0, 0];
        data.extend(value.to_le_bytes());
        record(0x05, &data)
    };
    let shares = [row(0), text(0, "code"), row(1), percent(1, 0.125), row(2), percent(2, 0.5)];
    assert_eq!(texts(&dataset(""), &book(&shares), "code"), some(&["0.125", "0.5"]));
    let mixed = book(&[shares.as_slice(), &[row(3), percent(0, 12.0)]].concat());
    let (said, _) = error(&dataset(""), &mixed, "code");
    assert!(said.contains("Valeurs!A2 is in percent (0.125 is stored) and Valeurs!A4"), "{said}");
    // Formulas: a result, an error, a zero.
    let formula = |kind: u16, column: u8, value: &[u8]| {
        let mut data = vec![column, 0, 0, 0, 0, 0, 0, 0];
        data.extend(value);
        data.extend([0; 10]);
        record(kind, &data)
    };
    let results = |last: f64| {
        book(&[
            row(0),
            text(0, "code"),
            row(1),
            formula(0x09, 0, &10_f64.to_le_bytes()),
            row(2),
            formula(0x0b, 0, &[0x07]),
            row(3),
            formula(0x09, 0, &last.to_le_bytes()),
        ])
    };
    assert_eq!(texts(&dataset(""), &results(2.5), "code"), some(&["10", "#DIV/0!", "2.5"]));
    assert_eq!(texts(&dataset(""), &results(0.0), "code"), some(&["10", "#DIV/0!", "0"]));
    let zero = book(&[row(0), text(0, "code"), row(1), formula(0x09, 0, &[0; 8])]);
    let notes = read(&dataset(""), &zero, &["code".into()]).expect("read").notes();
    assert!(notes.iter().any(|n| n.contains("gives 0 (Valeurs!A2)")), "{notes:?}");
    // The same in a workbook that asks to be computed.
    let mut asking = workbook.clone();
    let place = memchr::memmem::rfind(&asking, &[0x9d, 0x01, 26]).expect("there");
    asking[place + 3 + 24] = 1;
    let (said, _) = error(
        &dataset(""),
        &of(&asking, &[row(0), text(0, "code"), row(1), formula(0x09, 0, &[0; 8])]),
        "code",
    );
    assert!(said.contains("Valeurs!A2 holds a formula whose stored result is 0"), "{said}");
    let outside = book(&[row(0), text(0, "code"), row(1), number(4_000_000, 1.0)]);
    let (said, _) = error(&dataset(""), &outside, "code");
    assert!(said.contains("is outside of any sheet"), "{said}");
    // A text of a list that is not there: the reader itself would stop.
    let mut missing = vec![0; 8];
    missing.extend(7_u32.to_le_bytes());
    let damaged = book(&[row(0), text(0, "code"), row(1), record(0x07, &missing)]);
    let (said, _) = error(&dataset(""), &damaged, "code");
    assert!(said.contains("t.xlsb: is not a usable workbook"), "{said}");
}

#[test]
fn what_is_no_workbook() {
    for (name, bytes) in [
        ("t.xlsx", b"".to_vec()),
        ("t.xlsx", b"PK\x03\x04".to_vec()),
        ("t.xlsx", zipped(&[("a.txt", b"a")])),
        ("t.xlsb", zipped(&[("a.txt", b"a")])),
        ("t.ods", zipped(&[("a.txt", b"a")])),
        ("t.xls", b"code;a\n01001;1\n".to_vec()),
    ] {
        let (said, help) = error(&dataset(""), &opened(name, bytes), "a");
        assert!(said.starts_with(&format!("{name}: is not a usable workbook")), "{said}");
        assert!(!help.is_empty(), "{said}");
    }
    let locked = opened("t.xlsx", compound(&record_of(0x000a, &[])));
    assert!(error(&dataset(""), &locked, "a").0.contains("protected by a password"));
}
