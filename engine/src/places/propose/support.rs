//! Whether the values of a column are what its role says.
//!
//! In: a role, a column. Out: the share of its cells that are such values. The checks are those by which
//! places are read.

use super::dictionary::Dictionary;
use super::role::Role;
use super::sample::ColumnSample;
use super::translation::{Translation, yes_or_no};
use crate::places::check::{Checked, check, coordinate, pair};
use crate::places::communes::Communes;
use crate::places::hours;
use crate::places::model::Kept;
use crate::schema::{Field, FieldKind};

/// How dates are written, the likeliest first; ISO needs no notation.
pub const DATES: [Option<&str>; 8] = [
    None,
    Some("%d/%m/%Y"),
    Some("%d-%m-%Y"),
    Some("%d.%m.%Y"),
    Some("%d/%m/%y"),
    Some("%d/%m/%Y %H:%M"),
    Some("%d/%m/%Y %H:%M:%S"),
    Some("%m/%d/%Y"),
];
/// With so many digits a text tells a date.
const DIGITS_OF_A_DATE: usize = 4;
/// A code that is written as a postal code and is in no list counts for half: CEDEX are in none.
const UNLISTED: f64 = 0.5;
/// Share of the filled cells that can be values of a role, 0 to 1.
pub fn support(
    role: Role,
    sample: &ColumnSample,
    dictionary: &Dictionary,
    communes: &Communes,
) -> f64 {
    match role {
        Role::Position => sample.passing(|text| pair(text).is_some()),
        Role::PostalTown => sample.passing(|text| postal_town(text).is_some()),
        Role::StreetNumber => sample.passing(|text| text.contains(|c: char| c.is_ascii_digit())),
        Role::Street => sample.passing(has_letters),
        Role::Day(_) => sample.passing(|text| hours::cell(text).is_ok()),
        Role::ReceivesPublic => f64::from(u8::from(yes_or_no(sample).is_some())),
        Role::Labels => sample.passing(is_label),
        Role::Person | Role::PersonContact | Role::Notes | Role::Deduced => 1.0,
        Role::Field(field) => of_field(field, sample, dictionary, communes),
    }
}

fn of_field(
    field: Field,
    sample: &ColumnSample,
    dictionary: &Dictionary,
    communes: &Communes,
) -> f64 {
    match field.info().kind {
        FieldKind::Postal => sample.share(|text| postal(text, communes)),
        FieldKind::Commune => sample.passing(|text| {
            let code = check_code(text);
            communes.by_code(&code).is_some()
        }),
        FieldKind::Choice | FieldKind::Typology => {
            Translation::of(field, sample, dictionary).fits(field)
        }
        FieldKind::Date => date_notation(sample).map_or(0.0, |(_, share)| share),
        FieldKind::Number => sample.passing(|text| coordinate(text).is_some()),
        FieldKind::Text if field == Field::Commune => sample.passing(|text| {
            !communes.named(text).is_empty() || !communes.formerly(text).is_empty()
        }),
        FieldKind::Text if field == Field::Id => 1.0,
        FieldKind::Text => sample.passing(has_letters),
        _ => sample.passing(|text| is_kept(&check(field, &[text.to_string()], ""))),
    }
}

/// Whether nothing of a value is lost.
fn is_kept(checked: &Checked) -> bool {
    let lost = checked.problems.iter().any(|(_, _, kept)| *kept == Kept::WithoutField);
    checked.text.is_some() && !lost
}

