//! Units that a text names: by code or postal code, by the beginning of names, by names that are near.

use super::super::spelling::{arrondissement, spellings};
use super::super::{LevelIndex, UnitIndex};
use super::place::named_place;
use super::{
    EPCI, EntryKind, Gazetteer, GazetteerEntry, LAST, Match, MatchReason, PassageKind, canonical,
    trigrams,
};

/// Longer texts name nothing.
const MOST_LETTERS: usize = 100;
/// Names compared letter by letter when none begins as typed.
const COMPARED: usize = 150;
/// Share of three-letter groups in common below which names are not compared.
const ALIKE: f32 = 0.35;

/// Classes of candidates, the best first; near names follow, by their mistakes.
const EXACT: u8 = 0;
const SAME_NAME: u8 = 1;
const NAME_BEGINS: u8 = 2;
const WORDS_BEGIN: u8 = 3;
const CODE_BEGINS: u8 = 4;
const NEAR: u8 = 5;

/// An entry that a text may name.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub(super) class: u8,
    pub(super) id: u32,
    pub(super) by_code: bool,
    pub(super) exact: bool,
}

impl Candidate {
    /// The same before those of its class: a very name before any other, a beginning before other beginnings.
    pub(super) fn first(self) -> Self {
        Self { class: if self.exact { EXACT } else { self.class - 1 }, ..self }
    }
}

impl Gazetteer {
    /// Up to `limit` units that `text` names, the best first, each once; of one level when it is given.
    pub fn find(&self, text: &str, level: Option<LevelIndex>, limit: usize) -> Vec<Match> {
        self.find_among(text, limit, &|at, _| level.is_none_or(|level| level == at))
    }

