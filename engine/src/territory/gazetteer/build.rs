//! The index of a territory's names and codes.

use rustc_hash::FxHashMap;

use super::super::{Level, LevelIndex, Passage, Territory, UnitIndex};
use super::{Gazetteer, GazetteerEntry, LAST, Match, canonical, trigrams};

/// That of former communes.
const FORMER: u8 = 5;

impl Gazetteer {
    /// Reads the names of all units. An IRIS that has the name of its commune is left to it.
    pub fn new(territory: &Territory) -> Self {
        let mut out = Self {
            entries: Vec::new(),
            words: Vec::new(),
            codes: Vec::new(),
            grams: FxHashMap::default(),
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
            out.add_former(&territory.passage, position, &territory[position]);
        }
        out.words.sort_unstable();
        out.codes.sort_unstable();
        out
    }

    fn add(&mut self, position: LevelIndex, level: &Level, unit: UnitIndex, parent: Option<&str>) {
        let id = self.entries.len() as u32;
        let mut name = canonical(level.name(unit));
        if let Some(parent) = parent.map(canonical) {
            if parent == name {
                self.codes.push((level.code(unit).to_lowercase().into(), id));
                self.push_entry(position, level, unit, "".into());
                return;
            }
            name = format!("{name} {parent}");
        }
        self.codes.push((level.code(unit).to_lowercase().into(), id));
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
    fn add_former(&mut self, passage: &Passage, position: LevelIndex, communes: &Level) {
        for former in 0..passage.old.len() {
            let (old, new) = (&passage.old[former], &passage.new[former]);
            let Some(unit) = communes.find(new).filter(|_| old != new) else { continue };
            let id = self.entries.len() as u32;
            self.codes.push((old.to_lowercase().into(), id));
            let mut name = canonical(&passage.names[former]);
            if name == canonical(communes.name(unit)) {
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

    fn push_entry(&mut self, position: LevelIndex, level: &Level, unit: UnitIndex, name: Box<str>) {
        let persons = level.population[unit.get()];
        let order = (order_of(position, &level.id), -(persons.max(0.0) as i64));
        let grams = trigrams(&name).len() as u16;
        let at = Match { level: position, unit, former: None };
        self.entries.push(GazetteerEntry { at, name, order, grams });
    }
}

/// Communes first: what people live in and type; IRIS last.
fn order_of(position: LevelIndex, level: &str) -> u8 {
    match level {
        _ if position == LevelIndex::FINEST => LAST,
        "commune" => 0,
        "departement" => 1,
        "region" => 2,
        "epci" => 3,
        _ => 4,
    }
}
