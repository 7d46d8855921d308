//! Figures as people read them, and how they are printed.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use ifn_engine::Error;
use ifn_engine::build::{Build, BuiltZone, HeadCount};
use ifn_engine::catalog::{ZoneName, ZoneSet};
use ifn_engine::territory::france_name;
use ifn_engine::text::is_unseen;
use ifn_engine::words::UnitStanding;

/// Says something on standard error, where somebody may listen or not: a log on a full disk, or that
/// nobody reads any more, costs what is said and nothing else.
macro_rules! say {
    ($($text:tt)*) => { $crate::fmt::tell(&format!($($text)*)) };
}

/// See `say!`.
pub fn tell(text: &str) {
    let _ = std::io::stderr().lock().write_all(format!("{}\n", visible(text)).as_bytes());
}

/// A text with the characters that a terminal would obey, and those that nobody sees, written out: `\u{1b}`. What
/// parts lines and columns stays.
fn visible(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| !matches!(c, '\n' | '\t') && is_unseen(c);
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if hidden(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// What results are written to.
pub const OUT: &str = "standard output";

/// Prints the help or version that was asked for, or what is wrong with the request.
pub fn help(instead: &clap::Error) -> ExitCode {
    let status = ExitCode::from(u8::try_from(instead.exit_code()).unwrap_or(2));
    // What was typed stands in it; without colours where a terminal would obey that.
    let plain = instead.to_string();
    if instead.use_stderr() && plain.chars().any(|c| c != '\n' && is_unseen(c)) {
        tell(plain.trim_end());
        return status;
    }
    let printed = instead.print().and_then(|()| std::io::stdout().flush());
    match printed {
        Err(e) if !instead.use_stderr() && e.kind() != ErrorKind::BrokenPipe => {
            say!("error: {}", Error::io("write", OUT, e));
            ExitCode::FAILURE
        }
        _ => status,
    }
}

/// Prints to standard output; a closed pipe is an error like any other until [`failure`](crate::failure::failure).
pub fn print(text: &str) -> anyhow::Result<()> {
    print_as_is(&visible(text))
}

/// The same of what a program reads: every character as it is.
pub fn print_as_is(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(end.as_bytes()));
    written.and_then(|()| out.flush()).map_err(|e| Error::io("write", OUT, e))?;
    Ok(())
}

/// As JSON, on several lines.
pub fn print_json<T: serde::Serialize>(value: &T) -> anyhow::Result<()> {
    print_as_is(&serde_json::to_string_pretty(value)?)
}

/// A number with at most `digits` decimals, thousands apart; "–" when missing.
pub fn number(value: Option<f64>, digits: usize) -> String {
    let Some(value) = value else { return "–".into() };
    let text = fixed(value, digits);
    if digits == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').into() }
}

/// A number with `digits` decimals, thousands apart.
pub fn fixed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(w, r)| (w, r));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |w| ("-", w));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    if rest.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest}") }
}

/// Rows of text as columns, the first to the left and the others to the right.
pub fn columns(rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let pad = " ".repeat(width - cell.chars().count());
            let (before, after) = if i == 0 { ("", pad) } else { (pad.as_str(), String::new()) };
            line.extend([if i == 0 { "" } else { "  " }, before, cell, &after]);
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}

/// A share as a percentage: all of something, and nothing of it, are said where that is so alone.
pub fn percent(share: f64) -> String {
    // What was summed up in floating point.
    const SLIP: f64 = 1e-9;
    if share > SLIP && share < 0.001 {
        return "< 0.1 %".into();
    }
    let most = if share > 0.999 && share < 1.0 - SLIP { 99.9 } else { f64::INFINITY };
    format!("{} %", number(Some((share * 100.0).min(most)), 1))
}

/// Units of a level, as French names them.
pub fn plural(level: &str) -> String {
    match level {
        "iris" => "IRIS".into(),
        "epci" => "EPCI".into(),
        "departement" => "départements".into(),
        "region" => "régions".into(),
        other => format!("{other}s"),
    }
}

/// The zone that was asked for as the build knows it; warnings say which codes had to be carried or read
/// otherwise, and what is counted once.
pub fn zone(build: &Build, zone: Option<&ZoneSet>) -> anyhow::Result<Option<BuiltZone>> {
    let Some(asked) = zone else { return Ok(None) };
    let zone = build.zone(asked)?;
    let france = build.manifest.method.territory.is_none();
    let name_of = |member: &ZoneName| {
        let name = france.then(|| france_name(&member.level, &member.code)).flatten();
        name.map(String::from)
    };
    for note in zone.found.notes(&name_of) {
        say!("warning: zone `{}`: {note}", asked.label());
    }
    Ok(Some(zone))
}