    /// The same among the units that `here` takes.
    pub fn find_among(
        &self,
        text: &str,
        limit: usize,
        here: &dyn Fn(LevelIndex, UnitIndex) -> bool,
    ) -> Vec<Match> {
        let text: String = text.chars().take(MOST_LETTERS).collect();
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Vec::new();
        }
        let mut found = self.by_code(&text);
        let named = self.beginning(&canonical(&text));
        // « Roissy-en-France » is one name; « Loire Forez » begins one.
        let (known, begun) = (named.iter().any(|c| c.exact), !named.is_empty());
        found.extend(named);
        let mut areas = if known { Vec::new() } else { self.areas.beside(&text, false) };
        // « Paris 16ème » is « Paris 16e Arrondissement », and may be the beginning of another name too.
        if let Some(name) = arrondissement(&text) {
            found.extend(self.beginning(&name).into_iter().map(Candidate::first));
        } else if !areas.is_empty() {
            found.extend(self.in_areas(&areas).into_iter().filter(|c| c.exact || !begun));
        } else if let Some(place) = named_place(&text) {
            found.extend(self.in_place(&place));
        }
        let here = |c: &Candidate| {
            let GazetteerEntry { level, unit, .. } = &self.entries[c.id as usize];
            here(*level, *unit)
        };
        found.retain(&here);
        if found.is_empty() && areas.is_empty() {
            // While the name of the area is typed.
            areas = self.areas.beside(&text, true);
            let there = self.in_areas(&areas).into_iter();
            found = there.filter(&here).map(|c| Candidate { exact: false, ..c }).collect();
        }
        for area in &areas {
            if found.is_empty() {
                let there = |c: &Candidate| here(c) && self.lies_in(area, *c);
                found = self.alike(&canonical(&area.name), &there);
            }
        }
        if found.is_empty() {
            found = self.alike(&canonical(&text), &here);
        }
        let order = |c: &Candidate| {
            let GazetteerEntry { order: (level, persons), name, kind, .. } =
                &self.entries[c.id as usize];
            // Bretagne is a région before it is a village; Lomme was a town, Lommerange is a village.
            let named = c.class == SAME_NAME || (c.exact && !c.by_code);
            let first = if named && *level < LAST { 0 } else { *level };
            // A commune that has its own code as a postal code is found by its code.
            let postal = matches!(kind, EntryKind::Postal(..));
            (c.class, first, *persons, *level, postal, name.len(), c.id)
        };
        found.sort_unstable_by_key(order);
        let mut out: Vec<Match> = Vec::with_capacity(limit.min(found.len()));
        for found in found.into_iter().map(|c| self.matched(c)) {
            if out.len() == limit {
                break;
            }
            if out.iter().all(|m| (m.level, m.unit) != (found.level, found.unit)) {
                out.push(found);
            }
        }
        out
    }

    fn matched(&self, found: Candidate) -> Match {
        let entry = &self.entries[found.id as usize];
        let reason = match entry.kind {
            EntryKind::Unit if !found.by_code => MatchReason::Name,
            EntryKind::Unit if entry.order.0 == EPCI => MatchReason::Siren,
            EntryKind::Unit => MatchReason::Code,
            EntryKind::Postal(postal, _) => MatchReason::PostalCode(postal),
            EntryKind::Former(_, PassageKind::Delegated) => MatchReason::Delegated,
            EntryKind::Former(_, PassageKind::Associated) => MatchReason::Associated,
            EntryKind::Former(_, PassageKind::Arrondissement) => MatchReason::Arrondissement,
            EntryKind::Former(_, PassageKind::Former) if found.by_code => MatchReason::FormerCode,
            EntryKind::Former(_, PassageKind::Former) | EntryKind::Older(_) => {
                MatchReason::FormerName
            }
        };
        let former = match entry.kind {
            EntryKind::Unit | EntryKind::Older(_) => None,
            EntryKind::Former(position, _) => Some(position),
            EntryKind::Postal(_, part) => part,
        };
        let older = match entry.kind {
            EntryKind::Older(older) => Some(older),
            _ => None,
        };
        let GazetteerEntry { level, unit, .. } = *entry;
        Match { level, unit, former, older, reason, exact: found.exact }
    }

    /// Entries whose code or postal code is the text, is the text written otherwise, or begins so.
    fn by_code(&self, text: &str) -> Vec<Candidate> {
        let typed = text.starts_with(|c: char| c.is_ascii_digit()) || text.len() <= 5;
        if !typed {
            return Vec::new();
        }
        let of = |class: u8, id: u32, exact| Candidate { class, id, by_code: true, exact };
        let mut out = Vec::new();
        // One character begins too many codes.
        if text.len() > 1 {
            out.extend(self.codes_from(text).iter().map(|id| {
                let exact = &*self.entries[*id as usize].code == text;
                of(if exact { EXACT } else { CODE_BEGINS }, *id, exact)
            }));
        }
        // A département, a commune and an IRIS that have lost their leading zero.
        let shortest = match text.len() {
            1 => 2,
            4 => 5,
            8 => 9,
            _ => 0,
        };
        // While one types, four digits are the beginning of five.
        let class = if text.len() == 4 { CODE_BEGINS } else { EXACT };
        for spelled in spellings(text, shortest).map(|code| code.to_lowercase()) {
            let same = |id: &&u32| *self.entries[**id as usize].code == *spelled;
            if spelled != text {
                let all = self.codes_from(&spelled).iter().take_while(same);
                out.extend(all.map(|id| of(class, *id, true)));
            }
        }
        out
    }

    /// Entries whose code begins with `prefix`, by code.
    pub(super) fn codes_from(&self, prefix: &str) -> &[u32] {
        let code = |id: &u32| &*self.entries[*id as usize].code;
        let from = self.codes.partition_point(|id| code(id) < prefix);
        let len = self.codes[from..].partition_point(|id| code(id).starts_with(prefix));
        &self.codes[from..from + len]
    }

    /// Names all of whose typed words begin one of theirs: the very name, it begins so, its words do.
    pub(super) fn beginning(&self, wanted: &str) -> Vec<Candidate> {
        let typed: Vec<&str> = wanted.split(' ').filter(|w| !w.is_empty()).collect();
        let Some(first) = typed.iter().map(|w| starting(&self.words, w)).min_by_key(|r| r.len())
        else {
            return Vec::new();
        };
        let of = |id: u32| {
            let GazetteerEntry { name, kind, .. } = &self.entries[id as usize];
            let candidate = |class, exact| Candidate { class, id, by_code: false, exact };
            let name = &**name;
            if name == wanted {
                // A larger commune in force that begins so comes before one that is no more.
                let former = matches!(kind, EntryKind::Former(..) | EntryKind::Older(_));
                Some(candidate(if former { NAME_BEGINS } else { SAME_NAME }, true))
            } else if name.starts_with(wanted) {
                Some(candidate(NAME_BEGINS, false))
            } else {
                let has = |w: &str| name.split(' ').any(|known| known.starts_with(w));
                typed.iter().all(|w| has(w)).then(|| candidate(WORDS_BEGIN, false))
            }
        };
        first.iter().filter_map(|(_, id)| of(*id)).collect()
    }

    /// Names that share letters with what was typed, by typing mistakes.
    fn alike(&self, wanted: &str, here: &dyn Fn(&Candidate) -> bool) -> Vec<Candidate> {
        let (grams, known) = (trigrams(wanted), self.grams());
        let mut shared = vec![0_u16; self.entries.len()];
        for id in grams.iter().filter_map(|g| known.entries.get(g)).flatten() {
            shared[*id as usize] += 1;
        }
        let typed = grams.len() as f32;
        // Of what was typed, so that a long name that begins alike is not left out.
        let share = |id: usize| {
            let known = f32::from(known.counts[id]).min(typed + 2.0);
            2.0 * f32::from(shared[id]) / (typed + known)
        };
        let of = |class, id| Candidate { class, id, by_code: false, exact: false };
        let mut near: Vec<(f32, u32)> = (0..shared.len())
            .filter(|id| shared[*id] > 0 && here(&of(NEAR, *id as u32)))
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
                let class = NEAR + 2 * mistakes.min(100) as u8 + u8::from(whole > begun);
                (mistakes <= most).then(|| of(class, id))
            })
            .collect()
    }
}

fn starting<'a>(sorted: &'a [(Box<str>, u32)], prefix: &str) -> &'a [(Box<str>, u32)] {
    let from = sorted.partition_point(|(w, _)| &**w < prefix);
    let len = sorted[from..].partition_point(|(w, _)| w.starts_with(prefix));
    &sorted[from..from + len]
}
