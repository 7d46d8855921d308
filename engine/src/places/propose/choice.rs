//! Which column fills which field.
//!
//! In: columns. Out: for each what it is for, or why it is for nothing. The column of which most is certain is
//! taken first; of equal ones the first in the file, and that is said.

use rayon::prelude::*;

use super::by_values::by_values;
use super::column_role::{ColumnRole, LeftOut, certainty};
use super::dictionary::Dictionary;
use super::headings::{HeadingFit, HeadingMatch, meanings};
use super::model::Certainty;
use super::persons::Persons;
use super::role::Role;
use super::sample::ColumnSample;
use super::support::support;
use super::translation::yes_or_no;
use crate::places::communes::Communes;
use crate::schema::{Field, FieldKind};

/// Shares that differ by less are the same.
const SAME: f64 = 0.05;

/// What columns are for.
#[derive(Debug, Default)]
pub struct ColumnChoice {
    /// Columns with a role, in the order of the file.
    pub taken: Vec<ColumnRole>,
    /// Columns that answer a value of a field by yes or no.
    pub answers: Vec<(usize, Field, String)>,
    /// The others.
    pub left_out: Vec<(usize, LeftOut)>,
    /// Columns that could be taken as well as one that is: (taken, other).
    pub ties: Vec<(usize, usize)>,
    /// Columns that could have another role as well.
    pub doubts: Vec<(usize, Role)>,
    /// Columns that are taken, and may be how a person is reached.
    pub of_persons: Vec<usize>,
}

/// Chooses among columns.
pub fn choose(
    samples: &[ColumnSample],
    dictionary: &Dictionary,
    communes: &Communes,
) -> ColumnChoice {
    let found: Vec<Verdict> = samples
        .par_iter()
        .enumerate()
        .map(|(column, sample)| look(column, sample, dictionary, communes))
        .collect();
    let mut out = ColumnChoice::default();
    let mut candidates = Vec::new();
    let persons = Persons::of(samples);
    for (column, one) in found.into_iter().enumerate() {
        match (persons.why(column), one) {
            (_, Verdict::Nothing(why)) | (Some(why), _) => out.left_out.push((column, why)),
            (None, Verdict::Roles(roles)) => candidates.extend(roles),
            (None, Verdict::Answer(field, value)) => out.answers.push((column, field, value)),
        }
    }
    of_persons(&mut candidates, &persons, &mut out);
    assign(candidates, &mut out);
    out
}

/// What may be how a person is reached is taken where nothing else is, and is never certain.
fn of_persons(candidates: &mut Vec<ColumnRole>, persons: &Persons, out: &mut ColumnChoice) {
    for role in [Field::Telephone, Field::Courriels].map(Role::Field) {
        let of_the_place = |c: &ColumnRole| c.role == role && !persons.may_be(c.column);
        let other = candidates.iter().any(of_the_place);
        candidates.retain_mut(|candidate| {
            if candidate.role != role || !persons.may_be(candidate.column) {
                return true;
            }
            candidate.certainty = Certainty::Unsure;
            if other {
                out.left_out.push((candidate.column, LeftOut::PersonContact));
            } else {
                out.of_persons.push(candidate.column);
            }
            !other
        });
    }
}

/// What is seen of one column.
enum Verdict {
    /// It may have these roles.
    Roles(Vec<ColumnRole>),
    /// Yes stands for a value of a field.
    Answer(Field, String),
    /// It is for nothing.
    Nothing(LeftOut),
}

/// What a column may be for, by its heading and its values.
fn look(
    column: usize,
    sample: &ColumnSample,
    dictionary: &Dictionary,
    communes: &Communes,
) -> Verdict {
    if sample.filled == 0 {
        return Verdict::Nothing(LeftOut::Empty);
    }
    let meanings = meanings(&sample.name);
    if yes_or_no(sample).is_some() {
        return answer(column, sample, &meanings, dictionary);
    }
    let supported = |m: &HeadingMatch| {
        let support = support(m.role, sample, dictionary, communes);
        let certainty = certainty(m.role, m.fit, support)?;
        Some(ColumnRole { column, role: m.role, fit: m.fit, words: m.words, support, certainty })
    };
    let roles: Vec<ColumnRole> = meanings.iter().filter_map(supported).collect();
    if let Some(best) = roles.first().copied() {
        // A role that fewer words say is not meant.
        let as_well = |other: &ColumnRole| (other.fit, other.words) == (best.fit, best.words);
        return Verdict::Roles(roles.into_iter().filter(as_well).collect());
    }
    if let Some(alone) = by_values(column, sample, dictionary, communes) {
        return Verdict::Roles(vec![alone]);
    }
    Verdict::Nothing(match meanings.first() {
        Some(m) => LeftOut::Contradicted(m.role, support(m.role, sample, dictionary, communes)),
        None => LeftOut::NotKnown,
    })
}

