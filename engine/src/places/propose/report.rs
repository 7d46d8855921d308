//! What became of each column, and what is missing, in French.

use std::collections::BTreeSet;

use super::choice::ColumnChoice;
use super::column_role::LeftOut;
use super::draft::{Draft, fitting};
use super::header::MOST_COLUMNS;
use super::headings::meanings;
use super::model::{Proposal, ProposedColumn};
use super::role::Role;
use super::sample::ColumnSample;
use crate::places::check::tidy;
use crate::schema::Field;

/// Texts of a column that are shown, and characters of each.
const EXAMPLES: usize = 3;
const EXAMPLE_LETTERS: usize = 60;
/// Columns without a usable heading that are named.
const MOST_UNREAD: usize = 200;

/// Every column of the file, in its order; of those that cannot be read for their heading, the first.
pub fn columns(
    names: &[String],
    samples: &[ColumnSample],
    choice: &ColumnChoice,
    draft: &Draft,
) -> Vec<ProposedColumn> {
    let mut out: Vec<ProposedColumn> = samples
        .iter()
        .enumerate()
        .map(|(column, sample)| {
            let fields = draft.filled_by(&sample.name);
            let left = choice.left_out.iter().find(|(left, _)| *left == column);
            let left_out = left.filter(|_| fields.is_empty()).map(|(_, why)| said(*why, samples));
            let examples = sample.texts.iter().take(EXAMPLES).map(|(text, _)| cut(text));
            ProposedColumn {
                number: sample.position + 1,
                name: sample.name.clone(),
                filled: sample.filled,
                examples: examples.collect(),
                fields,
                left_out,
            }
        })
        .collect();
    let read = |at: &usize| samples.binary_search_by_key(at, |sample| sample.position).is_ok();
    let unread = (0..names.len()).filter(|at| !read(at)).take(MOST_UNREAD);
    out.extend(unread.map(|at| ProposedColumn {
        number: at + 1,
        name: names[at].clone(),
        filled: 0,
        examples: Vec::new(),
        fields: Vec::new(),
        left_out: Some(unreadable(&names[at], names)),
    }));
    out.sort_by_key(|column| column.number);
    out
}

fn unreadable(name: &str, names: &[String]) -> String {
    if name.trim().is_empty() {
        return "colonne sans titre : donnez-lui un titre pour qu’elle soit lue".into();
    }
    if names.iter().filter(|other| other.trim() == name.trim()).count() > 1 {
        return "plusieurs colonnes ont ce titre : renommez-les pour qu’elles soient lues".into();
    }
    "au-delà des colonnes regardées".into()
}

fn said(why: LeftOut, samples: &[ColumnSample]) -> String {
    match why {
        LeftOut::Empty => "aucune valeur".into(),
        LeftOut::NotKnown => "ni le titre ni les valeurs ne sont reconnus".into(),
        LeftOut::Contradicted(role, share) => {
            format!("le titre fait penser à « {} », mais {}", role.title(), fitting(share))
        }
        LeftOut::NotNeeded(Role::Person) => {
            "nom d’une personne : ce n’est pas repris (donnée personnelle)".into()
        }
        LeftOut::PersonNames => {
            "ses valeurs sont des noms de personnes : elle n’est pas reprise (donnée personnelle)"
                .into()
        }
        LeftOut::Surname(first) => format!(
            "nom d’une personne (« {} » est à côté) : ce n’est pas repris (donnée personnelle)",
            samples[first].name
        ),
        LeftOut::NotNeeded(Role::PersonContact) | LeftOut::PersonContact => {
            "coordonnées d’une personne : elles ne sont pas reprises (données personnelles)".into()
        }
        LeftOut::NotNeeded(Role::Notes) => {
            "notes, peut-être internes : ajoutez-les à « presentation_detail » si elles sont à \
             publier"
                .into()
        }
        LeftOut::NotNeeded(_) => "se déduit de la commune".into(),
        LeftOut::Taken(role, by) => {
            format!("« {} » : c’est « {} » qui est prise", role.title(), samples[by].name)
        }
        LeftOut::Unpaired => "l’autre coordonnée n’est dans aucune colonne".into(),
        LeftOut::NotUnique => {
            "la même valeur sur plusieurs lignes, ou aucune : ce n’est pas un identifiant".into()
        }
        LeftOut::YesNo(0) => "oui ou non, à une question que le schéma ne pose pas".into(),
        LeftOut::YesNo(fields) => {
            format!("oui ou non, à une question qui peut être celle de {fields} champs")
        }
        LeftOut::NotChosen => "laissée, comme vous l’avez demandé".into(),
    }
}

/// What no column says and no place can do without; of headings that stand twice, and of names of persons, that
/// they are why.
pub fn lacking(
    proposal: &Proposal,
    names: &[String],
    samples: &[ColumnSample],
    choice: &ColumnChoice,
) -> Vec<String> {
    let has = |field: Field| proposal.field(field).is_some();
    let mut out = Vec::new();
    if !has(Field::Nom) {
        let of_persons = |why: &LeftOut| matches!(why, LeftOut::Surname(_) | LeftOut::PersonNames);
        let persons = choice.left_out.iter().find(|(_, why)| of_persons(why));
        out.push(match (repeated(names, &[Field::Nom]), persons) {
            (Some(name), _) => format!(
                "Plusieurs colonnes ont le titre « {name} » : laissez-le à celle du nom des lieux, et renommez \
                 les autres."
            ),
            (None, Some((column, _))) => format!(
                "Aucune colonne n’est reconnue comme le nom des lieux ; « {} » contient des noms de personnes, \
                 qui ne sont pas repris : donnez à celle des lieux le titre « Nom de la structure ».",
                samples[*column].name
            ),
            (None, None) => {
                "Aucune colonne n’est reconnue comme le nom des lieux : donnez à la bonne le titre « Nom »."
                    .into()
            }
        });
    }
    let placed = has(Field::Latitude) || has(Field::CodeInsee) || has(Field::Commune);
    if !placed {
        let place = [Field::Commune, Field::CodeInsee, Field::Latitude, Field::Longitude];
        out.push(match repeated(names, &place) {
            Some(name) => format!(
                "Aucune colonne ne dit où sont les lieux : plusieurs ont le titre « {name} » ; laissez-le à \
                 l’une, et renommez les autres."
            ),
            None => {
                "Aucune colonne ne dit où sont les lieux : donnez à l’une le titre « Commune », ou \
                 « Code INSEE », ou « Latitude » et « Longitude »."
                    .into()
            }
        });
    }
    out
}

/// A heading of several columns that says one of these fields.
fn repeated<'a>(names: &'a [String], fields: &[Field]) -> Option<&'a str> {
    let names = &names[..names.len().min(MOST_COLUMNS)];
    let mut seen = BTreeSet::new();
    let twice = names.iter().map(|name| name.trim()).filter(|name| !seen.insert(*name));
    let says = |name: &str| {
        let field = meanings(name).first().and_then(|found| found.role.field());
        field.is_some_and(|field| fields.contains(&field))
    };
    twice.into_iter().find(|name| says(name))
}

fn cut(text: &str) -> String {
    let text = tidy(text);
    match text.char_indices().nth(EXAMPLE_LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
