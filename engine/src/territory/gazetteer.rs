//! Names and codes, found as they are typed: accents, hyphens, articles and "St" for "Saint" do not
//! matter, words may be begun only, a few letters may be wrong.
//!
//! In: a [`Territory`], then texts. Out: units, the best first: an exact code or name, a name that
//! begins so, one that has words that begin so, one that is near. Of the same name the most populated
//! comes first; otherwise communes come before the levels above; IRIS come last. Former communes and
//! municipal arrondissements lead to the commune that they are in now, after communes in force that
//! the same text names.

use rustc_hash::FxHashMap;

use super::spelling::arrondissement;
use super::{Level, NONE, Passage, Territory, fold};

/// Words that nobody types the same way twice.
const ARTICLES: [&str; 9] = ["l", "le", "la", "les", "d", "de", "du", "des", "et"];
const SHORT: [(&str, &str); 4] =
    [("st", "saint"), ("ste", "sainte"), ("sts", "saints"), ("stes", "saintes")];
/// Longer texts name nothing.
const MOST_LETTERS: usize = 100;
/// Names compared letter by letter when none begins as typed.
const COMPARED: usize = 150;
/// Order of the finest level, among equal matches.
const LAST: u8 = 9;
/// That of former communes.
const FORMER: u8 = 5;
/// Share of three-letter groups in common below which names are not compared.
const ALIKE: f32 = 0.35;

/// A unit that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Position of its level.
    pub level: usize,
    /// Position in it.
    pub unit: u32,
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
/// assert_eq!((found[0].level, found[0].unit), (0, 1));
/// ```
pub struct Gazetteer {
    entries: Vec<GazetteerEntry>,
    /// Every word of every name, sorted.
    words: Vec<(Box<str>, u32)>,
    codes: Vec<(Box<str>, u32)>,
    grams: FxHashMap<[u8; 3], Vec<u32>>,
}

impl Gazetteer {
    /// Reads the names of all units. An IRIS that has the name of its commune is left to it.
    pub fn new(territory: &Territory) -> Self {
        let mut out = Self {
            entries: Vec::new(),
            words: Vec::new(),
            codes: Vec::new(),
            grams: FxHashMap::default(),
        };
        for (position, level) in territory.levels.iter().enumerate() {
            let parents = (position == 0).then(|| level.parents.first()).flatten();
            for unit in 0..level.len() {
                let parent = parents.and_then(|p| {
                    let above = p.of_unit[unit];
                    (above != NONE)
                        .then(|| territory.levels[p.level].names[above as usize].as_str())
                });
                out.add(position, level, unit, parent);
            }
        }
        if let Some(position) = territory.level("commune") {
            out.add_former(&territory.passage, position, &territory.levels[position]);
        }
        out.words.sort_unstable();
        out.codes.sort_unstable();
        out
    }

    fn add(&mut self, position: usize, level: &Level, unit: usize, parent: Option<&str>) {
        let id = self.entries.len() as u32;
        let mut name = canonical(&level.names[unit]);
        if let Some(parent) = parent.map(canonical) {
            if parent == name {
                self.codes.push((level.codes[unit].to_lowercase().into(), id));
                self.push_entry(position, level, unit, "".into());
                return;
            }
            name = format!("{name} {parent}");
        }
        self.codes.push((level.codes[unit].to_lowercase().into(), id));
        self.index(&name, id);
        self.push_entry(position, level, unit, name.into());
    }

    fn index(&mut self, name: &str, id: u32) {
        let mut seen: Vec<&str> = name.split(' ').collect();
        seen.sort_unstable();
        seen.dedup();
        self.words.extend(seen.into_iter().map(|word| (word.into(), id)));
        for gram in trigrams(name) {
            self.grams.entry(gram).or_default().push(id);
        }
    }

    /// Former communes and arrondissements; one that had the name of its commune is found by its code
    /// alone.
    fn add_former(&mut self, passage: &Passage, position: usize, communes: &Level) {
        for former in 0..passage.old.len() {
            let (old, new) = (&passage.old[former], &passage.new[former]);
            let Some(unit) = communes.find(new).filter(|_| old != new) else { continue };
            let id = self.entries.len() as u32;
            self.codes.push((old.to_lowercase().into(), id));
            let mut name = canonical(&passage.names[former]);
            if name == canonical(&communes.names[unit as usize]) {
                name.clear();
            } else {
                self.index(&name, id);
            }
            let persons = passage.population[former];
            let at = Match { level: position, unit, former: Some(former as u32) };
            let order = (FORMER, -(persons.max(0.0) as i64));
            let grams = trigrams(&name).len() as u16;
            self.entries.push(GazetteerEntry { at, name: name.into(), order, grams });
        }
    }

    fn push_entry(&mut self, position: usize, level: &Level, unit: usize, name: Box<str>) {
        let persons = level.population[unit];
        let order = (order_of(position, &level.id), -(persons.max(0.0) as i64));
        let grams = trigrams(&name).len() as u16;
        let at = Match { level: position, unit: unit as u32, former: None };
        self.entries.push(GazetteerEntry { at, name, order, grams });
    }

