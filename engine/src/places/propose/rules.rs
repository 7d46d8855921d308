//! From the roles of columns to the rules of fields.

use super::address;
use super::choice::ColumnChoice;
use super::column_role::{ColumnRole, LeftOut};
use super::dictionary::Dictionary;
use super::draft::{Draft, reason};
use super::lists;
use super::model::{Certainty, ProposedRule};
use super::persons::are_persons;
use super::position::Coordinates;
use super::role::Role;
use super::sample::ColumnSample;
use super::support::{date_notation, is_name};
use super::translation::yes_or_no;
use crate::schema::{Field, FieldKind, NO_PUBLIC};

/// Share of the cells from which a column without a telling heading may hold names.
const MOST: f64 = 0.8;

/// Puts the rules together. `id` is that of the source. Columns whose role another one fills better go to
/// those that are left out.
pub fn rules(
    id: &str,
    samples: &[ColumnSample],
    choice: &mut ColumnChoice,
    dictionary: &Dictionary,
) -> Draft {
    let mut draft = Draft::default();
    let taken = std::mem::take(&mut choice.taken);
    coordinates(samples, &taken, choice, &mut draft);
    address::propose(samples, &taken, choice, &mut draft);
    hours(samples, &taken, &mut draft);
    for role in &taken {
        let sample = &samples[role.column];
        match role.role {
            Role::Field(Field::Id) => identifier(id, role, sample, choice, &mut draft),
            Role::Field(Field::DateMaj) => date(role, sample, &mut draft),
            Role::Field(field) if is_list_of_words(field) => {
                lists::propose(field, role, sample, dictionary, &mut draft);
            }
            Role::Labels => lists::labels(role, sample, dictionary, &mut draft),
            Role::ReceivesPublic => {
                answers(Field::ModalitesAcces, "", NO_PUBLIC, sample, role.certainty, &mut draft);
            }
            Role::Field(field) if !is_where(field) => {
                let rule = ProposedRule::column(&sample.name);
                draft.add(field, rule, role.certainty, reason(role, &sample.name));
            }
            _ => {}
        }
    }
    for (column, field, value) in &choice.answers {
        answers(*field, value, "", &samples[*column], Certainty::Sure, &mut draft);
    }
    for (column, other) in &choice.ties {
        let role = taken.iter().find(|role| role.column == *column).and_then(|r| r.role.field());
        if let Some(field) = role {
            let [first, other] = [*column, *other].map(|at| samples[at].name.as_str());
            draft.say(
                field,
                format!(
                    "« {other} » conviendrait aussi bien : « {first} », la première, est prise"
                ),
            );
        }
    }
    for (column, other) in &choice.doubts {
        let role = taken.iter().find(|role| role.column == *column).and_then(|r| r.role.field());
        if let Some(field) = role {
            let name = &samples[*column].name;
            draft.say(field, format!("« {name} » pourrait aussi être : {}", other.title()));
        }
    }
    for column in &choice.of_persons {
        let role = taken.iter().find(|role| role.column == *column).and_then(|r| r.role.field());
        if let Some(field) = role {
            let name = &samples[*column].name;
            let said = format!(
                "« {name} » : peut-être celle d’une personne, à ne publier qu’avec son accord"
            );
            draft.say(field, said);
        }
    }
    choice.taken = taken;
    if !draft.has(Field::Nom) {
        name(samples, choice, &mut draft);
    }
    draft
}

/// Where no heading says the name of the places: the first column of short texts of which nearly each is
/// another one, and no name of a person; or else the structure that runs them.
fn name(samples: &[ColumnSample], choice: &mut ColumnChoice, draft: &mut Draft) {
    let full = |sample: &ColumnSample| sample.filled as f64 >= MOST * sample.cells.len() as f64;
    let like_names = |sample: &ColumnSample| {
        let different = sample.different as f64 >= MOST * sample.filled as f64;
        full(sample) && different && sample.passing(is_name) >= MOST && !are_persons(sample)
    };
    let not_known = choice.left_out.iter().filter(|(_, why)| *why == LeftOut::NotKnown);
    let mut columns = not_known.map(|(column, _)| *column);
    let found = columns.find(|column| like_names(&samples[*column]));
    let parent = Role::Field(Field::StructureParente);
    let parent = choice.taken.iter().find(|taken| taken.role == parent).map(|taken| taken.column);
    let parent = parent.filter(|column| full(&samples[*column]) && !are_persons(&samples[*column]));
    let Some(column) = found.or(parent) else { return };
    let name = &samples[column].name;
    let why = format!("aucun titre ne dit le nom des lieux ; « {name} » pourrait l’être");
    draft.add(Field::Nom, ProposedRule::column(name), Certainty::Unsure, why);
}

/// Fields that are worked out together.
fn is_where(field: Field) -> bool {
    matches!(
        field,
        Field::Latitude
            | Field::Longitude
            | Field::Commune
            | Field::CodePostal
            | Field::Adresse
            | Field::Horaires
    )
}

fn is_list_of_words(field: Field) -> bool {
    matches!(field.info().kind, FieldKind::Choice | FieldKind::Typology)
}

