//! Lines of delimited text that are no rows: `sep=;` above them, line ends of another kind, text and empty rows
//! below them.
//!
//! In: bytes. Out: parts of them, and what was passed over. Nothing here knows the columns.

use memchr::{memchr, memchr_iter, memrchr};

use super::quotes::fields;

/// Lines at the end among which text below the rows is looked for.
const TAIL: usize = 30;
/// Characters of a line that a message shows.
const SHOWN: usize = 60;

/// The delimiter that a first line `sep=;` declares, as Excel writes and understands it, and where the
/// next line begins.
pub fn sep_line(text: &[u8]) -> Option<(u8, usize)> {
    let end = text.iter().take(16).position(|b| matches!(b, b'\n' | b'\r'))?;
    let line = &text[..end];
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let line = line.strip_suffix(b"\"").unwrap_or(line);
    if !line.get(..4)?.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    let (delimiter, rest) = line[4..].split_first()?;
    let plain = delimiter.is_ascii() && !delimiter.is_ascii_alphanumeric() && *delimiter != b'"';
    // A table that was written again has one more separator a column.
    let alone = rest.iter().all(|b| b == delimiter || *b == b' ');
    let next = if text[end..].starts_with(b"\r\n") { end + 2 } else { end + 1 };
    (plain && alone).then_some((*delimiter, next))
}

/// The text with line feeds, when its lines end with carriage returns alone ("CSV (Macintosh)").
pub fn of_macintosh(text: &[u8]) -> Option<Vec<u8>> {
    let mut quoted = false;
    let end = text.iter().position(|b| {
        quoted ^= *b == b'"';
        !quoted && matches!(b, b'\n' | b'\r')
    })?;
    if text[end] == b'\n' || text.get(end + 1) == Some(&b'\n') {
        return None;
    }
    let mut out = text.to_vec();
    quoted = false;
    for i in 0..out.len() {
        quoted ^= out[i] == b'"';
        if out[i] == b'\r' && !quoted && out.get(i + 1) != Some(&b'\n') {
            out[i] = b'\n';
        }
    }
    Some(out)
}

/// What is below so many lines.
pub fn below(text: &[u8], lines: usize) -> &[u8] {
    (0..lines).fold(text, |rest, _| memchr(b'\n', rest).map_or(&[], |at| &rest[at + 1..]))
}

/// Number of lines that end in a text.
pub fn ends(text: &[u8]) -> usize {
    memchr_iter(b'\n', text).count()
}

/// A text without what is below its rows.
pub struct Bottom<'a> {
    /// The rows.
    pub rows: &'a [u8],
    /// Lines left out because they were declared to be no rows.
    pub declared: &'a [u8],
    /// Rows of separators alone, left out.
    pub empty: usize,
}

/// Parts a text from the `lines` below its rows, counted from the last one that is not blank, and from
/// empty rows at the end.
pub fn bottom(text: &[u8], lines: usize, delimiter: u8) -> Bottom<'_> {
    let mut rows = without_blank_end(text);
    let whole = rows;
    for _ in 0..lines {
        rows = last_line(rows).0;
    }
    let declared = &whole[rows.len()..];
    let mut empty = 0;
    while !rows.is_empty() {
        let (before, line) = last_line(rows);
        let blank = line.iter().all(|b| *b == delimiter || b.is_ascii_whitespace());
        if !blank {
            break;
        }
        // A blank line is no row.
        empty += usize::from(line.contains(&delimiter));
        rows = before;
    }
    Bottom { rows, declared, empty }
}

fn without_blank_end(text: &[u8]) -> &[u8] {
    let kept = text.trim_ascii_end();
    // To the end of the line, without what follows it; a tab may be a separator.
    let end = memchr(b'\n', &text[kept.len()..]).map_or(text.len(), |at| kept.len() + at + 1);
    &text[..end]
}

/// A text without its last line, and that line.
fn last_line(text: &[u8]) -> (&[u8], &[u8]) {
    let body = text.strip_suffix(b"\n").unwrap_or(text);
    let start = memrchr(b'\n', body).map_or(0, |at| at + 1);
    let line = &body[start..];
    (&text[..start], line.strip_suffix(b"\r").unwrap_or(line))
}

/// Text below the rows that was not declared.
#[derive(Debug, PartialEq, Eq)]
pub struct Footer {
    /// Its first line, from 0, in the text.
    pub line: usize,
    /// `skip_bottom` that leaves it out.
    pub lines: usize,
    /// The beginning of that line.
    pub text: String,
    /// Whether every line of it has as many fields as the rows.
    pub fits: bool,
}

/// Lines at the end of which one cell alone is filled, with words: « Source : Caf, 2025 ».
pub fn footer(text: &[u8], delimiter: u8, width: usize) -> Option<Footer> {
    if width < 2 {
        return None;
    }
    let mut rest = without_blank_end(text);
    let mut found = None;
    let mut fits = true;
    for lines in 1..=TAIL {
        if rest.is_empty() {
            break;
        }
        let (before, line) = last_line(rest);
        rest = before;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let words = words_alone(line, delimiter).or_else(|| source(line));
        let Some(words) = words else { break };
        fits &= fields(line, delimiter) == width;
        found = Some((before.len(), lines, words));
    }
    let (at, lines, words) = found?;
    Some(Footer { line: ends(&text[..at]), lines, text: words, fits })
}

