//! The third stage: indicators are brought to every level, normalised, aggregated and ranked.

use rayon::prelude::*;

use crate::analysis::access::AccessSummary;
use crate::build::LevelResult;
use crate::catalog::Method;
use crate::error::Result;
use crate::index::{PreparedLevel, Reference};
use crate::indicator::Measured;
use crate::territory::{Territory, UnitIndex, ZoneUnits};

/// Scores every level of the method, in its order. Of a zone, only its units are kept; all are
/// compared all the same. Access is not measured yet.
///
/// # Errors
/// A method that cannot be applied to these units.
pub fn score(
    method: &Method,
    territory: &Territory,
    measured: &[Measured],
    zone: Option<&ZoneUnits>,
) -> Result<Vec<LevelResult>> {
    method
        .levels
        .par_iter()
        .map(|id| {
            let PreparedLevel { level, zones, complete, treated, normalised } =
                PreparedLevel::new(method, territory, measured, id)?;
            let scores = normalised.score(method, &zones);
            let figures = Reference::figures(&complete, &scores.index, territory, level, &zones);
            let inside = zone.map(|z| territory.in_zone(level, z));
            let units = territory[level].len();
            let written = |unit: &UnitIndex| inside.as_ref().is_none_or(|i| i[unit.get()]);
            let kept = territory[level].units().filter(written).collect();
            let counted = if method.access.is_some() { units } else { 0 };
            let access = AccessSummary::unknown(counted);
            Ok(LevelResult { level, complete, treated, normalised, scores, figures, access, kept })
        })
        .collect()
}
