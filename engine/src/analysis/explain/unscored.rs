//! Why a unit has no score although enough is known of it, where its missing values do not say it.

/// Why a unit was left out of what is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unscored {
    /// Too few of the scored indicators are known.
    Screened,
    /// Values are known, and there is nothing to set them against.
    NotCompared,
}

impl Unscored {
    /// All, in the order of the variants.
    pub const ALL: [Self; 2] = [Self::Screened, Self::NotCompared];

    /// As written in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Screened => "screened",
            Self::NotCompared => "not_compared",
        }
    }
}
