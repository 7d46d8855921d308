//! From the words of a spreadsheet to the values of the schema.
//!
//! In: [`super::vocabulary`], the mappings of the catalogue, the schema's own values and the names of its
//! types of place. Out: the values that a text stands for in a field. A text that two mappings read in two
//! ways stands for nothing.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::headings::words;
use super::vocabulary::VALUES;
use crate::catalog::Catalog;
use crate::schema::{Field, TYPOLOGIES};

/// Shorter texts of a mapping are codes of its own file.
const LEAST_LETTERS: usize = 4;
/// Longer texts are no values.
const MOST_BYTES: usize = 400;

/// Fields whose values a column of another one may hold as well.
const BESIDE: [(Field, &[Field]); 7] = [
    (Field::Services, &[Field::ModalitesAccompagnement]),
    (Field::Publics, &[Field::PriseEnCharge]),
    (Field::PriseEnCharge, &[Field::Publics]),
    (Field::ModalitesAcces, &[Field::Frais]),
    (Field::Frais, &[Field::ModalitesAcces]),
    (Field::Dispositifs, &[Field::Formations]),
    (Field::Formations, &[Field::Dispositifs]),
];

/// The fields whose values a column of `field` may hold as well.
pub fn beside(field: Field) -> &'static [Field] {
    BESIDE.iter().find(|(of, _)| *of == field).map_or(&[], |(_, others)| others)
}

/// What texts stand for, by field.
pub struct Dictionary {
    known: FxHashMap<(Field, String), Vec<String>>,
}

impl Dictionary {
    /// All that is known of the fields that have allowed values.
    pub fn new(catalog: &Catalog) -> Self {
        let mut known = FxHashMap::default();
        // Later words take the place of earlier ones: ours come last.
        for ((field, text), values) in of_mappings(catalog) {
            if let Some(values) = values {
                known.insert((field, text), values);
            }
        }
        let mut types: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (code, label) in TYPOLOGIES {
            types.entry(words(label).join(" ")).or_default().push(code);
        }
        // Two types have the same name but for its plurals: it means neither.
        for (label, codes) in types.into_iter().filter(|(_, codes)| codes.len() == 1) {
            known.insert((Field::Typologie, label), codes.into_iter().map(String::from).collect());
        }
        for (field, value, texts) in VALUES {
            let values: Vec<String> =
                Some(*value).filter(|v| !v.is_empty()).map(String::from).into_iter().collect();
            for text in *texts {
                known.insert((*field, words(text).join(" ")), values.clone());
            }
        }
        Self { known }
    }

    /// The values of `field` that a text stands for; none where it rightly stands for nothing. `None` where
    /// it is not known.
    pub fn look(&self, field: Field, text: &str) -> Option<Vec<String>> {
        if text.len() > MOST_BYTES {
            return None;
        }
        if let Some(value) = field.canonical(text) {
            return Some(vec![value.into()]);
        }
        self.known.get(&(field, words(text).join(" "))).cloned()
    }
}

/// What the mappings of the catalogue make of texts; `None` where two of them differ.
fn of_mappings(catalog: &Catalog) -> BTreeMap<(Field, String), Option<Vec<String>>> {
    let mut out: BTreeMap<(Field, String), Option<Vec<String>>> = BTreeMap::new();
    let mappings = catalog.datasets.values().filter_map(|dataset| dataset.places.as_ref());
    for (field, rules) in mappings.flat_map(|mapping| &mapping.rules) {
        if field.allowed().is_empty() {
            continue;
        }
        for (text, values) in rules.iter().flat_map(|rule| &rule.values) {
            if text.chars().count() < LEAST_LETTERS {
                continue;
            }
            let entry = out.entry((*field, words(text).join(" ")));
            entry
                .and_modify(|known| {
                    if known.as_ref() != Some(values) {
                        *known = None;
                    }
                })
                .or_insert_with(|| Some(values.clone()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary() -> Dictionary {
        Dictionary::new(&Catalog::builtin().expect("datasets"))
    }

    #[test]
    fn every_word_leads_to_a_value_of_the_schema() {
        let mut met = std::collections::BTreeMap::new();
        for (field, value, texts) in VALUES {
            assert!(value.is_empty() || field.canonical(value) == Some(value), "{value}");
            for text in *texts {
                let before = met.insert((*field, words(text)), *value);
                assert!(before.is_none_or(|b| b == *value), "{text}: {before:?} and {value}");
            }
        }
    }

    #[test]
    fn what_people_write() {
        let dictionary = dictionary();
        let look = |field, text| dictionary.look(field, text);
        let one = |value: &str| Some(vec![value.to_string()]);
        assert_eq!(look(Field::Typologie, "Médiathèque"), one("BIB"));
        assert_eq!(look(Field::Typologie, "mairie"), one("MUNI"));
        assert_eq!(look(Field::Typologie, "Centre social"), one("CS"));
        assert_eq!(look(Field::Typologie, "Maison France Services"), one("RFS"));
        assert_eq!(look(Field::Services, "Aide aux démarches"), look(Field::Services, "Démarche"));
        // Known from a mapping of the catalogue.
        let loan = "Accéder à une connexion internet";
        assert_eq!(look(Field::Services, loan), one("Accès internet et matériel informatique"));
        assert_eq!(look(Field::Publics, "Tout public"), Some(Vec::new()));
        assert_eq!(look(Field::Publics, "Surdité"), Some(Vec::new()));
        assert_eq!(look(Field::PriseEnCharge, "Surdité"), one("Surdité"));
        for (field, text) in [
            (Field::Services, "Repas"),
            (Field::Frais, "Adhésion"),
            (Field::ModalitesAcces, "Sur rendez-vous"),
            (Field::Services, ""),
        ] {
            assert_eq!(look(field, text), None, "{text}");
        }
    }
}
