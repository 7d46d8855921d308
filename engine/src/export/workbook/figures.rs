//! Figures and short texts of a workbook, as they are read in French.

use crate::typography::{self, count, plural};

/// So many of something: "1 commune", "12 345 communes".
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n), plural(n, one, many))
}

/// A value with as many decimals as it deserves, without zeros at its end: 1 234, 12,3, 1,23, 8.
pub fn figure(x: f64) -> String {
    let text = typography::value(x);
    let short =
        if text.contains(',') { text.trim_end_matches('0').trim_end_matches(',') } else { &text };
    short.to_string()
}

/// A share of 0–1, in percent, rounded down.
pub fn percent(share: f64) -> String {
    typography::percent((100.0 * share + 1e-9).floor() / 100.0, 0)
}

/// The first characters of a text, `most` at most; an ellipsis says that there were more.
pub fn within(text: &str, most: usize) -> String {
    // As spreadsheets count them.
    let length = |text: &str| text.encode_utf16().count();
    if length(text) <= most {
        return text.to_string();
    }
    let mut out = String::new();
    let mut room = most.saturating_sub(1);
    for c in text.chars() {
        match room.checked_sub(c.len_utf16()) {
            Some(left) => room = left,
            None => break,
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_they_are_read_in_france() {
        assert_eq!(counted(1_234_567, "commune", "communes"), "1\u{202f}234\u{202f}567 communes");
        assert_eq!((counted(0, "a", "b"), counted(1, "a", "b")), ("0 a".into(), "1 a".into()));
        let figures = [1234.6, 12.34, 1.2, -0.001, -2.5, 99_999.5, 8.0].map(figure);
        assert_eq!(figures, ["1\u{202f}235", "12,3", "1,2", "0", "−2,5", "100\u{202f}000", "8"]);
        assert_eq!((percent(0.6), percent(0.999)), ("60\u{202f}%".into(), "99\u{202f}%".into()));
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(within("été", 3), "été");
        assert_eq!(within("étés", 3), "ét…");
        // Two units of UTF-16 each.
        assert_eq!(within("😀😀😀", 4), "😀…");
    }
}
