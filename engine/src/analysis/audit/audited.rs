//! What is audited: the columns of one level.

use crate::catalog::MethodSummary;

/// Share of the weight under which a score rests on little.
pub const LITTLE: f64 = 0.8;

/// What is audited: one level of a build.
pub struct Audited<'a> {
    /// The method.
    pub method: &'a MethodSummary,
    /// Id of the level.
    pub level: &'a str,
    /// What the zone is called whose units alone are audited; all units where there is none.
    pub zone: Option<String>,
    /// Codes of its units.
    pub codes: &'a [String],
    /// Their names.
    pub names: &'a [String],
    /// Level, code and name of the group (département) of each unit; `None` for a unit in none.
    pub group_level: Option<String>,
    /// See `group_level`.
    pub groups: Vec<Option<(&'a str, &'a str)>>,
    /// Values by indicator, in its unit.
    pub values: Vec<&'a [f64]>,
    /// Normalised indicators; empty for context.
    pub normalised: Vec<&'a [f64]>,
    /// Axes.
    pub axes: Vec<&'a [f64]>,
    /// The index.
    pub index: &'a [f64],
    /// Share of the weight that is available, 0–1.
    pub completeness: &'a [f64],
}