    /// Up to `limit` units that `text` names, the best first; of one level when it is given.
    pub fn find(&self, text: &str, level: Option<usize>, limit: usize) -> Vec<Match> {
        let text: String = text.chars().take(MOST_LETTERS).collect();
        let wanted = canonical(&text);
        let code = text.trim().to_lowercase();
        if code.is_empty() {
            return Vec::new();
        }
        let here = |id: u32| level.is_none_or(|l| self.entries[id as usize].at.level == l);
        let mut found: Vec<(u8, u32)> = Vec::new();
        if code.starts_with(|c: char| c.is_ascii_digit()) || code.len() <= 5 {
            let codes = starting(&self.codes, &code).iter().take_while(|_| code.len() > 1);
            let class = |known: &str| if known == code { 0 } else { 4 };
            found.extend(codes.filter(|(_, id)| here(*id)).map(|(known, id)| (class(known), *id)));
        }
        found.extend(self.beginning(&wanted).into_iter().filter(|(_, id)| here(*id)));
        // « Paris 16ème » is « Paris 16e Arrondissement », and may be the beginning of another name too.
        let numbered = arrondissement(&text).map(|name| self.beginning(&name)).unwrap_or_default();
        found.extend(numbered.into_iter().filter(|(_, id)| here(*id)));
        if found.is_empty() {
            found = self.alike(&wanted, &here);
        }
        let order = |(class, id): &(u8, u32)| {
            let entry = &self.entries[*id as usize];
            let (level, persons) = entry.order;
            // Bretagne is a région before it is a village.
            let first = if *class == 1 && level < LAST { 0 } else { level };
            (*class, first, persons, level, entry.name.len(), *id)
        };
        found.sort_unstable_by_key(order);
        let mut out: Vec<Match> = Vec::with_capacity(limit.min(found.len()));
        for (_, id) in found {
            let at = self.entries[id as usize].at;
            if out.iter().all(|m| (m.level, m.unit) != (at.level, at.unit)) {
                out.push(at);
            }
            if out.len() == limit {
                break;
            }
        }
        out
    }

    /// Names all of whose typed words begin one of theirs: 1 the very name, 2 it begins so, 3 its
    /// words do.
    fn beginning(&self, wanted: &str) -> Vec<(u8, u32)> {
        let typed: Vec<&str> = wanted.split(' ').filter(|w| !w.is_empty()).collect();
        let Some(first) = typed.iter().map(|w| starting(&self.words, w)).min_by_key(|r| r.len())
        else {
            return Vec::new();
        };
        first
            .iter()
            .filter_map(|(_, id)| {
                let GazetteerEntry { name, at, .. } = &self.entries[*id as usize];
                let name = &**name;
                if name == wanted {
                    // A commune in force that begins so comes before one that is no more.
                    Some((if at.former.is_some() { 2 } else { 1 }, *id))
                } else if name.starts_with(wanted) {
                    Some((2, *id))
                } else {
                    let has = |w: &str| name.split(' ').any(|known| known.starts_with(w));
                    typed.iter().all(|w| has(w)).then_some((3, *id))
                }
            })
            .collect()
    }

    /// Names that share letters with what was typed: 5 and more, by typing mistakes.
    fn alike(&self, wanted: &str, here: &dyn Fn(u32) -> bool) -> Vec<(u8, u32)> {
        let grams = trigrams(wanted);
        let mut shared = vec![0_u16; self.entries.len()];
        for id in grams.iter().filter_map(|g| self.grams.get(g)).flatten() {
            shared[*id as usize] += 1;
        }
        let typed = grams.len() as f32;
        // Of what was typed, so that a long name that begins alike is not left out.
        let share = |id: usize| {
            let known = f32::from(self.entries[id].grams).min(typed + 2.0);
            2.0 * f32::from(shared[id]) / (typed + known)
        };
        let mut near: Vec<(f32, u32)> = (0..shared.len())
            .filter(|id| shared[*id] > 0 && here(*id as u32))
            .map(|id| (share(id), id as u32))
            .filter(|(share, _)| *share >= ALIKE)
            .collect();
        near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        near.truncate(COMPARED);
        let words = wanted.split(' ').count();
        let most = 1 + wanted.len() / 4;
        near.into_iter()
            .filter_map(|(_, id)| {
                let name = &*self.entries[id as usize].name;
                let begun: Vec<&str> = name.split(' ').take(words).collect();
                let whole = strsim::osa_distance(wanted, name);
                let begun = strsim::osa_distance(wanted, &begun.join(" "));
                let mistakes = whole.min(begun);
                // The whole name before one that only begins so.
                let class = 5 + 2 * mistakes.min(100) as u8 + u8::from(whole > begun);
                (mistakes <= most).then_some((class, id))
            })
            .collect()
    }
}