/// What is of the zones that scores compare units within, and what is not; nothing where all is of France.
pub fn compared(reference: &str, units: &str) -> Option<String> {
    (reference != "france").then(|| {
        format!(
            "scores compare {units} with those of the same {reference}; ranks, deciles and classes are \
             among all {units}"
        )
    })
}

/// Where a unit stands, as [`ifn_engine::words::standing`] says it in French; nothing where the rank alone
/// says it.
pub fn standing(at: UnitStanding, scored: usize, units: &str) -> Option<String> {
    let all = format!("the {} {units} with a score", count(scored));
    let shared = |tied: usize| match tied {
        0 => String::new(),
        tied => {
            format!(", which {} more {} too", count(tied), if tied == 1 { "has" } else { "have" })
        }
    };
    Some(match at {
        UnitStanding::Rank { .. } => return None,
        UnitStanding::Only => {
            "the only unit with a score at its level: it is compared with none".into()
        }
        UnitStanding::Equal => format!("the same index as all of {all}"),
        UnitStanding::Highest { tied } => format!("the highest index of {all}{}", shared(tied)),
        UnitStanding::Lowest { tied } => format!("the lowest index of {all}{}", shared(tied)),
        UnitStanding::Top => format!("among the 1 % of {all} whose index is highest"),
        UnitStanding::Bottom => format!("among the 1 % of {all} whose index is lowest"),
        UnitStanding::Middle => {
            format!("near the middle of {all}: about as many are above as below")
        }
        UnitStanding::Above(share) => format!("index higher than {share} % of {all}"),
        UnitStanding::Below(share) => format!("index lower than {share} % of {all}"),
    })
}

/// Units that are left out of a list for their population; nothing where none is.
pub fn left_out(units: usize, least: Option<u64>) -> Option<String> {
    let least = least.filter(|_| units > 0)?;
    let many = if units == 1 { "1 unit is".into() } else { format!("{} units are", count(units)) };
    let least = count(least as usize);
    Some(format!("{many} left out: fewer than {least} inhabitants, or nobody knows how many"))
}

/// How many people live in a zone, and how many of them are of the group at risk.
pub fn persons(heads: &HeadCount) -> String {
    let HeadCount { level, units, population, at_risk, without_at_risk } = heads;
    let mut out =
        format!("{} {}, population {}", count(*units), plural(level), number(*population, 0));
    if let Some(persons) = at_risk {
        let _ = write!(out, ", at risk {}", number(Some(*persons), 0));
        if *without_at_risk > 0 {
            let _ = write!(out, " (not known of {})", count(*without_at_risk));
        }
    }
    out
}

/// A whole number, thousands apart.
pub fn count(value: usize) -> String {
    number(Some(value as f64), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(number(Some(1_234_567.5), 2), "1 234 567.5");
        assert_eq!(number(Some(-1234.0), 1), "-1 234");
        assert_eq!(number(Some(0.1234), 3), "0.123");
        assert_eq!(number(None, 3), "–");
    }

    #[test]
    fn no_terminal_obeys_a_name() {
        assert_eq!(visible("Guéret\t12\n"), "Guéret\t12\n");
        let hostile = "Maison\u{1b}[31mrouge\r\u{202e}\u{200b}";
        assert_eq!(visible(hostile), "Maison\\u{1b}[31mrouge\\u{d}\\u{202e}\\u{200b}");
    }

    #[test]
    fn nearly_all_is_not_all() {
        let shares = [0.0, 1e-12, 0.0001, 0.5, 0.66666, 0.99996, 1.0 - 1e-12, 1.0].map(percent);
        assert_eq!(shares, ["0 %", "0 %", "< 0.1 %", "50 %", "66.7 %", "99.9 %", "100 %", "100 %"]);
    }

    #[test]
    fn what_is_left_out_is_said() {
        assert_eq!(left_out(0, Some(1000)), None);
        assert_eq!(left_out(3, None), None);
        let said = left_out(1234, Some(1000)).unwrap_or_default();
        assert!(said.starts_with("1 234 units are left out: fewer than 1 000"), "{said}");
        assert!(left_out(1, Some(5)).unwrap_or_default().starts_with("1 unit is left out"));
    }
}
