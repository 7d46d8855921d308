//! Why a column could not be normalised.

/// Why a column could not be normalised.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NormaliseError {
    /// A parameter that cannot be.
    #[error("{0}")]
    Parameter(String),
    /// `identity` keeps the value as it is, so it cannot turn it round.
    #[error("`identity` cannot turn a `down` indicator round: choose another normalisation")]
    IdentityDown,
    /// `pooled` without the zones' values.
    #[error("`ratio_to_reference` with `pooled` needs the pooled value of each zone")]
    NoReference,
    /// Columns that do not go together.
    #[error("{what}: {found} given, {expected} expected")]
    Length {
        /// Of what.
        what: &'static str,
        /// How many were given.
        found: usize,
        /// How many there are.
        expected: usize,
    },
    /// A zone that does not exist.
    #[error("unit {unit} lies in zone {zone}, and there are {zones}")]
    Zone {
        /// Position of the unit.
        unit: usize,
        /// Its zone.
        zone: u32,
        /// Number of zones.
        zones: usize,
    },
}
