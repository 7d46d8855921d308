//! Where values are missing, and which scores rest on little.

use std::collections::BTreeMap;

use serde::Serialize;

use super::audited::{Audited, LITTLE};

/// Missing values of a group's units (a département).
#[derive(Debug, Clone, Serialize)]
pub struct GroupMissing {
    /// Code of the group; "" for units in none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Units.
    pub units: usize,
    /// Of these, with a score.
    pub scored: usize,
    /// Share of all (unit, scored indicator) values that are missing.
    pub missing: f64,
    /// The same, by indicator.
    pub by_indicator: BTreeMap<String, f64>,
}

/// A unit whose score rests on little.
#[derive(Debug, Clone, Serialize)]
pub struct LowUnit {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Score.
    pub score: f64,
    /// Share of the weight that is available.
    pub completeness: f64,
}

/// Share of missing by group, in the order of their codes.
pub fn by_group(audited: &Audited, scored: &[usize]) -> Vec<GroupMissing> {
    if audited.group_level.is_none() {
        return Vec::new();
    }
    let mut units: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (unit, group) in audited.groups.iter().enumerate() {
        units.entry(group.unwrap_or_default()).or_default().push(unit);
    }
    let of_group = |((code, name), units): ((&str, &str), Vec<usize>)| {
        let share = |i: &usize| {
            let gone = units.iter().filter(|u| !audited.values[*i][**u].is_finite()).count();
            (audited.method.indicators[*i].id.clone(), gone as f64 / units.len() as f64)
        };
        let by_indicator: BTreeMap<String, f64> = scored.iter().map(share).collect();
        GroupMissing {
            code: code.into(),
            name: name.into(),
            units: units.len(),
            scored: units.iter().filter(|u| audited.index[**u].is_finite()).count(),
            missing: by_indicator.values().sum::<f64>() / by_indicator.len().max(1) as f64,
            by_indicator,
        }
    };
    units.into_iter().map(of_group).collect()
}

/// Scored units with less than 80 % of the weight, the least first.
pub fn low(audited: &Audited) -> Vec<LowUnit> {
    let mut out: Vec<LowUnit> = (0..audited.codes.len())
        .filter(|u| audited.index[*u].is_finite() && audited.completeness[*u] < LITTLE - 1e-12)
        .map(|u| LowUnit {
            code: audited.codes[u].clone(),
            name: audited.names[u].clone(),
            score: audited.index[u],
            completeness: audited.completeness[u],
        })
        .collect();
    out.sort_by(|a, b| a.completeness.total_cmp(&b.completeness).then(a.code.cmp(&b.code)));
    out
}
