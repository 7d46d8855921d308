//! Intervals of OpenStreetMap's syntax that pass midnight: a night, or two times in the wrong order.

use std::sync::LazyLock;

use regex::Regex;

use super::cells::{DAWN, EVENING};

static INTERVAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\b").ok());

/// The first interval of a text that ends before it begins, or when it begins, and is no night: it
/// begins before 17:00 or ends after 06:00. The reader takes `14:00-12:00` for 22 hours.
pub fn doubtful(text: &str) -> Option<&str> {
    let found = INTERVAL.as_ref()?.captures_iter(text).find(|interval| {
        let number = |at: usize| {
            interval.get(at).and_then(|m| m.as_str().parse::<u16>().ok()).unwrap_or_default()
        };
        let (from, to) = (number(1) * 60 + number(2), number(3) * 60 + number(4));
        let (passes, end) = if to > 24 * 60 { (true, to - 24 * 60) } else { (to <= from, to) };
        passes && !(from >= EVENING && end <= DAWN && end != from)
    })?;
    Some(found.get(0)?.as_str())
}
