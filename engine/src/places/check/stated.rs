//! What a row states of where its place is, as text.

use super::super::model::Kept;
use super::super::schema::Field;

/// What a row states of where its place is.
#[derive(Debug, Default)]
pub struct StatedPosition<'a> {
    /// INSEE code.
    pub code: Option<&'a str>,
    /// Name of the commune.
    pub commune: Option<&'a str>,
    /// Postal code.
    pub postal: Option<&'a str>,
    /// Longitude, as text.
    pub longitude: Option<&'a str>,
    /// Latitude, as text.
    pub latitude: Option<&'a str>,
}

/// Field, value, problem, what became of it.
pub type Problem = (Field, String, String, Kept);
/// Problems found on the way.
pub type Problems = Vec<Problem>;