/// A column of yes and no: its heading is a value of one field, or asks for one.
fn answer(
    column: usize,
    sample: &ColumnSample,
    meanings: &[HeadingMatch],
    dictionary: &Dictionary,
) -> Verdict {
    let role = meanings.first().filter(|m| m.fit == HeadingFit::Whole).map(|m| m.role);
    if role == Some(Role::ReceivesPublic) {
        return Verdict::Roles(vec![ColumnRole {
            column,
            role: Role::ReceivesPublic,
            fit: HeadingFit::Whole,
            words: 1,
            support: 1.0,
            certainty: Certainty::Sure,
        }]);
    }
    // « Téléphone : oui » gives no number, and does not say that one may call.
    let asked = role.and_then(Role::field);
    let choices = Field::ALL.into_iter().filter(|field| field.info().kind == FieldKind::Choice);
    let mut found: Vec<(Field, Vec<String>)> =
        choices.filter_map(|field| Some((field, dictionary.look(field, &sample.name)?))).collect();
    found.retain(|(field, values)| values.len() == 1 && asked.is_none_or(|asked| asked == *field));
    match (found.pop(), found.len()) {
        (Some((field, mut values)), 0) => match values.pop() {
            Some(value) => Verdict::Answer(field, value),
            None => Verdict::Nothing(LeftOut::YesNo(0)),
        },
        (None, _) => Verdict::Nothing(LeftOut::YesNo(0)),
        (Some(_), others) => Verdict::Nothing(LeftOut::YesNo(others + 1)),
    }
}

/// Whether all columns with a role are taken, or one.
fn several(role: Role, fit: HeadingFit) -> bool {
    let united = [Field::Telephone, Field::Courriels, Field::SiteWeb];
    fit > HeadingFit::Silent
        && match role {
            // Of several positions the one that knows most is kept: see `position`.
            Role::Day(_) | Role::Labels | Role::Position => true,
            Role::Field(field) => united.contains(&field) || field.info().kind == FieldKind::Choice,
            _ => false,
        }
}

fn assign(mut candidates: Vec<ColumnRole>, out: &mut ColumnChoice) {
    candidates.sort_by(|a, b| {
        let of = |c: &ColumnRole| (c.certainty, c.fit, c.words);
        of(b).cmp(&of(a)).then(share(b).cmp(&share(a))).then(a.column.cmp(&b.column))
    });
    let mut done: Vec<usize> = Vec::new();
    let mut beaten: Vec<(usize, LeftOut)> = Vec::new();
    for candidate in candidates {
        let ColumnRole { column, role, fit, .. } = candidate;
        if done.contains(&column) {
            let taken = out.taken.iter().find(|taken| taken.column == column);
            if taken.is_some_and(|taken| same(taken, &candidate)) {
                out.doubts.push((column, role));
            }
            continue;
        }
        if role.field().is_none() {
            done.push(column);
            out.left_out.push((column, LeftOut::NotNeeded(role)));
            continue;
        }
        let first = out.taken.iter().find(|taken| taken.role == role).copied();
        match first.filter(|_| !several(role, fit)) {
            None => {
                done.push(column);
                out.taken.push(candidate);
            }
            Some(first) => {
                if same(&first, &candidate) {
                    out.ties.push((first.column, column));
                }
                beaten.push((column, LeftOut::Taken(role, first.column)));
            }
        }
    }
    for (column, why) in beaten {
        if !done.contains(&column) {
            done.push(column);
            out.left_out.push((column, why));
        }
    }
    out.ties.retain(|(_, other)| !out.taken.iter().any(|taken| taken.column == *other));
    out.taken.sort_by_key(|taken| taken.column);
    out.left_out.sort_by_key(|(column, _)| *column);
}

/// Whether as much speaks for one as for the other.
fn same(a: &ColumnRole, b: &ColumnRole) -> bool {
    let order = |c: &ColumnRole| (c.certainty, c.fit, c.words);
    order(a) == order(b) && (a.support - b.support).abs() < SAME
}

/// A share as a whole number of hundredths, so that it can be compared.
fn share(candidate: &ColumnRole) -> u32 {
    (candidate.support / SAME).round() as u32
}
