//! The index of a territory's names and codes.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::super::{Level, LevelIndex, OlderName, Passage, PostalCodes, Territory, UnitIndex};
use super::area::Areas;
use super::{
    EPCI, EntryKind, Gazetteer, GazetteerEntry, LAST, PassageKind, REGION, Trigrams, canonical,
    trigrams,
};
use crate::error::Result;

/// Order of former communes.
const FORMER: u8 = 5;

impl Gazetteer {
    /// Reads the names of all units. An IRIS that has the name of its commune is left to it.
    pub fn new(territory: &Territory) -> Self {
        Self::with(territory, None, &[], Areas::default())
    }

    /// The same of the units of France, with the postal codes and older names of its communes and the areas that
    /// stand beside their names.
    ///
    /// # Errors
    /// The embedded table cannot be read: the program is damaged.
    pub fn of_france(territory: &Territory) -> Result<Self> {
        let postal = PostalCodes::builtin()?;
        Ok(Self::with(territory, Some(postal), OlderName::all()?, Areas::of_france()?))
    }

    fn with(
        territory: &Territory,
        postal: Option<&PostalCodes>,
        older: &'static [OlderName],
        areas: Areas,
    ) -> Self {
        let mut out = Self {
            entries: Vec::new(),
            words: Vec::new(),
            codes: Vec::new(),
            areas,
            grams: OnceLock::new(),
        };
        for position in territory.level_indices() {
            let level = &territory[position];
            let finest = position == LevelIndex::FINEST;
            let parents = finest.then(|| level.parents.first()).flatten();
            for unit in level.units() {
                let parent = parents.and_then(|p| Some(territory[p.level].name(p.get(unit)?)));
                out.add(position, level, unit, parent);
            }
        }
        if let Some(position) = territory.level("commune") {
            let communes = &territory[position];
            out.add_former(&territory.passage, position, communes);
            for older in older {
                let Some(unit) = communes.find(&older.code) else { continue };
                out.push(GazetteerEntry {
                    level: position,
                    unit,
                    kind: EntryKind::Older(older),
                    code: older.code.to_lowercase().into(),
                    name: canonical(&older.name).into(),
                    order: (FORMER, most_first(communes.population[unit.get()])),
                });
            }
            for (postal, code) in postal.into_iter().flat_map(PostalCodes::pairs) {
                out.add_postal(&territory.passage, (position, communes), postal, code);
            }
        }
        out.words.sort_unstable();
        let Self { entries, codes, .. } = &mut out;
        *codes = (0..entries.len() as u32).collect();
        codes.sort_by(|a, b| entries[*a as usize].code.cmp(&entries[*b as usize].code));
        out
    }

    fn add(&mut self, position: LevelIndex, level: &Level, unit: UnitIndex, parent: Option<&str>) {
        let own = canonical(level.name(unit));
        let name = match parent.map(canonical) {
            // Found by its code alone.
            Some(parent) if parent == own => String::new(),
            // « Centre-ville (Guéret) » says where it is.
            Some(parent) if own.ends_with(&format!(" {parent}")) => own,
            Some(parent) => format!("{own} {parent}"),
            None => own,
        };
        let order = (order_of(position, &level.id), most_first(level.population[unit.get()]));
        self.push(GazetteerEntry {
            level: position,
            unit,
            kind: EntryKind::Unit,
            code: level.code(unit).to_lowercase().into(),
            name: name.into(),
            order,
        });
    }

    /// Former communes and arrondissements; one that had the name of its commune is found by its code
    /// alone. One that gave its code to its commune is found by its name alone.
    fn add_former(&mut self, passage: &Passage, position: LevelIndex, communes: &Level) {
        for former in 0..passage.old.len() {
            let (old, new) = (&passage.old[former], &passage.new[former]);
            let Some(unit) = communes.find(new) else { continue };
            let mut name = canonical(&passage.names[former]);
            if name == canonical(communes.name(unit)) {
                name.clear();
            }
            if old == new && name.is_empty() {
                continue;
            }
            self.push(GazetteerEntry {
                level: position,
                unit,
                kind: EntryKind::Former(former as u32, passage.kinds[former]),
                code: old.to_lowercase().into(),
                name: name.into(),
                order: (FORMER, most_first(passage.population[former])),
            });
        }
    }

    /// A commune, or the commune of a municipal arrondissement, by a postal code.
    fn add_postal(
        &mut self,
        passage: &Passage,
        (position, communes): (LevelIndex, &Level),
        postal: u32,
        code: &str,
    ) {
        let part =
            passage.find(code).filter(|part| passage.kinds[*part] == PassageKind::Arrondissement);
        let now = part.map_or(code, |part| passage.new[part].as_str());
        let Some(unit) = communes.find(now) else { return };
        // An arrondissement says more than the city that it is a part of, and comes before it.
        let persons = most_first(communes.population[unit.get()]) - i64::from(part.is_some());
        let order = (order_of(position, &communes.id), persons);
        self.push(GazetteerEntry {
            level: position,
            unit,
            kind: EntryKind::Postal(postal, part.map(|part| part as u32)),
            code: format!("{postal:05}").into(),
            name: "".into(),
            order,
        });
    }

    fn push(&mut self, entry: GazetteerEntry) {
        let id = self.entries.len() as u32;
        let mut seen: Vec<&str> = entry.name.split(' ').filter(|word| !word.is_empty()).collect();
        seen.sort_unstable();
        seen.dedup();
        self.words.extend(seen.into_iter().map(|word| (word.into(), id)));
        self.entries.push(entry);
    }

    /// Groups of three letters of all names.
    pub(super) fn grams(&self) -> &Trigrams {
        self.grams.get_or_init(|| {
            let mut entries: FxHashMap<[u8; 3], Vec<u32>> = FxHashMap::default();
            let mut counts = Vec::with_capacity(self.entries.len());
            for (id, entry) in self.entries.iter().enumerate() {
                let of_name =
                    if entry.name.is_empty() { Vec::new() } else { trigrams(&entry.name) };
                counts.push(of_name.len() as u16);
                for gram in of_name {
                    entries.entry(gram).or_default().push(id as u32);
                }
            }
            Trigrams { entries, counts }
        })
    }
}

/// Persons as an order, the largest first; last where their number is not known.
fn most_first(persons: f64) -> i64 {
    -(persons.max(0.0) as i64)
}

/// Communes first: what people live in and type; IRIS, or the finest units of one's own, last.
fn order_of(position: LevelIndex, level: &str) -> u8 {
    match level {
        "commune" => 0,
        _ if position == LevelIndex::FINEST => LAST,
        "departement" => 1,
        "region" => REGION,
        "epci" => EPCI,
        _ => 4,
    }
}
