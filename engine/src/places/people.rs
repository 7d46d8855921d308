//! The text of a field as people read it: hours in French words, telephones in pairs, « | » with blanks around it.

use super::hours::{in_words, week};
use super::schema::{Field, FieldKind};
use crate::typography::{french, telephone};

/// The text of a field, for people. Hours that differ from week to week stay as they are written.
pub fn for_people(field: Field, text: &str) -> String {
    match field.info().kind {
        FieldKind::Hours => week(text).map_or_else(|| text.into(), |week| french(&in_words(&week))),
        FieldKind::Phone => text.split('|').map(telephone).collect::<Vec<_>>().join(" | "),
        _ => french(&text.replace('|', " | ").replace('\'', "’")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_as_people_say_them() {
        let hours = for_people(Field::Horaires, "Mo-Fr 09:00-12:00");
        assert!(hours.starts_with("du lundi au vendredi de 9"), "{hours}");
        assert_eq!(for_people(Field::Horaires, "Mo[1] 09:00-12:00"), "Mo[1] 09:00-12:00");
        assert_eq!(for_people(Field::Telephone, "+33555521010|3949"), "05 55 52 10 10 | 3949");
        assert_eq!(for_people(Field::Publics, "Jeunes|Seniors"), "Jeunes | Seniors");
    }
}
