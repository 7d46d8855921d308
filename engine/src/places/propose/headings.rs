//! What a heading means: the role of its column, by the words that people write above it.
//!
//! In: a heading. Out: the roles that it may have, best first. The words are in [`super::synonyms`].

use std::sync::LazyLock;

use super::person_words::{MOBILE_WORDS, PERSON_WORDS, PRIVATE_WORDS};
use super::role::{DAY_NAMES, Role};
use super::synonyms::{HEADINGS, STOP_WORDS};
use crate::schema::Field;
use crate::text;

/// How well a heading says a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeadingFit {
    /// Not at all: values alone speak for it.
    Silent,
    /// Some of its words do.
    Part,
    /// All of them.
    Whole,
    /// A person says it, whatever the heading.
    Chosen,
}

/// A role that a heading may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadingMatch {
    /// The role.
    pub role: Role,
    /// How well it is said.
    pub fit: HeadingFit,
    /// How many words say it: of two roles the one that more words say is meant.
    pub words: usize,
}

/// One way of naming a role.
struct Synonym {
    role: Role,
    words: Vec<String>,
    /// It counts only where nothing else stands in the heading.
    alone: bool,
}

static SYNONYMS: LazyLock<Vec<Synonym>> = LazyLock::new(|| {
    let mut out = Vec::new();
    for (role, alone, within) in HEADINGS {
        let mut add = |texts: &[&str], alone: bool| {
            for text in texts {
                out.push(Synonym { role: *role, words: words(text), alone });
            }
        };
        add(alone, true);
        add(within, false);
    }
    out
});

/// Longest heading that is looked at, in characters.
const MOST_LETTERS: usize = 200;
/// Words that a field's own name in the schema counts for: more than any other has.
const OWN_NAME: usize = 99;
/// The words of a text that tell it from others: lower case, no accent, no article, no plural.
/// `NomStructure` and `nom_structure` are « Nom de la structure ».
pub fn words(text: &str) -> Vec<String> {
    let key = text::key(&parted(text));
    let all = || key.split(' ').filter(|word| !word.is_empty());
    let singular = |word: &str| match word.strip_suffix('s').or(word.strip_suffix('x')) {
        Some(one) if one.chars().count() > 2 => one.to_string(),
        _ => word.to_string(),
    };
    let kept: Vec<String> = all().filter(|w| !STOP_WORDS.contains(w)).map(singular).collect();
    if kept.is_empty() { all().map(String::from).collect() } else { kept }
}

/// A blank before each capital and each digit that follows a small letter.
fn parted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut small = false;
    for c in text.chars().take(MOST_LETTERS) {
        if small && (c.is_uppercase() || c.is_ascii_digit()) {
            out.push(' ');
        }
        small = c.is_lowercase();
        out.push(c);
    }
    out
}

/// The roles that a heading may have, best first; of one role once.
pub fn meanings(heading: &str) -> Vec<HeadingMatch> {
    if let Some(field) = Field::of(heading.trim()) {
        let role = Role::Field(field);
        return vec![HeadingMatch { role, fit: HeadingFit::Whole, words: OWN_NAME }];
    }
    let found = of_words(&words(heading));
    let whole = |found: &[HeadingMatch]| found.first().is_some_and(|m| m.fit == HeadingFit::Whole);
    // Of a header of two lines the lower one says more: « Contact / Tél. ».
    match heading.rsplit_once(" / ").map(|(_, lower)| of_words(&words(lower))) {
        Some(lower) if whole(&lower) && !whole(&found) => lower,
        _ => found,
    }
}

