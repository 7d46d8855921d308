//! Mistakes in a TOML file: message, line, nearest valid name.

use std::path::Path;

use crate::error::{Error, ranked};

/// Line (from 1) of a byte offset.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1
}

/// Turns the parser's error into ours.
pub fn explain(text: &str, path: &Path, error: &toml::de::Error) -> Error {
    let line = error.span().map(|s| line_of(text, s.start));
    let message = plain(&error.message().trim().replace('\n', " "));
    let key = error.span().and_then(|s| key_before(text, s.start));
    let message = match key {
        Some(key) if message.starts_with("invalid ") => format!("`{key}`: {message}"),
        _ => message,
    };
    let help = suggestion(&message);
    let out = Error::input(path, message).at_line(line);
    match help {
        Some(h) => out.with_help(h),
        None => out,
    }
}

/// Kinds of numbers by the names that people know.
fn plain(message: &str) -> String {
    let mut out = message.to_string();
    for (kind, words) in [
        ("usize", "a whole number from 0"),
        ("u64", "a whole number from 0"),
        ("u32", "a whole number from 0"),
        ("u16", "a whole number from 0 to 65535"),
        ("f64", "a number"),
    ] {
        if let Some(before) = out.strip_suffix(&format!("expected {kind}")) {
            out = format!("{before}expected {words}");
        }
    }
    out
}

/// The key whose value begins at a byte offset.
fn key_before(text: &str, offset: usize) -> Option<&str> {
    let before = text.get(..offset)?;
    let line = before.rsplit('\n').next()?.trim_end().strip_suffix('=')?;
    let key = line.rsplit(['{', ',']).next()?.trim();
    (!key.is_empty()).then_some(key)
}

/// serde says "unknown field `x`, expected one of `a`, `b`": the nearest of those.
fn suggestion(message: &str) -> Option<String> {
    if !message.starts_with("unknown ") {
        return None;
    }
    let mut names = message.split('`').skip(1).step_by(2);
    let wrong = names.next()?;
    let known: Vec<&str> = names.collect();
    let near = ranked(wrong, &known);
    (!near.is_empty()).then(|| format!("did you mean {}?", near.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_key() {
        let s = suggestion("unknown field `titel`, expected one of `id`, `title`, `levels`");
        assert_eq!(s.as_deref(), Some("did you mean title?"));
    }

    #[test]
    fn values_of_another_kind_are_named_by_their_key() {
        #[derive(Debug, serde::Deserialize)]
        struct Keys {
            #[serde(rename = "rows")]
            _rows: usize,
        }
        let text = "a = 1\nrows = -1\n";
        let error = toml::from_str::<Keys>(text).expect_err("negative");
        let said = explain(text, Path::new("m.toml"), &error).to_string();
        assert!(said.starts_with("m.toml:2: `rows`: invalid value"), "{said}");
        assert!(said.ends_with("expected a whole number from 0"), "{said}");
        assert_eq!(key_before("x = { y = 1 }", 10), Some("y"));
        assert_eq!(key_before("x = 1", 99), None);
    }

    #[test]
    fn lines_from_one() {
        assert_eq!(line_of("a\nb\nc", 0), 1);
        assert_eq!(line_of("a\nb\nc", 4), 3);
    }
}
