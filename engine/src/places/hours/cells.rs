//! Hours of one day as spreadsheets write them: `09:00 - 12:00 / 13:30 - 17:00`, `8h30-12h`, `9h12h`.

use super::week::merged;

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// No hours at all.
    #[error("expected hours such as 9h-12h or 09:00 - 12:00 / 14:00 - 17:30")]
    NotHours,
    /// The end is before the beginning.
    #[error("an interval ends before it begins")]
    Reversed,
}

/// Words for a day without hours; `x` is a day crossed out.
const CLOSED: [&str; 8] = ["-", "–", "—", "x", "fermé", "ferme", "fermée", "closed"];

/// The open intervals that a cell tells, in minutes; none when it is empty or says closed.
///
/// # Errors
/// Anything that is not hours.
pub fn intervals(text: &str) -> Result<Vec<(u16, u16)>, CellError> {
    let text = text.trim().to_lowercase();
    if text.is_empty() || CLOSED.contains(&text.as_str()) {
        return Ok(Vec::new());
    }
    // The dash was forgotten: no time is written "9h12h".
    if let Some((from, to)) = text.strip_suffix('h').and_then(|t| t.split_once('h'))
        && let (Some((from, "")), Some((to, ""))) = (number(from), number(to))
        && from < to
        && to <= 24
    {
        return Ok(vec![(from * 60, to * 60)]);
    }
    let mut out = Vec::new();
    let mut rest = text.as_str();
    loop {
        let (from, after) = clock(rest).ok_or(CellError::NotHours)?;
        let after = separator(after, &["-", "–", "—", "à", "a"]).ok_or(CellError::NotHours)?;
        let (to, after) = clock(after).ok_or(CellError::NotHours)?;
        // "00:00 - 00:00" fills a form and says nothing.
        match from.cmp(&to) {
            std::cmp::Ordering::Less => out.push((from, to)),
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater => return Err(CellError::Reversed),
        }
        if after.trim().is_empty() {
            return Ok(merged(out));
        }
        rest = separator(after, &["/", ",", ";", "et", "&", "|"]).ok_or(CellError::NotHours)?;
    }
}

fn separator<'a>(text: &'a str, among: &[&str]) -> Option<&'a str> {
    let text = text.trim_start();
    among.iter().find_map(|mark| text.strip_prefix(mark))
}

/// `9h`, `9 h 30`, `09:00`, `9.30`, `18h00`; minutes and what follows.
fn clock(text: &str) -> Option<(u16, &str)> {
    let (hour, rest) = number(text.trim_start())?;
    let mark = rest.trim_start();
    let after = [":", "h", "."].iter().find_map(|m| mark.strip_prefix(m));
    let (minute, rest) = match after {
        // An hour alone is no time: "9-12" may be anything.
        None => return None,
        Some(after) => match number(after.trim_start()) {
            Some((minute, rest)) => (minute, rest),
            None if mark.starts_with('h') => (0, after),
            None => return None,
        },
    };
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= 24 * 60).then_some((minutes, rest))
}

/// One or two digits, and no more.
fn number(text: &str) -> Option<(u16, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    Some((text[..digits].parse().ok()?, &text[digits..]))
}
