//! Addresses, postal codes and communes: in columns of their own, or several of them in one.

use super::choice::ColumnChoice;
use super::column_role::{ColumnRole, LeftOut};
use super::draft::{Draft, reason};
use super::model::{Certainty, ProposedRule};
use super::role::Role;
use super::sample::ColumnSample;
use super::support::ends_with_town;
use crate::schema::Field;

/// Of an address that ends with postal code and commune: what stands before them, each of them.
const STREET: &str = r"(?s)^(.+?)[\s,;–-]*\b\d{5}\b[\s,;–-]+[^\d]*$";
const CODE: &str = r"(?s)\b(\d{5})\b[\s,;–-]+[^\d]*$";
const TOWN: &str = r"(?s)\b\d{5}\b[\s,;–-]+([^\d]*?)(?:\s*,\s*(?i:france))?\s*$";
/// Of a cell with postal code and commune alone.
const CODE_FIRST: &str = r"^\s*(\d{5})";
const TOWN_AFTER: &str = r"^\s*\d{5}[\s-]+(.+?)\s*$";
/// Share of the addresses that end with a commune, from which they are parted.
const OFTEN: f64 = 0.5;

/// Adds the rules of `adresse`, `code_postal` and `commune`.
pub fn propose(
    samples: &[ColumnSample],
    taken: &[ColumnRole],
    choice: &mut ColumnChoice,
    draft: &mut Draft,
) {
    let of = |wanted: Role| taken.iter().find(move |role| role.role == wanted);
    let mut plain = |role: &ColumnRole, field: Field| {
        let name = &samples[role.column].name;
        draft.add(field, ProposedRule::column(name), role.certainty, reason(role, name));
    };
    for field in [Field::CodePostal, Field::Commune] {
        if let Some(role) = of(Role::Field(field)) {
            plain(role, field);
        }
    }
    if let Some(role) = of(Role::PostalTown)
        && !both(samples, role, draft)
    {
        let code = of(Role::Field(Field::CodePostal)).map_or(role.column, |code| code.column);
        choice.left_out.push((role.column, LeftOut::Taken(Role::Field(Field::CodePostal), code)));
    }
    let street = of(Role::Street);
    // « Voie » is surer than « Type d’adresse ».
    let surer = |whole: &ColumnRole| {
        street.is_some_and(|s| (s.certainty, s.fit) > (whole.certainty, whole.fit))
    };
    let address = of(Role::Field(Field::Adresse));
    if let (Some(less), Some(street)) = (address.filter(|whole| surer(whole)), street) {
        let why = LeftOut::Taken(Role::Street, street.column);
        choice.left_out.push((less.column, why));
    }
    match address.filter(|whole| !surer(whole)) {
        Some(role) => {
            whole(&samples[role.column], role, draft);
            let parts = [street, of(Role::StreetNumber)];
            for part in parts.into_iter().flatten() {
                let why = LeftOut::Taken(Role::Field(Field::Adresse), role.column);
                choice.left_out.push((part.column, why));
            }
        }
        None => match (street, of(Role::StreetNumber)) {
            (Some(street), number) => joined(samples, number, street, draft),
            (None, Some(number)) => choice.left_out.push((number.column, LeftOut::NotKnown)),
            (None, None) => {}
        },
    }
}

/// Number and street.
fn joined(
    samples: &[ColumnSample],
    number: Option<&ColumnRole>,
    street: &ColumnRole,
    draft: &mut Draft,
) {
    let name = |role: &ColumnRole| samples[role.column].name.clone();
    let Some(number) = number else {
        let why = reason(street, &name(street));
        draft.add(Field::Adresse, ProposedRule::column(&name(street)), street.certainty, why);
        return;
    };
    let rule = ProposedRule {
        columns: vec![name(number), name(street)],
        join: Some(" "),
        ..ProposedRule::default()
    };
    let why = format!("« {} » puis « {} »", name(number), name(street));
    draft.add(Field::Adresse, rule, number.certainty.min(street.certainty), why);
}

/// Postal code and commune of one cell, where they have no column of their own; whether one has none.
fn both(samples: &[ColumnSample], role: &ColumnRole, draft: &mut Draft) -> bool {
    let name = &samples[role.column].name;
    let mut used = false;
    for (field, pattern) in [(Field::CodePostal, CODE_FIRST), (Field::Commune, TOWN_AFTER)] {
        if !draft.has(field) {
            let rule = ProposedRule { pattern: Some(pattern), ..ProposedRule::column(name) };
            draft.add(field, rule, role.certainty, reason(role, name));
            used = true;
        }
    }
    used
}

/// A column of addresses. Where most end with postal code and commune, these are taken away from them, and
/// stand for columns that are not there.
fn whole(sample: &ColumnSample, role: &ColumnRole, draft: &mut Draft) {
    let name = &sample.name;
    let mut why = reason(role, name);
    let share = sample.passing(ends_with_town);
    if share < OFTEN {
        draft.add(Field::Adresse, ProposedRule::column(name), role.certainty, why);
        return;
    }
    why += " ; le code postal et la commune à la fin en sont séparés";
    let street = ProposedRule {
        pattern: Some(STREET),
        otherwise: Some("keep"),
        ..ProposedRule::column(name)
    };
    draft.add(Field::Adresse, street, role.certainty, why);
    let certainty = role.certainty.min(Certainty::Likely);
    for (field, pattern) in [(Field::CodePostal, CODE), (Field::Commune, TOWN)] {
        if !draft.has(field) {
            let rule = ProposedRule {
                pattern: Some(pattern),
                otherwise: Some("drop"),
                ..ProposedRule::column(name)
            };
            let why = format!("pris à la fin de « {name} »");
            draft.add(field, rule, certainty, why);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group<'t>(pattern: &str, text: &'t str) -> Option<&'t str> {
        let regex = regex::Regex::new(pattern).expect("a pattern");
        regex.captures(text)?.get(1).map(|found| found.as_str())
    }

    #[test]
    fn an_address_is_parted() {
        for (text, street, code, town) in [
            ("8 rue de la Boétie - 33000 Bordeaux", "8 rue de la Boétie", "33000", "Bordeaux"),
            ("7 Bis rue Max Linder, 33500 LIBOURNE", "7 Bis rue Max Linder", "33500", "LIBOURNE"),
            (
                "Mairie\n1 place Bonnyaud\n23000 Guéret, France",
                "Mairie\n1 place Bonnyaud",
                "23000",
                "Guéret",
            ),
            ("12345 route de Lyon 69210 L’Arbresle", "12345 route de Lyon", "69210", "L’Arbresle"),
        ] {
            assert_eq!(group(STREET, text), Some(street), "{text}");
            assert_eq!(group(CODE, text), Some(code), "{text}");
            assert_eq!(group(TOWN, text), Some(town), "{text}");
            assert!(ends_with_town(text), "{text}");
        }
        for text in ["8 rue de la Boétie", "Le Bourg"] {
            assert_eq!(
                (group(STREET, text), group(CODE, text), group(TOWN, text)),
                (None, None, None)
            );
        }
        assert_eq!(group(CODE_FIRST, "23000 - Guéret"), Some("23000"));
        assert_eq!(group(TOWN_AFTER, "23000 - Guéret "), Some("Guéret"));
    }
}
