//! Hours of one day as people write them: `09:00 - 12:00 / 13:30 - 17:00`, `8h30-12h`,
//! `de 9h à 12h et de 14h à 17h`, `9h-12h 14h-17h`, `9h12h`.
//!
//! What has one reading is read, what has two is refused.

use super::error::CellError;
use super::tokens::{Cut, DASH, Token, cut};
use super::week::merged;

/// An interval that passes midnight is believed when it begins at this minute or later…
pub const EVENING: u16 = 17 * 60;
/// … and ends at this one or before.
pub const DAWN: u16 = 6 * 60;
const NOON: u16 = 12 * 60;
const MIDNIGHT: u16 = 24 * 60;

/// The hours of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayHours {
    /// Open intervals in minutes; one that passes midnight ends after 24:00.
    pub open: Vec<(u16, u16)>,
    /// Words that say nothing of when it is open, and are left out: `00:00 - 00:00` alone too.
    pub dropped: Option<String>,
}

/// Words for a day without hours; `x` is a day crossed out.
const CLOSED: [&str; 8] = ["-", "–", "—", "x", "fermé", "ferme", "fermée", "closed"];

/// The open intervals that a cell says, in minutes; none when it is empty or says closed.
///
/// # Errors
/// Anything that is not hours, or can be read in two ways.
pub fn intervals(text: &str) -> Result<Vec<(u16, u16)>, CellError> {
    cell(text).map(|cell| cell.open)
}

/// The same, with what was left out.
///
/// # Errors
/// See [`intervals`].
pub fn cell(text: &str) -> Result<DayHours, CellError> {
    let text = text.trim();
    if text.is_empty() || CLOSED.contains(&text.to_lowercase().as_str()) {
        return Ok(DayHours::default());
    }
    let Cut { tokens, dropped } = cut(text)?;
    let open = times(&tokens)?;
    // Hours that say none: they may be a form that was not filled in, or a whole day.
    let timed = tokens.iter().any(|t| matches!(t, Token::Time(_) | Token::Bare(_)));
    let dropped = if open.is_empty() && timed { Some(text.into()) } else { dropped };
    Ok(DayHours { open: merged(open), dropped })
}

/// What stands between two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Nothing.
    Blank,
    /// A dash.
    Dash,
    /// « à ».
    To,
    Slash,
    /// « et », a comma, a semicolon.
    And,
}

/// The open intervals that the tokens of one day say; none when they say closed.
pub fn times(tokens: &[Token]) -> Result<Vec<(u16, u16)>, CellError> {
    let mut times: Vec<Token> = Vec::new();
    let mut gaps: Vec<Gap> = Vec::new();
    let mut between: Vec<Token> = Vec::new();
    for token in tokens {
        match token {
            Token::AllDay if tokens.iter().all(|t| matches!(t, Token::AllDay | Token::Filler)) => {
                return Ok(vec![(0, MIDNIGHT)]);
            }
            Token::Closed
                if !tokens.iter().any(|t| matches!(t, Token::Time(_) | Token::Bare(_))) =>
            {
                return Ok(Vec::new());
            }
            Token::Time(_) | Token::Bare(_) => {
                let gap = gap(&between)?;
                if times.is_empty() {
                    // « de 9h », « : 9h »
                    let opens = |t: &Token| matches!(t, Token::Filler | Token::Mark(':'));
                    if !between.iter().all(opens) {
                        return Err(CellError::NotHours);
                    }
                } else {
                    gaps.push(gap);
                }
                between.clear();
                times.push(*token);
            }
            Token::To | Token::And | Token::Filler | Token::Mark(_) => between.push(*token),
            Token::AllDay | Token::Closed | Token::Day(_) | Token::EveryDay | Token::Except => {
                return Err(CellError::NotHours);
            }
        }
    }
    if !between.iter().all(|t| matches!(t, Token::Mark('.' | ',' | ';'))) {
        return Err(CellError::NotHours);
    }
    pairs(&times, &gaps)
}