fn of_words(heading: &[String]) -> Vec<HeadingMatch> {
    let mut out: Vec<HeadingMatch> = Vec::new();
    let mut add = |found: HeadingMatch| {
        let order = |m: &HeadingMatch| (m.fit, m.words);
        match out.iter_mut().find(|m| m.role == found.role) {
            Some(known) if order(known) >= order(&found) => {}
            Some(known) => *known = found,
            None => out.push(found),
        }
    };
    if let Some(found) = day(heading) {
        add(found);
    }
    for synonym in SYNONYMS.iter() {
        let (role, length) = (synonym.role, synonym.words.len());
        // « Libellé 1 » says no more than « Lieu ».
        let words = synonym.words.iter().filter(|word| !is_number(word)).count();
        if synonym.words == heading {
            add(HeadingMatch { role, fit: HeadingFit::Whole, words });
        } else if !synonym.alone && heading.windows(length).any(|run| *run == *synonym.words) {
            add(HeadingMatch { role, fit: HeadingFit::Part, words });
        }
    }
    let reaches = |m: &HeadingMatch| contact(m.role) || m.role == Role::Field(Field::Adresse);
    if out.iter().any(reaches) && is_private(heading) {
        let words = heading.len();
        return vec![HeadingMatch { role: Role::PersonContact, fit: HeadingFit::Whole, words }];
    }
    // « Tél. du référent » is a telephone number.
    if out.iter().any(|m| contact(m.role)) {
        out.retain(|m| m.role != Role::Person);
    }
    // « Nom du conseiller numérique », but not « Nom de la structure du conseiller ».
    let named = heading.first().is_some_and(|word| word == "nom") && has(heading, &PERSON_WORDS);
    if named && !out.iter().any(|m| m.role == Role::Field(Field::Nom)) {
        out.retain(|m| m.role != Role::Person);
        out.push(HeadingMatch { role: Role::Person, fit: HeadingFit::Whole, words: heading.len() });
    }
    out.sort_by_key(|m| std::cmp::Reverse((m.fit, m.words)));
    out
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

fn has(heading: &[String], of: &[&str]) -> bool {
    heading.iter().any(|word| of.contains(&word.as_str()))
}

/// « Mail perso », « Portable du conseiller »: how a person is reached, not a place.
fn is_private(heading: &[String]) -> bool {
    has(heading, &PRIVATE_WORDS) || (has(heading, &MOBILE_WORDS) && has(heading, &PERSON_WORDS))
}

fn contact(role: Role) -> bool {
    matches!(role, Role::Field(Field::Telephone | Field::Courriels | Field::SiteWeb))
}

/// A heading with the name of one day: « Horaires lundi », « h_mardi », « Mercredi matin ».
fn day(heading: &[String]) -> Option<HeadingMatch> {
    let named = |number: &usize| heading.iter().any(|word| word == DAY_NAMES[*number]);
    let mut days = (0..DAY_NAMES.len()).filter(named);
    let number = days.next().filter(|_| days.next().is_none())?;
    let name = DAY_NAMES[number];
    let beside =
        ["horaire", "heure", "h", "matin", "apre", "midi", "am", "pm", "soir", "ouverture"];
    let whole = heading.iter().all(|w| w == name || beside.contains(&w.as_str()));
    let fit = if whole { HeadingFit::Whole } else { HeadingFit::Part };
    Some(HeadingMatch { role: Role::Day(number as u8), fit, words: heading.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(heading: &str) -> Option<(Role, HeadingFit)> {
        meanings(heading).first().map(|m| (m.role, m.fit))
    }

    #[test]
    fn headings_of_real_spreadsheets() {
        use HeadingFit::{Part, Whole};
        for (heading, role, fit) in [
            ("Nom de la structure", Role::Field(Field::Nom), Whole),
            ("NomStructure", Role::Field(Field::Nom), Whole),
            ("Quel est le nom de votre structure ?", Role::Field(Field::Nom), Whole),
            ("Adresse complète", Role::Field(Field::Adresse), Whole),
            ("Adresse e-mail", Role::Field(Field::Courriels), Whole),
            ("Adresse du site internet", Role::Field(Field::SiteWeb), Whole),
            ("CP", Role::Field(Field::CodePostal), Whole),
            ("Code postal du lieu", Role::Field(Field::CodePostal), Part),
            ("CP / Ville", Role::PostalTown, Whole),
            ("Ville", Role::Field(Field::Commune), Whole),
            ("Code INSEE de la commune", Role::Field(Field::CodeInsee), Whole),
            ("insee_com", Role::Field(Field::CodeInsee), Whole),
            ("insee_dep", Role::Deduced, Whole),
            ("Tél.", Role::Field(Field::Telephone), Whole),
            ("Tél. du référent", Role::Field(Field::Telephone), Part),
            ("Nom du référent", Role::Person, Whole),
            ("Nom de la conseillère numérique", Role::Person, Whole),
            ("Nom de la structure du conseiller", Role::Field(Field::Nom), Part),
            ("Conseiller numérique", Role::Person, Whole),
            ("Lieu d’exercice", Role::Field(Field::Nom), Whole),
            ("Mail perso", Role::PersonContact, Whole),
            ("Portable du conseiller", Role::PersonContact, Whole),
            ("Adresse personnelle", Role::PersonContact, Whole),
            ("Téléphone portable", Role::Field(Field::Telephone), Part),
            ("Horaires d’ouverture", Role::Field(Field::Horaires), Whole),
            ("Horaires lundi", Role::Day(0), Whole),
            ("h_samedi", Role::Day(5), Whole),
            ("Mercredi après-midi", Role::Day(2), Whole),
            ("Lat / Long", Role::Position, Whole),
            ("Coordonnées / Tél.", Role::Field(Field::Telephone), Whole),
            ("Coord. X", Role::Field(Field::Longitude), Whole),
            ("Publics accueillis", Role::Field(Field::Publics), Whole),
            ("Labels", Role::Labels, Whole),
            ("date_maj", Role::Field(Field::DateMaj), Whole),
            ("Dernière MAJ", Role::Field(Field::DateMaj), Whole),
            ("N° SIRET", Role::Field(Field::Pivot), Whole),
            ("Structure porteuse", Role::Field(Field::StructureParente), Whole),
        ] {
            assert_eq!(best(heading), Some((role, fit)), "{heading}");
        }
        for heading in ["", "?", "Colonne1", "Effectif", "Ouvert du lundi au vendredi"] {
            assert_eq!(best(heading), None, "{heading}");
        }
    }

    #[test]
    fn no_words_alone_name_two_roles_unless_values_tell_them_apart() {
        let told_apart = |a: Role, b: Role| {
            // « N° et voie » has letters, « N° de voie » has none.
            if (a, b) == (Role::Field(Field::Adresse), Role::StreetNumber) {
                return true;
            }
            let fields = [a, b].map(Role::field);
            fields.contains(&Some(Field::ModalitesAcces))
                && (fields.contains(&Some(Field::Frais)) || fields.contains(&Some(Field::PriseRdv)))
        };
        for (at, a) in SYNONYMS.iter().enumerate() {
            assert!(!a.words.is_empty(), "{:?}", a.role);
            for b in &SYNONYMS[at + 1..] {
                let same = a.words == b.words && a.role != b.role;
                assert!(
                    !same || told_apart(a.role, b.role),
                    "{:?} {:?} {:?}",
                    a.words,
                    a.role,
                    b.role
                );
            }
        }
    }

    #[test]
    fn a_very_long_heading_is_cut() {
        assert!(words(&"é".repeat(70_000)).concat().len() <= MOST_LETTERS);
    }
}
