//! What names and addresses are compared by when one asks whether two places are the same.
//!
//! Case, accents, punctuation, articles and abbreviations are overlooked, the words « France
//! services » in front of a name, and what repeats the commune after a postal code.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use crate::places::Place;
use crate::places::schema::Field;
use crate::territory::{fold, is_postal_code};

const ARTICLES: [&str; 9] = ["l", "le", "la", "les", "d", "de", "du", "des", "et"];
/// In names and addresses alike.
const SHORT: [(&str, &str); 22] = [
    ("st", "saint"),
    ("ste", "sainte"),
    ("sts", "saints"),
    ("stes", "saintes"),
    ("av", "avenue"),
    ("ave", "avenue"),
    ("bd", "boulevard"),
    ("bld", "boulevard"),
    ("blvd", "boulevard"),
    ("boul", "boulevard"),
    ("r", "rue"),
    ("pl", "place"),
    ("rte", "route"),
    ("ch", "chemin"),
    ("che", "chemin"),
    ("chem", "chemin"),
    ("imp", "impasse"),
    ("all", "allee"),
    ("sq", "square"),
    ("fg", "faubourg"),
    ("fbg", "faubourg"),
    ("esp", "esplanade"),
];
const NAMES: [(&str, &str); 7] = [
    ("gal", "general"),
    ("dr", "docteur"),
    ("pdt", "president"),
    ("pt", "president"),
    ("mal", "marechal"),
    ("cdt", "commandant"),
    ("col", "colonel"),
];
/// In front of a name, they do not tell it from others.
const FRONT: [&str; 5] = ["france", "services", "service", "espace", "maison"];

/// One number for a name and an address; `None` where either is not known: nothing is the same as
/// the unknown.
pub fn hash(place: &Place) -> Option<u64> {
    let name = name(place.name());
    let address = address(place.text(Field::Adresse)?);
    if name.is_empty() || address.is_empty() {
        return None;
    }
    let mut hasher = FxHasher::default();
    (name, address).hash(&mut hasher);
    Some(hasher.finish())
}

/// A name as it is compared.
pub fn name(text: &str) -> String {
    let words = words(text);
    // "France services" stands in front of the name of most of them; "Maison France services" too.
    let front = words.iter().position(|w| w == "france").filter(|at| {
        *at <= 1 && words.get(at + 1).is_some_and(|w| w == "services" || w == "service")
    });
    let kept = match front {
        Some(at)
            if words.len() > at + 2 && words[..at].iter().all(|w| FRONT.contains(&w.as_str())) =>
        {
            &words[at + 2..]
        }
        _ => &words[..],
    };
    kept.join(" ")
}

/// An address as it is compared.
pub fn address(text: &str) -> String {
    let words = words(text);
    let end = words
        .iter()
        .position(|word| is_postal_code(word))
        .filter(|at| *at > 0)
        .unwrap_or(words.len());
    words[..end].join(" ")
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut out: Vec<String> = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        // "10bis" is "10 bis".
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = word.split_at(digits);
        for part in [number, rest].into_iter().filter(|p| !p.is_empty()) {
            let long = SHORT.iter().chain(&NAMES).find(|(short, _)| *short == part);
            let part = long.map_or(part, |(_, long)| long);
            if !ARTICLES.contains(&part) {
                out.push(part.into());
            }
        }
    }
    out
}
