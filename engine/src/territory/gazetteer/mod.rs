//! Names and codes, found as they are typed: accents, hyphens, articles and "St" for "Saint" do not
//! matter, words may be begun only, a few letters may be wrong.
//!
//! In: a [`Territory`](super::Territory), then texts. Out: units, the best first, each with the
//! [`MatchReason`] for which it was found: an exact code, postal code or name, a name that begins so, one that
//! has words that begin so, one that is near. Of the same name or postal code the most populated comes first;
//! otherwise communes come before the levels above; IRIS come last. Former communes, communes déléguées and
//! associées and municipal arrondissements lead to the commune that they are in now, after communes in force
//! that the same text names. A département, a région or a postal code beside a name says which of that name is meant.

mod area;
mod beside;
mod build;
mod find;
mod place;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use area::Areas;

use super::{
    Lead, LeadKind, LevelIndex, OlderName, Passage, PassageKind, Territory, UnitIndex, fold,
};

/// Words that nobody types the same way twice.
const ARTICLES: [&str; 9] = ["l", "le", "la", "les", "d", "de", "du", "des", "et"];
const SHORT: [(&str, &str); 4] =
    [("st", "saint"), ("ste", "sainte"), ("sts", "saints"), ("stes", "saintes")];
/// Order of the finest level, among equal matches.
const LAST: u8 = 9;
/// Those of régions and EPCI, whose codes do not begin with that of a département.
const REGION: u8 = 2;
const EPCI: u8 = 3;

/// What of a unit a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchReason {
    /// Its name.
    Name,
    /// Its code.
    Code,
    /// Its SIREN, which is the code of an EPCI.
    Siren,
    /// A postal code.
    PostalCode(u32),
    /// The name of a commune that is no more.
    FormerName,
    /// A code that is no more in force.
    FormerCode,
    /// One of its communes déléguées, by name or code.
    Delegated,
    /// One of its communes associées.
    Associated,
    /// One of its municipal arrondissements.
    Arrondissement,
}

impl MatchReason {
    /// As answers write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Code => "code",
            Self::Siren => "siren",
            Self::PostalCode(_) => "postal_code",
            Self::FormerName => "former_name",
            Self::FormerCode => "former_code",
            Self::Delegated => "delegated",
            Self::Associated => "associated",
            Self::Arrondissement => "arrondissement",
        }
    }
}

/// A unit that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Its level.
    pub level: LevelIndex,
    /// The unit.
    pub unit: UnitIndex,
    /// Position in the passages of the former commune or arrondissement that the text names, or that has the
    /// postal code.
    pub former: Option<u32>,
    /// The name that the text is, where the commune had it once and the passages do not know it.
    pub older: Option<&'static OlderName>,
    /// What of the unit the text names.
    pub reason: MatchReason,
    /// Whether all of it was typed, and nothing wrong.
    pub exact: bool,
}

impl Match {
    /// How the text led to the unit, when not by its own name or code.
    pub fn lead(&self, territory: &Territory) -> Option<Lead> {
        let code = territory[self.level].code(self.unit);
        self.lead_to(&territory.passage, code)
    }

    /// The same of the unit of code `code`, for those who have the units from elsewhere.
    pub fn lead_to(&self, passage: &Passage, code: &str) -> Option<Lead> {
        if let Some(OlderName { name, renamed, .. }) = self.older {
            let kind = if *renamed { LeadKind::Renamed } else { LeadKind::Former };
            return Some(Lead {
                asked: code.into(),
                code: code.into(),
                kind,
                name: Some(name.clone()),
            });
        }
        let former = self.former.map(|former| passage.at(former));
        let part = former.map(|(_, name, _)| name.to_string()).filter(|name| !name.is_empty());
        let (asked, kind) = match (self.reason, former) {
            (MatchReason::PostalCode(postal), _) => (format!("{postal:05}"), LeadKind::Postal),
            (_, None) => return None,
            (_, Some((old, _, PassageKind::Arrondissement))) => {
                (old.to_string(), LeadKind::Arrondissement)
            }
            (_, Some((old, ..))) => (old.to_string(), LeadKind::Former),
        };
        Some(Lead { asked, code: code.into(), kind, name: part })
    }
}

/// What an entry of the index is.
#[derive(Clone, Copy)]
enum EntryKind {
    /// A unit by its own name and code.
    Unit,
    /// A commune by the name and code of another one: by its position in the passages.
    Former(u32, PassageKind),
    /// A commune by a name that it had once.
    Older(&'static OlderName),
    /// A commune by a postal code, of its arrondissement at that position in the passages where it has any.
    Postal(u32, Option<u32>),
}

struct GazetteerEntry {
    level: LevelIndex,
    unit: UnitIndex,
    kind: EntryKind,
    /// Code as compared: its own, a former one, or the postal code.
    code: Box<str>,
    /// Name as compared; empty where it is found by its code alone.
    name: Box<str>,
    /// Order among equal matches: level, then population, the largest first.
    order: (u8, i64),
}

/// Groups of three letters of names.
struct Trigrams {
    /// Entries that hold each.
    entries: FxHashMap<[u8; 3], Vec<u32>>,
    /// How many each entry holds.
    counts: Vec<u16>,
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
    /// Entries by their codes, ascending.
    codes: Vec<u32>,
    /// Areas that stand beside names, of France.
    areas: Areas,
    /// Made when names must be compared letter by letter.
    grams: OnceLock<Trigrams>,
}

/// The words of a name, without accents, case and what does not tell it from others.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let all = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let long = |w: &str| SHORT.iter().find(|(short, _)| *short == w).map_or(w, |(_, l)| l).into();
    all.map(long).collect()
}

/// A name without what does not tell it from others.
fn canonical(text: &str) -> String {
    let words = words(text);
    let kept: Vec<&str> =
        words.iter().map(String::as_str).filter(|w| !ARTICLES.contains(w)).collect();
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
