//! French opening hours cut into times, days, marks and the few words that go between them.

use std::sync::LazyLock;

use regex::Regex;

use super::error::CellError;
use crate::text::fold;

/// Longer texts are not read.
pub const MOST_LETTERS: usize = 1000;
/// Every dash is this one while a text is read.
pub const DASH: char = '~';

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// Minutes from midnight.
    Time(u16),
    /// A number without a unit: hours where what it is paired with has one.
    Bare(u16),
    /// Open around the clock.
    AllDay,
    /// A day, Monday is 0.
    Day(usize),
    /// « tous les jours », « 7j/7 ».
    EveryDay,
    /// « sauf ».
    Except,
    /// « fermé ».
    Closed,
    /// « à », « au », « jusqu'à ».
    To,
    /// « et », « puis ».
    And,
    /// « de », « le », « ouvert », « horaires »: words that change nothing.
    Filler,
    /// A dash, a slash, a comma…
    Mark(char),
}

/// What a text is made of.
#[derive(Debug, Default)]
pub struct Cut {
    /// The pieces.
    pub tokens: Vec<Token>,
    /// Words that say nothing of when it is open, and are left out.
    pub dropped: Option<String>,
}

static APPOINTMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)\(?\s*(?:\b(?:uniquement|seulement|ou|et)\s)?\b(?:sur|avec|sans|prise\ de)\s
        (?:rendez[~\ ]?vous|r\.?d\.?v\b\.?)(?:\s(?:uniquement|seulement|obligatoire))?\s*\)?",
    )
    .ok()
});

const ALL_DAY: [&str; 8] =
    ["24h/24h", "24h/24", "24 h/24", "24 h / 24", "24h / 24", "24h sur 24", "24 h sur 24", "24/24"];
const EVERY_DAY: [&str; 9] = [
    "tous les jours",
    "chaque jour",
    "7j/7j",
    "7j/7",
    "7 j/7",
    "7/7",
    "7j sur 7",
    "7 jours sur 7",
    "7 jours/7",
];

/// Cuts a text.
///
/// # Errors
/// A word or a number that is none of hours, days and what goes between them.
pub fn cut(text: &str) -> Result<Cut, CellError> {
    if text.len() > MOST_LETTERS {
        return Err(CellError::TooLong);
    }
    let lines = text.trim().replace(['\n', '\r'], " ; ").replace("->", "-");
    let dashes: String = lines
        .chars()
        .map(|c| match c {
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '−' | '→' => DASH,
            '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
            c => c,
        })
        .collect();
    let mut folded = fold(&dashes);
    let mut out = Cut::default();
    if let Some(words) = &*APPOINTMENT {
        let found: Vec<String> = words
            .find_iter(&folded)
            .map(|m| m.as_str().trim_matches([' ', '(', ')']).replace(DASH, "-"))
            .collect();
        if !found.is_empty() {
            folded = words.replace_all(&folded, " ").trim().to_string();
            out.dropped = Some(found.join(", "));
        }
    }
    let mut rest = folded.as_str();
    while let Some(c) = rest.chars().next() {
        if c == ' ' {
            rest = &rest[1..];
            continue;
        }
        let (token, after) = token(rest, c)?;
        out.tokens.extend(token);
        rest = after;
    }
    if out.tokens.is_empty() && out.dropped.is_some() {
        return Err(CellError::Appointment);
    }
    Ok(out)
}

fn token(rest: &str, first: char) -> Result<(Option<Token>, &str), CellError> {
    for (phrases, token) in
        [(&ALL_DAY[..], Token::AllDay), (&EVERY_DAY, Token::EveryDay), (&["h24"], Token::AllDay)]
    {
        let found = phrases.iter().find_map(|p| rest.strip_prefix(p));
        if let Some(after) = found.filter(|a| !a.starts_with(|c: char| c.is_alphanumeric())) {
            return Ok((Some(token), after));
        }
    }
    if first.is_ascii_digit() {
        let (token, after) = clock(rest).ok_or(CellError::NotHours)?;
        return Ok((Some(token), after));
    }
    if first.is_alphabetic() {
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let token = word(&rest[..end])?;
        let after = &rest[end..];
        // The dot of an abbreviation.
        let abbreviated = matches!(token, Token::Day(_)) && end <= 4;
        let after = after.strip_prefix('.').filter(|_| abbreviated).unwrap_or(after);
        return Ok((Some(token), after));
    }
    if matches!(first, DASH | '/' | ',' | ';' | ':' | '.' | '&' | '|' | '+') {
        return Ok((Some(Token::Mark(first)), &rest[1..]));
    }
    Err(CellError::NotHours)
}