/// Communes first: what people live in and type; IRIS last.
fn order_of(position: usize, level: &str) -> u8 {
    match level {
        _ if position == 0 => LAST,
        "commune" => 0,
        "departement" => 1,
        "region" => 2,
        "epci" => 3,
        _ => 4,
    }
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

fn starting<'a>(sorted: &'a [(Box<str>, u32)], prefix: &str) -> &'a [(Box<str>, u32)] {
    let from = sorted.partition_point(|(w, _)| &**w < prefix);
    let len = sorted[from..].partition_point(|(w, _)| w.starts_with(prefix));
    &sorted[from..from + len]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::territory::Parents;

    fn france() -> Territory {
        let level = |id: &str, units: &[(&str, &str, f64)]| Level {
            id: id.into(),
            codes: units.iter().map(|u| u.0.to_string()).collect::<Vec<_>>().into(),
            names: units.iter().map(|u| u.1.to_string()).collect(),
            population: units.iter().map(|u| u.2).collect(),
            parents: Vec::new(),
        };
        let mut t = Territory {
            levels: vec![
                level(
                    "iris",
                    &[
                        ("302580101", "Centre Ville", 3e3),
                        ("930660101", "Plaine", 2e3),
                        ("974110101", "Saint-Denis", 2e3),
                    ],
                ),
                level(
                    "commune",
                    &[
                        ("30189", "Gard", 90.0),
                        ("30258", "Saint-Gilles", 13e3),
                        ("76540", "L'Haÿ-les-Roses", 31e3),
                        ("93066", "Saint-Denis", 150e3),
                        ("97411", "Saint-Denis", 155e3),
                    ],
                ),
                level("departement", &[("30", "Gard", 7e5), ("93", "Seine-Saint-Denis", 16e5)]),
            ],
            ..Territory::default()
        };
        t.link(vec![
            Parents { level: 1, of_unit: vec![1, 3, 4], nests: true },
            Parents { level: 2, of_unit: vec![0, 1, NONE], nests: true },
        ]);
        t
    }

    #[test]
    fn former_communes_lead_to_their_commune() {
        let mut t = france();
        t.passage = Passage::builtin().expect("the embedded table").clone();
        let gazetteer = Gazetteer::new(&t);
        let found = |text: &str| {
            let first = gazetteer.find(text, None, 2).into_iter().next()?;
            let code = t.levels[first.level].codes[first.unit as usize].clone();
            Some((code, first.former.map(|f| t.passage.at(f).0.to_string())))
        };
        let pierrefitte = Some(("93066".into(), Some("93059".into())));
        assert_eq!(found("Pierrefitte-sur-Seine"), pierrefitte);
        assert_eq!(found("pierrefite sur seine"), pierrefitte);
        assert_eq!(found("93059"), pierrefitte);
        let mut paris = t.clone();
        paris.levels[1].codes = vec!["30189", "30258", "75056", "93066", "97411"]
            .into_iter()
            .map(String::from)
            .collect::<Vec<_>>()
            .into();
        let gazetteer_of_paris = Gazetteer::new(&paris);
        for text in ["Paris 16e", "paris 16", "Paris 16ème", "Paris XVIe", "Paris 16e arr."] {
            let first = gazetteer_of_paris.find(text, None, 1)[0];
            let former = first.former.map(|f| t.passage.at(f).0);
            assert_eq!(former, Some("75116"), "{text}");
        }
        // A commune in force is never found as another one's part.
        assert_eq!(found("93066"), Some(("93066".into(), None)));
        assert_eq!(found("saint denis"), Some(("97411".into(), None)));
    }

    fn found(text: &str) -> Vec<String> {
        let t = france();
        let all = Gazetteer::new(&t).find(text, None, 10);
        all.iter().map(|m| t.levels[m.level].codes[m.unit as usize].clone()).collect()
    }

    #[test]
    fn names_as_they_are_typed() {
        assert_eq!(found("st denis")[..3], ["97411", "93066", "93"]);
        assert_eq!(found("hay les roses"), ["76540"]);
        assert_eq!(found("L’HAŸ LES"), ["76540"]);
        assert_eq!(found("sain gil"), ["30258", "302580101"]);
        assert_eq!(found("saint denys")[..2], ["97411", "93066"]);
        assert_eq!(found("sait-gile")[0], "30258");
        assert_eq!(found("gard"), ["30", "30189"]);
        assert_eq!(found("plaine denis"), ["930660101"]);
        assert!(found("").is_empty() && found("xyzxyz").is_empty() && found("'").is_empty());
    }

    #[test]
    fn codes_whole_or_begun() {
        assert_eq!(found("93"), ["93", "93066", "930660101"]);
        assert_eq!(found("93066")[0], "93066");
        assert_eq!(found("974110101"), ["974110101"]);
    }

    #[test]
    fn very_long_texts_find_nothing_and_take_no_time() {
        assert!(found(&"é".repeat(1_000_000)).is_empty());
        assert!(found(&"x ".repeat(1_000_000)).is_empty());
    }
}
