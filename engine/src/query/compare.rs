//! Two builds side by side.

use crate::analysis::compare::{Comparison, compare};
use crate::build::Build;
use crate::error::{Error, Result};

/// Compares one level of two builds: the finest that both have when `level` is absent. `top` moves are
/// listed.
///
/// # Errors
/// No level in common; a level that one of them does not have; a damaged build.
pub fn compare_builds(a: &Build, b: &Build, level: Option<&str>, top: usize) -> Result<Comparison> {
    let level = match level {
        Some(level) => level,
        None => common_level(a, b)?,
    };
    Ok(compare(level, &a.compared(level)?, &b.compared(level)?, top))
}

/// The finest level that both builds have.
fn common_level<'a>(a: &'a Build, b: &Build) -> Result<&'a str> {
    let (a, b) = (&a.manifest.method.levels, &b.manifest.method.levels);
    let both = a.iter().find(|level| b.contains(level));
    both.map(String::as_str).ok_or_else(|| {
        Error::request("the two builds have no level in common").with_help(format!(
            "the first has {}, the second {}",
            a.join(", "),
            b.join(", ")
        ))
    })
}
