//! A mistake in a TOML file, told with its line and the nearest valid name.

use std::path::Path;

use crate::error::{Error, ranked};

/// Line (from 1) of a byte offset.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1
}

/// Turns the parser's error into ours.
pub fn explain(text: &str, path: &Path, error: &toml::de::Error) -> Error {
    let line = error.span().map(|s| line_of(text, s.start));
    let message = error.message().trim().replace('\n', " ");
    let help = suggestion(&message);
    let out = Error::input(path, message).at_line(line);
    match help {
        Some(h) => out.with_help(h),
        None => out,
    }
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
    fn lines_from_one() {
        assert_eq!(line_of("a\nb\nc", 0), 1);
        assert_eq!(line_of("a\nb\nc", 4), 3);
    }
}
