//! A week of opening hours as people write it in French: `Lun-ven 9h-12h / 14h-18h`,
//! `du lundi au jeudi 9h-17h, vendredi 9h-16h`, `tous les jours sauf le mercredi 9h-12h`.

use super::cells::{in_order, times};
use super::error::CellError;
use super::tokens::{Cut, DASH, Token, cut};
use super::week::{Week, merged, spread};

/// A week that was read, and the words that were left out.
#[derive(Debug)]
pub struct French {
    /// The hours.
    pub week: Week,
    /// Words that say nothing of when it is open.
    pub dropped: Option<String>,
}

/// Days with the same hours.
struct Days {
    days: [bool; 7],
    /// Hours are given for the very same days: « lundi 9h-12h, lundi 14h-17h ».
    hours: Option<Vec<(u16, u16)>>,
}

const WEEKEND: [usize; 2] = [5, 6];

/// Reads a week.
///
/// # Errors
/// Anything that is not hours by day, or can be read in two ways.
pub fn parse(text: &str) -> Result<French, CellError> {
    let Cut { tokens, dropped } = cut(text)?;
    if !tokens.iter().any(|t| matches!(t, Token::Day(_) | Token::EveryDay)) {
        return Err(match times(&tokens) {
            Ok(_) => CellError::NoDay,
            Err(why) => why,
        });
    }
    let mut said: Vec<Days> = Vec::new();
    let mut closed = [false; 7];
    let mut blocks = blocks(&tokens).into_iter().peekable();
    while let Some(block) = blocks.next() {
        match block {
            DayBlock::Days(of) => match blocks.next() {
                Some(DayBlock::Hours(open)) => add(&mut said, days(of)?, times(open)?)?,
                Some(DayBlock::Closed) => close(&mut closed, days(of)?),
                _ => return Err(CellError::NotHours),
            },
            DayBlock::Hours(open) => match blocks.next() {
                Some(DayBlock::Days(of)) => add(&mut said, days(of)?, times(open)?)?,
                _ => return Err(CellError::NotHours),
            },
            DayBlock::Closed => match blocks.next() {
                // « fermé le samedi », and not « fermé, samedi 9h-12h »
                Some(DayBlock::Days(of)) if !matches!(blocks.peek(), Some(DayBlock::Hours(_))) => {
                    close(&mut closed, days(of)?);
                }
                _ => return Err(CellError::TwoReadings),
            },
        }
    }
    every_day_is_said(&said, closed)?;
    let mut week = Week::default();
    for day in 0..7 {
        let mut of = said.iter().filter(|s| s.days[day]);
        let Some(first) = of.next() else { continue };
        let alone = first.days.iter().filter(|d| **d).count() == 1;
        // Said to be open in one place and closed in another, or twice in two ways.
        if of.next().is_some() || (closed[day] && alone) {
            return Err(CellError::TwoReadings);
        }
        if !closed[day] {
            week[day] = first.hours.clone().unwrap_or_default();
        }
    }
    spread(&mut week);
    Ok(French { week, dropped })
}

/// Holds a text that says which days are closed, beside those of its hours, against the days of which it says
/// nothing: « lundi 9h-12h, fermé mercredi » leaves Tuesday open or closed. « Lundi au vendredi 9h-17h, fermé le
/// mercredi » takes a day out of its hours and says the others; a week from Monday to Friday needs no weekend.
///
/// # Errors
/// There are such days.
fn every_day_is_said(said: &[Days], closed: [bool; 7]) -> Result<(), CellError> {
    let open = |day: usize| said.iter().any(|days| days.days[day]);
    if !(0..7).any(|day| closed[day] && !open(day)) {
        return Ok(());
    }
    let silent: Vec<usize> = (0..7).filter(|day| !closed[*day] && !open(*day)).collect();
    if silent.is_empty() || silent == WEEKEND { Ok(()) } else { Err(CellError::SilentDays) }
}