/// A line that begins as text below a table does: « Source : … », « Champ : … ».
fn source(line: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&line[..line.len().min(4 * SHOWN)]);
    let text = text.trim_start_matches(['"', ' ', '\u{feff}']);
    let (word, _) = text.split_once(':')?;
    let word = word.trim().to_lowercase();
    let known = ["source", "sources", "champ", "note", "notes", "lecture", "légende", "unité"];
    known.contains(&word.as_str()).then(|| beginning(text.trim_end()))
}

fn beginning(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

/// The only filled cell of a line, when it is words rather than a code or a number.
pub fn words_alone(line: &[u8], delimiter: u8) -> Option<String> {
    let is_filled = |cell: &&[u8]| !cell.iter().all(|b| b.is_ascii_whitespace() || *b == b'"');
    let quoted = line.starts_with(b"\"") && memchr_iter(b'"', line).count() == 2;
    let mut filled = if quoted {
        let end = memrchr(b'"', line)?;
        let rest = line[end + 1..].iter().all(|b| *b == delimiter || b.is_ascii_whitespace());
        vec![line.get(1..end).filter(|_| rest)?].into_iter()
    } else {
        line.split(|b| *b == delimiter).filter(is_filled).take(2).collect::<Vec<_>>().into_iter()
    };
    let cell = String::from_utf8_lossy(filled.next()?).trim().to_string();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    let words = letters > 3 && cell.contains([' ', ':', '\u{a0}', '\u{202f}']);
    (words && filled.next().is_none()).then(|| beginning(&cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_excel() {
        for text in ["sep=;\na", "SEP=;\r\na", "\"sep=;\"\na", "sep=;;;\na", "sep=;\ra"] {
            let (delimiter, next) = sep_line(text.as_bytes()).expect(text);
            assert_eq!((delimiter, &text[next..]), (b';', "a"), "{text:?}");
        }
        assert_eq!(sep_line(b"sep=\t\n").expect("a tab"), (b'\t', 6));
        for text in ["sep=\n", "sep", "sep=a\n", "sep=;x\n", "sep=é\n", "separator=;\n", ""] {
            assert_eq!(sep_line(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn line_ends_of_macintosh() {
        let got = of_macintosh(b"a;b\r1;\"x\ry\nz\"\r2;3\r").expect("CR");
        assert_eq!(got, b"a;b\n1;\"x\ry\nz\"\n2;3\n");
        assert_eq!(of_macintosh(b"\"a\rb\";c\n1;2\n"), None);
        assert_eq!(of_macintosh(b"a\r\n1\r2\n"), None);
        assert_eq!(of_macintosh(b"a"), None);
    }

    #[test]
    fn what_is_below() {
        let text = b"1;2\n3;4\n\nSource : Caf\n\n \n";
        let got = bottom(text, 1, b';');
        assert_eq!((got.rows, got.declared), (&b"1;2\n3;4\n"[..], &b"Source : Caf\n"[..]));
        assert_eq!(bottom(text, 2, b';').rows, b"1;2\n3;4\n");
        assert_eq!(bottom(text, 3, b';').rows, b"1;2\n");
        assert_eq!(bottom(text, 99, b';').rows, b"");
        assert_eq!(bottom(text, 0, b';').rows, b"1;2\n3;4\n\nSource : Caf\n");
        let got = bottom(b"1;2\n;\n ; \n\n", 0, b';');
        assert_eq!((got.rows, got.empty), (&b"1;2\n"[..], 2));
        // The last field of a table of tabs is empty.
        assert_eq!(bottom(b"1\t2\n3\t\n", 0, b'\t').rows, b"1\t2\n3\t\n");
        assert_eq!(bottom(b"", 3, b';').rows, b"");
    }

    #[test]
    fn text_below_is_seen() {
        let got = footer(b"1;2\n\nSource : Caf, 2025\nLu le 3 mai;\n", b';', 2).expect("a footer");
        let text = "Source : Caf, 2025".to_string();
        assert_eq!(got, Footer { line: 2, lines: 2, text, fits: false });
        assert!(footer(b"1;2\n\"Champ : France ; 2025\";\n", b';', 2).is_some());
        let got = footer(b"1;2;3\nSource : Caf ; lu le 3 mai\n", b';', 3).expect("a footer");
        assert_eq!((got.lines, got.fits), (1, false));
        // A delimiter within quotes is none.
        let got = footer(b"1;2\n\"Source : Insee; 2025\"\n", b';', 2).expect("a footer");
        assert_eq!((got.lines, got.fits), (1, false));
        for text in [&b"1;2\n97411\n"[..], b"1;2\n2A004;\n", b"1;2\nSaint Denis;3\n", b"", b"\n"] {
            assert_eq!(footer(text, b';', 2), None, "{text:?}");
        }
        assert_eq!(footer(b"Saint Denis\n", b';', 1), None);
        let long = vec![b'x'; 65_536];
        assert_eq!(footer(&long, b';', 2), None);
    }
}