fn word(word: &str) -> Result<Token, CellError> {
    const DAYS: [&[&str]; 7] = [
        &["lundi", "lundis", "lun", "lu", "mo"],
        &["mardi", "mardis", "mar", "ma", "tu"],
        &["mercredi", "mercredis", "mer", "me", "we"],
        &["jeudi", "jeudis", "jeu", "je", "th"],
        &["vendredi", "vendredis", "ven", "ve", "fr"],
        &["samedi", "samedis", "sam", "sa"],
        &["dimanche", "dimanches", "dim", "di", "su"],
    ];
    if let Some(day) = DAYS.iter().position(|names| names.contains(&word)) {
        return Ok(Token::Day(day));
    }
    Ok(match word {
        "midi" => Token::Time(12 * 60),
        "minuit" => Token::Time(24 * 60),
        "a" | "au" | "aux" | "jusque" => Token::To,
        "et" | "puis" => Token::And,
        "sauf" | "hormis" | "excepte" => Token::Except,
        "ferme" | "fermee" | "fermes" | "fermeture" | "clos" | "closed" | "off" => Token::Closed,
        "de" | "du" | "des" | "le" | "la" | "les" | "ouvert" | "ouverte" | "ouverts"
        | "ouverture" | "horaires" | "horaire" | "accueil" | "public" => Token::Filler,
        "matin" | "matins" | "matinee" | "apres" | "soir" | "journee" | "am" | "pm" => {
            return Err(CellError::PartOfDay);
        }
        _ => return Err(CellError::NotHours),
    })
}

/// `9h`, `9 h 30`, `09:00`, `09:00:00`, `9.30`, `18h00`, `9 heures`, or a number alone; and what follows.
fn clock(text: &str) -> Option<(Token, &str)> {
    let (hour, rest) = number(text)?;
    let mark = rest.trim_start();
    let unit = |t| ["heures", "heure", "h"].into_iter().find_map(|m| str::strip_prefix(t, m));
    if let Some(after) = unit(mark).filter(|a| !a.starts_with(char::is_alphabetic)) {
        // « 9h 12h30 » is two times: what has a unit of its own is no minute.
        let minute = number(after.trim_start()).filter(|(_, rest)| {
            let next = rest.trim_start();
            unit(next).is_none_or(|a| a.starts_with(char::is_alphabetic))
                && !(next.starts_with(':') && next[1..].starts_with(|c: char| c.is_ascii_digit()))
        });
        let (minute, rest) = minute.unwrap_or((0, after));
        let rest = ["min", "mn"].into_iter().find_map(|m| rest.strip_prefix(m)).unwrap_or(rest);
        return time(hour, minute, rest);
    }
    if let Some(after) = mark.strip_prefix(':')
        && let Some((minute, rest)) = number(after.trim_start())
    {
        // Seconds, as true times of a workbook have them.
        let rest = rest.strip_prefix(":00").unwrap_or(rest);
        let bare = rest.strip_prefix('h').filter(|a| !a.starts_with(char::is_alphanumeric));
        return time(hour, minute, bare.unwrap_or(rest));
    }
    if let Some(after) = rest.strip_prefix('.')
        && after.starts_with(|c: char| c.is_ascii_digit())
    {
        let (minute, rest) = number(after)?;
        return time(hour, minute, rest);
    }
    (hour <= 24).then_some((Token::Bare(hour), rest))
}

fn time(hour: u16, minute: u16, rest: &str) -> Option<(Token, &str)> {
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= 24 * 60).then_some((Token::Time(minutes), rest))
}

/// One or two digits, and no more.
fn number(text: &str) -> Option<(u16, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    Some((text[..digits].parse().ok()?, &text[digits..]))
}
