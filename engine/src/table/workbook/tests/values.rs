//! Values of cells: dates, codes, formulas, placeholders, percent.

use super::*;

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
