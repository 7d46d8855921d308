//! Workbooks of the old formats: XLS and XLSB.

use super::*;

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
