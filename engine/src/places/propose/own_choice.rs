//! What a person chooses in place of what is proposed: another column for a field, or none.

use super::choice::ColumnChoice;
use super::column_role::{ColumnRole, LeftOut};
use super::dictionary::Dictionary;
use super::draft::Draft;
use super::role::Role;
use super::sample::ColumnSample;
use super::support::{postal_town, support};
use crate::error::{Error, Result};
use crate::places::check::pair;
use crate::places::communes::Communes;
use crate::schema::Field;

/// From this share of the cells on a column holds two values in each.
const MOST: f64 = 0.5;

/// The column that is to fill a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnChoice {
    /// The field.
    pub field: Field,
    /// Position of the column in the file, from 1; `None`: the field stays empty.
    pub column: Option<usize>,
}

/// Puts what a person chooses in the place of what was found.
///
/// # Errors
/// A column that is not in the file, or that cannot be read by its heading.
pub fn follow(
    own: &[OwnChoice],
    samples: &[ColumnSample],
    choice: &mut ColumnChoice,
    dictionary: &Dictionary,
    communes: &Communes,
) -> Result<()> {
    for OwnChoice { field, column } in own {
        release(*field, choice);
        let Some(number) = column else { continue };
        let found = samples.binary_search_by_key(&number.wrapping_sub(1), |s| s.position);
        let column = found.map_err(|_| {
            Error::request(format!("column {number} cannot be read by its heading"))
                .with_help("choose a column that has a heading of its own")
        })?;
        let sample = &samples[column];
        let role = role(*field, sample);
        let support = support(role, sample, dictionary, communes);
        choice.taken.push(ColumnRole::chosen(column, role, support));
    }
    choice.taken.sort_by_key(|taken| taken.column);
    Ok(())
}

/// Takes away the rules of fields that are to stay empty: one column may fill several fields.
pub fn leave(own: &[OwnChoice], draft: &mut Draft) {
    for one in own.iter().filter(|one| one.column.is_none()) {
        draft.leave(one.field);
    }
}

/// Takes a field away from the columns that fill it alone.
fn release(field: Field, choice: &mut ColumnChoice) {
    let mut free = Vec::new();
    choice.taken.retain(|taken| {
        let fills = match taken.role {
            // What another column fills is not taken from it; the rest is.
            Role::PostalTown => false,
            Role::Position => matches!(field, Field::Latitude | Field::Longitude),
            role => role.field() == Some(field),
        };
        if fills {
            free.push(taken.column);
        }
        !fills
    });
    choice.answers.retain(|(column, of, _)| {
        if *of == field {
            free.push(*column);
        }
        *of != field
    });
    choice.left_out.extend(free.into_iter().map(|column| (column, LeftOut::NotChosen)));
}

/// What a column is for when a person gives it to a field: of two values in each cell, both.
fn role(field: Field, sample: &ColumnSample) -> Role {
    match field {
        Field::Latitude | Field::Longitude
            if sample.passing(|text| pair(text).is_some()) >= MOST =>
        {
            Role::Position
        }
        Field::CodePostal | Field::Commune
            if sample.passing(|text| postal_town(text).is_some()) >= MOST =>
        {
            Role::PostalTown
        }
        field => Role::Field(field),
    }
}
