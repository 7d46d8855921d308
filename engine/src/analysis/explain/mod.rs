//! Why a unit has this score: each axis and indicator with its value, what it is compared with,
//! its weight and what it contributes.
//!
//! In: a method and what a build holds of one unit. Out: an [`Explanation`]; [`tree`] shares the score out.

mod explanation;
mod tree;
mod unscored;

use super::unit_values::UnitValues;
use crate::catalog::MethodSummary;
use crate::index::Lost;
pub use explanation::{Explanation, Part, PartKind, ZoneRank};
pub use unscored::Unscored;

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
        words: method.words.clone(),
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
    let reason = unit.lost.as_deref().filter(|why| Lost::TooLittle.name() != Some(*why));
    if reason.is_some() || unit.score.is_some() {
        return reason.map(String::from);
    }
    if unit.completeness > 0.0 && unit.completeness + 1e-12 >= method.min_available {
        let screened = method.screen > 0.0;
        let why = if screened { Some(Unscored::Screened.name()) } else { Lost::NotFinite.name() };
        return why.map(String::from);
    }
    let uncompared = |i: usize| {
        let scored = method.indicators[i].axis.is_some();
        scored && unit.values[i].is_some() && unit.normalised[i].is_none()
    };
    (0..unit.values.len()).any(uncompared).then(|| Unscored::NotCompared.name().into())
}
