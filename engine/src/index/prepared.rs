//! One level before it is weighted: what weights do not change.

use rayon::prelude::*;

use super::{Complete, Normalised, Raw, Treated, Zones};
use crate::catalog::Method;
use crate::error::{Error, Result};
use crate::indicator::{self, Column, Measured};
use crate::territory::{LevelIndex, Territory};

/// One level before it is weighted.
pub struct PreparedLevel {
    /// The level.
    pub level: LevelIndex,
    /// The zones that its units are compared in.
    pub zones: Zones,
    /// Values, origins, reasons.
    pub complete: Complete,
    /// What was done about outliers.
    pub treated: Treated,
    /// Indicators on the method's scale.
    pub normalised: Normalised,
}

impl PreparedLevel {
    /// Brings indicators to the level `id`, completes, treats and normalises them.
    ///
    /// # Errors
    /// An unknown level; an indicator whose units do not nest in those of the level; a normalisation
    /// that cannot be applied.
    pub fn new(
        method: &Method,
        territory: &Territory,
        measured: &[Measured],
        id: &str,
    ) -> Result<Self> {
        let level = territory.level(id);
        let level = level.ok_or_else(|| Error::request(format!("no level `{id}`")))?;
        for (indicator, column) in method.indicators.iter().zip(measured) {
            nests(territory, column.level, level, &indicator.id, method)?;
        }
        let columns =
            measured.par_iter().map(|m| indicator::at_level(m, territory, level)).collect();
        let zones = Zones::new(territory, level, &method.zone)?;
        let complete = Raw { columns }.complete(method, territory, level)?;
        let treated = complete.treat(method);
        let normalised = treated.normalise(&complete, method, territory, &zones)?;
        Ok(Self { level, zones, complete, treated, normalised })
    }

    /// Bytes that it takes in memory, but for what it shares with what was measured.
    pub fn bytes(&self) -> usize {
        let column = |c: &Column| {
            size_of_val(c.values.as_slice())
                + size_of_val(c.origin.as_slice())
                + size_of_val(c.reason.as_slice())
        };
        let treated = self.treated.columns.iter().flatten().map(|(values, _)| values);
        let values = treated.chain(&self.normalised.values).map(|v| size_of_val(v.as_slice()));
        self.complete.columns.iter().map(column).chain(values).sum::<usize>()
            + size_of_val(self.complete.screened.as_slice())
            + size_of_val(self.normalised.screened.as_slice())
            + size_of_val(self.zones.of_unit.as_slice())
    }
}

/// Sums go up only where each unit lies whole in one unit above.
fn nests(
    territory: &Territory,
    from: LevelIndex,
    to: LevelIndex,
    id: &str,
    method: &Method,
) -> Result<()> {
    match territory[from].parents_in(to) {
        Some(parents) if !parents.nests => Err(Error::input(
            &method.path,
            format!(
                "indicator `{id}` speaks of each {}, which may lie in several units of level {}",
                territory[from].id, territory[to].id
            ),
        )
        .with_help("take one of the two out, or give the indicator at a finer level")),
        _ => Ok(()),
    }
}
