//! Values held against the schema: what is right stays, in one spelling; what is wrong is reported.
//!
//! In: the texts of one field of one row. Out: the text that is kept, and every problem with what
//! became of it.

mod code;
mod commune;
mod commune_meant;
mod contact;
mod correction;
mod degrees;
mod phone;
mod position;
mod stated;

use chrono::Datelike;

use super::dates;
use super::hours::{self, Hours};
use super::model::Kept;
use super::schema::{Field, FieldKind};
use crate::error::ranked;

pub use code::exchanged;
pub use correction::correction;
pub use degrees::{coordinate, pair};
pub use position::{in_france, place_it};
pub use stated::{Problems, StatedPosition};

/// Longest text of a field, in bytes.
const MOST_BYTES: usize = 20_000;
/// Texts that stand for "unknown" in required columns: zeros only.
const NO_PIVOT: &str = "00000000000000";

/// What is kept of a field, and what is wrong with it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The text that is kept; lists joined by `|`.
    pub text: Option<String>,
    /// Value, problem, what became of it.
    pub problems: Vec<(String, String, Kept)>,
}

impl Checked {
    fn of(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()).filter(|t: &String| !t.is_empty()), problems: Vec::new() }
    }

    fn without(value: &str, problem: impl Into<String>) -> Self {
        let mut out = Self::default();
        out.problem(value, problem, Kept::WithoutField);
        out
    }

    fn problem(&mut self, value: &str, problem: impl Into<String>, kept: Kept) {
        self.problems.push((value.into(), problem.into(), kept));
    }
}

/// Checks the texts of a field. `departement` tells the country code of telephones overseas.
/// Coordinates and communes need more than their own field: see [`place_it`].
pub fn check(field: Field, texts: &[String], departement: &str) -> Checked {
    let info = field.info();
    if let Some(long) = texts.iter().find(|t| t.len() > MOST_BYTES) {
        let begun: String = long.chars().take(40).collect();
        return Checked::without(
            &format!("{begun}…"),
            format!("is longer than {MOST_BYTES} bytes"),
        );
    }
    match info.kind {
        FieldKind::Choice | FieldKind::Typology => choices(field, texts),
        FieldKind::Mail => contact::mails(texts),
        FieldKind::Url => contact::urls(texts, info.list),
        FieldKind::Text if info.list => Checked::of(list(texts)),
        kind => match texts.first().map(|t| tidy(t)).filter(|t| !t.is_empty()) {
            None => Checked::default(),
            Some(text) => one(kind, &text, departement),
        },
    }
}

fn one(kind: FieldKind, text: &str, departement: &str) -> Checked {
    match kind {
        FieldKind::Phone => phone::phone(text, departement),
        FieldKind::Postal => postal(text),
        FieldKind::Pivot => pivot(text),
        FieldKind::Date => date(text),
        FieldKind::Hours => opening(text),
        _ => Checked::of(text),
    }
}

/// OpenStreetMap's syntax, or a week in French that has one reading.
fn opening(text: &str) -> Checked {
    const SYNTAX: &str = "OpenStreetMap's syntax (Mo-Fr 09:00-12:00; Sa off)";
    if Hours::parse(text).is_some() {
        return match hours::doubtful(text) {
            None => Checked::of(text),
            Some((interval, why)) => Checked::without(text, format!("{interval}: {why}")),
        };
    }
    match hours::french(text) {
        Ok(french) => {
            let week = hours::to_text(&french.week);
            if week.is_empty() {
                return Checked::without(text, "opening hours that never open");
            }
            // What has one reading is no mistake, as a telephone number with blanks is none.
            let left =
                french.dropped.map(|words| format!("read as {week}; « {words} » is left out"));
            let mut out = Checked::of(week);
            if let Some(problem) = left {
                out.problem(text, problem, Kept::Mended);
            }
            out
        }
        Err(why) => Checked::without(
            text,
            format!(
                "opening hours that are not in {SYNTAX}, nor in French that has one reading: {why}"
            ),
        ),
    }
}