enum DayBlock<'a> {
    Days(&'a [Token]),
    Hours(&'a [Token]),
    Closed,
}

/// Days and hours by turns. What stands between them belongs to neither.
fn blocks(tokens: &[Token]) -> Vec<DayBlock<'_>> {
    #[derive(PartialEq, Clone, Copy)]
    enum BlockKind {
        Days,
        Hours,
    }
    let kind = |token: &Token| match token {
        Token::Day(_) | Token::EveryDay | Token::Except => Some(BlockKind::Days),
        Token::Time(_) | Token::Bare(_) | Token::AllDay => Some(BlockKind::Hours),
        _ => None,
    };
    let mut out = Vec::new();
    let mut begun: Option<(BlockKind, usize, usize)> = None;
    let end = |begun: Option<(BlockKind, usize, usize)>, out: &mut Vec<_>| match begun {
        Some((BlockKind::Days, from, last)) => out.push(DayBlock::Days(&tokens[from..=last])),
        Some((BlockKind::Hours, from, last)) => out.push(DayBlock::Hours(&tokens[from..=last])),
        None => {}
    };
    for (at, token) in tokens.iter().enumerate() {
        if *token == Token::Closed {
            end(begun.take(), &mut out);
            out.push(DayBlock::Closed);
            continue;
        }
        let Some(found) = kind(token) else { continue };
        match &mut begun {
            Some((same, _, last)) if *same == found => *last = at,
            _ => {
                end(begun.take(), &mut out);
                begun = Some((found, at, at));
            }
        }
    }
    end(begun, &mut out);
    out
}

fn add(said: &mut Vec<Days>, days: [bool; 7], open: Vec<(u16, u16)>) -> Result<(), CellError> {
    match said.iter_mut().find(|s| s.days == days) {
        None => said.push(Days { days, hours: Some(merged(open)) }),
        Some(same) => {
            let mut all = same.hours.take().unwrap_or_default();
            let before = all.len();
            all.extend(open);
            in_order(&all)?;
            let count = all.len();
            let all = merged(all);
            // Twice the same days with hours that overlap: which is right?
            if all.len() != count || before == count {
                return Err(CellError::TwoReadings);
            }
            same.hours = Some(all);
        }
    }
    Ok(())
}

fn close(closed: &mut [bool; 7], days: [bool; 7]) {
    for (closed, day) in closed.iter_mut().zip(days) {
        *closed |= day;
    }
}

/// What joins two days.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    Range,
    /// « et », a comma.
    List,
    /// A slash, a dot or nothing: a list, unless it can be a range.
    Loose,
}

fn days(tokens: &[Token]) -> Result<[bool; 7], CellError> {
    let mut parts = tokens.splitn(2, |t| *t == Token::Except);
    let named = some_days(parts.next().unwrap_or_default())?;
    let Some(except) = parts.next() else { return Ok(named) };
    let except = some_days(except)?;
    let mut out = named;
    for (day, left_out) in out.iter_mut().zip(except) {
        if left_out && !*day {
            return Err(CellError::TwoReadings);
        }
        *day &= !left_out;
    }
    Ok(out)
}

fn some_days(tokens: &[Token]) -> Result<[bool; 7], CellError> {
    let mut named: Vec<usize> = Vec::new();
    let mut joins: Vec<Join> = Vec::new();
    let mut every = false;
    let mut join = Join::Loose;
    for token in tokens {
        match token {
            Token::EveryDay => every = true,
            Token::Day(day) => {
                if !named.is_empty() {
                    joins.push(join);
                }
                named.push(*day);
                join = Join::Loose;
            }
            Token::To | Token::Mark(DASH) => join = Join::Range,
            Token::And | Token::Mark(',' | ';' | '&' | '+') => join = Join::List,
            Token::Filler | Token::Mark('/' | '.' | ':' | '|') => {}
            _ => return Err(CellError::NotHours),
        }
    }
    if every {
        return if named.is_empty() { Ok([true; 7]) } else { Err(CellError::TwoReadings) };
    }
    if named.is_empty() {
        return Err(CellError::NoDay);
    }
    // « lundi / vendredi » is two days, or five.
    if let ([first, last], [Join::Loose]) = (named.as_slice(), joins.as_slice())
        && (first + 1) % 7 != *last
    {
        return Err(CellError::TwoReadings);
    }
    // « lundi - mercredi - vendredi »
    if joins.windows(2).any(|w| w == [Join::Range, Join::Range]) {
        return Err(CellError::TwoReadings);
    }
    let mut out = [false; 7];
    out[named[0]] = true;
    for (join, pair) in joins.iter().zip(named.windows(2)) {
        let (mut day, last) = (pair[0], pair[1]);
        if *join != Join::Range {
            day = last;
        }
        out[day] = true;
        while day != last {
            day = (day + 1) % 7;
            out[day] = true;
        }
    }
    Ok(out)
}