fn gap(between: &[Token]) -> Result<Gap, CellError> {
    let mut words = between.iter().filter(|t| **t != Token::Filler);
    let first = words.next();
    // « , et de »
    let also = |t: &Token| matches!(t, Token::And | Token::Mark(',' | ';'));
    if words.any(|t| !(also(t) && first.is_some_and(also))) {
        return Err(CellError::NotHours);
    }
    Ok(match first {
        None => Gap::Blank,
        Some(Token::Mark(DASH)) => Gap::Dash,
        Some(Token::To) => Gap::To,
        Some(Token::Mark('/' | '|')) => Gap::Slash,
        Some(Token::And | Token::Mark(',' | ';' | '&' | '+')) => Gap::And,
        Some(_) => return Err(CellError::NotHours),
    })
}

/// Times two by two: each opens or closes.
fn pairs(times: &[Token], gaps: &[Gap]) -> Result<Vec<(u16, u16)>, CellError> {
    if times.is_empty() || times.len() % 2 == 1 {
        return Err(CellError::NotHours);
    }
    let mut open = Vec::with_capacity(times.len() / 2);
    for pair in times.chunks_exact(2) {
        open.push(match pair {
            [Token::Time(from), Token::Time(to)] => (*from, *to),
            // « 9-12h », « de 9 à 12h », « 9h-12 »
            [Token::Bare(from), Token::Time(to)] => (from * 60, *to),
            [Token::Time(from), Token::Bare(to)] => (*from, to * 60),
            // « 9-12 » may be anything.
            _ => return Err(CellError::NotHours),
        });
    }
    let inner = || gaps.iter().step_by(2);
    let outer = || gaps.iter().skip(1).step_by(2);
    // « 9h, 12h » and « 9h et 12h » are two moments.
    if inner().any(|gap| *gap == Gap::And) || outer().any(|gap| *gap == Gap::To) {
        return Err(CellError::TwoReadings);
    }
    let plain = inner().all(|gap| matches!(gap, Gap::Dash | Gap::To))
        && outer().all(|gap| matches!(gap, Gap::And | Gap::Slash));
    // A dash, a slash or a blank that could be the other kind: times that ascend have one reading.
    let ascend =
        open.iter().all(|(from, to)| from < to) && open.windows(2).all(|w| w[0].1 <= w[1].0);
    if !plain && !ascend {
        return Err(CellError::NotHours);
    }
    let mut out = Vec::with_capacity(open.len());
    for (from, to) in open {
        if from == to {
            // "00:00 - 00:00" fills a form and says nothing; « 9h-9h » says something, and nobody knows what.
            match from {
                0 => continue,
                // « de minuit à minuit »
                MIDNIGHT => {}
                _ => return Err(CellError::Empty),
            }
        }
        // « de minuit à 6h »
        let from = from % MIDNIGHT;
        out.push((from, if to > from { to } else { night(from, to)? }));
    }
    in_order(&out)?;
    Ok(out)
}

/// Holds the intervals of a day, in the order in which they are written, against « 9h-12h, 2h-6h »: a
/// morning that is followed by hours before it, which may be meant as those of the afternoon. An
/// afternoon may be followed by a morning.
///
/// # Errors
/// There is such a pair.
pub fn in_order(open: &[(u16, u16)]) -> Result<(), CellError> {
    let backwards =
        |first: (u16, u16), next: (u16, u16)| first.0 < NOON && next.0 < first.0 && next.1 <= NOON;
    if open.windows(2).any(|pair| backwards(pair[0], pair[1])) {
        return Err(CellError::Backwards);
    }
    Ok(())
}

/// The end of an interval that passes midnight, after 24:00.
fn night(from: u16, to: u16) -> Result<u16, CellError> {
    if from >= EVENING && to <= DAWN { Ok(to + MIDNIGHT) } else { Err(CellError::Reversed) }
}
