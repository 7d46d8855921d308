//! A role that a column may have, how certain that is, and why a column has none.

use super::headings::HeadingFit;
use super::model::Certainty;
use super::role::Role;

/// From this share of fitting values on, a heading is believed.
const MOST: f64 = 0.8;
const HALF: f64 = 0.4;
const SOME: f64 = 0.1;
/// From this share on, values are believed without a heading.
const ALONE: f64 = 0.9;
/// From this share on, they are perhaps.
pub const NEARLY: f64 = 0.7;

/// A role that a column may have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnRole {
    /// Its position among the columns.
    pub column: usize,
    /// The role.
    pub role: Role,
    /// How well the heading says it.
    pub fit: HeadingFit,
    /// Words of the heading that say it.
    pub words: usize,
    /// Share of its values that fit.
    pub support: f64,
    /// How certain that is.
    pub certainty: Certainty,
}

impl ColumnRole {
    /// A role that values tell, and the heading does not.
    pub fn told(column: usize, role: Role, support: f64, certainty: Certainty) -> Self {
        Self { column, role, fit: HeadingFit::Silent, words: 0, support, certainty }
    }

    /// A role that a person gives to a column; `support` is the share of its values that fit.
    pub fn chosen(column: usize, role: Role, support: f64) -> Self {
        let certainty = certainty(role, HeadingFit::Whole, support).unwrap_or(Certainty::Unsure);
        Self { column, role, fit: HeadingFit::Chosen, words: 0, support, certainty }
    }
}

/// Why a column is for nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LeftOut {
    /// It has no value.
    Empty,
    /// Neither its heading nor its values are known.
    NotKnown,
    /// Its heading says a role, its values are something else.
    Contradicted(Role, f64),
    /// It is a person's name, a note, or a territory that follows from the commune.
    NotNeeded(Role),
    /// Another column has this role; by its position.
    Taken(Role, usize),
    /// It is one coordinate, and the other is nowhere.
    Unpaired,
    /// It is a number of rows, and the same in several.
    NotUnique,
    /// It says yes or no to something that the schema has not, or has in several fields.
    YesNo(usize),
    /// A person prefers another column, or none.
    NotChosen,
    /// « Nom » beside a column of first names, by its position.
    Surname(usize),
    /// Its values are names of persons.
    PersonNames,
    /// It is how a person is reached.
    PersonContact,
}

/// How certain a role is; `None` where it is not believed.
pub fn certainty(role: Role, fit: HeadingFit, support: f64) -> Option<Certainty> {
    let chosen = role.field().is_some_and(|field| !field.allowed().is_empty());
    match (fit, support) {
        (HeadingFit::Whole, s) if s >= MOST => Some(Certainty::Sure),
        (HeadingFit::Whole, s) if s >= HALF => Some(Certainty::Likely),
        (HeadingFit::Part, s) if s >= MOST => Some(Certainty::Likely),
        (HeadingFit::Whole | HeadingFit::Part, s) if s >= SOME => Some(Certainty::Unsure),
        // Words of its own: whoever knows them translates them.
        (HeadingFit::Whole, _) if chosen => Some(Certainty::Unsure),
        (HeadingFit::Silent, s) if s >= ALONE => Some(Certainty::Likely),
        (HeadingFit::Silent, s) if s >= NEARLY => Some(Certainty::Unsure),
        _ => None,
    }
}
