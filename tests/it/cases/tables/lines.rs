//! Lines, separators and text around a table.

use super::{folder, reads, refuses};
use crate::common::TABLE;

#[test]
fn the_line_of_excel() {
    for (line, keys) in [
        ("sep=;\n", "delimiter = ';'"),
        // It says the delimiter.
        ("sep=;\r\n", ""),
        ("\u{feff}\"SEP=;\"\n", ""),
        ("sep=;\n", "skip_lines = 1"),
    ] {
        let dir = folder("t.csv", format!("{line}{TABLE}"), keys);
        reads(dir.path(), &["line 1, `sep=;`, declares the delimiter and is passed over"]);
    }
    let dir = folder("t.csv", format!("sep=;\n{}", TABLE.replace("60;200", "soixante;200")), "");
    refuses(dir.path(), &["t.csv:5: column `a`: \"soixante\""]);
}

#[test]
fn line_ends_of_macintosh() {
    let dir = folder("t.csv", TABLE.replace('\n', "\r"), "delimiter = ';'");
    reads(dir.path(), &["lines end with carriage returns alone"]);
    let bad = TABLE.replace("60;200", "soixante;200").replace('\n', "\r");
    let dir = folder("t.csv", bad, "delimiter = ';'");
    refuses(dir.path(), &["t.csv:4: column `a`: \"soixante\""]);
    let mixed = TABLE.replacen("120\n", "120\r", 1);
    let dir = folder("t.csv", mixed, "delimiter = ';'");
    refuses(dir.path(), &["t.csv:3", "one kind of line ends"]);
}

#[test]
fn separators_at_the_end_of_rows() {
    let every = TABLE.replace('\n', ";\n").replacen(";\n", "\n", 1);
    for end in ["\n", "\r\n"] {
        let dir = folder("t.csv", every.replace('\n', end), "delimiter = ';'");
        reads(dir.path(), &["every row ends with one separator more than the header"]);
    }
    let quoted = every.replace("93066;", "\"93066\";");
    let dir = folder("t.csv", quoted, "delimiter = ';'");
    reads(dir.path(), &["every row ends with one separator more than the header"]);
    let dir = folder("t.csv", TABLE.replacen('\n', ";\n", 1), "delimiter = ';'");
    reads(dir.path(), &["the header ends with one separator more than the rows"]);
    let dir = folder("t.csv", TABLE.replace('\n', ";\n"), "delimiter = ';'");
    reads(dir.path(), &[]);
    // In one row, it may be a delimiter that nobody quoted.
    let dir = folder("t.csv", TABLE.replace("60;200", "60;200;"), "delimiter = ';'");
    refuses(
        dir.path(),
        &["t.csv:4", "expected 3 got more than 3", "1 of 7 rows end with one separator"],
    );
}

#[test]
fn text_below_the_rows() {
    let source = "Source : Caf, 2025";
    for (below, line, lines) in [
        (format!("\n{source}"), 10, 1),
        (format!("{source}\n\nChamp : France entière.\n"), 9, 3),
        (format!("\n\"{source} ; 2026\"\n"), 10, 1),
    ] {
        let table = format!("{TABLE}{below}");
        let dir = folder("t.csv", &table, "delimiter = ';'");
        let said = [format!("t.csv:{line}: \"{source}"), format!("set skip_bottom = {lines}")];
        refuses(dir.path(), &said.each_ref().map(String::as_str));
        let keys = format!("delimiter = ';'\nskip_bottom = {lines}");
        let dir = folder("t.csv", &table, &keys);
        let said = match lines {
            1 => "the last line is left out (skip_bottom): ".into(),
            _ => format!("the last {lines} lines are left out (skip_bottom), from "),
        };
        reads(dir.path(), &[&said]);
    }
    // As wide as the rows: a row, but it is said.
    let dir = folder("t.csv", format!("{TABLE}{source};;\n"), "delimiter = ';'");
    reads(dir.path(), &["line 9 looks like no row: \"Source : Caf, 2025\": skip_bottom = 1"]);
    // With separators at the end of every row.
    let table = format!("{}\n{source}\n", TABLE.replace('\n', ";\n").replacen(";\n", "\n", 1));
    let dir = folder("t.csv", table, "delimiter = ';'\nskip_bottom = 1");
    reads(dir.path(), &["every row ends with one separator more"]);
    // More than there is.
    let dir = folder("t.csv", TABLE, "delimiter = ';'\nskip_bottom = 99");
    refuses(dir.path(), &["has no row left", "`skip_bottom`"]);
    // A row that was cut is no footer.
    let dir = folder("t.csv", TABLE.trim_end_matches(";44;100\n"), "delimiter = ';'");
    refuses(dir.path(), &["t.csv:8", "cut short"]);
}

