//! Other ways to read a text as a code.

use super::Level;

/// Longer texts are no code.
const LONGEST: usize = 64;

/// Length of the shortest code of a level: a shorter number has lost its leading zeros.
pub fn shortest(level: &Level) -> usize {
    level.codes.iter().map(String::len).min().unwrap_or(0)
}

/// Other ways to read a text as a code, the nearest first: without blanks and quotes, in upper case,
/// without the decimals that a spreadsheet or a data frame adds, with its leading zeros.
pub fn spellings(typed: &str, shortest: usize) -> impl Iterator<Item = String> + use<> {
    let clean = if typed.len() > LONGEST { String::new() } else { clean(typed) };
    let number = !clean.is_empty() && clean.bytes().all(|b| b.is_ascii_digit());
    let padded = (number && clean.len() < shortest).then(|| format!("{clean:0>shortest$}"));
    let other = !clean.is_empty() && clean != typed;
    other.then_some(clean).into_iter().chain(padded)
}

fn clean(typed: &str) -> String {
    let around = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '"' | '\'');
    let code = typed.trim_matches(around);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let whole = match code.split_once(['.', ',']) {
        Some((whole, part)) if digits(whole) && !part.is_empty() => {
            if part.bytes().all(|b| b == b'0') { whole } else { code }
        }
        _ => code,
    };
    let joined: String = whole.chars().filter(|c| !c.is_whitespace()).collect();
    // Blanks within a number only part its digits; within a word they part words.
    if digits(&joined) { joined } else { whole.to_ascii_uppercase() }
}
