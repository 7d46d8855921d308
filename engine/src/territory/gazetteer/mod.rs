//! Names and codes, found as they are typed: accents, hyphens, articles and "St" for "Saint" do not
//! matter, words may be begun only, a few letters may be wrong.
//!
//! In: a [`Territory`](super::Territory), then texts. Out: units, the best first: an exact code or name, a name that
//! begins so, one that has words that begin so, one that is near. Of the same name the most populated
//! comes first; otherwise communes come before the levels above; IRIS come last. Former communes and
//! municipal arrondissements lead to the commune that they are in now, after communes in force that
//! the same text names.

mod build;
mod find;
#[cfg(test)]
mod tests;

use rustc_hash::FxHashMap;

use super::{LevelIndex, UnitIndex, fold};

/// Words that nobody types the same way twice.
const ARTICLES: [&str; 9] = ["l", "le", "la", "les", "d", "de", "du", "des", "et"];
const SHORT: [(&str, &str); 4] =
    [("st", "saint"), ("ste", "sainte"), ("sts", "saints"), ("stes", "saintes")];
/// Order of the finest level, among equal matches.
const LAST: u8 = 9;

/// A unit that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Its level.
    pub level: LevelIndex,
    /// The unit.
    pub unit: UnitIndex,
    /// Position in the passages of the former commune or arrondissement that the text names.
    pub former: Option<u32>,
}

struct GazetteerEntry {
    at: Match,
    /// Name as compared.
    name: Box<str>,
    /// Order among equal matches: level, then population, the largest first.
    order: (u8, i64),
    grams: u16,
}

/// An index of a territory's names and codes.
///
/// ```
/// use ifn_engine::territory::{Gazetteer, Level, Territory};
/// let communes = Level {
///     id: "commune".into(),
///     codes: vec!["30258".to_string(), "93066".to_string()].into(),
///     names: vec!["Saint-Gilles".into(), "Saint-Denis".into()],
///     population: vec![13_000.0, 150_000.0],
///     parents: Vec::new(),
/// };
/// let territory = Territory { levels: vec![communes], ..Territory::default() };
/// let found = Gazetteer::new(&territory).find("st denis", None, 5);
/// assert_eq!(territory[found[0].level].name(found[0].unit), "Saint-Denis");
/// ```
pub struct Gazetteer {
    entries: Vec<GazetteerEntry>,
    /// Every word of every name, sorted.
    words: Vec<(Box<str>, u32)>,
    codes: Vec<(Box<str>, u32)>,
    grams: FxHashMap<[u8; 3], Vec<u32>>,
}

/// A name without what does not tell it from others.
fn canonical(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| SHORT.iter().find(|(short, _)| *short == w).map_or(w, |(_, long)| long))
        .collect();
    let kept: Vec<&str> = words.iter().copied().filter(|w| !ARTICLES.contains(w)).collect();
    // "Le" and "Les" alone would be nothing.
    if kept.is_empty() { words.join(" ") } else { kept.join(" ") }
}

fn trigrams(text: &str) -> Vec<[u8; 3]> {
    let padded: Vec<u8> =
        [b' ', b' '].into_iter().chain(text.bytes()).chain(std::iter::once(b' ')).collect();
    let mut out: Vec<[u8; 3]> = padded.windows(3).map(|w| [w[0], w[1], w[2]]).collect();
    out.sort_unstable();
    out.dedup();
    out
}
