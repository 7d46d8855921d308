//! Intervals of OpenStreetMap's syntax that the reader takes for more than they say: nights that are two
//! times in the wrong order, and mornings that are followed by hours before them.

use std::sync::LazyLock;

use regex::Regex;

use super::cells::{DAWN, EVENING, in_order};
use super::error::CellError;

static INTERVAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\b").ok());

/// The first interval of a text that is doubtful, and why: it ends before it begins and is no night (it
/// begins before 17:00 or ends after 06:00; the reader takes `14:00-12:00` for 22 hours), ends when it
/// begins, or is before the morning that it follows (`09:00-12:00,02:00-06:00`).
pub fn doubtful(text: &str) -> Option<(&str, CellError)> {
    let mut before: Option<((u16, u16), usize)> = None;
    for interval in INTERVAL.as_ref()?.captures_iter(text) {
        let whole = interval.get(0)?;
        let number = |at: usize| {
            interval.get(at).and_then(|m| m.as_str().parse::<u16>().ok()).unwrap_or_default()
        };
        let (from, to) = (number(1) * 60 + number(2), number(3) * 60 + number(4));
        let (passes, end) = if to > 24 * 60 { (true, to - 24 * 60) } else { (to <= from, to) };
        let night = from >= EVENING && end <= DAWN && end != from;
        if passes && !night {
            let why = if end == from { CellError::Empty } else { CellError::Reversed };
            return Some((whole.as_str(), why));
        }
        // Of the same days: nothing but a comma stands between them.
        let same = before.filter(|(_, end)| text[*end..whole.start()].trim() == ",");
        if let Some((first, _)) = same
            && let Err(why) = in_order(&[first, (from, to)])
        {
            return Some((whole.as_str(), why));
        }
        before = Some(((from, to), whole.end()));
    }
    None
}
