use super::*;

#[test]
fn cells_have_names() {
    for (row, column, name) in
        [(0, 0, "A1"), (3, 1, "B4"), (0, 26, "AA1"), (MAX_ROWS - 1, 16_383, "XFD1048576")]
    {
        assert_eq!(cell(row, column), name);
        assert_eq!(place(name), Some((row, column as u32)));
    }
    for none in ["", "A", "1", "A0", "A-1", "A1048577", "XFE1", "ZZZZZZZ99999999999", "É1"] {
        assert_eq!(place(none), None, "{none}");
    }
    // Numbers that would come back to a small one where they overflow.
    assert_eq!(place("A4294967298"), None);
}

#[test]
fn cells_come_in_any_order() {
    let path = Path::new("t.xlsx");
    let mut sheet = Sheet::named("S");
    for (row, text) in [(5, "f"), (1, "b"), (3, "x"), (3, "d")] {
        sheet.put(path, row, 2, text, text == "d").expect("inside");
    }
    let sheet = sheet.whole(path).expect("small");
    assert_eq!((sheet.height(), sheet.width()), (6, 3));
    assert_eq!(sheet.below(2, 2).collect::<Vec<_>>(), [(3, "d", true), (5, "f", false)]);
    assert_eq!((sheet.text(1, 2), sheet.text(2, 2), sheet.text(1, 9)), (Some("b"), None, None));
}

#[test]
fn far_cells_are_refused_by_their_name() {
    let path = Path::new("t.xlsx");
    let mut sheet = Sheet::named("S");
    sheet.put(path, 0, 0, "1", true).expect("inside");
    sheet.put(path, MAX_ROWS - 1, MAX_COLUMNS - 1, "1", true).expect("inside");
    let e = sheet.whole(path).expect_err("far").to_string();
    assert!(e.contains("t.xlsx: sheet `S` goes as far as cell XFD1048576"), "{e}");
    assert!(e.contains("2 cells are filled"), "{e}");
    let e = Sheet::named("S").put(path, MAX_ROWS, 0, "1", true).expect_err("outside").to_string();
    assert!(e.contains("row 1048577 is outside of any sheet"), "{e}");
}