#[test]
fn rows_and_lines_that_are_empty() {
    let dir = folder("t.csv", format!("{TABLE};;\n;;\n\n"), "delimiter = ';'");
    reads(dir.path(), &["2 rows of separators alone at the end are left out"]);
    let blank = TABLE.replace("93066", "\n\n93066");
    let dir = folder("t.csv", &blank, "delimiter = ';'");
    reads(dir.path(), &[]);
    // Lines are counted all the same.
    let dir = folder("t.csv", blank.replace("60;200", "soixante;200"), "delimiter = ';'");
    refuses(dir.path(), &["t.csv:6: column `a`: \"soixante\""]);
    let quoted = TABLE.replace("93001;30", "\"93001\n\";30").replace("60;200", "soixante;200");
    let dir = folder("t.csv", quoted, "delimiter = ';'");
    refuses(dir.path(), &["t.csv:5: column `a`: \"soixante\""]);
}

#[test]
fn text_above_the_header() {
    let above = "Allocataires par commune\n\n";
    let dir = folder("t.csv", format!("{above}{TABLE}"), "delimiter = ';'");
    refuses(
        dir.path(),
        &[
            "t.csv:1: has no column `code` in its header, line 1",
            "line 3 is likelier the header: set skip_lines = 2",
        ],
    );
    let dir = folder("t.csv", format!("{above}{TABLE}"), "");
    refuses(dir.path(), &["set skip_lines = 2 and delimiter = \";\""]);
    let dir = folder("t.csv", format!("Allocataires;;\n{TABLE}"), "delimiter = ';'");
    refuses(dir.path(), &["set skip_lines = 1"]);
    let dir = folder("t.csv", TABLE, "delimiter = ';'\nskip_lines = 1");
    refuses(dir.path(), &["t.csv:2", "line 1 is likelier the header: set skip_lines = 0"]);
}

#[test]
fn a_delimiter_within_quotes_is_none() {
    let table = TABLE
        .replacen("code;a;b", "code;\"a, b, c, d\";a;b", 1)
        .replace(';', ";x;")
        .replacen("code;x;\"a, b, c, d\";x;a;x;b", "code;\"n, o, p, q, r, s\";a;\"t,u\";b", 1);
    let dir = folder("t.csv", &table, "delimiter = ';'");
    reads(dir.path(), &[]);
    let dir = folder("t.csv", &table, "delimiter = '|'");
    refuses(dir.path(), &["one column when split at '|'", "set delimiter = \";\""]);
    let dir = folder("t.csv", &table, "delimiter = ','");
    refuses(dir.path(), &["t.csv:1", "set delimiter = \";\""]);
}

#[test]
fn unicode_text_of_a_spreadsheet() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(TABLE.replace(';', "\t").encode_utf16().flat_map(u16::to_le_bytes));
    let dir = folder("t.txt", &bytes, "delimiter = '\\t'\nencoding = 'auto'");
    reads(dir.path(), &[]);
    let dir = folder("t.txt", &bytes, "delimiter = '\\t'\nencoding = 'utf-16'");
    reads(dir.path(), &[]);
    let dir = folder("t.txt", &bytes, "delimiter = '\\t'");
    refuses(dir.path(), &["is not UTF-8 text", "encoding = \"utf-16\""]);
}

#[test]
fn the_empty_side_of_a_rate_is_blamed() {
    let numerator = TABLE.lines().map(|l| {
        let cells: Vec<&str> = l.split(';').collect();
        if cells[0] == "code" { format!("{l}\n") } else { format!("{};;{}\n", cells[0], cells[2]) }
    });
    let dir = folder("t.csv", numerator.collect::<String>(), "delimiter = ';'");
    refuses(dir.path(), &["indicator `part`: the numerator `a` is missing everywhere (empty)"]);
    let dir = folder("t.csv", "code;a;b\n01001;;100\n93001;30;\n", "delimiter = ';'");
    refuses(dir.path(), &["no joined row has both the numerator `a` and the denominator `b`"]);
}

#[test]
fn long_headers_and_lines() {
    let name = "x".repeat(65_536);
    let table = TABLE.replace('\n', &format!(";{name}\n"));
    let dir = folder("t.csv", &table, "delimiter = ';'");
    reads(dir.path(), &[]);
    let dir = folder("t.csv", &table, "delimiter = ','");
    refuses(dir.path(), &["set delimiter = \";\""]);
    let wide = TABLE.replace('\n', &format!("{}\n", ";".repeat(65_536)));
    let dir = folder("t.csv", &wide, "delimiter = ';'");
    reads(dir.path(), &[]);
    let dir = folder("t.csv", format!("{TABLE}{}\n", ";".repeat(65_536)), "delimiter = ';'");
    reads(dir.path(), &["a row of separators alone"]);
}
