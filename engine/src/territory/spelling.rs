//! Other ways to read a text as a code, or as the name of a municipal arrondissement.

use super::Level;
use crate::text::fold;

/// Longer texts are no code.
const LONGEST: usize = 64;
/// Cities with municipal arrondissements, and how many they have.
const CITIES: [(&str, usize); 3] = [("paris", 20), ("lyon", 9), ("marseille", 16)];
/// What makes a number an ordinal, the longest first.
const ORDINALS: [&str; 8] = ["ieme", "eme", "ere", "nde", "er", "re", "nd", "e"];
/// Short forms of « arrondissement ».
const ARRONDISSEMENT: [&str; 5] = ["arrondissement", "arrdt", "ardt", "arrt", "arr"];
const ROMAN: [&str; 20] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv",
    "xvi", "xvii", "xviii", "xix", "xx",
];

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

/// The name of a municipal arrondissement as INSEE has it, folded (`paris 16e arrondissement`), however
/// its number is written: `Paris 16e`, `PARIS 16`, `Lyon 3ème`, `Marseille IIIe arr.`; `None` for any
/// other text.
pub fn arrondissement(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let folded = fold(text).replace('ᵉ', "e").replace('ʳ', "r");
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let city = words.next()?;
    let (_, most) = CITIES.iter().find(|(name, _)| *name == city)?;
    let number = words.next()?;
    let mut rest = words.next();
    let number = match number.parse::<usize>() {
        Ok(number) => {
            // « 16 e »
            if rest.is_some_and(|word| ORDINALS.contains(&word)) {
                rest = words.next();
            }
            number
        }
        Err(_) => {
            let read = |text: &str| match ROMAN.iter().position(|roman| *roman == text) {
                Some(before) => Some(before + 1),
                None => text.parse().ok(),
            };
            let stems = ORDINALS.iter().filter_map(|end| number.strip_suffix(end));
            std::iter::once(number).chain(stems).find_map(read)?
        }
    };
    let ends = rest.is_none_or(|word| ARRONDISSEMENT.contains(&word)) && words.next().is_none();
    let ordinal = if number == 1 { "er" } else { "e" };
    (ends && (1..=*most).contains(&number))
        .then(|| format!("{city} {number}{ordinal} arrondissement"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrondissements_however_their_number_is_written() {
        for (texts, expected) in [
            (
                &[
                    "Paris 16e",
                    "PARIS 16",
                    "Paris 16e Arrondissement",
                    "paris-16ème",
                    "Paris 16 ème arr.",
                    "Paris XVIe",
                    "Paris XVI",
                    "Paris (16ᵉ)",
                    "Paris 16°",
                ][..],
                "paris 16e arrondissement",
            ),
            (
                &["Lyon 3e", "Lyon 03", "Lyon 3ème", "Lyon 3ième", "Lyon IIIe", "LYON 3EME ARDT"],
                "lyon 3e arrondissement",
            ),
            (
                &["Marseille 1er", "Marseille 1", "Marseille Ier", "marseille 1er arrt"],
                "marseille 1er arrondissement",
            ),
        ] {
            for text in texts {
                assert_eq!(arrondissement(text).as_deref(), Some(expected), "{text}");
            }
        }
        for text in [
            "Paris",
            "Paris 21",
            "Paris 0",
            "Lyon 10e",
            "Paris-l'Hôpital",
            "Paris 16 rue de la Paix",
            "Paris CEDEX 16",
            "Guéret 3e",
            "Paris e",
            "",
        ] {
            assert_eq!(arrondissement(text), None, "{text}");
        }
        assert_eq!(arrondissement(&format!("paris {}", "1".repeat(1_000_000))), None);
    }
}
