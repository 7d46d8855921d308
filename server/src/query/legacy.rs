//! The former portal's words: its divisions are levels, its variations methods for a public.

use ifn_engine::error::nearest;

use crate::http::Problem;
use crate::snapshot::Snapshot;

const DIVISIONS: [(&str, &str); 3] =
    [("department", "departement"), ("epci", "epci"), ("city", "commune")];
/// The publics that it had scores of; all of them without a name in a method's id.
pub const VARIATIONS: [&str; 3] = ["all", "senior", "jeune"];

/// The level that a division is.
///
/// # Errors
/// There is no such division, or its level was not built (404).
pub fn division(build: &Snapshot, name: &str) -> Result<&'static str, Problem> {
    let found = DIVISIONS.iter().find(|(division, _)| *division == name).map(|(_, level)| *level);
    let level = found.ok_or_else(|| {
        Problem::not_found(format!("there is no division {name:?}"))
            .help(nearest(name, DIVISIONS.iter().map(|(d, _)| *d)))
    })?;
    match build.level(level) {
        Some(_) => Ok(level),
        None => Err(Problem::not_found(format!("this build has no level `{level}`"))),
    }
}

/// The portal had one variation a public: all, senior, jeune. A build is of one of them.
///
/// # Errors
/// Another one is asked for (404).
pub fn variation(build: &Snapshot, variation: Option<&str>) -> Result<(), Problem> {
    let id = &build.manifest.method.id;
    let [all, named @ ..] = VARIATIONS;
    let served = named.into_iter().find(|v| id.ends_with(&format!("-{v}"))).unwrap_or(all);
    match variation {
        None => Ok(()),
        Some(asked) if asked == served => Ok(()),
        Some(asked) => Err(Problem::not_found(format!("variation {asked:?} is not served"))
            .help(format!("this build is of variation `{served}`"))),
    }
}
