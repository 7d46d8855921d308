//! Why a unit has this score: each axis and indicator with its value, what it is compared with,
//! its weight and what it contributes.
//!
//! In: a method and what a build holds of one unit. Out: an [`Explanation`]; [`tree`] shares the score out.

mod explanation;
mod tree;

use super::unit_values::UnitValues;
use crate::catalog::MethodSummary;
pub use explanation::{Explanation, Part, PartKind, ZoneRank};

/// Explains one unit.
pub fn explain(method: &MethodSummary, unit: &UnitValues) -> Explanation {
    Explanation {
        level: unit.level.clone(),
        code: unit.code.clone(),
        name: unit.name.clone(),
        carried: None,
        parents: unit.parents.clone(),
        population: unit.population,
        method: method.id.clone(),
        title: method.title.clone(),
        notice: method.notice.clone(),
        score: unit.score,
        rank: unit.rank,
        scored: unit.scored,
        lower: unit.lower,
        reference: method.reference.clone(),
        rank_in_zone: unit.rank_in_zone,
        scored_in_zone: unit.scored_in_zone,
        in_zone: None,
        decile: unit.decile,
        completeness: unit.completeness,
        min_available: method.min_available,
        lost: lost(method, unit),
        parts: tree::parts(method, unit),
        help: unit.help.clone(),
    }
}

/// Why a unit has no score, or lacks an axis, where missing values do not say it.
fn lost(method: &MethodSummary, unit: &UnitValues) -> Option<String> {
    let reason = unit.lost.as_deref().filter(|why| *why != "too_little");
    if reason.is_some() || unit.score.is_some() {
        return reason.map(String::from);
    }
    if unit.completeness > 0.0 && unit.completeness + 1e-12 >= method.min_available {
        let screened = method.screen > 0.0;
        return Some(if screened { "screened" } else { "not_finite" }.into());
    }
    let uncompared = |i: usize| {
        let scored = method.indicators[i].axis.is_some();
        scored && unit.values[i].is_some() && unit.normalised[i].is_none()
    };
    (0..unit.values.len()).any(uncompared).then(|| "not_compared".into())
}
