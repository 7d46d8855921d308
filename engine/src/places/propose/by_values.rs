//! What a column is whose heading says nothing: the role that its values alone tell.
//!
//! In: a column. Out: that role, where one is told.

use super::column_role::{ColumnRole, NEARLY, certainty};
use super::dictionary::Dictionary;
use super::headings::HeadingFit;
use super::role::Role;
use super::sample::ColumnSample;
use super::support::support;
use crate::places::communes::Communes;
use crate::schema::Field;

/// Roles that values tell without a heading, the most telling first.
const BY_VALUES: [Role; 18] = [
    Role::Field(Field::Courriels),
    Role::Field(Field::SiteWeb),
    Role::Field(Field::Telephone),
    Role::Field(Field::Pivot),
    Role::Position,
    Role::Field(Field::CodeInsee),
    Role::Field(Field::CodePostal),
    Role::PostalTown,
    Role::Field(Field::Commune),
    Role::Field(Field::Horaires),
    Role::Field(Field::Services),
    Role::Field(Field::Publics),
    Role::Field(Field::PriseEnCharge),
    Role::Field(Field::Frais),
    Role::Field(Field::ModalitesAcces),
    Role::Field(Field::ModalitesAccompagnement),
    Role::Field(Field::Typologie),
    Role::Field(Field::Itinerance),
];

/// The role that values alone tell.
pub fn by_values(
    column: usize,
    sample: &ColumnSample,
    dictionary: &Dictionary,
    communes: &Communes,
) -> Option<ColumnRole> {
    let found = BY_VALUES.into_iter().filter_map(|role| {
        let shaped = sample.passing(|text| is_shaped(role, text));
        if shaped < NEARLY {
            return None;
        }
        let support = shaped.min(support(role, sample, dictionary, communes));
        let certainty = certainty(role, HeadingFit::Silent, support)?;
        Some(ColumnRole::told(column, role, support, certainty))
    });
    let found: Vec<ColumnRole> = found.collect();
    let most = found.iter().map(|role| role.support).max_by(f64::total_cmp)?;
    // Of equal ones the first: an e-mail address is no site.
    found.into_iter().find(|role| role.support >= most)
}

/// Whether a text can be what a column without a telling heading holds: numbers are many things.
fn is_shaped(role: Role, text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match role {
        Role::Field(Field::Telephone) => (9..=30).contains(&digits),
        Role::Field(Field::Pivot) => digits == 14,
        Role::Field(Field::CodePostal | Field::CodeInsee) => text.len() == 5 && digits >= 4,
        Role::Field(Field::SiteWeb) => text.contains("www.") || text.contains("http"),
        _ => true,
    }
}
