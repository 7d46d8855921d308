//! A week in French words, as one tells it to somebody.

use super::week::{Week, runs};

const NAMES: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// « lundi et mardi de 9 h à 12 h et de 14 h à 17 h ; fermé du mercredi au dimanche ».
pub fn in_words(week: &Week) -> String {
    let mut out: Vec<String> = Vec::new();
    for (first, hours) in week.iter().enumerate() {
        if hours.is_empty() || week[..first].contains(hours) {
            continue;
        }
        let days: Vec<usize> = (first..7).filter(|d| week[*d] == *hours).collect();
        let times = match hours.as_slice() {
            [(0, 1440)] => "24 h sur 24".into(),
            hours => listed(
                &hours
                    .iter()
                    .map(|(from, to)| format!("de {} à {}", clock(*from), clock(*to)))
                    .collect::<Vec<_>>(),
            ),
        };
        out.push(format!("{} {times}", open_days(&days)));
    }
    let closed: Vec<usize> = (0..7).filter(|d| week[*d].is_empty()).collect();
    match closed.len() {
        0 => {}
        7 => out.push("fermé".into()),
        _ => out.push(format!("fermé {}", closed_days(&closed))),
    }
    out.join(" ; ")
}

/// `9 h`, `9 h 30`, `minuit`.
pub fn clock(minutes: u16) -> String {
    match (minutes / 60, minutes % 60) {
        (0 | 24, 0) => "minuit".into(),
        (hour, 0) => format!("{hour} h"),
        (hour, minute) => format!("{hour} h {minute:02}"),
    }
}

fn open_days(days: &[usize]) -> String {
    if days.len() == 7 {
        return "tous les jours".into();
    }
    listed(&groups(days, str::to_string, "du {} au {}"))
}

fn closed_days(days: &[usize]) -> String {
    listed(&groups(days, |day| format!("le {day}"), "du {} au {}"))
}

/// Days that follow each other by three or more as a range, the others one by one.
fn groups(days: &[usize], one: impl Fn(&str) -> String, range: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (from, to) in runs(days) {
        if to - from >= 2 {
            out.push(range.replacen("{}", NAMES[from], 1).replacen("{}", NAMES[to], 1));
        } else {
            out.extend((from..=to).map(|day| one(NAMES[day])));
        }
    }
    out
}

/// `a, b et c`.
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}