fn has_letters(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

/// Whether a text can be a label, rather than when it was given.
fn is_label(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    has_letters(text) && digits < DIGITS_OF_A_DATE
}

/// Whether a text holds a name of a place: words, and no more than a few.
pub fn is_name(text: &str) -> bool {
    has_letters(text) && !text.contains('@') && text.chars().count() <= 120
}

fn postal(text: &str, communes: &Communes) -> f64 {
    match check(Field::CodePostal, &[text.to_string()], "").text {
        Some(code) if communes.by_postal(&code).is_empty() => UNLISTED,
        Some(_) => 1.0,
        None => 0.0,
    }
}

/// A code with the zero that a spreadsheet takes away.
fn check_code(text: &str) -> String {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let short = whole.len() == 4 && whole.bytes().all(|b| b.is_ascii_digit());
    if short { format!("0{whole}") } else { whole.to_uppercase() }
}

/// Postal code and commune of a cell: `23000 Guéret`.
pub fn postal_town(text: &str) -> Option<(&str, &str)> {
    let (code, town) = text.trim().split_at_checked(5)?;
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    let town = town.strip_prefix([' ', '\u{a0}', '-'])?.trim();
    (digits && has_letters(town)).then_some((code, town))
}

/// Whether an address ends with its postal code and commune: `8 rue de la Boétie - 33000 Bordeaux`.
pub fn ends_with_town(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let words: Vec<&str> = text.split([' ', '\n', ',', '\u{a0}']).collect();
    let at = words.iter().rposition(|word| word.len() == 5 && word.chars().all(digit));
    let Some(at) = at.filter(|at| *at > 0) else { return false };
    let town = &words[at + 1..];
    town.iter().any(|word| has_letters(word)) && !town.iter().any(|word| word.contains(digit))
}

/// The notation that reads most dates of a column, and the share that it reads; `None` where none reads any.
pub fn date_notation(sample: &ColumnSample) -> Option<(Option<&'static str>, f64)> {
    let mut best = None;
    let mut most = 0.0;
    for notation in DATES {
        let share = sample.passing(|text| is_date(text, notation));
        if share > most {
            (best, most) = (Some((notation, share)), share);
        }
    }
    best
}

fn is_date(text: &str, notation: Option<&str>) -> bool {
    use chrono::{Datelike, NaiveDate};
    let read = match notation {
        None => return check(Field::DateMaj, &[text.to_string()], "").text.is_some(),
        Some(notation) => NaiveDate::parse_from_str(text, notation),
    };
    read.is_ok_and(|date| (1990..2100).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(texts: &[&str]) -> ColumnSample {
        let texts = texts.iter().map(|text| (text.to_string(), 1)).collect();
        ColumnSample { texts, ..ColumnSample::default() }
    }

    #[test]
    fn dates_by_their_notation() {
        let notation = |texts: &[&str]| date_notation(&sample(texts)).map(|(notation, _)| notation);
        assert_eq!(notation(&["2026-11-24", "2025-01-02T10:00:00"]), Some(None));
        // The French order where both orders are possible.
        assert_eq!(notation(&["03/04/2026"]), Some(Some("%d/%m/%Y")));
        assert_eq!(notation(&["24/11/2026", "2026-11-24", "01/02/2026"]), Some(Some("%d/%m/%Y")));
        assert_eq!(notation(&["24/11/26"]), Some(Some("%d/%m/%y")));
        assert_eq!(notation(&["24/11/2026 10:05"]), Some(Some("%d/%m/%Y %H:%M")));
        assert_eq!(notation(&["11/24/2026"]), Some(Some("%m/%d/%Y")));
        assert_eq!(notation(&["hier", ""]), None);
    }

    #[test]
    fn codes_and_towns_in_one_cell() {
        assert_eq!(postal_town("23000 Guéret"), Some(("23000", "Guéret")));
        assert_eq!(postal_town("23000 - Guéret").map(|(code, _)| code), Some("23000"));
        for text in ["Guéret", "23000", "2300 Guéret", "23000Guéret", "éé", ""] {
            assert_eq!(postal_town(text), None, "{text}");
        }
        for text in ["8 rue de la Boétie - 33000 Bordeaux", "1 rue B\n23000 Guéret CEDEX"] {
            assert!(ends_with_town(text), "{text}");
        }
        for text in ["8 rue de la Boétie", "33000 Bordeaux", "12345", "1 rue B 75012 Paris 12", ""]
        {
            assert!(!ends_with_town(text), "{text}");
        }
    }
}
