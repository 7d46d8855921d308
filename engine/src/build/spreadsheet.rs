//! Cells of delimited text that people open in a spreadsheet: no text is a formula.

use std::borrow::Cow;
use std::io::Error;

/// A text as a cell of a table that is opened in a spreadsheet. One that the spreadsheet would take for a
/// formula (`=HYPERLINK(…)`, `+1+cmd|…`, `@SUM(…)`) has an apostrophe before it, and is then a text; so
/// has one that begins with a tab, a line end or another form of these signs, and one behind blanks.
/// A number stays one, with its sign.
pub fn inert(text: &str) -> Cow<'_, str> {
    if runs(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`inert`] was given.
pub fn bare(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| runs(text)).unwrap_or(cell)
}

/// Whether a spreadsheet may take a text for a formula.
fn runs(text: &str) -> bool {
    // Nearly every cell: its first byte says enough.
    if text.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric) {
        return false;
    }
    let blank =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}');
    let led_by_blank = text.starts_with(['\t', '\r', '\n', '\0']);
    let shown = text.trim_start_matches(blank);
    let sign = shown.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\u{2212}']);
    led_by_blank || (sign && !number(shown))
}

/// `-1.5`, `-1,5`; a telephone number with its country (`+33…`) is no number.
fn number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('-') else { return false };
    let digit = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match digits.split_once(['.', ',']) {
        Some((whole, decimals)) => digit(whole) && digit(decimals),
        None => digit(digits),
    }
}

/// A writer's error: the system's when there is one beneath, so that a full disk and a reader that has
/// gone are known for what they are.
pub fn csv_io(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(e) => e,
        other => Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts() {
        for formula in [
            "=HYPERLINK(\"http://evil\",\"click\")",
            "+1+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(1+1)",
            "\t=1",
            "\r=1",
            "\tx",
            "  =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "＝1+1",
            "＋1",
            "－1",
            "＠SUM(1)",
            "+33 5 55 41 36 00",
            "-",
            "--1",
            "-1-2",
            "-1.2.3",
        ] {
            assert_eq!(inert(formula), format!("'{formula}"));
            assert_eq!(bare(&inert(formula)), formula);
        }
        for text in
            ["", "Guéret", "-1.5", "-1,5", "-12", "1=1", "a@b.fr", "'quoted'", "Évry", "(=1)", " x"]
        {
            assert_eq!(inert(text), text);
            assert_eq!(bare(text), text);
        }
    }
}
