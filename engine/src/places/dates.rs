//! Dates as people write them: `2026-11-24`, `24/11/2026`, `1er janvier 2026`, `mardi 24 nov. 2026`.
//!
//! In: a text, and how the mapping says that dates are written. Out: the day. What has two readings is none:
//! `02/06/2026` alone may be June or February.

use chrono::NaiveDate;

use crate::text::fold;

/// Longer texts are no dates.
const MOST_BYTES: usize = 60;
/// How the months begin, without accents; the first letters that only one of them has.
const MONTHS: [(&str, &str); 12] = [
    ("janvier", "jan"),
    ("fevrier", "fev"),
    ("mars", "mar"),
    ("avril", "avr"),
    ("mai", "mai"),
    ("juin", "juin"),
    ("juillet", "juil"),
    ("aout", "aou"),
    ("septembre", "sep"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
];
const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
/// The order of a day, a month and a year, and marks that stand between them.
const DAY_FIRST: [&str; 3] = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"];

/// The day that a text says: as `format` writes it, as ISO, in French words, or as day, month and year where
/// `format` has this order, or no other can be meant. Columns hold dates that several people wrote.
pub fn read(text: &str, format: Option<&str>) -> Option<NaiveDate> {
    let text = text.trim();
    if text.is_empty() || text.len() > MOST_BYTES {
        return None;
    }
    let as_declared = || NaiveDate::parse_from_str(text, format?).ok();
    as_declared().or_else(|| iso(text)).or_else(|| words(text)).or_else(|| {
        let day_first = format.is_some_and(|format| DAY_FIRST.contains(&format));
        in_figures(text).filter(|date| day_first || only_day_first(*date))
    })
}

/// A true date of a workbook comes as ISO, with a time or without.
pub fn iso(text: &str) -> Option<NaiveDate> {
    let (date, rest) = text.split_at_checked(10)?;
    let whole = rest.is_empty() || rest.starts_with(['T', ' ']);
    whole.then(|| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()).flatten()
}

/// `24/11/2026`, with a year of four figures.
fn in_figures(text: &str) -> Option<NaiveDate> {
    let year = text.len().checked_sub(4).and_then(|at| text.get(at..))?;
    if !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    DAY_FIRST.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())
}

/// The other order would be no month, or the same day.
fn only_day_first(date: NaiveDate) -> bool {
    use chrono::Datelike;
    date.day() > 12 || date.day() == date.month()
}

/// `1er janvier 2026`, `le mardi 24 novembre 2026`, `24 nov. 2026`, `24-nov-2026`.
fn words(text: &str) -> Option<NaiveDate> {
    let folded = fold(text);
    let mut words = folded
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ','))
        .filter(|word| !word.is_empty() && *word != "le" && !DAYS.contains(word));
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || year.len() != 4 {
        return None;
    }
    let day = if day == "1er" { "1" } else { day };
    let month = MONTHS
        .iter()
        .position(|(whole, least)| whole.starts_with(month) && month.starts_with(least))?;
    NaiveDate::from_ymd_opt(figures(year)? as i32, month as u32 + 1, figures(day)?)
}

fn figures(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, format: Option<&str>) -> Option<String> {
        read(text, format).map(|date| date.to_string())
    }

    #[test]
    fn dates_that_have_one_reading() {
        for (text, expected) in [
            ("2026-03-04", "2026-03-04"),
            ("2026-03-04T10:00:00Z", "2026-03-04"),
            ("1er janvier 2026", "2026-01-01"),
            ("1ER JANVIER 2026", "2026-01-01"),
            ("4 mars 2026", "2026-03-04"),
            ("le mercredi 4 mars 2026", "2026-03-04"),
            ("4 févr. 2026", "2026-02-04"),
            ("04-août-2026", "2026-08-04"),
            ("3 juil. 2026", "2026-07-03"),
            ("13/02/2026", "2026-02-13"),
            ("03.03.2026", "2026-03-03"),
        ] {
            assert_eq!(day(text, None).as_deref(), Some(expected), "{text}");
            assert_eq!(day(text, Some("%d/%m/%Y")).as_deref(), Some(expected), "{text}");
            assert_eq!(day(text, Some("%Y-%m-%d")).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_mapping_says_which_of_two_readings() {
        assert_eq!(day("02/06/2026", None), None);
        assert_eq!(day("02/06/2026", Some("%d/%m/%Y")).as_deref(), Some("2026-06-02"));
        assert_eq!(day("02.06.2026", Some("%d/%m/%Y")).as_deref(), Some("2026-06-02"));
        assert_eq!(day("02/06/2026", Some("%m/%d/%Y")).as_deref(), Some("2026-02-06"));
        assert_eq!(day("02-06-2026", Some("%m/%d/%Y")), None);
    }

    #[test]
    fn what_is_no_date() {
        let long = "1 ".repeat(100);
        for text in [
            "",
            "mars 2026",
            "31 février 2026",
            "4 ju 2026",
            "4 mars 26",
            "4 mars",
            "13/02/26",
            "éééééééééé",
            "2026",
            "hier",
            "4 mars 2026 10h",
            "99 mars 2026",
            &long,
        ] {
            assert_eq!(day(text, None), None, "{text}");
        }
    }
}
