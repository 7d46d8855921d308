//! Two builds side by side.

use crate::analysis::compare::{Comparison, compare};
use crate::build::Build;
use crate::catalog::ZoneSet;
use crate::error::{Error, Result};

/// Compares one level of two builds: the finest that both have when `level` is absent. `top` moves are
/// listed. Of a zone, its units alone are compared, as if there were no others.
///
/// # Errors
/// No level in common; a level or zone that one of them does not have; a damaged build.
pub fn compare_builds(
    a: &Build,
    b: &Build,
    level: Option<&str>,
    zone: Option<&ZoneSet>,
    top: usize,
) -> Result<Comparison> {
    let level = match level {
        Some(level) => level,
        None => common_level(a, b)?,
    };
    let compared = compare(level, &a.compared(level, zone)?, &b.compared(level, zone)?, top);
    let zone = zone.map(|zone| a.zone(zone)).transpose()?;
    Ok(Comparison { zone: zone.map(|zone| zone.label(&a.manifest)), ..compared })
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