/// Without line ends, control characters and blanks that repeat.
pub fn tidy(text: &str) -> String {
    let clean = text.split(|c: char| c.is_whitespace() || c.is_control());
    clean.filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn list(texts: &[String]) -> String {
    let mut out: Vec<String> = Vec::new();
    for one in texts.iter().flat_map(|t| t.split('|')).map(tidy) {
        if !one.is_empty() && !out.contains(&one) {
            out.push(one);
        }
    }
    out.join("|")
}

fn choices(field: Field, texts: &[String]) -> Checked {
    let mut out = Checked::default();
    let mut kept: Vec<&str> = Vec::new();
    for text in texts.iter().flat_map(|t| t.split('|')).map(str::trim).filter(|t| !t.is_empty()) {
        match field.canonical(text) {
            Some(value) if !kept.contains(&value) => kept.push(value),
            Some(_) => {}
            None => out.problem(text, unknown(field, text), Kept::WithoutField),
        }
    }
    // The order of the schema: the same values make the same text.
    let all = field.allowed();
    kept.sort_by_key(|value| all.iter().position(|known| known == value));
    out.text = Some(kept.join("|")).filter(|t| !t.is_empty());
    out
}

/// What is allowed: all of it while it is short, the nearest otherwise.
fn unknown(field: Field, text: &str) -> String {
    let all = field.allowed();
    let near = ranked(text, &all);
    match (near.as_slice(), all.len()) {
        ([], 0..=12) => format!("is not allowed: expected {}", all.join(", ")),
        ([], _) => "is not a code of the schema".into(),
        ([near, ..], 0..=12) => {
            format!("is not allowed: did you mean {near}? (allowed: {})", all.join(", "))
        }
        ([near, ..], _) => format!("is not a code of the schema: did you mean {near}?"),
    }
}

fn postal(text: &str) -> Checked {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // « 1000.0 » is what a program makes of a column of numbers, « 33077 CEDEX » is two things in one cell.
    let upper = bare.to_uppercase();
    let cedex = upper.find("CEDEX").map(|at| &upper[..at]);
    let whole = bare.strip_suffix(".0").or(cedex);
    let digits = whole.unwrap_or(&bare);
    let numeric = digits.bytes().all(|b| b.is_ascii_digit());
    match digits.len() {
        5 if numeric && digits != "00000" => {
            let mut out = Checked::of(digits);
            if whole.is_some() {
                out.problem(text, format!("is read as {digits}"), Kept::Mended);
            }
            out
        }
        4 if numeric => {
            let mut out = Checked::of(format!("0{digits}"));
            out.problem(text, "has lost its leading zero", Kept::Mended);
            out
        }
        _ => Checked::without(text, "is no postal code: five digits expected"),
    }
}

fn pivot(text: &str) -> Checked {
    let code: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    // The national base writes zeros where the number is not known.
    if !code.is_empty() && code.bytes().all(|b| b == b'0') && code.len() <= NO_PIVOT.len() {
        return Checked::default();
    }
    let rna = code.strip_prefix(['W', 'w']).is_some_and(|rest| rest.len() == 9);
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    // SIRET, SIREN, or the 6 to 10 digits of the RIDET of New Caledonia.
    if rna || (digits && (code.len() == 14 || (6..=10).contains(&code.len()))) {
        return Checked::of(code.to_uppercase());
    }
    Checked::without(text, "is no SIRET (14 digits), SIREN (9 digits) nor RNA (W and 9 digits)")
}

/// As files write it: what people write is [`dates::read`] before.
fn date(text: &str) -> Checked {
    match dates::iso(text) {
        Some(date) if date == chrono::NaiveDate::default() => {
            Checked::without(text, "is the beginning of computers' time: no date")
        }
        Some(date) if (1990..2100).contains(&date.year()) => Checked::of(date.to_string()),
        Some(_) => Checked::without(text, "is no date of a register: 1990 to 2099 expected"),
        None => Checked::without(
            text,
            "is no date that has one reading, such as 2026-11-24 or 24 novembre 2026: a mapping says how \
             dates are written by date = \"%d/%m/%Y\"",
        ),
    }
}

#[cfg(test)]
mod tests;
