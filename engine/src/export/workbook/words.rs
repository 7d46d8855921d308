//! Figures and short texts of a workbook, as they are read in French.

/// Space that does not break: between thousands.
const THIN: char = '\u{202f}';

/// A whole number: 12 345.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    out
}

/// So many of something: "1 commune", "12 345 communes".
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n < 2 { one } else { many })
}

/// A value with as many decimals as it deserves: 1 234, 12,3, 1,23.
pub fn figure(x: f64) -> String {
    let decimals = match x.abs() {
        a if a >= 1000.0 => 0,
        a if a >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{:.decimals$}", x.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
    let whole = whole.parse().map_or_else(|_| whole.to_string(), count);
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole},{part}") }
}

/// A share of 0–1, in percent, rounded down.
pub fn percent(share: f64) -> String {
    format!("{}{THIN}%", figure((100.0 * share + 1e-9).floor()))
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
