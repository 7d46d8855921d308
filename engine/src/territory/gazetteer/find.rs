//! Units that a text names: by code, by the beginning of names, by names that are near.

use super::super::LevelIndex;
use super::super::spelling::arrondissement;
use super::{Gazetteer, GazetteerEntry, LAST, Match, canonical, trigrams};

/// Longer texts name nothing.
const MOST_LETTERS: usize = 100;
/// Names compared letter by letter when none begins as typed.
const COMPARED: usize = 150;
/// Share of three-letter groups in common below which names are not compared.
const ALIKE: f32 = 0.35;

impl Gazetteer {
    /// Up to `limit` units that `text` names, the best first; of one level when it is given.
    pub fn find(&self, text: &str, level: Option<LevelIndex>, limit: usize) -> Vec<Match> {
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

fn starting<'a>(sorted: &'a [(Box<str>, u32)], prefix: &str) -> &'a [(Box<str>, u32)] {
    let from = sorted.partition_point(|(w, _)| &**w < prefix);
    let len = sorted[from..].partition_point(|(w, _)| w.starts_with(prefix));
    &sorted[from..from + len]
}
