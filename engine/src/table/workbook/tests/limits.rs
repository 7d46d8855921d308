//! What is refused: cells that are far, sheets that unpack to too much, files that are no workbook.

use super::*;

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
