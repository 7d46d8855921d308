//! Columns of words that become values of the schema: services, publics, labels, types of place.

use super::column_role::ColumnRole;
use super::dictionary::{Dictionary, beside};
use super::draft::{Draft, reason};
use super::model::ProposedRule;
use super::sample::ColumnSample;
use super::translation::{TranslatedValue, Translation};
use crate::schema::Field;

/// Adds the rule of a column that fills a field, and those of the fields beside it.
pub fn propose(
    field: Field,
    role: &ColumnRole,
    sample: &ColumnSample,
    dictionary: &Dictionary,
    draft: &mut Draft,
) {
    let translation = Translation::of(field, sample, dictionary);
    let values = values(field, &translation);
    // The schema knows its own values, however they are typed.
    let own = |(text, to): &(String, Vec<String>)| {
        to.len() == 1 && field.canonical(text) == to.first().map(String::as_str)
    };
    let spelled = values.iter().all(own);
    let rule = ProposedRule {
        split: translation.split,
        otherwise: (!spelled).then_some("keep"),
        values: if spelled { Vec::new() } else { values },
        ..ProposedRule::column(&sample.name)
    };
    draft.add(field, rule, role.certainty, reason(role, &sample.name));
    draft.not_understood(field, &translation);
    for other in translation.also(field) {
        other_field(other, role, sample, &translation, draft);
    }
}

/// Labels and programmes in one column: each where the schema has it, the others as they are.
pub fn labels(
    role: &ColumnRole,
    sample: &ColumnSample,
    dictionary: &Dictionary,
    draft: &mut Draft,
) {
    let field = Field::Dispositifs;
    let translation = Translation::of(field, sample, dictionary);
    let fields = std::iter::once(field).chain(beside(field).iter().copied());
    for field in fields {
        if values(field, &translation).iter().any(|(_, to)| !to.is_empty()) {
            other_field(field, role, sample, &translation, draft);
        }
    }
    let known = values(field, &translation);
    let known: Vec<_> = known.into_iter().map(|(text, _)| (text, Vec::new())).collect();
    let rule = ProposedRule {
        split: translation.split,
        otherwise: (!known.is_empty()).then_some("keep"),
        values: known,
        ..ProposedRule::column(&sample.name)
    };
    let why = format!(
        "« {} » : les labels que le schéma ne connaît pas sont gardés tels quels",
        sample.name
    );
    draft.add(Field::AutresFormations, rule, role.certainty, why);
}

/// The values of a column that belong to another field than its own; what they are not is left to that one.
fn other_field(
    field: Field,
    role: &ColumnRole,
    sample: &ColumnSample,
    translation: &Translation,
    draft: &mut Draft,
) {
    let values = values(field, translation);
    let rule = ProposedRule {
        split: translation.split,
        values: values.into_iter().filter(|(_, to)| !to.is_empty()).collect(),
        otherwise: Some("drop"),
        ..ProposedRule::column(&sample.name)
    };
    let why = format!("« {} » en contient des valeurs", sample.name);
    draft.add(field, rule, role.certainty, why);
}

/// What texts become in a field: those that stand for something there, and nothing for those that stand for
/// something in another field alone. Those that are not understood are not among them.
fn values(field: Field, translation: &Translation) -> Vec<(String, Vec<String>)> {
    let known = translation.values.iter().filter(|value| !value.stands_for.is_empty());
    let of = |value: &TranslatedValue| {
        let own = value.stands_for.iter().find(|(f, _)| *f == field);
        own.map(|(_, values)| values.clone()).unwrap_or_default()
    };
    known.map(|value| (value.text.clone(), of(value))).collect()
}