/// The coordinates that put most rows in France: two columns, or one that holds both.
fn coordinates(
    samples: &[ColumnSample],
    taken: &[ColumnRole],
    choice: &mut ColumnChoice,
    draft: &mut Draft,
) {
    let of = |wanted: Role| taken.iter().filter(move |role| role.role == wanted);
    let latitude = of(Role::Field(Field::Latitude)).next();
    let longitude = of(Role::Field(Field::Longitude)).next();
    let mut found: Vec<(Coordinates, Certainty, Vec<usize>)> = Vec::new();
    if let (Some(lat), Some(lon)) = (latitude, longitude) {
        let both = Coordinates::of_columns(&samples[lat.column], &samples[lon.column]);
        let certainty = lat.certainty.min(lon.certainty);
        found.extend(both.map(|both| (both, certainty, vec![lat.column, lon.column])));
    }
    for role in of(Role::Position) {
        let both = Coordinates::of_pairs(&samples[role.column]);
        found.extend(both.map(|both| (both, role.certainty, vec![role.column])));
    }
    // The first of those that know as many.
    let best =
        found.iter().enumerate().fold(None, |best: Option<usize>, (at, (coordinates, ..))| {
            let better = best.is_none_or(|best| coordinates.better_than(&found[best].0));
            if better { Some(at) } else { best }
        });
    let kept: &[usize] = best.map_or(&[][..], |best| found[best].2.as_slice());
    for role in latitude.into_iter().chain(longitude).chain(of(Role::Position)) {
        if !kept.contains(&role.column) {
            let why = match kept.first() {
                Some(first) => LeftOut::Taken(Role::Position, *first),
                None if role.role != Role::Position
                    && latitude.is_some() != longitude.is_some() =>
                {
                    LeftOut::Unpaired
                }
                None => LeftOut::Contradicted(Role::Position, 0.0),
            };
            choice.left_out.push((role.column, why));
        }
    }
    if let Some((coordinates, certainty, _)) = best.and_then(|best| found.get(best)) {
        coordinates.propose(*certainty, draft);
    }
}

/// Hours by day, then those of one column.
fn hours(samples: &[ColumnSample], taken: &[ColumnRole], draft: &mut Draft) {
    let mut days: Vec<(u8, Vec<String>)> = Vec::new();
    let mut certainty = Certainty::Sure;
    for role in taken {
        let Role::Day(day) = role.role else { continue };
        certainty = certainty.min(role.certainty);
        let name = samples[role.column].name.clone();
        match days.iter_mut().find(|(known, _)| *known == day) {
            Some((_, names)) => names.push(name),
            None => days.push((day, vec![name])),
        }
    }
    days.sort_by_key(|(day, _)| *day);
    if !days.is_empty() {
        let why = format!("horaires de {} jours, une colonne ou plusieurs par jour", days.len());
        let rule = ProposedRule { days, ..ProposedRule::default() };
        draft.add(Field::Horaires, rule, certainty, why);
    }
    for role in taken.iter().filter(|role| role.role == Role::Field(Field::Horaires)) {
        let name = &samples[role.column].name;
        let why = reason(role, name);
        draft.add(Field::Horaires, ProposedRule::column(name), role.certainty, why);
    }
}

/// An identifier that differs in every row, with the source's id before it.
fn identifier(
    id: &str,
    role: &ColumnRole,
    sample: &ColumnSample,
    choice: &mut ColumnChoice,
    draft: &mut Draft,
) {
    if !sample.identifies() {
        choice.left_out.push((role.column, LeftOut::NotUnique));
        return;
    }
    let rule =
        ProposedRule { prefix: Some(format!("{id}-")), ..ProposedRule::column(&sample.name) };
    let why = format!("« {} » est différent à chaque ligne regardée", sample.name);
    draft.add(Field::Id, rule, role.certainty, why);
}

fn date(role: &ColumnRole, sample: &ColumnSample, draft: &mut Draft) {
    let notation = date_notation(sample).and_then(|(notation, _)| notation);
    let rule = ProposedRule { date: notation, ..ProposedRule::column(&sample.name) };
    let why = reason(role, &sample.name);
    let why = match notation {
        Some(notation) => format!("{why} ; dates lues comme {notation}"),
        None => why,
    };
    draft.add(Field::DateMaj, rule, role.certainty, why);
}

/// A column of yes and no: what each stands for.
fn answers(
    field: Field,
    yes: &str,
    no: &str,
    sample: &ColumnSample,
    certainty: Certainty,
    draft: &mut Draft,
) {
    let Some((yeses, nos)) = yes_or_no(sample) else { return };
    let value = |text: &str| -> Vec<String> {
        Some(text).filter(|text| !text.is_empty()).map(String::from).into_iter().collect()
    };
    let values = yeses.iter().map(|text| ((*text).to_string(), value(yes)));
    let values = values.chain(nos.iter().map(|text| ((*text).to_string(), value(no))));
    let rule = ProposedRule { values: values.collect(), ..ProposedRule::column(&sample.name) };
    let said = if yes.is_empty() { no } else { yes };
    let why = format!("« {} » : oui ou non, pour « {said} »", sample.name);
    draft.add(field, rule, certainty, why);
}
