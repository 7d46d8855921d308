//! Weekly hours: days and hours and nothing else, read and written.

use chrono::{Datelike, NaiveDateTime, NaiveTime, Timelike};

use crate::schema::DAYS;

/// Open intervals of each day in minutes from midnight, Monday first; apart and ascending.
pub type Week = [Vec<(u16, u16)>; 7];

const MIDNIGHT: u16 = 24 * 60;

/// Reads `Mo-Fr 09:00-12:00,14:00-17:00; Sa 10:00-12:00; We off`: a later rule replaces an earlier
/// one on its days. `None` for anything else, valid or not.
pub fn parse(text: &str) -> Option<Week> {
    let mut week = Week::default();
    for rule in text.split(';') {
        let rule = rule.trim();
        if rule.is_empty() {
            continue;
        }
        let (days, hours) = rule.split_once(' ')?;
        let days = self::days(days)?;
        let open = match hours.trim() {
            "off" | "closed" => Vec::new(),
            hours => merged(hours.split(',').map(interval).collect::<Option<_>>()?),
        };
        for (day, _) in days.iter().enumerate().filter(|(_, named)| **named) {
            week[day].clone_from(&open);
        }
    }
    Some(week)
}

fn days(text: &str) -> Option<[bool; 7]> {
    let mut out = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (mut day, last) = (position(first)?, position(last)?);
        out[day] = true;
        while day != last {
            day = (day + 1) % 7;
            out[day] = true;
        }
    }
    Some(out)
}

fn position(day: &str) -> Option<usize> {
    DAYS.iter().position(|d| *d == day)
}

/// `09:00-12:30`, within a day.
fn interval(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (clock(from)?, clock(to)?);
    (from < to).then_some((from, to))
}

/// `09:00`, to `24:00`.
fn clock(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    let [a, b, b':', c, d] = bytes else { return None };
    if ![a, b, c, d].into_iter().all(u8::is_ascii_digit) {
        return None;
    }
    let two = |x: u8, y: u8| u16::from(x - b'0') * 10 + u16::from(y - b'0');
    let minutes = two(*a, *b) * 60 + two(*c, *d);
    (two(*c, *d) < 60 && minutes <= MIDNIGHT).then_some(minutes)
}

/// Intervals apart and ascending: those that touch or overlap become one.
pub fn merged(mut intervals: Vec<(u16, u16)>) -> Vec<(u16, u16)> {
    intervals.sort_unstable();
    let mut out: Vec<(u16, u16)> = Vec::with_capacity(intervals.len());
    for (from, to) in intervals {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// Gives what passes midnight to the day after.
pub fn spread(week: &mut Week) {
    for day in 0..7 {
        let over: Vec<(u16, u16)> = week[day].iter().copied().filter(|i| i.1 > MIDNIGHT).collect();
        for (from, to) in over {
            week[day].retain(|i| *i != (from, to));
            week[day].push((from, MIDNIGHT));
            week[(day + 1) % 7].push((0, to - MIDNIGHT));
        }
    }
    for day in week {
        *day = merged(std::mem::take(day));
    }
}

/// Minutes open in the week.
pub fn minutes(week: &Week) -> u32 {
    week.iter().flatten().map(|(from, to)| u32::from(to - from)).sum()
}

/// When a week that repeats opens or closes next.
pub fn next_change(week: &Week, local: NaiveDateTime) -> Option<NaiveDateTime> {
    let today = local.weekday().num_days_from_monday() as usize;
    let now = (local.hour() * 60 + local.minute()) as u16;
    let open = |day: usize, minute: u16| {
        week[day % 7].iter().any(|(from, to)| (*from..*to).contains(&minute))
    };
    let before = open(today, now);
    for ahead in 0..=7 {
        let edges = week[(today + ahead) % 7].iter().flat_map(|(from, to)| [*from, *to]);
        for edge in edges.filter(|edge| ahead > 0 || *edge > now) {
            // What closes at midnight may be open again at once.
            let (day, minute) =
                if edge == MIDNIGHT { (today + ahead + 1, 0) } else { (today + ahead, edge) };
            if open(day, minute) != before {
                let days = chrono::Days::new((day - today) as u64);
                let time =
                    NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minute) * 60, 0)?;
                return Some(local.date().checked_add_days(days)?.and_time(time));
            }
        }
    }
    None
}

/// The week in OpenStreetMap's syntax, days of equal hours together; empty when it is never open.
pub fn to_text(week: &Week) -> String {
    let mut rules: Vec<String> = Vec::new();
    for (first, hours) in week.iter().enumerate() {
        if hours.is_empty() || week[..first].contains(hours) {
            continue;
        }
        let same: Vec<usize> = (first..7).filter(|d| week[*d] == *hours).collect();
        let names: Vec<String> = runs(&same)
            .into_iter()
            .map(|(from, to)| {
                if from == to {
                    DAYS[from].to_string()
                } else {
                    format!("{}-{}", DAYS[from], DAYS[to])
                }
            })
            .collect();
        let times: Vec<String> = hours
            .iter()
            .map(|(from, to)| {
                format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
            })
            .collect();
        rules.push(format!("{} {}", names.join(","), times.join(",")));
    }
    rules.join("; ")
}

/// Days that follow each other, as first and last.
pub fn runs(days: &[usize]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for day in days {
        match out.last_mut() {
            Some(last) if last.1 + 1 == *day => last.1 = *day,
            _ => out.push((*day, *day)),
        }
    }
    out
}
