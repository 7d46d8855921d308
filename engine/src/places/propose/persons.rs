//! Names and contact details of persons among the columns of an inventory: these are never taken over.
//!
//! In: columns. Out: [`Persons`]: which columns are a person's and why, and which may be. Beside first names
//! « Nom » is a surname; where each row is a person, a mobile is theirs.

use super::column_role::LeftOut;
use super::headings::{meanings, words};
use super::person_words::{FIRST_NAMES, MOBILE_WORDS, PERSON_WORDS, PLACE_WORDS, TITLES};
use super::role::Role;
use super::sample::ColumnSample;
use crate::schema::Field;
use crate::text::key;

/// Share of the cells from which a column holds names of persons.
const HALF: f64 = 0.5;
/// Words of a person's name, at most.
const MOST_WORDS: usize = 4;

/// What is a person's.
pub struct Persons {
    own: Vec<Option<LeftOut>>,
    maybe: Vec<bool>,
}

impl Persons {
    /// Looks at headings, and at values where « Nom » says no more.
    pub fn of(samples: &[ColumnSample]) -> Self {
        let headings: Vec<Vec<String>> = samples.iter().map(|s| words(&s.name)).collect();
        let filled = |at: &usize| samples[*at].filled > 0;
        let mut own: Vec<Option<LeftOut>> = vec![None; samples.len()];
        for first in (0..samples.len()).filter(filled) {
            if let Some(column) = surname(first, &headings) {
                own[column] = Some(LeftOut::Surname(first));
            }
        }
        for at in (0..samples.len()).filter(filled) {
            let open = is_bare(&headings[at]) || says(&samples[at], Role::Field(Field::Source));
            if open && own[at].is_none() && are_persons(&samples[at]) {
                own[at] = Some(LeftOut::PersonNames);
            }
        }
        let said =
            |role: Role| (0..samples.len()).any(|at| own[at].is_none() && says(&samples[at], role));
        let each_row = own.iter().any(Option::is_some)
            || (said(Role::Person) && !said(Role::Field(Field::Nom)));
        let has = |at: usize, of: &[&str]| headings[at].iter().any(|w| of.contains(&w.as_str()));
        for at in 0..samples.len() {
            if each_row && has(at, &MOBILE_WORDS) && own[at].is_none() {
                own[at] = Some(LeftOut::PersonContact);
            }
        }
        let maybe = (0..samples.len()).map(|at| each_row || has(at, &PERSON_WORDS)).collect();
        Self { own, maybe }
    }

    /// Why a column is a person's; nothing of the others.
    pub fn why(&self, column: usize) -> Option<LeftOut> {
        self.own.get(column).copied().flatten()
    }

    /// Whether the telephone or mail address of a column may be a person's own.
    pub fn may_be(&self, column: usize) -> bool {
        self.maybe.get(column).copied().unwrap_or_default()
    }
}

fn says(sample: &ColumnSample, role: Role) -> bool {
    meanings(&sample.name).first().is_some_and(|found| found.role == role)
}

/// « Nom », and nothing that says of what.
fn is_bare(heading: &[String]) -> bool {
    matches!(heading, [one] if one == "nom" || one == "name")
}

/// The column « Nom » that belongs to a column of first names, where one does: the nearest one that is no other
/// person's.
fn surname(first: usize, headings: &[Vec<String>]) -> Option<usize> {
    let names = |word: &String| word == "prenom" || word == "civilite";
    let heading = &headings[first];
    if !heading.iter().any(names) || heading.iter().any(|word| word == "nom") {
        return None;
    }
    let whose: Vec<&String> = heading.iter().filter(|word| !names(word)).collect();
    let of_a_person = |words: &[String]| {
        words.first().is_some_and(|word| word == "nom")
            && words.iter().any(|word| PERSON_WORDS.contains(&word.as_str()))
    };
    // « Prénom du référent » belongs to « Nom du référent ».
    let own = |words: &&Vec<String>| {
        !whose.is_empty()
            && words.first().is_some_and(|w| w == "nom")
            && words[1..].iter().eq(whose.iter().copied())
    };
    if headings.iter().any(|words| own(&words)) {
        return None;
    }
    let may_be = |at: &usize| is_bare(&headings[*at]) || of_a_person(&headings[*at]);
    let nearest = (0..headings.len()).filter(may_be).min_by_key(|at| at.abs_diff(first))?;
    let near = whose.is_empty() || nearest.abs_diff(first) == 1;
    (near && is_bare(&headings[nearest])).then_some(nearest)
}

/// Whether most cells of a column are names of persons.
pub fn are_persons(sample: &ColumnSample) -> bool {
    sample.passing(is_person) >= HALF
}

/// Whether a text is the name of a person: with a title, or with a common first name at one of its ends.
fn is_person(text: &str) -> bool {
    let key = key(text);
    let words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
    if !(2..=MOST_WORDS).contains(&words.len()) || text.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    if words.iter().any(|word| PLACE_WORDS.contains(word)) {
        return false;
    }
    let ends = [words[0], words[words.len() - 1]];
    TITLES.contains(&ends[0]) || ends.iter().any(|word| FIRST_NAMES.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(columns: &[(&str, &str)]) -> Vec<bool> {
        let samples: Vec<ColumnSample> = columns
            .iter()
            .enumerate()
            .map(|(position, (name, text))| ColumnSample {
                name: (*name).into(),
                position,
                texts: vec![((*text).into(), 1)],
                filled: 1,
                ..ColumnSample::default()
            })
            .collect();
        let persons = Persons::of(&samples);
        (0..samples.len()).map(|at| persons.why(at).is_some()).collect()
    }

    #[test]
    fn a_name_beside_first_names_is_a_surname() {
        let [nom, prenom] = [("NOM", "Dupont"), ("PRENOM", "Marie")];
        let lieu = ("Lieu", "CCAS");
        assert_eq!(own(&[nom, prenom, lieu]), [true, false, false]);
        assert_eq!(own(&[lieu, ("Civilité", "Mme"), nom]), [false, false, true]);
        let mobile = ("Téléphone portable", "0612345678");
        assert_eq!(own(&[nom, prenom, mobile]), [true, false, true]);
        assert_eq!(own(&[nom, lieu, mobile]), [false; 3]);
        // The first name has a surname of its own, or says of whom it is and stands far away.
        let place = ("Nom", "Relais");
        let referent = [("Nom du référent", "Dupont"), ("Prénom du référent", "Marie")];
        assert_eq!(own(&[place, referent[0], referent[1]]), [false; 3]);
        assert_eq!(own(&[place, ("Ville", "Ahun"), referent[1]]), [false; 3]);
        assert_eq!(own(&[place, referent[1]]), [true, false]);
        assert_eq!(own(&[("Nom du responsable", "Dupont"), prenom, lieu, place]), [false; 4]);
    }

    #[test]
    fn values_tell_persons_from_places() {
        for text in ["Marie Dupont", "DUPONT Marie", "Mme Martin", "M. Jean-Luc Petit"] {
            assert!(is_person(text), "{text}");
        }
        for text in [
            "CCAS",
            "Saint-Pierre",
            "Médiathèque Louis Aragon de Guéret",
            "Maison de l’Été",
            "Marie",
            "",
            "8 rue Marie",
        ] {
            assert!(!is_person(text), "{text}");
        }
        assert_eq!(own(&[("Nom", "Marie Dupont"), ("Ville", "Ahun")]), [true, false]);
        assert_eq!(own(&[("Structure", "Marie Dupont"), ("Ville", "Ahun")]), [false, false]);
    }
}
