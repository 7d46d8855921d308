//! Which sheet is read, and where its header stands.

use super::*;

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
