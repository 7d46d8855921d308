use super::*;

/// The line of a stray quote, and notes.
fn scan(text: &str, width: usize) -> (Option<(usize, Option<usize>)>, usize) {
    let whole = QuoteScan::of(text.as_bytes(), b';', Some(width), 1);
    // In parts of any length it is the same.
    for part in [1, 2, 3, 7] {
        let mut parts = QuoteScan::new(b';', Some(width), 1);
        text.as_bytes().chunks(part).for_each(|bytes| parts.feed(bytes));
        parts.finish();
        assert_eq!((&parts.stray, &parts.doubts), (&whole.stray, &whole.doubts), "{text:?}");
    }
    (whole.stray().map(|s| (s.line, s.closes)), whole.notes().len())
}

#[test]
fn a_quote_that_is_never_closed() {
    assert_eq!(scan("1;2;\"x\n2;2;y\n3;3;z", 3), (Some((2, None)), 0));
    assert_eq!(scan("1;2;x\n2;\"2;y\r\n3;3;z\r\n", 3), (Some((3, None)), 0));
    assert_eq!(scan("1;2;\"z", 3), (Some((2, None)), 0));
    assert_eq!(scan("1;2;\"z\"\"\n", 3), (Some((2, None)), 0));
    let text = QuoteScan::of(b"1;\"x\n2;y\n", b';', Some(2), 1);
    assert_eq!(
        text.stray().expect("stray").message(),
        "a quote opens a cell here and is never closed: the line below it is read as part of that cell"
    );
}

#[test]
fn quotes_that_close_or_are_none() {
    for text in [
        "1;\"a\nb\nc\";2\n",
        "1;5\";2\n2;6\"\";3\n",
        "1;\"a \"\"b\"\"\nc;d\";2\r\n",
        "\"1\";\"\";\"\"\"\"\n\"2\";\"x\r\ny\";\"z\"\r\n",
        "1;a;\"x\n\n\ny;z;t\"\n",
        "",
    ] {
        assert_eq!(scan(text, 3), (None, 0), "{text:?}");
    }
    // A letter of ninety lines.
    assert_eq!(scan(&format!("1;2;\"{}\"\n", "x; y\n".repeat(90)), 3), (None, 0));
    assert_eq!(scan(&format!("1;2;\"{}\"\n", "x\n".repeat(101)), 3), (None, 1));
}

#[test]
fn two_stray_quotes_take_in_the_rows_between() {
    let rows = |from: usize, to: usize| {
        (from..to).map(|i| format!("{i:05};Nom;{i}\n")).collect::<Vec<_>>().concat()
    };
    let far = format!("{}00100;\"Nom;1\n{}90000;Nom\";1\n", rows(0, 9), rows(200, 300));
    assert_eq!(scan(&far, 3), (Some((11, Some(112))), 0));
    // A few: told, for text may be so by chance.
    let near = "00100;\"Nom;1\n00101;Nom;2\n00102;Nom\";3\n";
    assert_eq!(scan(near, 3), (None, 1));
    // Nothing stands behind a quote that closes a cell.
    let (stray, _) = scan("00100;\"Nom;1\n00101;\"Nom;2\n", 3);
    assert_eq!(stray, Some((2, Some(3))));
    assert_eq!(scan("1;\"il dit\n non \"oui\" ;2\n", 3), (None, 1));
}

#[test]
fn the_first_row_says_how_wide_rows_are() {
    let rows = (0..20).map(|i| format!("{i};Nom;{i}\n")).collect::<Vec<_>>().concat();
    let text = format!("\"a;b\nc\";n;x\n1;\"Nom;1\n{rows}2;Nom\";1\n");
    let scan = QuoteScan::of(text.as_bytes(), b';', None, 0);
    assert_eq!(scan.stray().map(|s| (s.line, s.closes)), Some((3, Some(24))));
    assert!(QuoteScan::of(b"a;\"b\n1;2\n", b';', None, 0).stray().is_some());
}

#[test]
fn cells_of_a_line() {
    let count = |line: &str| fields(line.as_bytes(), b';');
    assert_eq!(["a;b", "\"a;b\"", "\"a;b\";c\r", "5\";b", ""].map(count), [2, 1, 2, 2, 1]);
}

#[test]
fn lines_on_which_rows_begin() {
    let text = b"1;2\n\n3;\"a\nb\"\"c\"\r\n\r\n4;5\"6\n7;8";
    assert_eq!(lines_of_rows(text, b';', 2), [2, 4, 7, 8]);
    // Two quotes within a cell that has none around it.
    assert_eq!(lines_of_rows(b"1;5\"\"\n2;x\n3;y\n", b';', 2), [2, 3, 4]);
    assert_eq!(lines_of_rows(b"", b';', 2), [0_u32; 0]);
}

#[test]
fn rows_as_a_spreadsheet_numbers_them() {
    let text = b"1;2\n\n3;\"a\nb\"\"c\"\r\n\r\n4;5\"6\n7;8\n";
    assert_eq!(shown_rows(text, b';', 2), [2, 4, 6, 7]);
    assert_eq!(shown_height(text, b';'), 6);
    assert_eq!(shown_height(b"\"Nom\nusuel\";Ville\n\n", b';'), 2);
    assert_eq!((shown_height(b"", b';'), shown_rows(b"", b';', 2)), (0, vec![]));
}
