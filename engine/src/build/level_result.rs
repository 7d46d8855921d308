//! Everything that was computed at one level, between the index and the files.

use crate::analysis::access::AccessSummary;
use crate::index::{Complete, Normalised, Scores, Treated, ZoneFigures};
use crate::territory::{LevelIndex, UnitIndex};

/// Everything that was computed at one level.
pub struct LevelResult {
    /// The level.
    pub level: LevelIndex,
    /// Values, origins, reasons.
    pub complete: Complete,
    /// What was done about outliers.
    pub treated: Treated,
    /// Indicators on the method's scale.
    pub normalised: Normalised,
    /// Scores.
    pub scores: Scores,
    /// Figures of the zones that units are compared with.
    pub figures: Vec<ZoneFigures>,
    /// Access to places around its units; of no unit where the method counts none.
    pub access: AccessSummary,
    /// Units to write: all, or those of a zone.
    pub kept: Vec<UnitIndex>,
}
