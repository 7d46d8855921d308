//! What a column of an inventory is for.

use crate::schema::{DAYS, Field};

/// French names of the days, Monday first.
pub const DAY_NAMES: [&str; 7] =
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// What a column of an inventory is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It fills a field of the schema.
    Field(Field),
    /// Both coordinates in one cell.
    Position,
    /// Postal code and commune in one cell.
    PostalTown,
    /// Number in the street.
    StreetNumber,
    /// Street, without its number.
    Street,
    /// Hours of one day, Monday is 0.
    Day(u8),
    /// Labels and programmes together.
    Labels,
    /// Whether people are received.
    ReceivesPublic,
    /// A person: not taken over.
    Person,
    /// How a person is reached: not taken over.
    PersonContact,
    /// Notes, which may be internal: not taken over.
    Notes,
    /// The commune says it: not needed.
    Deduced,
}

impl Role {
    /// The field that it fills, or the first of them.
    pub fn field(self) -> Option<Field> {
        match self {
            Self::Field(field) => Some(field),
            Self::Position => Some(Field::Latitude),
            Self::PostalTown => Some(Field::CodePostal),
            Self::StreetNumber | Self::Street => Some(Field::Adresse),
            Self::Day(_) => Some(Field::Horaires),
            Self::Labels => Some(Field::Dispositifs),
            Self::ReceivesPublic => Some(Field::ModalitesAcces),
            Self::Person | Self::PersonContact | Self::Notes | Self::Deduced => None,
        }
    }

    /// What it is, in French.
    pub fn title(self) -> String {
        match self {
            Self::Field(field) => field.info().title.replace('\'', "’").to_lowercase(),
            Self::Position => "coordonnées".into(),
            Self::PostalTown => "code postal et commune".into(),
            Self::StreetNumber => "numéro dans la voie".into(),
            Self::Street => "voie".into(),
            Self::Day(day) => format!("horaires du {}", DAY_NAMES[usize::from(day) % DAYS.len()]),
            Self::Labels => "labels et dispositifs".into(),
            Self::ReceivesPublic => "accueil du public".into(),
            Self::Person => "nom d’une personne".into(),
            Self::PersonContact => "coordonnées d’une personne".into(),
            Self::Notes => "notes".into(),
            Self::Deduced => "territoire".into(),
        }
    }
}
